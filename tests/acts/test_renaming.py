"""Renaming and moving notes: links lead where they led."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from acting import files, opened, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from gardens import Outside
from recall_tui.acts.renaming import Renaming, destination, rename
from recall_tui.errors import NoteError, NoteExists, RecallError
from recall_tui.notebook import Notebook
from recall_tui.notes.names import stem
from recall_tui.notes.resolve import wanted
from recall_tui.notes.rewriting import links_in

GARDENS = os.environ.get("RECALL_GARDENS", "")
GARDENS_THERE = sorted(p.name for p in Path(GARDENS).iterdir() if p.is_dir()) if GARDENS else ["none"]
TRIALS = 400 if os.environ.get("RECALL_TRIALS") == "full" else 15


def renamed(notebook: Notebook, path: str, name: str) -> Renaming:
    renaming = rename(notebook, path, name)
    notebook.change(renaming.plan)
    return renaming


@pytest.mark.parametrize(
    ("old", "name", "new"),
    [
        ("oak.md", "elm", "elm.md"),
        ("oak.md", "elm.txt", "elm.txt"),
        ("a/oak.txt", "elm", "a/elm.txt"),
        ("a/oak.md", "b/elm", "b/elm.md"),
        ("a/oak.md", "b/", "b/oak.md"),
        ("a/oak.md", "/", "oak.md"),
        ("a/oak.md", "/elm", "elm.md"),
        ("a/oak.md", "./elm.md", "elm.md"),
        ("oak.md", "v1.2", "v1.2.md"),
    ],
)
def test_what_a_new_name_means(old: str, name: str, new: str) -> None:
    assert destination(old, name) == new


@pytest.mark.parametrize(
    "name", ["", " ", "..", "../x", "a/../b", ".hidden", "a:b", "con", "x" * 260, "a\x1bb"]
)
def test_a_name_that_is_no_good_is_refused(tmp_path: Path, name: str) -> None:
    notebook = opened(tmp_path, {"oak.md": "x"})
    with pytest.raises(NoteError):
        rename(notebook, "oak.md", name)


def test_every_form_of_link_is_rewritten_in_place(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "oak.md": "---\naliases: Quercus\n---\n# The oak\nSee [[#Bark]] and [[oak|itself]].\n",
            "a.md": '---\nprev: "[[oak#Bark|x]]"\n---\n[[oak]] ![[oak#^b]] [[OAK.md]] `[[oak]]`'
            " [[Quercus]] [[The oak]]\n",
            "d/b.md": "[so](../oak.md#Bark)\r\n[[/oak]] [[elm]]\r\n",
            "c.md": "Nothing of it, but (oak).\n",
        },
    )
    renaming = renamed(notebook, "oak.md", "wood/big tree")
    assert texts(tmp_path) == {
        "wood/big tree.md": "---\naliases: Quercus\n---\n# The oak\nSee [[#Bark]] and [[big tree|itself]].\n",
        "a.md": '---\nprev: "[[big tree#Bark|x]]"\n---\n[[big tree]] ![[big tree#^b]] [[big tree.md]]'
        " `[[oak]]` [[Quercus]] [[The oak]]\n",
        "d/b.md": "[so](../wood/big%20tree.md#Bark)\r\n[[/wood/big tree]] [[elm]]\r\n",
        "c.md": "Nothing of it, but (oak).\n",
    }
    assert [edit.path for edit in renaming.edits] == ["a.md", "d/b.md", "oak.md"]
    assert renaming.edits[1].lines == (
        (1, "[so](../oak.md#Bark)", "[so](../wood/big%20tree.md#Bark)"),
        (2, "[[/oak]] [[elm]]", "[[/wood/big tree]] [[elm]]"),
    )
    assert renaming.remarks == ()
    assert {link.candidates for link in notebook.links() if link.target != "elm"} == {("wood/big tree.md",)}


def test_nothing_is_written_before_the_plan_is_carried_out(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "x", "a.md": "[[oak]]"})
    rename(notebook, "oak.md", "elm")
    assert texts(tmp_path) == {"a.md": "[[oak]]", "oak.md": "x"}


def test_a_moved_note_takes_its_relative_links_with_it(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "a/oak.md": "[x](elm.md) [[./elm]] [[elm]] ![p](img/p.png) ![[img/p.png]] ![[p.png]]"
            " [y](/b/z.md) [n](no.md)",
            "a/elm.md": "",
            "a/img/p.png": "",
            "b/z.md": "",
        },
    )
    renamed(notebook, "a/oak.md", "b/c/")
    assert (tmp_path / "b/c/oak.md").read_text() == (
        "[x](../../a/elm.md) [[../../a/elm]] [[elm]] ![p](../../a/img/p.png) ![[../../a/img/p.png]]"
        " ![[p.png]] [y](/b/z.md) [n](no.md)"
    )


def test_a_name_that_two_notes_would_have_is_written_as_a_path(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a/oak.md": "", "b/elm.md": "", "x.md": "[[oak]]"})
    renamed(notebook, "a/oak.md", "elm")
    assert (tmp_path / "x.md").read_text() == "[[a/elm]]"


@pytest.mark.parametrize("other", ["b/elm.md", "tree.md"])
def test_a_name_that_links_to_another_note_have_is_refused(tmp_path: Path, other: str) -> None:
    before = {"a/oak.md": "", other: "---\ntitle: elm\n---\n", "x.md": "[[elm]]"}
    notebook = opened(tmp_path, before)
    with pytest.raises(NoteError, match=r"\[\[elm\]\] in x\.md would no longer lead to the note"):
        rename(notebook, "a/oak.md", "elm")


def test_links_that_led_nowhere_and_now_lead_somewhere_are_told_of(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "", "a.md": "[[elm]]", "b.md": "[[elm|x]] [[Elm]]"})
    renaming = renamed(notebook, "oak.md", "elm")
    assert renaming.remarks == ("3 links that led to no note will lead to elm.md.",)
    assert renaming.edits == ()


def test_links_that_could_mean_several_notes_are_told_of(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a/oak.md": "", "b/oak.md": "", "c.md": "[[oak]]"})
    renaming = rename(notebook, "a/oak.md", "elm")
    assert renaming.remarks == ("A link that could mean several notes will mean fewer, or others.",)
    assert renaming.edits == ()


def test_a_title_that_still_resolves_stays_and_one_from_the_file_name_does_not(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "20240102T030405--ash-tree__wood.md": "Denote names it.",
            "oak.md": "# Oak\n",
            "a.md": "[[ash tree]] [x](denote:20240102T030405) [[Oak]]",
        },
    )
    renamed(notebook, "20240102T030405--ash-tree__wood.md", "20240102T030405--old-tree__wood")
    renamed(notebook, "oak.md", "elm")
    assert (tmp_path / "a.md").read_text() == (
        "[[20240102T030405--old-tree__wood]] [x](denote:20240102T030405) [[elm]]"
    )


def test_a_denote_link_needs_the_identifier(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"20240102T030405--ash.md": "", "a.md": "[x](denote:20240102T030405)"})
    with pytest.raises(NoteError, match="Keep the identifier"):
        rename(notebook, "20240102T030405--ash.md", "ash")


def test_a_name_that_a_wikilink_cannot_hold_is_refused_only_where_one_needs_it(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"c.md": "", "d.md": "", "a.md": "[[c]] [x](d.md)"})
    with pytest.raises(NoteError, match=r"\[\[c\]\] in a\.md could not be rewritten"):
        rename(notebook, "c.md", "c#")
    renamed(notebook, "d.md", "d#")
    assert (tmp_path / "a.md").read_text() == "[[c]] [x](d%23.md)"


def test_a_taken_name_is_refused(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "", "elm.md": "", ".hidden/x": ""})
    with pytest.raises(NoteExists, match=r"elm\.md is there already"):
        rename(notebook, "oak.md", "elm")
    with pytest.raises(NoteError, match="called that already"):
        rename(notebook, "oak.md", "oak.md")


def test_a_name_may_change_in_case_only(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "[[oak]]", "a.md": "[[OAK]] [[oak#h]]"})
    renamed(notebook, "oak.md", "Oak")
    assert texts(tmp_path) == {"Oak.md": "[[Oak]]", "a.md": "[[Oak]] [[Oak#h]]"}
    assert notebook.find("oak") == "Oak.md"


def test_going_back_gives_back_the_very_bytes(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "", "a.md": "[[OAK]] [x](%6Fak.md)", "b.md": "[[elm]]"})
    renamed(notebook, "oak.md", "elm")
    assert (tmp_path / "a.md").read_text() == "[[elm]] [x](elm.md)"
    (tmp_path / "c.md").write_text("[[elm]], written since")
    notebook.load()
    renamed(notebook, "elm.md", "oak")
    assert (tmp_path / "a.md").read_text() == "[[OAK]] [x](%6Fak.md)"
    assert (tmp_path / "c.md").read_text() == "[[oak]], written since"
    # Whether it was meant, when both were called so, nobody knows.
    assert (tmp_path / "b.md").read_text() == "[[oak]]"


def test_it_is_one_thing_to_undo(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": "x", "a.md": "[[OAK]]", "b.md": "[[oak]]"})
    before = files(tmp_path)
    renamed(notebook, "oak.md", "deep/down/elm")
    assert notebook.undo().title == "Rename oak.md to deep/down/elm.md"
    assert files(tmp_path) == before
    assert notebook.find("oak") == "oak.md"


NEW = (
    "elm",
    "Elm",
    "new",
    "d/",
    "d/e/",
    "/",
    "d/new",
    "Grün/ash tree",
    "木",
    "README",
    "a.b",
    "oak",
    "OAK",
    "x&y 100%",
)


@settings(max_examples=TRIALS)
@given(st.integers(0, 2**32))
def test_in_a_folder_made_by_chance_links_keep_their_meaning(seed: int) -> None:
    rng = Random(seed)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        Outside(root, rng).plant(rng.randint(2, 14))
        notebook = opened(root)
        for _ in range(3):
            before, meant = files(root), meanings(notebook)
            path = rng.choice(sorted(meant))
            try:
                renaming = rename(notebook, path, rng.choice(NEW))
                in_use = {wanted(link.target) for link in notebook.links()}
                notebook.change(renaming.plan)
            except NoteError:
                assert files(root) == before
                continue
            assert named(path, renaming, before, files(root))
            fresh = opened(root)
            assert meanings(notebook) == meanings(fresh)
            kept(meant, meanings(fresh), path, renaming.new)
            after = files(root)
            if rng.random() < 0.5:
                notebook.undo()
                assert files(root) == before
                notebook.redo()
                assert files(root) == after
            # What named it so before, by its title or in other capitals, is taken along on the way back.
            known = stem(renaming.new).casefold() in in_use
            if not renaming.remarks and not known and "\udcff" not in path:
                renamed(notebook, renaming.new, f"/{path}")
                assert files(root) == before


def meanings(notebook: Notebook) -> dict[str, list[tuple[str, ...]]]:
    """What each link of each note may mean, by the note."""
    view, names = notebook.engine.view, notebook.names
    found = {}
    for path in map(view.path, view.notes()):
        links = links_in(notebook.read(path).text)
        found[path] = [names.candidates(link.target, path) for link in links if link.kind != "file"]
    return found


def named(path: str, renaming: Renaming, before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """Whether the notes that the preview names, and no others, are changed."""
    after = dict(after)
    after[path] = after.pop(renaming.new)
    return {p for p in before if after.get(p) != before[p]} == {edit.path for edit in renaming.edits}


def kept(
    before: dict[str, list[tuple[str, ...]]], after: dict[str, list[tuple[str, ...]]], old: str, new: str
) -> None:
    """Links that led to a note lead to it still."""
    for source, links in before.items():
        then = after[new if source == old else source]
        for aims, aims_then in zip(links, then, strict=True):
            if len(aims) == 1:
                assert aims_then == ((new,) if aims[0] == old else aims)


@pytest.mark.skipif(not GARDENS, reason="RECALL_GARDENS names no folder of gardens")
@pytest.mark.parametrize(
    "garden", sorted(p.name for p in Path(GARDENS).iterdir() if p.is_dir()) if GARDENS else ["none"]
)
def test_in_a_garden_there_and_back_is_the_same(garden: str, tmp_path: Path) -> None:
    root = tmp_path / garden
    shutil.copytree(Path(GARDENS) / garden, root)
    for path in (root, *root.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    notebook, rng = opened(root), Random(5)
    before, meant = files(root), meanings(notebook)
    linked = sorted(meant, key=lambda path: (-sum(links.count((path,)) for links in meant.values()), path))
    for number, path in enumerate([*linked[:20], *rng.sample(linked[20:], 20)]):
        name = ("Quite another näme", "quite another folder/", "quite/another place")[number % 3]
        try:
            renaming = renamed(notebook, path, name)
        except RecallError as error:
            assert str(error) == "", path
        kept(meant, meanings(notebook), path, renaming.new)
        assert named(path, renaming, before, files(root))
        renamed(notebook, renaming.new, f"/{path}")
        assert files(root) == before
