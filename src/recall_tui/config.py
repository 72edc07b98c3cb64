"""Settings and keys: what may be set, what it means, and reading it from one TOML file."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from inspect import getsource
from pathlib import Path
from typing import Any, NamedTuple

from recall_tui.errors import ConfigError


class Action(NamedTuple):
    """Something a key does."""

    key: str
    """The key it has unless another is set."""
    help: str
    """What it does, a sentence."""


ACTIONS: Mapping[str, Action] = {
    "save": Action("ctrl+s", "Save the note."),
    "quit": Action("ctrl+q", "Save and leave."),
    "new": Action("ctrl+n", "Begin a new note."),
    "find_or_create": Action("ctrl+o", "Open a note by its name, or make it."),
    "search": Action("ctrl+r", "Search all notes: words, phrases, tags, paths, dates."),
    "palette": Action("ctrl+p", "Find any command."),
    "help": Action("f1", "Show the keys."),
    **{f"card_{n}": Action(f"alt+{n}", f"Look at card {n} in full.") for n in range(1, 10)},
    "card_down": Action("alt+down", "Move to the next card; the list stands still."),
    "card_up": Action("alt+up", "Move to the card before; the list stands still."),
    "open_card": Action("alt+enter", "Open the card's note."),
    "link_card": Action("alt+l", "Insert a link to the card's note."),
    "quote_card": Action("alt+q", "Insert the card's text as a quote, with its source."),
    "text_card": Action("alt+y", "Insert the card's text as it stands."),
    "collect": Action("alt+d", "Put the card or selection into the drawer, or take it out."),
    "drawer": Action("alt+v", "Show the drawer: what this essay is to be written with."),
    "move_up": Action("alt+shift+up", "In the drawer or a thread: move the card up."),
    "move_down": Action("alt+shift+down", "In the drawer or a thread: move the card down."),
    "preview": Action("alt+p", "Show the selected card in full, or the list again."),
    "explain": Action("alt+e", "Show why the card stands here, or the list again."),
    "links": Action("alt+k", "Show what is linked with the note, or names it."),
    "thread": Action("alt+t", "Show the thread of the chosen card, or of this note."),
    "fold": Action("alt+u", "Fold hits of one thread into one card; in a thread, forks."),
    "thread_before": Action("alt+comma", "Show the thread before, of those open."),
    "thread_after": Action("alt+full_stop", "Show the next thread, of those open."),
    "close_thread": Action("alt+minus", "Close the thread that is shown."),
    "map": Action("alt+g", "Walk through threads and links, the note in the middle."),
    "essay": Action("alt+s", "Put the note in order as an essay, and read it as one."),
    "continue_note": Action("alt+c", "Begin a note that continues the card's, or this one."),
    "write_thread": Action("alt+w", "Write a thread: a blank line begins the next post."),
    "put_behind": Action("alt+j", "Let this note continue the card's note in its thread."),
    "link_mention": Action("alt+m", "Link the mention that the card shows."),
    "link_all": Action("alt+a", "Link all mentions of the card's kind, after asking."),
    "rename": Action("f2", "Rename or move the note, with every link to it."),
    "extract": Action("alt+x", "Make a note of the selection or passage, and leave a link."),
    "inline": Action("alt+i", "Put the text of the link's note in its place."),
    "back": Action("alt+left", "Go back to the note before."),
    "forward": Action("alt+right", "Go forward again."),
    "open_link": Action("alt+o", "Open the link at the cursor; one of the web after asking."),
    "edit_elsewhere": Action("f4", "Edit the note in your $VISUAL or $EDITOR."),
    "leave_list": Action("escape", "Leave the list or search: it follows the draft again."),
}
"""What keys do, by the names that the table [keys] uses."""


def _between(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"range": (low, high)})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; the texts below its fields are their help."""

    folder: str = ""
    """The notes folder that is opened when none is named; ~ is your home."""
    language: str = "auto"
    """The language of your notes, for finding words in their other forms: told note by note, or "english", …;
    "none" takes words as they stand."""
    cards: int = _between(12, 1, 99)
    """How many past selves the list holds."""
    leave_out_linked: bool = True
    """Whether notes that the draft links already are left out of the list."""
    floor: float = _between(0.2, 0, 1)
    """How much of what the draft says a note must hold to be shown, from 0 (show everything) to 1."""
    calm: float = _between(0.075, 0, 1)
    """By how much a card must beat another to take its place, as a share of the other's score."""
    name_passages: bool = False
    """Whether embedding a passage that has no block id writes one behind it, in its note, without asking."""
    autosave: float = _between(2.0, 0, 3600)
    """After how many seconds without a key the note is saved; 0 is never."""
    fold_threads: bool = False
    """Whether of the notes of one thread the best is shown, and the others stand behind it."""
    post_length: int = _between(0, 0, 100_000)
    """How many characters a post may have while you write a thread; 0 is any number."""
    theme: str = "textual-dark"
    """The colours, by the name of a Textual theme."""
    keys: Mapping[str, str] = field(default_factory=lambda: {name: a.key for name, a in ACTIONS.items()})
    """The key of each action; several keys are separated by commas."""


