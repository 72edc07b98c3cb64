"""Folders of notes made by chance, what others do to them, and all that a notebook says of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from recall_tui.config import Settings
from recall_tui.folder.scan import IGNORE_FILE
from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Draft

SENTENCES = (
    "The old oak by the river is as tall as the house that they built when we were young.",
    "It was not the storm that felled it but the fungus which had lived in it for years.",
    "We have to water the garden before the sun is up, and then again when it has set.",
    "What I would like to know is why the elm has died while the ash beside it has not.",
    "Die alte Eiche am Fluss ist so hoch wie das Haus, das wir damals nicht gebaut haben.",
    "Was ich noch nicht verstehe, ist, warum der Garten im Herbst mehr Wasser braucht als sonst.",
    "Le vieux chêne près de la rivière est plus haut que la maison que nous avons dans le village.",
    "Il faut arroser le jardin avant que le soleil ne soit haut, et ne pas oublier les roses.",
    "河边的老橡树比我们的房子还要高,花园里的水不够。",
    "Старый дуб у реки выше, чем дом, который мы построили, когда были молоды.",
    "Oak, elm, ash: #trees #trees/old",
    "Water the roses. ^roses",
    "```\n[[oak]] is no link in code\n```",
    "- a list\n  - of oaks\n  - and elms",
)
NAMES = ("oak", "elm", "Elm", "ash tree", "木", "e\u0301rable", "a.b", "2024-01-02", "README", "odd\udcff")
NAMES += ("20240102T030405--ash-tree__wood", "20240102T030405--renamed__wood", "x&y 100%", "Oak!")
FOLDERS = ("", "", "", "d/", "d/e/", "Grün/", "closed/")
ENDINGS = (".md", ".md", ".md", ".txt", ".MARKDOWN")
TITLES = (*NAMES, "The oak", "Of elms", "water/garden", "20240102T030405", "A [strange] | title")
FRONTS = (
    "title: {name}",
    "aliases: [{name}, {other}]",
    "alias: {name}",
    "id: {name}",
    "date: 2021-03-04",
    "date: tomorrow",
    "tags: [wood, {other}]",
    "a: [unclosed",
    "prev: '[[{name}]]'",
    "prev: [[{other}]]",
    "next: ['[[{name}]]', '[[{other}]]']",
)
LINKS = ("[[{name}]]", "[[{name}|so]]", "![[d/{name}#of]]", "[so](../{name}.md)", "[so](denote:{name})")
DRAFTS = (
    # Clearly English: what a draft is in, if it is not clear, is what the one before it was in.
    f"{SENTENCES[1]} {SENTENCES[2]}",
    "The oak by the river, and the elm",
    "Warum braucht der Garten mehr Wasser als das Haus?",
    "花园里的老橡树",
    "water the roses [[oak]] and the ash tree",
    "wter gardne",
    "Of elms",
)
SEARCHES = (
    "oak",
    "tag:trees river",
    '"old oak"',
    "title:elm oak",
    "-oak water",
    "after:2020 the house",
)


def name(rng: Random) -> str:
    """A note's path."""
    return rng.choice(FOLDERS) + rng.choice(NAMES) + rng.choice(ENDINGS)


def text(rng: Random) -> str:
    """A note's text."""

    def filled(what: str) -> str:
        return what.format(name=rng.choice(TITLES), other=rng.choice(NAMES))

    parts = []
    if rng.random() < 0.4:
        fields = "\n".join(filled(rng.choice(FRONTS)) for _ in range(rng.randint(1, 3)))
        parts.append(f"---\n{fields}\n---")
    if rng.random() < 0.5:
        parts.append(f"# {rng.choice(TITLES)}")
    for _ in range(rng.randint(0, 4)):
        parts.append(f"{rng.choice(SENTENCES)} {filled(rng.choice(LINKS)) if rng.random() < 0.5 else ''}")
    return "\n\n".join(parts)


