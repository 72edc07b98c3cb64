"""Names of notes in running text: where one stands, which notes hold it, which notes a text names."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.links import prose
from recall_tui.notes.names import stem
from recall_tui.recall.analyzer import unspaced
from recall_tui.recall.columns import NONE
from recall_tui.recall.filtering import in_a_row
from recall_tui.recall.index import View
from recall_tui.recall.languages import Languages

SHORTEST = 2
"""A name of fewer letters and digits is not looked for."""
_BETWEEN = re.compile(
    r"""[_-]
    | [^\S\r\n]*+ (?:\r\n|[\r\n]) (?:[^\S\r\n]*+>)*+ [^\S\r\n]*+ (?![-*+|]|\d+[.)])
    | [^\S\r\n]++""",
    re.VERBOSE,
)
"""Between the words of a name: `ash-tree` is the file name for what a text calls an ash tree. A line may end
there, but no item of a list."""


class Prose:
    """What a text says in plain words (see `notes.links.prose`), to look for names in."""

    def __init__(self, text: str, body: int = 0) -> None:
        self.blocks = read_blocks(text, body)
        said = prose(text, self.blocks)
        pieces: list[str] = []
        self._places, self._starts = [0], [0]  # of each piece, in the text and in what is searched
        at = length = 0
        for match in _BETWEEN.finditer(said):
            if match.end() - match.start() > 1 or match[0] != " ":
                pieces += [said[at : match.start()], " "]
                length += match.start() - at + 1
                at = match.end()
                self._places.append(at)
                self._starts.append(length)
        self._said = _lower("".join((*pieces, said[at:])))

    def find(self, names: Iterable[str]) -> list[tuple[int, int, str]]:
        """Where names stand, (start, end, name): of those that overlap the first, and of these the longest.

        In any case, and as whole words where the script parts words. Names are given as `plain` has them.
        """
        found = [(start, -end, name) for name in names for start, end in self._find(name)]
        chosen, last = [], 0
        for start, minus_end, name in sorted(found):
            if start >= last:
                last = -minus_end
                chosen.append((self._place(start), self._place(last - 1) + 1, name))
        return chosen

    def _find(self, name: str) -> Iterator[tuple[int, int]]:
        said = self._said
        forms = {name} if name.isascii() else {unicodedata.normalize(form, name) for form in ("NFC", "NFD")}
        for form in forms:
            sought = _lower(form)
            start = said.find(sought)
            while start >= 0:
                end = start + len(sought)
                if _parted(said, start) and _parted(said, end):
                    yield start, end
                start = said.find(sought, start + 1)

    def _place(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._places[piece] + at - self._starts[piece]


def plain(name: str) -> str:
    """A name as names in running text are compared."""
    if name.isascii() and name.isprintable() and "  " not in name:  # nearly all, and there are many
        return name.lower().replace("-", " ").replace("_", " ").strip()
    return _lower(_BETWEEN.sub(" ", unicodedata.normalize("NFC", name)).strip())


def likely(names: Iterable[str]) -> re.Pattern[str]:
    """Finds where one of these names may stand, quickly and not surely, since most texts may hold none."""
    forms = {unicodedata.normalize(form, name) for form in ("NFC", "NFD") for name in names}
    said = (r"[\s_>-]{1,9}+".join(map(re.escape, form.split(" "))) for form in sorted(forms))
    return re.compile("|".join(said), re.IGNORECASE)


def _lower(text: str) -> str:
    """In small letters, and as long as before."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def _parted(text: str, at: int) -> bool:
    """Whether no word goes on at a place."""
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if unicodedata.category(after)[0] == "M":
        return False
    return not (before.isalnum() and after.isalnum()) or unspaced(before) or unspaced(after)


def names_of(view: View, note: int) -> list[str]:
    """What a text may call a note, as `plain` has it: title, aliases and file name, but no single letters."""
    segment, i = view.at(note)
    names = dict.fromkeys(map(plain, (segment.titles[i], *segment.aliases[i], stem(segment.paths[i]))))
    return [name for name in names if sum(map(str.isalnum, name)) >= SHORTEST]


def holding(view: View, languages: Languages, names: Sequence[str]) -> list[int]:
    """The notes in which one of these names may stand, the newest first: its stems stand there in a row.

    A name of stop words alone stands nowhere.
    """
    dates, notes = [NONE.astype(np.int64)], [NONE]
    for (base, segment), alive in zip(view.parts(), view.there(), strict=True):
        analyzers = map(languages.analyzer, segment.languages.keys)
        said = {tuple(analyzer.terms(name)) for analyzer in analyzers for name in names}
        held = np.unique(np.concatenate([NONE, *(in_a_row(segment, terms) for terms in said if terms)]))
        held = held[alive[held]]
        dates.append(segment.dates[held])
        notes.append(held + np.int32(base))
    found: list[int] = np.concatenate(notes)[np.argsort(-np.concatenate(dates), kind="stable")].tolist()
    return found


def named(view: View, languages: Languages, text: str) -> list[int]:
    """The notes that a text may name: all terms of one of their names stand in it."""
    found: set[int] = set()
    terms = sorted(
        {term for language in view.languages() for term in languages.analyzer(language).terms(text)}
    )
    for (base, segment), alive in zip(view.parts(), view.there(), strict=True):
        rows = segment.spoken.keys.find_all(terms)
        names = segment.spoken.rows.take(rows[rows >= 0]).values
        counts = np.bincount(names, minlength=len(segment.names))
        spoken = np.flatnonzero(counts)
        whole = spoken[counts[spoken] == segment.names.lengths_of(spoken)]
        notes = np.unique(segment.owners[whole])
        found.update((notes[alive[notes]] + base).tolist())
    return sorted(found)