class Setting(NamedTuple):
    """One line of `recall config`."""

    key: str
    """As it is written in the file; `keys.save` stands in the table [keys]."""
    value: Any
    default: Any
    help: str


def config_path() -> Path:
    """Where the settings are: what RECALL_CONFIG names, or config.toml in the system's place for settings."""
    if named := os.environ.get("RECALL_CONFIG"):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("recall") / "config.toml"


def load_settings(path: Path | None = None) -> Settings:
    """The settings in a TOML file, `config_path()` if none is named; defaults for what is not there.

    Raises ConfigError, naming file and line.
    """
    path = path or config_path()
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. It should be a TOML file.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}, line {line}: not UTF-8. Save the file as UTF-8.") from error
    return _Reader(str(path), text).settings()


def describe(settings: Settings) -> list[Setting]:
    """Every setting with its value, default and help, in the order of the fields; actions' keys last."""
    helps, keys = _helps(), settings.keys
    plain = [Setting(f.name, getattr(settings, f.name), f.default, helps[f.name]) for f in _plain_fields()]
    return plain + [Setting(f"keys.{n}", keys.get(n, a.key), a.key, a.help) for n, a in ACTIONS.items()]


def as_toml(settings: Settings) -> str:
    """A commented settings file that `load_settings` reads back as the same settings."""
    from textwrap import wrap

    plain = ["# Settings of recall. A line that is taken out means the default.", ""]
    keys = [f"# {_helps()['keys']}", "[keys]"]
    for key, value, default, text in describe(settings):
        if key.startswith("keys."):
            keys += [f"{key.removeprefix('keys.')} = {_literal(value)}  # {text}"]
        else:
            plain += [*(f"# {line}" for line in wrap(text, 78)), f"# Default: {_literal(default)}"]
            plain += [f"{key} = {_literal(value)}", ""]
    return "\n".join([*plain, *keys, ""])


