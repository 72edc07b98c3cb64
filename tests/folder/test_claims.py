"""One note is written by one recall at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.folder import claims
from recall_tui.folder.claims import Claim, claim
from recall_tui.folder.state import state_folder

OTHER = """
import sys
from pathlib import Path
from recall_tui.folder.claims import claim
held = claim(Path(sys.argv[1]), "tea.md")
print("yes" if held else "no", flush=True)
sys.stdin.read()
"""


def another(folder: Path) -> subprocess.Popen[str]:
    """Another recall that tries to claim tea.md, and ends when its input does."""
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", OTHER, str(folder)], stdin=pipe, stdout=pipe, text=True)


def test_a_note_is_claimed_once_and_again_when_it_was_let_go(tmp_path: Path) -> None:
    held = claim(tmp_path, "tea.md")
    assert held and claim(tmp_path, "tea.md") is None
    other = claim(tmp_path, "sub/tea.md")
    assert other
    held.release()
    held.release()
    again = claim(tmp_path, "tea.md")
    assert again
    again.release()
    other.release()
    folder = state_folder(tmp_path)
    assert folder and not list(folder.glob("note-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_it_is_one_note_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "tea.md").write_text("tea")
    (tmp_path / "notes" / "link.md").symlink_to("tea.md")
    (tmp_path / "way").symlink_to("notes")
    held = claim(tmp_path / "notes", "tea.md")
    assert held and claim(tmp_path / "notes", "link.md") is None and claim(tmp_path / "way", "tea.md") is None
    held.release()


@pytest.mark.parametrize("end", ["leave", "kill"])
def test_another_process_has_it_until_it_ends(tmp_path: Path, end: str) -> None:
    with another(tmp_path) as process:
        assert process.stdout and process.stdout.readline() == "yes\n"
        assert claim(tmp_path, "tea.md") is None
        if end == "kill":
            process.kill()
        else:
            process.communicate()
        process.wait(10)
        held = claim(tmp_path, "tea.md")
        assert held
    with another(tmp_path) as process:
        assert process.communicate()[0] == "no\n"
    held.release()


@given(st.lists(st.sampled_from(["one claims", "two claims", "one lets go", "two lets go"]), max_size=20))
def test_two_never_have_it(steps: list[str]) -> None:
    held: dict[str, Claim] = {}
    for who, _, what in (step.partition(" ") for step in steps):
        if what == "claims":
            free = not held
            got = claim(Path("notes"), "tea.md")
            assert (got is not None) == free
            if got:
                held[who] = got
        elif who in held:
            held.pop(who).release()
    for each in held.values():
        each.release()


def test_where_claims_cannot_be_kept_all_are_granted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "state_folder", lambda root: None)
    assert claim(tmp_path, "tea.md") and claim(tmp_path, "tea.md")
    monkeypatch.setattr(claims, "state_folder", lambda root: tmp_path / "gone")
    (tmp_path / "gone").write_text("a file")
    held = claim(tmp_path, "tea.md")
    assert held
    held.release()
    assert [each.name for each in tmp_path.iterdir()] == ["gone"]
