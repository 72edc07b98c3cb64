"""The thread tab of the pane: threads as one reads them, flat or with all their branches, one or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple
from weakref import ref

from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.names import beginning, stem
from recall_tui.notes.resolve import fold
from recall_tui.recall.hits import Hit
from recall_tui.tui.cards import cut, one_line
from recall_tui.tui.desk import Desk
from recall_tui.tui.keys import shown
from recall_tui.tui.looking import NEW, Shown
from recall_tui.tui.posts import Post, laid_out
from recall_tui.tui.wrap import Row

if TYPE_CHECKING:
    from recall_tui.notes.threads import Thread
    from recall_tui.recall.threads import Threads

NO_THREAD = "This note continues none, and none continues it."
READ = 50
"""So many posts are shown at once; each takes reading a note."""
LONGEST_NAME = 20
"""So much of a thread's name is in the line of those that are open, in cells."""
_HEADING = re.compile(r"\s*# +([^\n]{1,300})")


@dataclass(slots=True)
class Opened:
    """A thread that is open."""

    note: str = ""
    """The path of the note whose thread it is; empty for the one on the desk."""
    branch: str = ""
    """The path of the note that begins the fork that was gone into."""
    around: str = ""
    """The path of the note around which posts are shown, where they are too many."""


class Entry(NamedTuple):
    """What stands in a row of a thread, before its text is read."""

    path: str
    position: int
    branch: int = 0
    fork: int = 0
    """For another branch that begins here: how many notes it has."""