class Outside:
    """Another program at work in a notes folder.

    It sets the times of what it writes: two writes within one tick of the clock and of the same size would be
    one to whoever looks later.
    """

    def __init__(self, root: Path, rng: Random) -> None:
        self.root, self.rng = root, rng
        self._now = 1_600_000_000_000_000_000
        root.mkdir(parents=True, exist_ok=True)

    def notes(self) -> list[Path]:
        """What might be a note."""
        return sorted(path for path in self.root.rglob("[!.]*") if not path.is_dir())

    def write(self, path: str, text: str | bytes) -> None:
        """Put this text there, whatever is in the way."""
        file = self.root / path
        for above in reversed(file.relative_to(self.root).parents):
            if (self.root / above).is_file():
                (self.root / above).unlink()
        if file.is_dir():
            shutil.rmtree(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape"))
        self.touch(file)

    def touch(self, file: Path) -> None:
        """Change its time."""
        self._now += self.rng.randint(1, 10**15)
        os.utime(file, ns=(self._now, self._now))

    def plant(self, count: int) -> None:
        """Write so many notes, some of them twice."""
        for _ in range(count):
            self.write(name(self.rng), text(self.rng))

    def change(self) -> str:
        """Do one thing; what it was."""
        rng, notes = self.rng, self.notes()
        what = rng.choice(
            ("new", "edit", "edit", "delete", "rename", "touch", "folder", "ignore", "no text", "move")
        )
        if what == "new" or not notes:
            self.write(name(rng), text(rng))
            return "new"
        file = rng.choice(notes)
        path = file.relative_to(self.root).as_posix()
        match what:
            case "edit":
                self.write(path, text(rng))
            case "delete":
                file.unlink()
            case "rename":
                new = self.root / name(rng)
                if not new.is_dir() and new.parent.is_dir():
                    file.rename(new)
            case "touch":
                self.touch(file)
            case "folder":
                file.unlink()
                self.write(f"{path}/{rng.choice(NAMES)}.md", text(rng))
            case "ignore":
                lines = rng.sample(("closed/", "*.txt", "/oak.md", "!oak.md", "d/**"), rng.randint(0, 2))
                (self.root / IGNORE_FILE).write_text("\n".join(lines))
            case "no text":
                self.write(path, b"\0")
            case "move" if (self.root / "d").is_dir() and not (self.root / "f").exists():
                (self.root / "d").rename(self.root / "f")
        return what


@contextmanager
def cache_at(folder: Path) -> Iterator[None]:
    """What is kept is kept below `folder`."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = os.fspath(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_CACHE_HOME"]
        else:
            os.environ["XDG_CACHE_HOME"] = before


@dataclass
class Place:
    """A folder of notes and where its index is kept."""

    root: Path
    cache: Path
    outside: Outside

    @staticmethod
    def below(folder: Path, rng: Random) -> Place:
        """An empty place."""
        return Place(folder / "notes", folder / "cache", Outside(folder / "notes", rng))

    @staticmethod
    @contextmanager
    def drawn(rng: Random, many: int) -> Iterator[Place]:
        """A place with some notes."""
        with TemporaryDirectory() as folder:
            place = Place.below(Path(folder), rng)
            place.outside.plant(many)
            yield place

    @property
    def kept(self) -> Path:
        """The folder that the index is kept in."""
        (folder,) = (self.cache / "recall").iterdir()
        return folder

    @property
    def paths(self) -> list[str]:
        """What might be a note, from the root."""
        return [path.relative_to(self.root).as_posix() for path in self.outside.notes()]

    def start(self, language: str = "auto") -> Notebook:
        """Start with what is kept, and keep it."""
        return start(self.root, self.cache, language)

    def fresh(self, language: str = "auto") -> dict[str, Any]:
        """What a start says that finds nothing kept."""
        with TemporaryDirectory() as empty:
            return said(start(self.root, Path(empty), language))

    def write(self, **notes: str) -> None:
        """Put notes there, by their names without the ending."""
        for name, text in notes.items():
            self.outside.write(f"{name}.md", text)


def start(root: Path, cache: Path, language: str = "auto") -> Notebook:
    """A notebook that has just been loaded."""
    with cache_at(cache):
        notebook = Notebook(root, Settings(floor=0.0, language=language))
        notebook.load()
    assert notebook.loaded
    return notebook


def said(notebook: Notebook) -> dict[str, Any]:
    """All that a notebook says of its notes: what is known of each, links, names, problems, answers."""
    return {**known(notebook), **answers(notebook)}


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """In what they differ."""
    assert one.keys() == other.keys()
    return {what: (one[what], other[what]) for what in one if one[what] != other[what]}


def known(notebook: Notebook) -> dict[str, Any]:
    """What is known of the notes, but for the answers."""
    view, links = notebook.engine.view, notebook.engine.links
    paths = {note: view.path(note) for note in view.notes()}
    notes, linked, threads = {}, {}, {}
    for note, path in paths.items():
        segment, i = view.at(note)
        notes[path] = (
            view.title(note), view.written(note), view.touched(note), segment.language(i), view.terms(note),
            view.passages(note).tolist(), view.targets(note), segment.aliases[i], view.stamp(path),
        )  # fmt: skip
        out = [view.path(n) for n in view.current[links.outgoing(int(view.nodes[note]))].tolist() if n >= 0]
        linked[path] = sorted(out), int(links.counts(view.nodes[[note]])[0])
        threads[path] = notebook.engine.threads.mark(note), notebook.engine.threads.thread(path)
    assert len(notes) == len(paths) == len(notebook) == view.living
    return {
        "notes": notes,
        "linked": linked,
        "threads": threads,
        "cycles": notebook.engine.threads.cycles,
        "links": sorted(notebook.links()),
        "problems": sorted((p.path, p.reason, p.remedy) for p in notebook.problems),
        "names": sorted(notebook.complete("", 9_999), key=repr),
        "total": int(view.lengths[view.alive].sum()),
        "passages": view.passage_count(),
    }


def answers(notebook: Notebook) -> dict[str, Any]:
    """What drafts and searches get on a screen, scores to the last bit."""
    found: dict[str, Any] = {draft: list(notebook.recall(Draft.at(draft))) for draft in DRAFTS}
    found |= {f"searched: {words}": list(notebook.search(words)) for words in SEARCHES}
    listed = notebook.search("path:d", limit=99)  # by date; those of one date stand in any order
    assert [hit.date for hit in listed] == sorted((hit.date for hit in listed), reverse=True)
    return found | {"listed": sorted(listed, key=lambda hit: hit.path)}
