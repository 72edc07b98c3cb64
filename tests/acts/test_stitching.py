from __future__ import annotations

import os
from pathlib import Path

import pytest
from acting import files, opened

from recall_tui.acts import pandoc
from recall_tui.acts.stitching import compiled, expanded
from recall_tui.errors import EmbedError, EssayError, NoteError
from recall_tui.essays import expanding
from recall_tui.folder import results

PNG = b"\x89PNG\r\n\x1a\n and so on"
NOTES = {
    "essay.md": "# E\n\n![[sub/a]]\n\n![[b|thread]]\n",
    "sub/a.md": "![[pic.png]] ![x](../other/pic.png) ![y](only.jpg) ![z](../../out.png)\n\nSee [[The sea]].",
    "first.md": "---\ndate: 2020-01-01\n---\nOne.",
    "b.md": "---\ndate: 2020-01-02\nprev: first\n---\nTwo.",
    "c.md": "---\ntitle: The sea\n---\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("notes/sub/pic.png", "notes/other/pic.png", "notes/deep/er/only.jpg", "out.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(PNG + name.encode())
    return tmp_path / "notes"


def stamps(root: Path) -> dict[str, int]:
    return {os.fspath(path): path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("to", ["md", "html", "txt", "thread"])
def test_compiling_changes_neither_the_essay_nor_its_sources(root: Path, to: str) -> None:
    notebook = opened(root, NOTES)
    before = files(root), stamps(root)
    data = compiled(notebook, "essay.md", to, sources="footnotes", links=True, beside="x").data
    assert b"Two." in data
    assert (files(root), stamps(root)) == before


def test_pictures_go_beside_markdown_each_under_a_name_of_its_own(root: Path) -> None:
    done = compiled(opened(root, NOTES), "essay.md", beside="e files")
    assert b"![pic](e%20files/pic.png) ![x](e%20files/pic-2.png) ![y](e%20files/only.jpg) z" in done.data
    assert done.pictures == {
        "e files/pic.png": PNG + b"notes/sub/pic.png",
        "e files/pic-2.png": PNG + b"notes/other/pic.png",
        "e files/only.jpg": PNG + b"notes/deep/er/only.jpg",
    }
    assert done.notices == ("sub/a.md:1: the picture ../../out.png is not there, so it was left out.",)
    assert compiled(opened(root), "essay.md").pictures == {}


def test_pictures_are_within_a_page(root: Path) -> None:
    html = compiled(opened(root, NOTES), "essay.md", "html").data.decode()
    assert html.count('<img src="data:image/png;base64,') == 2
    assert html.count('<img src="data:image/jpeg;base64,') == 1


def test_a_picture_that_leads_out_of_the_folder_is_none(root: Path) -> None:
    (root / "link.png").symlink_to(root.parent / "out.png")
    notebook = opened(root, {"e.md": "![[link.png]]\n"})
    done = compiled(notebook, "e.md", "html")
    assert b"<img" not in done.data
    assert "link.png is not there" in done.notices[0]


def test_an_essay_that_is_being_written_is_expanded_as_it_stands(root: Path) -> None:
    notebook = opened(root, NOTES)
    assert [piece.text for piece in expanded(notebook, "essay.md", "![[b]]\n\nnew").pieces] == ["Two.", "new"]
    assert [p.line for p in expanded(notebook, "essay.md", "\n![[gone]]").problems] == [2]


def test_a_link_shows_what_the_note_is_called(root: Path) -> None:
    notes = {
        "c.md": NOTES["c.md"],
        "the-lake.md": "",
        "e.md": "[[the sea]] [[c]] [[the-lake]] [[c#H]] [[#Own h]]\n",
    }
    assert compiled(opened(root, notes), "e.md").data == b"the sea The sea the-lake The sea, H Own h\n"


def test_bytes_that_are_no_utf8_stay(root: Path) -> None:
    notebook = opened(root, {"e.md": "![[l]]", "l.md": "caf\udce9"})
    assert compiled(notebook, "e.md").data == b"caf\xe9\n"
    assert "caf\ufffd" in compiled(notebook, "e.md", "html").data.decode()


def test_what_has_grown_too_large_is_not_compiled_anyway(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expanding, "MOST_EMBEDS", 3)
    notebook = opened(root, {"e.md": "![[gone]]\n\n![[a]]\n\n![[a]]\n\n![[a]]\n", "a.md": "A."})
    with pytest.raises(EssayError, match="grown beyond 3 embeds") as raised:
        compiled(notebook, "e.md", anyway=True)
    assert not isinstance(raised.value, EmbedError)


def test_what_is_no_note_or_gone_is_no_essay(root: Path) -> None:
    notebook = opened(root, NOTES)
    with pytest.raises(NoteError, match="is no note that recall has read"):
        compiled(notebook, "sub/pic.png")
    (root / "b.md").unlink()
    with pytest.raises(EssayError, match=r"essay.md:5: embeds b.md, but b.md is gone"):
        compiled(notebook, "essay.md")


def test_without_pandoc_it_is_said_what_to_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.fspath(root))
    with pytest.raises(EssayError, match=r"docx file is made by pandoc, which is not installed.*--to html"):
        compiled(opened(root, NOTES), "essay.md", "docx")


def fake(folder: Path, script: str) -> None:
    (folder / "pandoc").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "pandoc").chmod(0o755)


