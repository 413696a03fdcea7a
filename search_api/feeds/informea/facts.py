"""What all sets need to know of the base: treaties' codes, LEO's words, works and their files, times of change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from mimetypes import guess_extension
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from rdflib.namespace import DCTERMS, RDFS, SKOS
from rdflib.term import Identifier, Literal, URIRef

from kg.catalog import Item
from kg.graph.store import Row as Solution
from kg.identifiers import decision_key
from kg.queries import query
from kg.snapshot import Snapshot
from kg.terms import MEA
from kg.views.things import Statements, statements
from kg.writer import blob_path
from search_api.feeds.informea.clock import Clock
from search_api.feeds.informea.memo import Memo
from search_api.feeds.informea.rows import Row, Scalar, part_id, row
from search_api.feeds.informea.schema import FILE, EntityType
from search_api.feeds.informea.tables import Tables, Things

LEO = "http://www.informea.org/terms"
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\"<>:|?*]+')


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of LEO: its URI and its English name."""

    uri: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A decision that a document proposes or reproduces."""

    key: str
    title: str
    number: str | None
    printed: str | None
    status: str


class Facts:
    """Facts about one snapshot, each gathered once.

    Args:
        snapshot: the state to read.
        data: directory of the base, where the original files lie.
        tables: reads the records.
        memo: keeps rows that stay the same.
    """

    def __init__(self, snapshot: Snapshot, data: Path, tables: Tables, memo: Memo) -> None:
        self.snapshot, self._data, self.memo = snapshot, data, memo
        self._clock = Clock(snapshot.catalog)
        records, taxonomies = snapshot.catalog.items("records"), snapshot.catalog.items("taxonomy")
        self._graphs = {str(snapshot.uris.graph(i.kind, i.key)): i for i in (*records, *taxonomies)}
        self._said = tables.read(snapshot.catalog, records)
        self.taxonomies = tuple(i.sequence for i in taxonomies)
        """Changes when any taxonomy does: all rows have words from them."""
        self.works: dict[str, list[Item]] = defaultdict(list)
        for item in snapshot.documents.values():
            self.works[item.work or item.key].append(item)
        self._removed: dict[str, list[Item]] = defaultdict(list)
        for item in snapshot.catalog.items("document", removed=True):
            self._removed[item.work or item.key].append(item)

    def records(self, of_class: URIRef) -> Things:
        """What records say of the things of a class, by URI."""
        return self._said.get(str(of_class), {})

    # ------------------------------------------------------------------ times

    def updated(self, about: Statements, items: Iterable[Item] = ()) -> datetime | None:
        """When a thing last changed: its tables of records, and the documents that speak for it."""
        graphs = [self._graphs[str(g)] for g in about.get(MEA.recordSource, []) if str(g) in self._graphs]
        return self._clock.updated([*graphs, *items])

    def taxonomy_updated(self, name: str) -> datetime | None:
        """When a taxonomy last changed."""
        graph = str(self.snapshot.uris.graph("taxonomy", name))
        return self._clock.updated([self._graphs[graph]] if graph in self._graphs else [])

    def versions(self, work: str) -> list[Item]:
        """Living and removed language versions of a work: losing one is a change of the work too."""
        return [*self.works.get(work, []), *self._removed.get(work, [])]

    def version_marks(self, work: str) -> tuple[int, ...]:
        """Changes when any language version of a work does."""
        return marks(self.versions(work))

    def works_ever(self) -> Iterator[str]:
        """All works that are, or were, in the base."""
        return iter(dict.fromkeys([*self.works, *self._removed]))

    # ------------------------------------------------------------------ things

    @cached_property
    def treaties(self) -> Mapping[str, Statements]:
        """What is said of each treaty, by URI."""
        return statements(self.snapshot, MEA.Treaty)

    def treaty_code(self, uri: str | None) -> str | None:
        """InforMEA's machine name of a treaty: ``minamataunep``."""
        return self._treaty_notation(uri, MEA.InformeaCode)

    def treaty_uuid(self, uri: str | None) -> str | None:
        """InforMEA's UUID of a treaty."""
        found = values_of(self.treaties.get(uri or "", {}), DCTERMS.identifier)
        return next((v.removeprefix("urn:uuid:") for v in found if v.startswith("urn:uuid:")), None)

    def _treaty_notation(self, uri: str | None, datatype: URIRef) -> str | None:
        notations = self.treaties.get(uri or "", {}).get(SKOS.notation, [])
        return next((str(n) for n in notations if isinstance(n, Literal) and n.datatype == datatype), None)

    def uri(self, kind: str, key: str) -> str:
        """URI of a thing."""
        return str(self.snapshot.uris.of(kind, key))

    def key(self, uri: str) -> str:
        """Key of a thing; the URI itself for one of another base."""
        named = self.snapshot.uris.key_of(uri)
        return named[1] if named else uri

    def label(self, uri: str) -> str | None:
        """English name of a thing."""
        entity = self.snapshot.entities.get(uri)
        return entity.labels.get("en", entity.label) if entity else None

    @cached_property
    def _leo(self) -> Mapping[str, list[Term]]:
        found: dict[str, list[Term]] = defaultdict(list)
        exact_first = sorted(
            self._select("informea_matches"), key=lambda r: (r["closeness"] != SKOS.exactMatch, r["match"])
        )
        for matched in exact_first:
            uri = str(matched["match"])
            # LEO makes the slug of a URI from the English name: spaces become hyphens.
            found[str(matched["concept"])].append(Term(uri, uri[len(LEO) + 1 :].replace("-", " ")))
        return found

    def _select(self, name: str) -> list[Solution]:
        return self.snapshot.graph.select(query(name))

    def leo(self, concepts: Iterable[str]) -> list[Term]:
        """LEO's concepts that match ours, each once, in order."""
        return list(dict.fromkeys(term for concept in concepts for term in self._leo.get(concept, ())))

    # ------------------------------------------------------------------ files

    def files(self, type_: EntityType, owner: str, items: Iterable[Item]) -> tuple[Row, ...]:
        """The original files of documents, one for each language version that has one, English first."""
        found = []
        for item in sorted(items, key=lambda i: (i.language != "en", i.language or "", i.key)):
            path = blob_path(self._data, item.sha256)
            if item.language is None or len(item.language) != 2 or not path.is_file():
                continue
            name = file_name(item)
            values: dict[str, Scalar] = {
                "id": part_id(type_, owner, "files", item.key),
                "url": f"files/{item.sha256}/{quote(name)}",
                "mimeType": item.media_type,
                "language": item.language,
                "filename": name,
                "size": path.stat().st_size,
            }
            found.append(row(FILE, values))
        return tuple(found)


