"""Renaming or moving a note: every link that led to it leads to it still, and no other leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from os.path import lexists

from recall_tui.acts.edits import NAMED, Edit, edit
from recall_tui.errors import NoteError, NoteExists, some
from recall_tui.folder.files import File, decode, encode
from recall_tui.folder.plan import last
from recall_tui.folder.planned import Change, Plan
from recall_tui.notebook import Notebook
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.names import file_name_problem
from recall_tui.notes.note import ENDINGS, Link
from recall_tui.notes.parse import parse_note
from recall_tui.notes.resolve import Names, fold, forms, joined, keys
from recall_tui.notes.rewriting import links_in, relative, retargeted, spellings, written


@dataclass(frozen=True, slots=True)
class Renaming:
    """What renaming a note would change; nothing is done yet."""

    old: str
    new: str
    edits: tuple[Edit, ...]
    """The notes in which links are rewritten, by path."""
    remarks: tuple[str, ...]
    """What else becomes of links; sentences."""
    plan: Plan
    """For `Notebook.change`."""


def destination(old: str, name: str) -> str:
    """The path that a note gets by a new name. Raises NoteError for a name that is no good.

    Without a folder it stays in its own; `trees/` moves it there under its name; `/elm` and `./elm` lie at
    the root. Without an ending it keeps its own.
    """
    folder, _, own = old.rpartition("/")
    name = name.strip()
    at_root = name.startswith(("/", "./"))
    parts = [part for part in name.removeprefix("./").split("/") if part]
    if not parts and not at_root:
        raise NoteError("There is no new name. Say how the note is to be called.")
    if not {".", ".."}.isdisjoint(parts):
        raise NoteError("Write the new path from the notes folder on, without . and .. in it.")
    if not parts or name.endswith("/"):
        parts.append(own)
    if not parts[-1].lower().endswith(ENDINGS):
        parts[-1] += own[own.rfind(".") :]
    for part in parts:
        if part not in old.split("/") and (problem := file_name_problem(part)):
            raise NoteError(problem)
    return "/".join(parts if "/" in name or not folder else [folder, *parts])


def rename(notebook: Notebook, path: str, name: str) -> Renaming:
    """What it takes to call a note `name` (see `destination`).

    Raises NoteError where the name is no good or links cannot be kept, NoteExists where it is taken.
    """
    new = destination(path, name)
    if new == path:
        raise NoteError(f"{path} is called that already.")
    root = notebook.root
    there = root / new
    if lexists(there) and not (fold(new) == fold(path) and there.samefile(root / path)):
        raise NoteExists(f"{new} is there already, so nothing was renamed. Choose another name.")
    return _Rename(notebook, path, new).renaming()


class _Rename:
    """The work of `rename`."""

    def __init__(self, notebook: Notebook, old: str, new: str) -> None:
        self.notebook, self.old, self.new = notebook, old, new
        self.view, self.before = notebook.engine.view, notebook.names
        self.files: dict[str, File] = {}
        self.texts: dict[str, str] = {}
        """The texts afterwards, by the path before; of all notes that may have to do with it."""
        self.called: dict[str, tuple[str, ...]] = {}
        """The keys that notes have afterwards, by the path before; of those that change."""
        done = last(notebook.root, _title(new, old))
        self.earlier = {change.path: change for change in done.changes} if done else {}
        """What was done to each file when the note got the name that it is to lose: that is taken back as
        it was, since `[[oak]]` and `[[Oak]]` became one."""

    def renaming(self) -> Renaming:
        text = self.text(self.old)
        self.called = {self.old: self.keys_of(self.new, text)}
        self.after = self.names_after()
        for source in self.concerned({*self.keys_of(self.old, text), *self.called[self.old]}):
            self.rewrite(source)
        changed = sorted(path for path, text in self.texts.items() if text != self.text(path))
        # Where a title holds a link, it is another one now: these too are called otherwise.
        self.called = {
            path: self.keys_of(self.moved(path), self.texts[path]) for path in {*changed, self.old}
        }
        self.after = self.names_after()
        touched = {key for path in self.called for key in self.keys_of(path, self.text(path))}
        touched.update(*self.called.values())
        remarks = tuple(self.checked(self.concerned(touched)))
        edits = (edit(path, self.text(path), self.texts[path]) for path in changed)
        plan = Plan(_title(self.old, self.new), tuple(self.changes()))
        return Renaming(self.old, self.new, tuple(edits), remarks, plan)

    def moved(self, path: str) -> str:
        """What a note is called afterwards."""
        return self.new if path == self.old else path

    def text(self, path: str) -> str:
        """A note's text as it is on disk. Raises NoteError."""
        if path not in self.files:
            self.files[path] = self.notebook.read(path)
        return self.files[path].text

    def keys_of(self, path: str, text: str) -> tuple[str, ...]:
        """All that a note with this text can be called by."""
        return keys(parse_note(path, text, born=None, modified=datetime.min))

    def concerned(self, changing: set[str]) -> list[str]:
        """The notes whose links may lead elsewhere when notes get or lose these keys, and the note itself."""
        notes = {note for form in forms(changing) for note in self.view.having("wanted", form)}
        return sorted({self.old, *(self.view.path(note) for note in notes)})

    def names_after(self) -> Names:
        """Which notes names mean afterwards."""
        called: dict[str, set[str]] = {}
        for path, its_keys in self.called.items():
            for key in its_keys:
                called.setdefault(key, set()).add(self.moved(path))

        def having(key: str) -> list[str]:
            others = [path for path in self.view.called(key) if path not in self.called]
            return [*others, *called.get(key, ())]

        return Names(having)

    def rewrite(self, source: str) -> None:
        """Work out the text of a note afterwards."""
        text = self.text(source)
        if (earlier := self.taken_back(source)) is not None:
            self.texts[source] = earlier
            return
        body = read_front_matter(text).body
        targets = {}
        for link in links_in(text):
            way, aims = self.before.match(link.target, source)
            if link.target and len(aims) == 1 and self.old in (source, aims[0]):
                targets[link] = self.spelled(text, body, link, way, aims[0], source)
            elif not aims and source == self.old and (target := self.file(link)):
                targets[link] = target
        self.texts[source] = retargeted(text, targets)

    def taken_back(self, source: str) -> str | None:
        """The text that a note had before the renaming that this one takes back.

        None where there was none, or where the note was written since.
        """
        change, file = self.earlier.get(source), self.files[source]
        if not change or change.before is None or change.after != encode(file, file.text):
            return None
        return decode(change.before)

    def spelled(self, text: str, body: int, link: Link, way: str, aim: str, source: str) -> str:
        """The target by which a link leads where it led. Raises NoteError where there is none."""
        aimed, source_then = self.moved(aim), self.moved(source)
        targets = spellings(link, way, aim, aimed, source, source_then)
        if link.kind == "denote":
            targets = iter((link.target, self.identifier if aim == self.old else ""))
        for target in targets:
            leads = target and self.after.candidates(target, source_then) == (aimed,)
            if leads and written(text, body, link, target):
                return target
        whole = text[link.start : link.end]
        remedy = "Keep the identifier in it" if link.kind == "denote" else "Leave unusual characters out"
        raise NoteError(
            f"{self.old} cannot be called {self.new}: {whole} in {source} could not be rewritten so that it"
            f" leads to it. {remedy}."
        )

    @cached_property
    def identifier(self) -> str:
        """What Denote calls it afterwards; "" where it has no identifier."""
        note = parse_note(self.new, self.text(self.old), born=None, modified=datetime.min)
        return note.identifier or ""

    def file(self, link: Link) -> str | None:
        """The target of the moved note's link to a file that is no note; None where it can stay."""
        if link.target.startswith("/") or ("/" not in link.target and link.kind != "file"):
            return None
        path = joined(self.old.rpartition("/")[0], link.target)
        if not path or not (self.notebook.root / path).is_file():
            return None
        here = relative(path, self.new)
        return f"./{here}" if link.target.startswith("./") and not here.startswith("../") else here

    def checked(self, sources: list[str]) -> Iterator[str]:
        """Remarks on links that mean something else afterwards.

        Raises NoteError where one led to a note, and no longer would.
        """
        stolen: list[str] = []
        found = lost = 0
        for source in sources:
            if source in self.texts and self.texts[source] == self.taken_back(source):
                continue
            then = self.texts.get(source, self.text(source))
            for link, link_then in zip(links_in(self.text(source)), links_in(then), strict=True):
                before = self.before.candidates(link.target, source)
                after = self.after.candidates(link_then.target, self.moved(source))
                if after == tuple(sorted(map(self.moved, before))):
                    continue
                if len(before) == 1:
                    stolen.append(f"{self.text(source)[link.start : link.end]} in {source}")
                found += len(after) == 1 and not before
                lost += len(before) > 1
        if stolen:
            raise NoteError(
                f"{self.old} cannot be called {self.new}: {some(stolen, NAMED)} would no longer lead to"
                " the note that it leads to now. Choose another name."
            )
        if found:
            yield f"{_links(found)} that led to no note will lead to {self.new}."
        if lost:
            yield f"{_links(lost)} that could mean several notes will mean fewer, or others."

    def changes(self) -> Iterator[Change]:
        """The changes of the plan."""
        for path, text in sorted(self.texts.items()):
            file = self.files[path]
            before, after = encode(file, file.text), encode(file, text)
            if path == self.old:
                yield Change(self.new, before, after, self.old)
            elif before != after:
                yield Change(path, before, after)


def _title(old: str, new: str) -> str:
    return f"Rename {old} to {new}"


def _links(count: int) -> str:
    return "A link" if count == 1 else f"{count:,} links"
