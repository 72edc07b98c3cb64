"""The commands that rename a note, take a part out of it or put one in: shown first, done as one change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from recall_tui.cli import show
from recall_tui.cli.options import DryRun, Folder, Json, Note, Yes
from recall_tui.cli.places import agreed, loaded
from recall_tui.cli.texts import note_of
from recall_tui.errors import NoteError, RecallError

if TYPE_CHECKING:
    from recall_tui.acts.edits import Edit
    from recall_tui.folder.planned import Plan
    from recall_tui.notebook import Notebook
    from recall_tui.notes.note import Link

_LINES = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?", re.ASCII)
_NO_LINES = "Write the lines as a number or two, counted from 1, as in: --lines 4-9"


def rename(
    note: Note,
    new: Annotated[str, typer.Argument(metavar="NEW", hidden=True)],
    dry_run: DryRun = False,
    yes: Yes = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Rename or move a note, with every link to it, after showing what changes and asking.

    NEW without a folder renames it where it is; folder/ moves it there, folder/name does both, and ./name
    lies at the root. Without an ending it keeps its own. Links keep their form, what they show, and the
    heading or block that they lead to; those by title or alias stay as they are. What would take a link away
    from another note is refused. It is all done or nothing is, and recall undo takes it back.

    \b
    recall rename half-finished-things finished-things
    recall rename half-finished-things archive/
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.renaming import rename

    renaming = rename(notebook, path, new)
    count = sum(len(edit.lines) for edit in renaming.edits)
    lines = f", with {count:,} {'line' if count == 1 else 'lines'} of links" if count else ""
    proposal = _Proposal(
        renaming.plan,
        renaming.edits,
        f"Rename {path} to {renaming.new}{lines}?",
        "Nothing was renamed.",
        renaming.new,
        {"note": path, "new": renaming.new, "remarks": renaming.remarks},
        renaming.remarks,
    )
    return _decided(notebook, proposal, dry_run=dry_run, yes=yes, as_json=as_json)


def extract(
    note: Note,
    lines: Annotated[
        str | None, typer.Option("--lines", metavar="A-B", help="These lines, counted from 1.")
    ] = None,
    block: Annotated[
        str | None, typer.Option("--block", metavar="ID", help="The passage with this block id.")
    ] = None,
    title: Annotated[
        str,
        typer.Option("--title", metavar="T", help="What the new note is called: else by its first words."),
    ] = "",
    embed: Annotated[bool, typer.Option("--embed", help="Leave an embed in place of a link.")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Make a note of a part of NOTE, and leave a link to it, after showing what changes and asking.

    The new note lies beside NOTE. Links that led into that part lead into the new note, and all other bytes
    stay. recall undo takes it back, and recall inline puts the text back where it was.

    \b
    recall extract half-finished-things --lines 12-20 --title "The unfinished shed"
    recall extract half-finished-things --block shed --embed
    """
    if (lines is None) == (block is None):
        raise RecallError("Say what to take out: --lines A-B, or --block ID.")
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.extracting import extract

    text = notebook.read(path).text
    start, end = _of_lines(text, path, lines) if lines else _of_block(text, path, block or "")
    taking = extract(notebook, path, start, end, title, embed=embed)
    proposal = _Proposal(
        taking.plan,
        taking.edits,
        f"Make {taking.note} of this part of {path}?",
        "Nothing was taken out.",
        taking.note,
        {"note": path, "new": taking.note},
    )
    return _decided(notebook, proposal, dry_run=dry_run, yes=yes, as_json=as_json)


def inline(
    note: Note,
    link: Annotated[str, typer.Argument(metavar="[LINK]", hidden=True)] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Put the text of a note in the place of a link to it in NOTE, after showing what changes and asking.

    LINK is the link as it stands there, or the name of the note that it leads to; where NOTE has one link
    only, it need not be named. That note goes to the trash, without its front matter; where others link to it
    it is refused. recall undo takes it back.

    \b
    recall inline half-finished-things the-unfinished-shed
    recall inline half-finished-things '![[the-unfinished-shed]]'
    """
    notebook = loaded(folder)
    path = note_of(notebook, note)
    from recall_tui.acts.extracting import inline

    putting = inline(notebook, path, _named(notebook, path, link))
    proposal = _Proposal(
        putting.plan,
        putting.edits,
        f"Put {putting.note} into {path}? It goes to the trash.",
        "Nothing was put in.",
        path,
        {"note": path, "from": putting.note},
    )
    return _decided(notebook, proposal, dry_run=dry_run, yes=yes, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What would be done."""

    plan: Plan
    edits: tuple[Edit, ...]
    question: str
    declined: str
    """What is said after a no."""
    path: str
    """What is printed when it is done."""
    about: dict[str, Any]
    """The same for programs."""
    remarks: tuple[str, ...] = ()


def _decided(notebook: Notebook, proposal: _Proposal, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    """Show what would change, ask, and do it; the exit code."""
    if as_json and dry_run:
        show.json_line(proposal.about)
    if not as_json or dry_run:
        show.edits(proposal.edits, as_json)
        for remark in proposal.remarks:
            show.aside(remark)
    if dry_run:
        return 0
    if not agreed(proposal.question, yes):
        show.aside(proposal.declined)
        return 1
    notebook.change(proposal.plan)
    if as_json:
        show.json_line(proposal.about)
    else:
        show.path(proposal.path)
    return 0


def _of_lines(text: str, path: str, lines: str) -> tuple[int, int]:
    """Where lines stand: (start, end) in characters. Raises RecallError."""
    named = _LINES.fullmatch(lines.strip())
    if not named:
        raise RecallError(f"“{lines}” names no lines. {_NO_LINES}")
    first, last = int(named[1]), int(named[2] or named[1])
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    if starts[-1] < len(text):
        starts.append(len(text))
    if not first <= last < len(starts):
        count = len(starts) - 1
        raise NoteError(f"{path} has no lines {lines}: it has {count:,}. {_NO_LINES}")
    return starts[first - 1], starts[last]


def _of_block(text: str, path: str, block: str) -> tuple[int, int]:
    """Where the passage with a block id stands. Raises NoteError."""
    from recall_tui.notes.blocks import passages
    from recall_tui.notes.frontmatter import read_front_matter

    wanted = block.removeprefix("^")
    found = [p for p in passages(text, read_front_matter(text).body) if p.block_id and p.block_id == wanted]
    if len(found) != 1:
        has = "no passage" if not found else f"{len(found):,} passages"
        raise NoteError(f"{path} has {has} with the id ^{wanted}. Name its lines, as in: --lines 4-9")
    return found[0].start, found[0].end


def _named(notebook: Notebook, path: str, name: str) -> Link:
    """The link of a note that is meant: as it stands there, or by where it leads. Raises RecallError."""
    from recall_tui.acts.linked import outgoing
    from recall_tui.errors import some

    text = notebook.read(path).text
    links = [each for each in outgoing(notebook, path, text) if each.link.target]
    if not name and len(links) == 1:
        return links[0].link
    if not links:
        raise NoteError(f"There is no link in {path}.")
    written = {each.link: text[each.link.start : each.link.end] for each in links}
    if not name:
        raise NoteError(f"{path} has several links: {some(written.values(), 9)}. Name the one that you mean.")
    just_so = [link for link in written if name in (written[link], link.target)]
    if just_so:
        return just_so[0]
    note = note_of(notebook, name)
    leading = [each.link for each in links if each.paths == (note,)]
    if not leading:
        raise NoteError(f"{path} has no link to {note}.")
    return leading[0]
