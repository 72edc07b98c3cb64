from __future__ import annotations

import unicodedata
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.names import conflict_name, denote_name, file_name_problem, free_name, slug, stem


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Forgetting is half the work", "forgetting-is-half-the-work"),
        ("  Don't / “do” it!  ", "dont-do-it"),
        ("Ça va, Ärger?", "ça-va-ärger"),
        ("日本語の メモ", "日本語の-メモ"),
        ("हिन्दी लेख", "हिन्दी-लेख"),
        ("2024-01-31 walk", "2024-01-31-walk"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "con-note"),
        ("🙂", "note"),
        ("", "note"),
        ("\u202egpj.exe", "gpj-exe"),
    ],
)
def test_slugs(title: str, name: str) -> None:
    assert slug(title) == name


@given(st.text(st.characters(), max_size=400))
def test_a_slug_is_always_a_file_name(title: str) -> None:
    assert file_name_problem(slug(title) + ".md") is None
    assert slug(slug(title)) == slug(title)


@pytest.mark.parametrize(
    "name",
    [
        "a.md",
        "-rf.md",
        "2024-01-31.md",
        "日本語.md",
        "a's note (1).md",
        "; $(id).md",
        "con1.md",
        "x" * 252 + ".md",
    ],
)
def test_usable_names(name: str) -> None:
    assert file_name_problem(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        ".",
        "..",
        ".hidden.md",
        "a/b.md",
        "..\\x",
        "a:b.md",
        "a*.md",
        "a?",
        '"a"',
        "<a>",
        "a|b",
        "a.md.",
        "a ",
        "a\x1b.md",
        "a\nb.md",
        "a\x00",
        "\u202ea.md",
        "a\u2066.md",
        "a\u2028b",
        "a\udcff.md",
        "CON.md",
        "nul",
        "Aux.txt",
        "com1.md",
        "LPT9.tar.md",
        "com¹.md",
        "con .md",
        "x" * 253 + ".md",
        "漢" * 85 + ".md",
    ],
)
def test_unusable_names_are_told_why(name: str) -> None:
    problem = file_name_problem(name)
    assert problem
    assert "\x1b" not in problem
    assert "\n" not in problem


def test_a_free_name_is_numbered_from_two() -> None:
    taken = {"Dir/a.md", "Dir/a-2.md"}
    assert free_name("Dir/a.md", taken.__contains__) == "Dir/a-3.md"
    assert free_name("Dir/b.md", taken.__contains__) == "Dir/b.md"
    assert free_name("Dir.x/c", {"Dir.x/c"}.__contains__) == "Dir.x/c-2"


@given(
    st.text(st.sampled_from("ab é漢e\u0301\u0301🙂👩\u200d🚀👍🏽.-"), max_size=200),
    st.integers(0, 3),
    st.sampled_from([".md", ".markdown", ""]),
)
def test_a_free_name_fits_and_parts_no_character(wanted: str, busy: int, ending: str) -> None:
    asked: list[str] = []

    def taken(name: str) -> bool:
        asked.append(name)
        return len(asked) <= busy

    free = free_name("folder/" + wanted + ending, taken).removeprefix("folder/")
    assert len(set(asked)) == busy + 1
    assert len(free.encode()) <= 255
    assert free.endswith(ending)
    kept = asked[0].removeprefix("folder/").removesuffix(ending)
    if kept != wanted and kept != "note":
        assert wanted.startswith(kept)
        cut = wanted[len(kept) :].lstrip(" .-")[0]
        assert not kept.endswith("\u200d")
        assert cut == wanted[len(kept)] or wanted[len(kept)] in " .-"
        assert wanted[len(kept)] != "\u200d"
        assert not unicodedata.combining(wanted[len(kept)])


def test_a_letter_is_not_parted_from_its_marks() -> None:
    long = "x" * 250 + "e" + "\u0301" * 4
    assert free_name(long + ".md", lambda name: False) == "x" * 250 + ".md"
    family = "x" * 245 + "👩\u200d🚀"
    assert free_name(family + ".md", lambda name: False) == "x" * 245 + ".md"


@given(
    st.text(st.sampled_from("ab é漢🙂👩\u200d.-/:\x1b\n\u202e\udce9"), max_size=200),
    st.text(st.sampled_from("aB .-/é漢\x1b\n\udce9"), max_size=80),
    st.sampled_from([".md", ".markdown", ".txt"]),
)
def test_a_conflict_copy_has_a_fine_name_with_room_for_a_number(stem: str, host: str, ending: str) -> None:
    name = conflict_name(f"in/{stem.replace('/', '')}{ending}", host, datetime(2026, 11, 22, 10, 30))
    assert name.startswith("in/") and name.endswith(f" 2026-11-22 1030){ending}")
    assert file_name_problem(name[3:]) is None
    taken = {name}
    for number in range(2, 12):
        taken.add(other := free_name(name, taken.__contains__))
        assert other == f"{name.removesuffix(ending)}-{number}{ending}"
        assert file_name_problem(other[3:]) is None


def test_a_conflict_copy_says_where_and_when() -> None:
    now = datetime(2026, 11, 22, 10, 30)
    said = conflict_name("ideas/Trees.md", "Laptop.local", now)
    assert said == "ideas/Trees (conflict laptop 2026-11-22 1030).md"


@pytest.mark.parametrize(
    ("name", "identifier", "title", "keywords"),
    [
        ("20240102T030405", "20240102T030405", None, ()),
        ("20240102T030405--a-title__work_idea", "20240102T030405", "a title", ("work", "idea")),
        ("@@20240102T030405==1=a--a-title", "20240102T030405", "a title", ()),
        ("20240102T030405==sig__kw", "20240102T030405", None, ("kw",)),
        ("20240102T030405--日本-語", "20240102T030405", "日本 語", ()),
    ],
)
def test_denote_names(name: str, identifier: str, title: str | None, keywords: tuple[str, ...]) -> None:
    assert denote_name(name) == (identifier, title, keywords)


@pytest.mark.parametrize(
    "name", ["20240102", "20240102T0304", "a 20240102T030405", "20240102T030405 title", ""]
)
def test_other_names_are_not_denotes(name: str) -> None:
    assert denote_name(name) is None


def test_stem() -> None:
    assert stem("Dir/a.b.MD") == "a.b"
    assert stem("Dir.md/a") == "a"
