"""The torture list: what a notes folder can hold at its worst, made by code, with what is expected of it.

SHOWN: the note loads, opens with visible signs for what has none, and keeps its bytes.
REFUSED: it does not open to be written, with a reason; `recall doctor` lists it.
SKIPPED: it is no note; `recall doctor` lists it.
SILENT: it is no note, and there is nothing to say of it.
"""

from __future__ import annotations

import os
import socket
import stat
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path

import pytest


class Expected(Enum):
    SHOWN = "shown"
    REFUSED = "refused"
    SKIPPED = "skipped"
    SILENT = "silent"


@dataclass(frozen=True)
class Item:
    """One thing in a folder."""

    name: str
    path: str
    """Its path from the folder's root."""
    make: Callable[[Path], object]
    """Puts it there, given its whole path."""
    expected: Expected = Expected.SHOWN
    slow: bool = False
    """Only with `make torture`."""
    word: str = ""
    """A word that only this note has, to find it by."""
    long: bool = False
    """Whether it has so long a line that it may be shown to be read only."""
    listed: bool = False
    """Whether `recall doctor` has something to say of a note that is shown."""

    def __str__(self) -> str:
        return self.name


_numbers = count()


def note(name: str, data: bytes, **more: object) -> Item:
    """A note whose file has these bytes, and in place of WORD a word that no other has."""
    number = next(_numbers)
    word = "quince" + "".join("bdfgklmnpr"[int(digit)] for digit in f"{number:03}")  # no ending to be stemmed
    found = word if b"WORD" in data else ""
    data = data.replace(b"WORD", word.encode())
    more["long"] = max(map(len, data.split(b"\n"))) > 50_000
    return Item(name, f"{word}.md", lambda file: file.write_bytes(data), word=found, **more)  # type: ignore[arg-type]


def named(name: str, path: str) -> Item:
    """A note of this file name."""
    return Item(f"name: {name}", path, lambda file: file.write_bytes(b"# A name\n\nIt has a name.\n"))


W = b"# WORD\n\nWORD "
CONTENT = [
    *(
        note(name, W + data + b" after\n" + data + b"\n")
        for name, data in {
            "CSI": b"\x1b[31m \x1b[2J \x1b[10;10H",
            "OSC 0": b"\x1b]0;owned\x07",
            "OSC 8": b"\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\",
            "OSC 52": b"\x1b]52;c;aGk=\x07",
            "DCS": b"\x1bP+q544e\x1b\\",
            "U+009B": "\x9b31m \x9d0;x\x9c".encode(),
            "byte 9B": b"\x9b31m",
            "ENQ": b"\x05",
            "unterminated OSC": b"\x1b]0;never",
            "RLO and LRI": "\u202ecod.exe \u2066x".encode(),
            "zero-width": "a\u200bb\u200cc\u200dd\ufeffe\u2060f".encode(),
            "200 combining marks": ("e" + "\u0301" * 200).encode(),
            "ZWJ emoji": "👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈".encode(),
            "FF and VT": b"a\x0cb\x0bc",
            "U+2028, U+2029 and NEL": "a\u2028b\u2029c\x85d".encode(),
            "lone CR": b"a\rb\rc",
            "mixed newlines": b"a\r\nb\nc\rd\r\n",
            "invalid UTF-8": b"caf\xe9 \xff\xfe\xc0\xaf \xf0\x9f",
            "encoded surrogates": b"\xed\xa0\x80 \xed\xb0\x80 \xed\xa0\xbd\xed\xb8\x80",
            "noncharacters": "\ufdd0 \ufffe \uffff \U0001ffff \U0010ffff".encode(),
            "last plane": "\U00100000 \U0010fffd \U0010fffc".encode(),
            "[/x]": b"[/x] [/] [bold]",
            "[@click=app.quit]": b"[@click=app.quit]x[/] [link='file:///x']y[/link]",
        }.items()
    ),
    note("hostile title", b"---\ntitle: \"[/x] \\e[31m \\a [@click=app.quit]\"\n---\nWORD\n"),
    note("CRLF", b"# WORD\r\n\r\nWORD\r\n"),
    note("BOM", b"\xef\xbb\xbf# WORD\n"),
    note("BOM and CRLF", b"\xef\xbb\xbf---\r\ntitle: x\r\n---\r\nWORD\r\n"),
    note("no final newline", b"# WORD"),
    note("empty", b""),
    note("a BOM alone", b"\xef\xbb\xbf"),
    note("blanks only", b" \t \n\n  \r\n"),
    note("newlines only", b"\n" * 2_000),
]  # fmt: skip

