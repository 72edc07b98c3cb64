"""Rewriting links in a text: another target in the same form, and every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from recall_tui.errors import NoteError
from recall_tui.notes.frontmatter import read_front_matter
from recall_tui.notes.links import find_links, front_links
from recall_tui.notes.note import Link, note_id
from recall_tui.notes.resolve import BY_TITLE, fold

_PLAIN = re.compile(r"[^\W_](?:[\w ./-]*[\w.-])?")
"""What YAML takes for a plain word or several, also between brackets."""


def links_in(text: str) -> tuple[Link, ...]:
    """All links in a note's whole text, in order, with those of its front matter and those to other files."""
    front = read_front_matter(text)
    return (*(link for _, link in front_links(text, front)), *find_links(text, front.body, files=True))


def retargeted(text: str, targets: Mapping[Link, str]) -> str:
    """The text where these of its links (see `links_in`) name other targets.

    Raises NoteError where a target cannot be written in a link of that kind.
    """
    body = read_front_matter(text).body
    wanted = [targets.get(link, link.target) for link in links_in(text)]
    after = text
    for link in sorted(targets, key=lambda link: -link.start):  # from the end on, so that places stay true
        new = written(text, body, link, targets[link])
        if new is None:
            raise NoteError(_unwritable(targets[link]))
        after = after[: link.start] + new + after[link.end :]
    if targets and [link.target for link in links_in(after)] != wanted:
        raise NoteError(_unwritable(", ".join(dict.fromkeys(targets.values()))))
    return after


def written(text: str, body: int, link: Link, target: str) -> str | None:
    """A link of a text with another target, None where it cannot be written in that form.

    `body` is where the text's body begins.
    """
    if target == link.target:
        return text[link.start : link.end]
    start, end = link.written
    before, after = text[link.start : start], text[end : link.end]
    inside_front = link.start < body
    for form in _in_front(text, link, target) if inside_front else _in_body(text[start:end], link, target):
        new = form if form.startswith('"') and inside_front else before + form + after
        if _reads(text, link, new, target, inside_front):
            return new
    return None


def _in_body(old: str, link: Link, target: str) -> Iterator[str]:
    """The ways to write a target between the marks of a link, the likeliest first."""
    if link.kind not in ("markdown", "file"):
        yield target
        return
    whole = quote(target, errors="surrogateescape")
    if re.search("%[89A-Fa-f][0-9A-Fa-f]", old):  # written by who encodes all that is not ASCII
        yield whole
    yield re.sub(r"[%#?<>\\\x00-\x1f]", lambda char: quote(char[0]), target)  # between < and >
    yield re.sub(r"[%#?<>\\\x00-\x20]", lambda char: quote(char[0]), target)
    yield whole


def _in_front(text: str, link: Link, target: str) -> Iterator[str]:
    """The same in the front matter; with quotation marks around it all where that is needed."""
    if link.kind == "markdown":
        yield from _in_body(text[slice(*link.written)], link, target)
        return
    match text[link.start - 1]:
        case "'":
            yield target.replace("'", "''")
        case '"':
            yield re.sub(r'(["\\])', r"\\\1", target)
        case _:
            if _PLAIN.fullmatch(target):
                yield target
            else:
                whole = text[link.start : link.written[0]] + target + text[link.written[1] : link.end]
                yield '"' + re.sub(r'(["\\])', r"\\\1", whole) + '"'


def _reads(text: str, link: Link, new: str, target: str, inside_front: bool) -> bool:
    """Whether what stands in the place of a link is read as the same link with another target."""
    if inside_front:
        after = text[: link.start] + new + text[link.end :]
        front = read_front_matter(after)
        found = [other for _, other in front_links(after, front)]
        before = [other for _, other in front_links(text, read_front_matter(text))]
        at = before.index(link)
        return len(found) == len(before) and found[at].target == target and not front.problem
    found = list(find_links(new, files=True))
    return len(found) == 1 and _same(found[0], link, target) and found[0].end == len(new)


def _same(one: Link, other: Link, target: str) -> bool:
    return one.target == target and (one.heading, one.block_id, one.text, one.embed, one.kind) == (
        other.heading,
        other.block_id,
        other.text,
        other.embed,
        other.kind,
    )


def _unwritable(target: str) -> str:
    return f"“{target}” cannot be written in a link: leave out what is not a letter, a digit or a dash."


def spellings(link: Link, way: str, old: str, new: str, was_in: str, is_in: str) -> Iterator[str]:
    """The targets by which a link may name a note that moved, in the order of how like the old one they are.

    `old` and `new` are the note's path before and after, `was_in` and `is_in` that of the note that links;
    `way` is the one by which it named it (see `resolve`). Who asks takes the first that leads there.
    """
    target = link.target
    last, name = target.rpartition("/")[2], old.rpartition("/")[2]
    whole = fold(last) == fold(name) and note_id(name) != name
    path = new if whole else note_id(new)
    bare, here = path.rpartition("/")[2], relative(path, is_in)
    from_here = way != BY_TITLE and fold(target) == fold(relative(old if whole else note_id(old), was_in))
    if way == BY_TITLE:
        yield target
    elif target.startswith("/"):
        yield f"/{path}"
    elif target.startswith(("./", "../")):
        yield here if here.startswith("../") else f"./{here}"
    elif from_here and link.kind == "markdown":  # as other programs read it
        yield here
    else:
        if old == new or ("/" not in target and note_id(name) == note_id(new.rpartition("/")[2])):
            yield target
        if "/" in target:
            yield here if from_here else path
    if "/" not in target:
        yield bare
    yield from (path, f"/{path}", new, f"/{new}")


def relative(path: str, source: str) -> str:
    """A path as it is written from the folder of the note `source`; both from the root."""
    to, here = path.split("/"), source.split("/")[:-1]
    shared = 0
    while shared < min(len(to) - 1, len(here)) and to[shared] == here[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + to[shared:])
