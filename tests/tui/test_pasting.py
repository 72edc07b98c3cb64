"""A paste arrives whole, in however many pieces, and nothing in it is taken for a key."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from recall_tui.tui.pasting import PasteParser

START, END = "\x1b[200~", "\x1b[201~"
pieces = st.sampled_from("ab\x1b[]20~1;\x07\x11\x1a\r\n\t\udce9漢")
text = st.text(pieces).filter(lambda text: END not in text)


@given(text, text, st.lists(st.integers(0, 60), max_size=6))
def test_in_any_pieces(first: str, second: str, cuts: list[int]) -> None:
    sent = f"k{START}{first}{END}l{START}{second}{END}m"
    starts = [at + n for at in range(len(sent)) if sent.startswith(START, at) for n in range(1, len(START))]
    places = [0, *sorted(cut for cut in cuts if cut < len(sent) and cut not in starts), len(sent)]
    parser, got = PasteParser(), []
    for start, end in pairwise(places):
        if start < end:
            got += parser.feed(sent[start:end])
    got += parser.tick()
    said = [event.text if isinstance(event, events.Paste) else event.key for event in got]  # type: ignore[attr-defined]
    assert said == ["k", first, "l", second, "m"]
    assert [*parser.feed("x")] and not [*parser.feed("")]
