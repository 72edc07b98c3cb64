"""Other engines that score by BM25, each behind the same few calls, given the terms ready-made.

None of them imports recall: their start and their memory are their own. `k1` and `b` are left as each has
them; FTS5 and tantivy fix theirs, and a query costs the same with others.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

CARDS = 12
"""So many notes are asked for."""


class Engine(Protocol):
    """An engine over notes numbered from 0. `Engine(place)` opens what `build` has left there."""

    def __init__(self, place: Path) -> None: ...

    @staticmethod
    def build(notes: Iterable[str], place: Path) -> None:
        """Index notes, each its terms joined by blanks, and keep the index in a folder."""

    def ask(self, terms: Mapping[str, float]) -> list[int]:
        """The numbers of the best notes for weighted terms, best first."""


class Changing(Engine, Protocol):
    """An engine that takes a changed note without being built anew."""

    def change(self, number: int, old: str, new: str) -> None:
        """Put a note in place of another; the next answer knows it."""


class Tantivy:
    """tantivy, on disk: whole words, frequencies without positions, no count of all hits."""

    def __init__(self, place: Path) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        self._index: Any = tantivy.Index(self._schema(), path=str(place), reuse=True)
        self._searcher: Any = self._index.searcher()
        self._writer: Any = None

    @staticmethod
    def _schema() -> Any:
        import tantivy

        builder: Any = tantivy.SchemaBuilder()
        builder.add_unsigned_field("number", indexed=True, fast=True)
        builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
        return builder.build()

    @staticmethod
    def _document(number: int, terms: str) -> Any:
        import tantivy

        document: Any = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("terms", terms)
        return document

    @staticmethod
    def build(notes: Iterable[str], place: Path) -> None:
        import tantivy

        index: Any = tantivy.Index(Tantivy._schema(), path=str(place))
        writer = index.writer(heap_size=256 << 20)
        for number, terms in enumerate(notes):
            writer.add_document(Tantivy._document(number, terms))
        writer.commit()
        writer.wait_merging_threads()

    def ask(self, terms: Mapping[str, float]) -> list[int]:
        query, schema, should = self._tantivy.Query, self._index.schema, self._tantivy.Occur.Should
        parts = []
        for term, weight in terms.items():
            part = query.term_query(schema, "terms", term, "freq")
            parts.append((should, part if weight == 1 else query.boost_query(part, weight)))
        # Not counting lets it pass over notes that cannot be among the best.
        hits = self._searcher.search(query.boolean_query(parts), CARDS, count=False).hits
        numbers: list[int] = self._searcher.fast_field_values("number", [address for _, address in hits])
        return numbers

    def change(self, number: int, old: str, new: str) -> None:
        if self._writer is None:
            self._writer = self._index.writer()
        # By its number as a term it would find nothing: that is taken for a signed one.
        old_one = self._tantivy.Query.term_query(self._index.schema, "number", number)
        self._writer.delete_documents_by_query(old_one)
        self._writer.add_document(self._document(number, new))
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()


class Fts5:
    """SQLite's FTS5, on disk, without the text; all words joined by OR, ranked by its bm25()."""

    def __init__(self, place: Path) -> None:
        self._db = self._connect(place)

    @staticmethod
    def _connect(place: Path) -> Any:
        import sqlite3

        db = sqlite3.connect(place / "notes.db", isolation_level=None)
        db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=17179869184;")
        return db

    @staticmethod
    def build(notes: Iterable[str], place: Path) -> None:
        db = Fts5._connect(place)
        # Every character of a term counts as a letter, marks and emoji too.
        tokens = "unicode61 remove_diacritics 0 categories 'L* M* N* S* P* C*'"
        db.execute(f'CREATE VIRTUAL TABLE notes USING fts5(terms, content="", tokenize="{tokens}")')
        db.execute("BEGIN")
        db.executemany("INSERT INTO notes(rowid, terms) VALUES (?, ?)", enumerate(notes))
        db.execute("INSERT INTO notes(notes) VALUES ('optimize')")
        db.execute("COMMIT")
        db.close()

    def ask(self, terms: Mapping[str, float]) -> list[int]:
        query = " OR ".join(f'"{term}"' for term in terms)
        found = "SELECT rowid FROM notes WHERE notes MATCH ? ORDER BY rank LIMIT ?"
        return [number for (number,) in self._db.execute(found, (query, CARDS))]

    def change(self, number: int, old: str, new: str) -> None:
        self._db.execute("BEGIN")
        self._db.execute("INSERT INTO notes(notes, rowid, terms) VALUES ('delete', ?, ?)", (number, old))
        self._db.execute("INSERT INTO notes(rowid, terms) VALUES (?, ?)", (number, new))
        self._db.execute("COMMIT")


class Bm25s:
    """bm25s with its numba backend; every score is computed when the notes are indexed."""

    def __init__(self, place: Path) -> None:
        import bm25s

        self._scores: Any = bm25s.BM25.load(place, show_progress=False)

    @staticmethod
    def build(notes: Iterable[str], place: Path) -> None:
        import bm25s

        scores: Any = bm25s.BM25(backend="numba")
        scores.index([terms.split(" ") for terms in notes], show_progress=False)
        scores.save(place, show_progress=False)

    def ask(self, terms: Mapping[str, float]) -> list[int]:
        found = self._scores.retrieve([list(terms)], k=CARDS, show_progress=False, return_as="documents")
        numbers: list[int] = found[0].tolist()
        return numbers


class RankBm25:
    """rank-bm25, the reference; it has no index of its own on disk, so it is pickled."""

    def __init__(self, place: Path) -> None:
        import numpy

        self._best: Any = numpy.argpartition
        self._scores: Any = pickle.loads((place / "scores").read_bytes())

    @staticmethod
    def build(notes: Iterable[str], place: Path) -> None:
        from rank_bm25 import BM25Okapi

        scores = BM25Okapi([terms.split(" ") for terms in notes])
        (place / "scores").write_bytes(pickle.dumps(scores, pickle.HIGHEST_PROTOCOL))

    def ask(self, terms: Mapping[str, float]) -> list[int]:
        scores: Any = self._scores.get_scores(list(terms))
        best: list[int] = self._best(-scores, CARDS)[:CARDS].tolist()
        return sorted(best, key=lambda number: -scores[number])


ENGINES: dict[str, type[Engine]] = {
    "tantivy": Tantivy,
    "bm25s": Bm25s,
    "FTS5": Fts5,
    "rank-bm25": RankBm25,
}