def test_pandoc_gets_our_pictures_and_no_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pandoc that reads as the real one would, and writes what it is given."""
    document = (
        '{"meta": {}, "blocks": [{"t": "Header", "c": [1, ["", [], []], [{"t": "Str", "c": "T"}]]},'
        ' {"t": "Para", "c": [{"t": "Image", "c": [["", [], []], [], ["a.png", ""]]},'
        ' {"t": "Image", "c": [["", [], []], [], ["https://x.org/b.png", ""]]},'
        ' {"t": "RawInline", "c": ["tex", "input"]}]}]}'
    )
    fake(tmp_path, f"case \"$*\" in *json*json*|*'-f json'*) cat > made.docx;; *) echo '{document}';; esac")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    made = pandoc.convert("# T\n\nx", "docx", "T", {"a.png": PNG}).decode()
    assert '{"t": "Image", "c": [["", [], []], [], ["0.png", ""]]}' in made
    assert '{"t": "Link", "c": [["", [], []], [], ["https://x.org/b.png", ""]]}' in made
    assert '{"t": "Str", "c": "input"}' in made
    assert '"title": {"t": "MetaInlines", "c": [{"t": "Str", "c": "T"}]}' in made


def test_a_pandoc_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, "echo no such thing >&2; exit 3")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(EssayError, match="pandoc could not make the file: no such thing"):
        pandoc.convert("x", "odt", "T", {})
    with pytest.raises(EssayError, match=r"pandoc needs one of .*xelatex.*--to html"):
        pandoc.convert("x", "pdf", "T", {})


# Files that are made


def test_only_what_was_made_is_overwritten(root: Path) -> None:
    target = root.parent / "made.md"
    assert results.ours(root, target)
    results.write(root, target, b"one", "now", {"a.md": "1"})
    assert results.ours(root, target)
    assert results.made(root, target) == results.Made(results.digest_of(b"one").hex(), "now", {"a.md": "1"})
    results.write(root, target, b"two", "later", {})
    assert target.read_bytes() == b"two"
    target.write_bytes(b"two and mine")
    assert not results.ours(root, target)
    assert not results.ours(root, root)
    assert results.made(root, root / "other") is None


def test_what_was_not_made_here_is_kept_beside_what_is_written_over_it(root: Path) -> None:
    target = root.parent / "made.md"
    target.write_bytes(b"mine")
    assert results.ours(root, target, b"mine")  # nothing is lost under the same
    assert results.write(root, target, b"one", "now", {}) == "made.md~"
    assert results.write(root, target, b"two", "now", {}) == ""
    target.write_bytes(b"mine again")
    assert results.write(root, target, b"three", "now", {}) == "made.md~2"
    there = {path.name: path.read_bytes() for path in root.parent.glob("made*")}
    assert there == {"made.md": b"three", "made.md~": b"mine", "made.md~2": b"mine again"}


@pytest.mark.parametrize("kept", [b"", b"[]", b"{}", b'{"digest": 1, "when": 2, "sources": 3}', b"\xff"])
def test_what_is_known_of_a_file_may_be_damaged(root: Path, kept: bytes) -> None:
    target = root.parent / "made.md"
    results.write(root, target, b"one", "now", {})
    (known,) = (path for path in results.state_folder(root).glob("stitched/*"))  # type: ignore[union-attr]
    known.write_bytes(kept)
    assert results.made(root, target) is None
    assert not results.ours(root, target)


def test_a_result_that_cannot_be_written(root: Path) -> None:
    for target, why in ((root, "it is a folder"), (root / "essay.md" / "x", "A file has the name of one")):
        (root / "essay.md").touch()
        with pytest.raises(NoteError, match=why):
            results.write(root, target, b"", "now", {})
    os.mkfifo(root.parent / "pipe")
    with pytest.raises(NoteError, match="no ordinary file"):
        results.write(root, root.parent / "pipe", b"", "now", {})
