"""The page of any URI in the graph: its own page where it has one, else what the graph says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyoxigraph as ox
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import URIRef

from kg.errors import NotFound
from kg.model import LANGUAGES
from kg.queries import query
from kg.snapshot import Snapshot
from kg.terms import PREFIXES
from kg.views.names import label_of
from kg.views.passages import passages
from search_api.pages import structured
from search_api.pages.library import Library
from search_api.pages.links import LISTS, THEMES, is_foreign, page_of
from search_api.pages.lists import item_page
from search_api.pages.site import Site, language_of

TITLES = (str(SKOS.prefLabel), str(DCTERMS.title), str(RDFS.label))
_SHOWN_APART = frozenset({*TITLES, str(RDF.type), str(SKOS.definition), str(SKOS.hiddenLabel)})
_MOST_VALUES = 40


@dataclass(frozen=True, slots=True)
class Value:
    """A value as shown: where it leads, and the language of its text."""

    text: str
    href: str | None
    language: str | None = None
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A property with its values."""

    property: str
    name: str
    values: tuple[Value, ...]


class Things:
    """Pages by URI."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._library = Library(site)

    def page(self, request: Request, uri: str, triples: Sequence[ox.Triple]) -> Response:
        """The page of a thing; a passage leads to its place in its document."""
        snapshot = self._site.snapshot()
        kind, key = snapshot.uris.key_of(uri) or ("", "")
        try:
            if kind == "passage":
                return RedirectResponse(page_of(snapshot.uris, uri) or "/", 303)
            if kind == "document":
                return self._library.page(request, key)
            if kind == "concept" and key.startswith(THEMES):
                return item_page(self._site, request, "themes", key)
            if kind in LISTS:
                return item_page(self._site, request, LISTS[kind], key)
        except NotFound:
            return self._generic(request, uri, triples)  # the graph knows it, the lists do not
        return self._generic(request, uri, triples)

    def _generic(self, request: Request, uri: str, triples: Sequence[ox.Triple]) -> Response:
        snapshot, language = self._site.snapshot(), language_of(request)
        about = [t for t in triples if _iri(t.subject) == uri]
        title = label_of(snapshot, uri, language) or _text(about, TITLES, language) or shortened(uri)
        definition = _text(about, (str(SKOS.definition), str(RDFS.comment)), language)
        return self._site.render(
            request,
            "thing.html",
            uri=uri,
            title=title,
            structured=structured.thing(uri, title, definition),
            types=[shortened(_iri(t.object)) for t in about if t.predicate.value == str(RDF.type)],
            definition=definition,
            statements=[self._statement(name, about, snapshot, language) for name in _properties(about)],
            inbound=self._inbound(uri, snapshot, language),
            passages=passages(snapshot, "passages_about", URIRef(uri), language),
        )

    def _statement(self, name: str, about: list[ox.Triple], snapshot: Snapshot, language: str) -> Statement:
        objects = [t.object for t in about if t.predicate.value == name]
        values = tuple(self._value(o, snapshot, language) for o in objects[:_MOST_VALUES])
        return Statement(name, shortened(name), values)

    def _value(self, term: object, snapshot: Snapshot, language: str) -> Value:
        if isinstance(term, ox.Literal):
            return Value(term.value, None, term.language)
        if not isinstance(term, ox.NamedNode):
            return Value("…", None)
        return self._named(term.value, snapshot, language)

    def _named(self, uri: str, snapshot: Snapshot, language: str) -> Value:
        text = self._site.name_of(uri, language) or shortened(uri)
        return Value(text, page_of(snapshot.uris, uri), None, is_foreign(snapshot.uris, uri))

    def _inbound(self, uri: str, snapshot: Snapshot, language: str) -> list[Statement]:
        found: dict[str, list[Value]] = {}
        for row in snapshot.graph.select(query("inbound"), thing=URIRef(uri)):
            if "#" in str(row["found"]):  # a node inside a record, which its record shows
                continue
            found.setdefault(str(row["property"]), []).append(self._named(str(row["found"]), snapshot, language))
        return [Statement(name, f"← {shortened(name)}", tuple(values[:_MOST_VALUES])) for name, values in found.items()]


def shortened(uri: str) -> str:
    """A URI with a known prefix, else as it is."""
    for prefix, namespace in PREFIXES.items():
        if uri.startswith(namespace):
            return f"{prefix}:{uri.removeprefix(namespace)}"
    return uri


def _properties(about: list[ox.Triple]) -> list[str]:
    return list(dict.fromkeys(t.predicate.value for t in about if t.predicate.value not in _SHOWN_APART))


def _text(about: list[ox.Triple], names: Sequence[str], language: str) -> str | None:
    for name in names:
        values = {
            t.object.language or "": t.object.value
            for t in about
            if t.predicate.value == name and isinstance(t.object, ox.Literal)
        }
        for candidate in (language, "en", "", *LANGUAGES):
            if candidate in values:
                return values[candidate]
    return None


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
