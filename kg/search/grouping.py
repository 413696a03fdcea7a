"""From candidates to hits: language versions of one paragraph are one hit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.catalog import PassagePlace
from kg.search.retrieval import Candidate

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Group:
    """A hit to be: the passage to show, its score, and all candidates that it stands for."""

    shown: PassagePlace
    score: float
    members: tuple[PassagePlace, ...]


def group(snapshot: Snapshot, candidates: Sequence[Candidate], language: str, how: str) -> list[Group]:
    """Groups, best first; each stands where its best member stood.

    A paragraph of a Work is shown in the asker's language where that version
    is among the candidates, else in the one that scored best.

    Args:
        snapshot: knows the Works.
        candidates: best first.
        language: the asker's.
        how: ``work``, or ``none`` for passages one by one.
    """
    found: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in candidates:
        found.setdefault(_key(snapshot, candidate.place, how), []).append(candidate)
    return [_group(members, language) for members in found.values()]


def _key(snapshot: Snapshot, place: PassagePlace, how: str) -> tuple[str, str]:
    item = snapshot.documents[place.item]
    return (item.key if how == "none" else item.work or item.key, place.eid)


def _group(members: list[Candidate], language: str) -> Group:
    places = tuple(member.place for member in members)
    own = next((place for place in places if place.language == language), places[0])
    return Group(own, members[0].score, places)
