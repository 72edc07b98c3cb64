"""What lies around the note on the desk, in the pane in place of past selves: its links, its thread."""

from __future__ import annotations

from typing import Literal

from recall_tui.notebook import Notebook
from recall_tui.tui.desk import Desk
from recall_tui.tui.drawer import DrawerTab
from recall_tui.tui.links import LinksTab
from recall_tui.tui.looking import Looking
from recall_tui.tui.threads import ThreadTab

Name = Literal["", "links", "thread", "drawer"]


class Tabs:
    """One of them stands in the pane until it is turned back. The draft's own answers wait meanwhile."""

    def __init__(self, notebook: Notebook, desk: Desk, looking: Looking) -> None:
        self.notebook = notebook
        self.desk = desk
        self.looking = looking
        self.links = LinksTab(notebook, desk, looking.pane)
        self.links.after_more = self.again
        self.threads = ThreadTab(notebook, desk)
        self.drawer = DrawerTab(notebook, desk, looking.pane)
        self.name: Name = ""
        """Which one is open."""

    @property
    def where(self) -> str:
        """What the keys act on: `links`, `thread`, `drawer`, or a page in their place."""
        return self.looking.page or self.name

    def arrived(self) -> None:
        """Another note lies on the desk."""
        self.threads.arrived()
        self.again(anew=True)

    def turn(self, name: Name) -> None:
        """Open one of them, or close it for ""."""
        self.name = name
        self.looking.leave()
        self.looking.pane.mark, self.looking.pane.status = "", None
        self.again(anew=True)

    def again(self, *, anew: bool = False) -> None:
        """Show it as it is now; what is being read in full stays.

        `anew`: begin with the card that it begins with.
        """
        if not self.name or (self.looking.page and not anew):
            return
        pane = self.looking.pane
        tabs = {"links": self.links.shown, "thread": self.threads.shown, "drawer": self.drawer.shown}
        shown = tabs[self.name]()
        pane.heading, pane.mark, pane.held = shown.heading, shown.mark, False
        pane.status = ([shown.tabs, []], False) if shown.tabs else None
        if shown.hits:
            pane.show(shown.hits, shown.at if anew else None, shown.lay_out)
        else:
            pane.say(shown.words)

    @property
    def selected(self) -> int:
        """The number of the card that is selected, else of the first."""
        return self.looking.pane.selected or 0

    def drawn(self) -> None:
        """Show what lies in the drawer by now, where that is open; the card of that number stays selected."""
        if self.name == "drawer" and not self.looking.page:
            if self.drawer.select is None:
                self.drawer.select = self.selected
            self.again(anew=True)
