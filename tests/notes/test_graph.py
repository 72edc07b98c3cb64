"""Which notes link to which, whatever was said before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from recall_tui.notes.graph import LinkGraph

paths = st.sampled_from("abcde")
changes = st.lists(st.tuples(paths, st.lists(paths)), max_size=20)


@given(changes)
def test_the_last_word_on_a_note_counts_in_both_directions(said: list[tuple[str, list[str]]]) -> None:
    graph, last = LinkGraph(), dict[str, set[str]]()
    for path, targets in said:
        graph.set(path, targets)
        last[path] = set(targets) - {path}
    for path in "abcde":
        back = {source for source, targets in last.items() if path in targets}
        assert graph.outgoing(path) == last.get(path, set())
        assert graph.backlinks(path) == back
        assert graph.count(path) == len(back)
        assert graph.linked(path) == back | last.get(path, set())


@given(changes)
def test_the_version_tells_whether_anything_changed(said: list[tuple[str, list[str]]]) -> None:
    graph = LinkGraph()
    for path, targets in said:
        version, before = graph.version, graph.outgoing(path)
        graph.set(path, targets)
        assert (graph.version != version) == (graph.outgoing(path) != before)


def test_what_was_given_out_stays_as_it_was() -> None:
    graph = LinkGraph()
    graph.set("a", ["b"])
    links, backlinks = graph.outgoing("a"), graph.backlinks("b")
    graph.set("a", ["c"])
    assert (links, backlinks) == ({"b"}, {"a"})
