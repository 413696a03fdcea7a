"""What the graph is made of (VoID): counted for each item when it is written, summed as it changes.

Counts of one item are exact. Sums over items add what stands in several named
graphs once for each of them: ``triples`` is the number of quads, exactly;
``subjects`` and ``objects`` are upper bounds of the distinct ones in the union
(a Work is described in the graph of each of its language versions).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.namespace import RDF

from kg.graph.ntriples import written

if TYPE_CHECKING:
    from kg.catalog import Catalog

_TYPE = RDF.type.n3().encode()


@dataclass(frozen=True, slots=True)
class Statistic:
    """Counts of ``all`` statements, of those that use a ``property``, or of the instances of a ``class``.

    ``term`` is the IRI of the class or property. ``subjects`` of a class are its instances.
    """

    aspect: str
    term: str
    triples: int
    subjects: int
    objects: int


class _Count:
    """Of some statements: how many there are, and which subjects and objects they have."""

    __slots__ = ("objects", "subjects", "triples")

    def __init__(self) -> None:
        self.triples = 0
        self.subjects: set[bytes] = set()
        self.objects: set[bytes] = set()

    def add(self, subject: bytes, value: bytes) -> None:
        self.triples += 1
        self.subjects.add(subject)
        self.objects.add(value)

    def statistic(self, aspect: str, term: bytes) -> Statistic:
        iri = term.decode().removeprefix("<").removesuffix(">")
        return Statistic(aspect, iri, self.triples, len(self.subjects), len(self.objects))


def count(triples: bytes) -> Iterator[Statistic]:
    """Statistics of N-Triples without repeated statements."""
    properties: defaultdict[bytes, _Count] = defaultdict(_Count)
    classes: defaultdict[bytes, _Count] = defaultdict(_Count)
    for subject, name, value in written(triples):
        properties[name].add(subject, value)
        if name == _TYPE and value.startswith(b"<"):
            classes[value].add(subject, value)
    if properties:
        every = _Count()
        every.triples = sum(its.triples for its in properties.values())
        every.subjects.update(*(its.subjects for its in properties.values()))
        every.objects.update(*(its.objects for its in properties.values()))
        yield every.statistic("all", b"")
    for name, its in properties.items():
        yield its.statistic("property", name)
    for name, its in classes.items():
        yield its.statistic("class", name)


def store_statistics(db: sqlite3.Connection, item: int, kind: str, triples: bytes) -> None:
    """Replace an item's statistics, inside the transaction that writes the item; no triples: none are left."""
    db.execute("DELETE FROM statistic WHERE item = ?", (item,))
    rows = [(item, kind, s.aspect, s.term, s.triples, s.subjects, s.objects) for s in count(triples)]
    db.executemany("INSERT INTO statistic VALUES (?,?,?,?,?,?,?)", rows)


def summed(catalog: Catalog, kind: str | None = None) -> list[Statistic]:
    """Sums over all living items, or over those of a kind; the most frequent term first."""
    sql = (
        "SELECT aspect, term, sum(triples), sum(subjects), sum(objects) FROM statistic_sum "
        "WHERE triples > 0 AND kind = coalesce(?, kind) GROUP BY aspect, term ORDER BY 3 DESC, term"
    )
    return [Statistic(*row) for row in catalog.rows(sql, (kind,))]


def of_item(catalog: Catalog, item: int) -> list[Statistic]:
    """Statistics of one item; the most frequent term first."""
    sql = "SELECT aspect, term, triples, subjects, objects FROM statistic WHERE item = ? ORDER BY triples DESC, term"
    return [Statistic(*row) for row in catalog.rows(sql, (item,))]


def whole(statistics: Iterable[Statistic]) -> Statistic:
    """The one that counts all statements."""
    return next((s for s in statistics if s.aspect == "all"), Statistic("all", "", 0, 0, 0))
