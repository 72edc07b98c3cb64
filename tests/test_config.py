from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recall_tui.config import ACTIONS, Settings, as_toml, config_path, describe, load_settings
from recall_tui.errors import ConfigError


def load(folder: Path, text: str) -> Settings:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load_settings(folder / "config.toml")


def complaint(folder: Path, text: str) -> str:
    """What is wrong with a settings file, without the file's name, which must stand before it."""
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    path = os.fspath(folder / "config.toml")
    assert str(caught.value).startswith(path)
    return str(caught.value).removeprefix(path).removeprefix(", ")


def test_without_a_file_or_with_an_empty_one_everything_has_its_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "config.toml") == load(tmp_path, "") == Settings()
    default = Settings()
    assert (default.folder, default.language, default.cards, default.leave_out_linked) == (
        "",
        "auto",
        12,
        True,
    )
    assert (default.autosave, default.theme) == (2.0, "textual-dark")
    assert default.keys["save"] == "ctrl+s"


def test_what_is_set_counts_and_the_rest_has_its_default(tmp_path: Path) -> None:
    text = """\ufeff
        folder = "~/Notizen"  # a comment
        language = "german"
        autosave = 0
        leave_out_linked = false
        [keys]
        save = "f8, ctrl+s"
        quit = "alt+z"
    """
    found = load(tmp_path, text.replace("\n", "\r\n"))
    assert found == Settings(
        folder="~/Notizen",
        language="german",
        autosave=0.0,
        leave_out_linked=False,
        keys={**Settings().keys, "save": "f8,ctrl+s", "quit": "alt+z"},
    )
    assert isinstance(found.autosave, float)


def test_two_actions_may_exchange_their_keys(tmp_path: Path) -> None:
    found = load(tmp_path, 'keys = { back = "alt+right", forward = "alt+left" }')
    assert (found.keys["back"], found.keys["forward"]) == ("alt+right", "alt+left")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cards = 5\ncards = = 3\n", "line 2: this is not valid TOML: Invalid value"),
        ("cards = 5\ncards = 6\n", "line 2: this is not valid TOML: Cannot overwrite a value"),
        ("[keys\n", "line 1: this is not valid TOML"),
        ("a = " + "[" * 50_000, "this is not valid TOML"),
        ("{" * 50_000, "this is not valid TOML"),
        ("cards = " + "9" * 5000, "this is not valid TOML"),
        ("\n\ncard = 5", "line 3: there is no setting card. Did you mean cards?"),
        ("leave-out-linked = true", "there is no setting leave-out-linked. Did you mean leave_out_linked?"),
        ("xyzzy = 1", "line 1: there is no setting xyzzy. There are: folder, language, cards,"),
        ("cards = 3\n[colours]\nred = 1", "line 2: there is no setting colours."),
        ("[[cards]]\nn = 1", "line 1: cards must be a whole number from 1 to 99, as in: cards = 12"),
        ("cards.n = 1", "line 1: cards must be a whole number"),
        ("\ncards = 2.5", "line 2: cards must be a whole number from 1 to 99"),
        ("cards = true", "line 1: cards must be a whole number"),
        ("cards = '12'", "line 1: cards must be a whole number"),
        ("cards = 0", "line 1: cards must be a whole number from 1 to 99"),
        ("cards = 100", "line 1: cards must be a whole number from 1 to 99"),
        ("floor = 1.01", "line 1: floor must be a number from 0 to 1, as in: floor = "),
        ("floor = nan", "line 1: floor must be a number from 0 to 1"),
        ("floor = true", "line 1: floor must be a number from 0 to 1"),
        ("calm = -0.1", "line 1: calm must be a number from 0 to 1"),
        ("autosave = inf", "line 1: autosave must be a number from 0 to 3600"),
        ("autosave = " + "9" * 4000, "line 1: autosave must be a number from 0 to 3600"),
        ("folder = ['a']", 'line 1: folder must be a text in quotes, as in: folder = ""'),
        ("theme = 2024-01-02", "line 1: theme must be a text in quotes"),
        ("leave_out_linked = 1", "line 1: leave_out_linked must be true or false, as in: leave_out"),
        ("language = 'englich'", "'englich' is no language that words are stemmed in. Did you mean english?"),
        ("language = 'zz'", "There are: none, arabic,"),
        ("keys = 'ctrl+s'", "line 1: keys is a table: a line [keys]"),
        ("[keys]\n\nsafe = 'f8'", "line 3: there is no action safe. Did you mean save?"),
        ("[ keys ]\n'safe' = 'f8'", "line 2: there is no action safe."),
        ("cards = 3\nkeys.safe = 'f8'", "line 2: there is no action safe."),
        ("cards = 3\nkeys = { safe = 'f8' }", "line 2: there is no action safe."),
        ('"saf\\u0065" = "f8"', "there is no setting safe."),
        ("[keys]\nsave = 2", 'line 2: save must be a key in quotes, as in: save = "ctrl+s"'),
        ("[keys]\nsave = ''", "line 2: '' is no key, as in: save = \"ctrl+s\""),
        ("[keys]\nsave = 'f8,'", "line 2: '' is no key"),
        ("[keys]\nsave = 'ctrl s'", "line 2: 'ctrl s' is no key"),
        ("[keys]\nsave = 'ctrl+'", "line 2: 'ctrl+' is no key"),
        ("[keys]\nsave = 'control+s'", "line 2: 'control+s' begins with 'control', which is none of ctrl"),
        ("[keys]\nsave = 's'", "line 2: 's' is typed as text"),
        ("[keys]\nsave = 'shift+s'", "line 2: 'shift+s' is typed as text"),
        ("[keys]\nnew = 'f8'\nsave = 'ctrl+q'", "line 3: ctrl+q is both save and quit: give one another"),
        ("[keys]\nsave = 'alt+ctrl+x'\nnew = 'ctrl+alt+x'", "line 3: ctrl+alt+x is both save and new"),
        ("[keys]\nsave = 'f8,f1'", "line 2: f1 is both save and help"),
        ("save = 'f8'", "line 1: save is an action: put it below the line [keys]."),
        ("[keys]\ntheme = 'nord'", "line 2: theme is no action: put it above the line [keys]."),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_with_file_and_line(tmp_path: Path, text: str, words: str) -> None:
    assert words in complaint(tmp_path, text)
    if words.startswith("line"):
        assert complaint(tmp_path, text).startswith(words)


