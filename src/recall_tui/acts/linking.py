"""Writing links: from one note to another, and in place of mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recall_tui.acts.edits import Edit, edit
from recall_tui.acts.linked import Mention
from recall_tui.errors import AmbiguousName, ChangedOnDisk, NoteError
from recall_tui.folder.files import encode
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import Notebook
from recall_tui.notes.note import Link
from recall_tui.notes.rewriting import links_in


@dataclass(frozen=True, slots=True)
class Linking:
    """Links that would be written; nothing is done yet."""

    edits: tuple[Edit, ...]
    plan: Plan
    """For `Notebook.change`."""
    left_out: tuple[Mention, ...] = ()
    """Mentions in whose place no link can stand."""


def link(notebook: Notebook, source: str, target: str, line: int | None = None) -> Linking:
    """A link from one note to another, at the end of a line (from 1), or in a line of its own at the end.

    Raises NoteError, and where there is no such line or it is within code.
    """
    file = notebook.read(source)
    written, text = notebook.link_to(target), file.text
    if line is None:
        before = text if not text or text.endswith("\n") else text + "\n"
        apart = "" if not before or before.endswith("\n\n") else "\n"
        after = f"{before}{apart}{written}\n"
    else:
        lines = text.split("\n")
        if not 1 <= line <= len(lines):
            raise NoteError(f"{source} has no line {line:,}: it has {len(lines):,}.")
        there = lines[line - 1].rstrip("\r")
        gap = "" if not there or there[-1].isspace() else " "
        lines[line - 1] = there + gap + written + lines[line - 1][len(there) :]
        after = "\n".join(lines)
    if len(links_in(after)) != len(links_in(text)) + 1:
        where = f"Line {line:,}" if line else "The end"
        raise NoteError(f"{where} of {source} is within code or front matter, where a link would be none.")
    change = Change(source, encode(file, text), encode(file, after))
    plan = Plan(f"Link {source} to {target}", (change,))
    return Linking((edit(source, text, after),), plan)


def link_mentions(notebook: Notebook, mentions: Iterable[Mention], title: str) -> Linking:
    """A link in the place of each mention, which shows what stands there.

    Raises AmbiguousName for a mention of several notes, and ChangedOnDisk where a note was changed since.
    """
    by_source: dict[str, list[Mention]] = {}
    for mention in mentions:
        if len(mention.paths) != 1:
            said = notebook.text(mention.source)[mention.start : mention.end]
            raise AmbiguousName(
                f"“{said}” in {mention.source} may mean {' or '.join(mention.paths)}. Choose one of them."
            )
        by_source.setdefault(mention.source, []).append(mention)
    edits, changes, left_out = [], [], []
    for source, its in sorted(by_source.items()):
        file = notebook.read(source)
        if file.text != notebook.text(source):
            raise ChangedOnDisk(f"{source} was changed since its mentions were looked for. Look again.")
        after, not_linked = with_links(notebook, file.text, its)
        left_out += not_linked
        if after != file.text:
            edits.append(edit(source, file.text, after))
            changes.append(Change(source, encode(file, file.text), encode(file, after)))
    return Linking(tuple(edits), Plan(title, tuple(changes)), tuple(left_out))


def once_each(mentions: Iterable[Mention]) -> list[Mention]:
    """The first mention of each note in each, which is what a reader needs."""
    first: dict[tuple[str, tuple[str, ...]], Mention] = {}
    for mention in mentions:
        first.setdefault((mention.source, mention.paths), mention)
    return list(first.values())


def with_links(notebook: Notebook, text: str, mentions: Iterable[Mention]) -> tuple[str, list[Mention]]:
    """A text with a link in the place of each of its mentions, and those in whose place none can stand.

    Each mention is of one note.
    """
    left_out = []
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        linked = _linked(notebook, text, mention)
        if linked is None:
            left_out.append(mention)
        else:
            text = linked
    return text, left_out


def _linked(notebook: Notebook, text: str, mention: Mention) -> str | None:
    """A text with a link in the place of a mention; None where it would be none, or another would change."""
    shown = text[mention.start : mention.end]
    if not shown.isprintable():  # it goes over the end of a line, and a link cannot
        return None
    written = notebook.link_to(mention.paths[0], shown)
    if text[mention.context[0]] == "|":  # in a table
        written = written.replace("|", "\\|")
    after = text[: mention.start] + written + text[mention.end :]
    before, now = links_in(text), links_in(after)
    ours = [each for each in now if each.start == mention.start]
    if len(ours) != 1 or notebook.names.candidates(ours[0].target, mention.source) != mention.paths:
        return None
    return after if _plain(each for each in now if each != ours[0]) == _plain(before) else None


def _plain(links: Iterable[Link]) -> list[tuple[str, str | None]]:
    return [(each.target, each.heading) for each in links]
