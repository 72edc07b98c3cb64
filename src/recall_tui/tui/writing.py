"""The screen one writes in: the note at the left, past selves at the right, the keys at the bottom."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Sequence, Set
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.events import DescendantFocus, Resize
from textual.screen import Screen
from textual.widgets import Static

from recall_tui.config import ACTIONS
from recall_tui.notebook import Notebook
from recall_tui.tui.cards import cut, one_line
from recall_tui.tui.choosing import Choosing
from recall_tui.tui.clean import clean
from recall_tui.tui.collecting import Collecting
from recall_tui.tui.desk import Desk
from recall_tui.tui.editor import Editor
from recall_tui.tui.frames import Below, Beside, Covered, Line
from recall_tui.tui.growing import Growing
from recall_tui.tui.keys import keys_line, shown
from recall_tui.tui.looking import Looking
from recall_tui.tui.opening import Opening
from recall_tui.tui.pane import Pane
from recall_tui.tui.posting import Posting
from recall_tui.tui.recalling import Recalling
from recall_tui.tui.recovery import Recovery
from recall_tui.tui.reshaping import Reshaping
from recall_tui.tui.searching import SearchBox, Searching
from recall_tui.tui.tabs import Tabs
from recall_tui.tui.wrap import cells

if TYPE_CHECKING:
    from recall_tui.acts.edits import Edit
    from recall_tui.tui.finder import Found

T = TypeVar("T")

TICK = 0.25
"""How often, in seconds, is looked whether the person paused."""
PAUSE = 0.4
"""What counts as a pause, in seconds, for work that should not be in the way of typing."""
NARROW = 80
"""Below this many columns the pane goes under the editor."""
ROOMY = 36
"""From this many columns on the note's state stands in words."""
NOTICE = 12
"""How long a notice is shown in full, in seconds."""
LOW = 12
"""Below this many rows a narrow terminal has no pane."""


def _action(name: str) -> str:
    return f"card({name[-1]})" if name[-1].isdigit() else name


