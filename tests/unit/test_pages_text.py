from __future__ import annotations

import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.identifiers import Uris
from search_api.pages.links import page_of
from search_api.pages.text import Anchor, marked

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=5)
texts = st.text(st.sampled_from("ab<>&\"' مкр会"), max_size=40)


class Nesting(HTMLParser):
    """Fails on an element that is closed out of order, collects the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - named by the base class
        assert not (tag == "a" and "a" in self.open)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@given(texts, spans, spans, spans)
def test_marks_never_change_the_text(
    text: str, emphasis: list[tuple[int, int]], highlights: list[tuple[int, int]], links: list[tuple[int, int]]
) -> None:
    anchors = [Anchor(span, "/themes/x", 'a "label" <i>') for span in links]
    parser = Nesting()
    parser.feed(str(marked(text, emphasis=emphasis, highlights=highlights, anchors=anchors)))
    parser.close()
    assert parser.open == []
    assert parser.text == text


@given(texts, spans, st.integers(0, 40), st.integers(0, 40))
def test_a_window_shows_its_part(text: str, links: list[tuple[int, int]], first: int, last: int) -> None:
    window = (min(first, last, len(text)), min(max(first, last), len(text)))
    shown = str(marked(text, anchors=[Anchor(s, "/x", "") for s in links], window=window))
    assert html.unescape(re.sub(r"<[^>]*>", "", shown)) == text[slice(*window)]


def test_documents_cannot_bring_their_own_mark_up() -> None:
    shown = marked("<script>alert(1)</script>", anchors=[Anchor((0, 8), '" onclick="x', '"><b>')])
    assert "<script" not in shown
    assert 'onclick="' not in shown
    assert shown.count("<a ") == 1
    assert "<b>" not in shown


def test_italics_and_highlights_are_cut_at_links() -> None:
    shown = marked(
        "take note of article 3", emphasis=[(5, 17)], highlights=[(13, 22)], anchors=[Anchor((13, 22), "/p", "P")]
    )
    assert shown == (
        'take <em>note of </em><a class="mention" href="/p" title="P"><mark><em>arti</em></mark><mark>cle 3</mark></a>'
    )


@pytest.mark.parametrize(
    ("uri", "page"),
    [
        (
            "http://kb.test/id/passage/unep-mc-cop.6-inf-26.en/body__para_4",
            "/documents/unep-mc-cop.6-inf-26.en#body__para_4",
        ),
        ("http://kb.test/id/document/a.ru", "/documents/a.ru"),
        ("http://kb.test/id/party/KEN", "/parties/KEN"),
        ("http://kb.test/id/project/9708", "/projects/9708"),
        ("http://kb.test/id/meeting/mc-cop-6", "/meetings/mc-cop-6"),
        ("http://kb.test/id/decision/mc-5-16", "/decisions/mc-5-16"),
        ("http://kb.test/id/concept/topics.asgm", "/themes/topics.asgm"),
        ("http://kb.test/id/concept/statuses.draft", "/id/concept/statuses.draft"),
        ("http://kb.test/id/provision/minamata.art_7", "/id/provision/minamata.art_7"),
        ("https://www.example.org/term", "https://www.example.org/term"),
        ("javascript:alert(1)", None),
        ("urn:uuid:1", None),
        (None, None),
    ],
)
def test_addresses_of_pages(uri: str | None, page: str | None) -> None:
    assert page_of(Uris("http://kb.test/"), uri) == page
