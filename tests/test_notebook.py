"""A folder of notes behind both front ends: loading, asking, linking, saving."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import sleep, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import recall_tui.saving as saving_module
from recall_tui.config import Settings
from recall_tui.errors import AmbiguousName, ChangedOnDisk, FolderError, FolderGone, NoteError
from recall_tui.folder import files, indexing, trash
from recall_tui.folder.files import MAX_BYTES, File
from recall_tui.folder.renaming import exchange
from recall_tui.intake import BATCH
from recall_tui.notebook import Notebook
from recall_tui.notes.links import find_links
from recall_tui.notes.names import beginning
from recall_tui.recall import engine as engine_module
from recall_tui.recall import threads as threads_module
from recall_tui.recall.hits import Draft

EVERYTHING = Settings(floor=0.0)

Open = Callable[..., Notebook]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Writes files by name and opens the folder; bytes are written as they are."""

    def opened(notes: dict[str, str | bytes], settings: Settings = EVERYTHING, load: bool = True) -> Notebook:
        for name, text in notes.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        notebook = Notebook(tmp_path, settings)
        if load:
            notebook.load()
        return notebook

    return opened


def linking_to(notebook: Notebook, path: str) -> list[str]:
    view, links = notebook.engine.view, notebook.engine.links
    nodes = links.backlinks(int(view.nodes[view.find(path)]))
    return [view.path(note) for note in view.current[nodes].tolist()]


def recalled(notebook: Notebook, draft: str, **how: Any) -> list[str]:
    return [hit.path for hit in notebook.recall(Draft.at(draft), **how)]


# Loading


def test_an_empty_folder_answers_with_nothing(opened: Open) -> None:
    notebook = opened({})
    assert notebook.loaded
    assert (len(notebook), notebook.problems) == (0, [])
    assert recalled(notebook, "oak") == notebook.search("oak") == notebook.offer("oak") == []
    assert notebook.rehydrate(datetime(2024, 5, 17)) == notebook.complete("") == []
    assert notebook.find("oak") is None


def test_a_folder_of_one_note_answers_with_it(opened: Open) -> None:
    notebook = opened({"a.md": "An oak is a tree."})
    (hit,) = notebook.recall(Draft.at("the oak"))
    assert (hit.path, hit.text) == ("a.md", "An oak is a tree.")
    assert recalled(notebook, "the oak", note="a.md") == []


def test_nothing_can_be_asked_of_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FolderError):
        Notebook(tmp_path / "gone", EVERYTHING)


def test_what_is_no_note_is_named_and_stops_nothing(opened: Open, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "dangling.md").symlink_to("nowhere.md")
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    notebook = opened(
        {
            "picture.md": b"\x89PNG\r\n\x1a\n\0\0",
            "wide.md": "An oak.".encode("utf-16"),
            "latin.md": b"An \xe9lan, an oak.",
            "folder.md/a.md": "Another oak.",
            ".hidden.md": "A hidden oak.",
            "picture.png": b"\0",
        }
    )
    assert set(recalled(notebook, "oak")) == {"latin.md", "folder.md/a.md"}
    named = {problem.path for problem in notebook.problems}
    assert named == {"pipe.md", "dangling.md", "huge.md", "picture.md", "wide.md"}


def test_a_note_that_vanishes_while_loading_is_named(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"a.md": "An oak.", "b.md": "An elm."}, load=False)
    notebook.load(progress=lambda done, total: done or (tmp_path / "a.md").unlink())
    assert [problem.path for problem in notebook.problems] == ["a.md"]
    assert recalled(notebook, "oak elm") == ["b.md"]


def test_what_a_note_cannot_say_is_named_once_and_not_any_more_when_it_is_mended(opened: Open) -> None:
    notebook = opened({"a.md": "---\ndate: tomorrow\n---\nAn oak."})
    file = notebook.read("a.md")
    for i in range(3):
        file = notebook.save(file, file.text + f"{i}")
    assert [problem.path for problem in notebook.problems] == ["a.md"]
    notebook.save(file, "An oak.")
    assert notebook.problems == []


