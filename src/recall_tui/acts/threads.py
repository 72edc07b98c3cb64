"""Growing threads: continue a note, put it behind another, detach it, move it; import and export posts.

Each act changes the `prev` of the notes that it names, or makes new ones, and touches no other. What a thread
is says `notes.threads`, and which there are says the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from os.path import lexists
from typing import NamedTuple
from urllib.parse import quote

from recall_tui.errors import NoteError
from recall_tui.folder.files import File, encode
from recall_tui.folder.planned import Change, Plan
from recall_tui.folder.scan import Problem
from recall_tui.notebook import UNSAFE, Notebook
from recall_tui.notes.frontmatter import read_front_matter, with_key
from recall_tui.notes.names import beginning, free_name, slug, stem
from recall_tui.notes.note import ENDINGS, note_id
from recall_tui.notes.numbered import Post, read_posts, write_posts
from recall_tui.notes.resolve import Names

NAMED = 6
"""So many notes of a cycle are named."""
NUMBER = "post"
"""The key for a post's number, where that does not go on from the one before."""


def continue_note(notebook: Notebook, path: str, text: str, now: datetime) -> str:
    """Make a note that continues the one at `path`, beside it; returns where. Raises NoteError.

    It is named by its first words, else as the other is. A date is written into it, unless it has one: what
    was continued first is to be known whatever is edited later.
    """
    notebook.read(path)  # what is gone cannot be continued
    front = read_front_matter(text)
    title = front.text("title") or beginning(text[front.body :]) or notebook.title(path)
    text = continuing(notebook, path, now, text)
    new = free_path(notebook, path.rpartition("/")[0], title, lambda name: False)
    notebook.change(Plan(f"Continue {path}", (made(new, text),)))
    return new


def continuing(notebook: Notebook, path: str, now: datetime, text: str = "") -> str:
    """The text of a note as it continues the one at `path`."""
    text = with_key(text, "prev", link_by_id(notebook, path))
    dated = read_front_matter(text).text("date", "created")
    return text if dated else with_key(text, "date", now.isoformat("T", "seconds"))


def put_behind(notebook: Notebook, path: str, other: str) -> Plan:
    """Let the note at `path` continue that at `other`; what follows it goes with it. Raises NoteError."""
    threads = notebook.engine.threads
    if cycle := threads.closing(path, other):
        raise NoteError(f"{path} was not put behind {other}: that would be a circle, {_circle(cycle)}.")
    if threads.prev(path) == other:
        raise NoteError(f"{path} continues {other} already, so nothing was changed.")
    return _threaded(notebook, f"Put {path} behind {other}", {path: other})


def detach(notebook: Notebook, path: str) -> Plan:
    """Let the note at `path` begin a thread, and what follows it go with it. Raises NoteError."""
    view = notebook.engine.view
    note = view.find(path)
    if not notebook.engine.threads.prev(path) and not (note >= 0 and view.prev(note)):
        raise NoteError(f"{path} continues no note, so there is nothing to detach.")
    return _threaded(notebook, f"Detach {path}", {path: None})


def move(notebook: Notebook, path: str, after: str | None, end: str | None = None) -> Plan:
    """Let the note at `path` stand behind another one of its thread, or first of all for None.

    The thread closes up where it stood, and goes on behind it; side branches stay with the note that they
    branch from. Of several threads that the note is in, it is the one that goes on to `end`, else to `after`.
    At most three notes change. Raises NoteError.
    """
    threads = notebook.engine.threads
    thread = threads.thread(path, through=end or after)
    notes = list(thread.notes) if thread else []
    if path == after or (after is not None and after not in notes):
        raise NoteError(f"{path} and {after} are not two notes of one thread, so nothing was moved.")
    if len(notes) < 2:
        raise NoteError(f"{path} is in no thread, so nothing was moved.")
    notes.remove(path)
    notes.insert(0 if after is None else notes.index(after) + 1, path)
    before = dict(zip(notes, [None, *notes[:-1]], strict=True))
    changed = {note: prev for note, prev in before.items() if threads.prev(note) != prev}
    if not changed:
        raise NoteError(f"{path} stands there already, so nothing was moved.")
    return _threaded(notebook, f"Move {path} in its thread", changed)


class Imported(NamedTuple):
    """What an import came to."""

    notes: tuple[str, ...]
    """The paths of the posts' notes, in order."""
    new: int
    """So many of them were made; the others were there already."""
    left_out: tuple[str, ...]
    """The lines that were taken for no part of a post."""


def import_posts(notebook: Notebook, text: str, folder: str = "") -> Imported:
    """Make a note of each post of a numbered thread, each continuing the one before. Raises NoteError."""
    done, plan = importing(notebook, text, folder)
    if plan.changes:
        notebook.change(plan)
    return done


