"""recall among other programs: closed pipes, full disks, completion, a quick start, its manual."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from recall_tui.cli import reference
from recall_tui.cli.commands import app
from recall_tui.cli.main import COMMANDS, run

PROGRAM = [sys.executable, "-c", "from recall_tui.cli.main import main; main()"]
ROOT = Path(__file__).parents[2]


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {**os.environ, "RECALL_CONFIG": os.fspath(tmp_path / "none.toml"), **more}


def test_a_reader_that_has_seen_enough_ends_it_quietly(folder: Path, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    ran = subprocess.run(
        [*PROGRAM, "search", "oak"], stdout=write, stderr=subprocess.PIPE, env=environment(tmp_path)
    )
    os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_output_that_cannot_be_written_is_no_success(folder: Path, tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*PROGRAM, "config", "--toml"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(tmp_path),
            text=True,
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith("recall: ")
    assert "No space left" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_opening_the_editor_loads_no_commands(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys, types; opened = []\n"
        "sys.modules['recall_tui.tui.app'] = types.SimpleNamespace(run=lambda *given: opened.append(given))\n"
        "sys.stdin = sys.stdout = types.SimpleNamespace(isatty=lambda: True, flush=lambda: None)\n"
        "from recall_tui.cli.main import run\n"
        "assert run(['.']) == 0 and opened\n"
        "slow = {'typer', 'click', 'rich', 'textual', 'numpy', 'json', 'yaml', 'Stemmer', 'rapidfuzz'}\n"
        "print(*sorted(slow & {*sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(tmp_path), check=True
    )
    assert ran.stderr.split() == []


def complete(monkeypatch: pytest.MonkeyPatch, capsys: Any, line: str) -> list[str]:
    """What bash would offer for the last word of a line."""
    monkeypatch.setenv("_RECALL_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    return list(capsys.readouterr().out.split())


def test_shells_complete_commands_and_options(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    offered = lambda line: complete(monkeypatch, capsys, line)  # noqa: E731
    assert set(offered("recall ")) == COMMANDS
    assert offered("recall rel") == ["related"]
    assert offered("recall search --fo") == ["--folder", "--fold"]
    assert offered("recall search --folder o") == []  # then the shell offers its own: files and folders
    assert offered("recall ol") == []


def test_the_words_that_are_commands_are_the_commands() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    assert commands | {group.name for group in app.registered_groups} == COMMANDS


def test_the_manual_has_every_command_and_is_up_to_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## recall {name}\n" in page
    monkeypatch.chdir(ROOT)
    assert reference.main(["--check"]) == 0, capsys.readouterr().err


def test_a_manual_that_is_out_of_date_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "40")
    assert reference.main(["--check"]) == 1
    assert reference.main([]) == reference.main(["--check"]) == 0
    page = tmp_path / "docs" / "cli.md"
    page.write_text(page.read_text() + "x")
    assert reference.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err


def test_every_command_and_option_has_its_help() -> None:
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        assert command.help, name
        assert len(command.get_short_help_str(70)) < 70, name
        for param in command.params:
            assert param.param_type_name == "argument" or param.help, f"{name} {param.name}"
