"""The posts of a thread as one reads them, one below the other, and the lines that stand between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Literal

from recall_tui.recall.hits import Hit
from recall_tui.tui.cards import cut, joined, one_line, padded, prepared
from recall_tui.tui.plain import plain
from recall_tui.tui.preview import flowing
from recall_tui.tui.wrap import Row, cells

MOST_ROWS = 12
"""A longer post is cut; it can be looked at in full."""
LONGEST = 4_000
"""So much of a post is laid out, in characters."""
DEEPEST = 5
"""Side branches of side branches are set in this often."""
_ROOM_FOR_DATE = 28


@dataclass(frozen=True, slots=True)
class Post(Hit):
    """A note of a thread with all of its text; or a line that stands for others, and leads to them."""

    kind: Literal["post", "fork", "before", "behind"] = "post"
    """`fork`: another branch begins here; `before`, `behind`: the thread goes on there."""
    position: int = 0
    """Its place on the path from where the thread begins, from 1."""
    branch: int = 0
    """On how many side branches it lies."""
    notes: int = 0
    """How many notes a line stands for."""
    here: bool = False
    """Whether it is the note that is being written."""
    tight: bool = False
    """Whether the next one stands right below."""
    meets: tuple[str, ...] = ()
    """What it has to do with other threads that are open, in words."""


def laid_out(post: Post, width: int, full: str) -> list[Row]:
    """The rows of a post; `full` is the key that shows the whole of a long one."""
    bars = ("│ " * min(post.branch, DEEPEST, width // 6), "edge")
    room = width - 1 - len(bars[0])
    rows = _post(post, room, full) if post.kind == "post" else [_line(post, room)]
    rows = [padded([bars, *row], width) for row in rows]
    return rows if post.tight else [*rows, []]


def _post(post: Post, room: int, full: str) -> list[Row]:
    place = f"{post.position:,}/{post.thread[1]:,}" if post.thread else f"{post.position:,}"
    beside = room >= _ROOM_FOR_DATE
    date = f"{post.date:%Y-%m-%d}"
    right = joined([date, *["this note"] * post.here][::-1], max(0, room // 2)) if beside else ""
    mark = "▸ " if post.here else ""
    name = cut(one_line(post.title), max(0, room - len(place) - 1 - len(mark) - cells(right) - 2))
    head: Row = [(f"{place} ", "number"), (mark, "bar"), (name, "title")]
    used = sum(cells(text) for text, _ in head)
    rows: list[Row] = [[*head, (" " * (room - used - cells(right)), "text"), (right, "dim")]]
    if not beside:
        rows.append([(cut(date, room), "dim")])
    said, _ = plain(post.text[:LONGEST], ())
    body = list(islice(flowing(prepared(said), room), MOST_ROWS + 1))
    if len(body) > MOST_ROWS or len(post.text) > LONGEST:
        body[MOST_ROWS - 1 :] = [[(cut(f"… goes on: {full} shows all of it", room), "dim")]]
    return rows + body + [[(cut(one_line(words), room), "reason")] for words in post.meets]


def _line(post: Post, room: int) -> Row:
    count = f"{post.notes:,} {'note' if post.notes == 1 else 'notes'}"
    if post.kind != "fork":
        return [(cut(f"{'↑' if post.kind == 'before' else '↓'} {count} {post.kind}", room), "dim")]
    words, after = cut("├ fork: ", room), f" … {count}"
    room -= cells(words)
    name = cut(one_line(post.title), max(4, room - cells(after)))
    return [(words, "dim"), (cut(f"{name}{after}", room), "reason")]
