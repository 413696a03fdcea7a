"""What routes share that read: the newest state of the base, and HEAD beside each GET."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter

from kg.snapshot import Snapshot
from search_api.service import Service

Parameters = Sequence[Mapping[str, Any]]
"""Query parameters as OpenAPI describes them."""


class Reading:
    """Answers from the newest state of the base."""

    def __init__(self, service: Service) -> None:
        self._service, self._settings = service, service.settings

    @property
    def _snapshot(self) -> Snapshot:
        return self._service.base.snapshot


def add_reading(router: APIRouter, path: str, endpoint: Callable[..., Any], parameters: Parameters = ()) -> None:
    """Add a route for GET, described by its parameters, and the same for HEAD."""
    extra = {"parameters": list(parameters)} if parameters else None
    router.add_api_route(path, endpoint, methods=["GET"], response_model=None, openapi_extra=extra)
    router.add_api_route(path, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False)


def parameter(name: str, description: str) -> dict[str, Any]:
    """A text in the query."""
    return {"name": name, "in": "query", "schema": {"type": "string"}, "description": description}
