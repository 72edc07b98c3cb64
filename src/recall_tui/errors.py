"""Everything recall raises on purpose, at a glance.

RecallError                 the message is for the person: what is wrong and what to do about it
├── FolderError             the notes folder cannot be used
│   └── FolderGone          it vanished while it was open; also a NoteError
├── NoteError               one note cannot be read or written
│   ├── ChangedOnDisk       someone else wrote the file since it was read; nothing was written
│   └── NoteExists          creating would overwrite a note
├── AmbiguousName           a name stands for more than one note; names the candidates
├── EssayError              an essay cannot be compiled or changed so; names every place
│   └── EmbedError          some of its embeds stand for nothing; it can be compiled without them
├── CannotOpen              a link or another program is not opened; says why
├── ConfigError             a setting is unknown or has an unusable value; names file and line
└── QueryError              a search that cannot be understood; says where and why
"""

from __future__ import annotations

from collections.abc import Iterable


class RecallError(Exception):
    """Base of all; `str(error)` is a sentence for the person."""


class FolderError(RecallError):
    """The notes folder is missing, is no folder, or cannot be read."""


class NoteError(RecallError):
    """One note cannot be read or written."""


class FolderGone(FolderError, NoteError):
    """The notes folder vanished while it was open: nothing is written, and nothing taken for deleted."""


class ChangedOnDisk(NoteError):
    """The file on disk is no longer the text that was loaded; nothing was written."""


class NoteExists(NoteError):
    """Creating would overwrite a note that is there already."""


class AmbiguousName(RecallError):
    """A name stands for more than one note; the message names the candidates."""


class EssayError(RecallError):
    """An essay cannot be compiled, or not be changed so; the message names every place and what is wrong."""


class EmbedError(EssayError):
    """Some embeds of an essay stand for nothing; it can be compiled without them."""


class CannotOpen(RecallError):
    """A link must not be opened, or a program cannot be started; the message says why."""


class ConfigError(RecallError):
    """A setting is unknown or has an unusable value; the message names file and line."""


class QueryError(RecallError):
    """A search that cannot be understood; the message says where and why."""


def some(names: Iterable[str], most: int) -> str:
    """The first of these, each once, and how many more there are, for a message."""
    listed = list(dict.fromkeys(names))
    more = len(listed) - most
    return ", ".join(listed[:most]) + (f" and {more:,} more" if more > 0 else "")
