"""Who links to whom in the whole folder, and what that says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from recall_tui.notebook import Notebook


@dataclass(frozen=True, slots=True)
class Graph:
    """The notes and the links between them, each pair once; a note's links to itself are none."""

    titles: dict[str, str]
    """The title of each note, by path, ascending."""
    links: list[tuple[str, str]]
    """(source, target), ascending."""
    outgoing: dict[str, int]
    """To how many notes each links, by path."""
    backlinks: dict[str, int]
    """How many link to it."""
    clusters: list[list[str]]
    """Notes that are joined by links, two or more, in whichever direction; the largest first."""

    @property
    def orphans(self) -> list[str]:
        """The notes without a link from or to another."""
        return [path for path in self.titles if not self.outgoing[path] and not self.backlinks[path]]

    def hubs(self, limit: int) -> list[str]:
        """The notes that most others link to, at least two, the most linked first."""
        linked = [path for path in self.titles if self.backlinks[path] > 1]
        return sorted(linked, key=lambda path: -self.backlinks[path])[:limit]

    def dot(self) -> Iterator[str]:
        """The lines of the graph in the language of Graphviz."""
        yield "digraph notes {"
        for path, title in self.titles.items():
            yield f"  {_quoted(path)} [label={_quoted(title)}];"
        for source, target in self.links:
            yield f"  {_quoted(source)} -> {_quoted(target)};"
        yield "}"


def graph(notebook: Notebook) -> Graph:
    """The graph of a folder."""
    view, links = notebook.engine.view, notebook.engine.links
    titles = dict(sorted((view.path(note), view.title(note)) for note in view.notes()))
    pairs = []
    for note in view.notes():
        source = view.path(note)
        targets = links.outgoing(int(view.nodes[note]))
        pairs += [(source, view.path(target)) for target in view.standing(targets).tolist()]
    outgoing, backlinks = dict.fromkeys(titles, 0), dict.fromkeys(titles, 0)
    for source, target in pairs:
        outgoing[source] += 1
        backlinks[target] += 1
    return Graph(titles, sorted(pairs), outgoing, backlinks, _clusters(pairs))


def _clusters(pairs: list[tuple[str, str]]) -> list[list[str]]:
    above: dict[str, str] = {}

    def top(path: str) -> str:
        while (higher := above.setdefault(path, path)) != path:
            above[path] = path = above[higher]
        return path

    for source, target in pairs:
        above[top(source)] = top(target)
    found: dict[str, list[str]] = {}
    for path in sorted(above):
        found.setdefault(top(path), []).append(path)
    return sorted(found.values(), key=lambda cluster: (-len(cluster), cluster))


def _quoted(name: str) -> str:
    """A string of Graphviz; control characters are escaped, since what prints it may be a terminal."""
    name = name.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else " " for c in name) + '"'
