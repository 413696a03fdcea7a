"""Mistakes in mappings are told with their place."""

from __future__ import annotations

import pytest

from ingest.records import Mapping, find_mapping, load_mapping, load_mappings
from ingest.records.columns import Column
from kg.errors import BadInput

GOOD = """
name: things
title: Things
kind: report
key: "{Key}"
recognise: [Key]
columns:
  - {header: Key, required: true, property: [dcterms:identifier]}
"""


def test_a_whole_mapping() -> None:
    mapping = load_mapping(GOOD, "things.yaml")
    assert find_mapping(["key"], [mapping]) is mapping


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("dcterms:identifier", "dct:identifier", "columns.0.property.0"),
        ("dcterms:identifier", "mea:nonsense", "not in the ontology"),
        ("kind: report", "kind: novel", "novel is not a kind of thing"),
        ("{Key}", "{Code}", "no column is called Code"),
        ("required: true", "mandatory: true", "columns.0.mandatory"),
        ("required: true", "pattern: '('", "not a regular expression"),
        ("required: true", "value: thing", "needs schemes"),
        ("required: true", "value: link", "needs a template"),
        ("required: true", "language: xx", "xx is not one of the languages"),
        ("name: things", "", "name"),
        ("name: things", "name: [", "is not YAML"),
    ],
)
def test_mistakes(old: str, new: str, told: str) -> None:
    with pytest.raises(BadInput) as problem:
        load_mapping(GOOD.replace(old, new, 1), "things.yaml")
    assert "things.yaml" in problem.value.message
    assert told in problem.value.message


def test_the_mapping_that_knows_more_columns_wins() -> None:
    narrow = load_mapping(GOOD, "narrow.yaml")
    column = "  - {header: Name, language: en, property: [dcterms:title]}\n"
    wide = load_mapping(GOOD.replace("things", "wide") + column, "wide.yaml")
    assert find_mapping(["Key", "Name"], [narrow, wide]) is wide
    assert find_mapping(["Key", "Other"], [narrow, wide]) is narrow


def test_names_and_layouts_of_the_package_are_distinct() -> None:
    mappings = load_mappings()
    assert len({m.name for m in mappings}) == len(mappings) == 19
    for mapping in mappings:
        assert find_mapping([_name(c, mapping) for c in mapping.all_columns()], form=mapping.format) is mapping


def _name(column: Column, mapping: Mapping) -> str:
    return column.header if mapping.format == "table" else column.header.partition("/")[0].partition("[")[0]
