"""What the pane shows for what is being written: the rules between the editor and the cards."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

from recall_tui.notebook import Notebook
from recall_tui.recall.calm import steady
from recall_tui.recall.hits import Draft, Hit
from recall_tui.tui.pane import Pane

NOTHING = "Nothing from before on this."
EMPTY = "No other notes yet. What you write here now will answer you later."
READING = "Your past selves are on their way."
SHORT = 12
"""A draft of fewer characters that finds nothing leaves standing what the empty draft showed."""
LONGEST_NAME = 80
"""A `[[` further back than this many characters is no longer being typed."""


class Recalling:
    """Answers drafts in the pane. `answer` runs inside the key that changed the draft: it is quick."""

    def __init__(self, notebook: Notebook, pane: Pane) -> None:
        self.notebook = notebook
        self.pane = pane
        self.note = ""
        """The path of the note being written; empty for a new one."""
        self.linking: str | None = None
        """What was typed of a link after its `[[`, while the cursor is in it."""
        self.held = False
        """Whether the list stands still because the person looks at it."""
        self._ready = False
        self._linked: frozenset[str] = frozenset()
        self._meet: list[Hit] = []
        self._shown: list[str] = []
        self._marked = bool(os.environ.get("RECALL_MARK"))

    def notes_came_in(self, now: datetime) -> None:
        """There are notes to recall, or more than before."""
        self._ready = True
        self._meet = self.notebook.rehydrate(now, note=self.note)

    def arrived(self, note: str, lines: Sequence[str]) -> None:
        """Another note is being written."""
        self.note = note
        self._shown = []
        self.look_for_links(lines)

    def wrote(self, lines: Sequence[str], touched: tuple[int, int], edits: int) -> None:
        """Lines `touched` of the draft were edited."""
        if self._marked:
            self.pane.mark = f"rev {edits}"
        if any("]" in line for line in lines[touched[0] : touched[1] + 1]):
            self.look_for_links(lines)

    def look_for_links(self, lines: Sequence[str]) -> bool:
        """Find out anew which notes the draft links to; whether that changed."""
        before, self._linked = self._linked, self.notebook.linked("\n".join(lines), self.note)
        return self._linked != before

    def answer(self, draft: Draft) -> None:
        """Show the past selves of the draft."""
        if not self._ready:
            return self.pane.say(READING)
        typed = _link_being_typed(draft)
        if typed is None and self.linking is not None:
            self._shown = []
        self.linking = typed
        if self.held:
            return None
        if typed is not None:
            return self._offer(typed)
        self.pane.heading = "Past selves"
        blank = not any(line.strip() for line in draft.lines)
        hits = self._meet if blank else self.notebook.recall(draft, note=self.note, leave_out=self._linked)
        if not hits and len(draft.lines) == 1 and len(draft.lines[0]) < SHORT:
            hits = self._meet
        if not hits:
            self._shown = []
            return self.pane.say(NOTHING if len(self.notebook) > bool(self.note) else EMPTY)
        if hits is not self._meet:
            hits = steady(self._shown, hits, self.notebook.settings.calm)
        self._shown = [hit.path for hit in hits]
        return self.pane.show(hits)

    def _offer(self, typed: str) -> None:
        """Show the notes that a link could mean: by name first, then by what they say."""
        self.pane.heading = f"Link to: {typed}" if typed else "Link to"
        hits = self.notebook.offer(typed, note=self.note)
        if hits:
            self.pane.show(hits)
            self.pane.selected = 0
        else:
            self.pane.say("No note is called that, or says that, yet.")

    def card(self, index: int | None = None) -> Hit | None:
        """The card meant by a key: the one with this number, else the selected one, else the first."""
        if index is None:
            index = self.pane.selected or 0
        return self.pane.hits[index] if index < len(self.pane.hits) else None


def _link_being_typed(draft: Draft) -> str | None:
    """What stands between an open `[[` and the cursor; None where the cursor is in no link."""
    before = draft.lines[draft.row][: draft.column][-LONGEST_NAME:]
    opened = before.rfind("[[")
    if opened < 0 or "]]" in before[opened:] or draft.selection:
        return None
    return before[opened + 2 :]
