"""The engine: analysed notes in, past selves out.

First stage: BM25 over whole notes by sums that are kept between keystrokes. Second stage, over the best two
hundred: names of notes that stand in the draft, links among the best, how much a note is linked. Last: for what
will be shown, the passage, its marks and its reasons. ARCHITECTURE.md has what each part is worth.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from recall_tui.notes.graph import LinkGraph
from recall_tui.recall.analyzer import Analyzer
from recall_tui.recall.bm25 import WEIGHT_ONE, Bm25
from recall_tui.recall.document import Document
from recall_tui.recall.evidence import Evidence, Marker, joined
from recall_tui.recall.hits import Draft, Hit, Reason
from recall_tui.recall.index import Index, View
from recall_tui.recall.query import Query, Reader
from recall_tui.recall.ranking import Ranking

FEW = 4
"""In drafts of fewer terms, the unfinished word counts as a prefix."""
EXPANSIONS = 16
"""A prefix stands for at most this many words, the most frequent."""
WORTH_SHOWING = 60
"""Passages of fewer characters are met again only where a note has no longer ones."""


class Engine:
    """Recall over a set of notes. One thread may add and remove while another asks."""

    def __init__(
        self, text_of: Callable[[str], str], language: str = "english", bm25: Bm25 | None = None
    ) -> None:
        """`text_of(path)` gives a note's text, for the few passages that are shown; "" where there is none."""
        self.analyzer = Analyzer(language)
        self.links = LinkGraph()
        self._bm25 = bm25 or Bm25()
        self._index = Index()
        self._names = Index(self._index.vocabulary)
        self._documents: list[Document] = []
        self._number: dict[str, int] = {}
        self._owners: list[int] = []
        self._writing = threading.Lock()
        self._reader = Reader(self.analyzer)
        self._marker = Marker(self.analyzer)
        self._ranking: Ranking | None = None
        self._sorted: tuple[View | None, list[str]] = (None, [])
        self._last: tuple[Ranking | None, tuple[object, ...], Sequence[Hit]] = (None, (), [])
        self._text_of = text_of

    def __len__(self) -> int:
        return self._index.view.living

    def add(self, documents: Iterable[Document]) -> None:
        """Take notes in; one whose path is known takes the place of the old."""
        with self._writing:
            documents = list(documents)
            base = len(self._documents)
            old = [n for d in documents if (n := self._number.get(d.path)) is not None]
            # A reader that meets the new view must find everything it refers to: the index comes last.
            names: list[tuple[str, ...]] = []
            for number, document in enumerate(documents, base):
                names += document.names
                self._owners += [number] * len(document.names)
            self._names.add(names)
            self._documents += documents
            self._number.update((d.path, n) for n, d in enumerate(documents, base))
            self._index.add([d.terms for d in documents])
            self._index.remove(old)

    def settle(self) -> None:
        """Tidy the index up when many notes have come in; answers stay the same and come faster."""
        with self._writing:
            self._names.merge()
            self._index.merge()

    def remove(self, path: str) -> None:
        """Take a note out; an unknown one is passed over."""
        with self._writing:
            number = self._number.pop(path, None)
            if number is not None:
                self.links.set(path, ())
                self._index.remove([number])

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

        `note` is the path of the note being written: it is no past self, and its links as saved say nothing.
        `leave_out` are paths not to show. `floor`, in units of one match of a word that a single note holds, is
        what a note must score to be shown.
        """
        return self._answer(self._reader.read(draft), note, leave_out, limit, floor)

    def search(self, words: str, *, note: str = "", limit: int = 12) -> Sequence[Hit]:
        """The notes about these words, best first; the last word may be unfinished."""
        return self._answer(self._reader.search(words), note, frozenset(), limit, 0.0)

    def documents(self) -> list[Document]:
        """The notes that are there."""
        return [self._documents[n] for n in list(self._number.values())]

    def passage_of(self, path: str, chance: float, label: str) -> Hit | None:
        """One passage of a note, chosen by `chance` (0 to 1) among those worth showing; None where there is none."""
        number = self._number.get(path)
        if number is None:
            return None
        document = self._documents[number]
        rows = document.passages
        long = rows[rows[:, 3] - rows[:, 2] >= WORTH_SHOWING]
        if not len(rows):
            return None
        rows = long if len(long) else rows
        start, end = map(int, rows[min(int(chance * len(rows)), len(rows) - 1), 2:])
        text = self._text_of(path)[start:end]
        return Hit(path, document.title, document.date, 0.0, text, start, end, label=label)

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
        asked = (weights, near, note, leave_out, limit, floor)
        if self._last[0] is ranking and self._last[1] == asked:
            # Most keys inside a word change nothing: what has been typed of it is no word of any note yet.
            return self._last[2]
        number = self._index.vocabulary.get
        stems = {n: t for t in query.words if (n := number(t)) is not None}
        words = {n: query.words[t] for n, t in stems.items()}
        evidence = Evidence(ranking, weights)
        hits: list[Hit] = []
        for doc, score in ranking.rank(weights, near, self._number.get(note, -1), floor):
            if len(hits) >= limit:
                break
            document = self._documents[doc]
            if document.path in leave_out or self._number.get(document.path) != doc:
                continue
            places, which = evidence.matches(doc)
            row = evidence.best_passage(places, which, document.passages)
            start, end = map(int, document.passages[row, 2:]) if row >= 0 else (0, 0)
            text = self._text_of(document.path)[start:end]
            matches = self._marker.matches(text, query.words)
            seen = {number(term): text[a:b] for term, a, b in matches}
            why = tuple(
                Reason(word, share)
                for term, share in evidence.shares(doc, which)
                if (word := words.get(term) or seen.get(term) or stems.get(term))
            )
            hits.append(
                Hit(
                    document.path,
                    document.title,
                    document.date,
                    score,
                    text,
                    start,
                    end,
                    joined(matches),
                    why,
                )
            )
        self._last = (ranking, asked, hits)
        return hits

    def _current(self) -> Ranking:
        """The ranking over the newest view; sums are kept as long as the view stays."""
        view = self._index.view
        if self._ranking is None or self._ranking.view is not view:
            names = self._names.view
            paths = [d.path for d in self._documents[: len(view.lengths)]]
            self._ranking = Ranking(view, names, self._owners, paths, self._number, self.links, self._bm25)
        return self._ranking

    def _numbered(self, ranking: Ranking, weights: Mapping[str, int]) -> dict[int, int]:
        """Weights by term number, for terms that the view holds."""
        known, frequency = self._index.vocabulary, ranking.view.frequency
        return {n: w for t, w in weights.items() if (n := known.get(t)) is not None and frequency(n)}

    def _expansions(self, ranking: Ranking, prefix: str) -> list[str]:
        """The most frequent terms that begin with `prefix`."""
        view, terms = self._sorted
        if view is not ranking.view:
            terms = sorted(list(self._index.vocabulary))
            self._sorted = (ranking.view, terms)
        first = bisect_left(terms, prefix)
        found = terms[first : bisect_right(terms, prefix + "\U0010ffff", lo=first)]
        number, frequency = self._index.vocabulary, ranking.view.frequency
        return sorted((t for t in found if frequency(number[t])), key=lambda t: -frequency(number[t]))[
            :EXPANSIONS
        ]
