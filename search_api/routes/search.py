"""Search and ask."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter
from starlette.responses import Response

from kg.search.model import AskResponse, SearchRequest, SearchResponse
from kg.search.similar import similar_documents, similar_passages
from kg.views.documents import documents
from search_api.service import Serving, State

router = APIRouter(prefix="/api", tags=["search"])

Text = Annotated[str, Query(min_length=1, max_length=2000, description="The question, in any of the six languages.")]
Language = Annotated[Literal["ar", "zh", "en", "fr", "ru", "es"] | None, Query(description="Only passages in it.")]
Day = Annotated[date | None, Query(description="ISO 8601 date.")]


async def search_request(
    q: Text,
    k: Annotated[int, Query(ge=1, le=200, description="How many hits.")] = 10,
    language: Language = None,
    convention: Annotated[str | None, Query(description="Key of a treaty: minamata, basel …")] = None,
    type: Annotated[str | None, Query(description="Key of a document kind: note, decision …")] = None,  # noqa: A002 - the contract's name
    theme: Annotated[str | None, Query(description="Key of a topic: topics.…")] = None,
    party: Annotated[str | None, Query(description="ISO 3166 alpha-3 code.")] = None,
    date_from: Day = None,
    date_to: Day = None,
    group: Annotated[Literal["work", "none"], Query(description="none lists every language version.")] = "work",
    asker: Annotated[
        Literal["ar", "zh", "en", "fr", "ru", "es"] | None,
        Query(description="The asker's language, for questions too short to tell; filters nothing."),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        Query(description="Readings of the question to leave out, by name (party) or one by one (party:KEN)."),
    ] = None,
) -> SearchRequest:
    """The query parameters of search and ask."""
    return SearchRequest(
        text=q,
        k=k,
        language=language,
        convention=convention,
        type=type,
        theme=theme,
        party=party,
        date_from=date_from.isoformat() if date_from else None,
        date_to=date_to.isoformat() if date_to else None,
        group=group,
        asker=asker,
        ignore=tuple(ignore or ()),
    )


_SEARCH, _ASK = TypeAdapter(SearchResponse), TypeAdapter(AskResponse)
"""They write JSON from the dataclasses in one go; by way of dicts a response took 3 ms longer."""

Cursor = Annotated[str | None, Query(max_length=64, description="The `next` of a response, for the page after it.")]
Similar = Annotated[int, Query(ge=1, le=100, description="How many.")]
Wanted = Annotated[SearchRequest, Depends(search_request)]


@router.get("/search", response_model=dict[str, Any])
async def search(wanted: Wanted, service: Serving, next: Cursor = None) -> Response:  # noqa: A002 - as in the response
    """Passages for a question, whatever language they were written in.

    `next` leads from page to page of one list, whatever is added or removed meanwhile; null on the last page.
    `moved` is true where that list is no longer kept and the page comes from a newer one.
    """
    return await service.in_turn(lambda: _sent(_SEARCH, service.base.search(replace(wanted, next=next))))


@router.get("/ask", response_model=dict[str, Any])
def ask(wanted: Wanted, service: Serving) -> Response:
    """An answer that quotes its passages, or says that the documents do not answer."""
    return _sent(_ASK, service.base.ask(wanted))


@router.get("/passages/{key:path}/similar")
def similar_to_passage(key: str, state: State, k: Similar = 10, asker: Language = None) -> dict[str, Any]:
    """Passages that say something like one, in any language; its own translations are none of them."""
    hits = similar_passages(state, key, k, asker)
    return {"passage": str(state.uris.of("passage", key)), "hits": [asdict(hit) for hit in hits]}


@router.get("/documents/{key}/similar")
def similar_to_document(key: str, state: State, k: Similar = 10) -> dict[str, Any]:
    """Documents that say something like one, in any language; its own versions are none of them."""
    entries = {entry["key"]: entry for entry in documents(state)}
    found = similar_documents(state, key, k)
    return {
        "document": str(state.uris.document(key)),
        "items": [entries[item.key] | {"score": round(score, 4)} for item, score in found],
    }


def _sent(written: TypeAdapter[Any], response: SearchResponse | AskResponse) -> Response:
    return Response(written.dump_json(response), media_type="application/json")
