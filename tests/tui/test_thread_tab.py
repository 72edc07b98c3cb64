"""The pane shows threads: flat with their forks, or all branches; one, or several as tabs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rows import DATE, any_text, assert_shaped, plain, widths
from screens import NOTES, QUIET, Person, command, compare, garden, play, undo

from recall_tui.tui.posts import MOST_ROWS, Post, laid_out

LONG = "The dough rises in the bowl, and one waits. " * 40
THREAD = {
    "first.md": "---\ndate: 2021-01-01\n---\n# It begins with flour\n\nFlour and *water*, and a week.\n",
    "second.md": '---\ndate: 2021-01-02\nprev: "[[first]]"\n---\nThen it bubbles. See [[oven]].\n',
    "third.md": f'---\ndate: 2021-01-03\nprev: "[[second]]"\n---\nThen it rises.\n\n{LONG}\n',
    "fourth.md": '---\ndate: 2021-01-06\nprev: "[[third]]"\n---\n# The crumb\n\nAnd the crumb tells.\n',
    "other.md": '---\ndate: 2021-01-04\nprev: "[[second]]"\n---\nOr it dies, and one begins again.\n',
    "again.md": '---\ndate: 2021-01-05\nprev: "[[other]]"\n---\nThe second start went better.\n',
    "turned.md": '---\ndate: 2023-02-01\nprev: "[[oven]]"\n---\nA loaf gets turned, as in [[fourth]].\n',
}


FLAT = ("first.md", "second.md", "other.md", "third.md", "fourth.md")


def unchanged(folder: Path) -> bool:
    return {name: (folder / name).read_text("utf-8") for name in THREAD} == THREAD


def shown(person: Person) -> list[tuple[str, str, int]]:
    """The kind, the note and the place of each row."""
    return [(hit.kind, hit.path, hit.position) for hit in person.pane.hits if isinstance(hit, Post)]


def test_a_thread_reads_flat_with_its_forks_where_they_branch(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t")
        assert shown(person) == [
            ("post", "first.md", 1),
            ("post", "second.md", 2),
            ("fork", "other.md", 0),
            ("post", "third.md", 3),
            ("post", "fourth.md", 4),
        ]
        assert (person.pane.selected, person.pane.mark) == (1, "2/4 · 1 fork")
        assert person.pane.hits[0].text == "Flour and *water*, and a week."
        screen = person.screen
        assert "1/4 It begins with flour" in screen
        assert "Flour and water, and a week." in screen
        assert "2/4 ▸" in screen
        assert "├ fork: Or it dies, and one begins" in screen
        assert "2 notes" in screen
        assert "goes on: Alt+P shows all of it" in screen
        await person.press("alt+3")  # the post 3/4, not the third row
        assert person.pane.selected == 3
        assert "goes on" not in person.screen
        await person.press("escape", "alt+down", "alt+enter")
        await person.until(lambda: person.path == "fourth.md")
        assert person.pane.mark == "4/4 · 1 fork"

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))


def test_posts_change_places_and_that_is_undone(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+shift+down")
        await person.until(
            lambda: person.cards == ["first.md", "third.md", "second.md", "other.md", "fourth.md"]
        )
        # It is chosen still, and its side branch stays with it, behind which it was continued first.
        assert (person.pane.selected, person.pane.mark) == (2, "3/4 · 1 fork")
        assert 'prev: "[[third]]"' in person.editor.text
        await person.press("alt+shift+up")
        await person.until(lambda: person.cards == list(FLAT))
        for cards in (("first.md", "third.md", "second.md", "other.md", "fourth.md"), FLAT):
            await undo(person)
            await person.until(lambda cards=cards: person.cards == list(cards))
        await person.until(lambda: unchanged(tmp_path))
        await person.press("alt+up", "alt+shift+up")
        await person.until(lambda: "no post to change places with" in person.screen)

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))


def test_in_a_fork_it_is_the_posts_of_the_fork_that_change_places(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+down", "alt+enter")  # into the fork
        await person.press("alt+up", "alt+up", "alt+shift+down")
        await person.until(lambda: "[[other]]" in person.editor.text and person.pane.selected == 2)
        assert [path for kind, path, _ in shown(person) if kind == "post"] == [
            *("first.md", "other.md", "second.md", "again.md")
        ]
        assert (tmp_path / "third.md").read_text("utf-8") == THREAD["third.md"]
        await undo(person)
        await person.until(lambda: unchanged(tmp_path))

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))


def test_the_note_of_a_card_is_detached(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+down", "alt+down")
        await command(person, "detach note")
        await person.until(lambda: person.cards == ["first.md", "second.md", "other.md", "again.md"])
        await person.until(lambda: "“third” continues no note" in person.screen)
        await undo(person)
        await person.until(lambda: person.cards == list(FLAT))

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))
    assert unchanged(tmp_path)


@pytest.mark.parametrize("keys", [["alt+j"], ["alt+t", "alt+shift+up"]])
def test_while_notes_are_read_no_thread_is_changed(tmp_path: Path, keys: list[str]) -> None:
    async def steps(person: Person) -> None:
        await person.until(lambda: person.pane.hits)
        person.app.notebook.loaded = False  # a circle might not be known yet
        await person.press(*keys)
        await person.until(lambda: "still being read" in person.screen)
        person.app.notebook.loaded = True

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))
    assert unchanged(tmp_path)


def test_a_fork_is_gone_into_and_back_without_opening_a_note(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+down", "alt+enter")
        assert shown(person) == [
            ("post", "first.md", 1),
            ("post", "second.md", 2),
            ("fork", "third.md", 0),
            ("post", "other.md", 3),
            ("post", "again.md", 4),
        ]
        assert (person.pane.selected, person.path) == (3, "second.md")
        await person.press("alt+up", "alt+enter")
        assert shown(person)[3] == ("post", "third.md", 3)
        await person.press("alt+t", "alt+t")
        assert person.pane.selected == 1

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))


def test_all_branches_are_unfolded_and_folded_again(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t", "alt+u")
        assert shown(person) == [
            ("post", "first.md", 1),
            ("post", "second.md", 2),
            ("post", "other.md", 3),
            ("post", "again.md", 4),
            ("post", "third.md", 3),
            ("post", "fourth.md", 4),
        ]
        assert "│ │ 3" in person.screen
        await person.press("alt+u")
        assert len(shown(person)) == 5

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=(120, 40))


def test_a_card_shows_its_own_thread_and_several_are_open_at_once(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("gets turned")
        assert person.cards[0] == "turned.md"
        await person.press("alt+t")
        assert person.cards == ["oven.md", "turned.md"]
        assert person.pane.selected == 1
        assert "It begins with flour · ▸An oven with moods" in person.screen
        assert "links to: It begins with flour 4/4" in person.screen
        await person.press("alt+comma")
        assert person.cards[0] == "first.md"
        assert "linked from: An oven with moods 2/2" in person.screen
        assert "links to: An oven with moods 1/2" in person.screen
        await person.press("alt+full_stop", "alt+minus")
        assert (person.cards[0], person.pane.heading, person.pane.status) == ("first.md", "Thread", None)
        await person.press("alt+minus")
        assert person.pane.heading == "Past selves"

    play(garden(tmp_path, NOTES | THREAD), steps, note="fourth.md", size=(120, 50))


def test_a_thread_that_is_open_already_is_gone_to(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("title:other")
        await person.press("alt+t")  # another branch: a thread of its own, and both share their beginning
        assert person.screen.count("also in: The crumb") == 2
        assert "The crumb · ▸other" in person.screen
        await person.press("ctrl+r")
        await person.type("bubbles")
        await person.press("alt+t")
        assert (len(person.app.writing.tabs.threads.opened), person.pane.selected) == (2, 1)

    play(garden(tmp_path, NOTES | THREAD), steps, note="fourth.md", size=(120, 50))


def test_a_card_in_no_thread_is_said_to_be_in_none(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("barrels")
        await person.press("alt+t")
        await person.until(lambda: "“Rain barrels” is in no thread" in person.screen)
        assert person.app.writing.searching.open

    play(garden(tmp_path, NOTES | THREAD), steps, note="fourth.md")


def test_of_a_long_thread_what_is_around_the_note_is_read(tmp_path: Path) -> None:
    notes = {f"n{at:03}.md": f'---\nprev: "[[n{at - 1:03}]]"\n---\nStep {at}.\n' for at in range(1, 130)}

    async def steps(person: Person) -> None:
        await person.press("alt+t")
        kinds = [kind for kind, *_ in shown(person)]
        assert (kinds[0], set(kinds[1:-1]), kinds[-1]) == ("before", {"post"}, "behind")
        assert person.pane.hits[person.pane.selected or 0].path == "n060.md"
        await person.press(*["alt+up"] * 40, "alt+enter")
        assert person.pane.hits[person.pane.selected or 0].path == "n034.md"
        await person.press(*["alt+up"] * 40, "alt+enter")
        assert shown(person)[0] == ("post", "n000.md", 1)
        assert person.path == "n060.md"
        await person.press("alt+9")
        assert "Step 8." in person.screen

    play(garden(tmp_path, {"n000.md": "Step 0.\n"} | notes), steps, note="n060.md")


def test_a_note_that_comes_in_while_the_tab_is_open_is_shown_there(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("alt+t")
        (tmp_path / "fifth.md").write_text('---\nprev: "[[fourth]]"\n---\nAnd so on.\n', "utf-8")
        await person.until(lambda: ("post", "fifth.md", 5) in shown(person))

    play(garden(tmp_path, NOTES | THREAD), steps, note="fourth.md")


# Hits of one thread


def test_notes_of_one_thread_stand_on_one_card_where_that_is_wanted(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("the dough rises and bubbles, it begins with flour ")
        assert {"first.md", "second.md", "third.md"} <= set(person.cards)
        await person.press("alt+u")
        card = person.pane.hits[0]
        assert len({"first.md", "second.md", "third.md"} & {card.path, *card.folded}) == 3
        assert len(person.cards) == len(set(person.cards) - set(card.folded))
        assert f"and {len(card.folded)} more" in person.screen
        await person.press("ctrl+r")
        await person.type("flour or dough")
        assert len({"first.md", "third.md"} & set(person.cards)) == 1
        await person.press("alt+u")
        assert {"first.md", "third.md"} <= set(person.cards)

    play(garden(tmp_path, NOTES | THREAD), steps, size=(120, 40))


def test_the_settings_fold_threads_in_the_pane(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.type("the dough rises and bubbles, it begins with flour ")
        assert len({"first.md", "second.md", "third.md"} & set(person.cards)) == 1

    play(garden(tmp_path, NOTES | THREAD), steps, settings=replace(QUIET, fold_threads=True))


def test_a_hit_is_shown_within_its_thread(tmp_path: Path) -> None:
    async def steps(person: Person) -> None:
        await person.press("ctrl+r")
        await person.type("bubbles")
        await person.press("alt+1")
        assert "╱ 2/4 in its thread" in person.screen
        assert "before: It begins with flour Flour" in person.screen
        assert "after: Then it rises. The dough" in person.screen
        await person.press("alt+t")
        assert (person.pane.heading, person.pane.selected) == ("Thread", 1)

    play(garden(tmp_path, NOTES | THREAD), steps, size=(120, 40))


# What it looks like


@pytest.mark.parametrize("size", [(100, 30), (60, 30)])
@pytest.mark.parametrize(("name", "keys"), [("thread", ["alt+t"]), ("thread-unfolded", ["alt+t", "alt+u"])])
def test_what_the_tab_looks_like(tmp_path: Path, name: str, keys: list[str], size: tuple[int, int]) -> None:
    async def steps(person: Person) -> None:
        await person.press(*keys)
        compare(person.app, f"{name}-{size[0]}")

    play(garden(tmp_path, NOTES | THREAD), steps, note="second.md", size=size)


@given(
    any_text,
    any_text,
    widths,
    st.integers(0, 99),
    st.sampled_from(["post", "fork", "before", "behind"]),
    st.booleans(),
)
def test_whatever_a_post_says_its_rows_have_the_width(
    text: str, title: str, width: int, branch: int, kind: str, here: bool
) -> None:
    post = Post(
        "a.md", title, DATE, 0.0, text, 0, len(text), thread=(4, 14), position=4, kind=kind,  # type: ignore[arg-type]
        branch=branch, notes=1_000, here=here, meets=(title,), tight=True,
    )  # fmt: skip
    rows = laid_out(post, width, "Alt+P")
    assert_shaped(rows, width)
    assert len(rows) <= MOST_ROWS + 3
    if kind == "post" and width > 40:
        assert "4/14" in plain(rows[0])
