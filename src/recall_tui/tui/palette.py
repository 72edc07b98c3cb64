"""The list of all commands."""

from __future__ import annotations

from typing import Any

from textual.command import CommandPalette
from textual.worker import Worker


class Palette(CommandPalette):
    """Textual's, which may be closed while it still gathers what it would show.

    It looks for its own parts in vain then; that shall not end the program.
    """

    def run_worker(self, work: Any, *args: Any, **options: Any) -> Worker[Any]:
        """As before, but that no error ends the program."""
        return super().run_worker(work, *args, **options | {"exit_on_error": False})
