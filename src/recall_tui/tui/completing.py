"""What is being typed that can be completed: a link's note, its heading or block, a tag."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from recall_tui.notebook import UNSAFE, Notebook
from recall_tui.notes.resolve import fold
from recall_tui.recall.hits import Draft

LONGEST_NAME = 80
"""What began further back than this many characters is no longer being typed."""
FIRST_WORDS = 100
"""Of a block so many characters are shown, and searched."""

_TARGET_END = re.compile(r"[^\[\]|#^]*\]\]")
_ANCHOR_END = re.compile(r"[^\[\]|]*\]\]")
_LABELLED = re.compile(r"[^\[\]]*[|#^][^\[\]]*\]\]")
_ANCHOR_LABELLED = re.compile(r"[^\[\]]*\|[^\[\]]*\]\]")
_BLOCK = re.compile(r"(?P<target>[^#^]*)#?\^(?P<typed>[A-Za-z0-9 -]*)")
_TAG = re.compile(r"(?<!\S)#([\w/-]*)\Z")
_FENCES = ("```", "~~~")

Kind = Literal["note", "heading", "block", "tag"]


class Opened(NamedTuple):
    """What is being typed."""

    row: int
    start: int
    """Where its `[[` or `#` stands, in characters from the line's start."""
    typed: str
    """What stands between that (or the `#` or `^` behind the note's name) and the cursor."""
    end: int
    """Where it ends: a link after its `]]`, or at the cursor while there is none."""
    kind: Kind = "note"
    target: str = ""
    """Of a heading or block: its note as it is written, perhaps with a heading above; "" for the draft."""


class Offer(NamedTuple):
    """What can take the place of what is being typed."""

    text: str
    said: str
    """As it is shown."""
    beside: str
    """What tells it from the others."""


def opened(draft: Draft) -> Opened | None:
    """What the cursor is in the name of; None in a label of a link, in code, and where nothing is open."""
    line, column = draft.lines[draft.row], draft.column
    if draft.selection:
        return None
    start = line.rfind("[[", max(0, column - LONGEST_NAME), column)
    if start < 0 or set("[]|") & set(line[start + 2 : column]):
        return _opened_tag(draft, line, column)
    typed = line[start + 2 : column]
    if "#" in typed or "^" in typed:
        return _opened_anchor(draft.row, line, start, column)
    if _LABELLED.match(line, column):
        return None
    closed = _TARGET_END.match(line, column)
    return Opened(draft.row, start, typed, closed.end() if closed else column)


def _opened_anchor(row: int, line: str, start: int, column: int) -> Opened | None:
    typed = line[start + 2 : column]
    if _ANCHOR_LABELLED.match(line, column):
        return None
    closed = _ANCHOR_END.match(line, column)
    end = closed.end() if closed else column
    if block := _BLOCK.fullmatch(typed):
        return Opened(row, start, block["typed"], end, "block", block["target"])
    target, _, heading = typed.rpartition("#")
    return Opened(row, start, heading, end, "heading", target)


def _opened_tag(draft: Draft, line: str, column: int) -> Opened | None:
    """A tag, at a word's start; one that begins a line may still become a heading while it is a `#` alone."""
    tag = _TAG.search(line, max(0, column - LONGEST_NAME), column)
    if not tag or (not tag[1] and not line[: tag.start()].strip()) or line.count("`", 0, column) % 2:
        return None
    if sum(each.lstrip().startswith(_FENCES) for each in draft.lines[: draft.row]) % 2:
        return None
    return Opened(draft.row, tag.start(), tag[1], column, "tag")


class Completing:
    """Finds what could be meant. It runs inside a key, so what takes time is kept for the next one."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook = notebook
        self._tags: list[tuple[str, int]] = []
        self._kept: tuple[object, list[Offer], list[str]] = None, [], []
        """What is offered at a place, and by which names; what it was found for."""

    def offers(self, typing: Opened, lines: Sequence[str], note: str) -> list[Offer]:
        """What is offered for a heading, block or tag, the best first. `lines` are the draft's own."""
        from recall_tui.recall.calling import fitting

        tags = self._tags if typing.kind == "tag" else None
        place = typing.row, typing.start, typing.kind, typing.target, note, tags
        if self._kept[0] != place:
            offers = self._parts(typing, lines, note) if tags is None else list(map(_tag, tags))
            self._kept = place, offers, [fold(offer.said.lstrip("#^ ")) for offer in offers]
        _, offers, names = self._kept
        places = fitting(typed := fold(typing.typed), names)
        if tags is not None and [names[at] for at in places] == [typed]:
            return []  # it is there already
        return [offers[at] for at in places]

    def look(self) -> None:
        """Find out which tags there are, for the next keys."""
        self._tags = self.notebook.tags()

    def forget(self) -> None:
        """Nothing is being typed any more: the note may have other headings when it is again."""
        self._kept = None, [], []

    def _parts(self, typing: Opened, lines: Sequence[str], note: str) -> list[Offer]:
        """The headings or blocks of a note that links can name, in order."""
        from recall_tui.notes.blocks import read_blocks
        from recall_tui.notes.frontmatter import read_front_matter

        target = typing.target.partition("#")[0].strip()
        paths = self.notebook.names.candidates(target, note)
        if len(paths) != 1:
            return []
        here = paths[0] == note
        text = "\n".join(lines) if here else self.notebook.text(paths[0])
        title = "in this note" if here else self.notebook.title(paths[0])
        blocks = read_blocks(text, read_front_matter(text).body)
        if typing.kind == "heading":
            first = {each.text: each for each in reversed(blocks.headings)}
            return [
                Offer(f"[[{typing.target}#{each.text}]]", f"{'#' * each.level} {each.text}", title)
                for each in blocks.headings
                if each.text and each is first[each.text] and not UNSAFE & set(each.text)
            ]
        return [
            Offer(
                f"[[{typing.target}#^{passage.block_id}]]",
                f"^{passage.block_id} {_first_words(text[passage.start : passage.end], passage.block_id)}",
                title,
            )
            for passage in blocks.passages
            if passage.block_id
        ]


def _first_words(said: str, block_id: str) -> str:
    return " ".join(said.removesuffix(f"^{block_id}")[:FIRST_WORDS].split())


def _tag(tag: tuple[str, int]) -> Offer:
    name, count = tag
    return Offer(f"#{name}", f"#{name}", "1 note" if count == 1 else f"{count:,} notes")