class Writing(Covered, Choosing):
    """Write, and see what past selves wrote."""

    DEFAULT_CSS = """
    Writing #left { width: 3fr; height: 1fr; }
    Writing #name { height: 1; padding: 0 1; color: $text-muted; text-wrap: nowrap; }
    Writing #notice { height: 1; display: none; padding: 0 1; color: $text-warning; text-wrap: nowrap;
        text-overflow: ellipsis; }
    Writing #trouble { height: auto; max-height: 50%; display: none; padding: 0 1; background: $error 30%;
        color: $text; }
    Writing #trouble.calm { background: $panel; color: $text-muted; }
    Writing Editor { height: 1fr; }
    Writing #right { width: 2fr; height: 1fr; }
    Writing #keys { height: 1; color: $text-muted; text-wrap: nowrap; }
    Writing.narrow #desk { layout: vertical; }
    Writing.narrow #left { width: 1fr; height: 1fr; }
    Writing.narrow #right { width: 1fr; height: 1fr; }
    Writing.low #right { display: none; }
    Writing.low.searching #right { display: block; }
    Writing.low.searching #left { display: none; }
    """
    BINDINGS: ClassVar = [
        *(
            Binding(action.key, _action(name), id=name, show=False, priority=True)
            for name, action in ACTIONS.items()
        ),
        Binding("tab", "complete_link", show=False, priority=True),
        Binding("enter", "take_offer", show=False, priority=True),
        Binding("enter", "enter_found", show=False, priority=True),
        Binding("enter", "follow_link", show=False, priority=True),
        Binding("down", "choose(1)", show=False, priority=True),
        Binding("up", "choose(-1)", show=False, priority=True),
    ]
    AUTO_FOCUS = "Editor"

    def __init__(self, notebook: Notebook, note: str = "", now: datetime | None = None) -> None:
        super().__init__()
        self.notebook = notebook
        self._first_note = note
        self._now = now
        self.last_key = monotonic()
        self._looked_at = 0
        self._told: tuple[object, ...] = ()
        self._remarked = False  # whether a remark was said last
        self.all_read = False
        """Whether the notebook has read every note."""

    def compose(self) -> ComposeResult:
        with Beside(id="desk"):
            with Below(id="left"):
                yield Line(id="name", markup=False)
                yield Line(id="notice", markup=False)
                yield Static(id="trouble", markup=False)
                yield Editor(placeholder="Write. Your past selves answer beside you.")
            with Below(id="right"):
                yield SearchBox()
                yield Pane(self._now or datetime.now())
        yield Line(id="keys", markup=False)

    def on_mount(self) -> None:
        self.editor = self.query_one(Editor)
        self.desk = Desk(self.notebook, self.editor, self)
        self.recovery = Recovery(self.notebook, self.desk, self)
        self.opening = Opening(self.desk, self, self.app.suspend)
        self.looking = Looking(self.notebook, self.query_one(Pane))
        self.recalling = Recalling(self.notebook, self.editor, self.looking)
        self.searching = Searching(self.notebook, self.query_one(SearchBox), self.looking)
        self.growing = Growing(self.notebook, self.desk, self._now)
        self.posting = Posting(self.notebook, self.desk)
        self.reshaping = Reshaping(self.desk)
        self.tabs = Tabs(self.notebook, self.desk, self.looking)
        self.collecting = Collecting(self.desk, self.tabs, self.recalling)
        self.editor.after_edit = self._wrote
        self.editor.after_move = self._moved
        self.searching.box.after_change = self._searched
        self.recalling.answer()
        self.set_interval(TICK, self._pause)
        if self._first_note:
            self.start(self.desk.go(self._first_note))

    def on_unmount(self) -> None:
        self.desk.close()

    def on_resize(self, event: Resize) -> None:
        narrow = event.size.width < NARROW
        self.set_class(narrow, "narrow")
        self.set_class(narrow and event.size.height < LOW, "low")
        self.tell()

    # Inside the key

    def _wrote(self) -> None:
        self.last_key = monotonic()
        self.recalling.wrote()
        self.recovery.typed()
        self.tell()

    def _searched(self) -> None:
        self.last_key = monotonic()
        self.searching.ask()
        self.tell()

    def _moved(self) -> None:
        self.last_key = monotonic()
        self.recalling.answer()
        self.tell()

    def tell(self) -> None:
        """Say which note this is, whether it is saved, what is wrong with it, and which keys there are."""
        desk, keys = self.desk, self.notebook.settings.keys
        state = "● not saved yet" if desk.changed or desk.trouble else "saved" if desk.file else ""
        state = "read-only" if desk.read_only else state
        where = self.searching.where if self.searching.open else self.tabs.where or self.recalling.where
        drafting, title = desk.drafting, desk.title
        where = "draft" if where == "writing" and drafting else where
        self.editor.mark_over(desk.counted().over if drafting else {})
        told = (self.size.width, title, state, desk.trouble, desk.remedy, desk.read_only, where)
        if told == self._told or not self.is_running:
            return
        self._told = told
        self.recovery.typed()
        self.recalling.became(desk.path)
        width = self.query_one("#name").content_size.width
        state = state if width >= ROOMY else state[:1].strip("s")
        room = max(8, width - cells(state) - 2)
        name = (f"{cut(one_line(title), room)}  ", "bold")
        self.query_one("#name", Static).update(Content.assemble(name, state), layout=False)
        banner = self.query_one("#trouble", Static)
        banner.display = bool(desk.trouble or desk.read_only)
        banner.set_class(not desk.trouble, "calm")
        if banner.display:
            words = f"{desk.trouble or desk.read_only} {desk.remedy}".rstrip()
            banner.update(Content(clean(words.replace("{save}", shown(keys["save"])))))
        line = keys_line(keys, where, self.size.width)
        self.query_one("#keys", Static).update(line, layout=False)

    # In the pauses

    def _pause(self) -> None:
        idle = monotonic() - self.last_key
        if self.desk.may_try_again():
            self.start(self.desk.try_again)
        if idle < PAUSE:
            return
        if self._looked_at != self.editor.edits:
            self._looked_at = self.editor.edits
            self.recalling.look()
            self.recalling.answer()  # the word at the cursor counts now
            self.recalling.look_back()
            self.tell()
            self.tabs.again()
            if self.tabs.drawer.here:
                self._look_into_drawer()
        wait = self.notebook.settings.autosave
        if wait and idle >= wait and self.desk.is_due():
            self.start(self.desk.save())

    def notes_came_in(self, done: int, total: int) -> None:
        """The notebook has read so many notes of all; both 0 when it is through."""
        self.all_read = not total
        self.recalling.pane.progress = (done, total) if total else None
        if len(self.notebook) or not total:
            self.recalling.notes_came_in(self._now or datetime.now())
            self.searching.again()
            self.tabs.again()
        if not total:
            self._look_into_drawer()
        self.tell()

    def _look_into_drawer(self) -> None:
        if self.tabs.drawer.wanted:
            self.start(self.collecting.look)

    def touched(self, paths: Set[str]) -> None:
        """Other programs may have changed these notes; "" is any."""
        if "" in paths or self.desk.path in paths:
            self.start(self.desk.look)

    def notice(self, words: str) -> None:
        """Say what a person should know of the folder: all of it for a while, its beginning from then on.

        Nothing any more for "".
        """
        words = clean(words)
        line = self.query_one("#notice", Line)
        line.display = bool(words)
        if not words:
            return
        self._remarked = False
        self.notify(words, severity="warning", timeout=NOTICE, markup=False)
        line.update(Content(re.split(r"[.:;] ", words)[0]))

    # What the desk needs

    def arrived(self) -> None:
        """Another note lies on the desk."""
        self._looked_at = self.editor.edits
        self.end_search()
        self.recalling.arrived(self.desk.path)
        self.tabs.arrived()
        self._look_into_drawer()
        self.editor.scroll_cursor_visible(center=True, animate=False)
        self.editor.focus()
        self.tell()

    def notes_changed(self) -> None:
        """Several notes are not as they were."""
        self.recalling.look()
        self.recalling.answer()
        self.tabs.again()
        self._look_into_drawer()
        self.tell()

    def remark(self, words: str) -> None:
        """Say what happened, in place of what was said so just before: a row of keys covers no cards."""
        if self._remarked:
            self.app.clear_notifications()
        self._remarked = True
        self.notify(clean(words), markup=False)

    def complain(self, words: str) -> None:
        """Say what could not be done."""
        self._remarked = False
        self.notify(clean(words), severity="error", markup=False)

    async def ask(self, question: str, answers: Sequence[str]) -> int | None:
        """The number of the answer chosen, from 0; None for none."""
        from recall_tui.tui.ask import Ask

        return await self._answered(Ask(question, answers))

    async def compare(self, question: str, before: str, after: str, answers: Sequence[str]) -> int | None:
        """The same, showing what differs between two texts."""
        from recall_tui.tui.comparing import Comparing, differences

        return await self._answered(Comparing(question, differences(before, after), answers))

    async def preview(self, question: str, edits: Iterable[Edit], answers: Sequence[str]) -> int | None:
        """The same, showing what would change in several notes."""
        from recall_tui.tui.comparing import Comparing, changes

        return await self._answered(Comparing(question, changes(edits), answers))

    async def ask_for(self, question: str, given: str) -> str | None:
        """A line of text, which `given` is a proposal for; None for none."""
        from recall_tui.tui.ask import AskFor

        return await self._answered(AskFor(question, given))

    async def _answered(self, question: Screen[T]) -> T | None:
        # Not `push_screen_wait`: that first does what the app has put off, and so may wait for the end of
        # this very screen, which ends what waits.
        return await asyncio.shield(self.app.push_screen(question, wait_for_dismiss=True))

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key acts here; if not, it goes on to the editor."""
        searching = self.searching.open and self.searching.box.has_focus
        if action == "enter_found":
            return searching
        if action == "follow_link":
            return self.editor.has_focus and self.opening.within_link()
        if action == "take_offer":
            return self._offering and self.recalling.chosen
        if action in ("complete_link", "choose"):
            return searching if action == "choose" and searching else self._offering
        if action == "leave_list":
            where = self.searching.open or self.tabs.name or self.looking.held
            return bool(where) or self.recalling.link is not None
        return True

    @property
    def _offering(self) -> bool:
        return self.recalling.offering and self.editor.has_focus

    def action_save(self) -> None:
        self.start(self._save())

    async def _save(self) -> None:
        drafted = self.desk.drafting
        await self.desk.settle()
        if drafted and self.desk.path and self.tabs.name != "thread":
            self.action_thread()  # what was a draft is read as the thread that it is now

    def action_save_as_new(self) -> None:
        self.start(self.desk.save(as_new=True))

    def action_reload(self) -> None:
        if self.desk.file:
            self.start(self.desk.reload())

    def action_delete_note(self) -> None:
        self.start(self.desk.delete())

    def action_recover(self) -> None:
        self.start(self.recovery.ask_again())

    def action_quit(self) -> None:
        self.start(self.quit())

    async def quit(self) -> None:
        """Leave, when all is saved."""
        if await self.desk.leave():
            self.app.exit()

    def action_new(self) -> None:
        self.start(self.desk.begin())

    def action_back(self) -> None:
        self.start(self.desk.back())

    def action_forward(self) -> None:
        self.start(self.desk.forward())

    def action_find_or_create(self) -> None:
        from recall_tui.tui.finder import Finder

        self.app.push_screen(Finder(self.notebook), self._found)

    def _found(self, found: Found | None) -> None:
        if found:
            self.start(self.desk.go(found.path) if found.path else self.desk.make(found.title))

    def action_map(self) -> None:
        from recall_tui.tui.map import Map

        if self.desk.path:
            self.app.push_screen(Map(self.notebook, self.desk.path), self._walked)
        else:
            self.complain("This note has no file yet, so it is on no map. Write a line, and save it.")

    def _walked(self, path: str | None) -> None:
        if path:
            self.start(self.desk.go(path))

    def action_essay(self) -> None:
        from recall_tui.tui.essay import Essay

        self.recalling.away = True  # nobody sees what it would answer
        self.app.push_screen(Essay(self, self._now or datetime.now()))

    def uncovered(self) -> None:
        """The essay screen is gone."""
        if self.is_running:
            self.recalling.away = bool(self.tabs.name or self.searching.open)
            self.recalling.answer()
            self.tell()

    def action_essay_of_thread(self) -> None:
        from recall_tui.tui.beginning import of_thread

        self.start(of_thread(self))

    def action_essay_of_search(self) -> None:
        from recall_tui.tui.beginning import of_search

        self.start(of_search(self))

    def action_essay_of_drawer(self) -> None:
        from recall_tui.tui.beginning import of_drawer

        self.start(of_drawer(self))

    def action_palette(self) -> None:
        from recall_tui.tui.palette import Palette

        self.app.push_screen(Palette())

    def action_help(self) -> None:
        from recall_tui.tui.help import Help

        self.app.push_screen(Help(self.notebook.settings.keys))

    # The mouse

    @on(Pane.CardClicked)
    def _clicked(self, event: Pane.CardClicked) -> None:
        if event.again and self.recalling.link and not self.searching.open:
            self.action_complete_link()
        elif event.again:
            self.action_open_card()
        else:
            self._wheeled()

    @on(Pane.Moved)
    def _wheeled(self) -> None:
        if not self.searching.open:
            self.recalling.hold()
        self.tell()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Whoever goes to the editor with the mouse is through with searching."""
        if event.widget is self.editor and self.searching.open:
            self.end_search()
            self.recalling.answer()
            self.tell()
