"""Where records come from: declared sources and their runs; what may be the same thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from ingest.harvest.schedule import overview
from ingest.harvest.sources import load_sources
from kg.catalog import Catalog
from kg.errors import BadInput, NotFound
from kg.harvests import Harvests
from kg.identity import Identities, Pair
from kg.settings import Settings
from kg.views.duplicates import duplicates
from kg.views.listing import JsonObject
from search_api.paging import Paging, answer
from search_api.routes.documents import writer
from search_api.service import Serving, State

router = APIRouter(prefix="/api", tags=["sources"])

_FOR_OPERATORS = ("at", "message")
"""What may name files and addresses inside the operator's network."""


@router.get("/sources")
def list_sources(service: Serving, paging: Paging) -> dict[str, Any]:
    """All sources with their last runs and how many records the base has from each."""
    return answer([_public(row) for row in overview(service.settings)], paging)


@router.get("/sources/{name}")
def get_source(name: str, service: Serving) -> JsonObject:
    """One source: its declaration, its runs (the last hundred), and what went at the source."""
    return _public(_source(name, service.settings))


@router.get("/sources/{name}/runs", dependencies=[Depends(writer)])
def get_runs(name: str, service: Serving) -> JsonObject:
    """The same for operators, with the places where runs stand and the reasons why they failed."""
    return _source(name, service.settings)


@router.post("/sources/{name}/harvest", status_code=202, dependencies=[Depends(writer)])
async def harvest(name: str, service: Serving) -> dict[str, Any]:
    """Harvest a declared source now; the answer names the job to ask for the outcome."""
    if name not in load_sources(service.settings):
        raise NotFound(f"There is no source {name}.", remedy="GET /api/sources lists them.")
    return service.jobs.start_harvest([name]).as_json()


@router.get("/duplicates")
def list_duplicates(
    state: State,
    service: Serving,
    paging: Paging,
    *,
    within: Annotated[bool, Query(description="Also pairs of which both come from the same source.")] = False,
) -> dict[str, Any]:
    """Projects that may be the same although their identifiers differ, the likeliest first."""
    return answer(duplicates(state, _decided(service.settings), within=within), paging)


@router.get("/duplicates/decided")
def list_decided(service: Serving, paging: Paging) -> dict[str, Any]:
    """What is held to be the same thing, or not, by rule or by a person."""
    return answer([asdict(pair) for pair in _decided(service.settings)], paging)


@router.post("/duplicates/{decision}", dependencies=[Depends(writer)])
async def decide_duplicates(decision: str, one: str, other: str, service: Serving, why: str = "") -> dict[str, Any]:
    """``confirm``: two URIs name the same thing. ``split``: they do not."""
    if decision not in {"confirm", "split"}:
        raise NotFound(f"There is no decision {decision}.", remedy="Use confirm or split.")
    status, _, error = await service.jobs.run_command("duplicates", decision, f"--why={why}", "--", one, other)
    if status:
        raise BadInput(error.decode("utf-8", "replace").strip().removeprefix("mea-kg: "))
    service.base.refresh()
    return {"one": one, "other": other, "same": decision == "confirm"}


def _source(name: str, settings: Settings) -> JsonObject:
    found = next((row for row in overview(settings) if row["name"] == name), None)
    if found is None:
        raise NotFound(f"There is no source {name}.", remedy="GET /api/sources lists them.")
    with _catalog(settings) as catalog:
        store = Harvests(catalog)
        removals = [{"key": key, "at": at} for key, at in store.removals(name)]
        return found | {"runs": [asdict(run) for run in store.runs(name)], "removals": removals}


def _decided(settings: Settings) -> list[Pair]:
    with _catalog(settings) as catalog:
        return Identities(catalog).pairs()


@contextmanager
def _catalog(settings: Settings) -> Iterator[Catalog]:
    """The catalog as it is now: runs go on and decisions are made between two states of the graph."""
    catalog = Catalog.read(settings.data / "catalog.db")
    try:
        yield catalog
    finally:
        catalog.close()


def _public(row: JsonObject) -> JsonObject:
    """The same without what is for operators only; the keys of a folder's files are paths."""
    shown = dict(row)
    if row["kind"] == "folder":
        shown.pop("removals", None)
    if row.get("last"):
        shown["last"] = _without(row["last"])
    if "runs" in row:
        shown["runs"] = [_without(run) for run in row["runs"]]
    return shown


def _without(run: JsonObject) -> JsonObject:
    return {name: value for name, value in run.items() if name not in _FOR_OPERATORS}
