"""A name rewritten in fifty notes, killed at every call and at any moment: all before or all after."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import monotonic, sleep

import pytest
from processes import KILLED, WELL, Branch, Call, traced
from promises import Promise
from trying import Torture

from recall_tui.errors import NoteError
from recall_tui.folder.plan import Change, Plan, apply, history, recover, redo, undo, unfinished
from recall_tui.folder.state import state_folder

BACKLINKS = 50
Notes = dict[str, bytes]

CALLS = (
    *("open", "write", "fsync", "close", "rename", "replace", "link", "unlink", "mkdir"),
    *("fchmod", "fchown", "setxattr"),
)
"""What changes files, but for renameat2, which is called past Python."""

CHANGING = re.compile(
    r"write|pwrite|ftruncate|f?sync|fdatasync|rename|link|unlink|symlink|mkdir|rmdir|fchmod|fchown|fsetxattr"
    r"|openat\(.*O_CREAT"
)
"""System calls that change files, or what of them survives a power cut."""


def backlink(n: int, name: str) -> bytes:
    """A note that names another, with bytes that must come back as they were."""
    odd = [b"", b"\r\n", b"\xff\xfe", b"\0", "é\u2028".encode(), b"no newline at the end"]
    return f"# Note {n}\n\nSee [[{name}]] and [[{name}|it]].\n".encode() + odd[n % len(odd)]


class Renaming:
    """A folder where a note is renamed, and fifty that link to it are rewritten."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notes"
        self.before: Notes = {"trees/oak.md": b"# Oak\n\nOld.\n", "other.md": b"Not linked."}
        self.before |= {f"d{n % 3}/n{n}.md": backlink(n, "oak") for n in range(BACKLINKS)}
        self.after: Notes = {"trees/elm.md": b"# Elm\n\nOld.\n", "other.md": b"Not linked."}
        self.after |= {f"d{n % 3}/n{n}.md": backlink(n, "elm") for n in range(BACKLINKS)}
        changes = [Change("trees/elm.md", b"# Oak\n\nOld.\n", b"# Elm\n\nOld.\n", was="trees/oak.md")]
        changes += [
            Change(path, self.before[path], self.after[path])
            for path in self.before
            if self.before[path] != self.after.get(path) and not path.startswith("trees")
        ]
        self.plan = Plan("Rename oak to elm", tuple(changes))
        self.put(undoing=False)
        self.deeds: dict[str, Callable[[], object]] = {
            "renaming": lambda: apply(self.root, self.plan),
            "undoing": lambda: undo(self.root),
        }

    def put(self, *, undoing: bool) -> None:
        """As before anything was done, or as it stands when it is to be undone."""
        shutil.rmtree(self.root, ignore_errors=True)
        if state := state_folder(self.root):
            shutil.rmtree(state)
        for path, data in self.before.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(data)
        if undoing:
            apply(self.root, self.plan)

    def found(self) -> Notes:
        """All files but hidden ones."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and not any(p.startswith(".") for p in path.relative_to(self.root).parts)
        }

    def violated(self) -> str:
        """What is wrong after the next start: half of the plan is done, or it can't be undone and redone."""
        said = recover(self.root)
        found = self.found()
        if found not in (self.before, self.after):
            mixed = [path for path in found if found[path] != self.before.get(path)]
            return f"a mix: {len(mixed)} of {len(found)} are not as before; {said}"
        if recover(self.root) or unfinished(self.root):
            return "it is not finished by one start"
        if found == self.after:
            undo(self.root)
            if self.found() != self.before:
                return "undone, but not byte for byte"
        with suppress(NoteError):  # where it was killed before it began, there is nothing
            redo(self.root)
            if self.found() != self.after:
                return "done again, but not byte for byte"
        return ""


@pytest.fixture
def renaming() -> Iterator[Renaming]:
    with tempfile.TemporaryDirectory() as folder:
        yield Renaming(Path(folder))


@contextmanager
def at_calls(act: Callable[[int], None]) -> Iterator[None]:
    """Calls `act` with 0, 1, … before each call that changes files, and once after the last."""
    count = iter(range(1_000_000))

    def acting(call: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object, **named: object) -> object:
            act(next(count))
            return call(*args, **named)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, acting(getattr(os, name)))
        yield
        act(next(count))


def calls(deed: Callable[[], object]) -> int:
    """How many calls that change files there are."""
    last = 0

    def count(number: int) -> None:
        nonlocal last
        last = number

    with at_calls(count):
        deed()
    return last


@pytest.mark.parametrize("what", ["renaming", "undoing"])
def test_ended_at_every_call(torture: Torture, renaming: Renaming, what: str) -> None:
    renaming.put(undoing=what == "undoing")
    deed = renaming.deeds[what]
    many = calls(deed)
    assert many > BACKLINKS * 4

    def trial(number: int) -> str:
        renaming.put(undoing=what == "undoing")

        def ended() -> None:
            with at_calls(lambda at: os._exit(9) if at == number else None):
                deed()

        Branch(ended).end()
        return renaming.violated()

    torture.each(Promise.PLANS, f"{what} in 50 notes, ended at each call", range(many + 1), trial, few=2)


