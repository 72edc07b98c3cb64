"""Links that lead to no note, or may mean several, look like that, and no longer when it is no longer so."""

from __future__ import annotations

from pathlib import Path

from screens import NOTES, Person, garden, play

TEXT = "See [[rain]], [[nobody]], [[README]] and\n![[pot.png]], [[#here]], `[[code]]`.\n"
TWO = NOTES | {"a/README.md": "One.\n", "b/README.md": "Two.\n", "see.md": TEXT}


def looks(person: Person) -> dict[str, str]:
    """How each link of the note looks, by its text."""
    editor = person.editor
    named = {style: name for name, style in reversed(editor._span_styles.items())}
    found = {}
    for row in range(editor.document.line_count):
        line = editor.get_line(row)
        found |= {line.plain[span.start : span.end]: named[span.style] for span in line.spans}
    return found


def test_doubtful_links_are_marked_when_the_notes_are_read(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.until(lambda: looks(person).get("[[nobody]]") == "broken")
        assert looks(person) == {
            "[[rain]]": "link",
            "[[nobody]]": "broken",
            "[[README]]": "ambiguous",
            "![[pot.png]]": "link",
            "[[#here]]": "link",
            "`[[code]]`": "code",
        }

    play(garden(tmp_path, TWO), steps, note="see.md")


def test_a_link_is_marked_when_one_pauses_and_not_when_it_is_mended(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("[[nowhere]] ")
        await person.until(lambda: looks(person)["[[nowhere]]"] == "broken")
        person.editor.replace_range((0, 2), (0, 9), "walk")
        assert looks(person) == {"[[walk]]": "link"}

    play(garden(tmp_path), steps)


def test_a_link_is_no_longer_broken_when_its_note_is_made_by_another_program(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.until(lambda: looks(person)["[[nobody]]"] == "broken")
        (tmp_path / "nobody.md").write_text("Here.\n")
        await person.until(lambda: looks(person)["[[nobody]]"] == "link")
        (tmp_path / "b" / "README.md").unlink()
        await person.until(lambda: looks(person)["[[README]]"] == "link")
        (tmp_path / "rain.md").unlink()
        await person.until(lambda: looks(person)["[[rain]]"] == "broken")

    play(garden(tmp_path, TWO), steps, note="see.md")
