"""What other engines are asked is what recall is asked, and they answer it."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from bench import peers
from bench.__main__ import main
from bench.engines import ENGINES, Engine, Fts5
from bench.pile import make_pile, paragraphs
from bench.stage import prepare
from bench.tables import as_text
from bench.trial import SUMS, WHOLE, Asked, Peer, _keys, _sampled, ask, build, opened

STARTER = Path(__file__).parent.parent / "notes"
NOTES = ["apple pear apple", "pear plum", "plum quince medlar", "學而 而時 pear", *["sloe"] * 20]
QUICK = [name for name in ENGINES if name != "bm25s"]
"""bm25s compiles for ten seconds before it answers."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of notes, `notes`, and beside it what is asked of them."""
    place = tmp_path_factory.mktemp("work")
    make_pile(place / "notes", 40, paragraphs(STARTER, 1))
    prepare(place / "notes", place, 150)
    return place


def engine(name: str, place: Path) -> Engine:
    for module in peers.NEEDS.get(name, []):
        pytest.importorskip(module)
    ENGINES[name].build(NOTES, place)
    return ENGINES[name](place)


# Engines


@pytest.mark.parametrize("name", QUICK)
def test_an_engine_finds_the_best_note_first(name: str, tmp_path: Path) -> None:
    found = engine(name, tmp_path)
    assert found.ask({"apple": 1, "plum": 1})[0] == 0
    assert found.ask({"quince": 1, "plum": 1})[:2] == [2, 1]
    assert found.ask({"而時": 2.0})[0] == 3


@pytest.mark.parametrize("name", ["tantivy", "FTS5"])
def test_a_changed_note_is_found_by_its_new_words_only(name: str, tmp_path: Path) -> None:
    found = engine(name, tmp_path)
    found.change(0, NOTES[0], "medlar medlar")  # type: ignore[attr-defined]
    assert found.ask({"apple": 1}) == []
    assert found.ask({"medlar": 1}) == [0, 2]


# What is asked


def test_the_keys_add_up_to_the_query_of_the_whole_draft(work: Path) -> None:
    """Replayed key by key, the changes give each draft's terms, and no key is told of twice."""
    known = set((work / "notes.txt").read_text("utf-8").split())
    drafts = json.loads((work / "drafts.json").read_text())["typed"]
    assert set(drafts) == {"30", "150"}
    for draft in drafts["30"] + drafts["150"]:
        before: dict[str, float] = {}
        for end, (text, terms, new) in enumerate(_keys([draft]), 1):
            assert text == draft["text"][:end]
            assert new == (terms != before)
            before = dict(terms)
        assert before.keys() <= known
        assert all(weight > 0 for weight in before.values())
        assert sum(before.values()) > len(draft["text"].split()) / 4


def test_of_a_slow_engine_some_keys_are_asked_evenly(work: Path) -> None:
    drafts = json.loads((work / "drafts.json").read_text())["typed"]["30"]
    changing = [(text, terms) for text, terms, new in _keys(drafts) if new]
    assert list(_sampled(drafts, len(changing))) == changing
    few = list(_sampled(drafts, 7))
    places = [changing.index(key) for key in few]
    gaps = [b - a for a, b in pairwise(places)]
    assert len(few) == 7
    assert max(gaps) - min(gaps) <= 1


def test_keys_that_change_nothing_count_as_keys() -> None:
    asked = Asked(
        keys={"30": [4.0] * 10},
        share={"30": 0.25},
        others={"30": []},
        pasted=[],
        changing=[],
        after=[],
        memory=0.0,
        of_files=0.0,
    )
    times = peers._any(asked, "30")
    assert (len(times), sum(times)) == (40, 40.0)
    asked["others"]["30"] = [1.0] * 30
    assert sum(peers._any(asked, "30")) == 70.0


# Measured


def test_recall_is_asked_after_every_key_and_others_when_it_matters(work: Path) -> None:
    told = json.loads((work / "drafts.json").read_text())
    keys = {n: sum(len(d["text"]) for d in drafts) for n, drafts in told["typed"].items()}
    changes = {n: sum(len(d["changes"]) for d in drafts) for n, drafts in told["typed"].items()}
    assert build(WHOLE, work / "notes", work)["seconds"] > 0
    build("FTS5", work / "notes", work)
    for name in (WHOLE, SUMS, "FTS5"):
        figures = ask(opened(name, work / "notes", work), work, 60)
        assert {n: len(times) for n, times in figures["keys"].items()} == changes
        others = {n: keys[n] - changes[n] if name == WHOLE else 0 for n in keys}
        assert {n: len(times) for n, times in figures["others"].items()} == others
        assert len(figures["changing"]) == len(figures["after"]) == (0 if name == SUMS else 5)


def test_what_cannot_change_is_not_asked_to() -> None:
    class Fixed:
        def ask(self, terms: dict[str, float]) -> list[int]:
            return []

    assert Peer(Fixed()).change is None  # type: ignore[arg-type]


def test_the_tables_have_every_engine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(peers, "ENGINES", {"FTS5": Fts5})
    monkeypatch.setattr(peers, "STARTS", 0)
    main(["--only=peers", "--sizes=40", "--words=30", "--seconds=1"])
    rows = [re.split(r"  +", line) for line in capsys.readouterr().out.splitlines()]
    keys = {row[0]: row[1:] for row in rows if len(row) == 4}
    assert all(float(keys[name][0]) >= 0 for name in (WHOLE, SUMS, "FTS5"))
    once = {row[0]: row[1:] for row in rows if "MiB" in row[0] or ", ms" in row[0]}
    assert len(once["start to first answer, ms"]) == len(once["memory answering, MiB"]) == 2


def test_a_table_is_aligned() -> None:
    assert as_text([["", "b"], ["long", "1"]]) == "      b\nlong  1"
