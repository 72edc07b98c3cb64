"""`recall doctor`: what is wrong with a folder, and whether the index is right."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from recall_tui.acts import threads
from recall_tui.cli import show
from recall_tui.cli.places import agreed, loaded, notebook_of
from recall_tui.errors import NoteError
from recall_tui.folder import checkup
from recall_tui.folder.checkup import Remedy
from recall_tui.notebook import Notebook

EXACT = 1e-9
"""Scores that differ by less agree."""
LONGEST = 500_000
"""Longer texts, in characters, are not compared: that could take minutes."""

ATTACHMENTS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".pdf", ".canvas"),
    *(".mp3", ".m4a", ".ogg", ".wav", ".flac", ".mp4", ".mov", ".webm", ".csv", ".zip"),
)
"""What notes show or hand on besides notes: a link to such a file is no link to a note."""


def examine(
    folder: str | None, *, list_links: bool, compare: bool, fix: bool, yes: bool, as_json: bool
) -> int:
    """Print a folder's problems and counts; 1 where there are problems, else 0. Raises RecallError."""
    if checkup.kept_index_is_damaged(notebook_of(folder).root):
        show.aside("The index that was kept of this folder was damaged, and is made anew.")
    notebook = loaded(folder)
    if fix:
        for remedy in _remedies(notebook):
            if agreed(remedy.question, yes):
                remedy.do()
        notebook = loaded(folder)
    return _report(notebook, list_links, compare, as_json)


def _remedies(notebook: Notebook) -> Iterator[Remedy]:
    yield from checkup.remedies(notebook.root)
    if _difference(notebook) >= EXACT or _unlike(notebook):
        yield Remedy("Make the index anew?", partial(checkup.drop_index, notebook.root))


def _difference(notebook: Notebook) -> float:
    return notebook.engine.check()


def _unlike(notebook: Notebook) -> list[str]:
    return checkup.unlike(notebook.root, notebook.engine.view, notebook.engine.languages)


def _report(notebook: Notebook, list_links: bool, compare: bool, as_json: bool) -> int:
    # In the order of paths, whether read now or kept from before.
    links = [
        x for x in sorted(notebook.links()) if x.candidates or not x.target.lower().endswith(ATTACHMENTS)
    ]
    astray = [link for link in links if len(link.candidates) != 1]
    difference, unlike = _difference(notebook), _unlike(notebook)
    right = difference < EXACT and not unlike
    view = notebook.engine.view
    paths = sorted(map(view.path, view.notes()))
    found = [*notebook.problems, *threads.problems(notebook), *checkup.check(notebook.root, paths)]
    problems = sorted(found, key=lambda problem: (problem.path, problem.reason))
    counts = {
        "notes": len(notebook),
        "passages": view.passage_count(),
        "links": len(links),
        "broken": sum(not link.candidates for link in astray),
        "ambiguous": sum(len(link.candidates) > 1 for link in astray),
        "problems": len(problems),
    }
    copies = [(copy, of) for copy, of in checkup.copies(paths) if of] if compare else []
    if as_json:
        for problem in problems:
            show.json_line({"note": problem.path, "problem": problem.reason, "remedy": problem.remedy})
        for link in astray if list_links else ():
            show.json_line({"note": link.source, "link": link.target, "candidates": link.candidates})
        for copy, of in copies:
            show.json_line({"note": copy, "of": of, "diff": _compared(notebook, of, copy)})
        show.json_line({**counts, "difference": difference, "unlike": unlike})
        return 0 if right and not problems else 1
    if problems:
        show.table(("File", "Problem", "What to do"), [(p.path, p.reason, p.remedy) for p in problems])
        print()
    if list_links and astray:
        show.table(
            ("Note", "Link to", "Leads to"),
            [(link.source, link.target, ", ".join(link.candidates) or "no note") for link in astray],
        )
        print()
    for copy, of in copies:
        show.lines(_compared(notebook, of, copy))
        print()
    broken, ambiguous = counts.pop("broken"), counts.pop("ambiguous")
    rows = [(name, f"{count:,}") for name, count in counts.items()]
    if astray:
        there = "" if list_links else " (list them: --links)"
        rows[2] = (
            "links",
            f"{len(links):,}, of them {broken:,} to no note and {ambiguous:,} to several{there}",
        )
    index = (
        "agrees with rank_bm25" if difference < EXACT else f"DIFFERS from rank_bm25 by up to {difference:.1e}"
    )
    if unlike:
        more = f" and {len(unlike) - 1:,} more" if len(unlike) > 1 else ""
        index += f", and DIFFERS from the files themselves: {unlike[0]}{more}"
    index += "" if right else " (make it anew: --fix)"
    show.table(("", ""), [*rows, ("index", index)])
    return 0 if right and not problems else 1


def _compared(notebook: Notebook, of: str, copy: str) -> list[str]:
    """How a conflict copy differs from its note, as diff -u shows it."""
    from difflib import unified_diff

    try:
        texts = [notebook.read(path).text for path in (of, copy)]
    except NoteError as error:
        return [f"{copy}: {error}"]
    if texts[0] == texts[1]:
        return [f"{copy} says the same as {of}."]
    if max(map(len, texts)) > LONGEST:
        return [f"{copy} and {of} differ, and are too long to be compared here."]
    before, after = (text.removesuffix("\n").split("\n") for text in texts)
    found = list(unified_diff(before, after, of, copy, n=1, lineterm=""))
    return found or [f"{copy} differs from {of} in the end of the last line only."]
