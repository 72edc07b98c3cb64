"""The Links tab: what is linked with the note on the desk, or could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import is_attachment
from recall_tui.recall.hits import Hit
from recall_tui.tui.aside import aside
from recall_tui.tui.desk import Desk
from recall_tui.tui.looking import NEW, Shown
from recall_tui.tui.pane import Pane

if TYPE_CHECKING:
    from recall_tui.acts.linked import Mention, Mentions

MOST = 50
"""So many cards of a kind are shown; each takes reading a note."""
NO_LINKS = "Nothing is linked with this note, and nothing names it."


class Card(NamedTuple):
    """A card, and the mention that it shows, which a key makes a link of."""

    hit: Hit
    mention: Mention | None = None


class LinksTab:
    """The links of the note on the desk and the mentions of names, both ways."""

    def __init__(self, notebook: Notebook, desk: Desk, pane: Pane) -> None:
        self.notebook = notebook
        self.desk = desk
        self.pane = pane
        self.mentions: list[Mention | None] = []
        """Of each card that is shown, the mention that it shows."""
        self.after_more: Callable[[], object] = lambda: None
        """Called when mentions were found that are not shown yet."""
        self._naming: Mentions | None = None

    def shown(self) -> Shown:
        """What the note links to, what links to it, and what says a name without a link."""
        path, text = self.desk.path, self.desk.editor.text
        kinds = {
            "out": self._outgoing(path, text),
            "back": self._backlinks(path),
            "named here": self._mentioned(path, text),
            "naming it": self._mentions(path),
        }
        found = {kind: list(islice(cards, MOST)) for kind, cards in kinds.items()}
        counted = (f"{len(cards)} {kind}" for kind, cards in found.items() if cards)
        self.mentions = [card.mention for cards in found.values() for card in cards]
        hits = [card.hit for cards in found.values() for card in cards]
        return Shown("Links", hits, NO_LINKS if path else NEW, " · ".join(counted))

    def mention(self) -> Mention | None:
        """What the chosen card shows a mention of; where none is chosen, the first card that shows one."""
        if (at := self.pane.selected) is not None:
            return self.mentions[at]
        return next(filter(None, self.mentions), None)

    def to_mention(self, like: Mention | None = None) -> None:
        """Choose the first card that shows a mention, of the same kind as another where there is one."""
        shown = [(at, mention) for at, mention in enumerate(self.mentions) if mention]
        here = like is not None and like.source == self.desk.path
        shown.sort(key=lambda each: like is not None and (each[1].source == self.desk.path) != here)
        self.pane.selected = shown[0][0] if shown else None

    def _outgoing(self, path: str, text: str) -> Iterator[Card]:
        from recall_tui.acts.linked import outgoing
        from recall_tui.essays.drawer import where

        shown: set[str] = set()
        body, drawer = read_front_matter(text).body, where(text) or (-1, -1)
        for each in outgoing(self.notebook, path, text):
            if not each.paths and each.link.target not in shown and not is_attachment(each.link):
                shown.add(each.link.target)
                yield Card(self._missing(each.link.target))
            label = "linked here" if each.link.start >= body else "in its thread"
            if drawer[0] <= each.link.start < drawer[1]:
                label = "in the drawer"
            if len(each.paths) > 1:
                label = f"“{each.link.target}” may mean this"
            for target in each.paths:
                if target not in shown and target != path:
                    shown.add(target)
                    yield from self._beginning(target, label)

    def _backlinks(self, path: str) -> Iterator[Card]:
        from recall_tui.acts.linked import backlinks
        from recall_tui.essays.drawer import where

        for each in backlinks(self.notebook, path) if path else ():
            text = self.notebook.text(each.source)
            if each.link.start < read_front_matter(text).body:
                yield from self._beginning(each.source, "in its thread")
            else:
                place, drawer = (each.link.start, each.link.end), where(text) or (-1, -1)
                label = "has this in its drawer" if drawer[0] <= place[0] < drawer[1] else "links to this"
                yield from self._part(each.source, each.context, place, label)

    def _mentions(self, path: str) -> Iterator[Card]:
        for each in self._named(path) if path else ():
            place = each.start, each.end
            yield from self._part(each.source, each.context, place, "names this without a link", each)

    def _named(self, path: str) -> list[Mention]:
        """The mentions of a note, as far as they are found at once; the others are looked for meanwhile."""
        from recall_tui.acts.linked import Mentions

        naming = self._naming
        if naming is None or naming.path != path or naming.view is not self.notebook.engine.view:
            naming = self._naming = Mentions(self.notebook, path)
            naming.more()
            if not naming.done and len(naming.found) < MOST:
                self.pane.run_worker(self._name_more(naming))
        return list(naming.found)

    async def _name_more(self, naming: Mentions) -> None:
        while naming is self._naming and not naming.done and len(naming.found) < MOST:
            if await aside(naming.more):
                self.after_more()

    def _mentioned(self, path: str, text: str) -> Iterator[Card]:
        from recall_tui.acts.linked import mentioned

        shown: set[str] = set()
        for each in mentioned(self.notebook, text, path):
            for target in each.paths:
                if target not in shown:
                    shown.add(target)
                    label = f"“{text[each.start : each.end]}” is named here"
                    yield from self._beginning(target, label, replace(each, paths=(target,)))

    def _beginning(self, path: str, label: str, mention: Mention | None = None) -> Iterator[Card]:
        if hit := self.notebook.engine.passage_of(path, 0.0, label):
            yield Card(hit, mention)

    def _part(
        self,
        path: str,
        place: tuple[int, int],
        mark: tuple[int, int],
        label: str,
        mention: Mention | None = None,
    ) -> Iterator[Card]:
        """A passage with what it is about marked."""
        view = self.notebook.engine.view
        if (note := view.find(path)) >= 0:
            start, end = place
            text, marked = self.notebook.text(path)[start:end], (mark[0] - start, mark[1] - start)
            hit = Hit(
                path, view.title(note), view.written(note), 0.0, text, start, end, (marked,), label=label
            )
            yield Card(hit, mention)

    def _missing(self, target: str) -> Hit:
        """A card for a note that is not there, which opening makes."""
        return Hit("", target, self.pane.now, 0.0, "", 0, 0, label="no note is called so: opening makes it")
