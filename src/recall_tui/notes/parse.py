"""A note from its path and its text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from recall_tui.notes.blocks import read_blocks
from recall_tui.notes.dates import date_in_name, read_date
from recall_tui.notes.frontmatter import FrontMatter, read_front_matter
from recall_tui.notes.links import front_links, read_inline
from recall_tui.notes.names import denote_name, stem
from recall_tui.notes.note import Link, Note


def parse_note(path: str, text: str, *, born: datetime | None, modified: datetime) -> Note:
    """The note that the file at `path` (from the root, with its ending) holds; every text is one.

    `born` and `modified` are the file's times, without a zone. What cannot be understood is in `problems`.
    """
    front = read_front_matter(text)
    blocks = read_blocks(text, front.body)
    links, tags = read_inline(text, front.body, blocks.code)
    above = front_links(text, front) if front.fields else ()
    name = stem(path)
    denote = denote_name(name)
    problems = [front.problem] if front.problem else []
    date, date_from = _date(front, name, born, modified, problems)
    return Note(
        path=path,
        text=text,
        title=front.text("title") or blocks.title or (denote and denote.title) or name,
        date=date,
        date_from=date_from,
        body=front.body,
        tags=_once((*_tags(front), *(denote.keywords if denote else ()), *tags)),
        aliases=_once(front.words("aliases", "alias")),
        prev=next(iter(_threaded(above, "prev")), None),
        next=_threaded(above, "next"),
        identifier=front.text("id", "identifier") or (denote.identifier if denote else None),
        links=(*(link for _, link in above), *links),
        passages=blocks.passages,
        drawer=blocks.drawer,
        problems=tuple(problems),
    )


def _date(
    front: FrontMatter, name: str, born: datetime | None, modified: datetime, problems: list[str]
) -> tuple[datetime, str]:
    for written in front.scalars("date", "created", "date created"):
        if date := read_date(written):
            return date, "front matter"
        problems.append(f"The date “{written[:40]}” cannot be read. Write it as in 2024-01-31.")
    if date := date_in_name(name):
        return date, "file name"
    return (born, "birth") if born else (modified, "modified")


def _tags(front: FrontMatter) -> list[str]:
    return [tag for word in front.words("tags", "tag", "keywords", spaces=True) if (tag := word.lstrip("#"))]


def _threaded(above: Iterable[tuple[str, Link]], key: str) -> tuple[str, ...]:
    """The targets of the links under a key of the front matter."""
    return _once(link.target for under, link in above if under == key)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in any case, as it is first written."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(name.casefold(), name)
    return tuple(seen.values())
