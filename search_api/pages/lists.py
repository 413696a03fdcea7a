"""Themes, parties, projects, meetings, decisions: lists and items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from fastapi import APIRouter, Request, Response
from rdflib.namespace import DCTERMS, SKOS
from rdflib.term import Identifier, Literal

from kg.model import LANGUAGES
from kg.snapshot import Snapshot
from kg.terms import MEA
from kg.views.listing import JsonObject, paged
from kg.views.passages import count_by_theme
from kg.views.profiles import profile
from kg.views.suggest import fold
from kg.views.things import all_labels, said_of, thing, things
from search_api.pages import structured
from search_api.pages.site import Site, language_of, page_number

PAGE = 50
_NUMBERS = re.compile(r"(\d+)")
TEMPLATES = {
    "themes": "theme.html",
    "parties": "party.html",
    "projects": "project.html",
    "meetings": "meeting.html",
    "decisions": "decision.html",
}
"""List → the template of its items."""

TITLED = {"projects": MEA.Project, "meetings": MEA.Meeting, "decisions": MEA.Decision}
"""Lists of things whose titles are in the language of their source → class in the graph."""


def create_router(site: Site) -> APIRouter:
    """``/{list}`` and ``/{list}/{key}`` for each list."""
    router = APIRouter(route_class=site.route())
    for name in TEMPLATES:
        router.add_api_route(f"/{name}", _list(site, name), methods=["GET", "HEAD"], response_model=None)
        router.add_api_route(f"/{name}/{{key}}", _item(site, name), methods=["GET", "HEAD"], response_model=None)
    return router


def item_page(site: Site, request: Request, name: str, key: str) -> Response:
    """The page of one thing of a list.

    Raises:
        NotFound: there is none with this key.
    """
    snapshot, language = site.snapshot(), language_of(request)
    it = thing(snapshot, name, key, language) | profile(snapshot, name, key, language)
    if name == "themes":
        about = said_of(snapshot, SKOS.Concept, it["uri"]) or {}
        it["from_memory"] = _languages(about.get(MEA.labelFromMemory, []))
        it["definition_language"] = _chosen(_languages(about.get(SKOS.definition, [])), language)
    nested = {each: titled(snapshot, each, it[each], language) for each in TITLED if each in it}
    shown = titled(snapshot, name, [it | nested], language)[0]
    return site.render(request, TEMPLATES[name], it=shown, structured=structured.item(name, it, language))


def _languages(values: Iterable[Identifier]) -> list[str]:
    """The languages that a property's texts are in."""
    return [v.language for v in values if isinstance(v, Literal) and v.language]


def _chosen(present: list[str], language: str) -> str | None:
    """The language that a reader is shown, of those present: the same choice as the views make."""
    return next((code for code in (language, "en", *LANGUAGES) if code in present), None)


def titled(snapshot: Snapshot, name: str, entries: list[JsonObject], language: str) -> list[JsonObject]:
    """The entries of a list with the language that each title is in: the same choice that the title was made by."""
    if name not in TITLED:
        return entries
    found = []
    for entry in entries:
        titles = (said_of(snapshot, TITLED[name], entry["uri"]) or {}).get(DCTERMS.title, [])
        found.append(entry | {"title_language": _chosen(_languages(titles), language)})
    return found


def _item(site: Site, name: str) -> Callable[[Request, str], Response]:
    def show(request: Request, key: str) -> Response:
        return item_page(site, request, name, key)

    return show


def _list(site: Site, name: str) -> Callable[[Request], Response]:
    special = {"themes": _themes, "parties": _parties}

    def show(request: Request) -> Response:
        if name in special:
            return special[name](site, request)
        found = _filtered(site.snapshot(), name, request)
        order = {"meetings": "start", "decisions": "key", "projects": "id"}[name]
        found.sort(key=lambda entry: natural(str(entry[order] or "")), reverse=True)
        page = page_number(request)
        listing = paged(found, PAGE, page)
        listing = replace(listing, items=titled(site.snapshot(), name, listing.items, language_of(request)))
        q = request.query_params.get("q", "")
        return site.render(request, "listing.html", name=name, listing=listing, page=page, k=PAGE, q=q)

    return show


def natural(text: str) -> list[tuple[int, str]]:
    """A key that sorts numbers by their value: ``mc-5-7`` before ``mc-5-16``."""
    return [(int(piece), "") if piece.isdecimal() else (0, piece) for piece in _NUMBERS.split(text)]


def _filtered(snapshot: Snapshot, name: str, request: Request) -> list[JsonObject]:
    wanted = fold(request.query_params.get("q", "").strip())
    found = things(snapshot, name, language_of(request))
    return [e for e in found if not wanted or any(wanted in fold(str(label)) for label in all_labels(e) if label)]


def _parties(site: Site, request: Request) -> Response:
    found = sorted(_filtered(site.snapshot(), "parties", request), key=lambda p: fold(p["label"] or p["key"]))
    return site.render(request, "parties.html", parties=found, q=request.query_params.get("q", ""))


def _themes(site: Site, request: Request) -> Response:
    snapshot = site.snapshot()
    counts = count_by_theme(snapshot.documents.values())
    found = things(snapshot, "themes", language_of(request))
    themes = {t["uri"]: t | {"count": counts.get(t["key"], 0)} for t in found}
    tops = [t for t in themes.values() if not any(b["uri"] in themes for b in t["broader"])]
    groups = [{"top": top, "narrower": _below(top, themes, 1, {top["uri"]})} for top in tops]
    return site.render(request, "themes.html", groups=groups)


def _below(theme: JsonObject, themes: dict[str, JsonObject], level: int, seen: set[str]) -> list[JsonObject]:
    """Everything narrower, depth first, each theme once."""
    found: list[JsonObject] = []
    for each in sorted(theme["narrower"], key=lambda n: fold(n["label"])) or _children(theme, themes):
        if each["uri"] in themes and each["uri"] not in seen:
            seen.add(each["uri"])
            child = themes[each["uri"]]
            found += [{"theme": child, "level": level}, *_below(child, themes, level + 1, seen)]
    return found


def _children(theme: JsonObject, themes: dict[str, JsonObject]) -> list[JsonObject]:
    """What names the theme as broader: taxonomies may state the relation from one side only."""
    found = [t for t in themes.values() if any(b["uri"] == theme["uri"] for b in t["broader"])]
    return sorted(found, key=lambda t: fold(t["label"] or t["key"]))
