"""Filters, computed exactly: from the documents' metadata to the passages that may be found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.catalog import Item
from kg.errors import BadInput
from kg.model import LANGUAGES
from kg.passages import Column
from kg.search.model import SearchRequest

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


def allowed_passages(snapshot: Snapshot, request: SearchRequest) -> Column | None:
    """Ascending numbers of the passages of all documents that pass the filters; None when only language is filtered.

    A document without a date passes no date filter: that is an answer to
    “from … to …”, not a silent loss, since the filter is shown with the result.
    """
    if not request.filters().keys() - {"language"}:
        return None
    items = [item.id for item in snapshot.documents.values() if _passes(item, request)]
    return snapshot.passages.of_items(items)


def searched_languages(present: Iterable[str], request: SearchRequest) -> list[str]:
    """The languages to search: all that the base has, or the one that is asked for.

    Raises:
        BadInput: for a language that is none of the six.
    """
    if request.language is None:
        return sorted(present)
    if request.language not in LANGUAGES:
        raise BadInput(
            f"“{request.language}” is not a language of this base.", remedy=f"Use one of {', '.join(LANGUAGES)}."
        )
    return [language for language in present if language == request.language]


def _passes(item: Item, request: SearchRequest) -> bool:
    metadata = item.metadata
    exact = ((request.convention, metadata.get("convention")), (request.type, metadata.get("kind")))
    listed = ((request.theme, metadata.get("themes")), (request.party, metadata.get("parties")))
    date = str(metadata.get("date") or "")
    return (
        all(wanted is None or wanted == value for wanted, value in exact)
        and all(wanted is None or wanted in (values or ()) for wanted, values in listed)
        and (request.date_from is None or date >= request.date_from)
        # A day is later than its month or year cut short: 2025 as the end includes all of 2025.
        and (request.date_to is None or (date != "" and date[: len(request.date_to)] <= request.date_to))
    )
