"""Folders of notes for acts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from recall_tui.config import Settings
from recall_tui.notebook import Notebook


def opened(root: Path, notes: dict[str, str] | None = None, floor: float = 0.0) -> Notebook:
    """The notebook of a folder, after notes were written there by their paths."""
    for path, text in (notes or {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
    notebook = Notebook(root, Settings(floor=floor))
    notebook.load()
    return notebook


def files(root: Path) -> dict[str, bytes]:
    """All files of a folder but recall's own, by a digest of their bytes."""
    return {
        path.relative_to(root).as_posix(): hashlib.blake2b(path.read_bytes()).digest()
        for path in root.rglob("*")
        if path.is_file() and ".recall" not in path.parts
    }


def texts(root: Path) -> dict[str, str]:
    """The notes of a small folder."""
    return {path: (root / path).read_bytes().decode() for path in sorted(files(root))}
