"""Keeps what validation found beside the items that it was found in.

A finding belongs to each item whose graph describes the thing that is wrong.
Findings never keep anything from being read. After an item was added, its own
are replaced, and items that were waiting for something it describes (a meeting
that was not in the base yet) are validated again. What a *removal* breaks
elsewhere is found by the next full validation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rdflib.term import URIRef

from kg.catalog import Catalog, Item, now
from kg.graph.store import GraphReader
from kg.identifiers import Uris
from kg.queries import query
from kg.validation.engine import Validator
from kg.validation.model import Severity, Violation

FULL = "validated"
"""Key of ``meta`` that holds the time of the last full validation."""

_FEW = 500
_IRI = re.compile(r'[A-Za-z][\w+.-]*:[^\s<>"{}|\\^`]+')
"""What may be the address of a thing; other values are literals and blank nodes, which no other graph describes."""

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


def validate_item(
    catalog: Catalog, graph: GraphReader, uris: Uris, item: Item, known: Sequence[Violation] | None = None
) -> int:
    """Validate an item that was just added, and what was waiting for it; returns how many findings it has.

    ``known`` are the findings of an item that was validated before it was stored (see ``records``).
    """
    validator = Validator(graph)
    own = validator.validate_graph(uris.graph(item.kind, item.key)) if known is None else known
    found: dict[int, Sequence[Violation]] = {item.id: own}
    for other in _waiting(catalog, graph, uris, item):
        found[other.id] = validator.validate_graph(uris.graph(other.kind, other.key))
    keep(catalog, found)
    return len(found[item.id])


def keep(catalog: Catalog, found: Mapping[int, Sequence[Violation]], *, full: bool = False) -> None:
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


def _waiting(catalog: Catalog, graph: GraphReader, uris: Uris, item: Item) -> list[Item]:
    """Other items with a finding about something that this item describes."""
    sql = "SELECT DISTINCT item, focus, value FROM violation WHERE item != ?"
    open_ = [(int(r[0]), str(r[1]), str(r[2])) for r in catalog.rows(sql, [item.id])]
    if not open_:
        return []
    described = _described(graph, uris.graph(item.kind, item.key), {thing for _, *its in open_ for thing in its})
    ids = {other for other, focus, value in open_ if focus in described or value in described}
    return [i for i in catalog.items_by_id(ids).values() if not i.removed]


def _described(graph: GraphReader, name: str, things: Collection[str]) -> set[str]:
    """Those of the things that a graph describes: asked one by one while they are few, else all that it describes."""
    if len(things) > _FEW:
        return {str(row["this"]) for row in graph.select(query("described"), graph=URIRef(name))}
    iris = (URIRef(thing) for thing in things if _IRI.fullmatch(thing))
    found = ((thing, graph.select(query("describing"), thing=thing)) for thing in iris)
    return {str(thing) for thing, rows in found if any(str(row["graph"]) == name for row in rows)}


def _row(v: Violation, at: str) -> tuple[str | None, ...]:
    path = None if v.path is None else str(v.path)
    value = None if v.value is None else str(v.value)
    return v.severity.value, str(v.focus), path, value, v.message, str(v.shape), at
