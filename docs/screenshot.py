"""Make docs/screenshot.svg anew: the program on the starter notes, with a paragraph typed.

Run from the root of the repository: .venv/bin/python docs/screenshot.py
"""

from __future__ import annotations

import asyncio
import re
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from recall_tui.config import Settings
from recall_tui.notebook import Notebook
from recall_tui.tui.app import RecallApp

ROOT = Path(__file__).parent.parent
SIZE = (110, 32)
NOW = datetime(2026, 11, 22, 10, 0)
DRAFT = (
    "# What stays of a book\n\n"
    "Of the book I finished in spring I have kept two sentences, and both are my own, from the margin.\n\n"
    "So perhaps forgetting is half of reading. A quote that I copied out says nothing to me a year later, "
    "while what I put in my own words"
)


async def screenshot() -> str:
    """The screen as SVG; the notes are copied, so that nothing can be written to them."""
    with TemporaryDirectory() as folder:
        notes = shutil.copytree(ROOT / "notes", Path(folder) / "notes")
        app = RecallApp(Notebook(notes, Settings(autosave=0)), now=NOW)
        async with app.run_test(size=SIZE) as pilot:
            while not app.writing.all_read:
                await pilot.pause(0.02)
            app.writing.editor.insert(DRAFT)
            await pilot.pause()
            return app.export_screenshot(title="recall")


def without_hosts(svg: str) -> str:
    """Without web fonts, so that looking at the picture asks no other host for anything."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


def main() -> None:
    """Write the picture."""
    (ROOT / "docs" / "screenshot.svg").write_text(without_hosts(asyncio.run(screenshot())), "utf-8")


if __name__ == "__main__":
    main()
