"""What figures of projects are told apart by, in six languages."""

from __future__ import annotations

import pytest
from rdflib.term import Literal, URIRef

from kg.answers.notions import carriers
from kg.answers.per import GROUPS, MEASURES, of_each, only_paid
from kg.answers.values import Values
from kg.model import LANGUAGES

KENYA, UGANDA = (URIRef(f"http://example.org/id/party/{code}") for code in ("KEN", "UGA"))


def told(language: str, text: str, values: Values | None = None) -> set[str]:
    """The slots that a question fills."""
    found = carriers(text, language)
    filled: Values = {} if values is None else values
    of_each(text, language, found, frozenset(carrier.notion for carrier in found), filled)
    return set(filled)


@pytest.mark.parametrize(
    ("language", "text", "slots"),
    [
        ("en", "mercury projects per implementing agency", {"per_agency", "of_number"}),
        ("en", "What is the average grant of projects by GEF phase?", {"per_phase", "of_average"}),
        ("en", "total grants broken down by focal area", {"per_focal_area", "of_sum"}),
        ("en", "largest project in each country of Central Asia", {"per_party", "of_largest"}),
        ("en", "Which region received the most project funding?", {"per_region", "of_sum", "top"}),
        ("en", "Which countries have the most GEF-funded projects?", {"per_party", "of_number"}),
        ("en", "Which agency has the highest ratio of co-financing to grants?", {"per_agency", "of_ratio", "top"}),
        ("fr", "Nombre de projets par convention", {"per_treaty", "of_number"}),
        ("fr", "Quel organisme a reçu le plus de subventions pour ses projets ?", {"per_agency", "of_sum", "top"}),
        ("fr", "Quels pays ont le plus de projets ?", {"per_party", "of_number"}),
        ("es", "donaciones a proyectos por región", {"per_region", "of_sum"}),
        ("es", "¿Qué país tiene más proyectos?", {"per_party", "of_number", "top"}),
        ("es", "¿Qué organismo ha recibido más donaciones para proyectos?", {"per_agency", "of_sum", "top"}),
        ("ru", "Сколько проектов в каждой стране?", {"per_party", "of_number"}),
        ("ru", "Сумма грантов на проекты по учреждениям", {"per_agency", "of_sum"}),
        ("ar", "عدد المشاريع حسب الوكالة المنفذة", {"per_agency", "of_number"}),
        ("ar", "ما البلد الذي لديه أكبر عدد من المشاريع؟", {"per_party", "of_number", "top"}),
        ("zh", "各机构的项目数量", {"per_agency", "of_number"}),
        ("zh", "哪个国家的项目最多？", {"per_party", "of_number", "top"}),
        ("zh", "按重点领域统计项目赠款总额", {"per_focal_area", "of_sum"}),
        ("en", "Which projects does the World Bank run in Kenya?", set()),
        ("en", "How many parties are there by region?", set()),
        ("fr", "Quels projets de décision par pays ?", set()),
        ("zh", "全环基金赠款最多的项目", set()),
    ],
)
def test_what_figures_are_told_apart_by(language: str, text: str, slots: set[str]) -> None:
    assert told(language, text) - {"each_one"} == slots


def test_those_that_are_named_are_each_told() -> None:
    values: Values = {"party": [KENYA, UGANDA]}
    assert told("en", "How many projects are there in each of Kenya and Uganda?", values) >= {"per_party", "each_one"}
    assert values["each_one"] == [KENYA, UGANDA]
    assert "party" not in values, "else they would be looked for together"


def test_regions_of_countries_that_are_told_apart_narrow_these_too() -> None:
    region = URIRef("http://example.org/id/concept/unep-regions.africa")
    values: Values = {"region": [region], "fewest": [Literal(1)]}
    assert "each_in" in told("en", "Which African countries have the fewest projects?", values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_can_be_told_in_every_language(language: str) -> None:
    from kg.answers import per

    assert set(per._patterns(language)) == set(GROUPS)
    assert all(per._word(name, language) for name in ("each_of", "number", "paid", "titles", "largest", "several"))
    assert len(MEASURES) == 6


def test_words_that_only_say_that_projects_are_paid_for() -> None:
    text = "projects funded by grants"
    assert only_paid(text, "en", [(9, 15)])
    assert not only_paid(text, "en", [(9, 15), (19, 25)])
