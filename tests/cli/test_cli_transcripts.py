"""Transcripts of a shell, each a file beside this one: what a person types and what comes back.

    @ trees.md           a note: its text stands in the lines below
    $ recall search oak  a command, perhaps as $ echo 'its input' | recall ...
    Trees                what it prints
    2> recall: ...       what it prints as an error
    [2]                  its exit code, where that is not 0

Times of the clock stand as 2026-11-22 10:30 in what is printed.

With RECALL_REWRITE=1 in the environment the files are written anew: read what git says of it.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

FILES = sorted(Path(__file__).parent.glob("*.txt"))
COMMAND = re.compile(r"\$ (?:echo '(?P<given>.*)' \| )?recall(?P<arguments>.*)")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_a_transcript_is_true(
    file: Path, recall: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes").mkdir()
    monkeypatch.chdir(tmp_path / "notes")
    transcript = file.read_text(encoding="utf-8")
    played = "\n".join(play(transcript.split("\n"), recall)) + "\n"
    played = played.replace(os.fspath(tmp_path.resolve()), "/home/me")
    if os.environ.get("RECALL_REWRITE"):
        file.write_text(played, encoding="utf-8")
    assert played == transcript


def play(lines: list[str], recall: Any) -> list[str]:
    """The transcript, with what commands print now in place of what it says they do."""
    played: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(("@ ", "$ "))), len(lines))
        if line.startswith("@ "):
            note = Path(line[2:])
            note.parent.mkdir(parents=True, exist_ok=True)
            note.write_text("\n".join(lines[at + 1 : end]).strip("\n") + "\n", encoding="utf-8")
            played += [line, *"\n".join(lines[at + 1 : end]).rstrip("\n").split("\n"), ""]
        else:
            command = COMMAND.fullmatch(line)
            assert command, f"not a line of a transcript: {line}"
            given = command["given"]
            ran = recall(*shlex.split(command["arguments"]), given=(given or "").encode(), tty=False)
            played += [line, *timeless(ran.out).splitlines()]
            played += [f"2> {error}" for error in timeless(ran.err).splitlines()]
            played += [f"[{ran.code}]", ""] if ran.code else [""]
        at = end
    return played[:-1]


def timeless(printed: str) -> str:
    """With one time in place of that of the clock, as it is shown and as items of the trash are named."""
    printed = re.sub(r"\d{8}T\d{6}\.\d{6}Z", "20261122T103000.000000Z", printed)
    printed = re.sub(r"\d{4}(-\d\d){2}T\d\d:\d\d:\d\d\.\d{6}\+", "2026-11-22T10:30:00.000000+", printed)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "2026-11-22 10:30", printed)
