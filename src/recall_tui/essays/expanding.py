"""What an essay stands for: its own prose, and in place of each embed the text that it names, and so on.

The grammar: an embed stands for the parts of a note, of a section (from its heading to the next one of its
level or above), of a block, or of all notes of a thread up to one. The highest heading of what it stands for
comes one level below the heading that the embed stands under; where it stands under none, levels stay. Block
ids and front matter drop out, links to notes become what they show. No code is touched.

It goes by a stack of its own, so that embeds may be nested as deep as they like, and ends where the text
grows beyond what anybody reads (`MOST`): ten embeds of notes with ten embeds of … would fill any memory.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from recall_tui.errors import NoteError, some
from recall_tui.essays.cleaning import Cleaner, code, escaped
from recall_tui.essays.essay import Expansion, Origin, Piece, Place, Problem, Source, Sources, digest
from recall_tui.essays.parts import EMBED, HEADING, PROSE, Part, read_parts
from recall_tui.notes import anchors
from recall_tui.notes.blocks import Blocks
from recall_tui.notes.frontmatter import read_front_matter

MOST = 20_000_000
"""An essay of more characters is none."""
MOST_EMBEDS = 100_000
NAMED = 9
"""So many notes that a name may mean are named."""
CHAIN = 40
"""So many embeds of a circle are named."""
DEEPEST = 6
"""The lowest level of a heading; what would stand below it is bold."""


@dataclass(slots=True)
class Read:
    """A note, read and understood as far as this needs it."""

    source: Source
    body: int
    blocks: Blocks
    parts: list[Part]
    cleaner: Cleaner
    starts: list[int]
    """Where parts start."""

    @property
    def whole(self) -> Place:
        return Place(self.source.path, self.body, len(self.source.text))

    def within(self, place: Place) -> list[Part]:
        """The parts of a place, but for comments; of a part that reaches beyond it, what lies in it."""
        first = bisect_left(self.starts, place.start)
        if first and self.parts[first - 1].end > place.start:
            first -= 1
        found = []
        for part in self.parts[first : bisect_left(self.starts, place.end)]:
            start, end = max(part.start, place.start), min(part.end, place.end)
            if self.cleaner.hides(start, end):
                continue
            if (start, end) == (part.start, part.end):
                found.append(part)
            else:
                line = part.line + self.source.text.count("\n", part.start, start)
                found.append(replace(part, start=start, end=end, line=line))
        return found


@dataclass(slots=True)
class _Frame:
    """A place that is being gone through."""

    place: Place | None
    """None for a thread, of which the items are the notes."""
    items: Iterator[Part | Place]
    level: int = 0
    """Of the heading that stands above, as it comes out; 0 for none."""
    shift: int = 0
    line: int = 0
    """Of the embed that is being expanded."""


def expand(essay: Source, sources: Sources, *, links: bool = False) -> Expansion:
    """An essay with all that it stands for. What is wrong is collected, not raised.

    `links`: links to notes become footnotes, behind what they show.
    """
    return _Expanding(essay, sources, {} if links else None).done()


@dataclass(slots=True)
class _Expanding:
    essay: Source
    sources: Sources
    linked: dict[str, int] | None
    pieces: list[Piece] = field(default_factory=list)
    problems: dict[Problem, dict[int, None]] = field(default_factory=dict)  # and the lines that lead there
    notices: dict[str, None] = field(default_factory=dict)
    known: dict[str, Read] = field(default_factory=dict)
    clean: dict[Place, Piece] = field(default_factory=dict)
    stack: list[_Frame] = field(default_factory=list)
    open: set[Place] = field(default_factory=set)
    size: int = 0
    embeds: int = 0
    deep: int = 0

    def done(self) -> Expansion:
        read = self.known[self.essay.path] = self.understood(self.essay)
        title = read_front_matter(self.essay.text).text("title")
        if title and not any(heading.level == 1 for heading in read.blocks.headings):
            self.pieces.append(Piece(HEADING, f"# {escaped(title)}"))
            self.push(read.whole, 1, 0)
        else:
            self.push(read.whole, 0, 0)
        while self.stack and self.step():
            pass
        self.pieces += self.definitions()
        if self.deep:
            headings = "heading stands" if self.deep == 1 else "headings stand"
            self.notices[f"{self.deep:,} {headings} deeper than level {DEEPEST} and became bold lines."] = (
                None
            )
        others = [read for path, read in self.known.items() if path != self.essay.path]
        return Expansion(
            self.essay.title,
            tuple(piece for piece in self.pieces if piece.text),
            tuple(problem._replace(at=tuple(lines)) for problem, lines in self.problems.items()),
            tuple(self.notices),
            {read.source.path: digest(read.source.text) for read in others},
        )

    def step(self) -> bool:
        """Take the next thing of the place on top; False where the essay has grown too large."""
        frame = self.stack[-1]
        item = next(frame.items, None)
        if item is None:
            self.stack.pop()
            if frame.place:
                self.open.discard(frame.place)
        elif isinstance(item, Place):
            self.enter(item, frame)
        else:
            frame.line = item.line
            if item.kind == EMBED:
                self.embeds += 1
                self.embed(item, frame)
            else:
                self.say(item, frame)
        if self.size > MOST or self.embeds > MOST_EMBEDS:
            much = f"{MOST / 1e6:g} million characters" if self.size > MOST else f"{MOST_EMBEDS:,} embeds"
            chain = self.chain(self.stack)
            self.problem(f"here the essay has grown beyond {much}, by way of {chain}. Embed less.", ends=True)
            return False
        return True

    def say(self, part: Part, frame: _Frame) -> None:
        assert frame.place
        read = self.known[frame.place.path]
        if part.heading:
            level = frame.level = max(1, part.heading.level + frame.shift)
            text = read.cleaner.clean(part.start, part.end)
            said = re.sub(r"\A#+[ \t]*|[ \t]+#+\Z", "", text.split("\n")[0]).strip()
            self.deep += level > DEEPEST
            text = f"**{said}**" if level > DEEPEST else f"{'#' * level} {said}"
            piece = Piece(
                PROSE if level > DEEPEST else HEADING, text if said else "", self.origin(read, part)
            )
        else:
            place = Place(frame.place.path, part.start, part.end)
            if place not in self.clean:
                text = read.cleaner.clean(part.start, part.end)
                self.clean[place] = Piece(PROSE, text, self.origin(read, part))
            piece = self.clean[place]
        self.size += len(piece.text)
        self.pieces.append(Piece(piece.kind, piece.text, piece.origin, self.stack[0].line))

    def origin(self, read: Read, part: Part) -> Origin | None:
        source = read.source
        if source is self.essay:
            return None
        said = source.text[part.start : part.end]
        return Origin(source.path, source.title, source.date, part.start, part.end, digest(said))

    def embed(self, part: Part, frame: _Frame) -> None:
        assert frame.place and part.link
        link, here = part.link, frame.place.path
        found = self.sources.candidates(link.target, here)
        if len(found) != 1:
            what = (
                f"which stands for {len(found):,} notes: {some(found, NAMED)}. Write the path of one."
                if found
                else "but no note is called that."
            )
            self.problem(f"embeds “{link.target}”, {what}")
            return
        path = found[0]
        if part.thread and not (link.heading or link.block_id):
            notes = [Place(each, -1, -1) for each in self.sources.thread(path)]
            self.stack.append(_Frame(None, iter(notes), frame.level))
            return
        if not (read := self.read(path)):
            return
        if span := anchors.place(link, read.blocks, read.body, len(read.source.text)):
            self.enter(Place(path, *span), frame)
        else:
            lacks = f"the block ^{link.block_id}" if link.block_id else f"the heading “{link.heading}”"
            self.problem(f"embeds {lacks} of {path}, which has none such.")

    def enter(self, place: Place, frame: _Frame) -> None:
        if not (read := self.read(place.path)):
            return
        place = read.whole if place.start < 0 else place
        if place not in self.open:
            self.push(place, frame.level, None)
            return
        begin = next(n for n, each in enumerate(self.stack) if each.place == place)
        self.problem(
            f"goes in a circle: {self.chain(self.stack[begin:])} → {place.path}. Take one of them out."
        )

    def push(self, place: Place, above: int, shift: int | None) -> None:
        """Go through a place below a heading of this level."""
        parts = self.known[place.path].within(place)
        if shift is None:
            highest = min((part.level for part in parts if part.level), default=0)
            shift = above + 1 - highest if above and highest else 0
        self.open.add(place)
        self.stack.append(_Frame(place, iter(parts), above, shift))

    def read(self, path: str) -> Read | None:
        if path not in self.known:
            try:
                self.known[path] = self.understood(self.sources.read(path))
            except NoteError as error:
                self.problem(f"embeds {path}, but {error}")
                return None
        return self.known[path]

    def understood(self, source: Source) -> Read:
        prefix = f"n{len(self.known)}-" if self.known else ""
        cleaner = Cleaner.of(source, self.sources, prefix, self.notices, self.linked)
        parts = read_parts(source.text, cleaner.body, cleaner.blocks)
        return Read(source, cleaner.body, cleaner.blocks, parts, cleaner, [part.start for part in parts])

    def problem(self, what: str, *, ends: bool = False) -> None:
        frame = next(frame for frame in reversed(self.stack) if frame.place)
        assert frame.place
        at = self.problems.setdefault(Problem(frame.place.path, frame.line, what, ends=ends), {})
        at[self.stack[0].line] = None

    def chain(self, frames: Iterable[_Frame]) -> str:
        named = [f"{frame.place.path}:{frame.line}" for frame in frames if frame.place]
        if len(named) > CHAIN:
            named[CHAIN // 2 : -CHAIN // 2] = ["…"]
        return " → ".join(named)

    def definitions(self) -> Iterator[Piece]:
        """The footnotes and references of notes that do not stand in what is embedded of these."""
        for read in self.known.values():
            for text in read.cleaner.lacking():
                yield Piece(PROSE, text)
        for path, number in (self.linked or {}).items():
            try:
                source = self.known[path].source if path in self.known else self.sources.read(path)
                yield Piece(
                    PROSE, f"[^link-{number}]: {escaped(source.title)}, {source.date:%Y-%m-%d}. {code(path)}"
                )
            except NoteError as error:
                yield Piece(PROSE, f"[^link-{number}]: {escaped(str(error))}")
