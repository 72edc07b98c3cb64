"""The layout of the pane's cards and lists: text in, rows of text and roles out.

A row is a list of (text, role); the roles are the names after `pane--` in the pane's styles. Widths are in
cells. All text that comes from notes is cleaned here, and nowhere is it read as markup.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from recall_tui.recall.hits import Hit, Reason
from recall_tui.tui.clean import clean
from recall_tui.tui.plain import plain
from recall_tui.tui.wrap import Row, Span, cells, fill, graphemes, joins, painted, snapped

SNIPPET_ROWS = 3
CARD_ROWS = SNIPPET_ROWS + 2
"""Title, snippet, reason."""
NUMBERED = 9
"""So many cards have a number: there are no more keys for it."""
NARROWEST = 16
"""The least width anything here is laid out for, in cells."""

_ROOM_FOR_AGE = 32  # from this width on the age stands beside the title, in narrower cards before the reason
_ROOMY = 50  # from this width on it is said in full what is folded
_MARKS_WEIGHED = 100

LIST_MARK = re.compile(
    r"^[ \t]*(?:>[ \t]?){0,9}(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)?(?:\[[ xX]\][ \t]+)?", re.MULTILINE
)
_STOPS = (re.compile(r"[.!?…][\"')\]”’]{0,3}[ \t]+|[。！？]|\n\s*"), re.compile(r"[,;:—–] +|[，；：、]"))
"""Where a sentence ends; where a clause does."""


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with `…` for what does not fit."""
    if cells(text) <= width:
        return text
    if width > 0 and text.isascii():
        return text[: width - 1].rstrip() + "…"
    used = 0
    for start, end in graphemes(text):
        used += cells(text[start:end])
        if used > width - 1:
            return text[:start].rstrip() + "…" if width > 0 else ""
    return text


def padded(row: Row, width: int, role: str = "text") -> Row:
    """`row` with blanks added up to `width`."""
    return [*row, (" " * (width - sum([cells(text) for text, _ in row])), role)]


def one_line(text: str) -> str:
    """The first 400 characters of `text`, cleaned, with one space for each run of blanks and newlines."""
    return clean(" ".join(text[:400].split()))


def title(hit: Hit) -> str:
    """The hit's title, or its path where it has none."""
    return one_line(hit.title) or one_line(hit.path)


def card(hit: Hit, number: int, age: str, width: int, state: Sequence[str] = ()) -> list[Row]:
    """One past self in `CARD_ROWS` rows of `width` cells; `number` is that of the key that looks at it.

    `state` is said at the right of its foot.
    """
    room = width - 3
    beside = room >= _ROOM_FOR_AGE
    name = cut(title(hit), room - len(age) - 2 if beside else room)
    head: Row = [(f"{number} " if number <= NUMBERED else "  ", "number"), (name, "title")]
    if beside:
        head += [(" " * (room - cells(name) - len(age)), "text"), (age, "dim")]
    indent = ("  ", "text")
    reasons = [hit.label] if hit.label else [reason.term for reason in hit.why]
    aside = [*state, *([threaded(hit.thread)] if hit.thread else [])]
    aside += [f"and {len(hit.folded):,} more{' of this thread' * (room >= _ROOMY)}"] if hit.folded else []
    aside += [f"and {len(hit.alike):,} like it"] if hit.alike else []
    alike = joined(aside, room) if aside else ""
    reason = joined(reasons if beside else [age, *reasons], room - cells(alike) - 2 if alike else room)
    foot: Row = [indent, (reason, "reason")]
    if alike:
        foot += [(" " * (room - cells(reason) - cells(alike)), "text"), (alike, "dim")]
    rows = [head, *([indent, *row] for row in snippet(hit, room)), foot]
    return [padded(row, width) for row in [*rows, *[[]] * (CARD_ROWS - len(rows))]]


def threaded(mark: tuple[int, int]) -> str:
    """Where in its thread a note stands, as "╱ 4/14"."""
    return f"╱ {mark[0]:,}/{mark[1]:,}"


def joined(parts: Iterable[str], width: int, by: str = " · ") -> str:
    """As many of `parts` as fit, at least the beginning of the first."""
    line = ""
    for part in parts:
        longer = f"{line}{by}{one_line(part)}" if line else cut(one_line(part), width)
        if cells(longer) > width:
            break
        line = longer
    return line


