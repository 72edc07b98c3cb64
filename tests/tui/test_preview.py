"""One hit in full, in what stands around it in its note."""

from __future__ import annotations

from hypothesis import given
from rows import DATE, assert_shaped, hits, marked, passage, plain, widths

from recall_tui.recall.hits import Hit
from recall_tui.tui.clean import clean
from recall_tui.tui.preview import preview


@given(hits(), widths)
def test_a_preview_has_its_width_and_loses_nothing(hit: Hit, width: int) -> None:
    head, rows, top = preview(hit, "today", width, None, hit.headings)
    assert_shaped([*head, *rows], width)
    assert top == 0
    shown = clean(hit.text.replace("\r\n", " \n"))
    assert "".join("".join(plain(row).split()) for row in rows) == "".join(shown.split())


def test_a_preview_shows_the_passage_in_its_note() -> None:
    note = "Before.\n\n- a loop here\n\nAfter, a loop.\n"
    hit = Hit("a.md", "A", DATE, 1, "- a loop here", 9, 22, ((4, 8),), headings=("One", "Two"))
    _, rows, top = preview(hit, "today", 40, note)
    assert [plain(row).rstrip() for row in rows] == ["Before.", "", "- a loop here", "", "After, a loop.", ""]
    assert top == 1 and marked(rows) == ["loop"]
    assert {role for text, role in rows[0] + rows[4] if text.strip()} == {"dim"}
    head = [plain(row).rstrip() for row in preview(hit, "4 years ago", 40).head]
    assert head == ["A", "2021-03-04 · 4 years ago", "a.md", "One › Two", ""]


def test_a_preview_finds_a_passage_that_moved_and_does_without_one_that_left() -> None:
    hit = passage("a loop", "loop")
    _, rows, top = preview(hit, "today", 40, "new\n\na loop")
    assert top == 1 and marked(rows) == ["loop"]
    _, rows, top = preview(hit, "today", 40, "gone")
    assert top == 0 and plain(rows[0]).strip() == "a loop"


def test_a_preview_keeps_indentation_and_hangs_lists() -> None:
    rows = preview(passage("- one\n  - two three four five\n\n    code  here"), "today", 20).body
    assert [plain(row).rstrip() for row in rows] == [
        "- one",
        "  - two three four",
        "    five",
        "",
        "    code  here",
    ]


def test_a_list_item_uses_the_width_of_its_first_row() -> None:
    rows = preview(passage("- one two three four five"), "today", 20).body
    assert [plain(row).rstrip() for row in rows] == ["- one two three four", "  five"]


def test_a_preview_of_a_huge_note_says_that_it_is_cut() -> None:
    note = "before\n" * 5_000 + "loop" + "\nafter" * 5_000
    start = note.index("loop")
    hit = Hit("a", "A", DATE, 1, "loop", start, start + 4, ((0, 4),))
    _, rows, top = preview(hit, "today", 40, note)
    assert plain(rows[0]).strip() == plain(rows[-1]).strip() == "…"
    assert plain(rows[top + 1]).strip() == "loop"


def test_notes_that_say_the_same_are_named() -> None:
    rows = [plain(row).rstrip() for row in preview(passage("x"), "today", 30, None, ["One", "Two"]).head]
    assert rows[-2:] == ["Like it: One · Two", ""]
    many = [f"Note {n}" for n in range(40)]
    rows = [plain(row).rstrip() for row in preview(passage("x"), "today", 80, None, many).head]
    assert "Note 8 · and 31 more" in " ".join(rows)
