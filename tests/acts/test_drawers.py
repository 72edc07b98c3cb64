"""The drawer of an essay: what is put there, found again, and embedded."""

from __future__ import annotations

from pathlib import Path

import pytest
from acting import opened, texts

from recall_tui.acts import drawers
from recall_tui.acts.renaming import rename
from recall_tui.errors import NoteError
from recall_tui.essays.drawer import Entry, add, entries, where
from recall_tui.notebook import Notebook
from recall_tui.notes.blocks import passages
from recall_tui.recall.hits import Draft

NOTES = {
    "essay.md": "# On bread\n\nBread is time.\n",
    "bread.md": "---\ntitle: The loaf\n---\nA sourdough loaf rises overnight. ^a1\n\n"
    "The crust needs steam.\n",
    "d/rain.md": "# Rain\n\nIt rains.\n\n## Barrels\n\nTwo barrels of rain water keep.\n\n## Roof\n\n"
    "- moss\n  - green moss\n- slate\n\n> A roof\n> is a hat.\n\n```\ncode\n```\n",
    "one.md": "It begins.\n",
    "two.md": '---\nprev: "[[one]]"\n---\nIt goes on.\n',
    "three.md": '---\nprev: "[[two]]"\n---\n# The end\n\nIt ends.\n',
}


def entry(notebook: Notebook, path: str, said: str) -> Entry:
    start = notebook.text(path).index(said)
    return drawers.passage(notebook, path, start, start + len(said))


def now(notebook: Notebook, each: Entry) -> drawers.Held:
    (held,) = drawers.held(notebook, "essay.md", [each])
    return held


def put(notebook: Notebook, *new: Entry) -> None:
    notebook.change(drawers.change(notebook, "essay.md", "Put in", lambda text: add(text, *new)))


