"""Which sources are due, and how each one stands."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from ingest.harvest.sources import AnySource, find_source, load_sources
from kg.catalog import Catalog
from kg.errors import BadInput
from kg.harvests import Harvests
from kg.settings import Settings


def due_sources(settings: Settings, at: datetime | None = None) -> list[AnySource]:
    """The scheduled sources whose time has come, those that waited longest first.

    A source is due when it was never harvested, or its last run ended longer ago than it declares in ``every``.

    Raises:
        NotFound: a scheduled source is not declared. BadInput: it does not say how often it is due.
    """
    when = at or datetime.now(UTC)
    ended = _ended(settings)
    waiting: list[tuple[float, AnySource]] = []
    for name in settings.harvest_scheduled:
        source = find_source(settings, name)
        if source.due_after is None:
            raise BadInput(f"The source {name} is scheduled but does not say how often.", remedy="Give it `every: 7d`.")
        waited = (when - ended[source.name]).total_seconds() if source.name in ended else float("inf")
        if waited >= source.due_after:
            waiting.append((waited, source))
    return [source for _, source in sorted(waiting, key=lambda pair: (-pair[0], pair[1].name))]


def overview(settings: Settings) -> list[dict[str, Any]]:
    """Every declared source, and every other that was harvested once, with its last run and how many records it has."""
    opened = _catalog(settings)
    store = Harvests(opened) if opened else None
    declared = load_sources(settings)
    names = sorted({*declared, *(store.sources() if store else ())})
    rows = []
    for name in names:
        source = declared.get(name)
        last = store.last(name) if store else None
        rows.append(
            {
                "name": name,
                "title": source.title if source else name,
                "kind": source.kind if source else "",
                "address": source.address if source else "",
                "licence": source.licence if source else None,
                "precedence": source.precedence if source else None,
                "every": source.every if source else None,
                "scheduled": name in settings.harvest_scheduled,
                "records": store.held(name) if store else 0,
                "last": asdict(last) if last else None,
            }
        )
    if opened is not None:
        opened.close()
    return rows


def _catalog(settings: Settings) -> Catalog | None:
    path = settings.data / "catalog.db"
    return Catalog.read(path) if path.is_file() else None


def _ended(settings: Settings) -> dict[str, datetime]:
    """When each source was last harvested."""
    catalog = _catalog(settings)
    if catalog is None:
        return {}
    store = Harvests(catalog)
    found = {name: datetime.fromisoformat(run.touched) for name in store.sources() if (run := store.last(name))}
    catalog.close()
    return found
