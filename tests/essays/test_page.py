from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from around import expanded
from hypothesis import given
from hypothesis import strategies as st

from recall_tui.essays.page import page
from recall_tui.essays.plain import plain, posts
from recall_tui.essays.provenance import write


def shown(markdown: str, **pictures: str) -> str:
    """The article of a page."""
    html = page(write(expanded(markdown), "none"), "t", pictures, sources=False)
    return html.partition("<article>\n")[2].partition("</article>")[0]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JaVaScript&colon;alert)", None),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[x](file:///etc/passwd)", "<p>[x](file:///etc/passwd)</p>\n"),
        ("<javascript:x>", None),
        ("[x](https://x.org 't\"><')", '<p><a href="https://x.org" title="t&quot;&gt;&lt;">x</a></p>\n'),
        ("![x](https://x.org/a.png)", '<p><a href="https://x.org/a.png" rel="noreferrer">x</a></p>\n'),
        ("![x](//x.org/a.png)", "<p>x</p>\n"),
        ("![x][r]\n\n[r]: http://x.org/a", '<p><a href="http://x.org/a" rel="noreferrer">x</a></p>\n'),
        ('![x"y](a.svg)', '<p><img src="data:image/svg+xml;base64,AA" alt="x&quot;y"></p>\n'),
        ("# a\n\nb **c** ~~d~~", "<h1>a</h1>\n<p>b <strong>c</strong> <s>d</s></p>\n"),
        ("\x1b[31m", "<p>\ufffd[31m</p>\n"),
    ],
)
def test_nothing_of_a_note_gets_out_of_the_page(markdown: str, html: str | None) -> None:
    said = shown(markdown, **{"pictures/a.svg": "data:image/svg+xml;base64,AA"})
    if html is None:
        assert "<a" not in said
    else:
        assert said == html


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


KNOWN = frozenset(
    (
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "a", "em", "strong", "s", "code", "pre", "ul", "ol", "li"),
        *("blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td", "sup", "section"),
    )
)


@given(st.text(alphabet="<>\"'&()[]!:/#`*_ \n-^|=ahrefscriptonx", max_size=120), st.text(max_size=20))
def test_a_page_has_no_tag_that_markdown_does_not_make(text: str, title: str) -> None:
    html = page(write(expanded(text), "none"), title, {}, sources=False)
    head, _, rest = html.partition("<body>")
    assert head.count("<") == 12
    tags = Tags()
    tags.feed(rest)
    assert tags.found[0][0] == "article"
    for tag, attributes in tags.found[1:]:
        assert tag in KNOWN
        assert not any(
            name.startswith("on") or name in ("src", "style") for name in attributes if name != "style"
        )
        assert re.match(r"(?:https?:|mailto:|[^:]*\Z|[^:]*[/#])", attributes.get("href") or "")


def test_a_page_fetches_nothing() -> None:
    html = page(write(expanded("![x](https://x.org/y.png)\n\n@import url(x)"), "none"), "t", {})
    assert "default-src 'none'" in html
    assert not re.search(r"<(?:script|link|iframe|img)|url\(http|@import url\(http", html)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Title\n\n## Two\n\n### Three", "Title\n=====\n\nTwo\n---\n\nThree\n"),
        ("a *b* **c** `d` ~~e~~\nf\\\ng", "a b c d e\nf\ng\n"),
        ("[x](https://x.org) <https://x.org> ![alt](y.png)", "x (https://x.org) https://x.org alt\n"),
        ("- a\n- b\n  - c\n\n    d\n- e", "- a\n- b\n\n  - c\n\n    d\n- e\n"),
        ("- a\n- b\n  - c\n- d\n\nend", "- a\n- b\n  - c\n- d\n\nend\n"),
        ("3. a\n4. b", "3. a\n4. b\n"),
        ("> a\n> b\n>\n> - c", "> a\n> b\n\n> - c\n"),
        ("```py\nx = 1\n\ny\n```\n\n---", "    x = 1\n\n    y\n\n* * *\n"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nend", "a | b\n1 | 2\n\nend\n"),
        ("a[^1]\n\n[^1]: note", "a[1]\n\n[1] note\n"),
        ("<b>x</b>", "<b>x</b>\n"),
        ("", ""),
    ],
)
def test_markdown_as_plain_text(markdown: str, text: str) -> None:
    assert plain(markdown) == text


@given(st.text(alphabet="ab *_`#>-1.\n|[]()!", max_size=120))
def test_plain_text_of_anything_has_its_letters(text: str) -> None:
    letters = [char for char in plain(text) if char in "ab"]
    assert letters == [char for char in text if char in "ab"] or "[" in text or "`" in text


def test_posts_say_where_references_lead() -> None:
    essay = "[Here][1] and [there][].\n\n[1]: https://a.org\n[there]: https://b.org\n"
    assert posts(expanded("![[n]]", {"n": essay}).pieces) == [
        "Here (https://a.org) and there (https://b.org)."
    ]


def test_posts_have_headings_before_what_follows_and_no_footnotes() -> None:
    essay = "# T\n\nOne[^1] `[^a-z]`.\n\n## H\n\n### I\n\n- *two*\n\n[^1]: n\n\n## End"
    assert posts(expanded(essay).pieces) == ["T\n\nOne [^a-z].", "H\n\nI\n\n- two", "End"]
