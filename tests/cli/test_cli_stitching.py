"""`recall stitch` and `recall trace` where a transcript can't go: terminals, bytes, what lies on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ESC = "\x1b[2J\x1b]0;title\x07"


def test_a_terminal_is_shown_no_control_character_and_a_pipe_gets_the_bytes(
    recall: Any, folder: Path
) -> None:
    (folder / "bad.md").write_text(f"# {ESC}\n\nSaid {ESC} here.\n")
    (folder / "essay.md").write_text("![[bad]]\n\n![[bad#no\x1b]]\n")
    wrong = recall("stitch", "essay", tty=True)
    assert (wrong.code, "\x1b" in wrong.err + wrong.out) == (2, False)
    (folder / "essay.md").write_text("![[bad]]\n")
    shown = recall("stitch", "essay", "--to", "txt", tty=True)
    assert (shown.code, "\x1b" in shown.out) == (0, False)
    assert ESC in recall("stitch", "essay", "-o", "-").out
    recall("stitch", "essay", "-o", "../made.md")
    traced = recall("trace", "../made.md", tty=True)
    assert (traced.code, "\x1b[2J" in traced.out) == (0, False)
    assert "\x1b" not in recall("essay", "outline", "essay").out


def test_a_word_processor_s_file_is_not_printed_to_a_terminal(recall: Any, folder: Path) -> None:
    found = recall("stitch", "trees", "--to", "docx", "-o", "-", tty=True)
    assert found.code == 2
    assert "nothing for a terminal" in found.err


def test_pictures_beside_the_result_overwrite_nothing(recall: Any, folder: Path) -> None:
    (folder / "p.png").write_bytes(b"new")
    (folder / "essay.md").write_text("![[p.png]]\n")
    mine = folder.parent / "made-files" / "p.png"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    refused = recall("stitch", "essay", "-o", "../made.md")
    assert (refused.code, mine.read_bytes()) == (2, b"mine")
    assert not (folder.parent / "made.md").exists()
    mine.unlink()
    assert recall("stitch", "essay", "-o", "../made.md").code == 0
    assert mine.read_bytes() == b"new"
    assert recall("stitch", "essay", "-o", "../made.md").code == 0


def test_embeds_nested_ten_deep(recall: Any, folder: Path) -> None:
    for n in range(10):
        (folder / f"n{n}.md").write_text(f"# Level {n}\n\n![[n{n + 1}]]\n")
    (folder / "n10.md").write_text("The end.\n")
    made = recall("stitch", "n0", "--sources", "none")
    assert made.out.startswith("# Level 0\n\n## Level 1\n")
    assert made.out.endswith(
        "###### Level 5\n\n**Level 6**\n\n**Level 7**\n\n**Level 8**\n\n**Level 9**\n\nThe end.\n"
    )
    assert "4 headings stand deeper than level 6" in made.err


@pytest.mark.parametrize("kind", ["html", "epub"])
def test_what_has_no_name_is_named_as_the_essay(
    recall: Any, folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recall_tui.acts.pandoc.convert", lambda *_: b"made")
    (folder / "out").mkdir()
    monkeypatch.chdir(folder / "out")
    made = recall("stitch", "trees", "--to", kind, "--folder", "..")
    assert (made.code, made.out) == (0, f"trees.{kind}\n")
    assert (folder / "out" / f"trees.{kind}").exists()
