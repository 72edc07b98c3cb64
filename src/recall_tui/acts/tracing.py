"""From a compiled essay back to the notes that it was made of, as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recall_tui.acts.stitching import NotesAround
from recall_tui.errors import NoteError
from recall_tui.essays.provenance import Paragraph
from recall_tui.essays.tracing import Passage, Traced, find, passages
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft

ASKED = 12
"""In so many notes that are about the same a passage is looked for."""


def trace(notebook: Notebook, paragraphs: Sequence[Paragraph], result: str = "") -> Iterator[Traced]:
    """What has become of the source of each paragraph, one after the other.

    Those that say nothing of a source are looked up by their text where none does, and are the essay's own
    words otherwise. `result` is the path of the compiled essay where it is a note itself.
    """
    tracing = _Tracing(notebook, result)
    marked = any(paragraph.origin for paragraph in paragraphs)
    for paragraph in paragraphs:
        if marked and not paragraph.origin:
            yield Traced(paragraph, "own")
        else:
            yield tracing.trace(paragraph)


class _Tracing:
    def __init__(self, notebook: Notebook, result: str) -> None:
        self.notebook = notebook
        self.result = result
        self.around = NotesAround(notebook)
        self.known: dict[str, list[Passage]] = {}

    def trace(self, paragraph: Paragraph) -> Traced:
        path = paragraph.origin.path if paragraph.origin else ""
        here = self.passages(path) if path else []
        return find(paragraph, here, self.elsewhere(paragraph, path))

    def passages(self, path: str) -> list[Passage]:
        if path not in self.known:
            try:
                self.known[path] = passages(self.around.read(path), self.around)
            except NoteError:
                self.known[path] = []
        return self.known[path]

    def elsewhere(self, paragraph: Paragraph, path: str) -> Iterator[Passage]:
        """The passages of other notes that are about the same."""
        draft = Draft.at(paragraph.text)
        hits = self.notebook.recall(draft, note=self.result, leave_out=frozenset(), limit=ASKED)
        for other in dict.fromkeys(name for hit in hits for name in (hit.path, *hit.alike)):
            if other not in (path, self.result):
                yield from self.passages(other)
