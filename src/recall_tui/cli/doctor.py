"""`recall doctor`: what is wrong with a folder, and whether the index is right."""

from __future__ import annotations

from recall_tui.cli import show
from recall_tui.notebook import Notebook

EXACT = 1e-9
"""Scores that differ by less agree."""

ATTACHMENTS = (
    *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".bmp", ".pdf", ".canvas"),
    *(".mp3", ".m4a", ".ogg", ".wav", ".flac", ".mp4", ".mov", ".webm", ".csv", ".zip"),
)
"""What notes show or hand on besides notes: a link to such a file is no link to a note."""


def examine(notebook: Notebook, list_links: bool, as_json: bool) -> int:
    """Print a loaded notebook's problems and counts; 1 where there are problems, else 0."""
    # In the order of paths, whether read now or kept from before.
    links = [
        x for x in sorted(notebook.links()) if x.candidates or not x.target.lower().endswith(ATTACHMENTS)
    ]
    astray = [link for link in links if len(link.candidates) != 1]
    difference = notebook.engine.check()
    right = difference < EXACT
    problems = sorted(notebook.problems, key=lambda problem: (problem.path, problem.reason))
    counts = {
        "notes": len(notebook),
        "passages": notebook.engine.view.passage_count(),
        "links": len(links),
        "broken": sum(not link.candidates for link in astray),
        "ambiguous": sum(len(link.candidates) > 1 for link in astray),
        "problems": len(problems),
    }
    if as_json:
        for problem in problems:
            show.json_line({"note": problem.path, "problem": problem.reason, "remedy": problem.remedy})
        for link in astray if list_links else ():
            show.json_line({"note": link.source, "link": link.target, "candidates": link.candidates})
        show.json_line({**counts, "difference": difference})
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
    broken, ambiguous = counts.pop("broken"), counts.pop("ambiguous")
    rows = [(name, f"{count:,}") for name, count in counts.items()]
    if astray:
        there = "" if list_links else " (list them: --links)"
        rows[2] = (
            "links",
            f"{len(links):,}, of them {broken:,} to no note and {ambiguous:,} to several{there}",
        )
    index = "agrees with rank_bm25" if right else f"DIFFERS from rank_bm25 by up to {difference:.1e}"
    show.table(("", ""), [*rows, ("index", index)])
    if not right:
        show.aside("The index is wrong, which is a fault of recall: please report it.")
    return 0 if right and not problems else 1
