"""The one place that makes note text safe to show: nothing in it drives the terminal, hides or reverses."""

from __future__ import annotations

import re

_NEVER = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"  # soft hyphen, fillers, zero-width
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"  # separators, bidi controls, BOM
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"  # bytes that were no UTF-8; noncharacters
)
_NEVER_ASTRAL = (
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # invisible formatting of rare scripts
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags: a hidden copy of ASCII
    + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0x10000, 0x110000, 0x10000))
)
_STACKING = "\u0300-\u034e\u0350-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_EMOJI = "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\U0001f000-\U0001faff"
_JOINING = "\u0620-\u06dc\u06de-\u070e\u0710-\u0dff\u0f00-\u109f\u1780-\u17b3\u17b6-\u17ff"
"""Arabic to Sinhala, Tibetan, Myanmar, Khmer: scripts whose spelling needs U+200C between letters."""

# One set without astral characters but as one range: re tests it eight times as fast as the exact set.
_SUSPECT = re.compile(f"[{_NEVER}{_STACKING}\u200c\u200d\U00010000-\U0010ffff]")
_UNSAFE = re.compile(
    f"[{_NEVER}]|[{_NEVER_ASTRAL}]"
    f"|(?<![{_EMOJI}])(?<![{_EMOJI}]\ufe0f)\u200d|\u200d(?![{_EMOJI}])"
    f"|(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])"
    f"|(?<=[{_STACKING}]{{8}})[{_STACKING}]"  # a tower of accents would reach into the rows above
)
_DRIVES = re.compile(f"[{_NEVER}\t\n]")
_BLANKS = str.maketrans("\t\n", "␉␊")
_PICTURES = {"\x7f": "␡", "\x85": "␤", "\u2028": "␤", "\u2029": "␤", "\xad": "-"}


def clean(text: str) -> str:
    """`text` with a visible one-cell character in place of each that a terminal obeys, hides or reorders by.

    One character in, one out, so offsets stay valid. Newline and tab pass: they are the caller's.
    U+200D stays inside emoji, U+200C between letters of scripts that are spelt with it.
    """
    return _UNSAFE.sub(_picture, text) if _SUSPECT.search(text) else text


def clean_line(text: str) -> str:
    """`clean`, with a picture for newline and tab too."""
    return clean(text).translate(_BLANKS)


def drives(text: str) -> bool:
    """Whether a terminal would do anything with some of `text` but show it. Quicker than `clean`."""
    return _DRIVES.search(text) is not None


def _picture(match: re.Match[str]) -> str:
    char = match[0]
    return _PICTURES.get(char) or (chr(0x2400 + ord(char)) if char < " " else "�")