@pytest.mark.parametrize("what", ["renaming", "undoing"])
def test_killed_at_every_system_call(torture: Torture, renaming: Renaming, what: str) -> None:
    """Killed before each that changes something: at any other, the disk is as at the next of these."""
    deed = renaming.deeds[what]
    renaming.put(undoing=what == "undoing")
    said, found = traced(deed)
    calls = [call for call in found if CHANGING.match(call.shown)]
    assert said == WELL
    assert len(calls) > BACKLINKS * 4

    def trial(call: Call) -> str:
        renaming.put(undoing=what == "undoing")
        said, _ = traced(deed, f"{call.name}:signal=KILL:when={call.nth}")
        killed.append(said == KILLED)  # one run makes a few calls fewer than another, and ends well before
        return renaming.violated() if said in (KILLED, WELL) else f"not killed: {said}"

    killed: list[bool] = []
    torture.each(Promise.PLANS, f"{what} in 50 notes, killed at each system call", calls, trial, few=2)
    assert sum(killed) > 0.9 * len(killed)


@pytest.mark.parametrize("what", ["renaming", "undoing"])
@pytest.mark.parametrize("how", ["once", "from then on"])
def test_every_call_fails(torture: Torture, renaming: Renaming, what: str, how: str) -> None:
    """It is said, and all is as before at once or by the next start; or it is done."""
    renaming.put(undoing=what == "undoing")
    deed = renaming.deeds[what]
    many = calls(deed)
    ends = (renaming.before, renaming.after)
    old, new = ends if what == "renaming" else ends[::-1]

    def trial(case: tuple[int, int]) -> str:
        number, error = case
        renaming.put(undoing=what == "undoing")

        def fail(at: int) -> None:
            if at == number or (at > number and how != "once"):
                raise OSError(error, os.strerror(error))

        said = ""
        with suppress(OSError), at_calls(fail):  # the last is not one of the deed
            try:
                deed()
            except NoteError as failed:
                said = str(failed)
            except OSError as failed:
                said = f"an error that is not for a person: {failed!r}"
        if said.startswith("an error"):
            return said
        if not said and renaming.found() != new:
            return "it failed, and nothing was said"
        if how == "once" and renaming.found() not in ends:
            return f"a mix: {said}"
        if "no file was changed" in said and renaming.found() != old:
            return f"it was changed: {said}"
        return renaming.violated()

    cases = [(number, error) for number in range(many) for error in (errno.ENOSPC, errno.EIO, errno.EACCES)]
    torture.each(Promise.PLANS, f"{what} in 50 notes, each call fails {how}", cases, trial, few=2)


@pytest.mark.parametrize("what", ["renaming", "undoing"])
def test_killed_at_any_moment(torture: Torture, renaming: Renaming, what: str) -> None:
    renaming.put(undoing=what == "undoing")
    began = monotonic()
    renaming.deeds[what]()
    takes = monotonic() - began

    def trial(rng: Random) -> str:
        renaming.put(undoing=what == "undoing")
        branch = Branch(renaming.deeds[what])
        sleep(rng.uniform(0, takes * 1.1))
        branch.kill()
        return renaming.violated()

    torture(Promise.PLANS, f"{what} in 50 notes, killed at any moment", trial, few=2, full=100)


def test_killed_again_and_again_while_it_recovers(torture: Torture, renaming: Renaming) -> None:
    def trial(rng: Random) -> str:
        undoing = rng.random() < 0.5
        renaming.put(undoing=undoing)
        deed = renaming.deeds["undoing" if undoing else "renaming"]
        for _ in range(rng.randint(2, 5)):
            branch = Branch(deed)
            sleep(rng.uniform(0, 0.02))
            branch.kill()
            deed = lambda: recover(renaming.root)  # noqa: E731
        return renaming.violated()

    torture(Promise.PLANS, "killed again and again while it recovers", trial, few=2, full=100)


def test_another_program_writes_meanwhile(torture: Torture, renaming: Renaming) -> None:
    """Whatever happens, what the other wrote is found, and every other note is as before or as after."""

    def trial(rng: Random) -> str:
        renaming.put(undoing=False)
        path = rng.choice([change.path for change in renaming.plan.changes[1:]])
        other = b"Someone else's words."
        many = rng.randrange(BACKLINKS * 12)

        def write(at: int) -> None:
            if at == many:
                Path(renaming.root, path).write_bytes(other)

        with at_calls(write), suppress(NoteError):
            apply(renaming.root, renaming.plan)
        everything = [p.read_bytes() for p in renaming.root.rglob("*") if p.is_file()]
        if many < calls_made and other not in everything:
            return f"what was written into {path} is lost"
        found = renaming.found()
        rest = [{p: data for p, data in notes.items() if data != other and p != path} for notes in
                (found, renaming.before, renaming.after)]  # fmt: skip
        return (
            "" if rest[0] in rest[1:] else f"a mix, with {path} changed at {many}: {history(renaming.root)}"
        )

    renaming.put(undoing=False)
    calls_made = calls(renaming.deeds["renaming"])
    torture(Promise.PLANS, "another program writes one of the notes meanwhile", trial, few=3, full=300)
