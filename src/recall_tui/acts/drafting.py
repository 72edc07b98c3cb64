"""Writing a thread in one text, the draft, of which each post becomes a note."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from os.path import lexists

from recall_tui.acts.threads import Imported, continuing, free_path, link_by_id, made, posts_in_words
from recall_tui.errors import NoteError
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import Notebook
from recall_tui.notes.drafted import drafted
from recall_tui.notes.frontmatter import quoted, read_front_matter, with_key
from recall_tui.notes.links import front_links
from recall_tui.notes.names import beginning

DRAFT = "thread"
"""The key in the front matter that says `draft`."""


def drafting(notebook: Notebook, path: str, now: datetime, text: str = "") -> str:
    """A text as the draft of a thread, which continues the note at `path`, or begins one for "".

    Its front matter says that it is one, so it is known for that wherever it comes from. Raises NoteError.
    """
    if path:
        text = continuing(notebook, path, now, text)
    elif not read_front_matter(text).text("date", "created"):
        text = with_key(text, "date", now.isoformat("T", "seconds"))
    return with_key(text, DRAFT, "draft")


def is_draft(text: str) -> bool:
    """Whether a text says that it is the draft of a thread."""
    return read_front_matter(text).text(DRAFT) == "draft"


def as_note(text: str) -> str:
    """The draft of a thread as the text of one note. Raises NoteError."""
    return with_key(text, DRAFT, None)


def save_posts(notebook: Notebook, text: str, now: datetime) -> Imported:
    """Make a note of each post of a draft, each continuing the one before. Raises NoteError.

    They are named by their first words, and stand beside the note that the draft continues, which all have
    the date of. The draft's own front matter goes to the first. A note that is there already, with just
    this text, is not made again: so a draft that is saved once more, since the program was killed in
    between, makes nothing twice.
    """
    front = read_front_matter(text)
    head = as_note(text[: front.body])
    date = front.text("date", "created") or now.isoformat("T", "seconds")
    if not front.text("date", "created"):
        head = with_key(head, "date", date)
    before = [link.target for key, link in front_links(text, front) if key == "prev"]
    found = notebook.names.candidates(before[0], "") if before else ()
    folder = found[0].rpartition("/")[0] if len(found) == 1 else ""
    lines = text[front.body :].split("\n")
    paths: list[str] = []
    changes: list[Change] = []
    for first, last in drafted(lines):
        said = "\n".join(lines[first:last])
        if paths:
            prev = quoted(link_by_id(notebook, paths[-1]))
            head = f"---\nprev: {prev}\ndate: {quoted(date)}\n---\n"
        whole = f"{head}{said}\n"

        def stands(name: str, whole: str = whole) -> bool:
            with suppress(NoteError):
                return name not in paths and notebook.read(name).text == whole
            return False

        path = free_path(notebook, folder, beginning(said), stands, paths)
        if not lexists(notebook.root / path):
            changes.append(made(path, whole))
        paths.append(path)
    if not paths:
        raise NoteError("There are no posts in this draft yet, so no note was made.")
    if changes:
        notebook.change(Plan(f"Write {posts_in_words(len(changes))}", tuple(changes)))
    return Imported(tuple(paths), len(changes), ())
