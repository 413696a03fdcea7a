"""The same for people: dumps, catalogue and statistics as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.settings import Settings
from kg.snapshot import Snapshot
from kg.statistics import Statistic, whole
from search_api.feeds.catalog import SERVICES
from search_api.feeds.dumps import SUMS, Dump, quoted
from search_api.feeds.void import EXACTNESS, datasets

Cell = tuple[str, str | None]
"""Text and, where it is a link, its address."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading. ``note`` explains it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def dump_tables(found: Sequence[Dump]) -> list[Table]:
    """Each dump with its whole files and its checksums."""
    columns = ("File", "Quads", "Bytes", "SHA-256")
    tables = []
    for dump in found:
        place = f"/dumps/{dump.name}/"
        rows: list[list[Cell]] = [
            [(f.name, place + quoted(f.name)), _number(f.quads), _number(f.bytes), (f.sha256, None)] for f in dump.whole
        ]
        rows.append([(SUMS, place + SUMS), ("", None), ("", None), ("", None)])
        note = f"After change {dump.sequence} of {dump.at}. Each named graph has its own files: see {SUMS}."
        tables.append(Table(dump.name, columns, rows, note))
    return tables


def catalogue_tables(snapshot: Snapshot, settings: Settings) -> list[Table]:
    """The datasets, and the services that give them."""
    rows: list[list[Cell]] = [
        [
            (d.title, f"/{d.uri.removeprefix(snapshot.uris.base)}" if d.item else None),
            (d.description, None),
            _number(whole(d.statistics(snapshot.catalog)).triples),
        ]
        for d in datasets(snapshot, settings)
    ]
    services: list[list[Cell]] = [[(s.title, f"/{s.path}"), (s.conforms_to, s.conforms_to)] for s in SERVICES]
    services.append([("Dumps", "/dumps/"), ("N-Quads and Turtle with checksums", None)])
    return [
        Table("Datasets", ("Dataset", "What it is", "Triples"), rows),
        Table("Ways to get them", ("Service", "Standard"), services),
    ]


def statistics_tables(found: Sequence[Statistic]) -> list[Table]:
    """How often each class and property occurs."""
    classes: list[list[Cell]] = [[(s.term, s.term), _number(s.subjects)] for s in found if s.aspect == "class"]
    properties: list[list[Cell]] = [
        [(s.term, s.term), _number(s.triples), _number(s.subjects), _number(s.objects)]
        for s in found
        if s.aspect == "property"
    ]
    total = whole(found)
    numbers: list[list[Cell]] = [
        [(f"{total.triples:,}", None), (f"{total.subjects:,}", None), (f"{total.objects:,}", None)]
    ]
    return [
        Table("All", ("Triples", "Subjects", "Objects"), numbers, EXACTNESS),
        Table("Classes", ("Class", "Instances"), classes),
        Table("Properties", ("Property", "Triples", "Subjects", "Objects"), properties),
    ]


def _number(count: int) -> Cell:
    return f"{count:,}", None
