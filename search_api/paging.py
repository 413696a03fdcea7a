"""Page size and page number, the same in every list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from kg.views.listing import JsonObject, paged
from search_api.service import Serving


@dataclass(frozen=True, slots=True)
class Page:
    """``k`` items on a page; pages count from 1."""

    k: int
    page: int


async def page(
    service: Serving,
    k: Annotated[int | None, Query(ge=1, description="Items on a page.")] = None,
    page: Annotated[int, Query(ge=1, description="Number of the page, from 1.")] = 1,
) -> Page:
    """Read ``k`` and ``page``; ``k`` is cut to the setting ``page_size_max``."""
    wanted = k or service.settings.page_size
    return Page(min(wanted, service.settings.page_size_max), page)


Paging = Annotated[Page, Depends(page)]


def answer(items: list[JsonObject], wanted: Page) -> dict[str, Any]:
    """A page of a list as JSON: items, total, next."""
    return asdict(paged(items, wanted.k, wanted.page))
