"""The drawer tab of the pane: what an essay is to be written with, as it stands in the notes now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from weakref import ref

from recall_tui.notebook import Notebook
from recall_tui.notes.blocks import DRAWER
from recall_tui.recall.hits import Hit
from recall_tui.tui.aside import aside
from recall_tui.tui.cards import card
from recall_tui.tui.desk import Desk
from recall_tui.tui.keys import shown
from recall_tui.tui.looking import Shown
from recall_tui.tui.pane import Pane
from recall_tui.tui.wrap import Row

if TYPE_CHECKING:
    from recall_tui.acts.drawers import Held
    from recall_tui.essays.drawer import Entry
    from recall_tui.recall.index import View

EMPTY = "Nothing lies in this drawer. {collect} puts a card into it, a thread, or what is selected in a note."


class DrawerTab:
    """The drawer in use: that of the note on the desk, until one goes on from a note whose drawer was used.

    What its entries stand for is looked up beside typing, and kept until notes change.
    """

    def __init__(self, notebook: Notebook, desk: Desk, pane: Pane) -> None:
        self.notebook = notebook
        self.desk = desk
        self.pane = pane
        self.select: int | None = None
        """The card that is to be selected next."""
        self._read: tuple[int, list[Entry]] = -1, []
        self._elsewhere: tuple[str, list[Entry]] = "", []
        self._held: dict[Entry, Held] = {}
        self._looks = 0
        self._seen: tuple[str, list[Entry]] | None = None
        self._view: Callable[[], View | None] = lambda: None
        """The notes as they were when it was looked what the entries stand for, which are let go then."""

    @property
    def essay(self) -> str:
        """The path of the note whose drawer it is; empty for one that has no file yet."""
        return self.desk.drawer or self.desk.path

    @property
    def here(self) -> bool:
        """Whether it is that of the note on the desk."""
        return self.essay == self.desk.path

    @property
    def title(self) -> str:
        """What the note is called whose drawer it is."""
        return self.notebook.title(self.essay) if self.essay else "this note"

    def use(self, *, this: bool = False) -> None:
        """Go on with this drawer whatever note comes on the desk; `this`: with that of the note there now."""
        if this or self.desk.drawer is None:
            self.desk.drawer = self.desk.path

    @property
    def entries(self) -> list[Entry]:
        """What lies in it."""
        if not self.here:
            return self._elsewhere[1] if self._elsewhere[0] == self.essay else []
        editor = self.desk.editor
        if self._read[0] != editor.edits:
            listed: list[Entry] = []
            if any(line.startswith(DRAWER) for line in editor.document.lines):
                from recall_tui.essays.drawer import entries

                listed = entries(editor.text)
            self._read = editor.edits, listed
        return self._read[1]

    @property
    def wanted(self) -> bool:
        """Whether there is something to look at."""
        return bool(self.entries or self.pane.collected or (self.desk.drawer and not self.here))

    async def look(self) -> bool:
        """Find what its entries stand for by now; whether that was not known yet."""
        essay, here = self.essay, self.here
        listed = self.entries if here else []
        if self._seen == (essay, listed) and self._view() is self.notebook.engine.view:
            return False
        self._looks += 1
        looks, self._seen, self._view = self._looks, (essay, listed), ref(self.notebook.engine.view)
        if here and not listed:
            self._held = {}
        else:
            listed, held = await aside(self._looked, essay, listed, here)
            if looks != self._looks:  # another one is under way, of what is there by now
                return False
            if not here:
                self._elsewhere = essay, listed
            self._held = dict(zip(listed, held, strict=True))
        held_there = self._held.values()
        self.pane.mark_collected(frozenset(place for each in held_there for place in _places(each)))
        return True

    def _looked(self, essay: str, listed: list[Entry], here: bool) -> tuple[list[Entry], list[Held]]:
        from recall_tui.acts.drawers import held
        from recall_tui.essays.drawer import entries

        if not here:
            listed = entries(self.notebook.text(essay))
        return listed, held(self.notebook, essay, listed)

    def shown(self) -> Shown:
        """A card for each entry, in order."""
        hits = [self._card(number, entry) for number, entry in enumerate(self.entries)]
        at, self.select = self.select, None
        at = max(0, min(at or 0, len(hits) - 1))
        heading = f"Drawer of: {self.title}" + (f" · {len(hits):,}" if hits else "")
        words = EMPTY.format(collect=shown(self.notebook.settings.keys["collect"]))
        return Shown(heading, hits, words, at=at, lay_out=self.lay_out)

    def lay_out(self, hit: Hit, number: int, age: str, width: int) -> list[Row]:
        """The rows of a card; that it lies in the drawer goes without saying."""
        return [*card(hit, number, age, width), []]

    def _card(self, number: int, entry: Entry) -> Hit:
        each = self._held.get(entry)
        if each and each.path:
            return self.hit(each)
        from recall_tui.acts.drawers import STATES

        label = STATES[each.state] if each else ""
        return Hit("", entry.named.target, self.pane.now, 0.0, entry.words, number, number, label=label)

    def hit(self, each: Held) -> Hit:
        """What an entry stands for, as a card."""
        from recall_tui.acts.drawers import STATES

        view = self.notebook.engine.view
        note = view.find(each.path)
        date = view.written(note) if note >= 0 else self.pane.now
        title = self.notebook.title(each.path)
        below = " › ".join(heading for heading in each.headings if heading != title)
        about = [f"{date:%Y-%m-%d}", STATES.get(each.state, ""), below]
        if each.notes:
            about[1:] = [f"thread of {len(each.notes):,} {'note' if len(each.notes) == 1 else 'notes'}"]
        label = " · ".join(filter(None, about))
        headings = each.headings
        return Hit(
            each.path, title, date, 0.0, each.text, each.start, each.end, headings=headings, label=label
        )


def _places(each: Held) -> Sequence[tuple[str, int]]:
    """Where the passages begin that an entry stands for; -1 for all of a note."""
    if each.notes:
        return [(note, -1) for note in each.notes]
    if not each.path or each.state in ("lost", "gone", "ambiguous"):
        return []
    named = each.entry.named
    whole = not (each.entry.words or named.heading or named.block_id)
    return [(each.path, -1 if whole else each.start)]
