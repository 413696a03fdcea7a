"""Paragraphs of articles in six languages lead to the paragraph when its text is in the base, else to the article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrich import EnrichmentContext, enrich
from ingest.enrich.pinpoints import pinpoints
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.model import Eid, Passage, PassageKind

TEXTS = {
    "minamata.art_3__para_4__item_b": [
        ("en", "article 3, paragraph 4 (b), of the Convention"), ("en", "art. 3, para. 4 (b)"),
        ("en", "subparagraph (b) of paragraph 4 of Article 3"), ("en", "Article 3 (4) (b)"),
        ("fr", "le paragraphe 4 b) de l’article 3"), ("fr", "l'article 3, paragraphe 4, alinéa b)"),
        ("fr", "l'alinéa b) du paragraphe 4 de l'article 3"), ("es", "el párrafo 4 b) del artículo 3"),
        ("es", "artículo 3, párrafo 4, apartado b)"), ("es", "el apartado b) del párrafo 4 del artículo 3"),
        ("ru", "в пункте 4 b) статьи 3"), ("ru", "подпункт b) пункта 4 статьи 3"), ("ru", "пункта 4 б) статьи 3"),
        ("zh", "第 3 条第 4 款(b)项"), ("zh", "第三条第四款（b）项"), ("ar", "الفقرة 4 (ب) من المادة 3"),
        ("ar", "الفقرة الفرعية (ب) من الفقرة 4 من المادة 3"),
    ],
    "minamata.art_3__para_4": [
        ("en", "Article 3 paragraph 4, Parties may"), ("en", "Article 3 (4)"), ("fr", "le paragraphe 4 de l'article 3"),
        ("es", "conforme al párrafo 4 del artículo 3"), ("ru", "статья 3, пункт 4"), ("zh", "第三条第四款"),
        ("ar", "بالفقرة ٤ من المادة ٣"), ("ar", "المادة 3، الفقرة 4"),
    ],
}  # fmt: skip
LISTS = [
    ("en", "paragraphs 3 and 4 of article 8"), ("en", "article 8, paragraphs 3 and 4"),
    ("fr", "des paragraphes 3 et 4 de l'article 8"), ("es", "los párrafos 3 ó 4 del artículo 8"),
    ("ru", "в пунктах 3 и 4 статьи 8"), ("zh", "第 8 条第 3 和第 4 款"), ("ar", "الفقرتين 3 و4 من المادة 8"),
]  # fmt: skip
CASES = [(language, text, key) for key, texts in TEXTS.items() for language, text in texts]


def found(text: str, language: str, *known: str, convention: str | None = "minamata") -> list[tuple[str, str, str]]:
    """(value, key of the URI, words) of each mention."""
    context = EnrichmentContext(Uris("http://x/"), LabelMatcher(()), convention, None, paragraphs=known)
    passage = Passage(Eid("body"), "body", None, PassageKind.PARAGRAPH, text, language, 0)
    (enriched,) = enrich([passage], language, context)
    return [(m.value, (m.uri or "").rpartition("/")[2], text[slice(*m.span)]) for m in enriched.mentions]


@pytest.mark.parametrize(("language", "text", "value"), CASES)
def test_a_paragraph_beside_its_article(language: str, text: str, value: str) -> None:
    mentions = {value: key for value, key, _ in found(text, language, "minamata.art_3__para_4")}
    assert mentions == {"minamata.art_3": "minamata.art_3", value: "minamata.art_3__para_4"}


@pytest.mark.parametrize(("language", "text"), LISTS)
def test_a_list_of_paragraphs(language: str, text: str) -> None:
    values = {value for value, _, _ in found(text, language)}
    assert values == {"minamata.art_8", "minamata.art_8__para_3", "minamata.art_8__para_4"}


def test_a_range_names_all_within() -> None:
    values = [value for value, _, _ in found("paragraphs 1–3 of Article 26", "en")]
    assert values == [f"minamata.art_26__para_{n}" for n in (1, 2, 3)] + ["minamata.art_26"]


def test_without_its_text_the_article_is_meant_and_the_place_kept() -> None:
    assert ("minamata.art_3__para_4", "minamata.art_3", "paragraph 4") in found("paragraph 4 of article 3", "en")
    (article, paragraph) = found("paragraph 4 of article 3", "en", convention=None)
    assert (article[:2], paragraph[:2]) == (("art_3__para_4", ""), ("art_3", ""))


def test_the_convention_beside_counts() -> None:
    text = "article 13, paragraph 6, of the Stockholm Convention"
    assert [value for value, _, _ in found(text, "en")] == ["stockholm.art_13", "stockholm.art_13__para_6"]


@pytest.mark.parametrize(
    "text", ["see paragraph 4 and article 3", "article 3 and paragraph 4", "paragraph 4. Article 3 says"]
)
def test_a_paragraph_of_something_else_is_none(text: str) -> None:
    assert [value for value, _, _ in found(text, "en")] == ["minamata.art_3"]


@given(st.text(alphabet="paragraph 4()b,of第款3и-", max_size=40), st.text(alphabet=" ,()4第款paragrhb", max_size=30))
def test_whatever_stands_beside(before: str, after: str) -> None:
    text = f"{before} article 3{after}"
    for pinpoint in pinpoints(text, len(before) + 1, len(before) + 10):
        assert 0 <= pinpoint.span[0] < pinpoint.span[1] <= len(text)
        assert pinpoint.number > 0
