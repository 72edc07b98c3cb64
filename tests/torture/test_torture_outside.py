"""Two recalls on one folder, and a program that writes there too: whatever anyone wrote can be found."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable
from pathlib import Path
from random import Random
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from promises import Promise
from sittings import WORD, Sitting, with_word, words_left, words_on_disk
from trying import Torture, trials

from recall_tui.folder.journal import left

MEMORY = Path("/dev/shm")
NOTES = ("tea.md", "rain.md")
who = st.integers(0, 1)
note = st.sampled_from(NOTES)


class Folder(RuleBasedStateMachine):
    """Two sittings, another program, and the words they wrote."""

    began = 0

    @initialize(seed=st.integers(0, 2**32), claims=st.booleans())
    def begin(self, seed: int, claims: bool) -> None:
        Folder.began += 1
        self.rng = Random(seed)
        self.claims = claims
        self.root = Path(mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.loop = asyncio.new_event_loop()
        self.written: set[str] = set()
        self.forgiven: set[str] = set()
        for path in NOTES:
            (self.root / path).write_text(f"# {path}\n\n{self.word()}\n{self.word()}\n\n{self.word()}\n")
        self.sittings = [self.sitting(), self.sitting()]
        self.run(self.sittings[0].desk.go(NOTES[0]))
        self.run(self.sittings[1].desk.go(NOTES[0]))

    def teardown(self) -> None:
        if hasattr(self, "sittings"):
            for each in self.sittings:
                each.end()
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.run_until_complete(asyncio.sleep(0))
            self.loop.close()
            shutil.rmtree(self.root)

    def sitting(self) -> Sitting:
        async def inside() -> Sitting:
            return Sitting(self.root, self.rng, self.forgiven, claims=self.claims)

        return self.run(inside())

    def run(self, what: Awaitable[object]) -> object:
        async def whole() -> object:
            return await what

        return self.loop.run_until_complete(asyncio.wait_for(whole(), 60))

    def word(self) -> str:
        word = f"w{len(self.written):04}"
        self.written.add(word)
        return word

    # People

    @rule(who=who)
    def writes(self, who: int) -> None:
        word = self.word()
        if not self.sittings[who].write(word):
            self.written.discard(word)
            self.written.add(word)
            self.forgiven.add(word)  # nobody wrote it

    @rule(who=who)
    def saves_by_itself(self, who: int) -> None:
        if self.sittings[who].desk.is_due():
            self.run(self.sittings[who].desk.save())

    @rule(who=who)
    def presses_save(self, who: int) -> None:
        self.run(self.sittings[who].desk.settle())

    @rule(who=who)
    def saves_and_writes_on(self, who: int) -> None:
        async def both() -> None:
            saving = asyncio.ensure_future(self.sittings[who].desk.settle())
            await asyncio.sleep(0)
            if self.sittings[who].write(word):
                words.append(word)
            await saving

        word, words = self.word(), list[str]()
        self.run(both())
        if not words:
            self.forgiven.add(word)

    @rule()
    def both_save_at_once(self) -> None:
        async def both() -> None:
            await asyncio.gather(*(each.desk.settle() for each in self.sittings))

        self.run(both())

    @rule(who=who)
    def hears_of_changes(self, who: int) -> None:
        self.run(self.sittings[who].desk.look())

    @rule(who=who, path=note)
    def goes(self, who: int, path: str) -> None:
        self.run(self.sittings[who].desk.go(path))

    @rule(who=who)
    def begins_another(self, who: int) -> None:
        self.run(self.sittings[who].desk.begin())

    @rule(who=who)
    def saves_as_new(self, who: int) -> None:
        self.run(self.sittings[who].desk.save(as_new=True))

    @rule(who=who, path=note)
    def is_killed_and_comes_back(self, who: int, path: str) -> None:
        self.sittings[who].end()
        self.sittings[who] = self.sitting()
        found = left(self.root)
        for each in found:
            if each.unsaved and self.run(self.sittings[who].desk.resume(*each.unsaved[:2], (0, 0))):
                self.sittings[who].keep()
                self.sittings[who].keeper.flush(5)
                each.remove()
            each.close()
        if not found:
            self.run(self.sittings[who].desk.go(path))

    # Another program

    @rule(path=note, in_place=st.booleans())
    def another_adds(self, path: str, in_place: bool) -> None:
        file = self.root / path
        if file.is_file():
            self.put(file, with_word(file.read_text(), self.word(), self.rng), in_place)

    @rule(path=note, in_place=st.booleans())
    def another_writes_over_it(self, path: str, in_place: bool) -> None:
        file = self.root / path
        if not file.is_dir():
            if file.exists():
                self.forgiven |= set(WORD.findall(file.read_text()))
            self.put(file, f"# {path}\n\n{self.word()}\n", in_place)

    @rule(path=note)
    def another_forges_a_change(self, path: str) -> None:
        file = self.root / path
        if file.is_file() and (words := WORD.findall(file.read_text())):
            now, old = file.stat(), self.rng.choice(words)
            self.forgiven.add(old)
            file.write_text(file.read_text().replace(old, self.word(), 1))
            os.utime(file, ns=(now.st_atime_ns, now.st_mtime_ns))

    @rule(path=note)
    def another_deletes(self, path: str) -> None:
        file = self.root / path
        if file.is_file():
            self.forgiven |= set(WORD.findall(file.read_text()))
            file.unlink()

    @rule(path=note)
    def another_renames(self, path: str) -> None:
        if (self.root / path).is_file():
            (self.root / path).rename(self.root / f"moved-{self.word()}.md")
            self.forgiven.add(sorted(self.written)[-1])

    @rule(path=note)
    def another_makes_a_folder_of_it(self, path: str) -> None:
        file = self.root / path
        if not file.exists():
            file.mkdir()
        elif file.is_dir():
            file.rmdir()

    @rule()
    def the_folder_is_away_for_a_while(self) -> None:
        away = self.root.with_name(f"{self.root.name}-away")
        self.root.rename(away)
        self.root.mkdir()
        try:
            for each in self.sittings:
                each.write(word := self.word())
                if each.desk.read_only:
                    self.forgiven.add(word)
                self.run(each.desk.settle())
            assert not list(self.root.iterdir()), "something was written where the folder was"
        finally:
            self.root.rmdir()
            away.rename(self.root)

    def put(self, file: Path, text: str, in_place: bool) -> None:
        if in_place:
            file.write_text(text)
        else:
            (self.root / ".other").write_text(text)
            (self.root / ".other").replace(file)

    # What is promised

    @invariant()
    def all_can_be_found(self) -> None:
        if not hasattr(self, "sittings"):
            return
        found = words_on_disk(self.root)
        for each in self.sittings:
            found.update(WORD.findall(each.paper.text))
        missing = self.written - self.forgiven - found
        if missing:
            missing -= words_left(self.root)
        assert not missing, f"lost: {sorted(missing)}"


def test_two_recalls_and_another_program(torture: Torture) -> None:
    Folder.began = 0
    with torture.counted(Promise.OTHERS, "two recalls and another program, 50 steps each") as count:
        try:
            run_state_machine_as_test(
                Folder,
                settings=settings(
                    max_examples=trials(12, 2_000),
                    stateful_step_count=50,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            count.trials = Folder.began


pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