class ThreadTab:
    """The thread of the note on the desk, and those that were opened beside it."""

    def __init__(self, notebook: Notebook, desk: Desk) -> None:
        self.notebook = notebook
        self.desk = desk
        self.opened = [Opened()]
        self.at = 0
        """Which of them is shown."""
        self.unfolded = False
        """Whether all branches are shown with their posts."""
        self._last: tuple[ref[Threads], tuple[object, ...], Shown] | None = None
        """What was shown last: of which threads, and for what was asked."""

    # What is open

    def begin(self) -> None:
        """Show the thread of the note on the desk."""
        self.at, self.opened[0] = 0, Opened()

    def open(self, path: str) -> bool:
        """Show the thread of a note, beside those that are open; whether it is in one."""
        thread = self.notebook.engine.threads.thread(path)
        if not thread or len(thread.notes) < 2:
            return False
        for at, each in enumerate(self.opened):
            if path in self._notes(each):
                self.at, each.around = at, path
                return True
        self.opened.append(Opened(path))
        self.at = len(self.opened) - 1
        return True

    def turn(self, steps: int) -> None:
        """Show another of those that are open."""
        self.at = (self.at + steps) % len(self.opened)

    def close(self) -> bool:
        """Close the one that is shown; not that of the note on the desk. Whether it was closed."""
        if not self.at:
            return False
        del self.opened[self.at]
        self.at -= 1
        return True

    def enter(self, hit: Hit) -> bool:
        """Go where a line leads: into a fork, or on in a long thread; whether it was such a line."""
        if not isinstance(hit, Post) or hit.kind == "post":
            return False
        each = self.opened[self.at]
        each.around = hit.path
        if hit.kind == "fork":
            each.branch = hit.path
        return True

    def arrived(self) -> None:
        """Another note lies on the desk: it is its thread that is shown, if it was the one of the desk's."""
        self.opened[0] = Opened()

    def notes(self, hit: Hit) -> tuple[str, ...]:
        """The paths of the notes of the thread that a hit is shown in, from its beginning to its end."""
        notes = self._notes(self.opened[self.at])
        thread = self.notebook.engine.threads.thread(hit.path)
        return notes if hit.path in notes or not thread else thread.notes

    def numbered(self, hits: tuple[Hit, ...], number: int) -> int | None:
        """Which of the hits is the post of this number in the thread."""
        places = [hit.thread[0] if isinstance(hit, Post) and hit.thread else 0 for hit in hits]
        return places.index(number) if number in places else None

    def step(self, hit: Hit, steps: int) -> tuple[str | None, str] | None:
        """Behind which note a post comes to stand by a step up or down in its thread, and where that ends.

        None for the beginning; nothing where there is no such step.
        """
        notes = self.notes(hit)
        to = notes.index(hit.path) + steps
        if not isinstance(hit, Post) or hit.kind != "post" or not 0 <= to < len(notes):
            return None
        behind = notes[to] if steps > 0 else notes[to - 1] if to else None
        return behind, notes[-1]

    def follow(self, path: str, end: str) -> None:
        """Show what stands around a note that was moved, in the thread that goes on to `end`.

        At a fork that came to lie elsewhere another branch may be the one that was continued first.
        """
        each = self.opened[self.at]
        each.around = path
        if end not in self._notes(each):
            each.branch = end

    # What is shown

    def shown(self) -> Shown:
        """The thread in reading order, with the forks where they branch."""
        threads = self.notebook.engine.threads
        asked = (self.at, self.unfolded, self.desk.path, *map(replace, self.opened))
        if self._last is None or self._last[0]() is not threads or self._last[1] != asked:
            self._last = ref(threads), asked, self._shown(threads)
        return self._last[2]

    def _shown(self, threads: Threads) -> Shown:
        # All of it is asked of the same threads: another thread may put newer notes in their place meanwhile.
        each = self.opened[self.at]
        path = self._path(each)
        thread = threads.thread(path) if path else None
        tabs = self._tabs() if len(self.opened) > 1 else None
        if not thread or len(thread.notes) < 2:
            return Shown("Thread", (), NO_THREAD if path else NEW, tabs=tabs)
        entries = self._entries(threads, path, thread)
        begin = next((i for i, entry in enumerate(entries) if entry.path == (each.around or path)), 0)
        first = max(0, min(begin - READ // 2, len(entries) - READ))
        hits = list(self._posts(threads, entries, first, set(thread.notes)))
        at = next((i for i, hit in enumerate(hits) if hit.path == (each.around or path)), 0)
        forks = sum(map(len, thread.forks.values()))
        forked = f" · {forks} fork{'s' if forks > 1 else ''}" if forks else ""
        place = thread.notes.index(each.around) if each.around in thread.notes else thread.at
        mark = f"{place + 1}/{len(thread.notes)}{forked}"
        return Shown("Thread", hits, "", mark, at, self.lay_out, tabs)

    def lay_out(self, hit: Hit, number: int, age: str, width: int) -> list[Row]:
        """The rows of a post."""
        assert isinstance(hit, Post)
        return laid_out(hit, width, shown(self.notebook.settings.keys["preview"]))

    def _path(self, each: Opened) -> str:
        return each.branch or each.note or self.desk.path

    def _notes(self, each: Opened) -> tuple[str, ...]:
        thread = self.notebook.engine.threads.thread(path) if (path := self._path(each)) else None
        return thread.notes if thread else ()

    def _entries(self, threads: Threads, path: str, thread: Thread[str]) -> list[Entry]:
        if self.unfolded:
            return [Entry(*place) for place in threads.tangle(path)]
        found = []
        for at, note in enumerate(thread.notes, 1):
            found.append(Entry(note, at))
            found += [Entry(f, at + 1, fork=threads.size(f)) for f in thread.forks.get(at - 1, ())]
        return found

    def _posts(self, threads: Threads, entries: list[Entry], first: int, on: set[str]) -> Iterator[Post]:
        """The posts from the first one that is shown on, and a line for those above and below."""
        line = partial(self._line, threads)
        last = min(first + READ, len(entries))
        others = [(self._name(o), self._notes(o)) for at, o in enumerate(self.opened) if at != self.at]
        if first:
            yield line(entries[first - 1].path, "before", first)
        for i in range(first, last):
            entry = entries[i]
            if entry.fork:
                yield line(entry.path, "fork", entry.fork, tight=_forks(entries, i + 1))
                continue
            title, text, start = self._said(entry.path)
            yield Post(
                entry.path,
                title,
                threads.written(entry.path),
                0.0,
                text,
                start,
                start + len(text),
                thread=(entry.position, len(on)) if entry.path in on else None,
                position=entry.position,
                branch=entry.branch,
                here=entry.path == self.desk.path,
                tight=_forks(entries, i + 1),
                meets=tuple(self._meets(entry.path, others)),
            )
        if last < len(entries):
            yield line(entries[last].path, "behind", len(entries) - last)

    def _line(
        self,
        threads: Threads,
        path: str,
        kind: Literal["fork", "before", "behind"],
        notes: int,
        tight: bool = False,
    ) -> Post:
        """A line that leads to other notes, the first of them at a path."""
        title, text, start = self._said(path)
        name = title or beginning(text)
        end = start + len(text)
        return Post(
            path, name, threads.written(path), 0.0, text, start, end, kind=kind, notes=notes, tight=tight
        )

    def _said(self, path: str) -> tuple[str, str, int]:
        """A note's title, where that is more than its file's name, its text below, and where that begins."""
        title, text = self.notebook.title(path), self.notebook.text(path)
        start = read_front_matter(text).body
        heading = _HEADING.match(text, start)
        if heading and fold(heading[1].strip()) == fold(title):
            start = heading.end()
        elif fold(title) == fold(stem(path)):
            title = ""
        said = text[start:].strip()
        return title, said, text.index(said, start)

    def _meets(self, path: str, others: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
        """Where a note meets the other threads that are open: it is in them, or links lead there or here."""
        view, links = self.notebook.engine.view, self.notebook.engine.links
        if not others or (note := view.find(path)) < 0:
            return
        node = int(view.nodes[note])
        leads = {
            "links to": set(map(view.path, view.standing(links.outgoing(node)).tolist())),
            "linked from": set(self.notebook.backlinks(path)),
        }
        for name, notes in others:
            if path in notes:
                yield f"also in: {name}"
                continue
            for words, paths in leads.items():
                for at, other in enumerate(notes, 1):
                    if other in paths:
                        yield f"{words}: {name} {at}/{len(notes)}"

    def _name(self, each: Opened) -> str:
        """What a thread is called: as the note that begins it, or where others begin so too, as its own."""
        path = self._path(each)
        first = self._notes(each)[:1]
        if first and not any(first == self._notes(other)[:1] for other in self.opened if other is not each):
            path = first[0]
        return self.notebook.title(path) if path else "Thread"

    def _tabs(self) -> Row:
        """The threads that are open, from the one before that which is shown."""
        row: Row = [("‹ ", "dim")] if self.at > 1 else []
        for at, each in enumerate(self.opened[max(0, self.at - 1) :], max(0, self.at - 1)):
            row += [(" · ", "dim")] if at > max(0, self.at - 1) else []
            name = cut(one_line(self._name(each)), LONGEST_NAME)
            row.append((f"▸{name}", "title") if at == self.at else (name, "dim"))
        return row


def _forks(entries: list[Entry], at: int) -> bool:
    """Whether another branch begins there."""
    return at < len(entries) and bool(entries[at].fork)
