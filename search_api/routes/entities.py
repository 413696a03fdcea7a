"""Decisions, meetings, projects, parties and themes: lists and items."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from kg.errors import BadInput
from kg.views.listing import JsonObject
from kg.views.profiles import profile
from kg.views.suggest import fold
from kg.views.things import all_labels, thing, things
from search_api.paging import Paging, answer
from search_api.service import State

router = APIRouter(prefix="/api", tags=["things"])

LISTS = ("decisions", "meetings", "projects", "parties", "themes")
RESERVED = frozenset({"k", "page", "language", "q", "lang"})


def filtered(found: list[JsonObject], name: str, request: Request, own: frozenset[str] = RESERVED) -> list[JsonObject]:
    """Those entries of a list whose fields are what the request asks for.

    Args:
        found: all entries.
        name: of the list.
        request: its query parameters name fields, but for ``own``.
        own: parameters that the route reads itself.

    Raises:
        BadInput: the entries have no such field.
    """
    for field, wanted in request.query_params.items():
        if field in own:
            continue
        if found and field not in found[0]:
            raise BadInput(f"{name} have no field {field}.", remedy=f"Filter by: {', '.join(found[0])}.")
        found = [f for f in found if _matches(f, field, wanted)]
    return found


def named(found: list[JsonObject], q: str | None) -> list[JsonObject]:
    """Those entries with a name or title that holds the text, in any language."""
    return [f for f in found if any(fold(q) in fold(label) for label in all_labels(f) if label)] if q else found


def _matches(entry: JsonObject, name: str, wanted: str) -> bool:
    """Whether a field is, holds, or points to what is wanted (a text, a key or a URI)."""
    value = entry.get(name)
    candidates = value if isinstance(value, list) else [value]
    return any(
        wanted in {c.get("key"), c.get("uri")} if isinstance(c, dict) else c is not None and str(c) == wanted
        for c in candidates
    )


def _list(name: str) -> Callable[..., dict[str, Any]]:
    def endpoint(
        request: Request,
        state: State,
        paging: Paging,
        language: Annotated[str | None, Query(description="Language of the labels.")] = None,
        q: Annotated[str | None, Query(description="Part of a name or title, in any language.")] = None,
    ) -> dict[str, Any]:
        found = things(state, name, language)
        found = named(filtered(found, name, request), q)
        return answer(found, paging)

    endpoint.__doc__ = (
        f"All {name}. Any field can be given as a filter: its value, or the key or URI of what it points to."
    )
    return endpoint


def _item(name: str) -> Callable[..., dict[str, Any]]:
    def endpoint(key: str, state: State, language: str | None = None) -> dict[str, Any]:
        return thing(state, name, key, language) | profile(state, name, key, language)

    endpoint.__doc__ = f"One of the {name}, with what the graph links to it."
    return endpoint


for _name in LISTS:
    router.add_api_route(f"/{_name}", _list(_name), methods=["GET"], name=f"list_{_name}")
    router.add_api_route(f"/{_name}/{{key}}", _item(_name), methods=["GET"], name=f"get_{_name}")
