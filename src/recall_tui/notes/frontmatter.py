"""The YAML block at the top of a note: found, read safely, asked for its values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

MAX_CHARS = 64_000
MAX_DEPTH = 20

_OPEN = re.compile(r"\ufeff?---[ \t]*(?=[\r\n])")
_CLOSE = re.compile(r"(\r\n|[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|[\r\n]|\Z)")
_LOOKS_LIKE_YAML = re.compile(r"\s{1,4}[\w-]{1,60} *:\s")

# Lines that mean the same to these patterns and to YAML: `key: scalar`, `key: [words, …]` and `- scalar`.
_SCALAR = r"""(?:"([^"\\]*)"|'([^']*)'|(\w(?:[^:#]++|:(?! |\Z)|(?<! )\#)*))?"""
_PLAIN_KEY = re.compile(rf"([^\W\d][\w -]{{0,60}}):(?: +(?:\[([^\W_][\w/ ,.-]*)\]|{_SCALAR}) *)?")
_PLAIN_ITEM = re.compile(rf"( *-) +{_SCALAR} *")


class FrontMatter(NamedTuple):
    """What stands above a note's body."""

    body: int = 0
    """Where the text after it begins, in characters."""
    fields: Mapping[str, object] = MappingProxyType({})
    """By casefolded key; scalars as they are written, as `str`; lists and mappings of them."""
    problem: str | None = None

    def text(self, *keys: str) -> str | None:
        """The value of the first of these keys that has a scalar one; empty and null ones are none."""
        for key in keys:
            if key in self.fields and (values := self.scalars(key)):
                return values[0]
        return None

    def scalars(self, *keys: str) -> list[str]:
        """All scalars under these keys, in order; empty and null ones are left out."""
        found = []
        for key in keys:
            if value := self.fields.get(key):
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, str) and each.strip() not in ("", "~", "null", "Null", "NULL"):
                        found.append(each.strip())
        return found

    def words(self, *keys: str, spaces: bool = False) -> list[str]:
        """As `scalars`, but a value that is no list is cut at commas or, having none, at its `spaces`."""
        found = []
        for key in keys:
            values = self.scalars(key) if key in self.fields else []
            if values and isinstance(self.fields[key], str):
                values = values[0].split(None if spaces and "," not in values[0] else ",")
            found += [word for value in values if (word := value.strip())]
        return found


def read_front_matter(text: str) -> FrontMatter:
    """The front matter of a note's whole text; what cannot be read stays part of the body, with a problem."""
    start = 1 if text.startswith("\ufeff") else 0
    opening = _OPEN.match(text)
    if not opening:
        return FrontMatter(start)
    closing = _CLOSE.search(text, opening.end())
    if not closing:
        # A rule as the first line is no mistake; a key below it is.
        unclosed = _LOOKS_LIKE_YAML.match(text, opening.end())
        return FrontMatter(start, problem=_problem("no line --- ends it") if unclosed else None)
    if closing.start() - opening.end() > MAX_CHARS:
        return FrontMatter(start, problem=_problem(f"it is longer than {MAX_CHARS:,} characters"))
    block = text[opening.end() : closing.end(1)].replace("\r\n", "\n").replace("\r", "\n")[1:]
    try:
        fields = _read_plain(block)
        if fields is None:
            fields = _read_yaml(block)
    except ValueError as error:
        return FrontMatter(start, problem=_problem(str(error)))
    return FrontMatter(closing.end(), fields)


def _problem(why: str) -> str:
    return f"The front matter is shown as text, because it cannot be read: {why}."


def _read_plain(block: str) -> dict[str, object] | None:
    """The values of a block of plain `key: value` lines, or None where only YAML knows.

    Most notes have no others, and loading PyYAML and asking it takes ten times as long.
    """
    fields: dict[str, object] = {}
    key, dash = "", None
    items: list[object] | None = None  # of the list that the last key may begin
    for line in block.split("\n"):
        if not line:
            continue
        if not line.isprintable():
            return None
        if match := _PLAIN_KEY.fullmatch(line):
            key, listed, double, single, plain = match.groups()
            key = key.rstrip(" ").casefold()
            fields[key] = double or single or (plain or "").rstrip(" ")
            items = [] if double is single is plain is listed is None else None
            dash = None
            if listed:
                words = [word.strip(" ") for word in listed.split(",")]
                if not all(word[:1].isalnum() for word in words):
                    return None
                fields[key] = words
        elif items is not None and (match := _PLAIN_ITEM.fullmatch(line)):
            indent, double, single, plain = match.groups()
            if dash not in (None, indent):
                return None
            dash = indent
            items.append(double or single or (plain or "").rstrip(" "))
            fields[key] = items
        else:
            return None
    return fields


def _read_yaml(block: str) -> dict[str, object]:
    """The values as PyYAML reads them; raises ValueError saying why not.

    The base loader leaves scalars as they are written, so no date, number or boolean can fail or change.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        depth = 0
        for event in yaml.parse(block, Loader=loader):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor or getattr(event, "tag", None):
                    raise ValueError("it has a YAML anchor, alias or tag (& * !); put such a value in quotes")
                depth += isinstance(event, yaml.CollectionStartEvent)
                if depth > MAX_DEPTH:  # before the loader sees it: libyaml's recursion crashes
                    raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")
        fields = yaml.load(block, Loader=loader)
    except UnicodeEncodeError as error:
        raise ValueError("it has bytes that are no UTF-8; save it as UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        raise ValueError(
            f"{error.problem or error.context}{line}; quotes around a value often help"
        ) from error
    except yaml.YAMLError as error:
        raise ValueError("it has a character that YAML does not allow") from error
    if fields in (None, ""):
        return {}
    if not isinstance(fields, dict):
        raise ValueError("it has no `key: value` lines")
    return {str(key).casefold(): value for key, value in fields.items()}
