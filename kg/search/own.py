"""Passages that an identifier in the question is the address of: the document, decision or article itself.

``UNEP/MC/COP.6/INF/26`` leads to the passages of that document, ``MC-5/16`` to those of the part that
holds the decision, ``article 7`` to that article in the text of the treaty that is named, or of any. Who names an
article seldom asks what stands there (“a chemical listed in Annex III”), so its passages gain less.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kg.answers.covering import content_words
from kg.catalog import Item
from kg.identifiers import find_symbols, provision_keys
from kg.passages import Column

if TYPE_CHECKING:
    from kg.search.understanding import Question
    from kg.snapshot import Snapshot

OWN_WEIGHT = 1.0
"""Of the very document, decision or article that is asked for: its passages come before those that refer to it."""
PROVISION_WEIGHT = 0.2
"""Of an article or annex that a longer question names: what else it says decides between good candidates."""

Parts = dict[str, list[tuple[int, str | None]]]
"""Identifier → (item, the part that it is, None for all of it)."""


def own_passages(snapshot: Snapshot, question: Question, allowed: Column | None = None) -> dict[str, dict[int, float]]:
    """Ids of the passages that the question's identifiers are addresses of and what these gain for it, by language.

    ``allowed`` are the only ones that may be answered; None: all.
    """
    found: dict[str, dict[int, float]] = defaultdict(dict)
    if question.provisions:
        gain = OWN_WEIGHT if _asks_for_all(question) else PROVISION_WEIGHT
        for passage, language in _of_provisions(snapshot, question.provisions, question.conventions):
            found[language][passage] = gain
    places = _places(snapshot)
    for identifier in question.identifiers:
        for item, part in places.get(identifier, ()):
            for passage, language, eid in _passages(snapshot, item):
                if part is None or eid.startswith(f"{part}__"):
                    found[language][passage] = OWN_WEIGHT
    if allowed is None:
        return found
    admitted = set(allowed.tolist()) if found else set()
    return {name: {each: gain for each, gain in own.items() if each in admitted} for name, own in found.items()}


def _asks_for_all(question: Question) -> bool:
    """Whether a question is hardly more than the names in it (“What does Article 7 of Minamata say?”)."""
    spans = [reading.span for reading in question.readings if reading.span is not None]
    text = "".join(
        " " if any(start <= place < end for start, end in spans) else sign for place, sign in enumerate(question.text)
    )
    return len(content_words(text, question.language)) <= 1


def _places(snapshot: Snapshot) -> Parts:
    """Where each symbol and decision number leads, computed once for each state of the base."""
    if "own" not in snapshot.cache:
        places: Parts = defaultdict(list)
        for item in snapshot.documents.values():
            for symbol in _symbols(item):
                places[symbol].append((item.id, None))
            for decision in item.metadata.get("decisions") or ():
                if decision["number"]:
                    places[decision["number"].lower()].append((item.id, decision["part"]))
        snapshot.cache["own"] = places
    found: Parts = snapshot.cache["own"]
    return found


def _symbols(item: Item) -> set[str]:
    """A document's own symbols in normal form; of a joint document all of them."""
    head = item.metadata.get("masthead") or {}
    stated = [item.metadata.get("symbol"), *(head.get("symbols") or ())]
    return {match.symbol.lower() for text in stated if text for match in find_symbols(text)}


def _of_provisions(
    snapshot: Snapshot, provisions: Collection[str], conventions: Collection[str]
) -> Iterator[tuple[int, str]]:
    texts = [i for i in snapshot.documents.values() if i.metadata.get("kind") == "treaty"]
    for item in texts:
        convention = item.metadata.get("convention")
        if convention is None or (conventions and convention not in conventions):
            continue
        wanted = {f"{convention}.{part}" for part in provisions}
        for passage, language, eid in _passages(snapshot, item.id):
            if wanted.intersection(provision_keys(convention, eid)[:1]):
                yield passage, language


def _passages(snapshot: Snapshot, item: int) -> Iterator[tuple[int, str, str]]:
    rows = snapshot.catalog.rows("SELECT id, language, eid FROM passage WHERE item = ?", [item])
    return ((int(passage), str(language), str(eid)) for passage, language, eid in rows)
