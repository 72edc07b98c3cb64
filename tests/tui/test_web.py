"""Which links are opened: those of the web and mail addresses, shown whole, with nothing hidden in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.errors import CannotOpen
from recall_tui.tui.web import LONGEST, checked, link_at


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("see https://example.org/a_(b)?x=1#y.", "https://example.org/a_(b)?x=1#y"),
        ("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"),
        ("<mailto:me@example.org>", "mailto:me@example.org"),
        ("[words](https://example.org/a)", "https://example.org/a"),
        ("[words](https://example.org/a_(b) 'title')", "https://example.org/a_(b)"),
        ("[words](<https://example.org/a b>)", "https://example.org/a b"),
        ("[words](javascript:alert(1))", "javascript:alert(1)"),
        ("[words](file:///etc/passwd)", "file:///etc/passwd"),
    ],
)
def test_the_link_at_the_cursor(line: str, link: str) -> None:
    at = len(line) // 2
    assert link_at(line, at) == link
    assert link_at(f"{line} and more", len(line) + 6) is None
    assert link_at("x" * 5_000 + " " + line, 5_001 + at) == link


def test_the_link_between_others() -> None:
    line = "[a](http://a.org) [b](http://b.org) http://c.org"
    assert [link_at(line, line.index(word)) for word in ("[b]", "b.org", "c.org", "[a]")] == [
        "http://b.org", "http://b.org", "http://c.org", "http://a.org",
    ]  # fmt: skip
    assert link_at("no link", 3) is link_at("", 0) is None


@pytest.mark.parametrize(
    ("link", "opened", "to"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", "example.org"),
        ("HTTPS://Example.ORG", "https://example.org", "example.org"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x", "[::1]:8080"),
        ("https://bank.example@evil.example/", "https://bank.example@evil.example/", "evil.example"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC", "xn--bcher-kva.example"),
        ("https://аррӏе.com", "https://xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("mailto:me@example.org?subject=Tea", "mailto:me@example.org?subject=Tea", "me@example.org"),
        ("http://x.org/'$(id)`;&|", "http://x.org/'$(id)%60;&%7C", "x.org"),
    ],
)
def test_what_is_opened_and_whom_it_leads_to(link: str, opened: str, to: str) -> None:
    assert checked(link) == (opened, to)


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x.org", "vbscript:x"),
        *("-http://x",),
        *("--version", "x", "", "/etc/passwd", "HtTp", "http:"),
        *("http://", "http:///etc/passwd", "https://@/", "http://:80", "http://-x.org"),
        *("http://x\u202egro.elpmaxe", "http://x.org/\x1b]0;x\x07", "http://x.org/a b"),
        *("http://x\u200b.org", "http://x\ny"),
        *("http://evil.org\\@good.org", "http://x.org:99999", "http://x.org:y", "http://[::1", "http://a..b"),
        *("mailto:", "mailto:x", "mailto:a@b.org?attach=/etc/passwd"),
        *("http://-\u2025", "mailto:a@b.org?subject=a&Attachment=b"),
        *("http://x.org/" + "a" * LONGEST, "http://" + "ü" * 100 + ".org", "http://x\udcff.org", "http://\ud800"),
    ],
)  # fmt: skip
def test_what_is_not_opened(link: str) -> None:
    with pytest.raises(CannotOpen, match=r"opened|nowhere"):
        checked(link)


@given(st.text() | st.text().map("http://".__add__) | st.text().map("mailto:a@b".__add__))
def test_what_is_opened_is_ascii_and_no_option(link: str) -> None:
    try:
        opened, to = checked(link)
    except CannotOpen:
        return
    assert opened.isascii() and opened.isprintable() and " " not in opened and to.isascii()
    assert opened.startswith(("http://", "https://", "mailto:")) and len(opened) <= LONGEST
    assert checked(opened) == (opened, to)


@pytest.mark.parametrize("opener", ["[", "](", "](<", "](a(", "http://", "mailto:", "](http://x("])
def test_openers_by_the_thousand(opener: str) -> None:
    line = opener * 50_000
    for at in (0, len(line) // 2, len(line)):
        link_at(line, at)
