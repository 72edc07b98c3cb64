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
DRAFT = """# What stays of a book

I finished it on Sunday and by Friday the plot had gone. What I still
have is two sentences, and both are my own: I wrote them in the margin.

So perhaps forgetting does the choosing. A page that I copied out says
nothing to me a year later, while a thought I had to find words for
"""


async def screenshot() -> str:
    """The screen as SVG; the notes are copied, so that nothing can be written to them."""
    with TemporaryDirectory() as folder:
        notes = shutil.copytree(ROOT / "notes", Path(folder) / "notes")
        app = RecallApp(Notebook(notes, Settings(autosave=0)), now=NOW)
        async with app.run_test(size=SIZE) as pilot:
            while not app.writing.all_read:
                await pilot.pause(0.02)
            app.writing.editor.insert(DRAFT.rstrip("\n"))
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
