"""Footnotes and references of a note, under names that no other note of an essay has.

Markdown knows `[^1]` and `[shown][1]` for all of a text, and two notes may mean different things by them. So
what is embedded gets a name before its own: `[^n2-1]`, `[shown][n2-1]`. What a section refers to and does not
define comes along with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from recall_tui.notes.resolve import fold

_BRACKETS = re.compile(r"\[([^\[\]\n]{1,400}+)\]")
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,400}+)\]:", re.MULTILINE)
_FOOTNOTE = re.compile(r"[^\n]*(?:\n(?:[ \t]+\S|(?![ \t]*\[)\S)[^\n]*)*")
"""A footnote goes on in the lines below, up to a blank one or to another."""
_LINE = re.compile(r"[^\n\r]*")

Edit = tuple[int, int, str]
"""(start, end) in characters of the note's text, and what stands there instead."""


class Labels:
    """The labels of one note."""

    def __init__(self, text: str, prose: Callable[[], str], body: int, prefix: str) -> None:
        """`prose` is the text with blanks in place of code; without a prefix all labels stay."""
        self._text = text
        self._get_prose = prose
        self._body = body
        self._prefix = prefix
        self._referred: dict[str, None] = {}
        self._defined: set[str] = set()

    def edits(self, start: int, end: int) -> Iterator[Edit]:
        """What puts the prefix before the labels in text[start:end]."""
        if not self._prefix or self._text.find("[", start, end) < 0 or not self._definitions:
            return
        taken = -1  # where the label ends that was taken with the brackets before it
        for match in _BRACKETS.finditer(self._prose, start, end):
            at, stop, said = match.start(), match.end(), match[1]
            before, after = self._text[at - 1 : at], self._text[stop : stop + 1]
            if at < taken or before == "\\" or (before == "[" and after == "]"):
                continue
            key = _key(said)
            if self._definitions.get(key) == at:
                self._defined.add(key)
                yield self._named(at)
            elif said[0] == "^" or before == "]":
                yield from self._refer(key, self._named(at))
            elif after == "[" and (label := _BRACKETS.match(self._prose, stop, end)) and label[1][0] != "^":
                taken = label.end()
                yield from self._refer(_key(label[1]), self._named(stop))
            elif self._text.startswith("[]", stop):
                yield from self._refer(key, (stop, stop + 2, f"[{self._prefix}{said}]"))
            elif after != "(":
                yield from self._refer(key, (stop, stop, f"[{self._prefix}{said}]"))

    def lacking(self) -> Iterator[tuple[int, int]]:
        """Where what is referred to and was not defined yet is defined, as (start, end), each once."""
        waiting = list(self._referred)
        for key in waiting:
            if key not in self._defined:
                self._defined.add(key)
                found = (_FOOTNOTE if key[0] == "^" else _LINE).match(self._text, self._definitions[key])
                if found:
                    yield found.span()
                    waiting += [other for other in self._referred if other not in waiting]

    def _refer(self, key: str, edit: Edit) -> Iterator[Edit]:
        if key in self._definitions:
            self._referred[key] = None
            yield edit

    def _named(self, at: int) -> Edit:
        """Puts the prefix into the brackets that begin here."""
        at += 2 if self._text[at + 1] == "^" else 1
        return at, at, self._prefix

    @cached_property
    def _prose(self) -> str:
        return self._get_prose()

    @cached_property
    def _definitions(self) -> dict[str, int]:
        """Where the brackets of each definition begin; of two for one label, of the first."""
        found: dict[str, int] = {}
        if "]:" in self._text:
            for match in _DEFINITION.finditer(self._prose, self._body):
                found.setdefault(_key(match[1]), match.start(1) - 1)
        return found


def _key(label: str) -> str:
    """A label as labels are compared; of a footnote with its sign."""
    return fold(" ".join(label.split()))