def file_name(item: Item) -> str:
    """The name under which a document's original is handed out: the last part of where it came from."""
    name = _UNSAFE.sub("-", PurePosixPath(item.source.replace("\\", "/").partition("?")[0]).name).strip(". -")
    if not name:
        name = item.key
    return name if "." in name else f"{name}{guess_extension(item.media_type) or ''}"


def marks(items: Iterable[Item]) -> tuple[int, ...]:
    """Numbers of the last changes of items."""
    return tuple(item.sequence for item in items)


def found_decisions(item: Item) -> Iterator[Found]:
    """The decisions in a document, under the keys that the graph gives them."""
    for n, found in enumerate(item.metadata.get("decisions", []), 1):
        number = found["number"]
        key = decision_key(number) if number else f"{item.work}.{found['part']}.{n}"
        yield Found(key, found["title"], number, found["printed"], found["status"])


def values_of(about: Statements, name: URIRef) -> list[str]:
    """All values of a property as text."""
    return [str(v) for v in about.get(name, [])]


def one(about: Statements, name: URIRef) -> str | None:
    """The first value of a property as text."""
    return next(iter(values_of(about, name)), None)


def texts_of(about: Statements, *names: URIRef) -> dict[str, str]:
    """Texts by language; of several in a language the first of the earliest property."""
    found: dict[str, str] = {}
    literals: list[Identifier] = [v for name in names for v in about.get(name, [])]
    for value in literals:
        if isinstance(value, Literal):
            found.setdefault(value.language or "", str(value))
    return found


TITLES = (SKOS.prefLabel, DCTERMS.title, RDFS.label)
"""Where titles are: records give the first, documents the others."""
