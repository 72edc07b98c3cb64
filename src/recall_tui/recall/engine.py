"""The engine: analysed notes in, past selves out.

First stage: BM25 over whole notes by sums that are kept between keystrokes. Second stage, over the best two
hundred: names of notes that stand in the draft, links among the best, how much a note is linked. Last: for
what will be shown, the passage, its marks and its reasons. ARCHITECTURE.md has what each part is worth.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace

import numpy as np

from recall_tui.recall.analyzer import unspaced
from recall_tui.recall.asking import Asked
from recall_tui.recall.bm25 import Bm25
from recall_tui.recall.columns import Rows
from recall_tui.recall.document import Document
from recall_tui.recall.evidence import Alike, Evidence, Marker, joined
from recall_tui.recall.explaining import explanation
from recall_tui.recall.filtering import allowed
from recall_tui.recall.graph import Graphs, LinkGraph
from recall_tui.recall.hits import Draft, Explanation, Hit, Reason
from recall_tui.recall.index import Index, View
from recall_tui.recall.languages import Languages
from recall_tui.recall.query import Query, Reader
from recall_tui.recall.ranking import Ranked, Ranking
from recall_tui.recall.searching import Search
from recall_tui.recall.segment import Segment, numbered
from recall_tui.recall.threads import Threads

ROUNDS = 4
"""Where notes stand behind others that say the same, more are looked at, this many times."""
MARKED = 24
"""Matching words are looked for in this many hits, more than a screen has cards."""
WORTH_SHOWING = 60
"""Passages of fewer characters are met again only where a note has no longer ones."""


class Engine:
    """Recall over a set of notes. One thread may add and remove while another asks."""

    def __init__(
        self, text_of: Callable[[str], str], language: str = "auto", bm25: Bm25 | None = None
    ) -> None:
        """`text_of(path)` gives a note's text, for the few passages shown; "" where there is none."""
        self.languages = Languages(language)
        self._bm25 = bm25 or Bm25()
        self._index = Index()
        self._state = self._index.view, Graphs(LinkGraph(), LinkGraph(), LinkGraph())
        """What is asked: notes, and what leads between them by the same numbers, published as one."""
        self._threads = Threads(*self._state)
        self._writing = threading.Lock()
        self._reader = Reader(self.languages)
        self._marker = Marker(self.languages)
        self._ranking: Ranking | None = None
        self._next: Ranking | None = None
        """Over the newest view, where another was asked about before that."""
        self._last: tuple[Ranking | None, tuple[object, ...], Sequence[Hit]] = (None, (), [])
        self._text_of = text_of

    def __len__(self) -> int:
        return self.view.living

    @property
    def view(self) -> View:
        """The notes as they are now."""
        return self._state[0]

    @property
    def links(self) -> LinkGraph:
        """The links between the notes of `view`, by node."""
        return self.graphs.links

    @property
    def graphs(self) -> Graphs:
        """All that leads from notes to notes of `view`, by node."""
        return self._state[1]

    @property
    def threads(self) -> Threads:
        """The threads of the notes as they are now."""
        view, graphs = self._state
        threads = self._threads  # once: another thread may put newer ones in their place
        if not threads.are_of(view, graphs):
            threads = self._threads = Threads(view, graphs)
        return threads

    # Notes come and go

    def open(self, segments: Sequence[Segment], out: Sequence[Rows], dead: Iterable[int] = ()) -> None:
        """Start anew from these segments, without the notes of these numbers.

        `out`: where the first segment's notes lead, as in `Graphs`.
        """
        with self._writing:
            self._index = Index(segments, dead)
            self._publish(Graphs(*map(LinkGraph, out)))

    def add(self, documents: Sequence[Document]) -> None:
        """Take notes in; one whose path is known takes the place of the old."""
        with self._writing:
            self._index.add(documents)
            self._publish(self.graphs)

    def remove(self, paths: Iterable[str]) -> None:
        """Take notes out; unknown ones are passed over."""
        with self._writing:
            gone = [note for path in paths if (note := self.view.find(path)) >= 0]
            for note in gone:
                for graph in self.graphs:
                    graph.set(int(self.view.nodes[note]), ())
            self._index.remove(gone)
            self._publish(self.graphs)

    def link(self, path: str, *leads: Iterable[str]) -> None:
        """The note at `path` leads to the notes at these paths and to no others, in the order of `Graphs`."""
        with self._writing:
            view, graphs = self._state
            source = view.find(path)
            for graph, targets in zip(graphs, leads, strict=False):
                notes = [note for target in targets if (note := view.find(target)) >= 0]
                if source >= 0:
                    graph.set(int(view.nodes[source]), view.nodes[notes].tolist() if notes else ())

    def settle(self) -> None:
        """Make one segment of all, when many notes have come in: answers stay the same and come faster."""
        with self._writing:
            view, graphs = self._state
            if len(view.segments) > 1 or view.living < len(view.alive):
                (numbers,) = numbered([view.alive])
                current = np.where(view.current >= 0, numbers[view.current], -1)
                self._index.merge()
                self._publish(Graphs(*(graph.renumbered(current, view.living) for graph in graphs)))

    def _publish(self, graphs: Graphs) -> None:
        """The notes are as the index has them from now on, and these lead between them.

        Whoever brings that about computes what the next answer needs of it, which takes longer than a key.
        """
        view, asked = self._index.view, self._ranking
        if asked and asked.view is not view:
            self._next = asked.anew(view, graphs.links)
        self._state = view, graphs

    def prepare(self) -> None:
        """Do at once what else would hold up the first key that needs it, by 10 ms."""
        self.languages.analyzer("").spans("é")  # compiles what tells words apart beyond ASCII

    # What is asked

    def answer(
        self,
        draft: Draft,
        *,
        note: str = "",
        leave_out: Set[str] = frozenset(),
        limit: int = 12,
        floor: float = 0.0,
        fold: bool = False,
    ) -> Sequence[Hit]:
        """The past selves of a draft, best first, one a note.

        `note` is the path of the note being written: it is no past self, and its links as saved say
        nothing. `leave_out` are paths not to show. `floor` is what a note must score to be shown, as a
        share of what the draft's words are worth: each found once, in a note of mean length. `fold` shows
        the best of each thread only, with its branches, and the others behind it.
        """
        ranking = self._current()
        return self._answer(ranking, self._reader.read(draft), note, leave_out, limit, floor, fold)

    def search(self, search: Search, *, note: str = "", limit: int = 12, fold: bool = False) -> Sequence[Hit]:
        """The notes that a search finds, best first or as it says; `fold` as in `answer`."""
        ranking = self._current()
        query = self._reader.search(search.words)
        if not search.unfinished and not unspaced(query.unfinished):
            query = replace(query, unfinished="")
        if search.plain:
            return self._answer(ranking, query, note, frozenset(), limit, 0.0, fold)
        view = ranking.view
        if not len(view.alive):
            return []
        asked = ranking.asker.ask(query)
        mask = allowed(view, search, self.languages)
        me = view.find(note) if note else -1
        found: Iterator[tuple[int, float]]
        if search.sort == "relevance" and asked.weights:
            ranked = ranking.rank(asked.weights, asked.near, me, 0.0, mask)
            found = zip(ranked.notes.tolist(), ranked.scores.tolist(), strict=True)
        elif asked.weights or not search.words:
            found = ranking.by_date(asked.weights, me, mask, search.sort == "oldest")
        else:
            found = iter(())
        return self._hits(ranking, asked, ((*pair, True) for pair in found), frozenset(), limit, fold)

    def explain(self, draft: Draft, path: str, *, note: str = "", floor: float = 0.0) -> Explanation | None:
        """Why a note answers a draft as it does; None where it does not.

        `note` and `floor` as they were when it did: what stays below the floor lifts no other by its links.
        """
        ranking = self._current()
        asked, ranked = _ranked(ranking, self._reader.read(draft), note, floor)
        at = np.flatnonzero(ranked.notes == ranking.view.find(path))
        return explanation(ranking, asked, ranked, int(at[0])) if len(at) else None

    def passage_of(self, path: str, chance: float, label: str) -> Hit | None:
        """One passage of a note, by `chance` (0 to 1) among those worth showing; None for no such note.

        The text is empty where the note has no passage.
        """
        view = self.view
        note = view.find(path)
        if note < 0:
            return None
        rows = view.passages(note)
        long = rows[rows[:, 3] - rows[:, 2] >= WORTH_SHOWING]
        rows = long if len(long) else rows
        at = min(int(chance * len(rows)), len(rows) - 1)
        start, end = map(int, rows[at, 2:]) if len(rows) else (0, 0)
        text = self._text_of(path)[start:end]
        mark = self.threads.mark(note)
        return Hit(
            path, view.title(note), view.written(note), 0.0, text, start, end, label=label, thread=mark
        )

    def check(self) -> float:
        """The largest difference between scores of the index and those of rank_bm25 over the same terms."""
        from recall_tui.recall.check import difference

        return difference(self.view)

    def _answer(
        self,
        ranking: Ranking,
        query: Query,
        note: str,
        leave_out: Set[str],
        limit: int,
        floor: float,
        fold: bool,
    ) -> Sequence[Hit]:
        key = (query, note, leave_out, limit, floor, fold, ranking.links.version, self.threads)
        if self._last[0] is ranking and self._last[1] == key:
            return self._last[2]  # as inside a word, which counts when it is finished
        asked, ranked = _ranked(ranking, query, note, floor)
        candidates = zip(
            ranked.notes.tolist(), ranked.scores.tolist(), (ranked.names > 0).tolist(), strict=True
        )
        hits = self._hits(ranking, asked, candidates, leave_out, limit, fold)
        self._last = (ranking, key, hits)
        return hits

    def _hits(
        self,
        ranking: Ranking,
        asked: Asked,
        candidates: Iterator[tuple[int, float, bool]],
        leave_out: Set[str],
        limit: int,
        fold: bool,
    ) -> list[Hit]:
        """What is shown of the candidates: those that say the same stand behind the best of them.

        But for those whose name stands in the draft, which are meant themselves. To `fold`, those of one
        thread stand behind the best of them too.
        """
        view, evidence, same = ranking.view, Evidence(ranking.statistics, asked.weights), Alike()
        threads = self.threads
        hits: list[Hit] = []
        behind: list[list[str]] = []
        begin: list[list[int]] = []  # of each hit: what begins the threads that it stands for
        folded: dict[int, list[str]] = {}
        for _ in range(ROUNDS):
            chosen: list[tuple[int, float, bool, str, int]] = []
            while len(hits) + len(chosen) < limit and (candidate := next(candidates, None)):
                if (path := view.path(candidate[0])) not in leave_out:
                    # A save may have come in between.
                    at = candidate[0] if threads.view is view else threads.view.find(path)
                    if fold and (first := threads.first(at)) in folded:
                        folded[first].append(path)
                        continue
                    if fold:
                        folded[first] = []
                    chosen.append((*candidate, path, at))
            for (number, score, named, path, at), (passage, why) in zip(
                chosen, evidence.find([number for number, *_ in chosen]), strict=True
            ):
                segment, i = view.at(number)
                like = same.first(segment, i, passage, alone=named)
                if like >= 0:
                    behind[like].append(path)
                    begin[like].append(threads.first(at))
                else:
                    hit = self._hit(segment, i, path, score, passage, why, asked, len(hits) < MARKED)
                    hits.append(replace(hit, thread=mark) if (mark := threads.mark(at)) else hit)
                    behind.append([])
                    begin.append([threads.first(at)])
        others = [tuple(path for first in firsts for path in folded.get(first, ())) for firsts in begin]
        return [
            replace(hit, alike=tuple(paths), folded=more) if paths or more else hit
            for hit, paths, more in zip(hits, behind, others, strict=True)
        ]

    def _hit(
        self,
        segment: Segment,
        note: int,
        path: str,
        score: float,
        passage: int,
        shares: Sequence[tuple[str, float]],
        asked: Asked,
        marked: bool,
    ) -> Hit:
        """What is shown of a note."""
        start, end = segment.passages[note][passage, 2:].tolist() if passage >= 0 else (0, 0)
        text = self._text_of(path)[start:end]
        matches = self._marker.matches(text, segment.language(note), asked.words) if marked else []
        words = asked.words
        if not all(words[term] for term, _ in shares):
            # What stands for words that the draft has not is named as the passage has it.
            words = {**{term: text[a:b] for term, a, b in matches}, **{t: w for t, w in words.items() if w}}
        why = tuple(Reason(words.get(term) or term, share) for term, share in shares)
        title, written = segment.titles[note], segment.written(note)
        return Hit(path, title, written, score, text, start, end, joined(matches), why)

    def _current(self) -> Ranking:
        """The ranking over the newest view; sums are kept as long as the view stays."""
        view, graphs = self._state
        if self._ranking is None or self._ranking.view is not view:
            ready, self._next = self._next, None
            self._ranking = ready if ready and ready.view is view else Ranking(view, graphs.links, self._bm25)
            self._reader.know(view.spoken())
        return self._ranking


def _ranked(ranking: Ranking, query: Query, note: str, floor: float) -> tuple[Asked, Ranked]:
    """A query as the view understands it, and the notes that answer it; see `Engine.answer`."""
    asked = ranking.asker.ask(query)
    least = floor * ranking.asker.worth(query) if floor else 0.0
    return asked, ranking.rank(asked.weights, asked.near, ranking.view.find(note) if note else -1, least)
