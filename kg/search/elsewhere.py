"""Candidates found in another process over the same base, so that questions at a time do not share an interpreter.

What needs much memory of its own (encoder, language detection) and what a response is made of stay with the asker; what
is looked up (words, vectors, catalog) both processes map from the same files. ``search_api.search_worker`` is such a
process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors
from kg.passages import MISSING, Column
from kg.search.grouping import Groups
from kg.search.model import SearchRequest
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Task:
    """A question of which candidates are wanted, in one generation of the base.

    ``vector`` is the question's, shape (dimension,), ``words`` those of its words of content (none where the encoder
    has no vectors for words).
    """

    generation: int
    request: SearchRequest
    question: Question
    vector: Vectors
    words: Mapping[str, Vectors]


@dataclass(frozen=True, slots=True)
class Found:
    """``Groups`` by the numbers of passages, for rows differ from process to process; ``held`` as counted."""

    passages: Column
    scores: NDArray[np.float32]
    members: Column
    group: Column
    held: tuple[int, ...]

    @classmethod
    def of(cls, snapshot: Snapshot, groups: Groups, held: tuple[int, ...]) -> Self:
        """What was found in a state."""
        return cls(groups.passages, groups.scores, snapshot.passages.ids[groups.members], groups.group, held)

    def groups(self, snapshot: Snapshot) -> Groups | None:
        """The same in a state; None where that does not have all of the passages."""
        rows, members = snapshot.passages.rows(self.passages), snapshot.passages.rows(self.members)
        if (rows == MISSING).any() or (members == MISSING).any():
            return None
        return Groups(self.passages, rows, self.scores, members, self.group)


class Elsewhere(Protocol):
    """Another process, as the one that is asked sees it. Safe to share between threads."""

    def is_at(self, generation: int) -> bool:
        """Whether it can be asked about a generation now."""

    def find(self, task: Task) -> Found | None:
        """The candidates for a question; None where it cannot be asked now."""
