"""Folders of notes to measure on, made of the sentences of others, and words to type that occur in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from recall_tui.errors import NoteError
from recall_tui.folder.files import read
from recall_tui.folder.scan import scan
from recall_tui.notes.parse import parse_note

LENGTH = (60, 180)
"""A made note has about so many words, from least to most."""
FIRST_DAY = date(2004, 1, 1)
DAYS = 8000
"""Made notes are dated over so many days."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
LETTERS = re.compile(r"[^\W\d_]+")
LINK = re.compile(r"\[\[(?:[^]|]*\|)?([^]]*)\]\]")
# Two ideographs stand for a word, as Chinese has no blanks to tell.
WORD = re.compile(r"[\u2e80-\u9fff]{2}|[^\s\u2e80-\u9fff]+\s*|\S\s*")


def make_pile(folder: Path, count: int, source: Path, seed: int = 1) -> None:
    """Fill `folder` with `count` notes mixed from the sentences of `source`; same arguments, same notes.

    Every note has a date and a title, and links to one made before it.
    """
    rng = Random(seed)
    prose = (LINK.sub(r"\1", text) for text in sorted(paragraphs(source, seed)))
    sentences = [s for text in prose for s in SENTENCE_END.split(text) if len(LETTERS.findall(s)) > 2]
    if not sentences:
        raise SystemExit(f"{source} holds no sentences to make notes of.")
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        body: list[str] = []
        wanted = rng.randint(*LENGTH)
        while sum(len(s.split()) for s in body) < wanted:
            body.append(rng.choice(sentences))
        title = " ".join(max(LETTERS.findall(s), key=len) for s in rng.sample(body, min(3, len(body))))
        link = f"[[{rng.randrange(number):06d}]]" if number else ""
        half = len(body) // 2
        text = [
            f"---\ndate: {FIRST_DAY + timedelta(days=rng.randrange(DAYS))}\n---\n# {title}",
            " ".join(body[:half]),
            " ".join([*body[half:], link]),
        ]
        (folder / f"{number:06d}.md").write_text("\n\n".join(text) + "\n", "utf-8")


def paragraphs(folder: Path, seed: int) -> Iterator[str]:
    """The paragraphs of a folder's notes, each in one line, the notes in an order of chance; prose only."""
    paths = sorted(found.path for found in scan(folder, []))
    Random(seed).shuffle(paths)
    for path in paths:
        try:
            text = read(folder, path).text
        except NoteError:
            continue
        for passage in parse_note(path, text, born=None, modified=datetime.min).passages:
            paragraph = " ".join(text[passage.start : passage.end].split())
            plain = sum(c.isalpha() or c == " " for c in paragraph)
            if len(paragraph) >= 80 and plain > 0.8 * len(paragraph):
                yield paragraph


def to_type(folder: Path, keys: int, seed: int = 2) -> str:
    """A paragraph of a note, or of several, that is so many keys long: letters and single spaces only."""
    text = ""
    for paragraph in paragraphs(folder, seed):
        letters = "".join(c if c.isalpha() else " " for c in paragraph)
        text = " ".join([*text.split(), *letters.split()])
        if len(text) >= keys:
            return text[:keys]
    raise SystemExit(f"The notes in {folder} hold too little prose: {keys} characters are to be typed.")


def drafts(folder: Path, words: int, total: int, seed: int = 3) -> list[str]:
    """Drafts of so many words each, `total` words in all, from paragraphs of different notes."""
    found: list[str] = []
    for paragraph in paragraphs(folder, seed):
        found += WORD.findall(paragraph + " ")
        if len(found) >= total:
            break
    return ["".join(found[i : i + words]) for i in range(0, min(total, len(found)), words)]
