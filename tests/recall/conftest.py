"""What the tests of the engine share: notes in memory, and an engine over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pytest

from recall_tui.notes.note import Note
from recall_tui.notes.parse import parse_note
from recall_tui.recall.document import Document, document
from recall_tui.recall.engine import Engine
from recall_tui.recall.hits import Hit
from recall_tui.recall.searching import parse_search


class Garden:
    """Notes by path, and an engine that knows them; links name a note by its path without the ending."""

    def __init__(self, texts: Mapping[str, str] | None = None, **settings: Any) -> None:
        self.texts: dict[str, str] = {}
        self.engine = Engine(lambda path: self.texts.get(path, ""), **settings)
        if texts:
            self.write(texts)

    def note(self, path: str) -> Note:
        return parse_note(path, self.texts[path], born=None, modified=datetime(2020, 2, 20))

    def documents(self, paths: Iterable[str]) -> list[Document]:
        return [document(self.note(path), self.engine.languages) for path in paths]

    def write(self, texts: Mapping[str, str]) -> None:
        """Notes are new or have a new text."""
        self.texts.update(texts)
        self.engine.add(self.documents(texts))
        self.link(self.texts)  # what comes in may be what another has linked to

    def link(self, paths: Iterable[str]) -> None:
        """The engine learns where the links of these notes lead."""
        for path in paths:
            self.engine.link(path, [f"{link.target}.md" for link in self.note(path).links])

    def search(self, words: str, **options: Any) -> Sequence[Hit]:
        """What is found while these words are being typed."""
        return self.engine.search(parse_search(words, date(2024, 5, 17), typing=True), **options)

    def remove(self, path: str) -> None:
        self.texts.pop(path, None)
        self.engine.remove([path])


@pytest.fixture(scope="session")
def garden() -> type[Garden]:
    return Garden
