"""What someone else has written is seen, however well it hides, and nothing is made over it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from processes import WELL, Branch
from promises import Promise
from trying import Torture

from recall_tui.config import Settings
from recall_tui.errors import ChangedOnDisk, NoteExists
from recall_tui.folder import files
from recall_tui.notebook import Notebook


def written_over(path: Path, text: str) -> None:
    path.write_text(text)


def replaced(path: Path, text: str) -> None:
    other = path.with_name("other")
    other.write_text(text)
    other.replace(path)


def moved_in_pieces(path: Path, text: str) -> None:
    """As some programs save: the old one away, the new one made."""
    path.rename(path.with_name("away"))
    path.write_text(text)


def test_forged_times(torture: Torture) -> None:
    def trial(rng: Random) -> str:
        with TemporaryDirectory() as folder:
            path = Path(folder, "tea.md")
            ours = [f"{rng.getrandbits(64):020}" for _ in range(3)]
            path.write_text(ours[0])
            file = files.read(Path(folder), "tea.md")
            for text in ours[1:]:  # one that was read, one that was saved
                theirs = f"{rng.getrandbits(64):020}"
                before = path.stat()
                rng.choice((written_over, replaced, moved_in_pieces))(path, theirs)
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
                try:
                    files.save(Path(folder), file, text)
                except ChangedOnDisk:
                    pass
                else:
                    return f"{theirs!r} was overwritten"
                if path.read_text() != theirs:
                    return f"{theirs!r} became {path.read_text()!r}"
                path.write_text(file.text)
                file = files.save(Path(folder), file, text)
        return ""

    torture(Promise.FORGED, "changed behind our back, size and time kept", trial, few=5, full=200)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.fspath(path))


THERE: dict[str, Callable[[Path], object]] = {
    "a note": lambda path: path.write_text("theirs"),
    "an empty file": lambda path: path.touch(),
    "a folder": lambda path: path.mkdir(),
    "a link": lambda path: path.symlink_to("else.md"),
    "a dangling link": lambda path: path.symlink_to("nowhere.md"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a pipe": lambda path: os.mkfifo(path),
    "a socket": a_socket,
    "a file without rights": lambda path: path.touch(0o000),
}


def look(path: Path) -> tuple[object, ...]:
    """All that can be seen of a file."""
    now = path.lstat()
    text = path.read_bytes() if path.is_file() else b""
    return now.st_mode, now.st_ino, now.st_size, now.st_mtime_ns, text


def test_creating_where_there_is_something(torture: Torture) -> None:
    def trial(rng: Random) -> str:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "else.md").write_text("theirs too")
            notebook = Notebook(root, Settings(floor=0.0))
            what = rng.choice(list(THERE))
            THERE[what](root / "tea.md")  # nothing has told the notebook of it
            before = {path.name: look(path) for path in root.iterdir()}
            try:
                files.create(root, "tea.md", "ours")
            except NoteExists:
                pass
            else:
                return f"{what} did not stand in the way"
            made = notebook.create("# Tea\n\nours")
            after = {path.name: look(path) for path in root.iterdir() if path.name != made.path}
            if before != after:
                return f"{what} was changed"
            return "" if (root / made.path).read_text() == "# Tea\n\nours" else "ours is not there"

    torture(Promise.CREATING, "a name that is taken, unknown to the index", trial, few=9, full=100)


def test_creating_at_the_same_time(torture: Torture) -> None:
    def trial(rng: Random) -> str:
        with TemporaryDirectory() as folder:
            root = Path(folder)
            path = root / "new" / "tea.md"
            texts = [f"{n} " * rng.randrange(20_000) for n in range(3)]

            def create(text: str) -> Callable[[], object]:
                return lambda: files.create(root, "new/tea.md", text)

            branches = [Branch(create(text), wait=True) for text in texts]
            for branch in branches:
                branch.go_on()
            said = [branch.end() for branch in branches]
            found = path.read_text()
            winners = [text for text, word in zip(texts, said, strict=True) if word == WELL]
            others = {word.partition(":")[0] for word in said if word != WELL}
            if winners != [found] or others - {"NoteExists"}:
                return f"{len(winners)} wrote {path.name}; {said}"
        return ""

    torture(Promise.CREATING, "three programs make one note at the same time", trial, few=4, full=100)
