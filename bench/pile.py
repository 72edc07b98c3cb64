"""Folders of notes to measure on, cut from the running text of others, and words to type that occur in them.

python -m bench.pile OUT --size N FOLDER...      from the paragraphs of folders of notes
python -m bench.pile OUT --size N --rfc PATH     from the RFCs that Debian packs, unpacked at PATH

The RFCs are some 90 million words, in the packages doc-rfc-std, doc-rfc-std-proposed and
doc-rfc-informational of Debian's section non-free: `apt-get download` brings one, `dpkg-deb -x FILE PATH`
unpacks it anywhere, without installing it.
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from recall_tui.errors import NoteError
from recall_tui.folder.files import read
from recall_tui.folder.scan import scan
from recall_tui.notes.parse import parse_note

LENGTH = (60, 180)
"""A made note has about so many words, from least to most."""
LONGEST = 80
"""Sentences of more words are left out: most are lists without full stops."""
DRAFTS = (30, 150, 600)
"""Words of the drafts that are typed, from short to long."""
FIRST_DAY = date(2004, 1, 1)
DAYS = 8000
"""Made notes are dated over so many days."""
TOGETHER = 1_000
"""So many made notes are in one folder."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
LETTERS = re.compile(r"[^\W\d_]+")
LINK = re.compile(r"\[\[(?:[^]|]*\|)?([^]]*)\]\]")
# Two ideographs stand for a word, as Chinese has no blanks to tell.
WORD = re.compile(r"[\u2e80-\u9fff]{2}|[^\s\u2e80-\u9fff]+\s*|\S\s*")
PAGE_BREAK = re.compile(r"\n[^\n]*\[Page [^\n]*\]\s*\f?\s*(?:RFC [^\n]*)?\n")
BLANK_LINE = re.compile(r"\n\s*\n")


def make_pile(folder: Path, count: int, prose: Iterable[str], seed: int = 1) -> None:
    """Fill `folder` with `count` notes cut from paragraphs; same arguments, same notes.

    A note has a date, a title, a link to one made before it, and two runs of sentences, each from a place of
    chance. So the words and how often they come are real; of little prose, runs overlap.
    """
    rng = Random(seed)
    sentences = [
        (sentence, words)
        for paragraph in prose
        for sentence in SENTENCE_END.split(LINK.sub(r"\1", paragraph))
        if len(LETTERS.findall(sentence)) > 2 and (words := len(WORD.findall(sentence))) <= LONGEST
    ]
    if not sentences:
        raise SystemExit("There are no sentences to make notes of.")
    for number in range(count):
        wanted = rng.randint(*LENGTH)
        runs = [list(_run(sentences, rng.randrange(len(sentences)), wanted // 2)) for _ in range(2)]
        spoken = [sentence for run in runs for sentence in run]
        title = " ".join(max(LETTERS.findall(s), key=len) for s in rng.sample(spoken, min(3, len(spoken))))
        link = f" [[{rng.randrange(number):07d}]]" if number else ""
        first, second = (" ".join(run) for run in runs)
        day = FIRST_DAY + timedelta(days=rng.randrange(DAYS))
        where = folder / f"{number // TOGETHER:04d}"
        if number % TOGETHER == 0:
            where.mkdir(parents=True, exist_ok=True)
        text = f"---\ndate: {day}\n---\n# {title}\n\n{first}\n\n{second}{link}\n"
        (where / f"{number:07d}.md").write_text(text, "utf-8")


def _run(sentences: list[tuple[str, int]], start: int, wanted: int) -> Iterator[str]:
    """Sentences from one on, until there are so many words; after the last comes the first."""
    while wanted > 0:
        sentence, words = sentences[start % len(sentences)]
        yield sentence
        wanted -= words
        start += 1


def paragraphs(folder: Path, seed: int) -> Iterator[str]:
    """The paragraphs of a folder's notes, each in one line, the notes in an order of chance; prose only."""
    paths = sorted(found.path for found in scan(folder, []))
    Random(seed).shuffle(paths)
    for path in paths:
        try:
            text = read(folder, path).text
        except NoteError:
            continue
        passages = parse_note(path, text, born=None, modified=datetime.min).passages
        yield from _prose(text[passage.start : passage.end] for passage in passages)


def rfc_paragraphs(folder: Path) -> Iterator[str]:
    """The paragraphs of the RFCs below a folder, each in one line; prose only, no page breaks."""
    for path in sorted(folder.rglob("rfc[0-9]*.txt.gz")):
        if not path.is_symlink():
            text = gzip.decompress(path.read_bytes()).decode("utf-8", "replace")
            yield from _prose(BLANK_LINE.split(PAGE_BREAK.sub("\n\n", text)))


def _prose(blocks: Iterable[str]) -> Iterator[str]:
    """Of blocks of text those that are prose, each in one line."""
    for block in blocks:
        paragraph = " ".join(block.split())
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


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="a folder that is not there yet")
    parser.add_argument("--size", type=int, required=True, metavar="N", help="how many notes are made")
    parser.add_argument("--rfc", type=Path, action="append", default=[], metavar="PATH")
    parser.add_argument("folders", type=Path, nargs="*")
    options = parser.parse_intermixed_args()  # folders may stand after --size
    if options.out.exists():
        raise SystemExit(f"{options.out} is there already. Name a folder that is not.")
    sources = [*map(rfc_paragraphs, options.rfc), *(paragraphs(folder, 1) for folder in options.folders)]
    if not sources:
        raise SystemExit("Name folders of notes, or --rfc PATH, to make notes of.")
    make_pile(options.out, options.size, chain.from_iterable(sources))


if __name__ == "__main__":
    main()
