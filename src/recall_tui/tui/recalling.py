"""What the pane shows for what is being written: the rules between the editor and the cards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from recall_tui.essays.holding import Holds
from recall_tui.notebook import Notebook
from recall_tui.notes.blocks import without_id
from recall_tui.recall.calm import steady
from recall_tui.recall.hits import Draft, Hit
from recall_tui.tui.completing import Completing, Offer, Opened, opened
from recall_tui.tui.editor import Editor
from recall_tui.tui.looking import Looking

NOTHING = "Nothing from before on this."
EMPTY = "No other notes yet. What you write here now will answer you later."
READING = "Your past selves are on their way."
UNLINKED = "No note is called that, or says that, yet."
NO_PART = "There is no such part: no note of that name, or none with headings or block ids like this."
HEADINGS = {"note": "Link to", "heading": "Heading", "block": "Block", "tag": "Tag"}
"""What stands above what is offered, by its kind."""
SHORT = 12
"""A draft of fewer characters that finds nothing leaves standing what the empty draft showed."""


class Recalling:
    """Answers the draft in the pane. `answer` runs inside the key that changed the draft: it is quick."""

    def __init__(self, notebook: Notebook, editor: Editor, looking: Looking) -> None:
        self.notebook = notebook
        self.editor = editor
        self.looking = looking
        self.pane = looking.pane
        self.note = ""
        """The path of the note being written; empty for a new one."""
        self.link: Opened | None = None
        """The link or tag being typed, while its offer is open."""
        self.completing = Completing(notebook)
        self.away = False
        """Whether the pane shows something else, and no answers."""
        self._ready = False
        self._linked = Holds()
        self._meet: Sequence[Hit] | None = None
        self._shown: list[str] = []
        self._about: list[str] = []
        self._again: tuple[range, str] | None = None
        self._offers: list[Offer] = []
        self._offered: Opened | None = None
        self._declined: tuple[int, int] | None = None
        self._standing = False
        self._marked = bool(os.environ.get("RECALL_MARK"))

    # What is written

    def notes_came_in(self, now: datetime) -> None:
        """There are notes to recall, or more than before."""
        first, self._ready = not self._ready, True
        self.pane.now = now
        # What an empty draft shows changes once, not with every batch.
        if not self._meet or self.notebook.loaded:
            self._meet = None
        if not self.pane.hits:
            self._offered = None
        if first or self.notebook.loaded:
            self.look()
        self.answer()

    def arrived(self, note: str) -> None:
        """Another note is being written."""
        self.note = note
        self._shown, self._meet, self._declined, self.link = [], None, None, None
        self.look()
        self.release()

    def became(self, note: str) -> None:
        """The note being written has this path from now on."""
        if note != self.note:
            self.note = note
            self._meet = None
            self.answer()

    def wrote(self) -> None:
        """The draft was edited."""
        if self._standing:
            return
        if self.looking.held and self.looking.page != "preview":
            self.looking.leave()
        first, last = self.editor.touched
        if self._ready and any("]" in line for line in self.editor.document.lines[first : last + 1]):
            touched = "\n".join(self.editor.document.lines[first : last + 1])
            self._linked |= self.notebook.linked(touched, self.note)  # those that went: in the next pause
        self.answer(wrote=True)

    @contextmanager
    def standing(self) -> Iterator[None]:
        """An edit within is none of the draft's own words: what is shown stands as it is."""
        self._standing = True
        try:
            yield
        finally:
            self._standing = False

    def look(self) -> None:
        """Find out anew what takes too long for a key: where the draft's links lead, which tags there are."""
        if not self._ready:
            return  # no link leads anywhere yet, and asking would import the engine
        leads = self.notebook.leads("\n".join(self.editor.document.lines), self.note)
        self._linked = self.notebook.held(leads)
        if self.notebook.loaded:  # else what is not known yet would be taken for missing
            self.completing.look()
            self.editor.doubt(
                {link: "ambiguous" if paths else "broken" for link, paths in leads.items() if len(paths) != 1}
            )

    def look_back(self) -> None:
        """Find out whether the block being written was written before: then the first card says so."""
        if not self._about or self.away or self.link or self.looking.held:
            return
        before, first = self._again, self.pane.hits[0]
        block = self.notebook.again(self.editor.draft(), first, note=self.note)
        self._again = None if block is None else (block, first.path)
        if self._again != before:
            self.answer()

    def answer(self, *, wrote: bool = False) -> None:
        """Show the past selves of the draft, unless the person looks into the list."""
        draft = self.editor.draft(typing=wrote)
        self._follow_link(draft, wrote)
        if self.away:
            return
        if not self._ready:
            self.pane.say(READING)
            return
        if not self.looking.held:
            if self.link:
                self._offer(self.link)
            else:
                self._recall(draft)
        if self._marked:
            self.pane.mark = f"rev {self.editor.edits}"

    def _recall(self, draft: Draft) -> None:
        self.pane.heading = "Past selves"
        blank = not any(line.strip() for line in draft.lines)
        hits: Sequence[Hit] = ()
        self._about = []
        if not blank:
            hits = self.notebook.recall(draft, note=self.note, leave_out=self._linked, fold=self.looking.fold)
            hits = steady(self._shown, hits, self.notebook.settings.calm)
            self._about = [hit.path for hit in hits]
        if not hits and (blank or (len(draft.lines) == 1 and len(draft.lines[0]) < SHORT)):
            if self._meet is None:
                self._meet = self.notebook.rehydrate(self.pane.now, note=self.note)
            hits = self._meet
        if self._again and (draft.row not in self._again[0] or [self._again[1]] != self._about[:1]):
            self._again = None
        if self._again:
            label = f"you wrote this on {hits[0].date:%Y-%m-%d}"
            hits = [replace(hits[0], label=label), *hits[1:]]
        self._shown = [hit.path for hit in hits]
        if hits:
            self.pane.show(hits)
        else:
            self.pane.say(NOTHING if len(self.notebook) > bool(self.note) else EMPTY)

    # A link being typed

    def _follow_link(self, draft: Draft, wrote: bool) -> None:
        """Offer what could be meant where it is being typed: from an edit on, until the cursor leaves it."""
        typing, before = opened(draft), self.link
        place = typing and (typing.row, typing.start)
        if place is None or place != self._declined:
            self._declined = None
            same = before is not None and place == (before.row, before.start)
            self.link = typing if wrote or same else None
        self._offers = []
        if self.link and self.link.kind != "note" and self._ready:
            self._offers = self.completing.offers(self.link, draft.lines, self.note)
            if self.link.kind == "tag" and not self._offers:
                self.link = None  # a new tag, or a word: the draft has its answer
        if before and not self.link:
            self.completing.forget()
            self._shown, self._offered = [], None
            if not self.looking.held and not self.away:
                self.pane.selected = None

    def _offer(self, typing: Opened) -> None:
        """Show what could be meant: notes by name first, then by what they say; or headings, blocks, tags."""
        if typing == self._offered:
            return
        self._offered = typing
        what = HEADINGS[typing.kind]
        self.pane.heading = f"{what}: {typing.typed}" if typing.typed else what
        if self._offers:
            rows = [(offer.said, offer.beside) for offer in self._offers]
            self.pane.show(())  # else keys would act on cards that are not seen
            # Enter after a tag ends the line, unless the person has chosen one.
            self.pane.choices(rows, None if typing.kind == "tag" else 0)
        elif typing.kind != "note":
            self.pane.say(NO_PART)
        elif hits := self.notebook.offer(typing.typed, note=self.note, first=self._about):
            self.pane.show(hits, select=0)
        else:
            self.pane.say(UNLINKED)

    # Putting a card into the draft

    def complete(self) -> None:
        """Put the heading, block or tag that is chosen, or else the first, in the place of what is typed."""
        if self.link and self._offers:
            self._put(self.link, self._offers[self.pane.selected or 0].text)

    def _put(self, typed: Opened, text: str) -> None:
        self.looking.leave()
        self.editor.replace_range((typed.row, typed.start), (typed.row, typed.end), text)
        self.editor.move_cursor((typed.row, typed.start + len(text)))

    def insert_link(self, hit: Hit) -> None:
        """Insert a link to the card's note at the cursor, in place of a link that is being typed there."""
        text, link = self.notebook.link_to(hit.path), self.link
        if link:
            self._put(link, text)
        else:
            gap = " " if self._before_cursor()[-1:].isalnum() else ""
            self._insert(gap + text)

    def insert_quote(self, hit: Hit) -> None:
        """Insert the card's passage as a quote below what stands before the cursor."""
        self._insert_below(self.notebook.quote(hit))

    def insert_text(self, hit: Hit) -> None:
        """Insert the card's passage as it stands, below what stands before the cursor."""
        self._insert_below(f"{without_id(hit.text)}\n\n")

    def _insert_below(self, text: str) -> None:
        self._insert(("\n\n" if self._before_cursor().strip() else "") + text)

    def _before_cursor(self) -> str:
        row, column = self.editor.cursor_location
        return self.editor.document.lines[row][:column]

    def _insert(self, text: str) -> None:
        self.editor.insert_text(text)
        self.release()

    # Looking into the list

    @property
    def offering(self) -> bool:
        """Whether there is something that what is being typed could mean."""
        return self.link is not None and not self.away and bool(self._offers or self.pane.hits)

    @property
    def chosen(self) -> bool:
        """Whether Enter takes what is offered: after a tag only where the person has chosen one."""
        return self.offering and (self.pane.selected is not None or not self._offers)

    @property
    def where(self) -> str:
        """What the keys act on: `preview`, `explain`, `link`, `part`, `tag`, `card`, `again` or
        `writing`."""
        if self.looking.page:
            return self.looking.page
        if self.link and self.offering:
            return {"note": "link", "tag": "tag"}.get(self.link.kind, "part")
        if self.looking.held:
            return "card"
        return "again" if self._again else "writing"

    def hold(self) -> None:
        """The person looks into the list: it stands still. An offer does so by itself."""
        if not self.link:
            self.looking.hold()

    def explain(self) -> None:
        """Show why the card answers the draft, or the list again."""
        self.looking.explain(self.editor.draft(), self.note)

    def release(self) -> None:
        """Leave the list: it follows the draft again."""
        self.looking.leave()
        self._offered = None
        self.answer()

    def leave(self) -> None:
        """Leave the list, or else decline the link's offer until another link is begun."""
        if not self.looking.held and self.link:
            self._declined = self.link.row, self.link.start
            self.link = None
        self.release()
