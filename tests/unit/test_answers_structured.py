"""Templates as data: complete, sound, and filled without a way out of the query."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import Literal, URIRef

from kg.answers.kinds import Kind
from kg.answers.notions import carriers, masked, meanings
from kg.answers.slots import Slots
from kg.answers.structured import choose, filled
from kg.answers.templates import WITHOUT_VALUES, Template, templates
from kg.answers.values import Term
from kg.model import LANGUAGES

BY_NAME = {template.name: template for template in templates()}
URI = URIRef("http://example.org/id/treaty/minamata")


@pytest.mark.parametrize("template", templates(), ids=lambda t: t.name)
def test_a_template_is_whole(template: Template) -> None:
    assert set(template.text) == set(LANGUAGES)
    assert template.slots | template.slots_any | template.all
    values: dict[str, tuple[Term, ...]] = dict.fromkeys(template.fillable, (URI,))
    if "top" in values:
        values["top"] = (Literal(7),)
    whole = filled(template.query, values)
    named = len(template.fillable - WITHOUT_VALUES) * template.query.count("#slots")
    assert whole.count("VALUES") == named + template.query.count("#values")
    assert ("LIMIT 7" in whole) is ("top" in template.fillable), "what says how many takes the place of the limit"
    for query in (whole, filled(template.query, dict.fromkeys(template.slots, (URI,)))):
        rows = ox.Store().query(query)
        assert isinstance(rows, ox.QuerySolutions)
        names = {variable.value for variable in rows.variables}
        assert "count" in names if template.show == "count" else template.item in names


def asked(*words: str, head: str | None = None, **values: Term) -> Slots:
    """Slots of a question whose words carry a notion each."""
    filled_in = {name: (value,) for name, value in values.items()}
    return Slots(filled_in, frozenset(words), "", tuple(frozenset({word}) for word in words), head)


def test_the_template_that_uses_most_of_the_question_is_chosen() -> None:
    slots = asked("party", "ratify", treaty=URI, year=Literal(2019))
    assert choose(Kind.COUNT, slots) is BY_NAME["parties_count"]
    assert choose(Kind.DEFINITION, slots) is None
    more = asked("party", "ratify", treaty=URI, year=Literal(2019), chemical=URI)
    assert choose(Kind.COUNT, more) is None, "a slot that no template has a place for"
    other = asked("party", "ratify", "host", treaty=URI)
    assert choose(Kind.COUNT, other) is None, "a notion that it has no place for"


@pytest.mark.parametrize("restriction", ["negation", "timing", "compare", "explain"])
def test_a_word_that_turns_a_question_round_needs_a_place(restriction: str) -> None:
    """“Which projects are not …”, “… more than …”: no list of all of them is the answer."""
    assert choose(Kind.LIST, asked("project", party=URI)) is BY_NAME["projects_list"]
    assert choose(Kind.LIST, asked("project", restriction, party=URI)) is None


def test_which_projects_are_funded_asks_for_a_list_and_not_for_a_sum() -> None:
    slots = asked("project", "money", "funder", party=URI, funder=URI, amount_kind=URI)
    assert choose(Kind.LIST, slots) is BY_NAME["projects_list"]
    assert choose(Kind.SUM, slots) is BY_NAME["projects_sum"]


def test_the_thing_that_is_asked_for_decides() -> None:
    """“Which countries have projects” asks for no projects; “which country has most” for an order."""
    assert (
        choose(Kind.LIST, asked("party", "project", head="party", organization=URI))
        is (BY_NAME["projects_countries_list"])
    )
    assert choose(Kind.LIST, asked("party", "project", head="project", organization=URI)) is BY_NAME["projects_list"]
    most = asked("project", "most", organization=URI, per_party=URI, of_number=URI)
    assert choose(Kind.LIST, most) is BY_NAME["projects_per_number"]


def test_the_members_of_a_group_are_asked_for() -> None:
    """“Severely hazardous pesticide formulations in Annex III”: no annex lists the group itself."""
    assert choose(Kind.PASSAGE, asked("listed", group=URI, annex=URI, head="chemical")) is BY_NAME["chemicals_in_annex"]
    assert choose(Kind.PASSAGE, asked("annex", chemical=URI, annex=URI)) is BY_NAME["annex_of_chemical"]
    assert choose(Kind.YES_NO, asked("project", group=URI)) is None, "projects have no such filter"


def test_what_a_document_asks_of_an_actor() -> None:
    found = choose(Kind.PASSAGE, asked("ask", "secretariat", "document", addressee=URI, document=URI))
    assert found is BY_NAME["actions_of"]
    assert choose(Kind.PASSAGE, asked("ask", "document", addressee=URI, document=URI, topic=URI)) is None


def test_a_few_keywords_may_want_a_list() -> None:
    assert choose(Kind.PASSAGE, asked("project", organization=URI)) is BY_NAME["projects_list"]


def test_lines_of_slots_that_are_not_filled_are_left_out() -> None:
    query = "SELECT ?a WHERE {\n  #slots\n  ?a ?b ?c .\n  ?a <urn:y> ?year . #if year\n}"
    assert filled(query, {}) == "SELECT ?a WHERE {\n  ?a ?b ?c .\n}\n"
    assert "VALUES ?year { 2019 }" in filled(query, {"year": (Literal(2019),)}).replace(
        '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>', "2019"
    )


def test_the_least_come_first_where_they_are_asked_for() -> None:
    query = BY_NAME["projects_per_amount"].query
    assert "ORDER BY DESC(?total)" in filled(query, {})
    least = filled(query, {"fewest": (Literal(1),)})
    assert "DESC" not in least
    assert "fewest" not in least


def test_projects_and_the_grant_of_each_are_a_table() -> None:
    slots = asked("project", "money", "each", head="project", party=URI, amount_kind=Literal("grant"))
    assert choose(Kind.COUNT, slots) is BY_NAME["projects_table"]
    per_agency = asked("project", "money", topic=URI, amount_kind=Literal("grant"), per_agency=URI, of_sum=URI)
    assert choose(Kind.PASSAGE, per_agency) is BY_NAME["projects_per_amount"]


def test_until_when_something_is_asked_is_told_by_what_is_asked() -> None:
    slots = asked("ask", "secretariat", "timing", addressee=URI, action=URI)
    assert choose(Kind.DATE, slots) is BY_NAME["actions_due"]
    assert choose(Kind.DATE, asked("ask", "secretariat", addressee=URI)) is None, "of all that was ever asked"
    assert choose(Kind.LIST, slots) is None


@given(st.text(max_size=40))
def test_no_text_leaves_its_literal(text: str) -> None:
    query = filled("SELECT ?a WHERE {\n  #slots\n}", {"a": (Literal(text),)})
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    assert len(list(rows)) == 1


def test_notions_in_any_form() -> None:
    assert notions("Which countries ratified it?", "en") >= {"party", "ratify"}
    assert "ratify" in notions("هل صدَّقت مصر؟", "ar")
    assert "project" in notions("Какие проекты есть?", "ru")
    assert "listed" in notions("المواد المدرجة", "ar"), "with the article"
    text = "哪些缔约方"
    assert masked(text, [carrier.span for carrier in carriers(text, "zh") if carrier.notion == "party"]) == "哪些   "


def test_a_word_means_what_it_is_part_of() -> None:
    """“Projets” in “projets de décision” may be drafts."""
    means = dict(meanings(carriers("projets de décision", "fr")))
    assert means[0, 7] >= {"project", "draft"}
    assert means[11, 19] >= {"decision", "draft"}


def notions(text: str, language: str) -> set[str]:
    return {carrier.notion for carrier in carriers(text, language)}


def test_filters_stand_for_their_lines() -> None:
    listed = BY_NAME["projects_list"]
    assert {"party", "region", "project_status", "topic"} <= listed.optional
    assert "#filters" not in listed.query
    assert "?phase" not in filled(listed.query, {"party": (URI,)})
    kept = filled(BY_NAME["parties_list"].query, {"treaty": (URI,), "since": (Literal(2004),)})
    assert kept.count("mea:statusDate ?date") == 1, "a line that several slots need"
    assert {"treaty", "annex"} <= BY_NAME["chemicals_in_annex"].slots_any
    assert "topic" in BY_NAME["projects_sum"].slots_any, "slots of the filters"


def test_projects_that_two_countries_have_together() -> None:
    query = filled(BY_NAME["projects_list"].query, {"party": (URI,), "party_too": (URI,)})
    assert "?project mea:party ?party_too ." in query
    assert "party_too" in BY_NAME["projects_count"].optional
