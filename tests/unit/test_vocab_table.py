"""Schemes as tables and back, without loss; bad cells are told, and nothing half is taken."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.errors import BadInput
from kg.vocabulary.difference import difference, lines, summary
from kg.vocabulary.reading import read_csv
from kg.vocabulary.scheme import Scheme, from_statements, ordered_like, parse, shipped
from kg.vocabulary.table import to_table
from kg.vocabulary.turtle import to_turtle
from ontology import Taxonomy, taxonomies

BASE = "https://kg.example/base/"
SCHEMES = shipped(BASE)
KNOWN = frozenset(c.value for s in SCHEMES.values() for c in s.concepts()) | {s.uri for s in SCHEMES.values()}
SMALL = b"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mea: <https://w3id.org/mea-kg/ontology#> .
<id/concept/pets> a skos:ConceptScheme ; dcterms:title "Pets"@en , "\xd0\x96"@ru ; dcterms:description "Beasts"@en .
<id/concept/pets.cat> a skos:Concept ; skos:prefLabel "cat"@en , "chat"@fr ; skos:altLabel "=SUM(A1)"@en ,
    "a | b \\\\ c"@en , "puss\\nin boots"@en ;
    mea:labelFromMemory "chat"@fr ; skos:notation "007"^^mea:M49Code , "cat" ;
    mea:entryIntoForce "2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date> ; mea:provisional true ;
    skos:hiddenLabel " spaced "@en , "K\xc3\xa4tzchen"@de ; skos:exactMatch <http://www.informea.org/terms/cat> ;
    skos:inScheme <id/concept/pets> ; skos:topConceptOf <id/concept/pets> ; skos:narrower <id/concept/pets.tom> .
<id/concept/pets.tom> a skos:Concept ; skos:prefLabel "tom"@en ; skos:broader <id/concept/pets.cat> ;
    skos:inScheme <id/concept/pets> .
<id/concept/pets.all> a skos:Collection ; skos:member <id/concept/pets.tom> ; skos:prefLabel "all"@en .
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        (tmp_path / "table.csv").write_bytes(content)
        return tmp_path / "table.csv"

    return write


def graph(scheme: Scheme) -> Graph:
    return Graph().parse(data=scheme.ntriples(), format="nt")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def edited(change: Callable[[list[dict[str, str]]], None], **dialect: str) -> bytes:
    table = rows(to_table(parse(SMALL, BASE)).csv())
    change(table)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, table[0].keys(), **dialect)  # type: ignore[arg-type]
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue().encode("utf-8-sig")


@pytest.mark.parametrize("taxonomy", taxonomies(), ids=lambda taxonomy: taxonomy.name)
def test_every_scheme_goes_through_csv_without_loss(taxonomy: Taxonomy, written: Callable[[bytes], Path]) -> None:
    original = taxonomy.graph(BASE)
    read = read_csv(written(to_table(SCHEMES[taxonomy.name]).csv()), BASE, KNOWN)
    assert read.refusals == ()
    assert read.scheme is not None
    assert isomorphic(graph(read.scheme), original)
    assert difference(SCHEMES[taxonomy.name], read.scheme) == []
    turtle = to_turtle(read.scheme)
    assert isomorphic(Graph().parse(data=turtle, format="turtle", publicID=BASE), original)
    assert to_turtle(parse(turtle, BASE)) == turtle, "the same content is the same bytes"


def test_everything_odd_goes_through(written: Callable[[bytes], Path]) -> None:
    scheme = parse(SMALL, BASE)
    read = read_csv(written(to_table(scheme).csv()), BASE)
    assert read.scheme is not None
    assert isomorphic(graph(read.scheme), graph(scheme))


literals = st.builds(
    lambda text, language: ox.Literal(text, language=language) if language else ox.Literal(text),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.sampled_from([None, "en", "ru", "ar", "de", "zh-hant"]),
)
typed = st.builds(
    lambda text, name: ox.Literal(text, datatype=ox.NamedNode(f"https://w3id.org/mea-kg/ontology#{name}")),
    st.text("0123|'=- ", max_size=5),
    st.sampled_from(["M49Code", "CasNumber", "Unheard"]),
)
predicates = st.sampled_from(
    ["altLabel", "hiddenLabel", "definition", "notation", "broader", "exactMatch", "member", "note", "unheardOf"]
).map(lambda name: ox.NamedNode(f"http://www.w3.org/2004/02/skos/core#{name}"))
nodes = st.sampled_from([f"{BASE}id/concept/pets.tom", "https://else.where/x,y?z=;", f"{BASE}other"]).map(ox.NamedNode)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(predicates, st.one_of(literals, typed, nodes)), max_size=8))
def test_any_statement_goes_through(tmp_path: Path, said: list[tuple[ox.NamedNode, ox.Literal | ox.NamedNode]]) -> None:
    small = parse(SMALL, BASE)
    more = [ox.Triple(ox.NamedNode(f"{BASE}id/concept/pets.all"), p, o) for p, o in said]
    scheme = from_statements([*small.statements, *more], BASE)
    (tmp_path / "t.csv").write_bytes(to_table(scheme).csv())
    read = read_csv(tmp_path / "t.csv", BASE, frozenset({f"{BASE}id/concept/pets.tom"}))
    if read.scheme is None:
        assert all("already" in refusal.reason for refusal in read.refusals), "one label in two columns"
    else:
        assert set(read.scheme.statements) == set(scheme.statements)
    assert set(parse(to_turtle(scheme), BASE).statements) == set(scheme.statements)


def test_a_table_opens_in_a_spreadsheet() -> None:
    content = to_table(parse(SMALL, BASE)).csv()
    assert content.startswith(b"\xef\xbb\xbf")
    table = rows(content)
    assert [row["uri"] for row in table] == [f"id/concept/pets{x}" for x in ("", ".cat", ".tom", ".all")]
    assert list(table[0])[:4] == ["uri", "type", "notation", "notation_M49Code"]
    assert "narrower" not in table[0], "broader says it"
    assert table[1]["altLabel_en"].startswith("'=SUM")
    assert table[1]["status_fr"] == "from-memory"
    assert table[1]["other"].count("|") == 3, "date, boolean, German label, label with spaces"


def test_a_new_row_needs_only_a_uri_and_a_name(written: Callable[[bytes], Path]) -> None:
    def add(table: list[dict[str, str]]) -> None:
        table.append({"uri": "id/concept/pets.dog", "prefLabel_en": "dog", "broader": "id/concept/pets.cat"})

    read = read_csv(written(edited(add)), BASE)
    assert read.scheme is not None
    changes = difference(parse(SMALL, BASE), read.scheme)
    assert summary(changes) == "1 added"
    assert [line for _, line in lines(changes)] == [
        "+ id/concept/pets.dog  dog",
        "    + type: skos:Concept",
        "    + prefLabel_en: dog",
        "    + broader: id/concept/pets.cat",
    ]
    turtle = to_turtle(read.scheme).decode()
    assert "skos:narrower <id/concept/pets.tom> ,\n        <id/concept/pets.dog> ;" in turtle


def test_a_difference_reads_line_by_line(written: Callable[[bytes], Path]) -> None:
    def change(table: list[dict[str, str]]) -> None:
        table[1]["prefLabel_fr"] = "minet"
        table[2]["altLabel_ru"] = "кот | котик"
        del table[3]

    read = read_csv(written(edited(change)), BASE)
    assert read.scheme is not None
    assert [line for _, line in lines(difference(parse(SMALL, BASE), read.scheme))] == [
        "~ id/concept/pets.cat  cat",
        "    ~ prefLabel_fr: chat → minet",
        "~ id/concept/pets.tom  tom",
        "    + altLabel_ru: кот",
        "    + altLabel_ru: котик",
        "- id/concept/pets.all  all",
        "    - type: skos:Collection",
        "    - prefLabel_en: all",
        "    - member: id/concept/pets.tom",
    ]


@pytest.mark.parametrize("save", [";", "\t"])
def test_what_spreadsheets_save(save: str, written: Callable[[bytes], Path]) -> None:
    content = edited(lambda _: None, delimiter=save)
    read = read_csv(written(content.decode("utf-8-sig").encode("utf-16")), BASE)
    assert read.scheme is not None
    assert difference(parse(SMALL, BASE), read.scheme) == []


BAD = [
    (1, "uri", "", "no URI"),
    (1, "uri", "not a uri", "no URI"),
    (2, "uri", "id/concept/pets.cat", "in row 3 already"),
    (1, "status_fr", "maybe", "no status"),
    (1, "status_es", "official", "prefLabel_es has 0"),
    (1, "prefLabel_en", "", "no English name"),
    (1, "prefLabel_fr", "chat | matou", "one preferred label"),
    (1, "altLabel_fr", "chat", "already"),
    (2, "prefLabel_en", "Cat", "the name of id/concept/pets.cat"),
    (2, "broader", "id/concept/pets.cta", "There is no"),
    (1, "broader", "id/concept/pets.tom", "broader than itself"),
    (1, "exactMatch", "leo cat", "no URI"),
    (1, "type", "skos:Koncept!", "no URI"),
    (1, "other", "mea:number", "no statement"),
    (1, "other", 'a <y> . <z> mea:number "1"', "another thing"),
    (1, "definition_en", "C:\\data", "means nothing"),
    (0, "type", "skos:Collection", "0 rows of type"),
]


@pytest.mark.parametrize(("row", "column", "cell", "reason"), BAD)
def test_bad_cells_are_told_with_their_place(
    row: int, column: str, cell: str, reason: str, written: Callable[[bytes], Path]
) -> None:
    def spoil(table: list[dict[str, str]]) -> None:
        for line in table:
            line.setdefault(column, "")
        table[row][column] = cell

    read = read_csv(written(edited(spoil)), BASE)
    assert read.scheme is None
    told = [refusal for refusal in read.refusals if reason in refusal.reason]
    assert told, read.refusals
    assert told[0].remedy
    assert told[0].source == "table.csv"
    assert any(refusal.place.endswith(f"column {column}") for refusal in told)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "no column"),
        (b"key,label\n", "no column"),
        (b"uri,prefLabl_en\n", "Did you mean .prefLabel_en"),
        (b"uri,colour_of_fur\n", "column .other"),
        (b"uri,note_en,note_en\n", "twice"),
        (b"uri,note_en\na,b,c\n", "row 2 has 3 cells"),
        (b'uri,note_en\na,"b\n', "line"),
        ("uri,note_fr\na,é\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_whole(content: bytes, message: str, written: Callable[[bytes], Path]) -> None:
    with pytest.raises(BadInput, match=message):
        read_csv(written(content), BASE)


def test_a_stored_scheme_gets_the_order_of_the_shipped_one() -> None:
    scheme = parse(SMALL, BASE)
    mixed = from_statements(sorted(scheme.statements, key=str, reverse=True), BASE)
    assert ordered_like(mixed, scheme).statements == scheme.statements


@pytest.mark.parametrize("turtle", [b"<a", b"<id/concept/x> <http://p> 1 ."])
def test_what_is_no_scheme(turtle: bytes) -> None:
    with pytest.raises(BadInput):
        parse(turtle, BASE)