def test_a_file_time_that_no_calendar_has_stops_nothing(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = files.read
    monkeypatch.setattr(files, "read", lambda *args: replace(read(*args), mtime_ns=10**25, born=-1e20))
    notebook = opened({"a.md": "An oak."})
    assert recalled(notebook, "oak") == ["a.md"]


def test_progress_is_told_and_loading_can_be_stopped(opened: Open) -> None:
    notebook = opened({f"{i}.md": "An oak." for i in range(BATCH + 1)}, load=False)
    told: list[tuple[int, int]] = []
    notebook.load(progress=lambda *now: told.append(now), stopped=lambda: len(told) == 2)
    assert told == [(0, BATCH + 1), (BATCH, BATCH + 1)]
    assert not notebook.loaded
    assert len(notebook) == BATCH == len(recalled(notebook, "oak", limit=999))


def test_two_threads_that_ask_first_ask_one_engine(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine_module.Engine

    def slow(*args: Any) -> engine_module.Engine:
        sleep(0.02)
        return real(*args)

    monkeypatch.setattr(engine_module, "Engine", slow)
    notebook = opened({"a.md": "An oak."}, load=False)
    threads = [threading.Thread(target=lambda: engines.append(notebook.engine)) for _ in range(4)]
    engines: list[object] = []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(engines) == 4
    assert len({id(engine) for engine in engines}) == 1


# Recalling


def test_what_the_draft_links_to_is_left_out_where_the_settings_say_so(opened: Open) -> None:
    notes = {"a.md": "# The oak\n\nOld.", "b.md": "An oak.", "d/c.md": "An oak.", "me.md": "An oak."}
    draft = "An oak: [[the oak]], [the other](d/c.md) and `[[b]]`, [[]], [[nowhere]]"
    notebook = opened(notes)
    assert notebook.linked(draft).notes == {"a.md", "d/c.md"}
    assert recalled(notebook, draft, note="me.md") == ["b.md"]
    assert set(recalled(notebook, draft, note="me.md", leave_out=frozenset())) == {"a.md", "b.md", "d/c.md"}
    kept = Notebook(notebook.root, replace(EVERYTHING, leave_out_linked=False))
    kept.load()
    assert not kept.linked(draft).notes
    assert "a.md" in recalled(kept, draft)


def test_who_asks_finds_the_places_in_threads_worked_out(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = opened({"a.md": "Oak.", "b.md": '---\nprev: "[[a]]"\n---\nOak, again.'})
    work_out = threads_module._ways

    def marks() -> dict[str, tuple[int, int] | None]:
        """As a key asks for them, for which nothing is to be left to do."""
        monkeypatch.setattr(threads_module, "_ways", None)
        found = {hit.path: hit.thread for hit in notebook.recall(Draft.at("oak"))}
        monkeypatch.setattr(threads_module, "_ways", work_out)
        return found

    assert marks() == {"a.md": (1, 2), "b.md": (2, 2)}
    notebook.save(notebook.read("a.md"), "Oak, and oak.")
    assert marks() == {"a.md": (1, 2), "b.md": (2, 2)}
    notebook.create('---\nprev: "[[b]]"\n---\nOak at last.', "c")
    assert marks() == {"a.md": (1, 3), "b.md": (2, 3), "c.md": (3, 3)}
    (tmp_path / "c.md").unlink()
    notebook.refresh([""])
    assert marks() == {"a.md": (1, 2), "b.md": (2, 2)}


def test_the_settings_fold_threads_unless_it_is_said_otherwise(opened: Open) -> None:
    notebook = opened(
        {"a.md": "Oak.", "b.md": '---\nprev: "[[a]]"\n---\nOak, again.'},
        replace(EVERYTHING, fold_threads=True),
    )
    assert len(recalled(notebook, "oak")) == len(notebook.search("oak")) == 1
    assert len(recalled(notebook, "oak", fold=False)) == len(notebook.search("oak", fold=False)) == 2


LONG = (
    "# Trees\n\nAn oak stands here, old and green.\n\n## Leaves\n\n"
    "Oak leaves are lobed, oak acorns sit in cups, say the books on oak.\n"
)


@pytest.mark.parametrize(
    ("embed", "left"),
    [
        ("![[trees]]", {"b.md", "c.md"}),
        ("![[trees#Leaves]]", {"b.md", "c.md"}),  # what of it answers best stands in that section
        ("![[trees#^none]]", {"b.md", "c.md", "trees.md"}),  # stands for nothing
        ("![[c|thread]]", {"trees.md"}),
        ("![[c]]", {"b.md", "trees.md"}),
        ("![[b|thread]]", {"c.md", "trees.md"}),  # up to it, and not beyond
    ],
)
def test_what_the_draft_embeds_is_left_out(opened: Open, embed: str, left: set[str]) -> None:
    notes = {"trees.md": LONG, "b.md": "An oak.", "c.md": "---\nprev: b\n---\nAn oak, later.", "me.md": ""}
    notebook = opened(notes)
    assert set(recalled(notebook, f"{embed}\n\nOak leaves and acorns, oak books", note="me.md")) == left


def test_of_a_note_of_which_a_section_is_embedded_another_passage_is_recalled(opened: Open) -> None:
    notebook = opened({"trees.md": LONG, "b.md": "Elm."})
    draft = "A thing stands here, old and green.\n\n![[trees#Leaves]]\n"
    (hit,) = notebook.recall(Draft.at(draft, 8))
    assert hit.text == "An oak stands here, old and green."
    assert notebook.recall(Draft.at("Lobed leaves?\n\n![[trees#Leaves]]\n", 8)) == []


def test_on_an_embed_its_text_is_the_query_and_below_one_it_is_what_stands_before(opened: Open) -> None:
    notes = {
        "x.md": "# X\n\nNothing of it.\n\n## Tea\n\nGreen tea wants seventy degrees.\n",
        "kettle.md": "The kettle stops at seventy degrees.",
        "salt.md": "Salt.",
    }
    notebook = opened(notes)
    text = "Salt\n\n![[x#Tea]]\n\n"
    assert [hit.path for hit in notebook.recall(Draft.at(text, text.index("![[") + 3))] == ["kettle.md"]
    assert "kettle.md" in recalled(notebook, text)
    draft = Draft.at(text)
    assert notebook.explain(draft, "kettle.md")
    assert notebook.filled(Draft.at("![[gone]]")).selection == ""
    assert notebook.filled(Draft.at("`![[x]]` here")) == Draft.at("`![[x]]` here")


def test_as_many_are_recalled_as_the_settings_say(opened: Open) -> None:
    notebook = opened({f"{i}.md": "An oak." for i in range(9)}, replace(EVERYTHING, cards=4))
    assert len(notebook.recall(Draft.at("oak"))) == len(notebook.search("oak")) == 4
    assert len(notebook.recall(Draft.at("oak"), limit=6)) == len(notebook.search("oak", limit=6)) == 6


def test_the_floor_of_the_settings_holds(opened: Open) -> None:
    notebook = opened({"a.md": "An oak."}, replace(EVERYTHING, floor=1.0))
    assert recalled(notebook, "oak and elm and ash and many unknown words") == []


def test_links_lead_and_lift_across_folders(opened: Open) -> None:
    notes = {f"{i}.md": "Nothing of the kind." for i in range(9)} | {
        "best.md": "Oak, elm, ash: [[Y as well]] [[twins]]",
        "x.md": "Of elm.",
        "d/y.md": "---\naliases: [Y as well]\n---\nAn elm.",
        "d/twins.md": "",
        "e/twins.md": "",
    }
    notebook = opened(notes)
    assert recalled(notebook, "oak elm ash") == ["best.md", "d/y.md", "x.md"]
    assert {(link.target, link.candidates) for link in notebook.links()} == {
        ("Y as well", ("d/y.md",)),
        ("twins", ("d/twins.md", "e/twins.md")),
    }


def test_a_note_changed_behind_our_back_shows_no_nonsense(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"a.md": "An oak."})
    (tmp_path / "a.md").unlink()
    assert notebook.text("a.md") == ""
    (tmp_path / "a.md").write_text("An oak.")
    (hit,) = notebook.recall(Draft.at("oak"))
    assert hit.text == notebook.text("a.md") == "An oak."


# Names and links


def test_a_note_is_found_by_all_it_is_called(opened: Open) -> None:
    notebook = opened({"d/a.md": "---\ntitle: The Oak\naliases: [Eiche]\n---\n", "b.md": "", "e/b.md": ""})
    for name in ("d/a.md", "d/a", "a", "A", "the oak", "EICHE"):
        assert notebook.find(name) == "d/a.md"
    assert notebook.find("e/b.md") == "e/b.md"
    assert [notebook.find(name) for name in ("", " ", ".", "/", "nowhere", "../a")] == [None] * 6
    twins = opened({"d/x.md": "", "e/x.md": ""})
    with pytest.raises(AmbiguousName, match=r"d/x\.md, e/x\.md"):
        twins.find("x")


def test_a_title_is_known_before_and_after_reading(opened: Open) -> None:
    notebook = opened({"d/a.md": "# The oak"}, load=False)
    assert notebook.title("d/a.md") == "a"
    notebook.load()
    assert notebook.title("d/a.md") == "The oak"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("oak.md", "[[oak]]"),
        ("d/elm.md", "[[elm|The elm]]"),
        ("d/twin.md", "[[d/twin]]"),
        ("twin.md", "[[twin]]"),
        ("two.md", "[[two.md]]"),
        ("two.txt", "[[two.txt|two]]"),
        ("bar.md", "[[bar]]"),  # its title has what a link cannot show
        ("lines.md", "[[lines|On two lines]]"),
        ("d/a#b.md", "[a#b](d/a%23b.md)"),
        ("[x] | y^2 100%.md", "[x | y^2 100%](%5Bx%5D%20%7C%20y%5E2%20100%25.md)"),
        ("木.md", "[[木]]"),
    ],
)
def test_a_link_to_a_note_leads_there(opened: Open, path: str, link: str) -> None:
    notebook = opened(
        {
            "oak.md": "# oak",
            "d/elm.md": "# The elm",
            "d/twin.md": "# d/twin",
            "twin.md": "# twin",
            "two.md": "# two.md",
            "two.txt": "",
            "bar.md": "# A | B",
            "lines.md": '---\ntitle: "On\\ntwo   lines"\n---\n',
            "d/a#b.md": "",
            "[x] | y^2 100%.md": "",
            "木.md": "",
        }
    )
    assert notebook.link_to(path) == link
    (found,) = find_links(link)
    assert notebook.find(found.target) == path


