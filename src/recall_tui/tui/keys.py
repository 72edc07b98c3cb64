"""The keys, as they are shown: a line at the bottom, and all of them on one screen."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from recall_tui.config import ACTIONS

LINES = {
    "writing": (
        ("card_down", "cards"), ("open_card", "open"), ("link_card", "link"), ("quote_card", "quote"),
        ("find_or_create", "find"), ("new", "new"), ("save", "save"), ("help", "keys"), ("quit", "quit"),
    ),
    "card": (
        ("open_card", "open"), ("link_card", "link"), ("quote_card", "quote"), ("preview", "in full"),
        ("card_down", "next"), ("leave_list", "back to writing"),
    ),
}  # fmt: skip
"""Which keys are named where, most useful first: a narrow terminal cuts the end."""
_SIGNS = {"alt": "Alt", "ctrl": "^", "shift": "Shift", "down": "↓", "up": "↑", "left": "←", "right": "→"}


def shown(key: str) -> str:
    """A key as people read it: `^S`, `Alt+↓`."""
    *holds, last = key.split(",")[0].split("+")
    last = _SIGNS.get(last, last.upper() if len(last) == 1 else last.capitalize())
    if holds == ["ctrl"]:
        return f"^{last}"
    return "+".join([*(_SIGNS.get(h, h.capitalize()) for h in holds), last])


def keys_line(keys: Mapping[str, str], where: str) -> Content:
    """The line at the bottom."""
    parts: list[tuple[str, str]] = []
    for name, word in LINES[where]:
        parts += [(f" {shown(keys.get(name, ACTIONS[name].key))}", "bold"), (f" {word} ", "")]
    return Content.assemble(*parts)


def help_text(keys: Mapping[str, str]) -> str:
    """All keys with what they do."""
    rows = [(shown(keys.get(name, action.key)), action.help) for name, action in ACTIONS.items()]
    rows = [row for row in rows if not row[0].startswith("Alt+") or not row[0][-1].isdigit()]
    rows.insert(-6, ("Alt+1…9", "Look at card 1 to 9 in full."))
    rows.append(("[[", "Search for a note to link; ↑ ↓ choose, Enter links."))
    return "\n".join(f"{key:<11} {words}" for key, words in rows)
