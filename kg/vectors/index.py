"""The seam between search and a vector index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from kg.embedding.encoder import Vectors

Ids = NDArray[np.int64]
"""Numbers of passages, as the catalog gives them."""

Added = Mapping[str, tuple[Ids, Vectors]]
"""Language → numbers of its new passages, shape (n,), and their raw vectors, shape (n, dimension)."""

Whole = Callable[[str], tuple[Ids, Vectors]]
"""Language → the numbers of all its passages as they are now, and their raw vectors."""


class VectorIndex(Protocol):
    """Passages by language. Immutable: a server swaps whole snapshots while old ones still answer."""

    def updated(self, removed: AbstractSet[int], added: Added, whole: Whole) -> Self:
        """A new index without ``removed`` and with ``added``; this one stays as it is.

        A number that is added again replaces its passage. ``whole`` is asked
        for a language that has to be indexed anew.
        """

    def search(
        self, question: Vectors, question_language: str, language: str, k: int, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """The ``k`` passages of ``language`` nearest to a question, best first, and their scores.

        Args:
            question: raw vector, shape (dimension,).
            question_language: the language it is asked in.
            language: whose passages are searched; none if the index has no such language.
            k: most results; fewer come back when there are fewer.
            allowed: numbers of the passages that may come back; None: all.

        Returns:
            Numbers and scores, each of shape (n,). A score is a cosine between -1 and 1.
        """

    def score(self, question: Vectors, question_language: str, language: str, ids: Ids) -> Vectors:
        """Scores of given passages, shape (n,); NaN for a number that ``language`` does not have."""

    def score_raw(self, question: Vectors, question_language: str, language: str, raw: Vectors) -> Vectors:
        """Scores, shape (n,), that parts of passages of ``language`` would have.

        ``raw`` are their vectors, shape (n, dimension); they are not in the index themselves.
        """

    @property
    def dimension(self) -> int:
        """Width of a vector."""

    def alike(
        self, passage: Vectors, own: str, language: str, k: int, allowed: Ids | None = None
    ) -> tuple[Ids, Vectors]:
        """The ``k`` passages of ``language`` nearest to another passage, best first, and their scores.

        Args:
            passage: its raw vector, shape (dimension,).
            own: the language it is written in.
            language: whose passages are searched.
            k: most results.
            allowed: numbers of the passages that may come back; None: all.
        """

    def languages(self) -> tuple[str, ...]:
        """Languages that have passages, in alphabetical order."""

    def __len__(self) -> int:
        """Passages in all languages."""
