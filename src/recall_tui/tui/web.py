"""Links to the web: which one stands at the cursor, and whether it is one to be opened."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit

from recall_tui.errors import CannotOpen
from recall_tui.tui.clean import clean_line

LONGEST = 600
"""The longest link that is opened, in characters: all of it is to be seen before."""
NEAR = 2_000
"""How much of a line is looked at before and after the cursor, in characters."""

_LINK = re.compile(
    r"\]\( {0,3}(?:<([^<>\n]{1,1000}+)>|((?:[^()\s<>]|\([^()\s<>]{0,200}+\)){1,1000}+))[^()\n]{0,200}+\)"
    r"|(?i:\b(https?://|mailto:)[^\s<>\"\[\]]{0,1000}[^\s<>\"\[\].,;:!?)'*_])"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.(?!-)[a-z0-9_-]+)*\.?|[0-9a-f:.]*:[0-9a-f:.]*")
_MAIL = frozenset({"subject", "body", "cc", "bcc", "to", "in-reply-to"})
"""What a mail link may say besides whom it goes to: others attach files."""


def link_at(line: str, column: int) -> str | None:
    """The link that a line has at a column, in characters: of Markdown, or a bare web or mail address."""
    first = max(0, column - NEAR)
    near = line[first : column + NEAR]
    for match in _LINK.finditer(near):
        start = near.rfind("[", 0, match.start()) if near[match.start()] == "]" else match.start()
        if start <= column - first <= match.end() and start >= 0:
            return match[1] or match[2] or match[0]
    return None


def checked(link: str) -> tuple[str, str]:
    """A link as it will be opened, all in ASCII, and whom it leads to: a host or a mail address.

    Raises CannotOpen for what is no link of the web or a mail address, and for what hides something.
    """
    scheme = _SCHEME.match(link)
    shown = clean_line(link[:80])
    if not scheme or scheme[1].lower() not in ("http", "https", "mailto"):
        raise CannotOpen(f"Only links that begin with http:, https: or mailto: are opened, not {shown}")
    if clean_line(link) != link or any(char.isspace() or char == "\\" for char in link):
        raise CannotOpen(f"This link has characters that hide where it leads, so it is not opened: {shown}")
    try:
        opened, to = _mail(link) if scheme[1].lower() == "mailto" else _web(link)
    except ValueError as error:
        raise CannotOpen(f"This link leads nowhere: {shown}") from error
    if len(opened) > LONGEST:
        raise CannotOpen(
            f"This link has {len(opened):,} characters, too many to be shown whole, so it is not opened."
        )
    return opened, to


def _web(link: str) -> tuple[str, str]:
    parts = urlsplit(link)
    host = (parts.hostname or "").encode("idna").decode().lower()  # letters of other scripts look alike
    if not _HOST.fullmatch(host):
        raise ValueError("no host")
    there = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
    user = parts.netloc.rpartition("@")[0]
    netloc = f"{_ascii(user)}@{there}" if user else there
    return parts._replace(netloc=netloc, path=_ascii(parts.path), query=_ascii(parts.query),
                          fragment=_ascii(parts.fragment)).geturl(), there  # fmt: skip


def _mail(link: str) -> tuple[str, str]:
    to, _, query = link.partition(":")[2].partition("?")
    said = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    if "@" not in to or not {name.lower() for name, _ in said} <= _MAIL:
        raise ValueError("no address, or more than a letter has")
    return f"mailto:{_ascii(to)}" + (f"?{_ascii(query)}" if query else ""), _ascii(to)


def _ascii(part: str) -> str:
    return quote(part, safe="%:/?#[]@!$&'()*+,;=-._~")
