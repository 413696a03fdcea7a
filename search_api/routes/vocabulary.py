"""The vocabulary service: concepts, schemes, suggestions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from kg.errors import BadInput
from kg.identifiers.uris import KINDS
from kg.views.concepts import concept, concepts, removed_since
from kg.views.names import FALLBACKS
from kg.views.profiles import profile
from kg.views.schemes import scheme, scheme_item, scheme_statements, scheme_table, scheme_tree, schemes
from kg.views.suggest import suggest
from kg.views.vocabulary import Vocabulary
from search_api.conditional import is_known
from search_api.negotiation import choose
from search_api.paging import Paging, answer
from search_api.problems import problem
from search_api.routes.entities import RESERVED, filtered, named
from search_api.service import State
from search_api.sparql.formats import CSV, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, content_type
from search_api.sparql.graphs import serialize

router = APIRouter(prefix="/api", tags=["vocabulary"])

JSON = "application/json"
WHOLE = {"ttl": TURTLE, "jsonld": JSON_LD, "rdf": RDF_XML, "nt": N_TRIPLES, "csv": CSV}
"""File ending of a whole scheme → its media type."""

Language = Annotated[
    Literal["ar", "zh", "en", "fr", "ru", "es"] | None,
    Query(description=f"Language of the labels. Where a thing has none in it: {FALLBACKS}."),
]
Depth = Annotated[int, Query(ge=0, le=20, description="Levels below.")]
Key = Annotated[str, Path(description="Last segment of the URI.")]


def since_text(changed_since: str | None) -> str | None:
    """A date or time as the catalog writes times, in UTC.

    Raises:
        BadInput: it is neither.
    """
    if changed_since is None:
        return None
    try:
        if len(changed_since) == len("2026-11-01"):
            return date.fromisoformat(changed_since).isoformat()
        if "T" in changed_since:
            changed_since = changed_since.replace(" ", "+")  # a plus that a URL made a space
        moment = datetime.fromisoformat(changed_since)
    except ValueError as error:
        remedy = "Write it like 2026-11-01 or 2026-11-01T12:00:00Z."
        raise BadInput(f"“{changed_since}” is neither a date nor a time.", remedy=remedy) from error
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@router.get("/concepts", name="list_concepts")
def list_concepts(
    request: Request,
    state: State,
    paging: Paging,
    language: Language = None,
    q: Annotated[str | None, Query(description="Part of a name, in any language.")] = None,
    scheme: Annotated[str | None, Query(description="Key or URI of a concept scheme.")] = None,
    broader: Annotated[str | None, Query(description="Key or URI of the concept directly above.")] = None,
    status: Annotated[
        Literal["official", "checked", "from-memory", "provisional", "deprecated"] | None,
        Query(description="Status of a preferred label (in `language`, if given), or a state of the concept."),
    ] = None,
    top: Annotated[bool | None, Query(description="Only concepts that begin a hierarchy, or only the others.")] = None,
    changed_since: Annotated[
        str | None,
        Query(description="Date or time (ISO 8601, UTC): what came into this base or changed in it then or later."),
    ] = None,
) -> dict[str, Any]:
    """Concepts of all schemes: topics, treaties, provisions, parties, organizations, chemicals, wastes and so on.

    Any other field can be given as a filter too: its value, or the key or URI of what it points to. `changed` is
    when the statements of a concept last changed in this base, whatever else of its scheme did; with `changed_since`
    the answer also lists under `removed` the concepts that went.
    """
    del scheme, broader  # fields like any other, named here for the description
    since = since_text(changed_since)
    vocabulary = Vocabulary(state, language)
    found = concepts(vocabulary, status=status, top=top, changed_since=since)
    own = RESERVED | {"status", "top", "changed_since"}
    page = answer(named(filtered(found, "concepts", request, own), q), paging)
    return page | ({"removed": removed_since(vocabulary, since)} if since else {})


@router.get("/concepts/{key}", name="get_concept")
def get_concept(key: Key, state: State, language: Language = None) -> dict[str, Any]:
    """One concept: every label with its status, its places in the hierarchy, mappings, dates, and what cites it.

    `label` is the one to show; `label_language` and `label_status` (official, checked or from-memory) say what it
    is. A label of which nothing is stated counts as from-memory. `paths` lead from the top down to the concept above.
    `modified` is the editors' date where they state one; `changed` is when this base took in the present statements.
    """
    vocabulary = Vocabulary(state, language)
    uri = vocabulary.uri_of(key)
    return profile(state, "concepts", key, language, uri=uri) | concept(vocabulary, uri)


@router.get("/concepts/{key}/tree", name="get_concept_tree")
def get_concept_tree(key: Key, state: State, language: Language = None, depth: Depth = 20) -> dict[str, Any]:
    """A concept with everything narrower, nested under `children`."""
    vocabulary = Vocabulary(state, language)
    return vocabulary.tree(vocabulary.uri_of(key), depth)


@router.get("/schemes", name="list_schemes")
def list_schemes(state: State, paging: Paging, language: Language = None) -> dict[str, Any]:
    """Concept schemes with counts, completeness by language, and how many labels have which status."""
    return answer(schemes(Vocabulary(state, language)), paging)


@router.get("/schemes/{key}.{ending}", name="get_whole_scheme", response_class=Response)
def get_whole_scheme(key: Key, ending: str, request: Request, state: State) -> Response:
    """All of a scheme as a file: `ttl`, `jsonld`, `rdf`, `nt`, or `csv`, the table that `mea-kg vocab import` takes."""
    if ending not in WHOLE:
        return problem(404, f"A scheme has no form .{ending}.", f"There are {', '.join(WHOLE)}.")
    return _whole(request, state, key, WHOLE[ending])


@router.get("/schemes/{key}", name="get_scheme", response_model=None)
def get_scheme(
    key: Key, request: Request, response: Response, state: State, language: Language = None
) -> dict[str, Any] | Response:
    """One scheme and its top concepts as JSON; all of it where the client prefers Turtle, JSON-LD, RDF/XML or CSV."""
    wanted = choose(request.headers.get("accept"), (JSON, *WHOLE.values()))
    if wanted is not None and wanted != JSON:
        return _whole(request, state, key, wanted)
    found = scheme(Vocabulary(state, language), key)
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = _links(key)
    return found | {"formats": {ending: f"/api/schemes/{key}.{ending}" for ending in WHOLE}}


@router.get("/schemes/{key}/tree", name="get_scheme_tree")
def get_scheme_tree(key: Key, state: State, language: Language = None, depth: Depth = 20) -> dict[str, Any]:
    """A scheme's hierarchy, nested under `children`."""
    return scheme_tree(Vocabulary(state, language), key, depth)


