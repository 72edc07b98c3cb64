"""What is linked, what is mentioned, and writing links."""

from __future__ import annotations

from pathlib import Path

import pytest
from acting import files, opened, texts
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.acts.graphing import graph
from recall_tui.acts.linked import READING, Mention, Mentions, backlinks, mentioned, mentions, outgoing
from recall_tui.acts.linking import link, link_mentions
from recall_tui.errors import AmbiguousName, ChangedOnDisk, NoteError
from recall_tui.notebook import Notebook
from recall_tui.recall.mentioning import Prose, plain

OAK = "---\ntitle: The old oak\naliases: [Quercus, 老橡树]\n---\nA tree.\n"


def said(notebook: Notebook, found: list[Mention]) -> list[tuple[str, str]]:
    return [(m.source, notebook.text(m.source)[m.start : m.end]) for m in found]


def test_links_say_where_they_lead_and_where_they_stand(tmp_path: Path) -> None:
    text = '---\nprev: "[[b]]"\n---\n# [[no]]\n\nOne [[oak|x]].\n\n- two ![[b/oak#h]]\n  three\n'
    notebook = opened(tmp_path, {"a/oak.md": "", "b/oak.md": "", "b.md": "", "x.md": text})
    found = outgoing(notebook, "x.md")
    assert [(f.link.target, f.paths, text[slice(*f.context)]) for f in found] == [
        ("b", ("b.md",), 'prev: "[[b]]"'),
        ("no", (), "# [[no]]"),
        ("oak", ("a/oak.md", "b/oak.md"), "One [[oak|x]]."),
        ("b/oak", ("b/oak.md",), "- two ![[b/oak#h]]\n  three"),
    ]
    assert [f.link.target for f in outgoing(notebook, "x.md", "Now [[only]].")] == ["only"]


def test_backlinks_come_from_the_newest_note_first_and_follow_what_changes(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "2020-01-01.md": "[[oak]] and [[Quercus]]",
            "2022-01-01.md": "[x](oak.md)",
            "oak.md": OAK + "[[oak]]",
            "c.md": "`[[oak]]`",
        },
    )
    linked = [(b.source, b.link.target) for b in backlinks(notebook, "oak.md")]
    assert linked == [("2022-01-01.md", "oak.md"), ("2020-01-01.md", "oak"), ("2020-01-01.md", "Quercus")]
    (tmp_path / "2022-01-01.md").write_text("no more")
    notebook.refresh(["2022-01-01.md"])
    assert [b.source for b in backlinks(notebook, "oak.md")] == ["2020-01-01.md"] * 2
    assert list(backlinks(notebook, "gone.md")) == list(mentions(notebook, "gone.md")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Of the OLD oak, and a quercus.", ["the OLD oak", "quercus"]),
        ("The old\noak; the old\n> oak", ["The old\noak"]),
        ("> The old\n> oak", ["The old\n> oak"]),
        ("_Quercus_ **Quercus**, Quercus's (Quercus)", ["Quercus"] * 4),
        ("Quercuses, unQuercus, Quercu", []),
        ("河边的老橡树比房子高", ["老橡树"]),
        ("- the old\n- oak", []),
        ("the old `and` oak", []),
        ("# The old oak\n\n`Quercus`\n\n```\nQuercus\n```\n\n    Quercus", []),
        ("[Quercus](https://x) <Quercus> https://x/Quercus #Quercus [Quercus][1] [[no|Quercus]]", []),
        ("[Quercus]: https://x\n\na block ^Quercus", []),
        ("---\nkey: Quercus\n---\n", []),
        ("| a | Quercus |\n|---|---|", ["Quercus"]),
        ("the-old_oak", ["the-old_oak"]),
    ],
)
def test_a_mention_is_a_name_in_running_text(tmp_path: Path, text: str, found: list[str]) -> None:
    notebook = opened(tmp_path, {"20200101.md": OAK, "x.md": text})
    assert said(notebook, list(mentions(notebook, "20200101.md"))) == [("x.md", name) for name in found]
    assert said(notebook, mentioned(notebook, text, "x.md")) == [("x.md", name) for name in found]


