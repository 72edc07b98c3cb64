"""`recall related --explain`: what each score is made of, for people and for programs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest


def explained(recall: Any, draft: str, *more: str) -> list[Any]:
    return recall("related", "--explain", "--json", *more, given=draft.encode()).json  # type: ignore[no-any-return]


def test_parts_and_boosts_add_up_to_the_score(recall: Any, folder: Path) -> None:
    (folder / "oaks.md").write_text("# Old oaks\n\nAn oak by the [[trees]], and a house.\n")
    hits = explained(recall, "The house and old oaks")
    assert {hit["note"] for hit in hits} == {"oaks.md", "trees.md", "old/letters.md"}
    for hit in hits:
        why = hit["explanation"]
        total = sum(part["score"] for part in why["parts"]) + sum(b["score"] for b in why["boosts"])
        assert total == pytest.approx(hit["score"], abs=1e-6)
        for part in why["parts"]:
            counted = part["count"] * 3 / (part["count"] + part["saturation"])
            assert part["score"] == pytest.approx(part["weight"] * part["idf"] * counted)
        assert why["length"] > 0 < why["mean"]
    assert {part["word"]: part["term"] for part in hits[0]["explanation"]["parts"]}["oaks"] == "oak"
    plain = recall("related", "--json", given=b"The house and old oaks").json
    assert [hit | {"explanation": None} for hit in plain] == [hit | {"explanation": None} for hit in hits]


@pytest.mark.parametrize("floor", [0.0, 0.3, 0.5])
def test_what_is_shown_above_a_floor_is_explained_as_it_is_shown(
    recall: Any, folder: Path, tmp_path: Path, floor: float
) -> None:
    (tmp_path / "config.toml").write_text(f"floor = {floor}\n")
    (folder / "best.md").write_text("The oak, the house, stamps and rye.\n")
    (folder / "weak.md").write_text("Of rye. [[best]]\n")
    hits = explained(recall, "oak house stamps rye")
    assert hits[0]["note"] == "best.md"
    assert ("weak.md" in {hit["note"] for hit in hits}) == (floor < 0.3)
    for hit in hits:
        why = hit["explanation"]
        total = sum(part["score"] for part in why["parts"]) + sum(b["score"] for b in why["boosts"])
        assert total == pytest.approx(hit["score"], abs=1e-6)


def test_the_table_adds_up_too_and_does_not_grow_with_the_draft(recall: Any, folder: Path) -> None:
    words = [f"word{i}" for i in range(40)]
    (folder / "long.md").write_text(" ".join(words))
    out = recall("related", "--explain", given=" ".join(words).encode()).out
    rows = [line.split() for line in out.splitlines() if re.search(r"\d\.\d{3}$", line)]
    assert rows[-2][:4] == ["+", "28", "more", "words"]
    assert rows[-1][0] == "score"
    assert len(rows) == 12 + 2
    assert sum(float(row[-1]) for row in rows[:-1]) == pytest.approx(float(rows[-1][-1]), abs=0.01)
    assert max(map(len, out.splitlines())) <= 80


def test_a_note_and_a_pipe_are_explained_alike(recall: Any, folder: Path) -> None:
    # But that a note is not among its own past selves.
    ran = recall("related", "--explain", "--json", "trees")
    assert {hit["note"] for hit in ran.json} == {"old/letters.md"}
    given = recall("related", "--explain", "--json", given=(folder / "trees.md").read_bytes()).json
    assert {hit["note"] for hit in given} == {"trees.md", "old/letters.md"}
    assert all(hit["explanation"]["parts"] for hit in [*ran.json, *given])


def test_no_answer_and_no_explanation_of_a_stream(recall: Any, folder: Path) -> None:
    ran = recall("related", "--explain", given=b"submarine")
    assert (ran.code, ran.out, ran.err) == (1, "", "Nothing from before on this.\n")
    ran = recall("related", "--explain", "--json", given=b"submarine")
    assert (ran.code, ran.out, ran.err) == (1, "", "")
    ran = recall("related", "--explain", "--stream", given=b'{"draft": "oak"}\n')
    assert (ran.code, ran.out) == (2, "")
    assert "--explain" in ran.err


def test_words_of_a_draft_cannot_drive_the_terminal(recall: Any, folder: Path) -> None:
    (folder / "odd.md").write_text("# \x1b]0;owned\x07 [bold]oak\n\n\x9b31m oak\n", encoding="utf-8")
    for tty in (False, True):
        (folder / "draft.txt").write_text("oak [bold] \x9b31m owned 31m", encoding="utf-8")
        out = recall("related", "--explain", "draft.txt", tty=tty).out
        assert "oak" in out
        assert not set(re.sub(r"\x1b\[[\d;]*m", "", out)) & set("\x1b\x07\x9b")
