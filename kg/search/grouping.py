"""From candidates to hits: language versions of one paragraph are one hit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.passages import Column
from kg.search.retrieval import Candidates

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Group:
    """A hit to be: the number of the passage to show, and its score."""

    passage: int
    score: float


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups, best first, as columns of shape (n,): the row of the passage to show, and the score.

    ``members`` are the rows of all candidates, shape (m,), ``group`` the group that each belongs to.
    """

    passages: Column
    rows: Column
    scores: NDArray[np.float32]
    members: Column
    group: Column

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, part: slice) -> list[Group]:
        pairs = zip(self.passages[part].tolist(), self.scores[part].tolist(), strict=True)
        return [Group(passage, score) for passage, score in pairs]


def group(snapshot: Snapshot, candidates: Candidates, language: str, how: str) -> Groups:
    """Groups, best first; each stands where its best member stood.

    A paragraph of a Work is shown in the asker's language where that version
    is among the candidates, else in the one that scored best.

    Args:
        snapshot: knows the Works.
        candidates: best first.
        language: the asker's.
        how: ``work``, or ``none`` for passages one by one.
    """
    columns, rows = snapshot.passages, candidates.rows
    owner = columns.item if how == "none" else columns.work
    keys = owner[rows] * len(columns.eids) + columns.eid[rows]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    member_of = place[inverse]
    shown = rows[first[order]]
    own = np.flatnonzero(columns.language[rows] == columns.languages.code(language))[::-1]
    shown[member_of[own]] = rows[own]  # of several, the last assigned stays: the best
    return Groups(columns.ids[shown], shown, candidates.scores[first[order]], rows, member_of)