def test_a_quote_names_its_source_and_day(opened: Open) -> None:
    notebook = opened({"d/oak.md": "---\ndate: 2020-02-29\n---\n# The oak\n\nOne line,\nanother.\n"})
    (hit,) = notebook.recall(Draft.at("another line"))
    assert notebook.quote(hit) == "> One line,\n> another.\n>\n> — [[oak|The oak]], 2020-02-29\n\n"


def test_a_quote_leaves_the_block_id_to_the_passage(opened: Open) -> None:
    notebook = opened({"oak.md": "# The oak\n\nAcorns by the bucket. ^acorns-1\n"})
    (hit,) = notebook.search("acorns")
    assert notebook.quote(hit).startswith("> Acorns by the bucket.\n>\n")


def test_names_are_completed_beginnings_first_then_parts_then_near_misses(opened: Open) -> None:
    notebook = opened(
        {
            "a.md": "# Oak trees",
            "b.md": "# Oak",
            "c.md": "# The oak of old",
            "d.md": "---\naliases: [Oaks]\n---\n# Quercus",
        }
    )
    assert [name.name for name in notebook.complete(" OAK")] == [
        "Oak", "Oaks", "Oak trees", "The oak of old",
    ]  # fmt: skip
    assert [name.name for name in notebook.complete("qeurcus")] == ["Quercus"]
    assert [name.name for name in notebook.complete("")] == [
        "Oak", "Oak trees", "Oaks", "Quercus", "The oak of old",
    ]  # fmt: skip
    alias, *_ = notebook.complete("oaks")
    assert (alias.path, alias.is_title) == ("d.md", False)
    assert len(notebook.complete("oak", limit=2)) == 2
    assert notebook.complete("zzzzzz") == []
    file = notebook.create("# Oakwood")
    assert file.path in [name.path for name in notebook.complete("oakw")]


