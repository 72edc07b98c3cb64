from __future__ import annotations

from datetime import datetime
from pathlib import Path

from acting import files, opened

from recall_tui.acts.outlining import begun, embeds, outline
from recall_tui.acts.suggesting import bridging, gaps, missing
from recall_tui.config import Settings
from recall_tui.essays.parts import parts
from recall_tui.recall.hits import Draft

NOTES = {
    "e.md": "# E\n\nOwn words here.\n\n![[a|thread]]\n\n## F\n\n![[b#H]]\n![[gone]]\n",
    "first.md": "---\ndate: 2019-01-01\n---\nThe rye bread rises overnight.\n",
    "a.md": "---\ndate: 2021-01-01\nprev: first\n---\nThe oven must be very hot.\n",
    "b.md": "---\ndate: 2023-01-01\n---\nNo.\n\n## H\n\nButter is for cold mornings.\n",
    "c.md": "---\ndate: 2020-01-01\n---\nA hot oven, and butter on cold mornings.\n",
    "d.md": "Nothing to do with any of it.\n",
}


def test_an_outline_has_each_part_with_its_source_its_days_and_its_words(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    found = outline(notebook, "e.md")
    assert [(row.level, row.said, row.path, row.words, bool(row.problem)) for row in found.rows] == [
        (0, "E", None, 1, False),
        (1, "Own words here.", None, 3, False),
        (1, "a, the thread", "a.md", 11, False),
        (1, "F", None, 1, False),
        (2, "b › H", "b.md", 6, False),
        (2, "gone", None, 0, True),
    ]
    assert found.rows[2].dates == (datetime(2019, 1, 1), datetime(2021, 1, 1))
    assert (found.words, found.own, found.minutes) == (22, 5, 1)
    assert found.years == {2019: 5, 2020: 0, 2021: 6, 2022: 0, 2023: 6}


def test_an_outline_of_what_is_being_written(tmp_path: Path) -> None:
    found = outline(opened(tmp_path, NOTES), "e.md", "![[b]]\n\nnew")
    assert [row.said for row in found.rows] == ["b", "new"]


def test_what_an_essay_lacks_is_not_in_it_and_bridges_share_words_of_both_sides(tmp_path: Path) -> None:
    notebook = opened(tmp_path, NOTES)
    before = files(tmp_path)
    found = outline(notebook, "e.md")
    assert missing(notebook, "e.md", found, 5)[0].path == "c.md"
    (gap,) = (gap for gap in gaps(notebook, "e.md", found, 5) if gap.bridges[0].hit.path == "c.md")
    assert (gap.before, gap.after) == (2, 4)
    assert "hot" in gap.bridges[0].before
    assert "butter" in [word.casefold() for word in gap.bridges[0].after]
    for other in gaps(notebook, "e.md", found, 5):
        assert not {bridge.hit.path for bridge in other.bridges} & {"e.md", "a.md", "b.md", "first.md"}
    assert files(tmp_path) == before


def test_what_the_pane_would_show_for_one_sentence_is_missing_in_the_whole_and_bridges(
    tmp_path: Path,
) -> None:
    about = "I wonder why I forget so soon what I read in all those books."
    notes = {
        "e.md": f"# On forgetting\n\n{about}\n\n![[curve]]\n",
        "curve.md": "Ebbinghaus learned syllables by heart and counted what was left after a day.\n",
        "reading.md": "What I read in books I forget, but not what I counted and learned by heart.\n",
        "palace.md": "To forget a list, leave the house that you put its things into.\n",
        **{f"{n}.md": f"Apples from market street {n}, the {n}th basket.\n" for n in range(20)},
    }
    notebook = opened(tmp_path, notes, Settings().floor)
    shown = [hit.path for hit in notebook.recall(Draft.at(about), note="e.md")]
    assert shown[0] == "reading.md"
    found = outline(notebook, "e.md")
    assert [hit.path for hit in missing(notebook, "e.md", found, 20)] == ["reading.md", "palace.md"]
    (gap,) = gaps(notebook, "e.md", found, 5)
    assert [bridge.hit.path for bridge in gap.bridges] == ["reading.md"]
    assert [bridge.hit.path for bridge in bridging(notebook, "e.md", found, 1, 5)] == ["reading.md"]


def test_where_nothing_else_is_about_it_nothing_is_suggested(tmp_path: Path) -> None:
    notes = {
        "e.md": "# Bees\n\nThe hive hums before it swarms.\n\n![[a]]\n\n![[b]]\n",
        "a.md": "A queen leaves with half of her workers.\n",
        "b.md": "Smoke calms a hive, and the keeper too.\n",
        **{f"{n}.md": f"Apples from market street {n}, the {n}th basket.\n" for n in range(20)},
    }
    notebook = opened(tmp_path, notes)
    found = outline(notebook, "e.md")
    assert not missing(notebook, "e.md", found, 20)
    assert not [*gaps(notebook, "e.md", found, 5)]


def test_a_new_essay_embeds_each_note_once_and_by_a_name_that_means_it(tmp_path: Path) -> None:
    notes = {"x/same.md": "", "y/same.md": "", "odd [1]#.md": "", "t.md": "---\ntitle: Tea | milk\n---\n"}
    notebook = opened(tmp_path, notes)
    text = begun(" On  all ", embeds(notebook, [*notes, "t.md"]))
    assert text.startswith("# On all\n\n")
    lines = [part.link for part in parts(text) if part.link]
    assert [notebook.names.candidates(link.target, "e.md") for link in lines] == [(path,) for path in notes]
