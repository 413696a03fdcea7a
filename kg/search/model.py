"""What is asked and what is answered. Field names are those of the JSON (``design.md`` §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kg.model import Span


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A question with its filters; None means: not filtered by this.

    ``language`` keeps to passages of that language (for ``ask`` it is the
    asker's language instead and filters nothing). ``convention`` and ``theme``
    are keys (``minamata``, ``topics.supply-and-trade``), ``type`` a document
    kind, ``party`` an ISO 3166 alpha-3 code; dates are ISO and inclusive.
    ``group`` is ``work`` (language versions of a paragraph are one hit) or
    ``none``. ``asker`` is the asker's language, for questions too short to tell;
    ``ignore`` switches readings of the question off (``kg.search.readings``);
    ``next`` is the cursor of an earlier response whose list is to be gone on with.
    """

    text: str
    k: int = 10
    language: str | None = None
    convention: str | None = None
    type: str | None = None
    theme: str | None = None
    party: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    group: str = "work"
    asker: str | None = None
    ignore: tuple[str, ...] = ()
    next: str | None = None

    def filters(self) -> dict[str, str]:
        """The filters that are set, by name."""
        names = ("language", "convention", "type", "theme", "party", "date_from", "date_to")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class EntityView:
    """A thing found in the question, with its place."""

    uri: str
    label: str
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that a question was read to say: passages that fit come earlier, none is left out for it.

    ``name`` is one of ``kg.search.readings.NAMES``; ``span`` is None for what has no one place.
    """

    name: str
    value: str
    label: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class PhraseView:
    """Words in quotation marks, with their place and how many passages hold them just so, filters considered."""

    text: str
    span: Span | None
    passages: int


@dataclass(frozen=True, slots=True)
class QueryView:
    """How the question was understood. ``ignored`` are the readings that the asker switched off."""

    text: str
    language: str
    entities: tuple[EntityView, ...]
    filters: Mapping[str, str]
    readings: tuple[Reading, ...] = ()
    ignored: tuple[str, ...] = ()
    phrases: tuple[PhraseView, ...] = ()


@dataclass(frozen=True, slots=True)
class PassageView:
    """A passage as shown. ``label`` is its place in the asker's language (“annex, para. 2”)."""

    uri: str
    text: str
    language: str
    part: str
    number: str | None
    label: str
    page: int | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The language version a passage is of. ``languages`` are those of all versions of its Work."""

    uri: str
    title: str
    symbol: str | None
    kind: str
    date: str | None
    languages: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept, party or organization that a passage mentions, labelled in the asker's language."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``highlights`` are spans of the passage's text."""

    rank: int
    score: float
    passage: PassageView
    document: DocumentView
    highlights: tuple[Span, ...]
    concepts: tuple[ConceptView, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many of the hits have a value."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """Hits, best first. ``total`` counts all candidates after grouping, ``facets`` are over them.

    ``next`` is the cursor of the page after this one, None on the last. ``moved`` says that the list the
    request's own cursor names is no longer kept and this page was cut from a newer one instead:
    it may repeat hits of earlier pages, and hits may have moved to those.
    """

    query: QueryView
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    total: int
    took_ms: float
    next: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact words of a passage: ``quote`` is ``passage.text[span[0]:span[1]]``.

    ``key`` is the span of the sentence in it that comes nearest to the question.
    """

    passage: PassageView
    document: DocumentView
    quote: str
    span: Span
    key: Span


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer by its kind: ``extractive``, ``structured``, ``generated`` or ``none`` (then ``reason`` says why).

    ``confidence`` is an estimate of the chance that the first citation answers the question.
    """

    kind: str
    text: str
    confidence: float
    reason: str | None = None
    sparql: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class AskResponse:
    """An answer with the hits that it was looked for in."""

    question: str
    language: str
    answer: Answer
    evidence: tuple[Hit, ...] = field(default=())


def to_json(response: SearchResponse | AskResponse) -> dict[str, Any]:
    """The response as JSON-ready dicts and lists, with the field names of the contract."""
    return asdict(response)
