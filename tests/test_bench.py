"""The meter measures what it says; how fast anything is stands in docs/benchmarks.md, not here."""

from __future__ import annotations

import gzip
import re
import sys
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from bench.__main__ import main
from bench.inside import measure
from bench.keystroke import PAINTED, WARM, Program, credit, paints, time_to_full_paint, type_into
from bench.pile import drafts, make_pile, paragraphs, rfc_paragraphs, to_type
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import FolderError
from recall_tui.notes.parse import parse_note

STARTER = Path(__file__).parent.parent / "notes"
TEXT = ("ab cde fg hij " * 3)[:40]


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pile") / "notes"
    make_pile(folder, 30, paragraphs(STARTER, 1))
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*.md")}


# From a recording to figures


def paint(column: int, text: str) -> bytes:
    return b"\x1b[?2026h\x1b[1;%dH%s%s" % (column, text.encode(), PAINTED)


def recording(lag: float, lost: int | None = None) -> list[tuple[float, bytes]]:
    """A program that paints the key of second n at n + 0.25, and its results `lag` seconds later."""
    reads = []
    for n, character in enumerate(TEXT):
        text = paint(1 + n, character if n != lost else "-")
        results = paint(80, f"rev {n + 1}\x1b[2;80Ha card about rev 99, {n // 2}")
        reads += [(n + 0.25, text), (n + 0.25 + lag, results)] if lag else [(n + 0.25, text[:-8] + results)]
    return reads


PROGRAM = Program((), editor=(0, 60), pane=(60, 120))
SENT = [float(n) for n in range(len(TEXT))]


def test_a_key_is_counted_until_the_paint_that_shows_it() -> None:
    keys = credit(PROGRAM, TEXT, SENT, recording(lag=0.5))
    letters = sum(c.isalpha() for c in TEXT[WARM:])
    assert keys.characters == [250.0] * letters
    assert keys.results == [750.0] * letters
    assert (keys.together, keys.missed) == (0.0, 0)


def test_what_comes_in_one_paint_comes_together() -> None:
    keys = credit(PROGRAM, TEXT, SENT, recording(lag=0))
    assert set(keys.characters) == set(keys.results) == {250.0}
    assert (keys.together, keys.changed, keys.missed) == (1.0, 0.5, 0)


def test_a_character_that_never_shows_is_missed_with_those_after_it() -> None:
    keys = credit(PROGRAM, TEXT, SENT, recording(lag=0, lost=31))
    assert keys.missed == sum(c.isalpha() for c in TEXT[31:])
    assert len(keys.characters) == sum(c.isalpha() for c in TEXT[WARM:31])


def test_characters_are_found_where_the_editor_wraps_them() -> None:
    reads = [(0.1, paint(1, "abc")), (1.1, b"\x1b[2;1H  \xe2\x94\x82abc" + b"\x1b[3;1Hde" + PAINTED)]
    assert credit(Program((), pane=None), "abcde", [0.0, 0, 0, 1, 1], reads).missed == 0


def test_what_stands_below_the_text_is_not_taken_for_typed() -> None:
    text = "know" * 6 + "A"
    reads = [(0.1, b"\x1b[40;1HA key" + PAINTED), (0.2, paint(1, text[:-1])), (5.0, paint(25, "A"))]
    keys = credit(Program((), pane=None), text, [0.0] * len(text), reads)
    assert keys.characters == [200.0] * 4 + [5000.0]


@given(st.lists(st.binary(max_size=9), max_size=6), st.lists(st.integers(0, 80), max_size=8))
def test_paints_are_the_same_however_they_were_read(texts: list[bytes], cuts: list[int]) -> None:
    stream = PAINTED.join(text.replace(b"\x1b", b"") for text in texts)
    places = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    reads = [(float(b), stream[a:b]) for a, b in pairwise(places)]
    found = list(paints(reads))
    assert b"".join(data for _, data in found) == stream
    assert [data for _, data in found] == [t + PAINTED for t in stream.split(PAINTED)[:-1]] + [
        stream.split(PAINTED)[-1]
    ]
    end = 0
    for moment, data in found[:-1]:
        end += len(data)
        assert moment == min(place for place in places if place >= end)


# On a terminal


def test_a_program_that_ends_is_shown_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="no such luck"):
        time_to_full_paint(Program((sys.executable, "-c", "print('no such luck')")))


