"""The pages: server-rendered, in six languages, working without JavaScript.

They call the same functions as the API, so that page and API agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from search_api.pages import asking, described, library, lists, tools
from search_api.pages.site import STATIC, Assets, Site
from search_api.problems import ErrorPage
from search_api.service import Service


@dataclass(frozen=True, slots=True)
class Pages:
    """What the application mounts.

    ``router`` holds the pages, ``static`` the files they load; ``editor`` is the
    page that ``/sparql`` shows to browsers; ``thing`` is the page about a URI of
    which a description is known; ``error`` is the page for an error.
    """

    router: APIRouter
    static: Assets
    editor: Callable[[Request], Response]
    thing: Callable[[Request, str, Sequence[ox.Triple]], Response]
    error: ErrorPage


def create_pages(service: Service) -> Pages:
    """All pages over one service."""
    site = Site(service)
    router = APIRouter(include_in_schema=False)
    for module in (asking, library, lists, tools):
        router.include_router(module.create_router(site))
    return Pages(router, Assets(directory=STATIC), tools.Tools(site).editor, described.Things(site).page, site.error)