LARGE = [
    note("NUL", W + b"a\0b\n", expected=Expected.REFUSED),
    note("UTF-16", "# Wide\n".encode("utf-16"), expected=Expected.REFUSED),
    note("a PNG named .md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), expected=Expected.REFUSED),
    Item("1 GB sparse", "sparse.md", lambda file: _sparse(file, 1 << 30), Expected.REFUSED),
    note("100 MB", b"word and " * 11_200_000, expected=Expected.REFUSED, slow=True),
    note("a 10 MB line", W + b"x" * 9_900_000, slow=True),
    note("a line of 1 MB", W + b"word " * 200_000, slow=True),
]

BOMB = b"a: &a [x,x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (n, n, b",".join([b"*%c" % (n - 1)] * 9)) for n in range(98, 117)
)

PARSERS = [
    *(
        note(name, W + data + b"\n")
        for name, data in {
            "50,000 [[": b"[[" * 50_000,
            "25,000 nested [": b"[" * 25_000 + b"]" * 25_000,
            "20,000 >": b">" * 20_000 + b" deep",
            "20,000 spaced >": b"> " * 20_000 + b"deep",
            "50,000 ](": b"](" * 50_000,
            "50,000 `": b"` " * 50_000,
            "50,000 *": b"**a" * 50_000,
            "50,000 #": b"#a" * 50_000,
            "50,000 ^": b" ^" * 50_000,
            "50,000 |": b"|" * 50_000 + b"\n|" + b"-|" * 50_000,
            "50,000 <": b"<!--" * 50_000,
            "50,000 !": b"![[" * 50_000,
            "50,000 http": b"http://" * 50_000,
            "nested lists": b"".join(b"\n" + b"  " * depth + b"- x" for depth in range(1_000)),
            "an unclosed fence": b"\n```\n[[x]] #tag",
            "20,000 fences": b"\n```" * 20_001,
            "20,000 rules": b"\n---" * 20_000,
        }.items()
    ),
    note("front matter: unclosed", b"---\ntitle: x\n\nWORD\n", listed=True),
    *(
        note(f"front matter: {name}", b"---\n" + data + b"\n---\n# WORD\n", listed=listed)
        for name, data, listed in (
            ("alias bomb", BOMB, True),
            ("self-alias", b"a: &a [*a]", True),
            ("100,000 brackets", b"a: " + b"[" * 100_000, True),
            ("30,000 brackets", b"a: " + b"[" * 30_000, True),
            ("30,000 nested", b"a: " + b"[" * 30_000 + b"]" * 30_000, True),
            ("python object", b"title: !!python/object/apply:os.system ['touch owned']", True),
            ("duplicate keys", b"title: a\ntitle: b", False),
            ("2024-02-30", b"date: 2024-02-30", True),
            ("5,000 digits", b"date: " + b"9" * 5_000 + b"\nid: " + b"9" * 5_000, True),
            ("no", b"a: no\ntitle: no\ntags: no", False),
            ("@x", b"title: @x", True),
            ("{{t}}", b"title: {{t}}", True),
            ("a tab", b"a:\n\t- b", True),
            ("invalid UTF-8", b"title: caf\xe9", True),
            ("a list", b"- a\n- b", True),
        )
    ),
]  # fmt: skip

