"""What validation found wrong in the base."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from kg.catalog import Catalog
from kg.quarantine import row_counts
from kg.validation.model import Severity
from kg.validation.record import FULL, Wanted, counted, recorded
from search_api.paging import Paging
from search_api.service import Serving

router = APIRouter(prefix="/api", tags=["operations"])


@router.get("/violations")
def violations(
    service: Serving,
    paging: Paging,
    severity: Annotated[Severity | None, Query(description="Only findings of this severity.")] = None,
    kind: Annotated[str | None, Query(description="Only items of this kind: document, records, taxonomy.")] = None,
    item: Annotated[str | None, Query(description="Only the item with this key.")] = None,
) -> dict[str, Any]:
    """What is wrong in the base, the worst first, with what to do about it.

    Each item is validated when it is added; ``validated`` is the time of the
    last validation of the whole base (`mea-kg validate`), null before the first.
    """
    # Findings are kept just after their item is published: the state that other requests read is too old for them.
    catalog = Catalog.read(service.settings.data / "catalog.db")
    try:
        wanted = Wanted(severity, kind, item)
        counts = counted(catalog, wanted)
        found = recorded(catalog, wanted, paging.k, paging.page)
        validated = catalog.meta(FULL)
    finally:
        catalog.close()
    total = sum(counts.values())
    return {
        "items": [asdict(finding) for finding in found],
        "total": total,
        "next": paging.page + 1 if paging.page * paging.k < total else None,
        "counts": {name.value: n for name, n in counts.items()},
        "validated": validated,
    }


@router.get("/quarantine")
def quarantine(service: Serving) -> dict[str, Any]:
    """What became of the rows of each set of records: ``rows`` = ``accepted`` + ``quarantined``.

    The rows themselves are listed, corrected and taken back with `mea-kg quarantine`.
    """
    catalog = Catalog.read(service.settings.data / "catalog.db")
    try:
        counts = row_counts(catalog)
    finally:
        catalog.close()
    return {
        "items": [asdict(count) for count in counts],
        "rows": sum(count.rows for count in counts),
        "accepted": sum(count.accepted for count in counts),
        "quarantined": sum(count.quarantined for count in counts),
    }
