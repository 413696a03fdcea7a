"""A source's present state as one file, which goes the way of every file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from pathlib import Path

from rdflib.namespace import DCTERMS, RDF, XSD
from rdflib.term import Literal, URIRef

from ingest.files import Given, Result
from ingest.harvest.kinds.base import PagedSource, Source, WebSource
from ingest.pipeline import Pipeline
from ingest.records import Mapping, mapping_at
from kg.errors import NotFound
from kg.harvests import Harvests
from kg.intake import Taken
from kg.model import Outcome
from kg.record_changes import count_changes
from kg.settings import Settings
from kg.terms import MEA
from kg.writer import Writer

NO_CHANGE = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Received:
    """What the pipeline made of a file: ``changes`` are records created, changed, unchanged, removed.

    ``nothing`` says that it could not use any of it.
    """

    changes: tuple[int, int, int, int] = NO_CHANGE
    refused: int = 0
    nothing: bool = False
    message: str | None = None
    taken: Taken | None = None


class SourceIntake:
    """Gives what a source holds to the pipeline, under the source's name.

    Raises:
        NotFound: the source's mapping is not there. BadInput: it cannot be used.
    """

    def __init__(self, settings: Settings, writer: Writer, pipeline: Pipeline, source: Source) -> None:
        self._settings, self._writer, self._pipeline, self._source = settings, writer, pipeline, source
        self._place = _mapping_place(source, settings)
        self._mapping = mapping_of(source, settings)
        self._folder = settings.data / "harvest" / source.name

    def take_rows(self, source: PagedSource, store: Harvests) -> Received:
        """All rows that the source has, as one file; without any, its records go."""
        rows = list(store.contents(source.name))
        if rows:
            return self.take_file(source.wrap(rows), source.form, None)
        item = self._writer.catalog.item("records", source.name)
        if item is not None and not item.removed:
            self._writer.remove(item)
        return Received()

    def take_file(self, content: bytes, ending: str, modified: str | None) -> Received:
        """One file of records."""
        path = self._write(f"{self._source.name}.{ending}", content)
        address = self._source.address
        about = self._about(modified)
        given = Given(f"harvest:{self._source.name}", address, self._source.title, self._mapping, about, self._place)
        return self._received(self._pipeline.take(path, given))

    def take_document(self, url: str, name: str, content: bytes) -> Received:
        """One document."""
        return self._received(self._pipeline.take(self._write(name, content), Given(url, url)))

    def take_path(self, path: Path) -> Received:
        """A file that lies in a folder."""
        return self._received(self._pipeline.take(path))

    def remove(self, item: str) -> None:
        """Take away what a document or file became; another source may have done it already."""
        kind, _, key = item.partition("/")
        found = self._writer.catalog.item(kind, key)
        if found is not None and not found.removed:
            self._writer.remove(found)

    def _write(self, name: str, content: bytes) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / name
        part = path.with_name(f".{name}.part")
        part.write_bytes(content)
        part.replace(path)
        return path

    def _received(self, result: Result) -> Received:
        reasons = [r.reason for r in result.refusals]
        if result.outcome is Outcome.REFUSED or result.taken is None:
            return Received(refused=len(reasons), nothing=True, message=reasons[0] if reasons else None)
        message = f"{len(reasons)} refused; the first: {reasons[0]}" if reasons else None
        return Received(self._changes(result), len(reasons), message=message, taken=result.taken)

    def _changes(self, result: Result) -> tuple[int, int, int, int]:
        """Of records: what the last change of their item did to each."""
        item = self._writer.catalog.item(result.taken.kind, result.taken.key) if result.taken else None
        if item is None or item.kind != "records":
            return NO_CHANGE
        with self._writer.catalog.transaction() as db:
            (living,) = db.execute("SELECT count(*) FROM record WHERE item = ? AND removed = 0", (item.id,)).fetchone()
            if result.outcome is Outcome.UNCHANGED:
                return 0, 0, int(living), 0
            created, changed, removed = count_changes(db, item.id, item.sequence)
        return created, changed, int(living) - created - changed, removed

    def _about(self, modified: str | None) -> tuple[tuple[str, object], ...]:
        """What is said of the source's graph."""
        said: list[tuple[str, object]] = [
            (str(RDF.type), MEA.RecordSource),
            (str(MEA.precedence), Literal(self._source.precedence)),
        ]
        if isinstance(self._source, WebSource):
            said.append((str(DCTERMS.source), URIRef(self._source.url)))
        if self._source.licence:
            said.append((str(DCTERMS.license), URIRef(self._source.licence)))
        if modified:
            day = parsedate_to_datetime(modified).astimezone(UTC).date()
            said.append((str(DCTERMS.modified), Literal(day.isoformat(), datatype=XSD.date)))
        return tuple(said)


def mapping_of(source: Source, settings: Settings) -> Mapping | None:
    """The mapping that a source names: one that comes with the package, or a YAML file beside the declarations.

    Raises:
        NotFound: it is not there. BadInput: it cannot be used.
    """
    place = _mapping_place(source, settings)
    if place is None:
        return None
    if _is_file(place) and not Path(place).is_file():
        raise NotFound(f"There is no mapping {place}, which the source {source.name} names.")
    return mapping_at(place)


def _mapping_place(source: Source, settings: Settings) -> str | None:
    """The name of a source's mapping, or the path of its file, which lies beside the declarations."""
    name = source.mapping
    if name is None or not _is_file(name):
        return name
    return str(((settings.sources or Path()) / name).absolute())


def _is_file(place: str) -> bool:
    return place.endswith((".yaml", ".yml"))