def test_a_link_being_typed_is_offered_names_first_then_what_notes_say(opened: Open) -> None:
    notebook = opened(
        {
            "a.md": "# Oak\n\nOld.",
            "b.md": "---\naliases: [Oak wood]\n---\nA forest.",
            "c.md": "An oak.",
            "d.md": "# Oak bark",
            "me.md": "# Oaks and me",
        }
    )
    hits = notebook.offer("oak", note="me.md")
    assert [hit.path for hit in hits] == ["a.md", "d.md", "b.md", "c.md"]
    assert hits[2].label == "also called Oak wood"
    assert [hit.path for hit in notebook.offer("oak", note="me.md", limit=1)] == ["a.md"]
    assert len(notebook.offer("")) == 5


# Saving and making notes


def test_a_saved_note_answers_at_once_with_its_new_text(opened: Open) -> None:
    notebook = opened({"a.md": "An oak, [[b]].", "b.md": "A birch."})
    assert recalled(notebook, "oak") == ["a.md"]
    file = notebook.save(notebook.read("a.md"), "# Elm\n\nAn elm, [[c]].")
    assert recalled(notebook, "oak") == []
    (hit,) = notebook.recall(Draft.at("elm"))
    assert (hit.title, hit.text) == ("Elm", "An elm, [[c]].")
    assert notebook.find("elm") == "a.md"
    assert linking_to(notebook, "b.md") == []
    assert notebook.read("a.md") == replace(file, born=notebook.read("a.md").born)


