"""A thread drafted in one text becomes notes."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from acting import files, opened, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recall_tui.acts.drafting import as_note, drafting, is_draft, save_posts
from recall_tui.acts.threads import body
from recall_tui.errors import NoteError

NOW = datetime(2024, 5, 6, 7, 8, 9)
LATER = datetime(2025, 1, 1)


@pytest.fixture(autouse=True)
def places(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


def test_posts_become_notes_behind_the_one_that_was_started_from(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"d/oak.md": "Oak.\n"})
    before = texts(tmp_path)
    draft = drafting(notebook, "d/oak.md", NOW) + "An oak is old.\nVery old.\n\nOlder than the house.\n"
    assert is_draft(draft)
    done = save_posts(notebook, draft, LATER)
    assert texts(tmp_path) == before | {
        "d/an-oak-is-old.md": '---\nprev: "[[d/oak]]"\ndate: "2024-05-06T07:08:09"\n---\n'
        "An oak is old.\nVery old.\n",
        "d/older-than-the-house.md": '---\nprev: "[[d/an-oak-is-old]]"\ndate: "2024-05-06T07:08:09"\n---\n'
        "Older than the house.\n",
    }
    assert notebook.engine.threads.thread("d/oak.md").notes == ("d/oak.md", *done.notes)  # type: ignore[union-attr]
    notebook.undo()
    assert texts(tmp_path) == before


def test_a_draft_keeps_its_own_front_matter_and_has_its_date_from_it(tmp_path: Path) -> None:
    notebook = opened(tmp_path)
    draft = drafting(notebook, "", NOW, "---\ntags: [tree]\ncreated: 2020-02-02 # then\n---\nOne.\n\nTwo.")
    save_posts(notebook, draft, LATER)
    assert texts(tmp_path) == {
        "one.md": "---\ntags: [tree]\ncreated: 2020-02-02 # then\n---\nOne.\n",
        "two.md": '---\nprev: "[[one]]"\ndate: "2020-02-02"\n---\nTwo.\n',
    }


def test_a_draft_can_be_one_note_after_all(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "Oak.\n"})
    assert not is_draft(as_note(drafting(notebook, "oak.md", NOW) + "One.\n"))
    assert as_note(drafting(notebook, "", NOW, "One.\n")) == '---\ndate: "2024-05-06T07:08:09"\n---\nOne.\n'


def test_without_a_post_nothing_is_made(tmp_path: Path) -> None:
    notebook = opened(tmp_path)
    with pytest.raises(NoteError, match="no posts"):
        save_posts(notebook, drafting(notebook, "", NOW) + "\n\n---\n\n", NOW)
    assert files(tmp_path) == {}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["Yes.", "yes", "# Yes", "Yes.\nNo.", "---\nprev: no\n---", "木", "…", "A [[b]] c", "\x07"]
        ),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_whatever_is_posted_is_one_thread_with_these_texts_and_twice_makes_nothing_new(
    posts: list[str], behind: bool
) -> None:
    with tempfile.TemporaryDirectory() as name:
        notebook = opened(Path(name), {"yes.md": "Yes.\n", "oak.md": "Oak.\n"})
        before = files(notebook.root)
        draft = drafting(notebook, "oak.md" if behind else "", NOW)
        draft += "\n\n".join(f"{post}\nMore." if post.startswith("#") else post for post in posts)
        done = save_posts(notebook, draft, LATER)
        assert len(set(done.notes)) == done.new == len(posts)
        said = [body(notebook, path).removesuffix("\nMore.") for path in done.notes]
        assert said == posts
        thread = notebook.engine.threads.thread(done.notes[-1])
        assert thread and thread.notes == (*["oak.md"] * behind, *done.notes)
        after = files(notebook.root)
        assert {path: after[path] for path in before} == before
        again = save_posts(notebook, draft, datetime(2026, 1, 1))
        assert (again.notes, again.new, files(notebook.root)) == (done.notes, 0, after)
        notebook.undo()
        assert files(notebook.root) == before
