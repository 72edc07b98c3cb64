"""What scripts rely on: JSON, exit codes, and that no folder, note or pipe is too odd."""

from __future__ import annotations

import io
import os
import socket
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import recall_tui
from recall_tui.cli.main import run
from recall_tui.config import Settings, load_settings

HIT = {"note", "title", "date", "score", "passage", "why"}


def test_a_hit_as_json_says_where_and_why(recall: Any, folder: Path) -> None:
    (hit,) = recall("search", "--json", "letters", "lost", "stamps").json
    assert hit.keys() == HIT
    assert (hit["note"], hit["title"]) == ("old/letters.md", "Letters")
    assert datetime.fromisoformat(hit["date"]) == datetime(2019, 12, 24)
    text = (folder / hit["note"]).read_text()
    assert hit["passage"]["text"] == text[hit["passage"]["start"] : hit["passage"]["end"]]
    assert hit["passage"]["text"] == "The stamps are lost."
    assert {reason["term"] for reason in hit["why"]} >= {"stamps", "lost"}
    assert all(0 < reason["share"] <= 1 for reason in hit["why"])
    assert hit["score"] > 0


def test_search_and_related_write_hits_alike_and_best_first(recall: Any, folder: Path) -> None:
    found = recall("search", "--json", "oak house").json
    assert [hit["note"] for hit in found] == ["trees.md", "old/letters.md"]
    drafted = recall("related", "--json", given=b"The oak and the house").json
    assert [hit["note"] for hit in drafted] == ["trees.md", "old/letters.md"]
    assert drafted[0].keys() == HIT
    assert len(recall("related", "--json", "--limit", "1", given=b"The oak and the house").json) == 1


def test_a_note_is_not_its_own_past_self(recall: Any, folder: Path) -> None:
    for name in ("trees", "Trees", "trees.md", "./trees.md", os.fspath(folder / "trees.md")):
        notes = [hit["note"] for hit in recall("related", "--json", name).json]
        assert "old/letters.md" in notes
        assert "trees.md" not in notes