def test_a_program_that_drops_keys_is_found_out() -> None:
    """It swallows one key, on a screen that it has painted in full."""
    code = (
        "import sys, tty; tty.setraw(0); print('\\x1b[44m' + ' ' * 4800 + '\\x1b[H', flush=True)\n"
        "for n in range(1000):\n"
        "    c = sys.stdin.read(1)\n"
        "    print(c if n != 31 else '', end='\\x1b[?2026l', flush=True)"
    )
    keys, _ = type_into(Program((sys.executable, "-c", code)), TEXT, rate=200)
    assert (len(keys.characters), keys.missed) == (7, sum(c.isalpha() for c in TEXT[31:]))


def test_a_folder_is_measured_and_left_as_it_was(pile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(pile)
    main(
        [
            "--only=keys",
            "--rounds=1",
            "--keys=10",
            "--rate=100",
            "--words=30",
            "--starts=1",
            "--markdown",
            str(pile),
        ]
    )
    out = capsys.readouterr().out
    assert f"### {pile}" in out
    cells = {row[0]: row[1:] for line in out.splitlines() if (row := re.split(r" *\| *", line.strip("| ")))}
    for name in ("key to paint, bare editor", "key to paint, recall", "key to paint of the results"):
        assert all(float(ms) > 0 for ms in cells[name])
    assert cells["characters never seen"] == ["0", "0"]
    assert cells["notes"][0] == "30"
    assert contents(pile) == before


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"There is no folder .*/nowhere"):
        main([str(tmp_path / "nowhere")])


@pytest.mark.parametrize("option", ["--rounds=0", "--keys=-1", "--rate=fast"])
def test_a_count_that_is_none_is_refused(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([option])
    assert "is no whole number from 1 on" in capsys.readouterr().err


# In process


def test_inside_every_key_of_every_draft_is_answered(tmp_path: Path) -> None:
    make_pile(tmp_path / "notes", 30, paragraphs(STARTER, 1))
    figures = measure(tmp_path / "notes", 150)
    assert figures["notes"] == 30
    assert set(figures["answers"]) == {"30", "150"}
    for words, times in figures["answers"].items():
        assert len(times) == sum(map(len, drafts(tmp_path / "notes", int(words), 150)))


# What is measured on


def test_the_same_pile_is_made_again(pile: Path, tmp_path: Path) -> None:
    make_pile(tmp_path / "again", 30, paragraphs(STARTER, 1))
    assert contents(tmp_path / "again") == contents(pile)


def test_a_made_note_is_a_note_like_others(pile: Path) -> None:
    for path in sorted(pile.rglob("*.md")):
        text = path.read_text("utf-8")
        note = parse_note(path.name, text, born=None, modified=datetime(1999, 1, 1))
        assert note.problems == ()
        assert note.date_from == "front matter"
        assert note.title != path.stem
        assert 60 <= len(text.split()) <= 300
        assert all(link.target < path.stem for link in note.links)


def test_of_an_rfc_the_prose_is_taken_without_its_pages(tmp_path: Path) -> None:
    said = "A receiver that knows nothing of a header must pass it on as it came, in the same order"
    text = (
        f"{said}.\n\n\n\nA. Uthor    Standards Track    [Page 7]\n\f\nRFC 9999    A Title    May 1999\n\n"
        f"   {said},\n   whoever reads it.\n\n   +-----+-----+\n   |  7  |  8  |\n   +-----+-----+\n"
    )
    (tmp_path / "rfc9999.txt.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "index.txt.gz").write_bytes(gzip.compress(text.encode()))
    assert list(rfc_paragraphs(tmp_path)) == [f"{said}.", f"{said}, whoever reads it."]


def test_what_is_typed_are_words_of_the_notes(pile: Path) -> None:
    text = to_type(pile, 150)
    assert len(text) == 150
    assert re.fullmatch(r"[^\W\d_]+( [^\W\d_]+)* ?", text)
    known = {
        word for path in pile.rglob("*.md") for word in re.findall(r"[^\W\d_]+", path.read_text("utf-8"))
    }
    assert set(text.split()[:-1]) <= known


def test_drafts_have_the_words_they_should(pile: Path) -> None:
    assert [len(draft.split()) for draft in drafts(pile, 30, 600)] == [30] * 20
    assert [len(draft.split()) for draft in drafts(pile, 600, 600)] == [600]


def test_chinese_has_words_without_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("學而時習之不亦說乎" * 20, "utf-8")
    assert {len(draft) for draft in drafts(tmp_path, 30, 60)} == {60}


def test_notes_that_say_too_little_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Hm.", "utf-8")
    with pytest.raises(SystemExit, match="too little"):
        to_type(tmp_path, 150)
    with pytest.raises(SystemExit, match="no sentences"):
        make_pile(tmp_path / "pile", 3, paragraphs(tmp_path, 1))
