"""How early the pane shows the note that a writer in fact linked, and how calm it is meanwhile.

python -m bench.early FOLDER N     prints the table of N questions as JSON

A question is a link of a real folder, from note N to note M, in a paragraph of `WORDS` words or more. What
stands before the paragraph is the draft, links written out as their words, and the paragraph is typed onto
it, key by key: `easy` with the link's words, `hard` without them. At each key the pane's own rules say what
would be shown. M should come up among the first `TOP`, soon, and stay.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

from bench.keys import environment, inside_process
from bench.pile import WORD
from bench.tables import Rows
from recall_tui.config import load_settings
from recall_tui.errors import NoteError
from recall_tui.notebook import Notebook
from recall_tui.notes.note import Link
from recall_tui.notes.parse import parse_note
from recall_tui.recall.calm import steady
from recall_tui.recall.hits import Draft

TOP = 5
"""So many cards are seen without scrolling."""
WORDS = 8
"""A paragraph of fewer words says too little to be a question."""
LONGEST = 1_200
"""Longer paragraphs are left out: one of them would cost as many keys as ten others."""
FORMS = ("easy", "hard")


class Question(NamedTuple):
    """A link that a writer made."""

    note: str
    target: str
    others: frozenset[str]
    """What else the note links to up to the paragraph's end: left out of the pane, as in writing."""
    before: str
    """The note's text above the paragraph."""
    easy: str
    """The paragraph, with the words of the link."""
    hard: str
    """The paragraph, without them."""


class Card(NamedTuple):
    """What a ranking says of a note."""

    path: str
    score: float


Ranking = Sequence[Card]


@dataclass(frozen=True, slots=True)
class Typed:
    """One paragraph typed: the ranking before its first key, after each, and in the pause at the end."""

    question: Question
    text: str
    rankings: list[Ranking]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the pane would have shown."""

    found: float
    """The share of questions whose note is among the first `TOP` at the end of the paragraph."""
    share: float
    """After what share of the paragraph it came there to stay; median over those found."""
    moves: float
    """Cards of the first `TOP` that changed place or went, per key."""


def questions(notebook: Notebook, count: int, seed: int = 1) -> list[Question]:
    """So many links of a loaded folder, by chance; fewer where it has fewer."""
    meant: dict[str, dict[str, str]] = {}
    for source, target, candidates in notebook.links():
        if len(candidates) == 1:
            meant.setdefault(source, {})[target] = candidates[0]
    found = []
    for path, targets in sorted(meant.items()):
        try:
            text = notebook.read(path).text
        except NoteError:
            continue
        found += _of_note(path, text, targets)
    Random(seed).shuffle(found)
    return found[:count]


def _of_note(path: str, text: str, targets: dict[str, str]) -> Iterator[Question]:
    note = parse_note(path, text, born=None, modified=datetime.min)
    for passage in note.passages:
        if passage.end - passage.start > LONGEST:
            continue
        above = [link for link in note.links if link.end <= passage.end]
        inside = [link for link in above if link.start >= passage.start and not link.embed]
        for link in inside:
            target = targets.get(link.target, path)
            others = frozenset(targets[o.target] for o in above if o is not link and o.target in targets)
            easy = _plain(text, passage.start, passage.end, above)
            if target != path and target not in others and len(WORD.findall(easy)) >= WORDS:
                hard = _plain(text, passage.start, passage.end, above, without=link)
                before = _plain(text, note.body, passage.start, above)
                yield Question(path, target, others - {path}, before, easy, hard)


def _plain(text: str, start: int, end: int, links: Iterable[Link], without: Link | None = None) -> str:
    """A part of a text with the words of its links in place of the links; one link goes altogether."""
    pieces, at = [], start
    for link in links:
        if at <= link.start and link.end <= end:
            words = "" if link is without or link.embed else link.text or link.target
            pieces += [text[at : link.start], words]
            at = link.end
    return "".join(pieces) + text[at:end]


def typed(notebook: Notebook, question: Question, form: str, waiting: bool = True) -> Typed:
    """Type a question's paragraph onto what stands above it, and pause.

    `waiting`: a word counts when it is finished, as in the pane; else every letter counts.
    """
    text: str = getattr(question, form)
    rankings = []
    for end in [*range(len(text) + 1), len(text)]:
        draft = Draft.at(question.before + text[:end])
        if waiting and len(rankings) <= len(text):
            draft = replace(draft, typing=True)
        hits = notebook.recall(draft, note=question.note, leave_out=question.others)
        rankings.append([Card(hit.path, hit.score) for hit in hits])
    return Typed(question, text, rankings)


def figures(all_typed: Sequence[Typed], margin: float) -> Figures:
    """What the pane would have shown, where `margin` is the setting `calm`."""
    shares, moves, keys = [], 0, 0
    for each in all_typed:
        shown: list[str] = []
        since: int | None = None
        for key, ranking in enumerate(each.rankings):
            before, shown = shown, [card.path for card in steady(shown, ranking, margin)]
            top = shown[:TOP]
            if key:
                moves += sum(path not in top[i : i + 1] for i, path in enumerate(before[:TOP]))
            if each.question.target not in top:
                since = None
            elif since is None:
                since = key
        keys += len(each.text)
        if since is not None:
            shares.append(min(1.0, since / max(1, len(each.text))))
    return Figures(
        found=len(shares) / max(1, len(all_typed)),
        share=median(shares) if shares else float("nan"),
        moves=moves / max(1, keys),
    )


def measure(folder: Path, place: Path, options: argparse.Namespace) -> Iterator[Rows]:
    """The table of one folder; caches are kept in `place`."""
    yield inside_process("bench.early", folder, options.links, env=environment(place))


def table(folder: Path, count: int) -> Rows:
    """How early and how calm, over `count` links of a folder: in the pane, and as ranked at every key."""
    settings = load_settings()
    notebook = Notebook(folder, settings)
    notebook.load()
    asked = questions(notebook, count)
    rows = [["", "found", "after", "moves a key", "found, no calm", "after", "moves a key", "moves ÷"]]
    for form in FORMS:
        calm = figures([typed(notebook, question, form) for question in asked], settings.calm)
        plain = figures([typed(notebook, question, form, waiting=False) for question in asked], 0.0)
        ratio = f"{calm.moves / plain.moves:.2f}" if plain.moves else ""
        rows.append([f"{form}, {len(asked)} links", *_cells(calm), *_cells(plain), ratio])
    return rows


def _cells(of: Figures) -> list[str]:
    return [f"{of.found:.1%}", f"{of.share:.0%}", f"{of.moves:.2f}"]


if __name__ == "__main__":
    print(json.dumps(table(Path(sys.argv[1]), int(sys.argv[2]))))
