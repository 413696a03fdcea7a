"""Keeps what validation found beside the items that it was found in.

A finding belongs to each item whose graph describes the thing that is wrong.
Findings never keep anything from being read. After an item was added, its own
are replaced, and items that were waiting for something it describes (a meeting
that was not in the base yet) are validated again. What a *removal* breaks
elsewhere is found by the next full validation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib.term import URIRef

from kg.catalog import Catalog, Item, WritableCatalog, now
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.queries import query
from kg.validation.described import IRI
from kg.validation.engine import Validator
from kg.validation.model import Severity, Violation

FULL = "validated"
"""Key of ``meta`` that holds the time of the last full validation."""

_FEW = 500
_ABOUT = "SELECT DISTINCT item FROM violation WHERE focus IN"
_WITH_VALUE = "SELECT DISTINCT item FROM violation WHERE value IN"
_COLUMNS = "i.kind, i.key, v.severity, v.focus, v.path, v.value, v.message, v.shape, v.at"
_FROM = "FROM violation v JOIN item i ON i.id = v.item"
_ORDER = "CASE v.severity WHEN 'violation' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, i.kind, i.key, v.focus, v.rowid"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A finding as it is kept: ``kind`` and ``key`` are its item's, terms are their text."""

    kind: str
    key: str
    severity: Severity
    focus: str
    path: str | None
    value: str | None
    message: str
    shape: str
    at: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: of a severity, of a kind of item, of the item with a key; None: all."""

    severity: Severity | None = None
    kind: str | None = None
    item: str | None = None

    def where(self) -> tuple[str, list[str]]:
        """The condition over ``violation v`` and ``item i``, with its arguments."""
        given = {"v.severity": self.severity, "i.kind": self.kind, "i.key": self.item}
        used = {column: str(value) for column, value in given.items() if value is not None}
        return " AND ".join([*(f"{column} = ?" for column in used), "1"]), list(used.values())


def recorded(catalog: Catalog, wanted: Wanted, k: int = -1, page: int = 1) -> list[Recorded]:
    """A page of the findings, the worst first; all of them when ``k`` is negative."""
    where, arguments = wanted.where()
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY {_ORDER} LIMIT ? OFFSET ?"
    rows = catalog.rows(sql, [*arguments, k, max(0, k) * (page - 1)])
    return [Recorded(r[0], r[1], Severity(r[2]), *r[3:]) for r in rows]


def counted(catalog: Catalog, wanted: Wanted) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    where, arguments = wanted.where()
    sql = f"SELECT v.severity, count(*) {_FROM} WHERE {where} GROUP BY 1"
    found = {Severity(r[0]): int(r[1]) for r in catalog.rows(sql, arguments)}
    return {severity: found.get(severity, 0) for severity in Severity}


def validate_items(
    catalog: WritableCatalog,
    graph: GraphReader,
    uris: Uris,
    items: Sequence[Item],
    known: Sequence[Violation] | None = None,
) -> dict[int, int]:
    """Validate items that were just added, and what was waiting for them; returns how many findings each has.

    ``known`` are the findings of a single item that was validated before it was stored (see ``records``).
    """
    validator = Validator(graph)
    names = {item.id: str(uris.graph(item.kind, item.key)) for item in items}
    if known is not None:
        found: dict[int, Sequence[Violation]] = {item.id: known for item in items}
        others = _waiting(catalog, names, _described(catalog, graph, names))
    else:
        its = validator.validate_graphs(_made_of(catalog, names))
        found = {item: its[name].violations for item, name in names.items()}
        others = _waiting(catalog, names, set().union(*(findings.things for findings in its.values())))
    if others:
        again = {other.id: str(uris.graph(other.kind, other.key)) for other in others}
        its = validator.validate_graphs(_made_of(catalog, again))
        found |= {item: its[name].violations for item, name in again.items()}
    keep(catalog, found)
    return {item: len(found[item]) for item in names}


def _made_of(catalog: Catalog, names: Mapping[int, str]) -> dict[str, bytes]:
    return {name: catalog.triples(item) for item, name in names.items()}


def keep(catalog: WritableCatalog, found: Mapping[int, Sequence[Violation]], *, full: bool = False) -> None:
    """Replace the findings of these items; ``full``: everything was validated."""
    at = now()
    rows = {item: [_row(violation, at) for violation in violations] for item, violations in found.items()}
    catalog.put_violations(rows)
    if full:
        catalog.set_meta(FULL, at)


def by_item(
    violations: Iterable[Violation], graph: GraphReader, uris: Uris, items: Iterable[Item]
) -> dict[int, list[Violation]]:
    """Findings of the whole base, given to the items that describe what is wrong; items without any have none."""
    names = {str(uris.graph(i.kind, i.key)): i.id for i in items}
    found: dict[int, list[Violation]] = {item: [] for item in names.values()}
    per_thing: dict[str, list[Violation]] = defaultdict(list)
    for violation in violations:
        per_thing[str(violation.focus)].append(violation)
    for thing, its in per_thing.items():
        for row in graph.select(query("describing"), thing=URIRef(thing)):
            if (item := names.get(str(row["graph"]))) is not None:
                found[item] += its
    return found


def _waiting(catalog: Catalog, names: Mapping[int, str], described: Collection[str]) -> list[Item]:
    """Other items with a finding about something that these items describe."""
    ids: set[int] = set()
    ordered = sorted(described)
    for first in range(0, len(ordered), _FEW):
        part = ordered[first : first + _FEW]
        marks = ",".join("?" * len(part))
        for sql in (_ABOUT, _WITH_VALUE):
            ids.update(int(row[0]) for row in catalog.rows(f"{sql} ({marks})", part))
    return [item for item in catalog.items_by_id(ids - names.keys()).values() if not item.removed]


def _described(catalog: Catalog, graph: GraphReader, names: Mapping[int, str]) -> set[str]:
    """What these graphs describe of what findings elsewhere are about: asked one by one while that is little."""
    of_these = set(names.values())
    sql = "SELECT DISTINCT item, focus, value FROM violation"
    things = {str(thing) for item, *its in catalog.rows(sql) if item not in names for thing in its}
    if len(things) > _FEW:
        return {str(r["this"]) for name in of_these for r in graph.select(query("described"), graph=URIRef(name))}
    iris = (URIRef(thing) for thing in things if IRI.fullmatch(thing))
    found = ((thing, graph.select(query("describing"), thing=thing)) for thing in iris)
    return {str(thing) for thing, rows in found if any(str(row["graph"]) in of_these for row in rows)}


def _row(v: Violation, at: str) -> tuple[str | None, ...]:
    path = None if v.path is None else str(v.path)
    value = None if v.value is None else str(v.value)
    return v.severity.value, str(v.focus), path, value, v.message, str(v.shape), at
