"""What lies around the note on the desk, in the pane in place of past selves: its links, its thread."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.recall.hits import Hit
from recall_tui.tui.desk import Desk
from recall_tui.tui.looking import NEW, Looking, Shown
from recall_tui.tui.threads import ThreadTab

Name = Literal["", "links", "thread"]

MOST = 50
"""So many cards of a kind are shown; each takes reading a note."""
NO_LINKS = "Nothing is linked with this note, and nothing names it."


class Tabs:
    """One of them stands in the pane until it is turned back. The draft's own answers wait meanwhile."""

    def __init__(self, notebook: Notebook, desk: Desk, looking: Looking) -> None:
        self.notebook = notebook
        self.desk = desk
        self.looking = looking
        self.threads = ThreadTab(notebook, desk)
        self.name: Name = ""
        """Which one is open."""

    @property
    def where(self) -> str:
        """What the keys act on: `links`, `thread`, or a page in their place."""
        return self.looking.page or self.name

    def arrived(self) -> None:
        """Another note lies on the desk."""
        self.threads.arrived()
        self.again(anew=True)

    def turn(self, name: Name) -> None:
        """Open one of them, or close it for ""."""
        self.name = name
        self.looking.leave()
        self.looking.pane.mark, self.looking.pane.status = "", None
        self.again(anew=True)

    def again(self, *, anew: bool = False) -> None:
        """Show it as it is now; what is being read in full stays.

        `anew`: begin with the card that it begins with.
        """
        if not self.name or (self.looking.page and not anew):
            return
        pane = self.looking.pane
        shown = self._links() if self.name == "links" else self.threads.shown()
        pane.heading, pane.mark, pane.held = shown.heading, shown.mark, False
        pane.status = ([shown.tabs, []], False) if shown.tabs else None
        if shown.hits:
            pane.show(shown.hits, shown.at if anew else None, shown.lay_out)
        else:
            pane.say(shown.words)

    def _links(self) -> Shown:
        """What the note links to, what links to it, and what says a name without a link."""
        path, text = self.desk.path, self.desk.editor.text
        kinds = {
            "out": self._outgoing(path, text),
            "back": self._backlinks(path),
            "named here": self._mentioned(path, text),
            "naming it": self._mentions(path),
        }
        cards = {kind: list(islice(found, MOST)) for kind, found in kinds.items()}
        counted = (f"{len(found)} {kind}" for kind, found in cards.items() if found)
        hits = [hit for found in cards.values() for hit in found]
        return Shown("Links", hits, NO_LINKS if path else NEW, " · ".join(counted))

    def _outgoing(self, path: str, text: str) -> Iterator[Hit]:
        from recall_tui.acts.linked import outgoing

        shown: set[str] = set()
        body = read_front_matter(text).body
        for each in outgoing(self.notebook, path, text):
            if not each.paths and each.link.target not in shown:
                shown.add(each.link.target)
                yield self._missing(each.link.target)
            label = "linked here" if each.link.start >= body else "in its thread"
            if len(each.paths) > 1:
                label = f"“{each.link.target}” may mean this"
            for target in each.paths:
                if target not in shown and target != path:
                    shown.add(target)
                    yield from self._beginning(target, label)

    def _backlinks(self, path: str) -> Iterator[Hit]:
        from recall_tui.acts.linked import backlinks

        for each in backlinks(self.notebook, path) if path else ():
            if each.link.start < read_front_matter(self.notebook.text(each.source)).body:
                yield from self._beginning(each.source, "in its thread")
            else:
                place = each.link.start, each.link.end
                yield from self._part(each.source, each.context, place, "links to this")

    def _mentions(self, path: str) -> Iterator[Hit]:
        from recall_tui.acts.linked import mentions

        for each in mentions(self.notebook, path) if path else ():
            place = each.start, each.end
            yield from self._part(each.source, each.context, place, "names this without a link")

    def _mentioned(self, path: str, text: str) -> Iterator[Hit]:
        from recall_tui.acts.linked import mentioned

        shown: set[str] = set()
        for each in mentioned(self.notebook, text, path):
            for target in each.paths:
                if target not in shown:
                    shown.add(target)
                    yield from self._beginning(target, f"“{text[each.start : each.end]}” is named here")

    # Cards

    def _beginning(self, path: str, label: str) -> Iterator[Hit]:
        if hit := self.notebook.engine.passage_of(path, 0.0, label):
            yield hit

    def _part(self, path: str, place: tuple[int, int], mark: tuple[int, int], label: str) -> Iterator[Hit]:
        """A passage with what it is about marked."""
        view = self.notebook.engine.view
        if (note := view.find(path)) >= 0:
            start, end = place
            text, marked = self.notebook.text(path)[start:end], (mark[0] - start, mark[1] - start)
            yield Hit(
                path, view.title(note), view.written(note), 0.0, text, start, end, (marked,), label=label
            )

    def _missing(self, target: str) -> Hit:
        """A card for a note that is not there, which opening makes."""
        return Hit(
            "", target, self.looking.pane.now, 0.0, "", 0, 0, label="no note is called so: opening makes it"
        )
