"""Concepts by any of their names, in any language, also inflected and inside running text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib.namespace import SKOS

from kg.linking import Label, LabelMatcher
from kg.model import LANGUAGES, Mention, Span, Uri
from kg.names import LINKED_KINDS, LINKED_SCHEMES
from kg.vocabulary.scheme import Scheme

_NAMES = {str(SKOS.prefLabel), str(SKOS.altLabel), str(SKOS.hiddenLabel)}
_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u052f"), ("zh", "\u4e00", "\u9fff"))
_LATIN = ("en", "fr", "es")


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that a text names: where, by which label, and how sure."""

    uri: str
    label: str
    span: Span
    language: str
    method: str
    confidence: float


class Lookup:
    """Finds concepts of schemes.

    Names of topics, bodies, chemicals, wastes, organizations, parties and treaties are found inside running
    text; names of the other schemes (verbs, statuses …) are everyday words and are found only as the whole text.
    """

    def __init__(self, schemes: Iterable[Scheme]) -> None:
        labels = [label for scheme in schemes for label in labels_of(scheme)]
        self._running = LabelMatcher(label for label in labels if _is_linked(label))
        self._whole = LabelMatcher(labels)

    def find(self, text: str, language: str | None = None) -> list[Found]:
        """Concepts in a text, each once, the surest first.

        Args:
            text: a name, or a sentence.
            language: ISO 639-1 code; default: every language that is written in the text's letters.
        """
        best: dict[str, Found] = {}
        for code in [language] if language else languages_of(text):
            mentions = self._running.find(text, code)
            mentions += [m for m in self._whole.find(text, code) if text[slice(*m.span)].strip() == text.strip()]
            for found in (_found(mention, code) for mention in mentions if mention.uri):
                if found.uri not in best or best[found.uri].confidence < found.confidence:
                    best[found.uri] = found
        return sorted(best.values(), key=lambda found: (-found.confidence, found.span, found.uri))


def languages_of(text: str) -> tuple[str, ...]:
    """Languages that are written in the letters of a text; all six when it has no letters."""
    found = [code for code, first, last in _SCRIPTS if any(first <= c <= last for c in text)]
    found += _LATIN if any(c.isalpha() and c < "\u0250" for c in text) else ()
    return tuple(found) or LANGUAGES


def _is_linked(label: Label) -> bool:
    scheme = label.uri.rsplit("/", 1)[-1].partition(".")[0]
    return label.kind in LINKED_KINDS or (label.kind == "concept" and scheme in LINKED_SCHEMES)


def labels_of(scheme: Scheme) -> Iterator[Label]:
    """All names of a scheme's concepts."""
    concepts = {concept.value for concept in scheme.concepts()}
    for t in scheme.statements:
        if t.predicate.value in _NAMES and isinstance(t.object, ox.Literal) and isinstance(t.subject, ox.NamedNode):
            uri = t.subject.value
            if uri in concepts:
                kind = uri[len(scheme.base) + 3 :].partition("/")[0]
                preferred = t.predicate.value == str(SKOS.prefLabel)
                yield Label(Uri(uri), kind, t.object.language or "", t.object.value, preferred)


def _found(mention: Mention, language: str) -> Found:
    return Found(str(mention.uri), mention.value, mention.span, language, mention.method, mention.confidence)