def snippet(hit: Hit, width: int) -> list[Row]:
    """Up to `SNIPPET_ROWS` rows, not padded, where the passage has the most and the strongest marks.

    Links and emphasis are shown as what they say, without their markup.
    """
    said, places = plain(hit.text, hit.marks)
    start = _snippet_start(said, places, hit.why, SNIPPET_ROWS * (width - min(5, width // 4)) - 2)
    if start and len(said) <= SNIPPET_ROWS * width:
        whole = fill(_without_list_marks(said), width)
        start = 0 if len(list(islice(whole, SNIPPET_ROWS + 1))) <= SNIPPET_ROWS else start
    stop = start + 3 * SNIPPET_ROWS * width + 100
    text = _without_list_marks(said[start:stop])
    marks = snapped(
        text, [(begin - start, end - start, "mark") for begin, end in places if start <= begin < stop]
    )
    lines = list(islice(fill(text, width, first=width - 2 if start else width), SNIPPET_ROWS + 1))
    more = len(lines) > SNIPPET_ROWS or stop < len(said)
    del lines[SNIPPET_ROWS:]
    if lines and more:
        lines[-1] = next(fill(text, width - 2 - (2 if start and len(lines) == 1 else 0), lines[-1][0][0]))
    rows = [painted(text, line, marks, "text") for line in lines]
    if rows and start:
        rows[0].insert(0, ("… ", "text"))
    if rows and more:
        rows[-1].append((" …", "text"))
    return rows


def choice(left: str, right: str, width: int) -> Row:
    """One row of a list to choose from: what it is, and dim at the right what tells it from others."""
    right = cut(one_line(right), width // 2)
    left = cut(one_line(left), width - cells(right) - 3)
    return [
        (left, "text"),
        *padded([], width - cells(left) - cells(right) - 1),
        (right, "dim"),
        (" ", "text"),
    ]


def centred(text: str, width: int) -> list[Row]:
    """Dim words in the middle of the width."""
    text = prepared(text)
    rows = [painted(text, line, [], "dim") for line in fill(text, width - 4)]
    widths = [sum(cells(part) for part, _ in row) for row in rows]
    return [
        padded([(" " * ((width - wide) // 2), "text"), *row], width)
        for row, wide in zip(rows, widths, strict=True)
    ]


def heading(left: Row, notes: Iterable[str], width: int) -> Row:
    """The pane's first row: what it shows, and at the right the first of `notes` that fits."""
    row: Row = []
    room = width - 1
    for text, role in left:
        row.append((cut(prepared(text[:400]).replace("\n", " "), room), role))
        room -= cells(row[-1][0])
    note = next((note for note in map(one_line, notes) if cells(note) <= room - 2), "")
    return [*row, (" " * (room - cells(note)), "text"), (note, "dim"), (" ", "text")]


def progress_bar(done: int, total: int, width: int) -> Row:
    """A thin bar; it tells done from left without colours too."""
    full = (width - 1) * max(0, min(done, total)) // max(1, total)
    return [("━" * full, "bar"), ("─" * (width - 1 - full), "edge"), (" ", "text")]


def prepared(text: str) -> str:
    """`text` cleaned, its offsets kept, with no blanks but spaces and newlines."""
    return clean(text.replace("\r\n", " \n")).replace("\t", " ").replace("\u3000", " ")


def _without_list_marks(text: str) -> str:
    return LIST_MARK.sub(lambda mark: " " * len(mark[0]), prepared(text))


def _snippet_start(text: str, marks: Sequence[Span], why: Sequence[Reason], room: int) -> int:
    """Where the snippet begins, in characters.

    At the passage's start, or, where marks lie further on than `room` cells, at the sentence, clause or word
    before the run of marked words that has the most different and the strongest ones.
    """
    marks = marks[:_MARKS_WEIGHED]
    if not marks or marks[-1][1] <= room // 2:
        return 0
    sample = clean(text[marks[0][0] :][:100])
    room = room * len(sample) // max(1, cells(sample))
    if marks[-1][1] <= room:
        return 0
    begin, end = _densest(text, marks, why, room)
    if end <= room:
        return 0
    earliest = min(begin, end - room)
    for stop in _STOPS:
        if ends := [match.end() for match in stop.finditer(text, earliest, begin)]:
            return ends[-1]
    start = max(earliest, begin - room // 3)
    if (blank := text.find(" ", start, begin)) >= 0:
        return blank + 1
    while start > earliest and joins(text, start):
        start -= 1
    return start


def _densest(text: str, marks: Sequence[Span], why: Sequence[Reason], room: int) -> Span:
    # Two forms of a word share their beginning: four letters tell which reason a mark belongs to.
    strength = {reason.term[:4].casefold(): reason.share for reason in why}
    words = [text[begin:end].casefold() for begin, end in marks]
    inside: Counter[str] = Counter()
    best, weight, found = 0.0, 0.0, marks[0]
    last = 0
    for first, (begin, _) in enumerate(marks):
        while last < len(marks) and (last <= first or marks[last][1] - begin <= room):
            inside[words[last]] += 1
            if inside[words[last]] == 1:
                weight += 1 + strength.get(words[last][:4], 0.0)
            last += 1
        if weight > best + 1e-9:
            best, found = weight, (begin, marks[last - 1][1])
        inside[words[first]] -= 1
        if not inside[words[first]]:
            weight -= 1 + strength.get(words[first][:4], 0.0)
    return found