def importing(
    notebook: Notebook, text: str, folder: str = "", instead_of: File | None = None
) -> tuple[Imported, Plan]:
    """What importing a numbered thread comes to, and the plan for it. Raises NoteError.

    The notes are named by the first words of their posts. A post is there already where a note that would
    have its name has just its text. The file that they are `instead_of` goes to the trash.
    """
    found = read_posts(text)
    if not found.posts:
        raise NoteError("There are no posts in this text, so no note was made.")
    paths: list[str] = []
    changes: list[Change] = []
    number = 0
    for post in found.posts:

        def stands(name: str, said: str = post.text) -> bool:
            with suppress(NoteError):
                return name not in paths and body(notebook, name) == said
            return False

        path = free_path(notebook, folder, beginning(post.text), stands, paths)
        number += post.number is not None
        if not lexists(notebook.root / path):
            said = post.text + "\n"
            if paths:
                said = with_key(said, "prev", link_by_id(notebook, paths[-1]))
            if post.number not in (None, number):
                said = with_key(said, NUMBER, str(post.number))
            changes.append(made(path, said))
        number = post.number or number
        paths.append(path)
    done = Imported(tuple(paths), len(changes), found.left_out)
    if instead_of and instead_of.path not in paths:
        changes.append(Change(instead_of.path, encode(instead_of, instead_of.text), None))
    return done, Plan(f"Import {posts_in_words(len(paths))}", tuple(changes))


def export_posts(notebook: Notebook, path: str, length: int | None = None) -> str:
    """The thread of the note at `path` as a numbered text; see `notes.numbered.write_posts`."""
    thread = notebook.engine.threads.thread(path)
    posts = []
    for note in thread.notes if thread else ():
        text = notebook.read(note).text
        front = read_front_matter(text)
        number = front.text(NUMBER) or ""
        at = int(number) if number.isdecimal() and len(number) < 5 else None
        posts.append(Post(text[front.body :].strip(), at))
    return write_posts([post for post in posts if post.text], length)


def body(notebook: Notebook, path: str) -> str:
    """A note's text without its front matter and the blank lines around it. Raises NoteError."""
    text = notebook.read(path).text
    return text[read_front_matter(text).body :].strip()


def problems(notebook: Notebook) -> Iterator[Problem]:
    """What is wrong with threads: a note continues nothing known, or itself, or they go in a circle."""
    view = notebook.engine.view
    names = Names(view.called)
    for note in view.continuing():
        path, (target, *_) = view.path(note), view.prev(note)
        found = names.candidates(target, path)
        if found == (path,):
            yield Problem(path, "continues (prev) itself", "Name another note, or none.")
        elif len(found) != 1:
            what = f"stands for {len(found):,} notes" if found else "is no note"
            remedy = "Write the path of the note that it continues."
            yield Problem(path, f"continues (prev) “{target}”, which {what}", remedy)
    for cycle in notebook.engine.threads.cycles:
        remedy = f"Detach one of them, as in: recall thread detach {cycle[0]}"
        yield Problem(cycle[0], f"is in a thread that goes in a circle: {_circle(cycle)}", remedy)


def _threaded(notebook: Notebook, title: str, prevs: Mapping[str, str | None]) -> Plan:
    """Write what notes continue. Raises NoteError."""
    changes = []
    for path, prev in prevs.items():
        if prev is None and (others := _naming(notebook, path)):
            raise NoteError(
                f"{path} was not detached: {others[0]} names it as its next. Take it out there, or put"
                f" {path} behind another note."
            )
        file = notebook.read(path)
        text = with_key(file.text, "prev", link_by_id(notebook, prev) if prev is not None else None)
        changes.append(Change(path, encode(file, file.text), encode(file, text)))
    return notebook.change(Plan(title, tuple(changes)))


def _naming(notebook: Notebook, path: str) -> list[str]:
    """The paths of the notes that name a note as their next."""
    view, following = notebook.engine.view, notebook.engine.graphs.next
    note = view.find(path)
    if note < 0:
        return []
    nodes = following.backlinks(int(view.nodes[note]))
    return sorted(map(view.path, view.standing(nodes).tolist()))


def link_by_id(notebook: Notebook, path: str) -> str:
    """A link to a note by its id, which means it whatever else is called so."""
    name = note_id(path)
    if any(lexists(notebook.root / f"{name}{ending}") for ending in ENDINGS if name + ending != path):
        name = path
    if UNSAFE & set(name) or "`" in name or not name.isprintable():
        shown = "".join(char for char in stem(path) if char.isalnum() or char == " ")
        return f"[{shown}]({quote(path, errors='surrogateescape')})"
    return f"[[{name}]]"


def made(path: str, text: str) -> Change:
    """The making of a note."""
    return Change(path, None, encode(File(path, text, b"", "\n", False, 0, 0, None), text))


def free_path(
    notebook: Notebook, folder: str, title: str, may: Callable[[str], bool], others: Sequence[str] = ()
) -> str:
    """A path for a note of this title that is not taken, or that it `may` have all the same."""

    def taken(name: str) -> bool:
        return name in others or (lexists(notebook.root / name) and not may(name))

    return free_name(f"{folder}/{slug(title)}.md".lstrip("/"), taken)


def posts_in_words(count: int) -> str:
    """So many posts, as people say it."""
    return f"{count:,} {'post' if count == 1 else 'posts'}"


def _circle(cycle: Sequence[str]) -> str:
    """A cycle in words, in reading order."""
    named = [*cycle[: NAMED - 1], "…", cycle[-1]] if len(cycle) > NAMED else list(cycle)
    return " → ".join([*named, cycle[0]])