class _Reader:
    """One settings file being read; every complaint names the file and, where it can be found, the line."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def settings(self) -> Settings:
        from tomli import loads

        try:
            table = loads(self.text)
        except (ValueError, RecursionError) as error:  # also for numbers too long and arrays too deep
            line = getattr(error, "lineno", None)  # since tomli 2.2; the text of the error has it in any case
            where = f"{self.path}, line {line}" if line else self.path
            raise ConfigError(f"{where}: this is not valid TOML: {error}") from error
        known = {f.name: f for f in _plain_fields()}
        values: dict[str, Any] = {"keys": self._keys(table.pop("keys", {}))}
        for name, value in table.items():
            if name in ACTIONS:
                raise self._error(name, f"{name} is an action: put it below the line [keys].")
            if name not in known:
                raise self._error(name, f"there is no setting {name}." + _suggestion(name, [*known, "keys"]))
            values[name] = self._value(name, value, known[name].default, known[name].metadata.get("range"))
        return Settings(**values)

    def _value(self, name: str, value: Any, default: Any, span: tuple[float, float] | None) -> Any:
        wanted = {bool: "true or false", int: "a whole number", float: "a number", str: "a text in quotes"}
        number = type(default) is float and type(value) is int
        if not (number or type(value) is type(default)) or (span and not span[0] <= value <= span[1]):
            limits = f" from {span[0]} to {span[1]}" if span else ""
            example = f"{name} = {_literal(default)}"
            raise self._error(name, f"{name} must be {wanted[type(default)]}{limits}, as in: {example}")
        if name == "language" and value not in ("auto", "english", "none"):
            from Stemmer import algorithms

            if value not in algorithms():
                choices = _suggestion(value, ["none", *algorithms()])
                raise self._error(name, f"{value!r} is no language that words are stemmed in.{choices}")
        return float(value) if number else value

    def _keys(self, table: Any) -> dict[str, str]:
        if not isinstance(table, dict):
            raise self._error("keys", 'keys is a table: a line [keys], and below it lines as save = "ctrl+s"')
        keys = {name: action.key for name, action in ACTIONS.items()}
        for name, value in table.items():
            path = f"keys.{name}"
            if name in {f.name for f in _plain_fields()}:
                raise self._error(path, f"{name} is no action: put it above the line [keys].")
            if name not in ACTIONS:
                raise self._error(path, f"there is no action {name}." + _suggestion(name, ACTIONS))
            if not isinstance(value, str):
                raise self._error(path, f'{name} must be a key in quotes, as in: {name} = "{keys[name]}"')
            parts = [key.strip() for key in value.split(",")]
            for key in parts:
                if problem := _key_problem(key):
                    raise self._error(path, f"{key!r} {problem}, as in: {name} = {_literal(keys[name])}")
            keys[name] = ",".join(parts)
        owner: dict[frozenset[str], str] = {}
        for name, value in keys.items():
            for key in value.split(","):
                other = owner.setdefault(frozenset(key.split("+")), name)  # ctrl+alt+x is alt+ctrl+x
                if other != name:
                    mine = name if name in table else other
                    raise self._error(
                        f"keys.{mine}", f"{key} is both {other} and {name}: give one another key."
                    )
        return keys

    def _error(self, key: str, message: str) -> ConfigError:
        line = _find_line(self.text, key) or _find_line(self.text, key.partition(".")[0])
        where = f"{self.path}, line {line}" if line else self.path
        return ConfigError(f"{where}: {message}")


def _find_line(text: str, key: str) -> int | None:
    """The line that sets `key` (`name` or `table.name`) or begins that table, from 1; None if none does."""
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            table = line.strip().partition("]")[0].strip("[ \t\"'")
            name = table
        else:
            name = line.partition("=")[0].strip(" \t\"'")
            name = f"{table}.{name}" if table else name
        if name == key or name.startswith(key + "."):
            return number
    return None


def _key_problem(key: str) -> str | None:
    known = ["ctrl", "alt", "shift", "super", "meta", "hyper"]
    *modifiers, name = key.split("+")
    if not name or any(character.isspace() for character in name):
        return "is no key"
    for modifier in modifiers:
        if modifier not in known:
            return f"begins with {modifier!r}, which is none of {', '.join(known)}"
    if len(name) == 1 and not {*modifiers} - {"shift"}:
        return "is typed as text, so it cannot be a command: put ctrl+ or alt+ before it"
    return None


def _suggestion(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    known = list(known)
    close = get_close_matches(name.lower().replace("-", "_"), known, 1)
    return f" Did you mean {close[0]}?" if close else f" There are: {', '.join(known)}."


def _literal(value: Any) -> str:
    """A value as TOML writes it: JSON does, but for what is no ink, which could drive a terminal."""
    from json import dumps

    written = dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in written)


def _plain_fields() -> list[Any]:
    return [f for f in fields(Settings) if f.default is not MISSING]


def _helps() -> dict[str, str]:
    """The texts below the fields of Settings, which Python itself does not keep."""
    (tree,) = ast.parse(getsource(Settings)).body
    assert isinstance(tree, ast.ClassDef)
    helps = {}
    for name, text in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(name, ast.AnnAssign) and isinstance(text, ast.Expr):
            helps[ast.unparse(name.target)] = " ".join(ast.literal_eval(text.value).split())
    return helps
