"""What lies around a note: each neighbour in one place, the newest first, and no more than is looked at."""

from __future__ import annotations

from pathlib import Path

from acting import opened

from recall_tui.acts.around import BRANCHES, DEPTH, Around, around
from recall_tui.notebook import Notebook


def look(notebook: Notebook, path: str) -> Around:
    found = around(notebook, path)
    assert found
    return found


def paths(notes: object) -> list[str]:
    return [near.path for near in notes]  # type: ignore[attr-defined]


def chain(count: int, name: str = "t", first: str = "") -> dict[str, str]:
    """A thread of so many notes, behind another one."""
    prevs = [first, *(f"{name}{i}" for i in range(count))]
    return {
        f"{name}{i}.md": f'---\ndate: 2020-01-01\nprev: "[[{prev}]]"\n---\n'
        if prev
        else "---\ndate: 2020-01-01\n---\n"
        for i, prev in enumerate(prevs[:count])
    }


def test_a_note_has_its_thread_and_its_links_each_neighbour_once(tmp_path: Path) -> None:
    notes = {
        "a.md": "---\ndate: 2020-01-01\n---\n# First\n",
        "b.md": '---\ndate: 2020-01-02\nprev: "[[a]]"\n---\nSee [[x]], [[a]] and [[nobody]].\n',
        "c.md": '---\ndate: 2020-01-05\nprev: "[[b]]"\n---\n[[b]]\n',
        "d.md": '---\ndate: 2020-01-04\nprev: "[[b]]"\n---\n',
        "e.md": '---\ndate: 2020-01-06\nprev: "[[d]]"\n---\n',
        "x.md": "---\ndate: 2021-01-01\n---\n# X marks\n[[b]] [[b]]\n",
        "y.md": "---\ndate: 2022-01-01\n---\n[[b]]\n",
    }
    notebook = opened(tmp_path, notes)
    found = look(notebook, "b.md")
    assert (found.note.path, found.place) == ("b.md", (2, 4))
    assert (paths(found.above), found.before) == (["a.md"], 0)
    assert [paths(branch.notes) for branch in found.below] == [["d.md", "e.md"], ["c.md"]]
    assert (paths(found.back), paths(found.out)) == (["y.md", "x.md"], ["x.md"])
    assert (found.back.place("x.md"), found.back.place("a.md")) == (1, 0)
    named = found.named("MARKS x")
    assert (paths(named.back), paths(named.out), named.below, named.above) == (
        ["x.md"],
        ["x.md"],
        (),
        found.above,
    )
    assert around(notebook, "gone.md") is None


def test_it_follows_what_changes(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a.md": "", "b.md": "[[a]]", "c.md": "[[a]]"})
    assert sorted(paths(look(notebook, "a.md").back)) == ["b.md", "c.md"]
    (tmp_path / "b.md").write_text('---\nprev: "[[a]]"\n---\n')
    (tmp_path / "c.md").unlink()
    notebook.refresh(["b.md", "c.md"])
    found = look(notebook, "a.md")
    assert (paths(found.back), [paths(branch.notes) for branch in found.below]) == ([], [["b.md"]])


def test_of_a_long_thread_and_of_many_branches_only_the_near_are_told(tmp_path: Path) -> None:
    many = {f"f{i:03}.md": '---\nprev: "[[t19]]"\n---\n' for i in range(BRANCHES + 7)}
    notebook = opened(tmp_path, chain(40) | many)
    found = look(notebook, "t30.md")
    assert paths(found.above) == [f"t{i}.md" for i in range(29, 29 - DEPTH, -1)]
    assert found.before == 30 - DEPTH
    found = look(notebook, "t19.md")
    assert (len(found.below), found.forks) == (BRANCHES, 8)
    (line,) = (branch for branch in found.below if branch.notes[0].path == "t20.md")
    assert (len(line.notes), line.more) == (DEPTH, 20 - DEPTH)


def test_a_circle_is_cut_where_its_thread_begins(tmp_path: Path) -> None:
    notes = {
        f"{a}.md": f'---\ndate: 2020-01-0{i}\nprev: "[[{b}]]"\n---\n'
        for i, (a, b) in enumerate(("ac", "ba", "cb"), 1)
    }
    notebook = opened(tmp_path, notes)
    assert paths(look(notebook, "a.md").above) == []
    found = look(notebook, "c.md")
    assert (paths(found.above), found.below) == (["b.md", "a.md"], ())
