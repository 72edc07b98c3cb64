"""Which files of the folder are notes, and which look like notes but cannot be read as such."""

# A Path object a file would make the walk several times slower.
# ruff: noqa: PTH116, PTH118

from __future__ import annotations

import errno
import os
import stat
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from recall_tui.errors import FolderError, NoteError
from recall_tui.folder.disk import explain, kind, sentence
from recall_tui.folder.files import read
from recall_tui.notes.note import ENDINGS

IGNORE_FILE = ".recallignore"
"""At the folder's root: what is no note, in the syntax of .gitignore."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


class Found(NamedTuple):
    """A note's file, not yet read."""

    path: str
    """Path from the root, `/` always, with its ending; bytes that are not UTF-8 as lone surrogates."""
    size: int
    """Bytes."""
    mtime_ns: int
    """Modification time, nanoseconds since 1970 UTC."""
    inode: int
    born: float | None
    """Birth time, seconds since 1970 UTC, where the system tells."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the folder that was passed over, for `recall doctor`."""

    path: str
    """Path from the root."""
    reason: str
    """What it is or what went wrong, without a full stop."""
    remedy: str = ""
    """What to do about it, a sentence; empty where nothing need be done."""


def hidden(name: str) -> bool:
    """Whether a file or folder of that name is left out, with all that lies below it."""
    return name.startswith(".") or name == "node_modules"


def may_be_note(path: str) -> bool:
    """Whether a path from the root is a note's as far as names tell: `.recallignore` and symlinks aside."""
    return path.lower().endswith(ENDINGS) and not any(map(hidden, path.split("/")))


def check_folder(root: Path) -> None:
    """Raise FolderError, saying what to do, unless `root` is a folder that can be read."""
    try:
        with os.scandir(root):
            os.stat(os.path.join(root, "."))  # listing a folder and entering it are two rights
    except FileNotFoundError as error:
        from shlex import quote

        raise FolderError(
            f"There is no folder {root}. Make it with: mkdir -p {quote(os.fspath(root))}"
        ) from error
    except NotADirectoryError as error:
        raise FolderError(f"{root} is a file, not a folder. Name the folder that it lies in.") from error
    except OSError as error:
        raise FolderError(f"The folder {root} cannot be read: {sentence(error)}") from error
    except ValueError as error:  # a zero byte, or half a surrogate pair
        raise FolderError(f"{os.fspath(root)!r} is no name of a folder.") from error


def vanished(root: str | Path) -> str:
    """What to say of a folder that vanished while it was open."""
    return (
        f"The notes folder {root} is gone: it was moved, renamed, deleted or unmounted. Bring it back under"
        " that name; recall sees it within seconds. Until then nothing can be saved there."
    )


def identity(root: Path) -> tuple[int, int] | None:
    """What folder a path leads to, mounts included; None where there is none."""
    with suppress(OSError):
        now = os.stat(root)
        return now.st_dev, now.st_ino
    return None


def scan(root: Path, problems: list[Problem]) -> Iterator[Found]:
    """The notes below `root`: a folder's files, then its subfolders, sorted by name; never waits for a pipe.

    Left out without a word: hidden files and folders, node_modules, other endings than a note's, what
    `.recallignore` names, symlinks to what is found anyway. What looks like a note and cannot be one, and
    folders that cannot be read, are appended to `problems` as the walk meets them: a note below such a folder
    is not to be taken for deleted. Raises FolderError at once when `root` cannot be read.
    """
    check_folder(root)
    return _walk(os.fspath(root), _ignored(root, problems), problems)


def look(root: Path, paths: Iterable[str]) -> list[Found]:
    """The notes among these paths from `root`, as they are on disk now; what is none is passed over."""
    found = []
    ignored = _ignored(root, [])
    for path in sorted(paths):
        if may_be_note(path) and not ignored(path):
            with suppress(OSError, ValueError):
                file = os.lstat(os.path.join(root, path))
                if stat.S_ISREG(file.st_mode):
                    born = getattr(file, "st_birthtime", None)
                    found.append(Found(path, file.st_size, file.st_mtime_ns, file.st_ino, born))
    return found


