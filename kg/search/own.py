"""Passages that an identifier in the question is the address of: the document, decision or article itself.

``UNEP/MC/COP.6/INF/26`` leads to the passages of that document, ``MC-5/16`` to those of the part that
holds the decision, ``article 7`` to that article in the text of the treaty that is named, or of any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from kg.catalog import Item
from kg.identifiers import find_symbols, provision_keys
from kg.passages import Column

if TYPE_CHECKING:
    from kg.search.understanding import Question
    from kg.snapshot import Snapshot

Parts = dict[str, list[tuple[int, str | None]]]
"""Identifier → (item, the part that it is, None for all of it)."""


def own_passages(snapshot: Snapshot, question: Question, allowed: Column | None = None) -> dict[str, set[int]]:
    """Ids of the passages that the question's identifiers are addresses of, by language.

    ``allowed`` are the only ones that may be answered; None: all.
    """
    found: dict[str, set[int]] = defaultdict(set)
    places = _places(snapshot)
    for identifier in question.identifiers:
        for item, part in places.get(identifier, ()):
            for passage, language, eid in _passages(snapshot, item):
                if part is None or eid.startswith(f"{part}__"):
                    found[language].add(passage)
    if question.provisions:
        for passage, language in _of_provisions(snapshot, question.provisions, question.conventions):
            found[language].add(passage)
    if allowed is None:
        return found
    admitted = set(allowed.tolist()) if found else set()
    return {language: passages & admitted for language, passages in found.items()}


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
