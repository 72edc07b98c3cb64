"""The keys: how terminals send them, and how they are shown, in a line at the bottom and all at once."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, NamedTuple

from textual import _ansi_sequences
from textual.content import Content
from textual.keys import _character_to_key

from recall_tui.config import ACTIONS
from recall_tui.tui.clean import clean

Named = tuple[tuple[str, str], ...]

ALWAYS: Named = (("help", "keys"), ("quit", "quit"))
"""Named at the end of every line, however narrow the terminal."""
_ESSAY: Named = (
    ("escape", "back"), ("K,J", "move"), ("enter", "edit"), ("i", "write"), ("d", "drop"), ("u", "undo"),
    ("a", "from drawer"), ("slash", "search"), ("s", "suggest"), ("x", "stitch"), ("w", "twice"),
    ("o", "open"), ("space", "fold"),
)  # fmt: skip
LINES: Mapping[str, Named] = {
    "writing": (
        ("card_down", "cards"), ("card_1", "look"), ("open_card", "open"), ("link_card", "link"),
        ("quote_card", "quote"), ("search", "search"), ("find_or_create", "find"), ("explain", "why"),
        ("links", "links"), ("thread", "thread"), ("drawer", "drawer"), ("continue_note", "continue"),
        ("new", "new"), ("save", "save"),
    ),
    "again": (
        ("put_behind", "thread behind it"), ("card_1", "look"), ("open_card", "open"), ("link_card", "link"),
        ("quote_card", "quote"), ("card_down", "cards"), ("search", "search"),
    ),
    "draft": (
        ("save", "make notes"), ("write_thread", "end"), ("card_down", "cards"), ("link_card", "link"),
        ("quote_card", "quote"), ("search", "search"), ("find_or_create", "find"),
    ),
    "card": (
        ("leave_list", "back"), ("open_card", "open"), ("link_card", "link"), ("quote_card", "quote"),
        ("collect", "collect"), ("preview", "in full"), ("explain", "why"), ("card_down", "next"),
        ("thread", "thread"),
    ),
    "preview": (
        ("leave_list", "back"), ("open_card", "open"), ("link_card", "link"), ("quote_card", "quote"),
        ("preview", "list"), ("explain", "why"), ("card_down", "scroll"),
        ("thread", "thread"),
    ),
    "explain": (
        ("leave_list", "back"), ("explain", "list"), ("card_down", "scroll"), ("open_card", "open"),
        ("link_card", "link"), ("quote_card", "quote"), ("preview", "in full"),
    ),
    "found": (
        ("enter", "open"), ("up,down", "choose"), ("leave_list", "back"), ("card_1", "look"),
        ("link_card", "link"), ("quote_card", "quote"), ("collect", "collect"), ("explain", "why"),
        ("thread", "thread"),
    ),
    "links": (
        ("leave_list", "back"), ("open_card", "open"), ("link_mention", "link it"), ("card_down", "next"),
        ("link_all", "link all"), ("card_1", "look"), ("thread", "thread"), ("quote_card", "quote"),
    ),
    "thread": (
        ("leave_list", "back"), ("open_card", "open"), ("card_down", "next"), ("fold", "branches"),
        ("continue_note", "continue"), ("collect", "collect"), ("thread_after", "next thread"),
        ("close_thread", "close"), ("move_up", "move up"), ("put_behind", "put behind"), ("card_1", "look"),
        ("links", "links"),
    ),
    "drawer": (
        ("leave_list", "back"), ("link_card", "embed"), ("quote_card", "quote"), ("text_card", "text"),
        ("open_card", "open"), ("collect", "take out"), ("move_down", "move"), ("card_down", "next"),
        ("card_1", "look"),
    ),
    "map": (
        ("enter", "open"), ("up,down,left,right", "walk"), ("escape", "leave"), ("backspace", "back"),
        ("space", "to the middle"),
    ),
    "essay": _ESSAY,
    "taking": (("enter", "put in"), ("escape", "back"), ("tab", "whole note"), ("up,down", "choose")),
    "taking drawer": (("enter", "put in"), ("escape", "back"), ("up,down", "choose")),
    "twice": (("enter", "go there"), ("escape", "back"), ("up,down", "choose")),
    "essay below": (("tab", "text"), *_ESSAY),
    "make": (("enter", "make"), ("up,down", "choose"), ("leave_list", "back")),
    "part": (("enter", "link"), ("up,down", "choose"), ("leave_list", "no link")),
    "tag": (("tab", "complete"), ("up,down", "choose"), ("leave_list", "no tag")),
    "link": (("enter", "link"), ("up,down", "choose"), ("leave_list", "no link"), ("preview", "in full")),
}  # fmt: skip
"""Which keys are named where, the most useful first: those that don't fit are left out."""
EDITING = (("ctrl+z", "Undo; Ctrl+Y does it again."), ("ctrl+x", "Cut; Ctrl+C copies, Ctrl+V pastes."))
LINKING = ("[[", "Search for a note to link; # its headings, #^ its blocks; Enter links, Esc does not.")
TAGGING = ("#", "At a word's start: your tags; Tab completes.")