def test_a_file_that_cannot_be_read_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"cards = 3\ntheme = 'caf\xe9'\n")
    with pytest.raises(ConfigError, match=r"config\.toml, line 2: not UTF-8"):
        load_settings(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_settings(tmp_path)
    with pytest.raises(ConfigError, match="cannot be read: Not a directory"):
        load_settings(tmp_path / "config.toml" / "config.toml")


def test_where_the_settings_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECALL_CONFIG", raising=False)
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CONFIG_HOME", os.fspath(tmp_path))
        assert config_path() == tmp_path / "recall" / "config.toml"
        (tmp_path / "recall").mkdir()
        load(tmp_path / "recall", "cards = 3")
        assert load_settings().cards == 3
    (tmp_path / "mine.toml").write_text("cards = 4")
    monkeypatch.setenv("RECALL_CONFIG", os.fspath(tmp_path / "mine.toml"))
    assert load_settings().cards == 4
    monkeypatch.setenv("RECALL_CONFIG", "~/mine.toml")
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    assert load_settings().cards == 4


def test_every_setting_is_described_with_its_value_default_and_help() -> None:
    changed = replace(Settings(), cards=7, keys={**Settings().keys, "save": "f8"})
    rows = {row.key: row for row in describe(changed)}
    assert list(rows)[:4] == ["folder", "language", "cards", "leave_out_linked"]
    assert set(rows) == {*Settings.__slots__, *(f"keys.{name}" for name in ACTIONS)} - {"keys"}
    assert rows["cards"][1:] == (7, 12, "How many past selves the list holds.")
    assert rows["keys.save"][1:] == ("f8", "ctrl+s", "Save the note.")
    assert all(row.help.endswith(".") for row in rows.values())


def test_no_two_actions_have_the_same_key_by_default_and_none_is_the_editors_own() -> None:
    keys = [action.key for action in ACTIONS.values()]
    assert len({*keys}) == len(keys)
    assert not {*keys} & {f"ctrl+{letter}" for letter in "aewdukxcvzyimhb"} | {"f6", "f7"} & {*keys}


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALID = st.builds(
    Settings,
    folder=TEXT,
    language=st.sampled_from(["auto", "english", "none", "german"]),
    cards=st.integers(1, 99),
    leave_out_linked=st.booleans(),
    floor=st.floats(0, 1),
    calm=st.floats(0, 1),
    autosave=st.floats(0, 3600),
    theme=TEXT,
    keys=st.permutations([*Settings().keys.values(), "f8,f9", "ctrl+alt+s"]).map(
        lambda keys: dict(zip(ACTIONS, keys, strict=False))
    ),
)


@settings(max_examples=100)
@given(VALID)
def test_what_is_written_as_toml_is_read_back_as_the_same(wanted: Settings) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert load(Path(folder), as_toml(wanted)) == wanted


def test_the_written_file_explains_every_setting(tmp_path: Path) -> None:
    text = as_toml(Settings())
    for row in describe(Settings()):
        assert f"\n{row.key.removeprefix('keys.')} = " in text
        assert row.help in " ".join(text.replace("\n# ", " ").split())
    assert max(map(len, text.splitlines())) <= 80


def test_reading_no_file_imports_nothing_that_is_not_needed(tmp_path: Path) -> None:
    code = (
        "import sys; from recall_tui.config import load_settings; load_settings()\n"
        "print({'tomli', 'platformdirs', 'Stemmer', 'difflib', 'json'} & {*sys.modules})"
    )
    env = {**os.environ, "RECALL_CONFIG": os.fspath(tmp_path / "none.toml")}
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("set()", "")
