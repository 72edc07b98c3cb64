"""Keys done in the order they were pressed, however fast they come.

Textual passes a key on by messages: one that types goes to the widget, one that does something by way of all
widgets above it to the app. Where many come at once, as over a slow line or from a macro, these overtake each
other: `teh`, Backspace twice and `he` gives `tehhe`. This leans on Textual's inside, and a test fails when
that changes.
"""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import App
from textual.widget import Widget


class InTurn:
    """A widget that is typed in; its `_on_key` leaves to `do_bound` what types nothing."""


async def do_bound(widget: Widget, event: events.Key) -> None:
    """Do what the key is bound to, in the widget or above, before the next key."""
    event.stop()
    event.prevent_default()
    await widget.app._check_bindings(event.key)


async def do_now(app: App[Any], event: events.Key | events.Paste) -> bool:
    """Do a key or a paste in the widget that is typed in; whether there is one, and this was not done yet."""
    target = app.focused
    if not isinstance(target, InTurn) or event.is_forwarded or not target.is_running:
        return False
    if isinstance(event, events.Paste) or not await app._check_bindings(event.key, priority=True):
        event._set_forwarded()
        with target._context():
            await target._dispatch_message(event)
    return True