def _walk(root: str, ignored: Callable[[str], bool], problems: list[Problem]) -> Iterator[Found]:
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [("", frozenset())]
    while waiting:
        folder, above = waiting.pop()
        try:
            with _opened(os.path.join(root, folder)) as handle:
                now = os.stat(handle)
                if (now.st_dev, now.st_ino) in above:
                    problems.append(Problem(folder, "a mount of a folder that it lies in", "Unmount it."))
                    continue
                below = yield from _list(root, folder, handle, ignored, problems)
        except OSError as error:
            if not folder:
                check_folder(Path(root))  # gone since the start: no folder is not an empty folder
            reason, remedy = explain(error)
            problems.append(Problem(folder, f"a folder that cannot be read: {reason}", remedy))
            continue
        above |= {(now.st_dev, now.st_ino)}
        waiting.extend((path, above) for path in reversed(below))


@contextmanager
def _opened(folder: str) -> Iterator[int | str]:
    """A folder for the system calls: open, so that its path is not looked up for every file (a sixth of all
    time), or by its path where folders cannot be opened."""
    if os.scandir not in os.supports_fd:
        yield folder
        return
    fd = os.open(folder, _FOLDER)
    try:
        yield fd
    finally:
        os.close(fd)


def _list(
    root: str, folder: str, handle: int | str, ignored: Callable[[str], bool], problems: list[Problem]
) -> Generator[Found, None, list[str]]:
    """Yields the notes in a folder, returns the folders in it that may have more, by name. Raises OSError."""
    with os.scandir(handle) as entries:
        children = sorted(entries, key=lambda entry: entry.name)
    below = []
    for entry in children:
        if hidden(entry.name):
            continue
        path = folder + entry.name
        problem = None
        try:
            if entry.is_symlink():
                problem = None if ignored(path) else _judge_link(root, path, ignored)
            elif entry.is_dir(follow_symlinks=False):
                if not ignored(path + "/"):
                    below.append(path + "/")
            elif path.lower().endswith(ENDINGS) and not ignored(path):
                file = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(file.st_mode):
                    born = getattr(file, "st_birthtime", None)
                    yield Found(path, file.st_size, file.st_mtime_ns, file.st_ino, born)
                else:
                    problem = Problem(path, f"{kind(file.st_mode)}, not a file", "Rename or remove it.")
        except FileNotFoundError:  # deleted since the folder was listed
            continue
        except OSError as error:
            problem = Problem(path, *explain(error))
        if problem is not None:
            problems.append(problem)
    return below


def _judge_link(root: str, path: str, ignored: Callable[[str], bool]) -> Problem | None:
    """What is the matter with a symlink; nothing where its target is walked itself. Raises OSError."""
    full = os.path.join(root, path)
    named_as_note = path.lower().endswith(ENDINGS)
    try:
        is_folder = stat.S_ISDIR(os.stat(full).st_mode)
    except OSError as error:
        if not named_as_note:
            return None
        if error.errno == errno.ELOOP:
            return Problem(path, "a link that leads to itself", "Remove it.")
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return Problem(path, "a link to a file that is not there", "Remove it, or bring the file back.")
        raise
    if not (is_folder or named_as_note):
        return None
    what = "folder" if is_folder else "file"
    target, top = os.path.realpath(full), os.path.join(os.path.realpath(root), "")
    if not os.path.join(target, "").startswith(top):
        return Problem(path, f"a link to a {what} outside the notes folder", f"Move the {what} itself here.")
    inside = target[len(top) :].replace(os.sep, "/")
    left_out = any(map(hidden, inside.split("/"))) or ignored(inside + "/" * is_folder)
    if left_out or not (is_folder or inside.lower().endswith(ENDINGS)):
        return Problem(path, f"a link to a {what} that is left out", f"Rename or move the {what} itself.")
    return None


def _ignored(root: Path, problems: list[Problem]) -> Callable[[str], bool]:
    """What `.recallignore` says of a path from the root; folders are asked for with a `/` at their end."""
    if not os.path.lexists(os.path.join(root, IGNORE_FILE)):
        return lambda path: False
    try:
        lines = read(root, IGNORE_FILE, max_bytes=1_000_000).text.split("\n")
    except NoteError as error:
        problems.append(Problem(IGNORE_FILE, str(error).rstrip("."), "Nothing is left out by it until then."))
        return lambda path: False
    from pathspec import GitIgnoreSpec

    usable = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Python's re, about patterns that are not the person's
        for number, line in enumerate(lines, 1):
            try:
                usable.append(next(iter(GitIgnoreSpec.from_lines([line]).patterns), None))
            except Exception:  # pathspec lets errors of re through
                problems.append(Problem(IGNORE_FILE, f"line {number} is no pattern: {line}", "Correct it."))
    return GitIgnoreSpec([pattern for pattern in usable if pattern is not None]).match_file
