"""Names that fill slots and that search has no use for: regions, cities, kinds of documents, statuses of projects."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.answers.notions import plain, word_start
from kg.identifiers.folding import fold
from kg.linking import Label, LabelMatcher
from kg.model import LANGUAGES, Span, Uri
from kg.queries import query

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_SCHEMES = {
    "places": "city",
    "document-kinds": "document_kind",
    "addressees": "addressed",
    "focal-areas": "focal_area",
}
_EVERYDAY = frozenset(
    f"document-kinds.{key}"
    for key in (
        "document", "decision", "draft-decision", "treaty", "convention", "protocol", "version", "revision",
        "amendment", "recommendation", "action-plan", "implementation-plan", "agenda",
    )
)  # fmt: skip
"""Kinds of documents whose names are words of other questions as well."""
_WITHIN = {"party": "region"}
"""“America” in “North America”."""
_KEPT = 500
"""Texts whose names stay in memory."""
_WORD_REST = re.compile(r"\w*")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a question: the slot that it fills, with what (a key of its kind or scheme, or a URI)."""

    slot: str
    value: str
    span: Span


def named_things(snapshot: Snapshot, text: str, language: str) -> list[Named]:
    """Everything that is named, in no order; a city whose name also stands for a treaty is left out."""
    spoken = language if language in LANGUAGES else "en"
    found = [
        Named(mention.kind, str(mention.uri), mention.span)
        for mention in _matcher(snapshot).find(text, spoken)
        if not str(mention.uri).endswith((".minamata", ".basel", ".rotterdam", ".stockholm"))
        # “se ha” has the stems of “La Haya”
        and not (spoken == "es" and mention.kind == "city" and text[: mention.span[1]].endswith(" ha"))
    ]
    return _longest([*found, *_patterned(text, spoken)])


def _longest(names: list[Named]) -> list[Named]:
    """Without names that are part of a longer one of the same slot (“West Africa”), and countries in a region."""
    return [
        name
        for name in names
        if not any(
            other.slot in {name.slot, _WITHIN.get(name.slot)}
            and other.span != name.span
            and name.span == _common(name.span, other.span)
            for other in names
        )
    ]


def _common(one: Span, other: Span) -> Span:
    return max(one[0], other[0]), min(one[1], other[1])


@lru_cache(_KEPT)
def _patterned(text: str, language: str) -> tuple[Named, ...]:
    """What a text names by the patterns; a question is read for the graph, and for what its passage must name."""
    folded = fold(text)
    found, searched = [], plain(folded.text)
    for slot, value, pattern in _patterns(language):
        for match in pattern.finditer(searched):
            rest = _WORD_REST.match(folded.text, match.end()) if language != "zh" else None
            found.append(Named(slot, value, folded.span((match.start(), rest.end() if rest else match.end()))))
    return tuple(found)


@cache
def _patterns(language: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("kg.answers").joinpath("names.toml").read_text("utf-8"))
    return tuple(
        (slot, key, re.compile(plain(f"{word_start(language)}(?:{row[language]})"), re.IGNORECASE))
        for slot, rows in data.items()
        for key, row in rows.items()
    )


def _matcher(snapshot: Snapshot) -> LabelMatcher:
    """Of the labels that the vocabularies of a base give these things, computed once."""
    if "answers.names" not in snapshot.kept:
        snapshot.kept["answers.names"] = LabelMatcher(_labels(snapshot))
    matcher: LabelMatcher = snapshot.kept["answers.names"]
    return matcher


def _labels(snapshot: Snapshot) -> Iterator[Label]:
    for uri, entity in snapshot.entities.items():
        key = uri.rpartition("/")[2]
        slot = _SCHEMES.get(key.partition(".")[0])
        if slot and "." in key and key not in _EVERYDAY:
            for language, label in entity.labels.items():
                yield Label(Uri(uri), slot, language, label, True)
    for row in snapshot.graph.select(query("symbols")):
        yield from (
            Label(Uri(str(row["document"])), "document", spoken, str(row["symbol"]), True) for spoken in LANGUAGES
        )
