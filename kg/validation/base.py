"""Full validation of a base as it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg import generations
from kg.base import recover
from kg.catalog import Catalog, WritableCatalog
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.lock import WriterLock
from kg.settings import Settings
from kg.validation.engine import Validator
from kg.validation.model import Violation
from kg.validation.record import by_item, keep


@dataclass(frozen=True, slots=True)
class BaseFindings:
    """What is wrong in a base as of a change number; ``by_item`` has every item, by row id."""

    found: Sequence[Violation]
    by_item: Mapping[int, Sequence[Violation]]
    sequence: int


def validate_base(settings: Settings) -> BaseFindings:
    """Everything that is wrong in the base. Readers and the writer go on meanwhile.

    Raises:
        NotFound: there is no base in ``settings.data``.
    """
    catalog = Catalog.read(settings.data / "catalog.db")
    catalog.close()
    recover(settings)
    generation, held = generations.hold(settings.data)
    with held:
        graph = OxigraphReader.open(generation.graph)
        found = Validator(graph).validate()
        catalog = Catalog.read(settings.data / "catalog.db")
        items = by_item(found, graph, Uris(settings.base_uri), catalog.items())
        catalog.close()
    return BaseFindings(found, items, generation.sequence)


def keep_findings(settings: Settings, findings: BaseFindings, *, wait: float = 5.0) -> None:
    """Keep them with their items; those that changed since keep the findings of their own ingest.

    Raises:
        Locked: another process is still writing after ``wait`` seconds.
    """
    with WriterLock(settings.data, wait=wait):
        catalog = WritableCatalog.create(settings.data / "catalog.db")
        unchanged = {i.id for i in catalog.items() if i.sequence <= findings.sequence}
        keep(catalog, {i: its for i, its in findings.by_item.items() if i in unchanged}, full=True)
        catalog.close()