def test_a_draft_that_lies_elsewhere_is_read_too(recall: Any, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.org").write_text("An oak, I think.\n\n\n")
    found = recall("related", "--json", "../draft.org").json
    assert {hit["note"] for hit in found} == {"trees.md", "old/letters.md"}


def test_a_name_of_several_notes_is_not_guessed(recall: Any, folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "letters.md").write_text("Another oak.")
    ran = recall("related", "letters")
    assert (ran.code, ran.out) == (2, "")
    assert "new/letters.md, old/letters.md" in ran.err


def test_nothing_found_prints_nothing_for_programs(recall: Any, folder: Path) -> None:
    ran = recall("search", "submarine", "--json")
    assert (ran.code, ran.out, ran.err) == (1, "", "")


def test_new_and_jot_as_json_say_where_the_note_is(recall: Any, folder: Path) -> None:
    (made,) = recall("new", "--json", "On", "oaks").json
    assert made == {"note": "on-oaks.md", "title": "On oaks", "file": os.fspath(folder / "on-oaks.md")}
    assert (folder / "on-oaks.md").read_text() == "# On oaks\n\n"
    (made,) = recall("jot", "--json", "--folder", os.fspath(folder), "an oak fell").json
    assert Path(made["file"]).read_text() == "an oak fell\n"


def test_a_new_note_never_takes_the_place_of_another(recall: Any, folder: Path) -> None:
    (folder / "oak.md").write_text("mine")
    (folder / "oak-2.md").symlink_to("nowhere")
    assert recall("new", "oak").out == "oak-3.md\n"
    assert (folder / "oak.md").read_text() == "mine"


def test_what_comes_through_a_pipe_is_kept_byte_for_byte(recall: Any, folder: Path) -> None:
    given = "First words: na\u00efve\r\nand \u2028 odd \x1b ones".encode() + b" \xff\n"
    path = recall("jot", given=given).out.strip()
    assert path == "first-words-naïve.md"
    assert (folder / path).read_bytes() == given
    assert recall("search", "--json", "odd").json[0]["note"] == path


@pytest.mark.parametrize("given", [b"", b" \n\n", b"\x89PNG\r\n\0\0", b"x" * 10_000_001])
def test_what_cannot_be_a_note_makes_none(recall: Any, folder: Path, given: bytes) -> None:
    before = sorted(folder.iterdir())
    ran = recall("jot", given=given)
    assert ran.code == 2
    assert ran.err.startswith("recall: ")
    assert sorted(folder.iterdir()) == before


def test_at_a_terminal_one_is_told_how_to_go_on(recall: Any, folder: Path) -> None:
    assert recall("new", "It's", tty=True).err == "Open it with: recall its.md\n"
    assert recall("new", "It's", "--folder", "it's", tty=True).code == 2
    for command in ("related", "jot"):
        ran = recall(command, tty=True)
        assert ran.code == 2
        assert "use a pipe" in ran.err


def test_colours_are_for_terminals(recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" in recall("search", "oak", tty=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[33" not in recall("search", "oak", tty=True).out
    assert "\x1b" not in recall("search", "oak").out


def test_piped_lines_fit_and_lose_nothing(recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    deep = Path("a" * 60, "b" * 60)
    (folder / deep).mkdir(parents=True)
    (folder / deep / "oak.md").write_text("---\ntitle: " + "long title " * 12 + "\n---\noak\n")
    out = recall("search", "long title oak", "--limit", "1").out
    assert max(map(len, out.splitlines())) <= 80
    assert f"{deep}/oak.md" in "".join(line.strip() for line in out.splitlines())


def test_titles_texts_and_names_cannot_drive_the_terminal(recall: Any, folder: Path) -> None:
    odd = "\x1b]0;owned\x07 [/x][red] \u202edesrever\u202c oak"
    try:
        (folder / "\x1b[2J\n.md").write_text(f"# {odd}\n\n{odd} \x9b31m oak\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    (folder / os.fsdecode(b"\xff.md")).write_bytes(b"oak \xfe\xff oak\n")
    for arguments in (["search", "oak"], ["related", "trees"], ["doctor", "--links"]):
        for tty in (False, True):
            shown = recall(*arguments, tty=tty).out.replace("\x1b[0m", "").replace("\x1b[2m", "")
            shown = shown.replace("\x1b[1m", "").replace("\x1b[1;33m", "")
            assert not set(shown) & set("\x1b\x07\x9b\u202e\u202c")
            assert not any("\ud800" <= char <= "\udfff" for char in shown)
    ran = recall("search", "oak", "--json")
    assert ran.out.isascii()
    notes = {hit["note"] for hit in ran.json}
    assert {"\x1b[2J\n.md", os.fsdecode(b"\xff.md")} <= notes
    assert "[/x][red]" in recall("search", "owned").out


def test_a_pipe_gets_paths_as_they_are_and_letters_as_it_can_take_them(
    recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = folder / os.fsdecode(b"\xff \x1b")
    odd.mkdir()
    (odd / "umlaut.md").write_text("# Über\n\nDie Eiche, groß.\n", encoding="utf-8")
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="ascii", errors="backslashreplace"))
    assert run(["new", "oak", "--folder", os.fspath(odd)]) == 0
    assert pipe.getvalue() == os.fsencode(odd) + b"/oak.md\n"
    assert run(["search", "Eiche", "--folder", os.fspath(odd)]) == 0
    assert b"\\xdcber  umlaut.md" in pipe.getvalue()


@pytest.mark.parametrize("command", [["search", "oak"], ["related", "trees.md"], ["doctor"]])
def test_what_is_no_note_stops_nothing(recall: Any, folder: Path, command: list[str]) -> None:
    (folder / "image.md").write_bytes(b"\x89PNG\r\n\0\0")
    (folder / "wide.txt").write_bytes("oak".encode("utf-16"))
    (folder / "gone.md").symlink_to("nowhere.md")
    os.mkfifo(folder / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")  # its full path could be too long
        ran = recall(*command)
    if command == ["doctor"]:
        assert ran.code == 1
        for name in ("image.md", "wide.txt", "gone.md", "pipe.md", "socket.md"):
            assert f"\n{name} " in ran.out
    else:
        assert (ran.code, ran.err) == (0, "")
        assert "aunt" in ran.out


def test_one_note_finds_nothing_else(recall: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.md").write_text("The only oak.")
    monkeypatch.chdir(tmp_path)
    assert recall("search", "oak").code == 0
    assert recall("related", "one").code == 1
    assert recall("related", given=b"An oak?").code == 0


def test_the_folder_is_the_one_named_else_the_one_set_else_the_current_one(
    recall: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("set", "named"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text("oak")
    found = lambda *more: {hit["note"] for hit in recall("search", "oak", "--json", *more).json}  # noqa: E731
    assert found() == {"trees.md", "old/letters.md"}
    (tmp_path / "config.toml").write_text('folder = "~/set"\n')
    assert found() == {"set.md"}
    assert found("--folder", os.fspath(tmp_path / "named")) == {"named.md"}
    assert found("--folder=~/named") == {"named.md"}


def test_a_mistake_in_the_settings_is_told_with_file_and_line(
    recall: Any, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("cards = 5\ncolour = 'red'\n")
    for command in (["search", "oak"], ["new", "x"], ["doctor"], ["config"], ["related", "--stream"], ["."]):
        ran = recall(*command)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"recall: {tmp_path}/config.toml, line 2: ")
    assert recall("config", "--path").out == f"{tmp_path}/config.toml\n"
    assert recall("--version").code == recall("--help").code == recall("search", "--help").code == 0


def test_config_shows_what_is_set_and_writes_a_file_that_is_read_back(
    recall: Any, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "config.toml").write_text("cards = 5\n")
    rows = {row["key"]: row for row in recall("config", "--json").json}
    assert (rows["cards"]["value"], rows["cards"]["default"]) == (5, 12)
    assert set(rows) >= set(Settings.__slots__) - {"keys"}
    shown = recall("config").out
    assert all(key in shown for key in rows)
    assert f"The file: {tmp_path}/config.toml\n" in shown
    (tmp_path / "copy.toml").write_text(recall("config", "--toml").out)
    assert load_settings(tmp_path / "copy.toml") == load_settings(tmp_path / "config.toml")
    (tmp_path / "config.toml").unlink()
    assert "(not there yet)" in recall("config").out


def test_doctor_as_json_ends_with_the_counts(recall: Any, folder: Path) -> None:
    (folder / "image.md").write_bytes(b"\0")
    ran = recall("doctor", "--json", "--links")
    problem, link, counts = ran.json
    assert ran.code == 1
    assert problem["note"] == "image.md"
    assert "zero bytes" in problem["problem"]
    assert link == {"note": "bread.md", "link": "soup", "candidates": []}
    assert counts.pop("difference") < 1e-9
    assert counts.pop("unlike") == []
    assert counts == {"notes": 3, "passages": 4, "links": 2, "broken": 1, "ambiguous": 0, "problems": 1}
    (folder / "image.md").unlink()
    assert recall("doctor", "--json").code == 0


def test_the_version(recall: Any) -> None:
    assert recall("--version").out == f"recall {recall_tui.__version__}\n"


def test_limit_is_a_number_from_1(recall: Any, folder: Path) -> None:
    for limit in ("0", "-3", "many", "1.5", ""):
        ran = recall("search", "oak", "--limit", limit)
        assert (ran.code, ran.out) == (2, "")
        assert "--limit" in ran.err


def test_ctrl_c_is_quiet(recall: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("recall_tui.notebook.Notebook.load", interrupted)
    ran = recall("search", "oak")
    assert (ran.code, ran.out, ran.err) == (130, "", "")
