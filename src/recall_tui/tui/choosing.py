"""What keys do with the pane's cards, whether the draft or the search box put them there."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from textual.screen import Screen

from recall_tui.recall.hits import Hit
from recall_tui.tui.collecting import Collecting, How
from recall_tui.tui.desk import Desk
from recall_tui.tui.editor import Editor
from recall_tui.tui.growing import Growing
from recall_tui.tui.looking import Looking
from recall_tui.tui.opening import Opening
from recall_tui.tui.posting import Posting
from recall_tui.tui.recalling import Recalling
from recall_tui.tui.reshaping import Reshaping
from recall_tui.tui.searching import Searching
from recall_tui.tui.tabs import Name, Tabs


class Choosing(Screen[None]):
    """The part of the writing screen that acts on cards."""

    editor: Editor
    desk: Desk
    opening: Opening
    looking: Looking
    recalling: Recalling
    searching: Searching
    tabs: Tabs
    growing: Growing
    collecting: Collecting
    posting: Posting
    reshaping: Reshaping

    def tell(self) -> None:
        """What is looked at, or the note, may have changed: say so."""
        raise NotImplementedError

    def start(
        self, flow: Coroutine[None, None, object] | Callable[[], Coroutine[None, None, object]]
    ) -> None:
        """Let something go on beside typing."""
        # Not exclusive: a save that is under way must not be cut off by the next thing a person does.
        self.run_worker(flow, exit_on_error=True)

    def action_open_link(self) -> None:
        self.start(self.opening.link())

    action_follow_link = action_open_link

    def action_edit_elsewhere(self) -> None:
        self.start(self.opening.edit())

    def action_search(self) -> None:
        self.end_tab()
        self.recalling.away = True
        self.set_class(True, "searching")
        self.searching.begin()
        self.tell()

    def end_search(self) -> None:
        """Close the search box, if it is open: the pane is for the draft's own answers again."""
        if self.searching.open:
            self.searching.end()
            self.set_class(False, "searching")
            self.recalling.away = False
            self.set_focus(self.editor)

    def action_links(self) -> None:
        self._turn("links")

    def action_thread(self) -> None:
        """The thread of the card that is selected, or else of the note on the desk."""
        hit = self.looking.chosen()
        of_card = bool(hit and hit.path) and self.tabs.name != "thread"
        if not of_card:
            self.tabs.threads.begin()
        if hit and of_card and not self.tabs.threads.open(hit.path):
            self.desk.front.remark(f"“{hit.title}” is in no thread.")
        else:
            self._turn("thread")

    def action_drawer(self) -> None:
        """What the essay is to be written with."""
        if self.tabs.name != "drawer":
            self.tabs.drawer.use()
            self.start(self.collecting.look)
        self._turn("drawer")

    def action_use_drawer(self) -> None:
        """Go on with the drawer of the note on the desk."""
        self.tabs.drawer.use(this=True)
        if self.tabs.name == "drawer":
            self._turn_to()
            self.start(self.collecting.look)
        else:
            self.action_drawer()

    def action_collect(self) -> None:
        """Put the chosen card, the selection or the first card into the drawer; from there take it out."""
        hit, chosen = self.looking.card(), self.looking.chosen()
        if self.tabs.name == "drawer" and self.editor.selection.is_empty:
            self.start(self.collecting.drop())
        elif not self.editor.selection.is_empty and (not chosen or self.tabs.name == "drawer"):
            self.start(self.collecting.collect_selection())
        elif hit and self.tabs.name == "thread" and not self.looking.page:
            self.start(self.collecting.collect_thread(hit))
        elif hit:
            self.start(self.collecting.collect(hit))

    def action_move_up(self) -> None:
        self._move(-1)

    def action_move_down(self) -> None:
        self._move(1)

    def _move(self, steps: int) -> None:
        if self.tabs.name == "drawer":
            self.start(self.collecting.move(steps))
        elif self.tabs.name == "thread" and not self.looking.page and (hit := self.looking.card()):
            self.start(self._move_post(hit, steps))

    async def _move_post(self, hit: Hit, steps: int) -> None:
        """Let a post change places with the one before or behind it in its thread."""
        step = self.tabs.threads.step(hit, steps)
        if not step:
            self.desk.front.complain("There is no post to change places with. Go to one by Alt+↓.")
        elif await self.growing.move(hit.path, *step):
            self.tabs.threads.follow(hit.path, step[1])
            self._turn_to()

    def action_fold(self) -> None:
        """Fold the notes of one thread into one card; or in a thread, its branches into one that is flat."""
        if self.tabs.name == "thread":
            self.tabs.threads.unfolded = not self.tabs.threads.unfolded
            self._turn_to()
            return
        fold = self.looking.fold = not self.looking.fold
        self.desk.front.remark(
            f"Notes of one thread stand on {'one card' if fold else 'cards of their own'}."
        )
        if self.searching.open:
            self.searching.ask()
        elif not self.tabs.name:
            self.recalling.release()
        self.tell()

    def action_thread_before(self) -> None:
        self._turn_by(-1)

    def action_thread_after(self) -> None:
        self._turn_by(1)

    def action_close_thread(self) -> None:
        if self.tabs.name != "thread":
            return
        if self.tabs.threads.close():
            self._turn_to()
        else:
            self._turn("thread")

    def _turn_by(self, steps: int) -> None:
        """Show another of the threads that are open."""
        if self.tabs.name != "thread":
            self._turn("thread")
        else:
            self.tabs.threads.turn(steps)
            self._turn_to()

    def _turn_to(self) -> None:
        """Show what the tab is to show by now."""
        self.tabs.turn(self.tabs.name)
        self.tell()

    def _turn(self, name: Name) -> None:
        """Open a tab of the pane; once more, and it shows past selves again."""
        if name == self.tabs.name:
            self.end_tab()
            self.recalling.answer()
        else:
            self.end_search()
            self.recalling.away = True
            self.tabs.turn(name)
        self.tell()

    def end_tab(self) -> None:
        """The pane is for the draft's own answers again."""
        if self.tabs.name:
            self.tabs.turn("")
            self.recalling.away = False

    def action_enter_found(self) -> None:
        if self.searching.making:
            self.start(self.desk.make(self.searching.name))
        else:
            self.action_open_card()

    def action_card(self, number: int) -> None:
        index: int | None = number - 1
        if self.tabs.name == "thread":
            index = self.tabs.threads.numbered(self.looking.pane.hits, number)
        if index is not None:
            self.looking.preview(index)
            self.tell()

    def action_preview(self) -> None:
        self.looking.preview()
        self.tell()

    def action_explain(self) -> None:
        if self.searching.open:
            self.searching.explain()
        else:
            self.recalling.explain()
        self.tell()

    def action_leave_list(self) -> None:
        if not self.searching.open and not self.tabs.name:
            self.recalling.leave()
        elif self.looking.page:
            self.looking.list()
            self.tabs.again()
        else:
            self.end_search()
            self.end_tab()
            self.recalling.answer()
        self.tell()

    def action_choose(self, steps: int) -> None:
        if self.searching.open:
            self.searching.move(steps)
        else:
            if not self.tabs.name:
                self.recalling.hold()
            self.looking.move(steps)
        self.tell()

    def action_card_down(self) -> None:
        self.action_choose(1)

    def action_card_up(self) -> None:
        self.action_choose(-1)

    def action_open_card(self) -> None:
        hit = self.looking.card()
        if hit and self.tabs.name == "thread" and not self.looking.page and self.tabs.threads.enter(hit):
            self._turn_to()
        elif hit and self.tabs.name == "drawer" and not hit.path:
            self.desk.front.complain(f"No note is called “{hit.title}” any more, or several are.")
        elif hit:
            self.start(self.desk.go(hit.path, at=hit.start) if hit.path else self.desk.make(hit.title))

    def action_complete_link(self) -> None:
        if self.recalling.link and self.recalling.link.kind != "note":
            if self.desk.may_write():
                self.recalling.complete()
        elif self.recalling.link and (hit := self._taken()):
            self.recalling.insert_link(hit)
        self.tell()

    action_take_offer = action_complete_link

    def action_link_card(self) -> None:
        if not self._inserted("embed") and (hit := self._taken()):
            self.recalling.insert_link(hit)
            self.tell()

    def action_quote_card(self) -> None:
        if not self._inserted("quote") and (hit := self._taken()):
            self.recalling.insert_quote(hit)
            self.tell()

    def action_text_card(self) -> None:
        if not self._inserted("text") and (hit := self._taken()):
            self.recalling.insert_text(hit)
            self.tell()

    def _inserted(self, how: How) -> bool:
        """Put the card of the drawer into the text; whether that is what is shown."""
        if self.tabs.name == "drawer":
            self.start(self.collecting.insert(how))
        return self.tabs.name == "drawer"

    def action_continue_note(self) -> None:
        hit = self.looking.chosen()
        self.start(self.growing.continue_note(hit.path if hit else ""))

    def action_import_thread(self) -> None:
        self.start(self.posting.import_thread())

    def action_export_thread(self) -> None:
        hit = self.looking.card() if self.tabs.name == "thread" else None
        self.start(self.posting.export_thread(hit.path if hit else ""))

    def action_write_thread(self) -> None:
        hit = self.looking.chosen()
        self.start(self.growing.write_thread(hit.path if hit else ""))

    def action_put_behind(self) -> None:
        if hit := self.looking.card():
            self.start(self.growing.put_behind(hit.path))

    def action_detach(self) -> None:
        hit = self.looking.chosen()
        self.start(self.growing.detach(hit.path if hit else ""))

    def action_rename(self) -> None:
        self.start(self.reshaping.rename())

    def action_extract(self) -> None:
        self.start(self.reshaping.extract())

    def action_inline(self) -> None:
        self.start(self.reshaping.inline())

    def action_link_mention(self) -> None:
        self.start(self._link_mentions())

    def action_link_all(self) -> None:
        self.start(self._link_mentions(all_of_them=True))

    async def _link_mentions(self, *, all_of_them: bool = False) -> None:
        """Make a link of the mention on the card of the Links tab, or of all of its kind."""
        if self.tabs.name != "links":
            self.action_links()
            self.tabs.links.to_mention()
            return
        mention = None if self.looking.page else self.tabs.links.mention()
        if not mention:
            self.desk.front.complain("This card shows no mention that could become a link.")
            return
        await self.reshaping.link(mention, all_of_them=all_of_them)
        self.tabs.again()  # the draft may have changed, with no plan
        self.tabs.links.to_mention(mention)  # so that the next one takes the same key only
        self.tell()

    def _taken(self) -> Hit | None:
        """The card that goes into the draft, which is written on then."""
        if not self.desk.may_write():
            return None
        hit = self.looking.card()
        if hit:
            self.end_search()
        return hit
