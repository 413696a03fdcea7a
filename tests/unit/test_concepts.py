"""When concepts of a taxonomy change."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kg.catalog import Catalog, Item, NewItem, WritableCatalog
from kg.concepts import ConceptChange, concept_hashes

SKOS = "http://www.w3.org/2004/02/skos/core#"
TYPE = f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{SKOS}Concept>"


def scheme(**labels: str) -> bytes:
    """N-Triples of concepts, by key and English label."""
    lines = [f"<http://kg/{key}> {TYPE} .\n" for key in labels]
    lines += [f'<http://kg/{key}> <{SKOS}prefLabel> "{label}"@en .\n' for key, label in labels.items()]
    return "".join([*lines, '<http://kg/scheme> <http://purl.org/dc/terms/title> "S" .\n']).encode()


def put(catalog: WritableCatalog, triples: bytes, key: str = "s", kind: str = "taxonomy") -> Item:
    new = NewItem(kind, key, None, "S", None, "s.ttl", f"test:{key}", "text/turtle", str(hash(triples)), {}, triples)
    catalog.put(new, catalog.item(kind, key), {})
    found = catalog.item(kind, key)
    assert found is not None
    return found


def by_key(catalog: Catalog) -> dict[str, ConceptChange]:
    return {uri.rpartition("/")[2]: change for uri, change in catalog.concept_changes().items()}


def test_only_concepts_count_and_the_order_of_statements_does_not() -> None:
    triples = scheme(a="A", b="B")
    assert set(concept_hashes(triples)) == {"http://kg/a", "http://kg/b"}
    backwards = b"".join(reversed(triples.splitlines(keepends=True)))
    assert concept_hashes(backwards) == concept_hashes(triples)
    assert concept_hashes(scheme(a="A", b="C"))["http://kg/a"] == concept_hashes(triples)["http://kg/a"]
    assert concept_hashes(scheme(a="A", b="C"))["http://kg/b"] != concept_hashes(triples)["http://kg/b"]


def test_each_concept_has_its_own_history(tmp_path: Path) -> None:
    catalog = WritableCatalog.create(tmp_path / "catalog.db")
    put(catalog, scheme(a="A", b="B"))
    put(catalog, scheme(a="A", b="B2", c="C"))
    found = by_key(catalog)
    assert {key: change.sequence for key, change in found.items()} == {"a": 1, "b": 2, "c": 2}
    put(catalog, scheme(a="A", c="C"))
    found = by_key(catalog)
    assert (found["b"].removed, found["b"].sequence) == (True, 3)
    assert (found["a"].removed, found["a"].sequence) == (False, 1)
    put(catalog, scheme(a="A", b="B2", c="C"))
    assert (by_key(catalog)["b"].removed, by_key(catalog)["b"].sequence) == (False, 4), "it came back"
    catalog.close()


def test_a_concept_that_moves_to_another_scheme_is_not_gone(tmp_path: Path) -> None:
    for first, second in (("one", "two"), ("two", "one")):  # whichever is written first
        catalog = WritableCatalog.create(tmp_path / f"{first}.db")
        put(catalog, scheme(a="A", b="B"), "one")
        put(catalog, scheme(c="C"), "two")
        after = {"one": scheme(a="A"), "two": scheme(b="B, moved", c="C")}
        put(catalog, after[first], first)
        put(catalog, after[second], second)
        assert not by_key(catalog)["b"].removed
        catalog.close()


def test_other_items_have_no_concepts_and_a_removed_scheme_takes_its_own_away(tmp_path: Path) -> None:
    catalog = WritableCatalog.create(tmp_path / "catalog.db")
    put(catalog, scheme(z="Z"), kind="records")
    item = put(catalog, scheme(a="A"))
    assert set(by_key(catalog)) == {"a"}
    catalog.remove(item)
    assert by_key(catalog)["a"].removed
    catalog.close()


def test_a_base_of_an_older_release_is_dated_by_its_taxonomies(tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    catalog = WritableCatalog.create(path)
    item = put(catalog, scheme(a="A"))
    catalog.close()
    db = sqlite3.connect(path)
    db.executescript("DROP TABLE concept; UPDATE meta SET value = '1' WHERE key = 'schema'")
    db.close()
    upgraded = Catalog.read(path)
    assert (by_key(upgraded)["a"].changed, by_key(upgraded)["a"].sequence) == (item.updated, item.sequence)
    upgraded.close()
