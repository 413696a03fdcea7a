"""JSON and XML rows through mappings, as a harvester passes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rdflib.namespace import DCTERMS
from rdflib.term import Literal, Node, URIRef

from ingest.records import (
    Context,
    Mapped,
    RawRow,
    Reading,
    Resolver,
    RowMapper,
    collect,
    json_rows,
    load_mapping,
    read_records,
    rows_of,
    xml_rows,
)
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.model import Key, Refusal
from kg.terms import MEA

URIS = Uris("https://kg.example/")
CONTEXT = Context(URIS, Resolver())
THINGS = load_mapping(
    """
name: things
title: Things
format: json
kind: report
key: "{treaty} {id}"
key_form: slug
recognise: [id, title]
columns:
  - {header: id, required: true, property: [dcterms:identifier]}
  - {header: treaty, also: [convention/code]}
  - {header: title, also: [titles], required: true, language: en, localized: true, property: [dcterms:title]}
  - {header: updated, value: date, property: [dcterms:modified]}
  - {header: url, value: address, property: [dcterms:source]}
nodes:
  - {suffix: "file-{#}", link: dcterms:hasPart, type: mea:Document, when: url, each: files, columns: [
      {header: url, required: true, value: address, property: [dcterms:source]},
      {header: language, also: [/default], property: [dcterms:language]}]}
""",
    "things.yaml",
)
ROWS: list[dict[str, object]] = [
    {"id": "A 1", "treaty": "basel", "title": [{"language": "fr", "value": "Déchets"}], "updated": "/Date(0)/"},
    {
        "id": 2,
        "convention": {"code": "basel"},
        "titles": "Wastes",
        "default": "es",
        "files": [{"url": "https://a.example"}],
    },
]


def read(answer: object) -> Reading:
    mapper = RowMapper("things.json", THINGS, CONTEXT)
    return collect(mapper.map(rows_of(answer)), THINGS, Key("things"), "things.json", "ab" * 32)


@pytest.mark.parametrize(
    "answer",
    [
        ROWS,
        {"d": ROWS},
        {"d": {"results": ROWS, "__count": "2"}},
        {"value": ROWS, "@odata.context": "x"},
        {"results": ROWS},
        {"items": ROWS, "total": 2},
        {"data": ROWS},
    ],
)
def test_envelopes(answer: object) -> None:
    reading = read(answer)
    assert reading.refusals == ()
    assert [r.uri for r in reading.records.records] == [
        "https://kg.example/id/report/basel-a-1",
        "https://kg.example/id/report/basel-2",
        "https://kg.example/id/report/basel-2#file-1",
    ]
    one, two, file = (dict(r.statements) for r in reading.records.records)
    assert one[str(DCTERMS.title)] == Literal("Déchets", lang="fr")
    assert str(one[str(DCTERMS.modified)]) == "1970-01-01"
    assert two[str(DCTERMS.title)] == Literal("Wastes", lang="en")
    assert two[str(DCTERMS.hasPart)] == URIRef("https://kg.example/id/report/basel-2#file-1")
    assert file[str(DCTERMS.language)] == Literal("es")


@pytest.mark.parametrize("answer", [[], {"d": []}, {"d": {"results": []}}, {"value": []}])
def test_an_empty_page_has_no_rows(answer: object) -> None:
    assert list(rows_of(answer)) == []


def test_one_object_is_one_row() -> None:
    assert read(ROWS[0]).accepted == 1


@pytest.mark.parametrize(
    ("row", "field", "value", "rule"),
    [
        ({"id": "1", "treaty": "t"}, "title", "", "required"),
        ({"id": "1", "treaty": "t", "title": "T", "updated": "soon"}, "updated", "soon", "date"),
        ({"id": "1", "treaty": "t", "title": "T", "url": "javascript:x"}, "url", "javascript:x", "address"),
        ({"id": "1", "treaty": "t", "title": "T", "files": [{"url": "ftp://x"}]}, "url", "ftp://x", "address"),
        ({}, "", "", "row"),
        ("words", "", "", "row"),
    ],
)
def test_a_refusal_says_row_field_value_and_rule(row: object, field: str, value: str, rule: str) -> None:
    reading = read([row, ROWS[0]])
    assert (reading.rows, reading.accepted) == (2, 1)
    (refusal,) = reading.refusals
    assert (refusal.source, refusal.row) == ("things.json", "record 1")
    assert (refusal.field, refusal.value, refusal.rule) == (field, value, rule)
    assert refusal.reason
    assert refusal.remedy
    assert json.loads(refusal.content) == (row if isinstance(row, dict) else {})


def test_rows_come_out_as_they_are_read() -> None:
    taken: list[int] = []

    def rows() -> object:
        for number in range(3):
            taken.append(number)
            yield RawRow(f"record {number}", {"id": str(number), "treaty": "t", "title": "T"})

    mapped = RowMapper("x", THINGS, CONTEXT).map(rows())  # type: ignore[arg-type]
    assert isinstance(next(mapped), Mapped)
    assert taken == [0]


def test_files_of_one_object_a_line(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps(ROWS[0]) + "\n\n" + json.dumps(ROWS[1]) + "\n{broken\n", encoding="utf-8")
    rows = list(json_rows(path))
    assert [r.place for r in rows] == ["line 1", "line 3", "line 4"]
    assert rows[2].trouble.startswith("The line is not JSON")


@pytest.mark.parametrize("content", ["{", "[" * 100_000, '"text"', "7", "\xff"])
def test_what_is_no_rows(content: str, tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadInput):
        list(json_rows(path))


def test_a_file_is_recognised_by_the_names_of_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_text(json.dumps({"d": {"results": ROWS}}), encoding="utf-8")
    assert read_records(path, [THINGS], URIS, Resolver()).accepted == 2
    path.write_text(json.dumps([{"id": 1}]), encoding="utf-8")
    with pytest.raises(BadInput, match="no mapping knows") as problem:
        read_records(path, [THINGS], URIS, Resolver())
    assert "things: id, title" in problem.value.remedy


ACTIVITIES = load_mapping(
    """
