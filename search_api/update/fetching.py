"""Fetching the files that LOAD operations name."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from kg.errors import BadInput
from kg.settings import Settings
from search_api.sparql.formats import GRAPH
from search_api.sparql.guard import Forbidden
from search_api.sparql.jobs import timed_out
from search_api.sparql.remote import ServiceError, call
from search_api.update.loading import Load, find_loads
from search_api.update.requests import graph_type
from search_api.update.store import Loaded, SentGraph


async def fetch_loads(update: str, settings: Settings) -> Sequence[Loaded]:
    """What the LOAD operations of an update name, in order.

    Raises:
        Forbidden: a server that may not be asked, or more than ``federation_calls`` files.
        QueryTimeout: the servers took longer than ``query_time`` together.
        ServiceError: a file could not be had or is in no format for graphs, and its LOAD is not SILENT.
    """
    loads = find_loads(update, f"{settings.base_uri}update", settings.federation_hosts)
    if len(loads) > settings.federation_calls:
        raise Forbidden(f"An update may have {settings.federation_calls} LOAD operations.")
    try:
        async with asyncio.timeout(settings.query_time):
            return [await _fetch(load, settings.federation_bytes) for load in loads]
    except TimeoutError as error:
        raise timed_out(settings.query_time) from error


async def _fetch(load: Load, most: int) -> Loaded:
    try:
        answer = await call("GET", load.url, most, accept=", ".join(dict.fromkeys(GRAPH.values())))
        return Loaded(load, SentGraph(answer.body, _media_type(load, answer.content_type)))
    except ServiceError:
        if load.silent:
            return Loaded(load, None)
        raise


def _media_type(load: Load, content_type: str) -> str:
    try:
        return graph_type(content_type)
    except BadInput as error:
        raise ServiceError(f"{load.url} is no graph: {error.message}", remedy=error.remedy) from error
