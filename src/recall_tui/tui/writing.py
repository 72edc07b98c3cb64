"""The screen one writes in: the note at the left, past selves at the right, the keys at the bottom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Static

from recall_tui.config import ACTIONS
from recall_tui.errors import ChangedOnDisk, NoteError, RecallError
from recall_tui.notebook import Notebook
from recall_tui.tui.ask import Ask
from recall_tui.tui.clean import clean
from recall_tui.tui.desk import Desk, Place
from recall_tui.tui.editor import Editor
from recall_tui.tui.finder import Finder, Found
from recall_tui.tui.keys import help_text, keys_line
from recall_tui.tui.pane import Pane
from recall_tui.tui.recalling import Recalling

TICK = 0.25
"""How often, in seconds, is looked whether the person paused."""
PAUSE = 0.4
"""What counts as a pause, in seconds, for work that should not be in the way of typing."""
NARROW = 80
"""Below this many columns the pane goes under the editor."""
UNNAMED = 40
"""A new note gets its file at the first pause after its first line, or after this many characters of it."""


class Writing(Screen[None]):
    """Write, and see what past selves wrote."""

    DEFAULT_CSS = """
    Writing #left { width: 3fr; height: 1fr; }
    Writing #name { height: 1; color: $text-muted; }
    Writing #trouble { height: auto; display: none; background: $error 30%; color: $text; }
    Writing Editor { height: 1fr; }
    Writing Pane { width: 2fr; height: 1fr; }
    Writing #keys { height: 1; color: $text-muted; }
    Writing.narrow #desk { layout: vertical; }
    Writing.narrow #left { width: 1fr; height: 3fr; }
    Writing.narrow Pane { width: 1fr; height: 2fr; }
    """
    BINDINGS: ClassVar = [
        *(
            Binding(a.key, n, a.help, id=n, show=False, priority=True)
            for n, a in ACTIONS.items()
            if n[:5] != "card_"
        ),
        *(Binding(f"alt+{i}", f"card({i})", id=f"card_{i}", show=False, priority=True) for i in range(1, 10)),
        Binding("alt+down", "move_card(1)", id="card_down", show=False, priority=True),
        Binding("alt+up", "move_card(-1)", id="card_up", show=False, priority=True),
        Binding("enter,tab", "complete_link", show=False, priority=True),
        Binding("down", "move_link(1)", show=False, priority=True),
        Binding("up", "move_link(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Editor"

    def __init__(self, notebook: Notebook, keys: Mapping[str, str], note: str = "") -> None:
        super().__init__()
        self._notebook = notebook
        self._keys = keys
        self._first_note = note
        self._last_key = monotonic()
        self._looked_for_links = 0
        self._tried_to_save = -1

    def compose(self) -> ComposeResult:
        with Horizontal(id="desk"):
            with Vertical(id="left"):
                yield Static(id="name", markup=False)
                yield Static(id="trouble", markup=False)
                yield Editor(placeholder="Write. Your past selves answer beside you.")
            yield Pane(datetime.now())
        yield Static(keys_line(self._keys, "writing"), id="keys", markup=False)

    def on_mount(self) -> None:
        self.editor = self.query_one(Editor)
        self.pane = self.query_one(Pane)
        self.recalling = Recalling(self._notebook, self.pane)
        self.desk = Desk(self._notebook, self.editor)
        self.editor.after_edit = self._wrote
        self.editor.after_move = self._moved
        self.recalling.answer(self.editor.draft())
        self._tell()
        self.set_interval(TICK, self._pause)
        if self._first_note:
            self.call_after_refresh(self._go, self._first_note)

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < NARROW, "narrow")

    # Inside the key

    def _wrote(self) -> None:
        self._last_key = monotonic()
        if self.pane.selected is not None and not self.recalling.held:
            self.pane.selected = None
        self.recalling.wrote(self.editor.document.lines, self.editor.touched, self.editor.edits)
        self.recalling.answer(self.editor.draft())
        if not self._told_changed:
            self._tell()

    def _moved(self) -> None:
        self._last_key = monotonic()
        self.recalling.answer(self.editor.draft())

    # In the pauses

    async def _pause(self) -> None:
        idle = monotonic() - self._last_key
        if idle < PAUSE:
            return
        edits = self.editor.edits
        if self._looked_for_links != edits:
            self._looked_for_links = edits
            if self.recalling.look_for_links(self.editor.document.lines):
                self.recalling.answer(self.editor.draft())
        wait = self._notebook.settings.autosave
        if (
            wait
            and idle >= wait
            and self.desk.changed
            and self._tried_to_save != edits
            and self._has_a_name()
        ):
            self._tried_to_save = edits
            await self._save()

    def _has_a_name(self) -> bool:
        lines = self.editor.document.lines
        return self.desk.file is not None or len(lines) > 1 or len(lines[0]) >= UNNAMED

    def notes_came_in(self, done: int, total: int) -> None:
        """The notebook has read so many notes of all; both 0 when it is through."""
        self.pane.progress = (done, total) if total else None
        if len(self._notebook) or not total:
            self.recalling.notes_came_in(datetime.now())
            self.recalling.answer(self.editor.draft())
        if not total:
            self._tell()

    # Saving, opening, leaving

    async def _save(self) -> bool:
        """Save; whether all is on disk now. Trouble is shown until it is solved."""
        try:
            await self.desk.save()
        except ChangedOnDisk as error:
            self._trouble(
                f"{error} Your text is safe here. Save it as a note of its own with Ctrl+S.", changed=True
            )
            return False
        except NoteError as error:
            self._trouble(str(error))
            return False
        self._trouble("")
        return True

    def _trouble(self, words: str, changed: bool = False) -> None:
        self._conflict = changed
        self.recalling.note = self.desk.path
        trouble = self.query_one("#trouble", Static)
        trouble.update(Content(clean(words)))
        trouble.display = bool(words)
        self._tell()

    _conflict = False
    _told_changed = False

    def _tell(self) -> None:
        """Say which note this is and whether it is saved."""
        self._told_changed = self.desk.changed
        state = "● not saved yet" if self._told_changed else "saved" if self.desk.file else ""
        words = f"{self.desk.title}  {state}"
        self.query_one("#name", Static).update(Content(clean(words)))

    async def _leave(self) -> bool:
        """Make sure that nothing is lost when the note goes from the desk; whether it may go."""
        if await self._save():
            return True
        answers = ("Save as a new note", "Drop my changes", "Stay here")
        chosen = await self.app.push_screen_wait(
            Ask("This note could not be saved. What shall become of it?", answers)
        )
        if chosen == 0:
            try:
                await self.desk.save_as_new()
            except RecallError as error:
                self._trouble(str(error))
                return False
            return True
        if chosen == 1:
            self.desk.drop_changes()
        return chosen == 1

    async def _go(
        self, path: str, at: int | None = None, cursor: tuple[int, int] | None = None, remember: bool = True
    ) -> None:
        """Open a note, saving the one that is open."""
        if not await self._leave():
            return
        if remember:
            self.desk.remember()
        try:
            await self.desk.open(path, at=at, cursor=cursor)
        except NoteError as error:
            self._trouble(str(error))
            return
        self._arrived()

    def _arrived(self) -> None:
        self.recalling.arrived(self.desk.path, self.editor.document.lines)
        self._trouble("")
        self._list()
        self.editor.focus()

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("complete_link", "move_link"):
            return self.recalling.linking is not None and bool(self.pane.hits)
        if action == "leave_list":
            return self.recalling.held or self.pane.selected is not None
        return True

    async def action_save(self) -> None:
        if self._conflict:
            await self.desk.save_as_new()
            self._trouble("")
        elif await self._save():
            self.notify("Saved.", timeout=1.5, markup=False)

    def action_quit(self) -> None:
        self.run_worker(self._quit(), exclusive=True)

    async def _quit(self) -> None:
        if await self._leave():
            self.app.exit()

    def action_new(self) -> None:
        self.run_worker(self._new(), exclusive=True)

    async def _new(self) -> None:
        if await self._leave():
            self.desk.remember()
            self.desk.begin()
            self._arrived()

    def action_find_or_create(self) -> None:
        self.app.push_screen(Finder(self._notebook), self._found)

    def _found(self, found: Found | None) -> None:
        if found and found.path:
            self.run_worker(self._go(found.path), exclusive=True)
        elif found:
            self.run_worker(self._make(found.title), exclusive=True)

    async def _make(self, title: str) -> None:
        if not await self._leave():
            return
        try:
            path = await self.desk.make(title)
        except NoteError as error:
            self._trouble(str(error))
            return
        await self._go(path, at=-1)

    def action_palette(self) -> None:
        self.app.action_command_palette()

    def action_help(self) -> None:
        self.app.push_screen(Ask(help_text(self._keys), ("Back to writing",)))

    def action_card(self, number: int) -> None:
        """Look at a card in full; the same key again goes back."""
        if number > len(self.pane.hits):
            return
        if self.recalling.held and self.pane.selected == number - 1:
            self._list()
        else:
            self.pane.selected = number - 1
            self._preview()

    def action_preview(self) -> None:
        if self.recalling.held:
            self._list()
        elif self.pane.hits:
            self.pane.selected = self.pane.selected or 0
            self._preview()

    def _preview(self) -> None:
        hit = self.recalling.card()
        if hit:
            self.recalling.held = self.pane.held = True
            self.pane.preview(hit, self._notebook.text(hit.path))
            self._show_keys("card")

    def _list(self) -> None:
        """Back to the list, which follows the draft again."""
        self.recalling.held = self.pane.held = False
        self.pane.list()
        self.pane.selected = None
        self.recalling.answer(self.editor.draft())
        self._show_keys("writing")

    action_leave_list = _list

    def action_move_card(self, steps: int) -> None:
        self.pane.move(steps)
        if self.pane.selected is not None:
            self._show_keys("card")

    def _show_keys(self, where: str) -> None:
        self.query_one("#keys", Static).update(keys_line(self._keys, where))

    def action_open_card(self) -> None:
        if hit := self.recalling.card():
            self.run_worker(self._go(hit.path, at=hit.start), exclusive=True)

    @on(Pane.CardClicked)
    def _clicked(self, event: Pane.CardClicked) -> None:
        if event.again:
            self.action_open_card()
        else:
            self._show_keys("card")

    def action_link_card(self) -> None:
        if hit := self.recalling.card():
            if self.recalling.linking is not None:
                self.action_complete_link()
            else:
                self._insert(self._notebook.link_to(hit.path), word=True)

    def action_complete_link(self) -> None:
        """Put the chosen note's link in place of what was typed of it."""
        hit, typed = self.recalling.card(), self.recalling.linking
        if hit and typed is not None:
            row, column = self.editor.cursor_location
            start = (row, column - len(typed) - 2)
            link = self._notebook.link_to(hit.path)
            self.editor.replace_range(start, (row, column), link)
            self.editor.move_cursor((row, start[1] + len(link)))

    def action_move_link(self, steps: int) -> None:
        self.pane.move(steps)

    def action_quote_card(self) -> None:
        if hit := self.recalling.card():
            row, column = self.editor.cursor_location
            blank = not self.editor.document.lines[row][:column].strip()
            self._insert(("" if blank else "\n\n") + self._notebook.quote(hit))

    def _insert(self, text: str, word: bool = False) -> None:
        row, column = self.editor.cursor_location
        before = self.editor.document.lines[row][:column]
        if word and before and before[-1].isalnum():
            text = " " + text
        self.editor.insert_text(text)
        self._list()

    def action_back(self) -> None:
        self._walk(self.desk.behind, self.desk.ahead)

    def action_forward(self) -> None:
        self._walk(self.desk.ahead, self.desk.behind)

    def _walk(self, from_: list[Place], to: list[Place]) -> None:
        if from_:
            self.run_worker(self._step(from_, to), exclusive=True)

    async def _step(self, from_: list[Place], to: list[Place]) -> None:
        if await self._leave():
            place = from_.pop()
            if self.desk.file:
                to.append(Place(self.desk.path, self.editor.cursor_location))
            await self._go(place.path, cursor=place.cursor, remember=False)
