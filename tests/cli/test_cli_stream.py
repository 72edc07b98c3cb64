"""`recall related --stream`: a line in, a line out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.cli.stream import answer, read_request
from recall_tui.config import Settings
from recall_tui.errors import RecallError
from recall_tui.notebook import Notebook


def lines(*requests: object) -> bytes:
    return b"".join((r if isinstance(r, bytes) else json.dumps(r).encode()) + b"\n" for r in requests)


def test_each_line_is_answered_by_one(recall: Any, folder: Path) -> None:
    draft = "The oak beside the house"
    ran = recall(
        "related",
        "--stream",
        given=lines(
            {"draft": draft},
            {"draft": draft, "cursor": 3, "note": "trees.md", "limit": 60},
            {"draft": draft, "note": "trees"},
            {"draft": draft, "note": None, "limit": 1, "more": "is passed over"},
            {"draft": draft, "note": "not/there/yet"},
            {"draft": ""},
            {"draft": "See [[trees]] about the oak"},
        ),
    )
    assert (ran.code, ran.err) == (0, "")
    notes = [[hit["note"] for hit in reply["hits"]] for reply in ran.json]
    both = ["trees.md", "old/letters.md"]
    assert notes[:6] == [both, both[1:], both[1:], both[:1], both, []]
    assert "trees.md" not in notes[6]  # which the draft links already
    assert all(reply["ms"] >= 0 for reply in ran.json)
    assert ran.json[0]["hits"] == recall("related", "--json", given=draft.encode()).json


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"draft"',
    b"{}",
    b'{"draft": null}',
    b'{"draft": 3}',
    b'{"draft": "a", "cursor": "3"}',
    b'{"draft": "a", "cursor": 1.5}',
    b'{"draft": "a", "cursor": true}',
    b'{"draft": "a", "cursor": NaN}',
    b'{"draft": "a", "note": 3}',
    b'{"draft": "a", "limit": 0}',
    b'{"draft": "a", "limit": "9"}',
    b'{"draft": "a", "typing": 1}',
    b'{"draft": "a", "typing": "yes"}',
    b'{"draft": "a", "note": "twin"}',
    b'{"draft": "\xff"}',
    b"\xff\xfe{\x00",
    b'{"draft": "a", "cursor": ' + b"9" * 5000 + b"}",
    b"[" * 50_000,
]


def test_a_bad_line_is_answered_too_and_the_next_as_ever(recall: Any, folder: Path) -> None:
    for name in ("one", "two"):
        (folder / name).mkdir()
        (folder / name / "twin.md").write_text("a twin")
    good = b'{"draft": "oak"}'
    requests = [request for bad in BAD for request in (bad, good)]
    ran = recall("related", "--stream", given=lines(*requests))
    assert (ran.code, ran.err) == (0, "")
    answers = ran.json
    assert len(answers) == len(requests)
    for bad, reply in zip(BAD, answers[::2], strict=True):
        assert list(reply) == ["error"], bad
        assert len(reply["error"]) < 300
    assert all(reply["hits"] for reply in answers[1::2])


def test_half_a_character_does_no_harm(recall: Any, folder: Path) -> None:
    (folder / "odd.md").write_bytes(b"an oak \xff here\n")
    ran = recall("related", "--stream", given=rb'{"draft": "oak \ud83d here \udcff"}' + b"\n")
    assert ran.out.isascii()
    (hit,) = (hit for hit in ran.json[0]["hits"] if hit["note"] == "odd.md")
    assert hit["passage"]["text"] == "an oak \udcff here"


def test_the_cursor_counts_characters() -> None:
    draft = read_request('{"draft": "a😀é\\nbc", "cursor": 5}'.encode()).draft
    assert (draft.lines, draft.row, draft.column) == (["a😀é", "bc"], 1, 1)
    for cursor in (-5, 10**9):
        place = read_request(json.dumps({"draft": "ab", "cursor": cursor}).encode()).draft
        assert place.column in (0, 2)
    assert read_request(b'{"draft": "ab"}').draft.column == 2


def test_while_typing_the_word_before_the_cursor_waits_for_its_end(recall: Any, folder: Path) -> None:
    rye = "Rye wants eight hours, not stamps"
    requests = [
        {"draft": f"{rye} oak", "typing": True},
        {"draft": f"{rye} oak"},
        {"draft": f"{rye} oak", "typing": False},
        {"draft": f"{rye} oak ", "typing": True},
        {"draft": f"{rye} oak", "typing": None},
        {"draft": f"{rye} oak and", "cursor": len(rye) + 4, "typing": True},
        {"draft": f"{rye} oak and", "cursor": len(rye) + 3, "typing": True},
        {"draft": "oak", "typing": True},
    ]
    ran = recall("related", "--stream", given=lines(*requests))
    oaks = ["trees.md" in {hit["note"] for hit in reply["hits"]} for reply in ran.json]
    assert oaks == [False, True, True, True, True, False, True, True]


def test_notes_that_say_the_same_stand_behind_the_best(recall: Any, folder: Path) -> None:
    for name in ("b", "a"):
        (folder / f"{name}.md").write_text(" ".join(f"word{i}" for i in range(30)))
    first, second = recall("related", "--stream", given=lines({"draft": "word1"}, {"draft": "oak"})).json
    (hit,) = first["hits"]
    assert (hit["note"], hit["alike"]) == ("a.md", ["b.md"])
    assert all("alike" not in hit for hit in second["hits"])


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    folder = tmp_path_factory.mktemp("notes")
    for n in range(20):
        (folder / f"{n}.md").write_text(f"# Note {n}\n\nWords {n % 7} about {n % 3} things [[{n // 2}]].\n")
    notebook = Notebook(folder, Settings())
    notebook.load()
    return notebook


@settings(max_examples=150)
@given(
    draft=st.text(st.one_of(st.characters(), st.sampled_from("note word thing [[0123]]#\n"))),
    cursor=st.none() | st.integers(-5, 500),
    note=st.sampled_from(["", "3.md", "7", "Note 4", "x"]),
    limit=st.none() | st.integers(1, 30),
    typing=st.none() | st.booleans(),
)
def test_every_request_is_answered_in_order_of_score_without_the_note_itself(
    notebook: Notebook, draft: str, cursor: int | None, note: str, limit: int | None, typing: bool | None
) -> None:
    request = {"draft": draft, "cursor": cursor, "note": note, "limit": limit, "typing": typing}
    reply = json.loads(json.dumps(answer(notebook, json.dumps(request).encode())))
    notes = [hit["note"] for hit in reply["hits"]]
    scores = [hit["score"] for hit in reply["hits"]]
    assert len(set(notes)) == len(notes) <= (limit or 12)
    assert scores == sorted(scores, reverse=True)
    assert notebook.find(note) not in notes


@given(st.binary(max_size=60))
def test_any_line_is_a_request_or_an_error(line: bytes) -> None:
    try:
        assert read_request(line).draft.lines
    except RecallError as error:
        assert str(error)


def test_an_answer_comes_before_the_next_request_is_sent(folder: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "RECALL_CONFIG": os.fspath(tmp_path / "none.toml")}
    program = [sys.executable, "-c", "from recall_tui.cli.main import main; main()"]
    with subprocess.Popen(
        [*program, "related", "--stream"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as editor:
        assert editor.stdin
        assert editor.stdout
        for _ in range(3):
            editor.stdin.write(lines({"draft": "The oak beside the house"}))
            editor.stdin.flush()
            assert json.loads(editor.stdout.readline())["hits"][0]["note"] == "trees.md"
        editor.stdin.close()
        assert editor.wait(30) == 0
