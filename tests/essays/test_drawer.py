"""The drawer of an essay: its text, and the words by which passages are found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gardens import SENTENCES
from recall_tui.errors import EssayError
from recall_tui.essays import parts as parts_
from recall_tui.essays.drawer import Entry, add, at_end, drop, entries, move, where, without
from recall_tui.essays.parts import parts
from recall_tui.essays.wording import Place, find, name, plain
from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.links import find_links

FULL = """\
# On bread

Bread is time.

%% drawer
- [[bread#^a1]] “A sourdough loaf rises …”
- [[rain#Barrels]] “Two barrels … alive.”
  where the garden comes in
- ![[third|thread]]
%%
"""
A, B, C = (
    Entry("[[bread#^a1]]", "A sourdough loaf rises …"),
    Entry("[[rain#Barrels]]", "Two barrels … alive."),
    Entry("![[third|thread]]"),
)
HOSTILE = st.text(st.sampled_from('ab \n\r\t%[]#^|`“”…"*->!\x00\x1b\u2028\u202e\ud800é東')) | st.text()
PIECES = (
    *SENTENCES,
    "",
    "",
    "# Oaks",
    "## Elms",
    "> and *so* on",
    "| a | b |",
    "```",
    "%%",
    "%% drawer",
    "- [[a]] “b”",
)
any_note = st.lists(st.sampled_from(PIECES), max_size=12).map("\n".join)
links = st.sampled_from(["[[a]]", "[[a b#^x-1]]", "[[a#h c]]", "[t](a%20b.md#h)", "![[a|thread]]"])
entry = st.builds(Entry, links, HOSTILE.map(plain))
essays = (
    st.sampled_from(["", "\n", "a", "a\n", "---\nx: 1\n---\n", "# a\n\n- b\n\n\n", "a\r\n\r\nb\r\n"])
    | any_note
)


def test_a_drawer_is_a_list_in_a_comment_at_the_end_of_the_essay() -> None:
    text = "# On bread\n\nBread is time.\n"
    assert entries(text) == []
    text = add(add(text, A), B, C)
    assert text == FULL.replace("  where the garden comes in\n", "")
    assert entries(text) == [A, B, C]
    assert (C.thread, A.thread) == (True, False)


def test_an_entry_moves_and_goes_with_the_lines_that_belong_to_it() -> None:
    assert entries(FULL) == [A, B, C]
    moved = move(FULL, 1, 0)
    assert moved.index("where the garden") < moved.index("[[bread")
    assert move(moved, 0, 1) == FULL
    dropped = drop(FULL, 1)
    assert entries(dropped) == [A, C]
    assert "garden" not in dropped
    assert drop(drop(dropped, 0), 0) == "# On bread\n\nBread is time.\n"


def test_what_else_a_person_writes_there_stays() -> None:
    text = FULL.replace("- ![[third", "- and salt\n\nsoon:\n* [ ] ![[third") + "\nBelow.\n"
    assert entries(text) == [A, B, C]
    for _ in "abc":
        text = drop(text, 0)
    assert text == "# On bread\n\nBread is time.\n\n%% drawer\n- and salt\n\nsoon:\n%%\n\nBelow.\n"


@pytest.mark.parametrize(
    "text",
    [
        "no drawer",
        "%% drawer\n- [[a]]\n",
        "```\n%% drawer\n- [[a]]\n%%\n```\n",
        "---\na: |\n  x\n---\n  %% drawer\n- [[a]]\n%%\n",
        "%% drawers\n- [[a]]\n%%\n",
        "%% a %%\n- [[a]]\n%%\n",
    ],
)
def test_what_is_no_drawer_is_not_read_as_one(text: str) -> None:
    assert (entries(text), where(text), without(text)) == ([], None, text)


def test_a_drawer_behind_one_that_is_shown_as_code_is_read() -> None:
    text = "- a\n  ```\n%% drawer\n- [[a]]\n%%\n\n```\n%% drawer\n- [[b]]\n%%\n```\n"
    assert entries(text) == [Entry("[[a]]")]
    assert entries("```\n%% drawer\n- [[b]]\n%%\n```\n\n%% drawer\n- [[a]]\n%%\n") == [Entry("[[a]]")]


def test_what_lies_in_it_is_no_passage_and_its_links_are_links() -> None:
    blocks = read_blocks(FULL)
    assert [FULL[p.start : p.end] for p in blocks.passages] == ["Bread is time."]
    assert [link.target for link in find_links(FULL)] == ["bread", "rain", "third"]
    assert read_blocks(f"{FULL}\nBelow.\n").passages[-1].end == len(FULL) + 7


def test_where_none_can_stand_it_is_said() -> None:
    with pytest.raises(EssayError, match="block of code"):
        add("```\nopen\n", A)
    with pytest.raises(EssayError, match="holds 3 passages"):
        drop(FULL, 3)
    with pytest.raises(EssayError, match="no passage 4"):
        move(FULL, 0, 3)


def test_many_openers_are_read_in_no_time() -> None:
    for text in (
        "%% drawer\n" * 50_000,
        "```\n%% drawer\n```\n" * 20_000 + "%%\n",
        "%% drawer\n%%\n" * 50_000,
    ):
        assert len(entries(text)) == 0
    for opener in ("[[", "](", "[[a|", "%%", "`", "[ ", "…", "^a "):
        assert plain(opener * 50_000).strip("a() ") == ""


@given(essays, st.lists(entry, min_size=1, max_size=4))
def test_what_is_put_in_is_read_again_and_taking_it_out_leaves_every_byte(
    text: str, new: list[Entry]
) -> None:
    before = entries(text)
    try:
        after = add(text, *new)
    except EssayError:
        return
    assert entries(after) == [*before, *new]
    place, left = where(text), text
    if not place:
        left = text if text.endswith("\n") or not text else f"{text}\n"
        assert after.startswith(text)
        assert without(after) == left
    elif not "".join(text[slice(*place)].split("\n")[1:-1]).strip():
        left = without(text)  # one that was empty is not left behind
    for _ in new:
        after = drop(after, len(before))
    assert after == left


@given(st.lists(entry, min_size=2, max_size=5), st.data())
def test_moving_there_and_back_gives_the_same_bytes(new: list[Entry], data: st.DataObject) -> None:
    text = add("An essay.\n", *new) + "\nBelow it.\n"
    one, other = (data.draw(st.integers(0, len(new) - 1)) for _ in "ab")
    moved = move(text, one, other)
    wanted = list(new)
    wanted.insert(other, wanted.pop(one))
    assert entries(moved) == wanted
    assert move(moved, other, one) == text
    assert moved.endswith("\n%%\n\nBelow it.\n")


# Parts


def test_a_drawer_is_no_part_and_stays_with_the_essay_whatever_becomes_of_its_parts() -> None:
    assert [part.kind for part in parts(FULL)] == ["heading", "prose"]
    for text in (parts_.move(FULL, 0, 1), parts_.drop(FULL, 1), parts_.insert(FULL, 2, "![[a]]")):
        assert entries(text) == [A, B, C]
        assert text.endswith(FULL[FULL.index("\n%% drawer") :])
    assert parts_.insert(FULL, 2, "![[a]]").endswith("time.\n\n![[a]]\n\n" + FULL[FULL.index("%% drawer") :])
    only = FULL[FULL.index("%% drawer") :]
    assert parts_.insert(only, 0, "![[a]]") == f"![[a]]\n\n{only}"


def test_a_drawer_between_parts_goes_to_the_end_before_they_are_moved() -> None:
    text = f"{FULL}\nBelow.\n"
    assert at_end(text) == FULL.replace("time.\n", "time.\n\nBelow.\n")
    assert parts_.drop(text, 1) == FULL.replace("Bread is time.", "Below.")
    assert at_end(FULL) == FULL


# Words


NOTE = """\
# Bread

- A **bold** loaf `rises` in 70% of [[cold]] kitchens, and that is why one waits for it ^id

The crust needs steam, and the oven patience. The crust needs steam.

## Later

The crust needs steam, and the oven patience. And then it needs a knife.
"""


def found(words: str, text: str = NOTE, around: tuple[int, int] | None = None) -> str | None:
    place = find(words, text, 0, read_blocks(text), around or (0, len(text)))
    return place and ("" if place.exact else "~ ") + text[place.start : place.end]


def test_a_passage_is_named_by_as_many_of_its_words_as_tell_it_from_the_others() -> None:
    passages = read_blocks(NOTE).passages
    names = [name(NOTE, 0, passages, p.start, p.end) for p in passages]
    assert names == [
        "A bold loaf rises in 70 of cold kitchens, and …",
        "The crust needs steam, and the oven patience. The crust needs steam. …",
        "The crust needs steam, and the oven patience. And then it needs a knife. …",
    ]
    assert [found(words) for words in names] == [NOTE[p.start : p.end] for p in passages]


def test_a_part_is_named_by_its_beginning_and_its_end() -> None:
    start, end = NOTE.index("**bold"), NOTE.index("oven")
    words = name(NOTE, 0, read_blocks(NOTE).passages, start, end)
    assert words == "bold loaf rises in 70 of cold … is why one waits for it The crust needs steam, and the"
    assert found(words) == NOTE[start:end].strip()
    assert found("needs steam") == "needs steam"
    below = NOTE.index("## Later")
    place = find("needs steam", NOTE, 0, read_blocks(NOTE), (below, len(NOTE)))
    assert place == Place(NOTE.index("needs steam", below), NOTE.index("needs steam", below) + 11)


def test_what_a_link_leads_to_is_none_of_the_words() -> None:
    text = "See [the oven](http://a/b) and [[d/bread|a loaf]]s, or [[rain]]; | a | b |\n"
    assert plain(text) == "See the oven and a loaf s, or rain ; a b"
    assert found("the oven and a loaf", text) == "[the oven](http://a/b) and [[d/bread|a loaf]]"
    assert found("oven and", text) == "oven](http://a/b) and"


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("A bold loaf rises slowly in most cold kitchens …", "~ - A **bold**"),
        ("The crust wants steam, and then the oven patience. …", "~ The crust needs"),
        ("steam, and an oven’s patience; and then it … needs some knife", "~ steam, and"),
        ("Something else altogether is said here …", None),
        ("Salt …", None),
        ("…", None),
    ],
)
def test_words_that_were_changed_are_found_by_nearness_or_said_to_be_gone(
    words: str, now: str | None
) -> None:
    assert (found(words) or "").startswith(now or "")
    assert (found(words) is None) == (now is None)


def test_where_the_end_was_written_anew_the_part_goes_to_the_end_of_its_block() -> None:
    assert found("bold loaf rises … nobody knows any more where").endswith("one waits for it ^id")  # type: ignore[union-attr]


@given(any_note | HOSTILE, st.data())
def test_every_passage_and_every_part_is_found_by_its_name(text: str, data: st.DataObject) -> None:
    blocks = read_blocks(text)
    spans = [(p.start, p.end) for p in blocks.passages]
    one, other = sorted(data.draw(st.integers(0, len(text))) for _ in "ab")
    for start, end in [*spans, (one, other)]:
        words = name(text, 0, blocks.passages, start, end)
        said = plain(text[start:end])
        assert plain(words.replace("…", "")) == words.replace(" …", "").replace("…", "").strip() or not words
        place = find(words, text, 0, blocks, (0, len(text)))
        assert (place is None) == (not words)
        if place and (start, end) in spans and words.rstrip("… ") == said:
            assert plain(text[place.start : place.end]).startswith(said[:20])
        assert entries(add("", Entry("[[a]]", words)))[0].words == words
