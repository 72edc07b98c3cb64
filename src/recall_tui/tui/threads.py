"""The thread tab of the pane."""

from __future__ import annotations

from recall_tui.notebook import Notebook
from recall_tui.recall.hits import Hit
from recall_tui.tui.desk import Desk
from recall_tui.tui.looking import NEW, Shown

NO_THREAD = "This note continues none, and none continues it."


class ThreadTab:
    """The thread of the note on the desk, in reading order."""

    def __init__(self, notebook: Notebook, desk: Desk) -> None:
        self.notebook = notebook
        self.desk = desk

    def shown(self) -> Shown:
        """The thread of the note, in reading order, with the forks where they branch."""
        path, threads = self.desk.path, self.notebook.engine.threads
        thread = threads.thread(path) if path else None
        if not thread or len(thread.notes) < 2:
            return Shown("Thread", (), NO_THREAD if path else NEW)
        hits: list[Hit] = []
        for i, note in enumerate(thread.notes):
            label = f"{i + 1}/{len(thread.notes)}"
            label += " · this note" if i == thread.at else ""
            if others := thread.forks.get(i):
                label += f" · forks: {', '.join(map(self.notebook.title, others))}"
            if hit := self.notebook.engine.passage_of(note, 0.0, label):
                hits.append(hit)
        forks = sum(map(len, thread.forks.values()))
        forked = f" · {forks} fork{'s' if forks > 1 else ''}" if forks else ""
        return Shown("Thread", hits, "", f"{thread.at + 1}/{len(thread.notes)}{forked}", thread.at)
