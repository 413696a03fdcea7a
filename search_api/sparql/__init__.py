"""SPARQL over worker processes that can be killed: protocol, limits, service description.

The names below are loaded when they are first used: a worker process imports
this package too, and must be up in a tenth of a second.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search_api.routes.sparql import create_router
    from search_api.sparql.description import describe_service
    from search_api.sparql.once import run_query
    from search_api.sparql.pool import Result, SparqlPool

__all__ = ["Result", "SparqlPool", "create_router", "describe_service", "run_query"]

_HOMES = {
    "Result": "search_api.sparql.pool",
    "SparqlPool": "search_api.sparql.pool",
    "create_router": "search_api.routes.sparql",
    "describe_service": "search_api.sparql.description",
    "run_query": "search_api.sparql.once",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # what a module's __getattr__ returns
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
