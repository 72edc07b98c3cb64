"""The one object behind the terminal program and the shell commands: a folder of notes that can be asked.

Both front ends go through it and keep no rule of their own. `intake.py` takes the notes in,
`saving.py` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from weakref import ref

from recall_tui.notes.note import note_id
from recall_tui.notes.resolve import Names, fold
from recall_tui.saving import Saving

if TYPE_CHECKING:
    from pathlib import Path

    from recall_tui.config import Settings
    from recall_tui.essays.holding import Holds
    from recall_tui.notes.note import Link
    from recall_tui.recall.calling import Name
    from recall_tui.recall.hits import Draft, Explanation, Hit
    from recall_tui.recall.index import View

MET = 5_000
"""Of more notes, so many are drawn to meet again from."""
PLACES = 512
"""So many places in notes are kept that embeds stand for."""
EMBEDDED = 3_000
"""Of an embed that the cursor is on so much is the query, in characters."""
UNSAFE = frozenset("#|^[]%\n\r")
"""What stands for something else inside `[[ ]]`."""


class Target(NamedTuple):
    """What a note links to, however often."""

    source: str
    """The path of the note that links."""
    target: str
    """As it is written."""
    candidates: tuple[str, ...]
    """The paths of the notes it may mean; one where all is well."""


class Notebook(Saving):
    """A folder of notes. One thread may ask while others `load` and save."""

    _tags: tuple[ref[View], list[tuple[str, int]]] | None = None
    """What `tags` found last, and where."""
    _met: tuple[ref[View], tuple[date, int], list[Hit]] | None = None
    """What `rehydrate` picked last: on tens of thousands of notes that takes longer than a key may. The view
    that it picked from is let go when there is a newer one."""

    def __init__(self, root: Path, settings: Settings) -> None:
        super().__init__(root, settings)
        self._places: dict[tuple[str, str | None, str | None], tuple[str, tuple[int, int] | None]] = {}
        """What embeds were found to stand for, in which text: each key asks for those near the cursor."""

    def recall(
        self,
        draft: Draft,
        *,
        note: str = "",
        leave_out: Set[str] | Holds | None = None,
        limit: int | None = None,
        fold: bool | None = None,
        strict: float = 1.0,
    ) -> Sequence[Hit]:
        """The past selves of a draft, best first, one a note, never the note itself.

        Embeds near its cursor are read as what they stand for. `leave_out` are paths, and passages, not to
        show; None: what the draft links to, where the settings say so. With `fold`, one a thread, and the
        others behind it; None: as the settings say. `strict` is a share of the floor, for a draft that
        is about more than what answers it.
        """
        if leave_out is None:
            leave_out = self.linked("\n".join(draft.lines), note)
        limit = limit or self.settings.cards
        notes, passages = (
            (leave_out, {}) if isinstance(leave_out, Set) else (leave_out.notes, leave_out.passages)
        )
        hits = self.engine.answer(
            self.filled(draft, note),
            note=note,
            leave_out=notes,
            limit=limit + min(limit, len(passages)),
            floor=strict * self.settings.floor,
            fold=self.settings.fold_threads if fold is None else fold,
        )
        if not passages or isinstance(leave_out, Set):
            return hits
        return [hit for hit in hits if not leave_out.has(hit.path, hit.start, hit.end)][:limit]

    def filled(self, draft: Draft, note: str = "") -> Draft:
        """The draft with what the embeds near its cursor stand for; of one that it is on, nothing else."""
        from recall_tui.essays.holding import embeds_near, filled

        if draft.selection or not (embeds := embeds_near(draft.lines, draft.row)):
            return draft
        if here := embeds.get(draft.row):
            return replace(draft, selection=self._stands_for(here, note)[:EMBEDDED])
        return replace(draft, lines=filled(draft.lines, embeds, lambda link: self._stands_for(link, note)))

    def search(
        self,
        words: str,
        *,
        note: str = "",
        limit: int | None = None,
        typing: bool = False,
        fold: bool | None = None,
    ) -> Sequence[Hit]:
        """The notes that a search finds, best first or by date, as it says (see `recall.searching`).

        `typing`: what stands unfinished at its end is no mistake yet; `fold` as in `recall`. Raises
        SearchError.
        """
        from recall_tui.recall.searching import parse_search

        search = parse_search(words, date.today(), typing=typing)
        fold = self.settings.fold_threads if fold is None else fold
        return self.engine.search(search, note=note, limit=limit or self.settings.cards, fold=fold)

    def explain(
        self, draft: Draft, path: str, *, note: str = "", searched: bool = False
    ) -> Explanation | None:
        """Why a note is among the past selves of a draft; None where it is not.

        `searched`: the draft is the words of a search, for which there is no floor.
        """
        draft = draft if searched else self.filled(draft, note)
        return self.engine.explain(draft, path, note=note, floor=0.0 if searched else self.settings.floor)

    def rehydrate(self, now: datetime, *, note: str = "", limit: int | None = None) -> list[Hit]:
        """Old passages to meet again while nothing is written; the same ones for the length of a day."""
        from recall_tui.review.rehydrate import Past, rehydrate

        limit = limit or self.settings.cards
        view, wanted, met = self.engine.view, (now.date(), limit), self._met
        if met is None or met[0]() is not view or met[1] != wanted:
            rng = Random(now.date().toordinal())
            notes = view.notes()
            drawn = sorted(rng.sample(notes, MET)) if len(notes) > MET else notes
            pasts = [Past(view.path(n), view.written(n).date(), view.touched(n)) for n in drawn]
            # One more than wanted, so that the others stay the same whichever note is being written.
            picked = rehydrate(pasts, now.date(), rng, limit + 1)
            hits = [self.engine.passage_of(path, rng.random(), label) for path, label in picked]
            met = self._met = ref(view), wanted, [hit for hit in hits if hit and hit.text]
        return [hit for hit in met[2] if hit.path != note][:limit]

    def linked(self, text: str, note: str = "") -> Holds:
        """What a draft links to or embeds: what the pane leaves out, where the settings say so."""
        return self.held(self.leads(text, note))

    def held(self, leads: Mapping[str, tuple[str, ...]]) -> Holds:
        """What the links of a draft (see `leads`) lead to; of embeds, what these stand for and no more."""
        from recall_tui.essays.holding import Holds

        notes: set[str] = set()
        passages: dict[str, tuple[tuple[int, int], ...]] = {}
        one = [(written, paths[0]) for written, paths in leads.items() if len(paths) == 1]
        for written, path in one if self.settings.leave_out_linked else ():
            if not written.startswith("!["):
                notes.add(path)
                continue
            from recall_tui.essays.essay import THREAD
            from recall_tui.notes.links import find_links

            if "#" not in written and THREAD not in written:
                notes.add(path)
                continue
            link = find_links(written)[0]
            thread = self.engine.threads.thread(path) if link.text == THREAD else None
            if thread:
                notes.update(thread.so_far)
            elif link.heading or link.block_id:
                if place := self.place(link, path):
                    passages[path] = (*passages.get(path, ()), place)
            else:
                notes.add(path)
        return Holds(frozenset(notes), passages)

    def leads(self, text: str, note: str = "") -> dict[str, tuple[str, ...]]:
        """The links of a draft, as they are written, each with the paths of the notes that it may mean.

        Those to what is no note, as pictures, are left out, and those of its drawer, which are no part of it.
        """
        if "[[" not in text and "](" not in text:
            return {}
        from recall_tui.notes.blocks import read_blocks
        from recall_tui.notes.links import is_attachment, read_inline

        blocks, names, leads = read_blocks(text), self.names, {}
        start, end = blocks.drawer or (0, 0)
        for link in read_inline(text, 0, blocks.code)[0]:
            if start <= link.start < end:
                continue
            paths = names.candidates(link.target, note) if link.target else ()
            if paths or (link.target and not is_attachment(link)):
                leads[text[link.start : link.end]] = paths
        return leads

    def complete(self, typed: str, limit: int = 20, first: Sequence[str] = ()) -> list[Name]:
        """The titles and aliases that hold all words typed, shortest first; near misses where none does.

        Of names that fit as well as others, those of the notes at the paths `first` come first.
        """
        from recall_tui.recall.calling import complete

        return complete(self.engine.view, typed, limit, first)

    def again(self, draft: Draft, hit: Hit, *, note: str = "") -> range | None:
        """The lines of the block at the cursor, where a hit says the same in nearly the same words.

        None where it does not, or is in the thread of the note being written already.
        """
        from recall_tui.recall.again import again, block_at

        block = block_at(draft)
        if not again(self.engine.languages, "\n".join(draft.lines[row] for row in block), hit.text):
            return None
        thread = self.engine.threads.thread(note) if note else None
        return None if thread and hit.path in thread.notes else block

    def tags(self) -> list[tuple[str, int]]:
        """The tags, in the form in which they are compared, and how many notes have each; most used first."""
        from recall_tui.recall.calling import tags

        view = self.engine.view
        if self._tags is None or self._tags[0]() is not view:
            self._tags = ref(view), tags(view)
        return self._tags[1]

    def offer(
        self, typed: str, *, note: str = "", limit: int | None = None, first: Sequence[str] = ()
    ) -> list[Hit]:
        """The notes that a link being typed could mean: by name (see `complete`), then by what they say."""
        limit = limit or self.settings.cards
        called = {name.path: name for name in self.complete(typed, limit, first) if name.path != note}
        hits = [
            hit
            for path, name in called.items()
            if (hit := self.engine.passage_of(path, 0.0, "" if name.is_title else f"also called {name.name}"))
        ]
        if typed.strip():
            from recall_tui.recall.searching import Search

            words = Search(words=typed, unfinished=True)  # what looks like a filter is part of a name here
            said = self.engine.search(words, note=note, limit=limit)
            hits += [hit for hit in said if hit.path not in called]
        return hits[:limit]

    def find(self, name: str) -> str | None:
        """The path of the note that a name, id or path means. Raises AmbiguousName."""
        view = self.engine.view
        if view.find(name) >= 0:
            return name
        return self._names(view).resolve(name, "") if name else None

    @property
    def names(self) -> Names:
        """Which notes names mean."""
        return self._names(self.engine.view)

    def links(self) -> Iterator[Target]:
        """Every link of every note, once a note."""
        view = self.engine.view
        names = self._names(view)
        for note in view.notes():
            path = view.path(note)
            for target in sorted(view.targets(note)):
                yield Target(path, target, names.candidates(target, path))

    def backlinks(self, path: str) -> list[str]:
        """The paths of the notes that link to a note, sorted."""
        view = self.engine.view
        note = view.find(path)
        if note < 0:
            return []
        nodes = self.engine.links.backlinks(int(view.nodes[note]))
        return sorted(map(view.path, view.standing(nodes).tolist()))

    def title(self, path: str) -> str:
        """A note's title; its file name while it has not been read."""
        # Asked for with the first paint, which must not wait for the engine to be imported.
        view = self._engine.view if self._engine else None
        note = view.find(path) if view else -1
        return view.title(note) if view and note >= 0 else note_id(path).rsplit("/", 1)[-1]

    def link_to(self, path: str, shown: str | None = None) -> str:
        """A link to a note, by file name where that is enough; it shows its title, or what is to be shown."""
        name, text = note_id(path), self.title(path) if shown is None else shown
        text = " ".join(text.split())
        names = self.names
        enough = (t for t in (name.rsplit("/", 1)[-1], name, path) if names.candidates(t, "") == (path,))
        target = next(enough, name)
        if UNSAFE & set(target) or target != target.strip():
            text = text.translate(dict.fromkeys(map(ord, "[]")))
            return f"[{text}]({quote(path, errors='surrogateescape')})"
        if shown is not None and fold(shown) == fold(target):
            return f"[[{shown}]]"
        return f"[[{target}]]" if text == target or UNSAFE & set(text) else f"[[{target}|{text}]]"

    def quote(self, hit: Hit) -> str:
        """A passage as a quote with its source and day, ending with a blank line."""
        from recall_tui.notes.blocks import without_id

        said = without_id(hit.text.strip("\n"))  # it names the passage, not its quote
        lines = [f"> {line}".rstrip() for line in said.split("\n")]
        return "\n".join([*lines, ">", f"> — {self.link_to(hit.path)}, {hit.date:%Y-%m-%d}", "", ""])

    def _stands_for(self, link: Link, note: str) -> str:
        """The text that an embed in a note stands for; of a thread, that of its last note; "" for none."""
        paths = self.names.candidates(link.target, note) if link.target else (note,)
        place = self.place(link, paths[0]) if len(paths) == 1 and paths[0] else None
        return self.text(paths[0])[slice(*place)] if place else ""

    def place(self, link: Link, path: str) -> tuple[int, int] | None:
        """Where in the text of a note stands what a link to it names; see `notes.anchors.place`."""
        from recall_tui.notes.anchors import place
        from recall_tui.notes.blocks import Blocks, read_blocks
        from recall_tui.notes.frontmatter import read_front_matter

        text, key = self.text(path), (path, link.heading, link.block_id)
        known = self._places.get(key)
        if known is None or known[0] is not text:
            body = read_front_matter(text).body
            blocks = read_blocks(text, body) if link.heading or link.block_id else Blocks((), None, ())
            known = self._places[key] = text, place(link, blocks, body, len(text))
            if len(self._places) > PLACES:
                self._places = {}
        return known[1]
