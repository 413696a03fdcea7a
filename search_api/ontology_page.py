"""The ontology at its address: a page for people, RDF for machines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ontology import ontology_text
from search_api.conditional import is_known
from search_api.negotiation import choose
from search_api.ontology.reading import CLASSES, DATATYPES, OTHERS, PROPERTIES, Ontology, read_ontology
from search_api.pages.site import POLICY, STATIC, asset, has_vendor
from search_api.problems import problem
from search_api.sparql.formats import GRAPH, JSON_LD, N_TRIPLES, RDF_XML, SHORT_NAMES, TURTLE, content_type
from search_api.sparql.graphs import serialize

HTML = "text/html"
GROUPS = {"Classes": CLASSES, "Properties": PROPERTIES, "Types of notations": DATATYPES, "Other terms": OTHERS}
"""Heading → group of terms, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format of the ontology, and where to get it."""

    name: str
    media_type: str
    href: str


FORMS = (
    Form("Turtle", TURTLE, "/ontology?format=ttl"),
    Form("JSON-LD", JSON_LD, "/ontology?format=jsonld"),
    Form("RDF/XML", RDF_XML, "/ontology?format=rdf"),
    Form("N-Triples", N_TRIPLES, "/ontology?format=nt"),
)

router = APIRouter(tags=["linked data"])


@router.get("/ontology", response_class=Response)
@router.head("/ontology", response_class=Response, include_in_schema=False)
def get_ontology(request: Request, format: str | None = None) -> Response:  # noqa: A002 - as for things
    """Our ontology: HTML with an anchor for each term, Turtle, JSON-LD, RDF/XML or N-Triples, as the client prefers.

    `https://w3id.org/mea-kg/ontology#Meeting`, once w3id.org redirects to this address, opens the page at that term.
    """
    return _answer(request, format)


@router.get("/ontology/ontology.css", response_class=Response, include_in_schema=False)
def get_style() -> Response:
    """What the page needs beyond the site's style sheet; the page names it by its content."""
    lasting = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return Response(_style(), media_type="text/css; charset=utf-8", headers=lasting)


@router.get("/ontology/{version}", response_class=Response)
@router.head("/ontology/{version}", response_class=Response, include_in_schema=False)
def get_ontology_version(version: str, request: Request, format: str | None = None) -> Response:  # noqa: A002
    """The same by its version IRI; only the version that is in use here."""
    current = _ontology().version
    if version != current:
        return problem(404, f"There is no version {version} of the ontology here.", f"/ontology/{current} is in use.")
    return _answer(request, format)


def served_page() -> str:
    """The documentation as a page of this site."""
    fonts = [asset("vendor/fonts/fonts.css")] if has_vendor("fonts/fonts.css") else []
    own = f"/ontology/ontology.css?v={hashlib.sha256(_style().encode()).hexdigest()[:12]}"
    return _page(sheets=[*fonts, asset("site.css"), own], style="", icon=asset("favicon.svg"), home="/", forms=FORMS)


def standalone_page() -> str:
    """The documentation as a file that needs no other."""
    style = Markup((STATIC / "site.css").read_text("utf-8") + _style())  # noqa: S704 - our own style sheets
    return _page(sheets=[], style=style, icon=None, home=None, forms=())


def _page(**values: object) -> str:
    found = _ontology()
    environment = Environment(
        loader=PackageLoader("search_api", "ontology"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    groups = {title: terms for title, name in GROUPS.items() if (terms := found.group(name))}
    return environment.get_template("ontology.html").render(it=found, groups=groups, **values)


@cache
def _ontology() -> Ontology:
    return read_ontology(ontology_text())


@cache
def _style() -> str:
    return files("search_api.ontology").joinpath("ontology.css").read_text("utf-8")


@cache
def _body(media_type: str) -> bytes:
    if media_type == HTML:
        return served_page().encode()
    if media_type == TURTLE:
        return ontology_text()  # as it was written, with its comments
    quads = ox.parse(ontology_text(), ox.RdfFormat.TURTLE)
    return serialize([quad.triple for quad in quads], media_type)


def _answer(request: Request, short_name: str | None) -> Response:
    media_type = _negotiate(request, short_name)
    if media_type is None:
        offers = ", ".join([HTML, *(form.media_type for form in FORMS)])
        return problem(406, "The ontology is not available in a format that you accept.", offers)
    body = _body(media_type)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    links = [f'<{form.href}>; rel="alternate"; type="{form.media_type}"' for form in FORMS]
    headers = {
        "ETag": tag,
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "Link": ", ".join([*links, f'<{_ontology().uri}>; rel="canonical"']),
        "X-Content-Type-Options": "nosniff",
    }
    if media_type == HTML:
        policy = "; ".join(f"{name} {value}" for name, value in POLICY.items())
        headers |= {"Content-Security-Policy": policy, "Content-Language": "en", "Referrer-Policy": "same-origin"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=content_type(media_type), headers=headers)


def _negotiate(request: Request, short_name: str | None) -> str | None:
    if short_name is not None:
        named = short_name.lower()
        return HTML if named == "html" else GRAPH.get(SHORT_NAMES.get(named, ""))
    chosen = choose(", ".join(request.headers.getlist("accept")) or None, (HTML, *GRAPH))
    return GRAPH.get(chosen, chosen) if chosen else None
