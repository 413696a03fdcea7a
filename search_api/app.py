"""The application: every route in one place."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from kg.base import KnowledgeBase
from kg.settings import Settings
from search_api import middleware, ontology_page, problems
from search_api.feeds.void import counts
from search_api.pages import create_pages
from search_api.routes import documents, entities, operations, search, sources, validation, vocabulary
from search_api.routes.feeds import create_feeds
from search_api.routes.informea import create_informea
from search_api.routes.sparql import SparqlEndpoint, create_router
from search_api.routes.thing_akn import catalog_akn
from search_api.routes.thing_history import catalog_history, further_reading
from search_api.routes.things import create_things
from search_api.routes.update import create_update
from search_api.service import Service
from search_api.sparql.searching import finder

DESCRIPTION = "Search, answers, linked data and SPARQL over documents of the chemicals conventions, in six languages."


def create_app(settings: Settings, base: KnowledgeBase | None = None) -> FastAPI:
    """The whole server over the base in ``settings.data``.

    Raises:
        NotFound: there is no base. WrongModel: it was built with another encoder.
    """
    service = Service(settings, base)
    app = FastAPI(
        title="mea-kg",
        summary="Knowledge graph and six-language search for the chemicals conventions",
        description=DESCRIPTION,
        version=version("mea-kg"),
        lifespan=service.running,
        docs_url=None,
        redoc_url=None,
        # `/metrics` tells what there is to tell; looking for another provider costs each request 20 µs.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    pages = create_pages(service)
    endpoint = SparqlEndpoint(
        service.pool,
        settings,
        editor=pages.editor,
        counts=lambda: counts(service.base.snapshot),
        find=finder(service.base),
    )
    middleware.install(app, settings, endpoint.respond)
    problems.install(app, pages.error)
    # Routes are tried in order: those of the shortest answers stand first.
    app.include_router(create_router(endpoint))
    for module in (search, vocabulary, documents, entities, operations, validation, sources):
        app.include_router(module.router)
    app.include_router(ontology_page.router)
    history = catalog_history(service.base.uris, lambda: service.base.snapshot.catalog)
    more = further_reading(service.base.uris, lambda: service.base.snapshot.catalog)
    akn = catalog_akn(service.base.uris, lambda: service.base.snapshot.catalog)
    app.include_router(create_things(service, pages.thing, history, pages.error, more, akn))
    app.include_router(create_informea(settings))
    app.include_router(create_feeds(service))
    if settings.update_endpoint:
        app.include_router(create_update(service))
    app.include_router(pages.router)
    app.mount("/static", pages.static, name="static")
    return app
