"""How the links of real folders of notes resolve, and how that differs from what Obsidian does."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from acting import opened

from recall_tui.cli.doctor import ATTACHMENTS
from recall_tui.notes.note import note_id
from recall_tui.notes.resolve import BY_TITLE, fold
from recall_tui.notes.rewriting import links_in

GARDENS = os.environ.get("RECALL_GARDENS", "")

LINKS = {
    "dendron": {"resolved": 1016, "broken": 2006, "ambiguous": 203, "only here": 737},
    "johngrib": {"resolved": 2321, "broken": 103},
    "jzhao": {"resolved": 3376, "broken": 2},
    "logseq-docs": {"resolved": 727, "broken": 1470, "only here": 24},
    "oldwinter": {"resolved": 3180, "broken": 1282, "ambiguous": 1, "only here": 5, "only there": 1},
}
"""Links to notes, by what becomes of them. `only here`: by title or alias, which Obsidian does not look at;
where several notes have it, it is ambiguous. `only there`: of several files of a name Obsidian takes one."""


@pytest.mark.skipif(not GARDENS, reason="RECALL_GARDENS names no folder of gardens")
@pytest.mark.parametrize("garden", LINKS)
def test_links_resolve_as_in_obsidian_but_for_titles(garden: str) -> None:
    notebook = opened(Path(GARDENS) / garden)
    view, names = notebook.engine.view, notebook.names
    paths = [view.path(note) for note in view.notes()]
    found: Counter[str] = Counter()
    for path in paths:
        for link in links_in(notebook.text(path)):
            if link.kind == "file" or not link.target or link.target.lower().endswith(ATTACHMENTS):
                continue
            way, meant = names.match(link.target, path)
            found[("broken", "resolved", "ambiguous")[min(len(meant), 2)]] += 1
            there = obsidian(link.target, path, paths)
            if (there,) != meant and (there or meant):
                by_title = not there and way == BY_TITLE
                found["only here" if by_title else "only there" if there in meant else "elsewhere"] += 1
    assert found == LINKS[garden]


def obsidian(target: str, source: str, paths: list[str]) -> str:
    """The note that Obsidian takes, as far as is known: the shortest path that ends so, in any case.

    "" where there is none.
    """
    wanted = fold(target.removesuffix(".md"))
    if target.startswith(("./", "../")):
        parts = source.split("/")[:-1]
        for part in wanted.split("/"):
            if part == ".." and parts:
                parts.pop()
            elif part != ".":
                parts.append(part)
        wanted = "/".join(parts)
    wanted = wanted.strip("/")
    found = [path for path in paths if f"/{fold(note_id(path))}".endswith(f"/{wanted}")]
    exact = [path for path in found if fold(note_id(path)) == wanted]
    beside = [path for path in found if path.rpartition("/")[0] == source.rpartition("/")[0]]
    return min(exact or beside or found, key=lambda path: (path.count("/"), len(path), path), default="")
