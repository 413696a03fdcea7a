"""What a question says besides its words: its language, the things it names, the identifiers in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.meetings import named_meeting
from kg.answers.names import named_things
from kg.identifiers import PREFIXES, decision_key, find_decisions, find_symbols, symbol_key
from kg.language import UNDETERMINED, detect
from kg.lexical.analysis import whole_tokens
from kg.model import Mention
from kg.search.model import EntityView, Reading
from kg.search.phrases import of_quotations
from kg.search.readings import NAMES, is_ignored, of_cities, of_entities, of_provisions, of_tokens

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    ``anchors`` are what a passage in any language may share with it: dates,
    numbers, identifiers, URIs of the things and cities it names (not of treaties: those
    are what a document is *about*, and stand in ``conventions`` by their keys);
    ``identifiers`` are those of them that are symbols and decision numbers;
    ``provisions`` are articles and annexes without their treaty (``art_7``),
    ``meetings`` keys, or their ends where no treaty is named (``-cop-6``).
    ``readings`` has all of this as it is shown to the asker.
    ``phrases`` are the words in quotation marks, in normal form, in order.
    ``expansion`` has the labels of the named things in each language.
    """

    text: str
    language: str
    entities: tuple[EntityView, ...]
    anchors: frozenset[str]
    identifiers: frozenset[str]
    provisions: frozenset[str]
    conventions: frozenset[str]
    meetings: frozenset[str]
    phrases: tuple[str, ...]
    readings: tuple[Reading, ...]
    expansion: dict[str, tuple[str, ...]]


def understand(snapshot: Snapshot, text: str, hint: str | None = None, ignore: Collection[str] = ()) -> Question:
    """Read a question.

    Args:
        snapshot: whose labels and things are looked for.
        text: as the asker wrote it.
        hint: the asker's language where it is known; decides when the text does not.
        ignore: readings to leave out, by name or as ``name:value``.
    """
    detected = detect(text, hint)
    language = FALLBACK_LANGUAGE if detected == UNDETERMINED else detected
    named = [m for m in snapshot.labels.find(text, language) if m.uri is not None]
    every = _without_overlaps([*_identified(snapshot, text), *(_view(snapshot, m, language) for m in named)])
    read = [(entity, reading) for entity, reading in of_entities(every) if not is_ignored(reading, ignore)]
    entities = tuple(entity for entity, _ in read)
    identifiers = frozenset(token for token in whole_tokens(text) if "/" in token)
    others = [*of_provisions(text), *of_tokens(whole_tokens(text)), *_of_meeting(text, language), *of_quotations(text)]
    others.extend(_of_places(snapshot, text, language))
    if any(each.name == "provision" for each in others) and all(each.name != "convention" for _, each in read):
        others.extend(of_cities(text))
    others = [reading for reading in others if not is_ignored(reading, ignore)]
    readings = (*(reading for _, reading in read), *others)
    values = {name: frozenset(r.value for r in others if r.name == name) for name in NAMES}
    kept = identifiers - _switched_off(identifiers, ignore)
    return Question(
        text,
        language,
        entities,
        anchors=kept
        | values["period"]
        | values["number"]
        | {snapshot.uris.of("concept", key) for key in values["place"]}
        | {e.uri for e in entities if e.kind != "treaty"},
        identifiers=kept,
        provisions=values["provision"],
        conventions=frozenset(each.value for each in readings if each.name == "convention"),
        meetings=values["meeting"],
        phrases=tuple(reading.value for reading in others if reading.name == "phrase"),
        readings=readings,
        expansion=_expansion(snapshot, entities),
    )


def _switched_off(identifiers: Iterable[str], ignore: Collection[str]) -> frozenset[str]:
    """Symbols and decision numbers among the ignored readings; those have keys for values."""

    def ignored(identifier: str) -> bool:
        name = "document" if identifier.count("/") > 1 else "decision"
        return is_ignored(Reading(name, identifier.replace("/", "-"), identifier, None), ignore)

    return frozenset(identifier for identifier in identifiers if ignored(identifier))


def _of_meeting(text: str, language: str) -> list[Reading]:
    named = named_meeting(text, language)
    if named is None:
        return []
    body = named.body.rpartition(".")[2].lower()
    treaty = PREFIXES.get(named.treaty, "") if named.treaty else ""
    start = text.find(named.text)
    span = (start, start + len(named.text)) if start >= 0 else None
    return [Reading("meeting", f"{treaty}-{body}-{named.session}", named.text, span)]


def _of_places(snapshot: Snapshot, text: str, language: str) -> list[Reading]:
    """Cities: «в Оттаве» is “渥太华”. In small letters a name is a word: « d'où vient » is not about Vienna."""
    cities = [each for each in named_things(snapshot, text, language) if each.slot == "city"]
    return [
        Reading("place", city.value.rpartition("/")[2], text[slice(*city.span)], city.span)
        for city in cities
        if not text[city.span[0]].islower()
    ]


def _identified(snapshot: Snapshot, text: str) -> list[EntityView]:
    found = [
        EntityView(snapshot.uris.document(symbol_key(match.symbol)), match.symbol, "document", match.span)
        for match in find_symbols(text)
    ]
    found += [
        EntityView(snapshot.uris.of("decision", decision_key(match.number)), match.number, "decision", match.span)
        for match in find_decisions(text)
        if match.number
    ]
    return found


def _view(snapshot: Snapshot, mention: Mention, language: str) -> EntityView:
    uri = str(mention.uri)
    entity = snapshot.entities.get(uri)
    label = (entity.labels.get(language) or entity.label) if entity else mention.value
    return EntityView(uri, label, mention.kind, mention.span)


def _without_overlaps(entities: list[EntityView]) -> tuple[EntityView, ...]:
    """In order of place; where two overlap, identifiers and longer names win (they come first here)."""
    kept: list[EntityView] = []
    for entity in entities:
        if all(entity.span[1] <= other.span[0] or other.span[1] <= entity.span[0] for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda e: e.span))


def _expansion(snapshot: Snapshot, entities: tuple[EntityView, ...]) -> dict[str, tuple[str, ...]]:
    labels: dict[str, dict[str, None]] = {}
    for uri in {e.uri for e in entities}:
        entity = snapshot.entities.get(uri)
        for language, label in (entity.labels if entity else {}).items():
            labels.setdefault(language, {})[label] = None
    return {language: tuple(sorted(found)) for language, found in labels.items()}