FOLLOWING = ("Enter", "Within a link: go to its note, or make it if there is none.")

ESSAY_KEYS = (
    ("↑ ↓  j k", "Go to another part; PgUp and PgDn read on by a screen."),
    ("Alt+Shift+↑ ↓  K J", "Move the part; a heading takes its section along."),
    ("Space  ← →", "Fold the section, or open it; ← goes to its heading."),
    ("Enter", "Go on with the part in the editor."),
    ("i", "Write below the part, in the editor; Alt+S comes back."),
    ("o", "Open the note that the part comes from."),
    ("d", "Drop the part; a folded section whole."),
    ("u ^Z  ^Y", "Undo; do it again."),
    ("a", "Put in from the drawer."),
    ("/", "Search all notes, and put in: Enter the passage, Tab its whole note."),
    ("s", "What past selves wrote that bridges the gap below, or is missing."),
    ("w", "What the essay says twice."),
    ("x", "Stitch it: make a page, a document or a text of it."),
    ("Tab", "In a narrow terminal: the text, or the outline again."),
    ("Esc  Alt+S", "Back to the editor."),
)
"""The keys of the essay screen, which are letters and so cannot be set."""

_BEFORE_CARDS = list(ACTIONS).index("card_1")
_SIGNS = {
    "alt": "Alt", "ctrl": "^", "shift": "Shift", "down": "↓", "up": "↑", "left": "←", "right": "→",
    "escape": "Esc", "pageup": "PgUp", "pagedown": "PgDn", "comma": ",", "full_stop": ".", "minus": "-",
    "slash": "/",
}  # fmt: skip


_SENT = string.digits + string.ascii_lowercase + "-=+,.;:/?!'\"`~@#$%&*(){}<>|"
"""What can follow Escape for Alt; after any other sign, as after `[`, Escape begins a longer sequence."""


class _Key(NamedTuple):
    value: str


def hear_alt_keys() -> None:
    """Have Alt with a letter, a digit, a sign or Enter arrive as such, and at once, from any terminal.

    Most terminals send Escape and the key. Textual takes Escape and `3` for what a Mac types with Option and
    3, `£`, and Escape and Enter for Enter; after Escape and a letter it waits for more, and types `^` and the
    letter if the next key begins with Escape too.
    """
    known: dict[str, Any] = _ansi_sequences.ANSI_SEQUENCES_KEYS  # type: ignore[assignment]
    for sign in _SENT:
        if not isinstance(known.get(f"\x1b{sign}"), tuple):
            known[f"\x1b{sign}"] = (_Key(f"alt+{_character_to_key(sign)}"),)
    known["\x1b\r"] = (_Key("alt+enter"),)
    known["\x1b[1;4A"], known["\x1b[1;4B"] = (_Key("alt+shift+up"),), (_Key("alt+shift+down"),)


def shown(key: str) -> str:
    """A key as people read it: `^S`, `Alt+↓`."""
    *holds, last = clean(key.split(",")[0]).split("+")
    last = _SIGNS.get(last, (last.upper() if holds else last) if len(last) == 1 else last.capitalize())
    if holds == ["ctrl"]:
        return f"^{last}"
    return "+".join([*("Ctrl" if h == "ctrl" else _SIGNS.get(h, h.capitalize()) for h in holds), last])


def keys_line(keys: Mapping[str, str], where: str, width: int) -> Content:
    """The line at the bottom, for so many cells."""
    always = [(_shown(keys, name), word) for name, word in ALWAYS]
    named: list[tuple[str, str]] = []
    for name, word in LINES[where]:
        if _width([*named, (_shown(keys, name), word), *always]) <= width:
            named.append((_shown(keys, name), word))
    parts: list[tuple[str, str]] = []
    for key, word in [*named, *always]:
        parts += [(f" {key}", "bold"), (f" {word} ", "")]
    return Content.assemble(*parts)


def all_keys(keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every key with what it does."""
    rows = [(_shown(keys, name), action.help) for name, action in ACTIONS.items() if not name[-1].isdigit()]
    cards = [shown(keys.get(f"card_{n}", f"alt+{n}")) for n in range(1, 10)]
    if cards == [f"{cards[0][:-1]}{n}" for n in range(1, 10)]:
        rows.insert(_BEFORE_CARDS, (f"{cards[0]}…9", "Look at card 1 to 9 in full."))
    else:
        rows[_BEFORE_CARDS:_BEFORE_CARDS] = [
            (key, f"Look at card {n} in full.") for n, key in enumerate(cards, 1)
        ]
    return [*rows, LINKING, TAGGING, FOLLOWING, *((shown(key), words) for key, words in EDITING)]


def _shown(keys: Mapping[str, str], name: str) -> str:
    if name not in ACTIONS:
        return "".join(shown(key) for key in name.split(","))
    key = shown(keys.get(name, ACTIONS[name].key))
    return f"{key}…9" if name == "card_1" and key.endswith("1") else key


def _width(named: list[tuple[str, str]]) -> int:
    return sum(len(key) + len(word) + 3 for key, word in named)
