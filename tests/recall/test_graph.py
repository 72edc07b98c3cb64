"""Which notes link to which, whatever was said before."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.recall.columns import Rows
from recall_tui.recall.graph import LinkGraph

NODES = 6

nodes = st.integers(0, NODES - 1)
rows = st.lists(st.sets(nodes).map(sorted), max_size=NODES)
changes = st.lists(st.tuples(nodes, st.lists(nodes)), max_size=20)


def numbered(given: list[list[int]]) -> Rows:
    """Links of the first notes, none of them to itself or to a note that is not there."""
    return Rows.of([[t for t in row if t != node and t < len(given)] for node, row in enumerate(given)])


@given(rows, changes)
def test_the_last_word_on_a_note_counts_in_both_directions(
    first: list[list[int]], said: list[tuple[int, list[int]]]
) -> None:
    base = numbered(first)
    graph, last = LinkGraph(base), {node: set(base[node].tolist()) for node in range(len(base))}
    for node, targets in said:
        graph.set(node, targets)
        last[node] = set(targets) - {node}
    for node in range(NODES):
        out, back = last.get(node, set()), {source for source, targets in last.items() if node in targets}
        assert graph.outgoing(node).tolist() == sorted(out)
        assert graph.backlinks(node).tolist() == sorted(back)
        assert graph.linked(node, NODES).tolist() == sorted(out | back)
        assert graph.linked(node, 2).tolist() == (sorted(out | back) if len(out | back) <= 2 else [])
        assert graph.counts(np.array([node])).tolist() == [len(back)]
    kept = graph.out(NODES)
    assert [kept[node].tolist() for node in range(NODES)] == [sorted(last.get(n, ())) for n in range(NODES)]


@given(changes)
def test_the_version_tells_whether_anything_changed(said: list[tuple[int, list[int]]]) -> None:
    graph = LinkGraph()
    for node, targets in said:
        version, before = graph.version, graph.outgoing(node).tolist()
        graph.set(node, targets)
        assert (graph.version != version) == (graph.outgoing(node).tolist() != before)


@given(rows, changes, st.permutations(range(NODES)), st.sets(nodes))
def test_links_follow_their_notes_to_new_numbers(
    first: list[list[int]], said: list[tuple[int, list[int]]], order: list[int], gone: set[int]
) -> None:
    graph = LinkGraph(numbered(first))
    for node, targets in said:
        graph.set(node, targets)
    new = np.array([-1 if node in gone else order[node] for node in range(NODES)], np.int32)
    again = graph.renumbered(new, NODES)
    for node in set(range(NODES)) - gone:
        expected = sorted(new[t] for t in graph.outgoing(node).tolist() if new[t] >= 0)
        assert again.outgoing(new[node]).tolist() == expected


def test_what_was_given_out_stays_as_it_was() -> None:
    graph = LinkGraph()
    graph.set(0, [1])
    links, backlinks = graph.outgoing(0), graph.backlinks(1)
    graph.set(0, [2])
    assert (links.tolist(), backlinks.tolist()) == ([1], [0])