@router.get("/suggest")
def suggestions(
    state: State,
    q: Annotated[str, Query(min_length=1, max_length=200, description="What was typed of a name or code.")],
    language: Language = None,
    k: Annotated[int, Query(ge=1, le=50)] = 10,
    kind: Annotated[str | None, Query(description="Only things of this kind: concept, party, meeting …")] = None,
) -> dict[str, Any]:
    """Concepts, parties, organizations, meetings, decisions, projects … by what was typed of any of their names.

    Any language and script; case, accents, ё and hamza do not matter. Best first: the whole name, the beginning of a
    preferred label, of another label, of a later word (in Chinese: any place), several words in any order, one
    wrong keystroke in five letters or more; among equals the shorter. `matched` is the name that matched.
    """
    if kind is not None and kind not in KINDS:
        raise BadInput(f"“{kind}” is not a kind of thing.", remedy=f"Use one of {', '.join(sorted(KINDS))}.")
    return {"items": suggest(state, q, language, k, kind)}


def _whole(request: Request, state: State, key: str, media_type: str) -> Response:
    tag = f'"{scheme_item(state, key).sha256[:32]}-{media_type.rpartition("/")[2]}"'
    headers = {"ETag": tag, "Vary": "Accept", "Cache-Control": "no-cache", "Link": _links(key)}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    table = media_type == CSV
    body = scheme_table(state, key) if table else serialize(scheme_statements(state, key), media_type)
    ending = next(name for name, form in WHOLE.items() if form == media_type)
    headers["Content-Disposition"] = f'inline; filename="{key}.{ending}"'
    return Response(body, media_type=content_type(media_type), headers=headers)


def _links(key: str) -> str:
    """The Link header of a scheme: all of it in every format (RFC 8288)."""
    return ", ".join(f'</api/schemes/{key}.{end}>; rel="alternate"; type="{form}"' for end, form in WHOLE.items())
