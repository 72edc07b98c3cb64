"""`recall search` and the shell: which arguments are words, which are options; what is said of mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ALL = {"trees.md", "bread.md", "old/letters.md"}


def found(recall: Any, *arguments: str) -> set[str]:
    return {hit["note"] for hit in recall("search", "--json", *arguments).json}


@pytest.mark.parametrize(
    ("arguments", "notes"),
    [
        (["oak", "-house"], {"old/letters.md"}),
        (["-house", "oak"], {"old/letters.md"}),
        (["-aunt", "--limit", "5"], {"trees.md", "bread.md"}),
        (["--limit=5", "oak", "-aunt", "--json"], {"trees.md"}),
        (["oak", "-tag:x", "--folder", "."], {"trees.md", "old/letters.md"}),
        (["-hours"], {"trees.md", "old/letters.md"}),  # which begins like -h
        (["oak", "-"], {"trees.md", "old/letters.md"}),
        (["oak", "--", "-house"], {"old/letters.md"}),
        (["--", "-h"], ALL),
        (["-limit"], ALL),
        (["after:2020", "before:2022"], {"trees.md"}),
        (["path:old"], {"old/letters.md"}),
        (['"lives longer"'], {"trees.md"}),
        (['"longer lives"'], set()),
        (["longer lives"], {"trees.md"}),  # the shell has taken the quotes
        (['-"lives longer" oak'], {"old/letters.md"}),
        (["sort:oldest", "-x"], ALL),
        ([""], set()),
    ],
)
def test_words_filters_and_options_in_any_order(
    recall: Any, folder: Path, arguments: list[str], notes: set[str]
) -> None:
    assert found(recall, *arguments) == notes


def test_several_arguments_and_one_are_the_same_search(recall: Any, folder: Path) -> None:
    for text in ("oak -house", 'before:march 2021 "aunt wrote"', "title:let path:old/l", "-oak sort:oldest"):
        assert recall("search", *text.split(" ")).out == recall("search", text).out != ""


def test_the_newest_come_first_without_words(recall: Any, folder: Path) -> None:
    newest = [hit["note"] for hit in recall("search", "--json", "-submarine").json]
    assert newest == ["bread.md", "trees.md", "old/letters.md"]
    oldest = [hit["note"] for hit in recall("search", "--json", "oak", "sort:oldest").json]
    assert oldest == ["old/letters.md", "trees.md"]


@pytest.mark.parametrize("option", ["--limt", "--jsn", "--lmit=3", "--fodler", "--Limit", "--x", "--ahab"])
def test_a_misspelt_option_is_no_search(recall: Any, folder: Path, option: str) -> None:
    for arguments in (["oak", option], [option, "oak"], ["oak", option, "3"]):
        ran = recall("search", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert option.partition("=")[0] in ran.err
        assert "recall search --help" in ran.err


def test_an_option_without_its_value_is_told(recall: Any, folder: Path) -> None:
    for option in ("--limit", "--folder"):
        ran = recall("search", "oak", option)
        assert (ran.code, ran.out) == (2, "")
        assert option in ran.err
    assert recall("search", "-h").out.startswith("Usage: recall search")
    assert "WORDS" in recall("search", "--json").err


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("whale tag:", "tag:"),
        ('"white whale" before:soon', "before:soon"),
        ("tags:sea whale", "tags:sea"),
        ("鯨と海 on:maybe", "on:maybe"),
        ("a\tb \n-sort:date", "-sort:date"),
        ("ça e\u0301te\u0301 \x1b[2J sort:up", "sort:up"),
        ("after:2022 whale before:2021", "before:2021"),
        ("x" * 500 + " title: " + "y" * 500, "title:"),
        ("海" * 500 + " title: " + "海" * 500, "title:"),
    ],
)
def test_a_wrong_search_is_shown_with_a_caret_under_the_place(
    recall: Any, folder: Path, text: str, place: str
) -> None:
    from rich.cells import cell_len

    ran = recall("search", text)
    assert (ran.code, ran.out) == (2, "")
    head, shown, caret, why = ran.err.splitlines()
    assert head == "recall: This search cannot be understood:"
    assert caret.strip() == "^"
    assert cell_len(shown[: shown.index(place)]) == len(caret) - 1
    assert cell_len(shown) <= 84
    assert f"“{place}”" in why
    assert not set(ran.err) & set("\x1b\t\x07")
    assert (folder / "trees.md").exists()


def test_a_wrong_search_for_programs_is_one_line(recall: Any, folder: Path) -> None:
    ran = recall("search", "--json", "whale tag:")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("recall: At character 7, “tag:”: ")
    assert len(ran.err.splitlines()) == 1


def test_notes_that_say_the_same_are_listed_with_the_best(recall: Any, folder: Path) -> None:
    said = " ".join(f"word{i}" for i in range(30))
    for name in ("a", "b", "c"):
        (folder / f"{name}.md").write_text(f"---\ndate: 2020-01-01\n---\n{said}\n")
    (hit,) = recall("search", "--json", "word1").json
    assert (hit["note"], hit["alike"]) == ("a.md", ["b.md", "c.md"])
    assert "and 2 like it: b.md, c.md\n" in recall("search", "word1").out
    for n in range(20):
        (folder / f"copy{n}\x1b.md").write_text(f"{said}\n")
    out = recall("search", "word1").out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    assert "alike" not in recall("search", "--json", "oak").json[0]
