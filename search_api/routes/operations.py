"""For operators: is it alive, is it ready, what is it doing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from search_api.service import Serving

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
def readyz(service: Serving, response: Response) -> dict[str, Any]:
    """The base is open and warm; tells which generation requests read.

    503 while the server is warming up: it answers already, but a first question may take seconds.
    """
    snapshot = service.base.snapshot
    if not service.warm:
        response.status_code = 503
    status = "ready" if service.warm else "warming up"
    return {"status": status, "generation": snapshot.generation, "sequence": snapshot.sequence}


@router.get("/metrics")
def metrics(service: Serving) -> Response:
    """Counts of the base in Prometheus' text format."""
    registry = CollectorRegistry()
    snapshot = service.base.snapshot
    Gauge("mea_kg_generation", "Published state that requests read", registry=registry).set(snapshot.generation)
    Gauge("mea_kg_sequence", "Number of the last change", registry=registry).set(snapshot.sequence)
    Gauge("mea_kg_triples", "Triples in the graph", registry=registry).set(snapshot.graph.count())
    items = Gauge("mea_kg_items", "Living items and passages", ["kind"], registry=registry)
    for kind, count in snapshot.catalog.counts().items():
        items.labels(kind).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