def test_what_others_wrote_meanwhile_is_left_alone(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"a.md": "An oak."})
    file = notebook.read("a.md")
    (tmp_path / "a.md").write_text("An elm.")
    with pytest.raises(ChangedOnDisk):
        notebook.save(file, "An oak and mine.")
    assert (tmp_path / "a.md").read_text() == "An elm."
    assert recalled(notebook, "mine") == []


def test_an_empty_folder_in_the_place_of_ours_forgets_and_gets_nothing(opened: Open, tmp_path: Path) -> None:
    """So an unmounted disk looks."""
    notebook = opened({"oak.md": "# The oak", "a/elm.md": "# The elm"})
    file = notebook.read("oak.md")
    deleted = notebook.delete(notebook.create("# An elder").path)
    away = tmp_path.rename(tmp_path.with_name("away"))
    tmp_path.mkdir()
    doing: list[Callable[[], object]] = [
        lambda: notebook.refresh([""]),
        lambda: notebook.refresh(["oak.md", "a/elm.md"]),
        lambda: notebook.save(file, "# An oak"),
        lambda: notebook.create("# An ash"),
        lambda: notebook.set_aside(file, "# An oak"),
        lambda: notebook.restore(deleted),
    ]
    for do in doing:
        with pytest.raises(FolderGone, match="unmounted"):
            do()
    assert len(notebook) == 2
    assert list(tmp_path.iterdir()) == []
    tmp_path.rmdir()
    away.rename(tmp_path)
    assert not notebook.refresh([""])
    notebook.save(file, "# An oak")
    notebook.create("# An ash")
    assert len(notebook) == 3


