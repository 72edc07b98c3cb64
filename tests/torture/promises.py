"""What recall promises, in the order of the table in docs/reliability.md."""

from __future__ import annotations

from enum import Enum


class Promise(Enum):
    """A trial says which of these it tries to break."""

    WHOLE = "A note on disk is the old text or the new text, never a mix"
    DURABLE = "“Saved” is shown only when it survives a power cut"
    TOLD = "A failed write or sync is never hidden"
    TYPING = "Typing survives a kill: at most 1 s of it is lost"
    SIGNALS = "A signal or a closed terminal loses nothing"
    PLANS = "Several files change all together or not at all, and it can be undone"
    OTHERS = "Nothing is overwritten that someone else wrote meanwhile"
    FORGED = "A change of the same size and time is still seen before a save"
    VANISHED = "A folder that vanished is not a deletion"
    BYTES = "What was not touched keeps its bytes"
    TERMINAL = "Text, titles and names of notes cannot drive the terminal"
    INDEX = "The index is disposable"
    CREATING = "Creating never overwrites"
    ANSWERING = "The program goes on answering, whatever the file system and the surroundings do"
    HOSTILE = "No note, file or name stops the program or keeps other notes from loading"
