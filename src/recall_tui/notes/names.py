"""File names of notes: reading Denote's, making new ones, refusing unusable ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from recall_tui.notes.note import note_id

MAX_BYTES = 255
SLUG_BYTES = 200
"""A slug stays shorter than a name may be, so that a folder name, an ending and a number still fit."""
HOST_BYTES = 40
ROOM_BYTES = 5
"""For `-2`, `-3`, … where the name of a conflict copy is taken."""

_DENOTE = re.compile(
    r"(?:@@)?(\d{8}T\d{6})(?:==([^_]*?))?(?:--(.*?))?(?:__([^_]+(?:_[^_]+)*))?", re.ASCII | re.DOTALL
)
_UNSAFE = '/\\:*?"<>|'
_TURNING = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")  # they disguise a name
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])", re.IGNORECASE)


class DenoteName(NamedTuple):
    """The parts of a Denote file name, `ID==SIGNATURE--title__keyword_keyword`."""

    identifier: str
    title: str | None
    """With spaces for its hyphens."""
    keywords: tuple[str, ...]


def stem(path: str) -> str:
    """The file name of a path, without its folder and its ending."""
    return note_id(path).rpartition("/")[2]


def denote_name(name: str) -> DenoteName | None:
    """The parts of a file name without its ending, or None where it is not one of Denote's."""
    match = _DENOTE.fullmatch(name)
    if not match:
        return None
    title = (match[3] or "").replace("-", " ").strip() or None
    return DenoteName(match[1], title, tuple((match[4] or "").split("_")) if match[4] else ())


def slug(title: str) -> str:
    """A title as a file name without its ending: lower case, words of any script joined by hyphens."""
    words, word = [], ""
    for char in unicodedata.normalize("NFC", title).lower() + " ":
        if char.isalnum() or (word and unicodedata.category(char)[0] == "M"):
            word += char
        elif word and char not in "'’":  # don't → dont
            words.append(word)
            word = ""
    name = _fit("-".join(words), SLUG_BYTES)
    return f"{name}-note" if _RESERVED.fullmatch(name) else name or "note"


def file_name_problem(name: str) -> str | None:
    """Why a file name (with its ending, without a folder) is unusable, in a sentence; None if it is fine."""
    if not name.strip() or name in (".", ".."):
        return f"“{name}” is no file name. Give the note a name."
    odd = next((char for char in name if _is_invisible(char)), None)
    if odd:
        return f"A file name cannot have the invisible character U+{ord(odd):04X}. Leave it out."
    if unsafe := next((char for char in name if char in _UNSAFE), None):
        return f"“{name}” cannot have {unsafe} in it. Leave it out."
    if name[0] == ".":
        return f"“{name}” begins with a dot, so it would be hidden. Leave the dot out."
    if name[-1] in ". ":
        return f"“{name}” ends with a dot or a space, which not all systems can store. Leave it out."
    if _RESERVED.fullmatch(name.partition(".")[0].rstrip()):
        return f"“{name}” is reserved by Windows. Choose another name."
    if (size := len(name.encode())) > MAX_BYTES:
        return f"The name is {size} bytes long, and a file name can have {MAX_BYTES}. Shorten it."
    return None


def free_name(wanted: str, taken: Callable[[str], bool]) -> str:
    """`wanted` (a file name or a path from the root, with its ending), or the first of `-2`, `-3` not taken.

    Where the file name would be longer than 255 bytes, its stem is cut, never within a character.
    """
    folder, slash, name = wanted.rpartition("/")
    ending = name[len(note_id(name)) :]
    name = note_id(name)
    number = 1
    while True:
        tail = (f"-{number}" if number > 1 else "") + ending
        free = folder + slash + _fit(name, MAX_BYTES - len(tail.encode())) + tail
        if not taken(free):
            return free
        number += 1


def conflict_name(path: str, host: str, now: datetime) -> str:
    """The path beside a note's for what cannot have its name: `trees (conflict laptop 2026-11-22 1030).md`.

    `host` is the computer's name as the system gives it. The name is fine and leaves room for a number,
    whatever the note's own name is.
    """
    folder, slash, name = path.rpartition("/")
    ending = name[len(note_id(name)) :]
    tail = f" (conflict {_fit(slug(host.partition('.')[0]), HOST_BYTES)} {now:%Y-%m-%d %H%M}){ending}"
    kept = "".join("-" if _is_invisible(c) or c in _UNSAFE else c for c in note_id(name)).lstrip(" .-")
    return folder + slash + _fit(kept or "note", MAX_BYTES - ROOM_BYTES - len(tail.encode())) + tail


def _is_invisible(char: str) -> bool:
    """Whether it has no place in a file name: a control character, half a pair, one that turns the text."""
    turning = unicodedata.bidirectional(char) in _TURNING
    return turning or unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")


def _fit(name: str, size: int) -> str:
    """As much of the name as `size` bytes hold, never parting a letter from its marks."""
    data = name.encode(errors="surrogatepass")
    if len(data) <= size:
        return name
    kept = len(data[:size].decode(errors="ignore"))
    while kept and (_joins(name[kept]) or name[kept - 1] == "\u200d"):
        kept -= 1
    return name[:kept].rstrip(" .-") or "note"


def _joins(char: str) -> bool:
    """Whether the character belongs to the one before it: a mark, a joiner, a skin tone."""
    return unicodedata.category(char)[0] == "M" or char == "\u200d" or "\U0001f3fb" <= char <= "\U0001f3ff"


def beginning(text: str) -> str:
    """What a text without a title is called: its first heading or the first words of its first line."""
    for line in text.split("\n"):
        if words := line.lstrip("#>-*+ \t").split():
            return " ".join(words if line.startswith("#") else words[:8])
    return ""
