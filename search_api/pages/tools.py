"""About the base, the API explorer, the query editor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from kg.terms import MEA, PREFIXES
from search_api.pages.asking import holdings
from search_api.pages.site import TOOL_POLICY, Site

EXAMPLES = ("search", "requests", "mercury_projects", "languages", "meetings", "themes")
"""Names of the queries in ``queries/``, in the order shown."""


@dataclass(frozen=True, slots=True)
class Example:
    """A query to begin with; the interface has a name for it in each language."""

    name: str
    query: str


def create_router(site: Site) -> APIRouter:
    """``/about`` and ``/docs``."""
    tools = Tools(site)
    router = APIRouter(route_class=site.route())
    router.add_api_route("/about", tools.about, methods=["GET", "HEAD"], response_model=None)
    router.add_api_route("/docs", tools.api, methods=["GET", "HEAD"], response_model=None)
    return router


def examples() -> list[Example]:
    """The example queries, each with the prefixes it needs."""
    texts = ((name, files("search_api.pages").joinpath(f"queries/{name}.rq").read_text("utf-8")) for name in EXAMPLES)
    return [Example(name, text) for name, text in texts]


class Tools:
    """Pages about the base and its interfaces."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._examples = examples()

    def about(self, request: Request) -> Response:
        """What this is, how to cite it, what it holds."""
        return self._site.render(request, "about.html", holdings=holdings(self._site.snapshot()))

    def api(self, request: Request) -> Response:
        """The API explorer."""
        return self._site.render(request, "api.html", policy=TOOL_POLICY)

    def editor(self, request: Request) -> Response:
        """The query editor; a plain form where scripts do not run."""
        return self._site.render(
            request, "sparql.html", policy=TOOL_POLICY, examples=self._examples, vocabulary=_vocabulary()
        )


def _vocabulary() -> Markup:
    """What the editor completes: our prefixes and terms. JSON that cannot end its script element."""
    terms = sorted(str(getattr(MEA, name)) for name in MEA.__annotations__ if not name.startswith("_"))
    classes = [t for t in terms if t.rpartition("#")[2][0].isupper()]
    properties = [t for t in terms if t.rpartition("#")[2][0].islower()]
    found = json.dumps({"prefixes": PREFIXES, "classes": classes, "properties": properties})
    return Markup(found.replace("<", "\\u003c"))  # noqa: S704 - our own names, and no character can open a tag