name: activities
title: Activities
format: xml
rows: activity
kind: project
key: "{identifier}"
recognise: [identifier]
columns:
  - {header: identifier, required: true, property: [dcterms:identifier]}
  - {header: title/narrative, localized: true, property: [dcterms:title]}
nodes:
  - {suffix: "budget-{#}", link: mea:amount, type: mea:FundingAmount, when: value, each: budget, columns: [
      {header: value, value: money, property: [mea:value]},
      {header: value/@currency, also: [/@default-currency], property: [mea:currency]}]}
""",
    "activities.yaml",
)
XML = """<?xml version="1.0"?>
<x:activities xmlns:x="urn:x" xml:lang="fr"><x:activity default-currency="USD">
<x:identifier> A-1 </x:identifier>
<x:title><x:narrative>Mercure</x:narrative><x:narrative xml:lang="en">Mercury</x:narrative></x:title>
<x:budget><x:value>1000</x:value></x:budget><x:budget><x:value currency="EUR">2000</x:value></x:budget>
</x:activity>
<!-- a comment --><x:activity><x:identifier>A-2</x:identifier></x:activity></x:activities>"""


def activities(content: str) -> Reading:
    mapper = RowMapper("a.xml", ACTIVITIES, CONTEXT)
    rows = xml_rows(content.encode(), "activity", "a.xml")
    return collect(mapper.map(rows), ACTIVITIES, Key("a"), "a.xml", "ab" * 32)


def test_xml_elements_with_attributes_languages_and_parts() -> None:
    reading = activities(XML)
    assert reading.refusals == ()
    first, grant, other, second = reading.records.records
    titles = {v for n, v in first.statements if n == str(DCTERMS.title)}
    assert titles == {Literal("Mercure", lang="fr"), Literal("Mercury", lang="en")}
    assert said(grant.statements, MEA.currency) == {Literal("USD")}
    assert said(other.statements, MEA.currency) == {Literal("EUR")}
    assert (first.place, second.place) == ("record 1, line 2", "record 2, line 7")


def said(statements: tuple[tuple[str, object], ...], name: URIRef) -> set[Node]:
    return {v for n, v in statements if n == str(name) and isinstance(v, Node)}


def test_xml_that_breaks_off_names_the_line() -> None:
    rows = xml_rows(XML[: XML.index("<!--")].encode(), "activity", "a.xml")
    assert isinstance(next(rows), RawRow)
    with pytest.raises(BadInput, match=r"a\.xml is not XML.*line"):
        list(rows)


def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    content = f"""<!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY t "expanded">]>
<a><activity><identifier>A&s;</identifier><title><narrative>&t;</narrative></title></activity></a>"""
    reading = activities(content)
    assert "secret" not in str(reading.records.records)
    assert "expanded" not in str(reading.records.records)


def test_many_rows_stay_few_in_memory(tmp_path: Path) -> None:
    import tracemalloc

    path = tmp_path / "a.xml"
    row = "<activity><identifier>A</identifier><title><narrative>" + "x" * 500 + "</narrative></title></activity>"
    path.write_text("<a>" + row * 20_000 + "</a>", encoding="utf-8")
    tracemalloc.start()
    assert sum(1 for _ in xml_rows(path, "activity")) == 20_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


def test_refusals_and_records_are_told_apart() -> None:
    mapped = list(RowMapper("x", THINGS, CONTEXT).map(rows_of([ROWS[0], ROWS[0]])))
    assert [type(m) for m in mapped] == [Mapped, Refusal]
    assert isinstance(mapped[1], Refusal)
    assert "same as record 1" in mapped[1].reason
