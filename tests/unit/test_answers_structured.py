"""Templates as data: complete, sound, and filled without a way out of the query."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib.term import Literal, URIRef

from kg.answers.kinds import Kind
from kg.answers.notions import masked, notions
from kg.answers.slots import Slots
from kg.answers.structured import choose, filled
from kg.answers.templates import Template, templates
from kg.model import LANGUAGES

BY_NAME = {template.name: template for template in templates()}
URI = URIRef("http://example.org/id/treaty/minamata")


@pytest.mark.parametrize("template", templates(), ids=lambda t: t.name)
def test_a_template_is_whole(template: Template) -> None:
    assert set(template.text) == set(LANGUAGES)
    assert template.slots | template.slots_any
    whole = filled(template.query, dict.fromkeys(template.fillable, (URI,)))
    assert whole.count("VALUES") == len(template.fillable)
    for query in (whole, filled(template.query, dict.fromkeys(template.slots, (URI,)))):
        rows = ox.Store().query(query)
        assert isinstance(rows, ox.QuerySolutions)
        names = {variable.value for variable in rows.variables}
        assert "count" in names if template.show == "count" else template.item in names


def test_the_template_that_uses_most_of_the_question_is_chosen() -> None:
    slots = Slots({"treaty": (URI,), "year": (Literal(2019),)}, frozenset({"party", "ratify"}), "")
    assert choose(Kind.COUNT, slots) is BY_NAME["parties_count"]
    assert choose(Kind.DEFINITION, slots) is None
    more = Slots({**slots.values, "chemical": (URI,)}, slots.notions, "")
    assert choose(Kind.COUNT, more) is None, "a slot that no template has a place for"
    other = Slots(slots.values, frozenset({"party", "ratify", "host"}), "")
    assert choose(Kind.COUNT, other) is None, "a notion that it has no place for"


def test_which_projects_are_funded_asks_for_a_list_and_not_for_a_sum() -> None:
    filled_in = dict.fromkeys(("party", "funder", "amount_kind"), (URI,))
    slots = Slots(filled_in, frozenset({"project", "money", "funder"}), "")
    assert choose(Kind.LIST, slots) is BY_NAME["projects_list"]
    assert choose(Kind.SUM, slots) is BY_NAME["projects_sum"]


def test_lines_of_slots_that_are_not_filled_are_left_out() -> None:
    query = "SELECT ?a WHERE {\n  #slots\n  ?a ?b ?c .\n  ?a <urn:y> ?year . #if year\n}"
    assert filled(query, {}) == "SELECT ?a WHERE {\n  ?a ?b ?c .\n}\n"
    assert "VALUES ?year { 2019 }" in filled(query, {"year": (Literal(2019),)}).replace(
        '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>', "2019"
    )


@given(st.text(max_size=40))
def test_no_text_leaves_its_literal(text: str) -> None:
    query = filled("SELECT ?a WHERE {\n  #slots\n}", {"a": (Literal(text),)})
    rows = ox.Store().query(query)
    assert isinstance(rows, ox.QuerySolutions)
    assert len(list(rows)) == 1


def test_notions_in_any_form() -> None:
    assert notions("Which countries ratified it?", "en")[0] == {"party", "ratify"}
    assert "ratify" in notions("هل صدَّقت مصر؟", "ar")[0]
    assert "project" in notions("Какие проекты есть?", "ru")[0]
    found, spans = notions("哪些缔约方", "zh")
    assert found == {"party"}
    assert masked("哪些缔约方", spans) == "哪些   "


def test_a_notion_within_a_name_needs_no_place() -> None:
    """“Pollutants” in “persistent organic pollutants” does not ask for chemicals."""
    slots = Slots({"party": (URI,), "topic": (URI,)}, frozenset({"project", "chemical"}), "")
    assert choose(Kind.LIST, slots) is None
    assert choose(Kind.LIST, replace(slots, inside=frozenset({"chemical"}))) is BY_NAME["projects_list"]
