"""Markdown as plain text, without its marks, as one reads it in a mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from recall_tui.essays.cleaning import DEFINITION, FOOTNOTE
from recall_tui.essays.essay import Piece
from recall_tui.essays.parts import HEADING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_REFERENCE = re.compile(r" {0,3}\[[^\^\[\]\n][^\[\]\n]{0,400}\]:")
_UNDERLINES = {"h1": "=", "h2": "-"}


def parser() -> MarkdownIt:
    """A parser of Markdown as notes are written in it; what they have of HTML is shown as it stands."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)


def plain(markdown: str, *, said: bool = False) -> str:
    """The text of Markdown: headings underlined, addresses behind links, lists and quotes as they are.

    `said`: only what is said, without addresses, numbers of items and marks of footnotes.
    """
    out = _Plain(said)
    for token in parser().parse(markdown):
        out.take(token)
    return "".join(out.said) + "\n" if out.said else ""


def posts(pieces: Sequence[Piece]) -> list[str]:
    """The pieces of an essay as plain texts to be posted: a heading goes with what follows it.

    Footnotes are left out, since no post has any.
    """
    found: list[str] = []
    above = ""
    references = "\n\n".join(piece.text for piece in pieces if _REFERENCE.match(piece.text))
    labels = {match[1] for piece in pieces if (match := DEFINITION.match(piece.text))}
    for piece in pieces:
        if DEFINITION.match(piece.text):
            continue
        text = piece.text.lstrip("#") if piece.kind == HEADING else piece.text
        text = FOOTNOTE.sub(lambda match: "" if match[1] in labels else match[0], text)
        if references and "][" in text:
            text = f"{text}\n\n{references}"
        text = above + plain(text.lstrip(" ") if piece.kind == HEADING else text).strip("\n")
        above = f"{text}\n\n" if piece.kind == HEADING else ""
        if not above and text.strip():
            found.append(text)
    return [*found, above.strip()] if above else found


class _Plain:
    def __init__(self, bare: bool) -> None:
        self.bare = bare
        self.said: list[str] = []
        self.before: list[list[str]] = []
        """What stands before the next line and before those after it, for each list and quote around it."""
        self.numbers: list[int] = []
        self.cells: list[str] | None = None
        self.tag = ""
        self.close = False  # whether the next block stands right below the last one
        self.begun = False  # whether the next block is the first of a list

    def take(self, token: Token) -> None:
        match token.type:
            case "inline" if self.cells is not None:
                self.cells.append(inline(token.children or (), self.bare))
            case "inline":
                self.say(inline(token.children or (), self.bare))
            case "fence" | "code_block":
                self.tag = ""
                self.say("\n".join("    " + line for line in token.content.rstrip("\n").split("\n")))
            case "hr":
                self.say("* * *")
            case "heading_open":
                self.tag = token.tag
            case "paragraph_open":
                self.close = token.hidden and not self.begun
            case "bullet_list_open" | "ordered_list_open":
                self.begun = self.begun or not self.numbers
                self.numbers.append(int(token.attrGet("start") or 1) if token.tag == "ol" else -1)
            case "bullet_list_close" | "ordered_list_close":
                self.numbers.pop()
            case "list_item_open":
                bullet = f"{self.numbers[-1]}. " if self.numbers[-1] >= 0 and not self.bare else "- "
                self.numbers[-1] += self.numbers[-1] >= 0
                self.before.append([bullet, " " * len(bullet)])
            case "blockquote_open":
                self.before.append(["> ", "> "])
            case "footnote_open":
                self.before.append([f"[{token.meta['id'] + 1}] ", "    "])
            case "list_item_close" | "blockquote_close" | "footnote_close":
                self.before.pop()
            case "tr_open":
                self.cells = []
            case "tr_close":
                row, self.cells = " | ".join(self.cells or ()), None
                self.say(row)
                self.close = True
            case "table_close":
                self.close = False

    def say(self, text: str) -> None:
        lines = text.split("\n")
        if self.tag in _UNDERLINES:
            lines.append(_UNDERLINES[self.tag] * max(3, *map(len, lines)))
        if self.said:
            self.said.append("\n" if self.close else "\n\n")
        for number, line in enumerate(lines):
            self.said.append(
                ("\n" if number else "") + ("".join(now for now, _ in self.before) + line).rstrip()
            )
            for each in self.before:
                each[0] = each[1]
        self.tag, self.close, self.begun = "", False, False


def inline(tokens: Sequence[Token], bare: bool = False) -> str:
    """The text of what stands in a paragraph; `bare`: without addresses and marks of footnotes."""
    said: list[str] = []
    links: list[tuple[str, int]] = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline" | "html_inline":
                said.append(token.content)
            case "softbreak" | "hardbreak":
                said.append("\n")
            case "footnote_ref" if bare:
                pass
            case "image":
                said.append(inline(token.children or ()) or token.content)
            case "footnote_ref":
                said.append(f"[{token.meta['id'] + 1}]")
            case "link_open":
                links.append((str(token.attrGet("href") or ""), len(said)))
            case "link_close" if links:
                href, at = links.pop()
                if not bare and href and href.removeprefix("mailto:") != "".join(said[at:]):
                    said.append(f" ({href})")
    return "".join(said)