NAMES = [
    named(name, path)
    for name, path in {
        "ESC": "a\x1b[31mb.md",
        "OSC 52": "\x1b]52;c;aGk=\x07.md",
        "a newline": "a\nb.md",
        "a CR and a tab": "a\rb\tc.md",
        "not UTF-8": "caf\udce9.md",
        "255 bytes": "n" * 252 + ".md",
        "84 ideographs": "漢" * 84 + ".md",
        "NFC": unicodedata.normalize("NFC", "über twin.md"),
        "NFD": unicodedata.normalize("NFD", "über twin.md"),
        "upper case": "CASE twin.md",
        "lower case": "case twin.md",
        "CON": "CON.md",
        "a trailing dot": "dot..md",
        "a trailing space": "space .md",
        "a leading space": " lead.md",
        "-rf": "-rf.md",
        "--help": "--help.md",
        "a colon": "a:b.md",
        "a backslash": "up\\..\\x.md",
        "RLO": "invoice\u202edm.exe.md",
        "quotes": 'it\'s "so".md',
        "a semicolon": "a; touch owned.md",
        "$(id)": "$(touch owned).md",
        "backticks": "`touch owned`.md",
        "a glob": "*?[a].md",
        "markup": "[bold][@click=app.quit].md",
        "a link": "[[x]].md",
        "an anchor": "a#b^c.md",
        "percent": "50%20.md",
        "a pipe": "a|b.md",
        "parentheses": "a(b)c).md",
        "a tilde": "~.md",
        "only signs": "!!!.md",
        "capital ending": "LOUD.MD",
        "zero-width": "a\u200bb.md",
    }.items()
]


def _sparse(file: Path, size: int) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(size)


def _socket(file: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    os.chdir(file.parent)  # the name of a socket has at most 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(file.name)
    finally:
        os.chdir(here)


def _device(file: Path) -> None:
    try:
        os.mknod(file, 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except (OSError, AttributeError):
        pytest.skip("a device can be made by root alone")


def _folder(file: Path) -> None:
    file.mkdir()
    (file / "inside.md").write_text("# Inside a folder called like a note\n")


def _outside(file: Path) -> None:
    there = file.parent.parent / "elsewhere.md"
    there.write_text("# Elsewhere\n\nsecret\n")
    file.symlink_to(there)


def _unreadable(file: Path) -> None:
    file.write_text("# Locked\n")
    file.chmod(0)


def _deep(file: Path) -> None:
    """Folders in folders, until no path leads to the innermost."""
    here = os.open(file.parent, os.O_RDONLY)
    try:
        for name in (file.name, *["d" * 200] * 30):
            os.mkdir(name, dir_fd=here)
            below = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
            os.close(os.open("deep.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    finally:
        os.close(here)


def _git(file: Path) -> None:
    file.mkdir()
    (file / "hooks").mkdir()
    owned = file.parent.parent / "owned"
    (file / "config").write_text(f"[core]\n\tfsmonitor = touch {owned}\n")
    (file / "HEAD").write_text("ref: refs/heads/main\n")
    (file / "note.md").write_text("# Inside git\n")
    for name in ("post-checkout", "fsmonitor-watchman", "pre-commit"):
        (file / "hooks" / name).write_text(f"#!/bin/sh\ntouch {owned}\n")
        (file / "hooks" / name).chmod(0o700)


KINDS = [
    Item("a pipe", "pipe.md", os.mkfifo if hasattr(os, "mkfifo") else Path.touch, Expected.SKIPPED),
    Item("a socket", "socket.md", _socket, Expected.SKIPPED),
    Item("a device", "device.md", _device, Expected.SKIPPED),
    Item("a folder called like a note", "folder.md", _folder, Expected.SILENT),
    Item("a dangling link", "dangling.md", lambda file: file.symlink_to("nowhere.md"), Expected.SKIPPED),
    Item("a link to itself", "itself.md", lambda file: file.symlink_to(file.name), Expected.SKIPPED),
    Item("a link out of the folder", "outside.md", _outside, Expected.SKIPPED),
    Item("a link to /dev/zero", "zero.md", lambda file: file.symlink_to("/dev/zero"), Expected.SKIPPED),
    Item("a link to /proc", "proc.md", lambda file: file.symlink_to("/proc/self/environ"), Expected.SKIPPED),
    Item("a cycle of folders", "cycle", lambda file: file.symlink_to("."), Expected.SILENT),
    Item("a folder linked outside", "out", lambda file: file.symlink_to("/etc"), Expected.SKIPPED),
    Item("a tree beyond PATH_MAX", "deep", _deep, Expected.SILENT),
    Item("an embedded .git", ".git", _git, Expected.SILENT),
]  # fmt: skip

ITEMS = [*CONTENT, *LARGE, *PARSERS, *NAMES, *(KINDS if sys.platform != "win32" else [])]

assert len({item.path for item in ITEMS}) == len(ITEMS)
