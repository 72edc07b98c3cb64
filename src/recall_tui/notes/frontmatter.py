"""The YAML block at the top of a note: found, read safely, asked for its values, changed in one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from recall_tui.errors import NoteError

MAX_CHARS = 64_000
MAX_DEPTH = 20
LONGEST = 100
"""More lines are not looked at where it may not take long."""

_OPEN = re.compile(r"\ufeff?---[ \t]*(?=[\r\n])")
_CLOSE = re.compile(r"(\r\n|[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|[\r\n]|\Z)")
_NEWLINE = re.compile(r"\r\n|[\r\n]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|[\r\n]|\Z)")
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


def front_rows(lines: Sequence[str]) -> int:
    """How many lines of front matter a text begins with: as it looks, for what may not take long."""
    if lines[0].rstrip() != "---":
        return 0
    ends = (row for row, line in enumerate(lines[1:LONGEST], 1) if line.rstrip() in ("---", "..."))
    return next(ends, -1) + 1


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

    try:
        depth = 0
        for event in yaml.parse(block, Loader=_loader()):
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor or getattr(event, "tag", None):
                    raise ValueError("it has a YAML anchor, alias or tag (& * !); put such a value in quotes")
                depth += isinstance(event, yaml.CollectionStartEvent)
                if depth > MAX_DEPTH:  # before the loader sees it: libyaml's recursion crashes
                    raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")
        fields = yaml.load(block, Loader=_loader())
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


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def quoted(value: str) -> str:
    """A value as YAML writes it in quotes, which a link needs."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def with_key(text: str, key: str, value: str | None) -> str:
    """A note's whole text with one key of its front matter set to a value; without the key for None.

    `key` is in lower case; `value` is on one line. All else stays as it is, byte for byte: other keys,
    comments, order, quotes, line ends; only a comment within the old value goes. Front matter is made where
    there is none, and goes with its last key. Raises NoteError where it cannot be read, or is written so
    that no key can be changed by itself.
    """
    front = read_front_matter(text)
    if front.problem:
        raise NoteError(f"{front.problem} Mend it first.")
    changed = _with_key(text, front, key, value)
    wanted = {**front.fields, key: value} if value is not None else {**front.fields}
    if value is None:
        wanted.pop(key, None)
    if read_front_matter(changed).fields != wanted:
        raise NoteError(f"The front matter is written so that {key} cannot be changed alone. Do it by hand.")
    return changed


def _with_key(text: str, front: FrontMatter, key: str, value: str | None) -> str:
    start = 1 if text.startswith("\ufeff") else 0
    opened = front.body > start and _OPEN.match(text)
    if not opened:
        if value is None:
            return text
        end = found[0] if (found := _NEWLINE.search(text)) else "\n"
        return f"{text[:start]}---{end}{key}: {quoted(value)}{end}---{end}{text[start:]}"
    newline = _NEWLINE.search(text, opened.end())
    closing = _CLOSE.search(text, opened.end())
    assert newline and closing  # or it would be no front matter
    first, last = newline.end(), closing.end(1)
    block = text[first:last]
    entries = _entries(block)
    said = [entry for entry in entries if entry.key == key]
    if value is None:
        for entry in reversed(said):
            block = block[: entry.start] + block[entry.end :]
        if said and not block.strip():
            return text[:start] + text[front.body :]
    elif said:
        entry = said[-1]  # what counts, where a key stands there twice
        block = f"{block[: entry.colon]} {quoted(value)}{block[entry.said :]}"
    else:
        block += f"{entries[0].indent if entries else ''}{key}: {quoted(value)}{closing[1]}"
    return text[:first] + block + text[last:]


class _Entry(NamedTuple):
    """Where a key and its value stand in a block, in characters."""

    key: str
    indent: str
    start: int
    """Where its first line begins."""
    colon: int
    """Where its colon ends."""
    said: int
    """Where its value ends; what stands behind that on the line is a comment."""
    end: int
    """Where its last line ends."""


def _entries(block: str) -> list[_Entry]:
    """All keys of the top level."""
    import yaml

    # Each mark is to be a place in the block itself, so no line end may become shorter.
    node = yaml.compose(block.replace("\r\n", " \n").replace("\r", "\n"), Loader=_loader())
    if not isinstance(node, yaml.MappingNode) or node.flow_style:
        return []
    starts = [key.start_mark.index - key.start_mark.column for key, _ in node.value]
    entries = []
    for (key, value), start, after in zip(node.value, starts, [*starts[1:], len(block)], strict=True):
        colon = block.find(":", key.end_mark.index) + 1
        end = _without_comments(block, colon, after)
        style = value.style if isinstance(value, yaml.ScalarNode) else value.flow_style
        if style in ("|", ">", False):  # a block: its mark is behind what follows
            said = len(block[:end].rstrip("\r\n"))
        else:
            said = max(value.end_mark.index, colon)
        entries.append(_Entry(key.value.casefold(), " " * key.start_mark.column, start, colon, said, end))
    return entries


def _without_comments(block: str, start: int, end: int) -> int:
    """Where the last line ends that has something, beside the line of `start`, and is no comment."""
    first, *others = _LINE.finditer(block, start, end)
    return max([first.end(), *(line.end() for line in others if line[0].lstrip()[:1] not in ("", "#"))])