def test_a_passage_is_named_by_its_id_or_by_its_heading_and_its_words(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    assert entry(notebook, "bread.md", "A sourdough loaf rises overnight. ^a1") == Entry(
        "[[bread#^a1]]", "A sourdough loaf rises overnight. …"
    )
    assert entry(notebook, "bread.md", "The crust needs steam.") == Entry(
        "[[bread]]", "The crust needs steam. …"
    )
    barrels = entry(notebook, "d/rain.md", "Two barrels of rain water keep.")
    assert barrels == Entry("[[rain#Barrels]]", "Two barrels of rain water keep. …")
    assert entry(notebook, "d/rain.md", "rain water").words == "rain water"
    assert entry(notebook, "one.md", "It begins.") == Entry("[[one]]")
    assert drawers.thread(notebook, "three.md") == Entry("![[three|thread]]")
    held = now(notebook, barrels)
    assert (held.path, held.text, held.state, held.headings) == (
        "d/rain.md", "Two barrels of rain water keep.", "", ("Rain", "Barrels"),
    )  # fmt: skip
    assert now(notebook, Entry("[[rain#Barrels]]")).text == "## Barrels\n\nTwo barrels of rain water keep."
    assert now(notebook, drawers.thread(notebook, "two.md")).text == "It begins.\n\nIt goes on."


def test_what_says_nothing_cannot_be_put_in(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES | {"odd.md": "…\n\n***…\n\nx\n"})
    for said, path in (("\n\n", "bread.md"), ("…", "odd.md")):
        with pytest.raises(NoteError, match="There"):
            entry(notebook, path, said)
    with pytest.raises(NoteError, match="in no thread"):
        drawers.thread(notebook, "bread.md")


def test_a_passage_is_found_after_it_was_edited_and_said_to_be_gone_when_it_is(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    crust, loaf = entry(notebook, "bread.md", "The crust needs steam."), Entry("[[bread#^a1]]", "A sour …")
    file = notebook.read("bread.md")
    file = notebook.save(file, "All is new here. ^a1\n\nMore.\n\nThe crust needs some steam, too.\n")
    assert (now(notebook, loaf).text, now(notebook, loaf).state) == ("All is new here. ^a1", "")
    assert (now(notebook, crust).text, now(notebook, crust).state) == (
        "The crust needs some steam, too.", "changed",
    )  # fmt: skip
    notebook.save(file, "Something else altogether.\n")
    assert (now(notebook, crust).text, now(notebook, crust).state) == ("The crust needs steam. …", "lost")
    assert now(notebook, Entry("[[bread#^a1]]")).state == "lost"
    notebook.delete("bread.md")
    assert (now(notebook, crust).path, now(notebook, crust).state) == ("", "gone")


def test_links_in_a_drawer_follow_when_notes_are_renamed(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    new = [
        entry(notebook, "d/rain.md", "Two barrels of rain water keep."),
        drawers.thread(notebook, "two.md"),
    ]
    put(notebook, *new)
    for path, name in (("d/rain.md", "water"), ("two.md", "d/second"), ("essay.md", "d/on-bread")):
        notebook.change(rename(notebook, path, name).plan)
    listed = entries(notebook.text("d/on-bread.md"))
    assert [each.link for each in listed] == ["[[water#Barrels]]", "![[second|thread]]"]
    held = drawers.held(notebook, "d/on-bread.md", listed)
    assert [(each.path, each.state) for each in held] == [("d/water.md", ""), ("d/second.md", "")]
    for _ in range(3):
        notebook.undo()
    notebook.undo()
    assert texts(tmp_path) == NOTES


def test_what_lies_there_already_is_known_whatever_names_it(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    put(notebook, Entry("[[bread#^a1]]"), Entry("![[three|thread]]"))
    text = notebook.text("essay.md")
    for said, there in (("A sourdough loaf rises overnight. ^a1", True), ("The crust needs steam.", False)):
        assert drawers.lies_in(notebook, "essay.md", text, entry(notebook, "bread.md", said)) is there
    assert drawers.lies_in(notebook, "essay.md", text, drawers.thread(notebook, "three.md"))
    assert not drawers.lies_in(notebook, "essay.md", text, Entry("[[three]]"))


def test_what_lies_in_a_drawer_is_neither_recalled_nor_left_out(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    put(notebook, entry(notebook, "d/rain.md", "Two barrels of rain water keep."))
    hits = notebook.recall(Draft.at("Two barrels of rain water keep"))
    assert (hits[0].path, "essay.md" in [hit.path for hit in hits]) == ("d/rain.md", False)
    assert not notebook.search("barrels -rain -path:d")
    text = notebook.text("essay.md")
    assert not notebook.linked(text, "essay.md").notes
    assert notebook.linked(text + "\n[[rain]]\n", "essay.md").notes == {"d/rain.md"}
    assert notebook.backlinks("d/rain.md") == ["essay.md"]


@pytest.mark.parametrize(
    ("path", "said", "line"),
    [
        ("bread.md", "A sourdough loaf rises overnight. ^a1", "![[bread#^a1]]"),
        ("bread.md", "The crust needs steam.", None),
        ("d/rain.md", "Two barrels of rain water keep.", None),  # its heading would come along
        ("d/rain.md", "Two barrels", None),
        ("d/rain.md", "It rains.", None),
        ("one.md", "It begins.", "![[one]]"),
        ("three.md", "It ends.", None),
    ],
)
def test_what_embeds_a_passage_embeds_no_more_than_that(
    tmp_path: Path, path: str, said: str, line: str | None
) -> None:
    notebook = opened(tmp_path, NOTES)
    assert drawers.embed(notebook, now(notebook, entry(notebook, path, said))) == line


def test_a_passage_that_stands_alone_is_embedded_with_its_heading_where_that_is_wanted(
    tmp_path: Path,
) -> None:
    notebook = opened(tmp_path, NOTES | {"oven.md": "# An oven\n\nIt runs hot.\n"})
    rain = now(notebook, entry(notebook, "d/rain.md", "Two barrels of rain water keep."))
    oven = now(notebook, entry(notebook, "oven.md", "It runs hot."))
    assert [drawers.embed(notebook, each, heading=True) for each in (rain, oven)] == [
        "![[rain#Barrels]]",
        "![[oven]]",
    ]
    assert [drawers.embed(notebook, each) for each in (rain, oven)] == [None, None]
    assert drawers.embed(notebook, now(notebook, Entry("[[oven]]"))) == "![[oven]]"
    assert (
        drawers.embed(
            notebook, now(notebook, entry(notebook, "bread.md", "The crust needs steam.")), heading=True
        )
        is None
    )


@pytest.mark.parametrize(
    ("path", "said", "after"),
    [
        ("bread.md", "The crust needs steam.", "The crust needs steam. ^ID\n"),
        ("d/rain.md", "- moss\n  - green moss", "- moss ^ID\n  - green moss\n- slate\n"),
        ("d/rain.md", "- slate", "- slate ^ID\n\n>"),
        ("d/rain.md", "> A roof\n> is a hat.", "> is a hat.\n\n^ID\n\n```"),
        ("d/rain.md", "```\ncode\n```", "```\ncode\n```\n\n^ID\n"),
    ],
)
def test_an_id_is_written_where_the_passage_is_named_by_it(
    tmp_path: Path, path: str, said: str, after: str
) -> None:
    notebook = opened(tmp_path, NOTES)
    each = now(notebook, entry(notebook, path, said))
    plan, line = drawers.marked(notebook, each)
    assert texts(tmp_path) == NOTES
    notebook.change(plan)
    new = line.partition("^")[2].removesuffix("]]")
    assert after.replace("ID", new) in texts(tmp_path)[path]
    assert (now(notebook, each.entry).text.replace(f" ^{new}", ""), now(notebook, each.entry).state) == (
        said,
        "",
    )
    assert drawers.embed(notebook, now(notebook, each.entry)) == line
    notebook.undo()
    assert texts(tmp_path) == NOTES


def test_no_id_is_written_behind_a_part_or_into_a_note_that_was_changed(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    with pytest.raises(NoteError, match="Quote it"):
        drawers.marked(notebook, now(notebook, entry(notebook, "bread.md", "crust needs")))
    each = now(notebook, entry(notebook, "bread.md", "The crust needs steam."))
    (tmp_path / "bread.md").write_text("The crust needs steam no more.\n")
    with pytest.raises(NoteError, match="changed meanwhile"):
        drawers.marked(notebook, each)


def test_whatever_a_passage_says_the_drawer_holds(tmp_path: Path) -> None:
    odd = {
        "a]b.md": "say\n%% %% drawer\nx “y” ]] [[one]] %%\x1b[2J\u202e more\n\n%%\n\n- [[one]] “z”\n",
        "d%%/c`d.md": "# %% drawer\n\nA `b\n\n# ]] | ^x\n\nUnder it\r all.\n\n# A\x1bB\n\nBelow\u2028that.\n",
    }
    notebook = opened(tmp_path, NOTES | odd)
    new = []
    for path in odd:
        text = notebook.text(path)
        new += [
            drawers.passage(notebook, path, p.start, p.end) for p in passages(text) if p.end - p.start > 2
        ]
    assert len(new) == 5
    put(notebook, *new)
    text = notebook.read("essay.md").text
    assert where(text) == (len(NOTES["essay.md"]) + 1, len(text) - 1)
    assert text.isascii() or text.replace("\n", "").isprintable()
    assert entries(text) == new
    for each in drawers.held(notebook, "essay.md", new):
        assert (each.path in odd, each.state) == (True, "")