def test_a_folder_that_was_replaced_by_a_copy_is_taken_for_ours(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"oak.md": "# The oak", "elm.md": "# The elm"})
    tmp_path.rename(tmp_path.with_name("away"))
    tmp_path.mkdir()
    (tmp_path / "oak.md").write_text("# The oak, restored")
    assert notebook.refresh([""])
    assert (len(notebook), notebook.title("oak.md")) == (1, "The oak, restored")


def test_a_deleted_note_answers_no_more_and_comes_back(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"a.md": "An oak.", "b.md": "Of [[a]]."})
    assert [link.candidates for link in notebook.links()] == [("a.md",)]
    notebook.save(notebook.read("a.md"), "A tall oak.")  # what was written here is forgotten too
    name = notebook.delete("a.md")
    assert (recalled(notebook, "oak"), notebook.find("a"), len(notebook)) == ([], None, 1)
    assert [link.candidates for link in notebook.links()] == [()]
    assert not notebook.refresh([""])
    assert notebook.restore(name).path == "a.md"
    assert recalled(notebook, "oak") == ["a.md"]
    assert [link.candidates for link in notebook.links()] == [("a.md",)]
    assert (tmp_path / "a.md").read_text() == "A tall oak."


def test_a_conflict_copy_answers_at_once(opened: Open, tmp_path: Path, monkeypatch) -> None:
    notebook = opened({"a.md": "An oak."})
    file = notebook.read("a.md")

    def late(temp: str, target: str) -> bool:
        (tmp_path / "a.md").write_text("An elm.")
        return exchange(temp, target)

    monkeypatch.setattr(files, "exchange", late)
    saved = notebook.save(file, "A beech.")
    if not saved.beside:
        pytest.skip("names cannot be exchanged here")
    assert recalled(notebook, "elm") == [saved.beside]
    aside = notebook.set_aside(file, "A birch.")
    assert recalled(notebook, "birch") == [aside.path]


def test_versions_are_removed_after_a_day(opened: Open, tmp_path: Path) -> None:
    for when in ("20200101T000000.000000Z-displaced", "20200101T000000.000000Z-deleted"):
        (tmp_path / ".recall/trash" / when).mkdir(parents=True)
        (tmp_path / ".recall/trash" / when / "a.md").write_text("old")
    opened({"b.md": "An oak."})
    assert [item.why for item in trash.items(tmp_path)] == ["deleted"]


