"""What can come into an essay behind a part: from its drawer, found, suggested; and what it says twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Literal

from recall_tui.errors import RecallError
from recall_tui.recall.hits import Hit
from recall_tui.tui.aside import aside
from recall_tui.tui.cards import joined
from recall_tui.tui.looking import Looking
from recall_tui.tui.outline import first_words
from recall_tui.tui.pane import Pane
from recall_tui.tui.searching import SearchBox, Searching

if TYPE_CHECKING:
    from recall_tui.acts.suggesting import Bridge
    from recall_tui.essays.drawer import Entry
    from recall_tui.tui.writing import Writing

Kind = Literal["", "drawer", "found", "suggested", "twice"]

BRIDGES, MISSING, TWICE = 5, 20, 50
"""So many are shown of each."""
EMPTY = "Nothing lies in this drawer. Collect passages while you write: {collect}."
NOTHING = "Nothing that past selves wrote bridges this gap or is missing."
ONCE = "It says nothing twice."
LOOKING = "Looking …"
SAID = 60
"""Of what is said twice so many characters are shown."""


class Taking:
    """Shows passages in place of the text, and puts the chosen one into the essay."""

    def __init__(self, writing: Writing, box: SearchBox, pane: Pane) -> None:
        self.writing = writing
        self.notebook, self.desk = writing.notebook, writing.desk
        self.pane = pane
        self.searching = Searching(self.notebook, box, Looking(self.notebook, pane), makes=False)
        self.kind: Kind = ""
        """What is shown; "" for the text."""
        self._asked = 0
        self._entries: list[Entry] = []
        self._lines: list[int] = []

    def close(self) -> None:
        """Show the text again."""
        self._asked += 1
        if self.kind == "found":
            self.searching.end()
        self.kind = ""

    def _open(self, kind: Kind, heading: str) -> int:
        self.close()
        self.kind = kind
        self.pane.heading, self.pane.status = heading, None
        self.pane.say(LOOKING)
        return self._asked

    def search(self) -> None:
        """Search all notes."""
        self._open("found", "Search")
        self.searching.note = self.desk.path
        self.searching.begin()

    async def drawer(self) -> None:
        """Show what lies in the drawer."""
        tab = self.writing.tabs.drawer
        asked = self._open("drawer", "Drawer")
        tab.use()
        await tab.look()
        if asked == self._asked:
            self._entries = list(tab.entries)
            shown = tab.shown()
            self.pane.heading = shown.heading
            self._show(shown.hits, shown.words)

    async def suggest(self, part: int) -> None:
        """Show what bridges the gap behind a part, and what is missing in the essay as a whole."""
        from recall_tui.acts.outlining import outline
        from recall_tui.acts.suggesting import bridging, missing

        asked = self._open("suggested", "For the gap behind this part")
        if not await self._saved():
            return
        path, text = self.desk.path, self.desk.editor.text
        try:
            seen = await aside(outline, self.notebook, path, text)
        except RecallError as error:
            self.pane.say(str(error))
            return
        if asked != self._asked:
            return
        # Asked here, and not aside: the engine answers one at a time.
        hits = [_of_both(bridge) for bridge in bridging(self.notebook, path, seen, part, BRIDGES)]
        known = {hit.path for hit in hits}
        rest = (hit for hit in missing(self.notebook, path, seen, MISSING) if hit.path not in known)
        hits += [replace(hit, label="not in the essay yet") for hit in rest]
        self._show(hits, NOTHING)

    async def twice(self) -> None:
        """Show what the essay says twice."""
        from recall_tui.acts.stitching import expanded
        from recall_tui.essays.measuring import twice

        asked = self._open("twice", "Said twice")
        if not await self._saved():
            return
        try:
            found = await aside(expanded, self.notebook, self.desk.path, self.desk.editor.text)
        except RecallError as error:
            self.pane.say(str(error))
            return
        pairs = await aside(twice, found.pieces)
        if asked != self._asked:
            return
        hits, self._lines = [], []
        for first, second, share in islice(pairs, TWICE):
            one, other = found.pieces[first], found.pieces[second]
            if not other.line:
                continue
            begin = first_words(one.text)[:SAID]
            where = f"“{one.origin.title}”" if one.origin else "your own words"
            path, title = (
                (other.origin.path, other.origin.title) if other.origin else (self.desk.path, "Own words")
            )
            date = other.origin.date if other.origin else self.pane.now
            label = f"{share:.0%} of it stands already in {where}: {begin}"
            hits.append(Hit(path, title, date, 0.0, other.text, 0, 0, label=label))
            self._lines.append(other.line)
        self._show(hits, ONCE)

    def chosen_line(self) -> int | None:
        """The line of the essay that says again what another says."""
        at = self.pane.selected
        return self._lines[at] if self.kind == "twice" and at is not None and at < len(self._lines) else None

    def _show(self, hits: Sequence[Hit], words: str) -> None:
        if hits:
            self.pane.show(hits, select=0)
        else:
            self.pane.say(words)

    async def _saved(self) -> bool:
        """Save the essay, since it is asked about by its path; whether it has one."""
        if await self.desk.save() and self.desk.path:
            return True
        self.pane.say("Write a line first: this note has no file yet.")
        return False

    async def take(self, *, whole: bool = False) -> tuple[str, Entry | None]:
        """What to write for the chosen passage, or its `whole` note, and the drawer's entry that it is.

        "" for nothing, where the person wants that or was told why. Raises RecallError.
        """
        from recall_tui.acts.drawers import held, passage

        at, hits = self.pane.selected, self.pane.hits
        if at is None or at >= len(hits):
            return "", None
        hit = hits[at]
        if self.kind == "drawer":
            entry, own = self._entries[at], self._entries[at]
        else:
            start, end = (0, 10**9) if whole else (hit.start, hit.end)
            entry, own = await aside(passage, self.notebook, hit.path, start, end), None
        (each,) = await aside(held, self.notebook, self.desk.path, [entry])
        return await self.writing.collecting.written(each, "embed", into=self.desk.path), own


def _of_both(bridge: Bridge) -> Hit:
    """A passage, with the words that it shares with both sides."""
    return replace(bridge.hit, label=joined(["of both sides", *bridge.words], 200))
