"""The finders as components of spaCy pipelines, under names such as ``mea_references``.

A finder adds what it claims to the reading of the document; ``mea_mentions`` decides who keeps a place and writes
``doc.spans``. Importing this module registers the components with spaCy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.counts import find_counts, find_periods
from ingest.enrich.dates import find_date_mentions
from ingest.enrich.gazetteer import find_places
from ingest.enrich.labels import find_labels, find_secretariats
from ingest.enrich.meetings import find_meetings
from ingest.enrich.money import find_money
from ingest.enrich.provisions import find_provisions
from ingest.enrich.references import find_references
from ingest.enrich.resolve import resolve
from ingest.enrich.verbs import find_verbs
from kg.errors import BadInput
from kg.model import Mention

Finder = Callable[[PassageText, EnrichmentContext], Iterable[Mention]]

FINDERS: MappingProxyType[str, tuple[int, Finder]] = MappingProxyType(
    {
        "references": (0, find_references),
        "provisions": (0, find_provisions),
        "meetings": (0, find_meetings),
        "dates": (0, find_date_mentions),
        "money": (1, find_money),
        "periods": (1, find_periods),
        "verbs": (2, find_verbs),
        "secretariats": (3, find_secretariats),
        "labels": (4, find_labels),
        "places": (5, find_places),
        "counts": (6, find_counts),
    }
)
"""Name → tier and finder. Of two claims to a place that of the lower tier stands: identifiers before labels."""

_TIERS = 1 + max(tier for tier, _ in FINDERS.values())
READING = "mea_reading"

GROUPS = MappingProxyType(
    {
        "references": ("document", "decision", "provision", "meeting", "treaty"),
        "dates": ("date", "period"),
        "places": ("place",),
        "organizations": ("organization", "party"),
        "concepts": ("concept",),
        "amounts": ("money", "count"),
        "kinds": ("document-kind",),
    }
)
"""Key of ``doc.spans`` → kinds of mentions in it."""

_GROUP_OF = {kind: key for key, kinds in GROUPS.items() for kind in kinds}


class Reading:
    """A document on its way through a pipeline: its text and context, the claims by tier, at the end the mentions."""

    __slots__ = ("context", "found", "mentions", "view")

    def __init__(self, view: PassageText, context: EnrichmentContext) -> None:
        self.view = view
        self.context = context
        self.found: list[list[Mention]] = [[] for _ in range(_TIERS)]
        self.mentions: tuple[Mention, ...] = ()


def reading_of(doc: Doc) -> Reading:
    """The reading of a document.

    Raises:
        BadInput: it was not made by the pipeline's own ``make_doc``.
    """
    reading = doc.user_data.get(READING)
    if reading is None:
        raise BadInput("The document was made by another pipeline.", remedy="Give the text, or use nlp.make_doc(text).")
    return reading  # type: ignore[no-any-return]


def _register(name: str, tier: int, find: Finder) -> None:
    def component(doc: Doc) -> Doc:
        reading = reading_of(doc)
        reading.found[tier] += find(reading.view, reading.context)
        return doc

    Language.component(f"mea_{name}", func=component)


@Language.component("mea_mentions", assigns=["doc.spans"])
def mentions(doc: Doc) -> Doc:
    """Mentions that do not overlap, as spans: label is the kind, id the value, ``kb_id`` the URI.

    A span covers whole tokens; ``doc._.mentions`` has the exact characters.
    """
    reading = reading_of(doc)
    reading.mentions = resolve(reading.found)
    groups: dict[str, list[Span]] = {key: [] for key in GROUPS}
    for found in reading.mentions:
        uri = found.uri or ""
        span = doc.char_span(*found.span, label=found.kind, kb_id=uri, span_id=found.value, alignment_mode="expand")
        groups[_GROUP_OF[found.kind]] += () if span is None else (span,)
    for key, spans in groups.items():
        doc.spans[key] = SpanGroup(doc, name=key, spans=spans)
    return doc


def _mentions_of(doc: Doc) -> tuple[Mention, ...]:
    return reading_of(doc).mentions


for _name, (_tier, _finder) in FINDERS.items():
    _register(_name, _tier, _finder)
_EXTENSION: dict[str, Any] = {"getter": _mentions_of, "force": True}
Doc.set_extension("mentions", **_EXTENSION)
