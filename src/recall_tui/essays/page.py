"""An essay as one page of HTML that holds all it needs: readable, light or dark, made to be printed too.

Nothing of a note is markup here but what Markdown makes of it: its HTML is shown as it stands, its addresses
are links only where they are safe, and no picture is fetched from anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from recall_tui.essays.plain import inline, parser
from recall_tui.essays.provenance import Written, mark

if TYPE_CHECKING:
    from markdown_it.token import Token

STYLE = """\
:root { color-scheme: light dark;
  --paper: #fffdf8; --ink: #24211c; --soft: #6b655b; --line: #e2dccf; --link: #7a4b12; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #191816; --ink: #dcd7cc; --soft: #98917f; --line: #38352e; --link: #d9a662; }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); }
body { margin: 0 auto; max-width: 38rem; padding: 4rem 1.25rem 6rem; overflow-wrap: break-word;
  font: 1.125rem/1.65 Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2.2em 0 .6em; text-wrap: balance; }
h1 { font-size: 2rem; margin-top: 0; } h2 { font-size: 1.45rem; } h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1rem; }
p, ul, ol, blockquote, pre, table { margin: 0 0 1.1em; }
li > p { margin-bottom: .4em; } li > pre { margin-top: .6em; }
a { color: var(--link); text-underline-offset: .15em; }
blockquote { margin-left: 0; padding-left: 1.1em; border-left: 3px solid var(--line); color: var(--soft); }
pre, code { font: .9em/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: .9em 1em; border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .35em .8em .35em 0; text-align: left; }
img { max-width: 100%; height: auto; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2.5em auto; width: 40%; }
sup { font-size: .7em; line-height: 0; } sup a { text-decoration: none; } sup + sup { margin-left: .25em; }
.from a { color: var(--soft); }
.footnotes { margin-top: 4em; border-top: 1px solid var(--line); padding-top: 1em; color: var(--soft);
  font-size: .85rem; line-height: 1.5; }
.footnotes p { margin: 0 0 .4em; }
@media print {
  @page { margin: 2.2cm 2.4cm; }
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #333; --line: #bbb; --link: #000; }
  body { font-size: 11pt; max-width: none; padding: 0; }
  h1, h2, h3, h4, h5, h6 { break-after: avoid; } pre, blockquote, img, tr { break-inside: avoid; }
  p, li, blockquote { orphans: 3; widows: 3; }
  pre, table { overflow: visible; } pre { white-space: pre-wrap; } table { display: table; }
  td, th { overflow-wrap: anywhere; } .footnote-backref { display: none; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; overflow-wrap: anywhere; }
}
"""
_PAGE = """\
<!DOCTYPE html>
<html lang="">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="recall">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<article>
{body}</article>
</body>
</html>
"""


def page(written: Written, title: str, pictures: Mapping[str, str], *, sources: bool = True) -> str:
    """The page. `pictures` are data by the addresses that the Markdown has for them.

    `sources`: each block names in an attribute where it is from, which no reader sees.
    """
    rendering = parser()
    rendering.validateLink = _safe  # type: ignore[method-assign, assignment]
    tokens = rendering.parse(_whole(written.text))
    notes = _notes(tokens)
    if sources:
        _sourced(tokens, written)
    rules: dict[str, Any] = rendering.renderer.rules  # type: ignore[attr-defined]

    def image(tokens: Sequence[Token], at: int, *rest: Any) -> str:
        address, alt = str(tokens[at].attrGet("src") or ""), inline(tokens[at].children or ())
        if address in pictures:
            return f'<img src="{escape(pictures[address])}" alt="{escape(alt)}">'
        if address.startswith(("http://", "https://")):
            return f'<a href="{escape(address)}" rel="noreferrer">{escape(alt or address)}</a>'
        return escape(alt or address)

    def reference(tokens: Sequence[Token], at: int, *rest: Any) -> str:
        number, label = tokens[at].meta["id"], str(tokens[at].meta.get("label", ""))
        kind = ' class="from"' if label.startswith("from-") else ""
        again = f":{sub}" if (sub := tokens[at].meta.get("subId", 0)) else ""
        return (
            f'<sup{kind}><a href="#fn{number + 1}" id="fnref{number + 1}{again}"'
            f' title="{escape(notes.get(number, ""))}">{number + 1}</a></sup>'
        )

    rules["image"] = image
    rules["footnote_ref"] = reference
    rules["footnote_block_open"] = lambda *_: '<section class="footnotes">\n<ol>\n'
    rules["footnote_block_close"] = lambda *_: "</ol>\n</section>\n"
    body = rendering.renderer.render(tokens, rendering.options, {})
    return _PAGE.format(title=escape(" ".join(_whole(title).split())), style=STYLE, body=body)


def _sourced(tokens: Sequence[Token], written: Written) -> None:
    """Let each block name in an attribute where it is from, and an item of a list where that is elsewhere."""
    firsts = [first for first, _, _ in written.pieces]
    around = ""
    for token in tokens:
        item = token.type == "list_item_open" and token.level == 1
        if (token.level == 0 or item) and token.nesting >= 0 and token.map:
            at = bisect_right(firsts, token.map[0]) - 1
            within = at >= 0 and token.map[0] < written.pieces[at][1]
            origin = written.pieces[at][2].origin if within else None
            said = mark(origin) if origin else ""
            if said != around if item else said:
                token.attrSet("data-from", said)
            around = said


def _whole(text: str) -> str:
    """Without what is no character of a page: bytes that were no UTF-8, and controls."""
    return "".join(
        "\ufffd" if "\ud800" <= c <= "\udfff" or (c < " " and c not in "\n\t") else c for c in text
    )


def _safe(address: str) -> bool:
    """Whether an address may be a link."""
    scheme, colon, _ = address.strip().lower().partition(":")
    return not colon or "/" in scheme or "#" in scheme or scheme in ("http", "https", "mailto")


def _notes(tokens: Sequence[Token]) -> dict[int, str]:
    """What each footnote says, by its number from 0."""
    notes: dict[int, str] = {}
    at = -1
    for token in tokens:
        if token.type == "footnote_open":
            at = int(token.meta["id"])
        elif token.type == "footnote_close":
            at = -1
        elif at >= 0 and token.type == "inline":
            notes[at] = (notes.get(at, "") + " " + inline(token.children or ())).strip()
    return notes
