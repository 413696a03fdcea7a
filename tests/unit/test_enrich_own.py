"""What the text of a treaty says of itself, in six languages."""

from __future__ import annotations

import pytest

from ingest.enrich import EnrichmentContext, enrich
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.model import Eid, Mention, Passage, PassageKind

URIS = Uris("http://base.example/")
KNOWN = frozenset(f"basel.art_6__para_{number}" for number in range(1, 10))


def found(text: str, language: str, eid: str = "art_6__para_3", *, is_treaty: bool = True) -> list[Mention]:
    passage = Passage(Eid(eid), "body", "3", PassageKind.PARAGRAPH, text, language, 1)
    context = EnrichmentContext(URIS, LabelMatcher(()), "basel", None, paragraphs=KNOWN, is_treaty=is_treaty)
    return list(enrich([passage], language, context)[0].mentions)


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "in paragraph 2 of this Article", ["art_6__para_2", "art_6"]),
        ("en", "paragraphs 4 to 5 of the present article", ["art_6__para_4", "art_6__para_5", "art_6"]),
        ("en", "subject to paragraph 2 (b) of this Article", ["art_6__para_2__item_b", "art_6"]),
        ("fr", "au paragraphe 2 du présent article", ["art_6__para_2", "art_6"]),
        ("fr", "aux fins du présent article", ["art_6"]),
        ("es", "el párrafo 2 del presente artículo", ["art_6__para_2", "art_6"]),
        ("es", "los párrafos 1 y 2 de este artículo", ["art_6__para_1", "art_6__para_2", "art_6"]),
        ("ru", "в соответствии с пунктом 2 настоящей статьи", ["art_6__para_2", "art_6"]),
        ("ru", "положения настоящей статьи", ["art_6"]),
        ("zh", "根据本条第2款", ["art_6", "art_6__para_2"]),
        ("zh", "为本条第 2 和 3 款的目的", ["art_6", "art_6__para_2", "art_6__para_3"]),
        ("ar", "وفقاً للفقرة 2 من هذه المادة", ["art_6__para_2", "art_6"]),
        ("ar", "لأغراض هذه المادة", ["art_6"]),
    ],
)  # fmt: skip
def test_the_article_that_a_passage_stands_in(language: str, text: str, values: list[str]) -> None:
    mentions = found(text, language)
    assert [mention.value for mention in mentions] == [f"basel.{value}" for value in values]
    paragraphs = [value.partition("__item")[0] for value in values]
    assert [mention.uri for mention in mentions] == [URIS.of("provision", f"basel.{value}") for value in paragraphs]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the objective of this Convention"), ("en", "Parties to the present Convention"),
        ("fr", "l'objectif de la présente Convention"), ("es", "las Partes en el presente Convenio"),
        ("ru", "Стороны настоящей Конвенции"), ("zh", "本公约的目标"), ("ar", "أطراف هذه الاتفاقية"),
    ],
)  # fmt: skip
def test_the_convention_itself(language: str, text: str) -> None:
    (mention,) = found(text, language)
    assert (mention.kind, mention.value, mention.uri) == ("treaty", "basel", URIS.of("treaty", "basel"))
    assert found(text, language, is_treaty=False) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "listed in this Annex"), ("fr", "la présente annexe"), ("es", "en el presente anexo"),
        ("ru", "в настоящем приложении"), ("zh", "本附件所列"), ("ar", "في هذا المرفق"),
    ],
)  # fmt: skip
def test_the_annex_that_a_passage_stands_in(language: str, text: str) -> None:
    (mention,) = found(text, language, "annex_4__sec_a__p_10")
    assert (mention.kind, mention.value) == ("provision", "basel.annex_iv")
    assert found(text, language) == []  # stands in an article


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "pursuant to paragraph 2, the Conference of the Parties", ["art_6__para_2"]),
        ("en", "subparagraphs (a) or (b) of paragraph 4 shall", ["art_6__para_4"]),
        ("es", "en virtud de los párrafos 1 y 2, incluida", ["art_6__para_1", "art_6__para_2"]),
        ("fr", "visées au paragraphe 2 ci-dessus", ["art_6__para_2"]),
        ("ru", "упомянутого в пункте 2 выше", ["art_6__para_2"]),
        ("zh", "根据第2款", ["art_6__para_2"]),
        ("ar", "المشار إليها في الفقرة 2 أعلاه", ["art_6__para_2"]),
        ("en", "paragraph 12 of the rules; paragraph 12 as well", []),  # there is none
        ("en", "paragraph 2 of decision 5; paragraph 2 of the Annex", []),
        ("en", "Article 33 of the Charter; Article 6, paragraph 4, of the Paris Agreement", []),
        ("zh", "《巴黎协定》第6条第4款", []),
        ("ru", "пункт 2 приложения", []),
    ],
)
def test_a_paragraph_without_an_article_is_one_of_the_same_article(language: str, text: str, values: list[str]) -> None:
    assert [mention.value for mention in found(text, language)] == [f"basel.{value}" for value in values]


def test_an_article_named_by_its_number_keeps_its_paragraphs() -> None:
    mentions = found("in paragraph 2 of Article 13 of this Convention", "en")
    assert [(mention.value, mention.method) for mention in mentions] == [
        ("basel.art_13__para_2", "paragraph"), ("basel.art_13", "provision"), ("basel", "own-provision"),
    ]  # fmt: skip