def test_a_file_name_is_a_name_and_a_letter_is_none(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path, {"ash-tree.md": "# Fraxinus\n", "b.md": "", "木.md": "", "x.md": "An ash tree, b, 木."}
    )
    assert said(notebook, list(mentions(notebook, "ash-tree.md"))) == [("x.md", "ash tree")]
    assert list(mentions(notebook, "b.md")) == list(mentions(notebook, "木.md")) == []
    assert said(notebook, mentioned(notebook, "An ash tree, b, 木.", "x.md")) == [("x.md", "ash tree")]


def test_the_longest_name_is_meant_and_one_of_two_notes_is_told(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path, {"oak.md": "", "oak wood.md": "", "a/elm.md": "", "b/elm.md": "", "x.md": "Oak wood, elm."}
    )
    found = mentioned(notebook, notebook.text("x.md"), "x.md")
    assert [mention.paths for mention in found] == [("oak wood.md",), ("a/elm.md", "b/elm.md")]
    with pytest.raises(AmbiguousName, match=r"“elm” in x\.md may mean a/elm\.md or b/elm\.md"):
        link_mentions(notebook, found, "Link")


def test_notes_that_link_already_are_no_news(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": OAK, "x.md": "[[oak]]: a Quercus."})
    assert list(mentions(notebook, "oak.md")) == mentioned(notebook, notebook.text("x.md"), "x.md") == []


def test_mentions_are_found_a_part_at_a_time_and_of_the_notes_as_they_are(tmp_path: Path) -> None:
    others = {f"2021-01-{day:02}.md": "Old! Oak." for day in range(1, 29)}
    named = {f"{year}-01-01.md": "The old oak." for year in (2019, 2020, 2022)}
    notebook = opened(tmp_path, {"tree.md": "# Old oak\n", **others, **named})
    looking = Mentions(notebook, "tree.md")
    assert [mention.source for mention in looking.more(3 * READING)] == ["2022-01-01.md"]
    (tmp_path / "2020-01-01.md").write_text("no more")
    notebook.refresh(["2020-01-01.md"])
    while not looking.done:
        looking.more(READING)
    assert [mention.source for mention in looking.found] == ["2022-01-01.md", "2019-01-01.md"]
    assert looking.found == list(mentions(notebook, "tree.md"))
    assert looking.found[:1] == list(mentions(notebook, "tree.md", 1))
    assert Mentions(notebook, "gone.md").done


def test_all_mentions_are_linked_as_one_change(tmp_path: Path) -> None:
    notebook = opened(
        tmp_path,
        {
            "oak.md": OAK,
            "a.md": "Oak: the old oak\r\nand Quercus `[[x]]`\r\n",
            "b.md": "| Quercus | the\n|---|---|\n\nthe old\noak",
            "d/c.md": "An OAK [[b]] quercus",
        },
    )
    before = files(tmp_path)
    linking = link_mentions(notebook, mentions(notebook, "oak.md"), "Link mentions of oak.md")
    assert files(tmp_path) == before
    notebook.change(linking.plan)
    assert texts(tmp_path) == {
        "a.md": "[[Oak]]: [[oak|the old oak]]\r\nand [[oak|Quercus]] `[[x]]`\r\n",
        "b.md": "| [[oak\\|Quercus]] | the\n|---|---|\n\nthe old\noak",
        "d/c.md": "An [[OAK]] [[b]] [[oak|quercus]]",
        "oak.md": OAK,
    }
    assert [mention.source for mention in linking.left_out] == ["b.md"]
    assert sorted(notebook.backlinks("oak.md")) == ["a.md", "b.md", "d/c.md"]
    notebook.undo()
    assert files(tmp_path) == before


def test_mentions_of_a_text_that_has_changed_are_not_linked(tmp_path: Path) -> None:
    notebook = opened(tmp_path, {"oak.md": OAK, "a.md": "Quercus"})
    found = list(mentions(notebook, "oak.md"))
    (tmp_path / "a.md").write_text("No Quercus")
    with pytest.raises(ChangedOnDisk, match="Look again"):
        link_mentions(notebook, found, "Link")


@pytest.mark.parametrize(
    ("text", "line", "after"),
    [
        ("", None, "[[oak|The old oak]]\n"),
        ("x", None, "x\n\n[[oak|The old oak]]\n"),
        ("x\n", None, "x\n\n[[oak|The old oak]]\n"),
        ("x\n\n", None, "x\n\n[[oak|The old oak]]\n"),
        ("x\ny\n", 1, "x [[oak|The old oak]]\ny\n"),
        ("x\r\n\r\n", 2, "x\r\n[[oak|The old oak]]\r\n"),
        ("- \n", 1, "- [[oak|The old oak]]\n"),
    ],
)
def test_a_link_is_written_at_the_end_or_in_a_line(
    tmp_path: Path, text: str, line: int | None, after: str
) -> None:
    notebook = opened(tmp_path, {"oak.md": OAK, "x.md": text})
    notebook.change(link(notebook, "x.md", "oak.md", line).plan)
    assert (tmp_path / "x.md").read_bytes().decode() == after
    assert notebook.backlinks("oak.md") == ["x.md"]
    notebook.undo()
    assert (tmp_path / "x.md").read_bytes().decode() == text


@pytest.mark.parametrize(("text", "line"), [("```\nx\n", None), ("x\n```\ny\n```\n", 3), ("x", 2), ("x", 0)])
def test_where_a_link_would_be_none_it_is_refused(tmp_path: Path, text: str, line: int | None) -> None:
    notebook = opened(tmp_path, {"oak.md": OAK, "x.md": text})
    with pytest.raises(NoteError, match=r"is within code|has no line"):
        link(notebook, "x.md", "oak.md", line)


def test_a_graph_has_hubs_clusters_and_orphans(tmp_path: Path) -> None:
    notes = {
        "a.md": "[[hub]] [[hub]] [[a]]",
        "b.md": "[[hub]]",
        "hub.md": "",
        "c.md": "[[d]]",
        "d.md": "[[c]]",
    }
    found = graph(opened(tmp_path, {**notes, "alone.md": "[[alone]] [[nobody]]", "q.md": '# "q\\'}))
    assert found.links == [("a.md", "hub.md"), ("b.md", "hub.md"), ("c.md", "d.md"), ("d.md", "c.md")]
    assert (found.orphans, found.hubs(9)) == (["alone.md", "q.md"], ["hub.md"])
    assert found.clusters == [["a.md", "b.md", "hub.md"], ["c.md", "d.md"]]
    assert '  "q.md" [label="\\"q\\\\"];' in found.dot()


PIECES = [
    "oak",
    "old",
    "Old Oak",
    " ",
    "\n",
    "\n\n",
    "- ",
    "> ",
    "_",
    "-",
    "[[oak]]",
    "`",
    "老橡树",
    "é",
    "e\u0301",
    "İ",
    "#",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_what_is_found_is_the_name(text: str) -> None:
    last = 0
    for start, end, name in Prose(text).find([plain("old oak"), plain("oak"), plain("老橡树"), plain("é")]):
        assert last <= start < end
        last = end
        assert plain(text[start:end].replace(">", "")) == name or "\n" in text[start:end]


@pytest.mark.parametrize(
    "opener", ["[[", "[", "<a", "](", "![", "`", "# ", "https:", "[^", "- ", "oak ", "\n> "]
)
def test_many_openers_take_no_time(opener: str) -> None:
    assert Prose(opener * 50_000).find(["no such"]) == []