def test_after_a_save_what_killed_saves_left_there_is_removed_if_it_is_elsewhere(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = opened({"in/a.md": "An oak.", "in/b.md": "An elm."})
    for number, text in enumerate(["An elm.", "nowhere else"]):
        (tmp_path / f"in/.recall-{number:012x}.tmp").write_text(text)
    monkeypatch.setattr(saving_module, "time", lambda: time() + 2 * 86_400)
    notebook.save(notebook.read("in/a.md"), "A tall oak.")
    assert [file.read_text() for file in tmp_path.glob("in/.recall-*")] == ["nowhere else"]


def test_a_note_that_is_gone_cannot_be_read(opened: Open) -> None:
    with pytest.raises(NoteError):
        opened({}).read("a.md")


@pytest.mark.parametrize(
    ("text", "title", "name"),
    [
        ("# The Oak's age\n\nOld.", "", "the-oaks-age.md"),
        ("Old as an oak is, and older still than that it seems.", "", "old-as-an-oak-is-and-older-still.md"),
        ("\n\n> - An oak", "", "an-oak.md"),
        ("# Oak", "Of elms", "of-elms.md"),
        ("---\ntags: [a]\n---\nAn oak.", "", "an-oak.md"),
        ("---\ntitle: Elm\n---\n# Oak", "", "elm.md"),
        ("", "", "note.md"),
        ("%% drawer\n- [[elm]]\n%%\n", "", "note.md"),
        ("%% drawer\n- [[elm]]\n%%\n\nAn oak.", "", "an-oak.md"),
        ("...", "../..", "note.md"),
        ("# 大きな木", "", "大きな木.md"),
        ("# CON", "", "con-note.md"),
        ("# " + "a" * 999, "", "a" * 200 + ".md"),
    ],
)
def test_a_new_note_is_named_by_its_title_or_how_it_begins(
    opened: Open, text: str, title: str, name: str
) -> None:
    notebook = opened({})
    file = notebook.create(text, title)
    assert (file.path, notebook.read(name).text) == (name, text)
    assert notebook.find(name) == name


def test_making_a_note_never_overwrites(opened: Open, tmp_path: Path) -> None:
    notebook = opened({"oak.md": "Mine."})
    (tmp_path / "oak-2.md").symlink_to("nowhere.md")
    (tmp_path / "oak-3.md").mkdir()
    assert notebook.create("# Oak").path == "oak-4.md"
    assert notebook.create("# Oak").path == "oak-5.md"
    assert (tmp_path / "oak.md").read_text() == "Mine."
    assert not (tmp_path / "nowhere.md").exists()
    assert [hit.path for hit in notebook.search("oak")] == ["oak-4.md", "oak-5.md", "oak.md"]


def saving(notebook: Notebook, path: str, text: str) -> Callable[[], File]:
    """Saves the note when it is first called, as a person who writes while the folder is read."""
    waiting = iter([None])
    return lambda: [notebook.save(notebook.read(path), text) for _ in waiting]


@pytest.mark.parametrize("when", ["read", "understood"])
def test_a_save_while_loading_is_not_undone_by_what_was_read_before(
    opened: Open, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    notebook = opened({"a.md": "# Oak\n\nAn oak, [[b]].", "b.md": "A birch."}, load=False)
    save = saving(notebook, "a.md", "# Elm\n\nAn elm.")
    read, understand = files.read, indexing.parse_note

    def after_reading(root: Path, path: str) -> File:
        file = read(root, path)
        if path == "b.md":
            save()
        return file

    def after_understanding(path: str, *args: Any, **times: Any) -> Any:
        note = understand(path, *args, **times)
        if path == "b.md":
            save()
        return note

    if when == "read":
        monkeypatch.setattr(files, "read", after_reading)
    else:
        monkeypatch.setattr(indexing, "parse_note", after_understanding)
    notebook.load()
    assert recalled(notebook, "oak") == []
    assert recalled(notebook, "elm") == ["a.md"]
    assert notebook.find("oak") is None
    assert linking_to(notebook, "b.md") == []
    assert notebook.read("a.md").text == "# Elm\n\nAn elm."


def test_a_note_saved_while_links_are_looked_up_has_its_own(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = opened({"a.md": "See [[b]].", "b.md": "No link yet."}, load=False)
    save, edges_of = saving(notebook, "b.md", "See [[a]]."), indexing.edges_of

    def meanwhile(*columns: Any) -> indexing.Edges:
        found = edges_of(*columns)
        save()
        return found

    monkeypatch.setattr(indexing, "edges_of", meanwhile)
    notebook.load()
    assert linking_to(notebook, "a.md") == ["b.md"]
    assert linking_to(notebook, "b.md") == ["a.md"]


def test_asking_and_saving_while_loading(opened: Open, eager_threads: None) -> None:
    notebook = opened({f"{i}.md": f"# Note {i}\n\nAn oak, [[{i + 1}]]." for i in range(300)}, load=False)
    troubles: list[Exception] = []

    def load() -> None:
        try:
            notebook.load()
        except Exception as trouble:
            troubles.append(trouble)

    thread = threading.Thread(target=load)
    thread.start()
    made: list[str] = []
    while thread.is_alive() or len(made) < 5:
        if len(made) < 5:
            made.append(notebook.create(f"# New {len(made)}\n\nAn elm.").path)
        for hit in (*notebook.recall(Draft.at("an oak note")), *notebook.search("elm")):
            assert hit.text == notebook.text(hit.path)[hit.start : hit.end]
        notebook.complete("note 1")
        notebook.linked("[[Note 7]] [[12]]")
        notebook.rehydrate(datetime(2024, 5, 17))
    thread.join()
    assert not troubles
    assert len(notebook) == 305
    assert sorted(recalled(notebook, "elm")) == made
    assert linking_to(notebook, "8.md") == ["7.md"]
    assert len(notebook.complete("", limit=999)) == 305


# Meeting again


@pytest.fixture
def old(opened: Open, tmp_path: Path) -> Iterator[Notebook]:
    notes = {f"{2019 + i % 5}-{i % 12 + 1:02}-{i % 28 + 1:02}.md": f"Of day {i}.\n\nMore." for i in range(40)}
    notebook = opened(
        {**notes, "leap.md": "---\ndate: 2020-02-29\n---\nA day.", "bare.md": "# Bare"}, load=False
    )
    for file in tmp_path.glob("20*.md"):
        os.utime(file, (1.6e9, 1.6e9))
    notebook.load()
    yield notebook


def test_the_same_is_met_again_for_a_day(old: Notebook) -> None:
    morning = old.rehydrate(datetime(2024, 5, 17, 8), limit=6)
    assert morning == old.rehydrate(datetime(2024, 5, 17, 23, 59), limit=6)
    assert morning != old.rehydrate(datetime(2024, 5, 18), limit=6)
    assert len({hit.path for hit in morning}) == 6
    for hit in morning:
        assert hit.label
        assert hit.text == old.text(hit.path)[hit.start : hit.end] != ""


def test_the_note_being_written_is_not_met_and_changes_nothing_else(old: Notebook) -> None:
    today = datetime(2024, 5, 17)
    met = old.rehydrate(today, limit=6)
    others = old.rehydrate(today, note=met[2].path, limit=6)
    assert others[:5] == met[:2] + met[3:]
    assert len(others) == 6


def test_the_29th_of_february_is_a_day_too(old: Notebook) -> None:
    labels = {hit.path: hit.label for hit in old.rehydrate(datetime(2024, 2, 29), limit=99)}
    assert labels["leap.md"] == "on this day"
    labels = {hit.path: hit.label for hit in old.rehydrate(datetime(2023, 3, 1), limit=99)}
    assert labels["leap.md"] == "this week, then"


@given(st.text())
def test_any_text_begins_somehow(text: str) -> None:
    words = beginning(text).split()
    assert beginning(text) == " ".join(words)
    assert all(word in text for word in words)


def test_a_search_result_is_explained_though_it_is_below_the_floor(opened: Open) -> None:
    texts = {f"{i}.md": f"Ivy, number {i}." for i in range(9)} | {"a.md": "An oak stood here."}
    notebook = opened(texts, replace(EVERYTHING, floor=0.9))
    words = "oak walrus zebra"
    (hit,) = notebook.search(words)
    draft = Draft.at(words)
    assert notebook.explain(draft, "a.md") is None  # nor would the pane show it
    why = notebook.explain(draft, "a.md", searched=True)
    assert why is not None
    assert why.score == hit.score


@pytest.mark.parametrize(
    "typed", ["quartz -oak", "before:soon quartz", "tag: quartz", '"quartz', "sort:up quartz"]
)
def test_what_looks_like_a_filter_is_part_of_a_name_in_a_link(opened: Open, typed: str) -> None:
    notebook = opened({"stone.md": "Quartz and an oak.", "ivy.md": "Ivy."})
    assert [hit.path for hit in notebook.offer(typed)] == ["stone.md"]
