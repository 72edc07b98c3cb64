"""Growing threads, on disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recall_tui.acts import threads
from recall_tui.config import Settings
from recall_tui.errors import NoteError
from recall_tui.notebook import Notebook

NOW = datetime(2024, 5, 6, 7, 8, 9)


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", os.fspath(tmp_path / "state"))


@pytest.fixture
def garden(tmp_path: Path) -> Callable[..., Notebook]:
    def garden(**texts: str) -> Notebook:
        root = tmp_path / "notes"
        root.mkdir(exist_ok=True)
        for name, text in texts.items():
            file = root / f"{name.replace('__', '/')}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(text.encode())
        return opened(root)

    return garden


def opened(root: Path) -> Notebook:
    notebook = Notebook(root, Settings())
    notebook.load()
    return notebook


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".recall" not in path.parts
    }


def prevs(notebook: Notebook) -> dict[str, str | None]:
    view = notebook.engine.view
    return {path: notebook.engine.threads.prev(path) for path in map(view.path, view.notes())}


def test_a_note_is_continued_beside_it_and_nothing_else_changes(garden: Callable[..., Notebook]) -> None:
    notebook = garden(d__oak="Oak.\r\n", elm="Elm.")
    before = files(notebook.root)
    new = threads.continue_note(notebook, "d/oak.md", "An oak, again.\n", NOW)
    after = files(notebook.root)
    assert after.pop(new) == b'---\nprev: "[[d/oak]]"\ndate: "2024-05-06T07:08:09"\n---\nAn oak, again.\n'
    assert (new, after) == ("d/an-oak-again.md", before)
    assert notebook.engine.threads.prev(new) == "d/oak.md"
    assert notebook.engine.view.written(notebook.engine.view.find(new)) == NOW
    assert threads.continue_note(notebook, "d/oak.md", "An oak, again.", NOW) == "d/an-oak-again-2.md"
    assert threads.continue_note(notebook, "d/oak.md", "", NOW) == "d/oak-2.md"
    with_front = "---\ntitle: So\ncreated: 2020-01-01 # then\n---\nAnd so."
    new = threads.continue_note(notebook, "d/oak-2.md", with_front, NOW)
    assert (notebook.root / new).read_text() == with_front.replace("then\n", 'then\nprev: "[[d/oak-2]]"\n')
    for _ in range(4):
        notebook.undo()
    assert files(notebook.root) == before


@pytest.mark.parametrize(
    "name",
    [
        *("plain", "Ünïcode 木", "with 'quotes'", 'with "both"', "a#b", "a^b", "[a]", "a|b", "50%", "a`b`c"),
        *("a\\b", "odd\udcff", "a\x07b"),
    ],
)
def test_whatever_a_note_is_called_it_is_continued(garden: Callable[..., Notebook], name: str) -> None:
    notebook = garden()
    (notebook.root / "d").mkdir()
    (notebook.root / f"d/{name}.md").write_text("Oak.")
    (notebook.root / f"{name}.md").write_text("Not this oak.")
    (notebook.root / f"d/{name}.txt").write_text("Nor this.")
    notebook.refresh([""])
    new = threads.continue_note(notebook, f"d/{name}.md", "So.", NOW)
    assert notebook.engine.threads.prev(new) == f"d/{name}.md"


def test_what_would_be_a_circle_is_refused_by_name(garden: Callable[..., Notebook]) -> None:
    notebook = garden(a="A", b='---\nprev: "[[a]]"\n---\nB', c='---\nprev: "[[b]]"\n---\nC')
    before = files(notebook.root)
    with pytest.raises(NoteError, match=r"a\.md → b\.md → c\.md → a\.md"):
        threads.put_behind(notebook, "a.md", "c.md")
    with pytest.raises(NoteError, match=r"b\.md → b\.md"):
        threads.put_behind(notebook, "b.md", "b.md")
    assert files(notebook.root) == before


def test_a_long_circle_is_named_in_short(garden: Callable[..., Notebook]) -> None:
    notebook = garden(n0="0", **{f"n{i}": f"---\nprev: n{i - 1}\n---\n" for i in range(1, 30)})
    with pytest.raises(NoteError, match=r"n0\.md → n1\.md → n2\.md → n3\.md → n4\.md → … → n29\.md → n0\.md"):
        threads.put_behind(notebook, "n0.md", "n29.md")


def test_the_note_that_held_the_posts_goes_to_the_trash_with_them_and_comes_back(
    garden: Callable[..., Notebook],
) -> None:
    notebook = garden(pasted="1/ One.\n\n2/ Two.\n", two="Two.\n")
    before = files(notebook.root)
    file = notebook.read("pasted.md")
    done, plan = threads.importing(notebook, file.text, instead_of=file)
    assert files(notebook.root) == before  # worked out, not done
    notebook.change(plan)
    assert (done.notes, done.new) == (("one.md", "two.md"), 1)
    assert files(notebook.root).keys() == {"one.md", "two.md"}
    notebook.undo()
    assert files(notebook.root) == before


def test_a_post_that_is_the_note_itself_is_not_thrown_away(garden: Callable[..., Notebook]) -> None:
    notebook = garden(one="One.\n")
    file = notebook.read("one.md")
    done, plan = threads.importing(notebook, file.text, instead_of=file)
    assert (done.notes, plan.changes) == (("one.md",), ())


def test_what_another_names_as_its_next_is_not_detached_behind_its_back(
    garden: Callable[..., Notebook],
) -> None:
    notebook = garden(a='---\nnext: "[[b]]"\n---\nA', b="B", c="C")
    assert notebook.engine.threads.prev("b.md") == "a.md"
    with pytest.raises(NoteError, match=r"a\.md names it"):
        threads.detach(notebook, "b.md")
    threads.put_behind(notebook, "b.md", "c.md")
    assert prevs(notebook) == {"a.md": None, "b.md": "c.md", "c.md": None}


def test_a_prev_that_leads_nowhere_can_be_taken_out(garden: Callable[..., Notebook]) -> None:
    notebook = garden(a='---\nprev: "[[gone]]"\nx: y\n---\nA')
    threads.detach(notebook, "a.md")
    assert (notebook.root / "a.md").read_text() == "---\nx: y\n---\nA"


def test_what_was_changed_meanwhile_is_not_overwritten(garden: Callable[..., Notebook]) -> None:
    notebook = garden(a="A", b="B", c="---\nunclosed: x\n\nC")
    with pytest.raises(NoteError, match="front matter"):
        threads.put_behind(notebook, "c.md", "a.md")
    (notebook.root / "b.md").unlink()
    with pytest.raises(NoteError):
        threads.put_behind(notebook, "b.md", "a.md")
    with pytest.raises(NoteError):
        threads.continue_note(notebook, "b.md", "So.", NOW)
    assert sorted(files(notebook.root)) == ["a.md", "c.md"]


def test_a_note_is_moved_within_its_thread(garden: Callable[..., Notebook]) -> None:
    line = {"a": "A", **{n: f"---\nprev: {p}\n---\n" for p, n in ("ab", "bc", "cd", "de")}}
    notebook = garden(**line, side="---\nprev: d\n---\n")

    def order() -> str:
        return "".join(path[0] for path in notebook.engine.threads.thread("a.md", "e.md").notes)  # type: ignore[union-attr]

    for note, after, expected, changed in (
        ("d", "a", "adbce", 3),
        ("a", "e", "dbcea", 2),
        ("c", None, "cdbea", 3),
        ("d", "c", "", 0),
        ("a", "side", "", 0),
    ):
        before = files(notebook.root)
        if changed:
            plan = threads.move(notebook, f"{note}.md", after and f"{after}.md")
            assert order() == expected
            assert len(plan.changes) == changed
        else:
            with pytest.raises(NoteError):
                threads.move(notebook, f"{note}.md", f"{after}.md")
        assert sum(files(notebook.root)[path] != text for path, text in before.items()) == changed
    assert notebook.engine.threads.prev("side.md") == "d.md"


def test_posts_come_in_as_notes_and_go_out_as_they_came(garden: Callable[..., Notebook]) -> None:
    notebook = garden(so="Not this.")
    text = "1/7 So\n\n2/7 And so:\n\n---\n\nso\n\n5/7 So\n\n7/7 On.\n"
    done = threads.import_posts(notebook, text)
    assert done == (("so-2.md", "and-so.md", "so-3.md", "on.md"), 4, ())
    assert prevs(notebook) == {
        "so.md": None, "so-2.md": None, "and-so.md": "so-2.md", "so-3.md": "and-so.md", "on.md": "so-3.md",
    }  # fmt: skip
    assert threads.export_posts(notebook, "and-so.md") == text
    assert threads.import_posts(notebook, text) == (done.notes, 0, ())
    more = threads.import_posts(notebook, text.replace("/7", "/8") + "\n8/8 And on.\n")
    assert (more.new, more.notes[-1]) == (1, "and-on.md")
    assert notebook.engine.threads.prev("and-on.md") == "on.md"
    notebook.undo()
    notebook.undo()
    assert list(files(notebook.root)) == ["so.md"]


def test_numbers_are_written_down_where_they_do_not_go_on(garden: Callable[..., Notebook]) -> None:
    notebook = garden()
    threads.import_posts(notebook, "Hook.\n\n1/ One.\n\n2/ Two.\n\n4/ Four.\n\n5/ Five.\n")
    texts = {path: text.decode() for path, text in files(notebook.root).items()}
    assert {path for path, text in texts.items() if "post:" in text} == {"four.md"}
    assert texts["four.md"] == '---\nprev: "[[two]]"\npost: "4"\n---\nFour.\n'
    assert texts["hook.md"] == "Hook.\n"


def test_doctor_is_told_of_threads_that_lead_nowhere_or_in_circles(garden: Callable[..., Notebook]) -> None:
    notebook = garden(
        a="---\nprev: c\n---\n", b="---\nprev: a\n---\n", c="---\nprev: b\n---\n", d="---\nprev: e\n---\n",
        s="---\nprev: s\n---\n", x__t="T", y__t="T", u="---\nprev: t\n---\n",
    )  # fmt: skip
    found = {problem.path: problem.reason for problem in threads.problems(notebook)}
    assert found.keys() == {"a.md", "d.md", "s.md", "u.md"} or found.keys() == {
        "b.md",
        "d.md",
        "s.md",
        "u.md",
    }
    assert any("→" in reason for reason in found.values())
    assert "2 notes" in found["u.md"]
    assert "no note" in found["d.md"]


NAMES = ["a", "b", "c", "d/e", "d/f"]
FRONTS = ["", "---\ntitle: T # so\n---\n", "\ufeff---\r\nx: [1, 2]\r\n---\r\n", "---\nnext: '[[c]]'\n---\n"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["continue", "behind", "detach", "move", "undo"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=10,
)


@contextmanager
def folder(fronts: list[str]) -> Iterator[Notebook]:
    root = Path(tempfile.mkdtemp())
    try:
        (root / "d").mkdir()
        for name, front in zip(NAMES, fronts, strict=True):
            (root / f"{name}.md").write_bytes(f"{front}{name} text\r\n\n#end".encode())
        yield opened(root)
    finally:
        shutil.rmtree(root)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(FRONTS), min_size=5, max_size=5), ACTS)
def test_any_acts_keep_a_forest_and_change_the_notes_they_name(
    fronts: list[str], acts: list[tuple[str, int, int]]
) -> None:
    with folder(fronts) as notebook:
        root = notebook.root
        first, done = files(root), 0
        for act, one, other in acts:
            paths = sorted(prevs(notebook))
            note, to = paths[one % len(paths)], paths[other % len(paths)]
            before, were = files(root), prevs(notebook)
            with suppress(NoteError):
                if act == "continue":
                    new = threads.continue_note(notebook, note, "More.\n", NOW)
                    assert {path: text for path, text in files(root).items() if path != new} == before
                    assert prevs(notebook) == {**were, new: note}
                elif act == "behind":
                    threads.put_behind(notebook, note, to)
                    assert prevs(notebook) == {**were, note: to}
                elif act == "detach":
                    threads.detach(notebook, note)
                    assert prevs(notebook) == {**were, note: None}
                elif act == "move":
                    threads.move(notebook, note, to)
                    assert notebook.engine.threads.prev(note) == to
                elif done:
                    notebook.undo()
                done += 1 if act != "undo" else -1 if done else 0
            after = files(root)
            changed = {path for path in before if before[path] != after.get(path)}
            if act in ("continue", "behind", "detach"):
                assert changed <= {note}
            assert act == "undo" or len(changed) <= 3
            for path in after:
                assert after[path].endswith(first.get(path, b"More.\n").rpartition(b"---")[2].lstrip(b"\r\n"))
            assert notebook.engine.threads.cycles == []
        fresh = opened(root)
        assert prevs(fresh) == prevs(notebook)
        assert not list(threads.problems(fresh))
        while done > 0:
            notebook.undo()
            done -= 1
        assert files(root) == first
