"""A passage becomes a note, and a note a passage."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from acting import files, opened, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from gardens import text as some_text
from recall_tui.acts.extracting import extract, inline
from recall_tui.errors import NoteError
from recall_tui.notebook import Notebook
from recall_tui.notes.note import Link
from recall_tui.notes.rewriting import links_in

TRIALS = 400 if os.environ.get("RECALL_TRIALS") == "full" else 25


def link_to(notebook: Notebook, path: str, note: str) -> Link:
    links = links_in(notebook.read(path).text)
    return next(each for each in links if notebook.names.candidates(each.target, path) == (note,))


def test_a_passage_becomes_a_note_and_leaves_a_link(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"d/a.md": "One.\n\n  ## Old oak \n\nIt stands.\n\nThree.\n"})
    text = notebook.read("d/a.md").text
    taking = extract(notebook, "d/a.md", 4, text.index("Three"), embed=True)
    assert (taking.note, texts(tmp_path)) == ("d/old-oak.md", {"d/a.md": text})
    notebook.change(taking.plan)
    assert texts(tmp_path) == {
        "d/a.md": "One.\n\n  ![[old-oak]]\n\nThree.\n",
        "d/old-oak.md": "## Old oak \n\nIt stands.\n",
    }
    assert notebook.backlinks("d/old-oak.md") == ["d/a.md"]
    back = inline(notebook, "d/a.md", link_to(notebook, "d/a.md", "d/old-oak.md"))
    notebook.change(back.plan)
    assert texts(tmp_path) == {"d/a.md": text}
    assert notebook.undo().title == "Put d/old-oak.md into d/a.md"
    notebook.undo()
    assert texts(tmp_path) == {"d/a.md": text}


def test_a_title_is_kept_and_a_taken_name_is_not_taken(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a.md": "x\r\ny\r\n", "of-oaks.md": "", "b.md": "[[of-oaks-2]]"})
    notebook.change(extract(notebook, "a.md", 0, 1, 'Of "oaks"').plan)
    assert (tmp_path / "of-oaks-3.md").read_bytes() == b'---\r\ntitle: "Of \\"oaks\\""\r\n---\r\nx\r\n'
    assert (tmp_path / "a.md").read_bytes() == b'[[of-oaks-3|Of "oaks"]]\r\ny\r\n'
    assert notebook.title("of-oaks-3.md") == 'Of "oaks"'


def test_links_into_and_out_of_the_passage_lead_where_they_led(tmp_path: Path) -> None:
    text = "See [[#Bark]] and [[#^b]].\n\n## Bark\n\nUp to [[#Leaf]], [[#^b]] ^b\n\n## Leaf\n\nEnd.\n"
    notebook = opened(tmp_path, {"oak.md": text, "x.md": "[[oak#Bark]] [[oak#Leaf]] [[oak#^b|so]] [[oak]]"})
    before = files(tmp_path)
    taking = extract(notebook, "oak.md", text.index("## Bark"), text.index("## Leaf"))
    assert [edit.path for edit in taking.edits] == ["oak.md", "x.md"]
    notebook.change(taking.plan)
    assert texts(tmp_path) == {
        "bark.md": "## Bark\n\nUp to [[oak#Leaf]], [[#^b]] ^b\n",
        "oak.md": "See [[bark#Bark]] and [[bark#^b]].\n\n[[bark]]\n\n## Leaf\n\nEnd.\n",
        "x.md": "[[bark#Bark]] [[oak#Leaf]] [[bark#^b|so]] [[oak]]",
    }
    (whole,) = (
        each for each in links_in(notebook.read("oak.md").text) if not (each.heading or each.block_id)
    )
    notebook.change(inline(notebook, "oak.md", whole).plan)
    assert files(tmp_path) == before


def test_a_note_is_put_in_with_its_relative_links(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "a/in.md": "---\ntags: x\n---\nSee [x](elm.md) and [[./elm]], [[#h]].",
            "a/elm.md": "",
            "b.md": "- ![[in]] -",
        },
    )
    notebook.change(inline(notebook, "b.md", link_to(notebook, "b.md", "a/in.md")).plan)
    assert texts(tmp_path) == {"a/elm.md": "", "b.md": "- See [x](a/elm.md) and [[./a/elm]], [[#h]]. -"}


@pytest.mark.parametrize("text", ["[[b]] [[b]]", "[[b#h]]", "[[nobody]]", "[[a]]", "[[#h]]"])
def test_what_cannot_be_put_in_is_refused(tmp_path: Path, text: str) -> None:
    notebook = opened(tmp_path, {"a.md": text, "b.md": ""})
    with pytest.raises(NoteError, match=r"names no other note|has other links to it"):
        inline(notebook, "a.md", links_in(text)[0])


def test_a_note_that_others_link_to_stays(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a.md": "[[b]]", "b.md": "", "c.md": "[[b]]"})
    with pytest.raises(NoteError, match=r"c\.md has other links to it"):
        inline(notebook, "a.md", links_in("[[b]]")[0])


def test_a_note_that_others_link_to_since_it_was_made_stays(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"a.md": "oak"})
    notebook.change(extract(notebook, "a.md", 0, 3).plan)
    (tmp_path / "c.md").write_text("[[oak]]")
    notebook.refresh(["c.md"])
    with pytest.raises(NoteError, match=r"c\.md has other links to it"):
        inline(notebook, "a.md", links_in("[[oak]]")[0])


@pytest.mark.parametrize(
    ("text", "span"), [("", (0, 9)), ("a \n b", (1, 4)), ("---\na: b\n---\n", (0, 9)), ("`a b`", (1, 2))]
)
def test_where_there_is_nothing_to_take_it_is_refused(
    tmp_path: Path, text: str, span: tuple[int, int]
) -> None:
    notebook = opened(tmp_path, {"a.md": text})
    with pytest.raises(NoteError):
        extract(notebook, "a.md", *span)


@settings(max_examples=TRIALS)
@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_taking_out_and_putting_in_are_inverses(seed: int, embed: bool, remembered: bool) -> None:
    rng = Random(seed)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", f"{folder}/state")
        root = Path(folder) / "notes"
        text = some_text(rng)
        if rng.random() < 0.2:
            text = "\n\n".join([text, "---\n\nbetween rules\n\n---"])
        if rng.random() < 0.5:
            # Mixed line ends come back as they were as long as the change that took them apart is kept.
            text = text.replace("\n", rng.choice(["\r\n", "\r"]), 2 if remembered else -1)
        notebook = opened(root, {"a.md": text, "oak.md": "[[a]]", "d/elm.md": "[[a#of]]"})
        before, length = files(root), len(notebook.read("a.md").text)
        start = rng.randint(0, length)
        try:
            taking = extract(notebook, "a.md", start, rng.randint(start, length), embed=embed)
        except NoteError:
            return
        notebook.change(taking.plan)
        changed = {path for path, data in files(root).items() if before.get(path) != data}
        assert changed == {taking.note, *(edit.path for edit in taking.edits)}
        if not remembered:
            patch.setenv("XDG_STATE_HOME", f"{folder}/another")
        notebook.change(inline(notebook, "a.md", link_to(notebook, "a.md", taking.note)).plan)
        assert files(root) == before
