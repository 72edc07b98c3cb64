"""The engine: analysed notes in, past selves out.

First stage: BM25 over whole notes by sums that are kept between keystrokes. Second stage, over the best two
hundred: names of notes that stand in the draft, links among the best, how much a note is linked. Last: for
what will be shown, the passage, its marks and its reasons. ARCHITECTURE.md has what each part is worth.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from math import log1p

import numpy as np

from recall_tui.notes.graph import LinkGraph
from recall_tui.recall.analyzer import Analyzer
from recall_tui.recall.bm25 import WEIGHT_ONE, Bm25
from recall_tui.recall.document import Document
from recall_tui.recall.evidence import Evidence, Marker, joined
from recall_tui.recall.hits import Draft, Hit, Reason
from recall_tui.recall.index import Index
from recall_tui.recall.query import Query, Reader
from recall_tui.recall.ranking import Ranking

FEW = 4
"""In drafts of fewer terms, the unfinished word counts as a prefix."""
EXPANSIONS = 16
"""A prefix stands for at most this many words, the most frequent."""
MARKED = 24
"""Matching words are looked for in this many hits, more than a screen has cards."""
ENDING = 3
"""An unfinished word may be this many characters past its stem."""
SHORTEST_STEM = 3
WORTH_SHOWING = 60
"""Passages of fewer characters are met again only where a note has no longer ones."""


class Engine:
    """Recall over a set of notes. One thread may add and remove while another asks."""

    def __init__(
        self, text_of: Callable[[str], str], language: str = "english", bm25: Bm25 | None = None
    ) -> None:
        """`text_of(path)` gives a note's text, for the few passages shown; "" where there is none."""
        self.analyzer = Analyzer(language)
        self.links = LinkGraph()
        self._bm25 = bm25 or Bm25()
        self._index = Index()
        self._names = Index(self._index.vocabulary)
        self._documents: list[Document] = []
        self._number: dict[str, int] = {}
        self._owners: list[int] = []
        self._writing = threading.Lock()
        self._views = (self._index.view, self._names.view)
        """What is asked: notes and names that belong together, published as one."""
        self._reader = Reader(self.analyzer)
        self._marker = Marker(self.analyzer)
        self._ranking: Ranking | None = None
        self._sorted: list[str] = []
        self._last: tuple[Ranking | None, tuple[object, ...], Sequence[Hit]] = (None, (), [])
        self._text_of = text_of

    def __len__(self) -> int:
        return self._views[0].living

    def add(self, documents: Iterable[Document]) -> None:
        """Take notes in; one whose path is known takes the place of the old."""
        with self._writing:
            documents = list({d.path: d for d in documents}.values())
            base = len(self._documents)
            old = [n for d in documents if (n := self._number.get(d.path)) is not None]
            # A reader that meets the new views must find everything they refer to: they come last.
            names: list[tuple[str, ...]] = []
            for number, document in enumerate(documents, base):
                names += document.names
                self._owners += [number] * len(document.names)
            self._names.add(names)
            self._documents += documents
            self._number.update((d.path, n) for n, d in enumerate(documents, base))
            self._index.add([d.terms for d in documents])
            self._index.remove(old)
            self._views = (self._index.view, self._names.view)

    def settle(self) -> None:
        """Tidy the index up when many notes have come in; answers stay the same and come faster."""
        with self._writing:
            self._names.merge()
            self._index.merge()
            self._views = (self._index.view, self._names.view)
            self._terms()

    def remove(self, path: str) -> None:
        """Take a note out; an unknown one is passed over."""
        with self._writing:
            number = self._number.pop(path, None)
            if number is not None:
                self.links.set(path, ())
                self._index.remove([number])
                self._views = (self._index.view, self._names.view)

    def answer(
        self,
        draft: Draft,
        *,
        note: str = "",
        leave_out: Set[str] = frozenset(),
        limit: int = 12,
        floor: float = 0.0,
    ) -> Sequence[Hit]:
        """The past selves of a draft, best first, one a note.

        `note` is the path of the note being written: it is no past self, and its links as saved say
        nothing. `leave_out` are paths not to show. `floor` is what a note must score to be shown, as a
        share of what the draft's words are worth: each found once, in a note of mean length.
        """
        return self._answer(self._reader.read(draft), note, leave_out, limit, floor)

    def search(self, words: str, *, note: str = "", limit: int = 12) -> Sequence[Hit]:
        """The notes about these words, best first; the last word may be unfinished."""
        return self._answer(self._reader.search(words), note, frozenset(), limit, 0.0)

    def documents(self) -> list[Document]:
        """The notes that are there."""
        return [self._documents[n] for n in list(self._number.values())]

    def passage_of(self, path: str, chance: float, label: str) -> Hit | None:
        """One passage of a note, by `chance` (0 to 1) among those worth showing; None for no such note.

        The text is empty where the note has no passage.
        """
        number = self._number.get(path)
        if number is None:
            return None
        document = self._documents[number]
        rows = document.passages
        long = rows[rows[:, 3] - rows[:, 2] >= WORTH_SHOWING]
        rows = long if len(long) else rows
        at = min(int(chance * len(rows)), len(rows) - 1)
        start, end = map(int, rows[at, 2:]) if len(rows) else (0, 0)
        text = self._text_of(path)[start:end]
        return Hit(path, document.title, document.date, 0.0, text, start, end, label=label)

    def check(self) -> float:
        """The largest difference between scores of the index and those of rank_bm25 over the same terms."""
        from recall_tui.recall.check import difference

        return difference(self._index, {n: self._documents[n].terms for n in list(self._number.values())})

    def _answer(
        self, query: Query, note: str, leave_out: Set[str], limit: int, floor: float
    ) -> Sequence[Hit]:
        ranking = self._current()
        weights = self._numbered(ranking, query.weights)
        near = self._numbered(ranking, dict.fromkeys(query.near, 1))
        if query.unfinished and len(query.weights) < FEW:
            for term in self._expansions(ranking, query.unfinished):
                weights.setdefault(self._index.vocabulary[term], WEIGHT_ONE)
                query.words.setdefault(term, "")
        least = floor * self._worth(ranking, query) if floor else 0.0
        known = self._index.vocabulary
        words = {t: word for t, word in query.words.items() if t in known}
        asked = (weights, near, words, note, leave_out, limit, least, self.links.version)
        if self._last[0] is ranking and self._last[1] == asked:
            # As inside a word, while what has been typed of it is no word of any note.
            return self._last[2]
        stems = {known[t]: t for t in words}
        evidence = Evidence(ranking, weights)
        hits: list[Hit] = []
        for number, score in ranking.rank(weights, near, self._number.get(note, -1), least):
            if len(hits) >= limit:
                break
            path = self._documents[number].path
            if path not in leave_out and self._number.get(path) == number:
                hits.append(self._hit(number, score, evidence, words, stems, marked=len(hits) < MARKED))
        self._last = (ranking, asked, hits)
        return hits

    def _hit(
        self,
        number: int,
        score: float,
        evidence: Evidence,
        words: Mapping[str, str],
        stems: Mapping[int, str],
        marked: bool,
    ) -> Hit:
        """What is shown of a note. `words`: term → word of the draft; `stems`: term number → term."""
        document = self._documents[number]
        places, which = evidence.matches(number)
        row = evidence.best_passage(places, which, document.passages)
        start, end = map(int, document.passages[row, 2:]) if row >= 0 else (0, 0)
        text = self._text_of(document.path)[start:end]
        matches = self._marker.matches(text, words) if marked else []
        seen = {term: text[a:b] for term, a, b in matches}
        # A prefix stands for words that are not in the draft: named as the passage has them.
        why = tuple(
            Reason(words[term] or seen.get(term) or term, share)
            for n, share in evidence.shares(number, which)
            if (term := stems[n])
        )
        marks = joined(matches)
        return Hit(document.path, document.title, document.date, score, text, start, end, marks, why)

    def _current(self) -> Ranking:
        """The ranking over the newest view; sums are kept as long as the view stays."""
        view, names = self._views
        if self._ranking is None or self._ranking.view is not view:
            paths = [d.path for d in self._documents[: len(view.lengths)]]
            self._ranking = Ranking(view, names, self._owners, paths, self._number, self.links, self._bm25)
        return self._ranking

    def _numbered(self, ranking: Ranking, weights: Mapping[str, int]) -> dict[int, int]:
        """Weights by term number, for terms that the view holds."""
        known, frequency = self._index.vocabulary, ranking.view.frequency
        return {n: w for t, w in weights.items() if (n := known.get(t)) is not None and frequency(n)}

    def _worth(self, ranking: Ranking, query: Query) -> float:
        """What the query's words are worth. One that no note holds is worth the most: such a draft is about
        something else. The unfinished word is no such word yet."""
        known, idfs = self._index.vocabulary, ranking.idfs
        new = log1p(ranking.view.living + 0.5) if ranking.view.living else 0.0
        worth = 0.0
        for term, weight in query.weights.items():
            n = known.get(term, -1)
            if 0 <= n < len(idfs) and idfs[n] > 0:
                worth += weight * float(idfs[n])
            elif query.words[term] != query.unfinished:
                worth += weight * new
        return worth / WEIGHT_ONE

    def _expansions(self, ranking: Ranking, prefix: str) -> list[str]:
        """The most frequent terms that begin with `prefix`, or else the longest that it begins with."""
        terms, number, frequencies = self._terms(), self._index.vocabulary, ranking.view.frequencies
        first = bisect_left(terms, prefix)
        found = terms[first : bisect_right(terms, prefix + "\U0010ffff", lo=first)]
        if not found:  # "runni" goes on to "running", whose term is "run"
            stems = (prefix[:-n] for n in range(1, ENDING + 1) if len(prefix) - n >= SHORTEST_STEM)
            found = [stem for stem in stems if stem in number][:1]
        numbers = np.fromiter((number[term] for term in found), np.int64, len(found))
        counts = np.zeros(len(found), np.int64)
        seen = numbers < len(frequencies)  # others have come in since
        counts[seen] = frequencies[numbers[seen]]
        return [found[i] for i in np.argsort(-counts, kind="stable")[:EXPANSIONS] if counts[i]]

    def _terms(self) -> list[str]:
        """All terms there ever were, ascending."""
        terms, known = self._sorted, self._index.vocabulary
        if len(terms) < len(known):
            # New ones go to the end first: sorting what is nearly sorted takes a tenth of the time.
            terms = self._sorted = sorted(terms + list(known)[len(terms) :])
        return terms
