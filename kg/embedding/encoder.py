"""The seam between text and vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns passages and questions into vectors that can be compared.

    A vector may be made of several models' vectors side by side. ``parts``
    lists each one's width and its weight in the sum of cosines; every part
    of a returned vector has length 1 and is *not* yet centred or weighted
    (``kg.vectors.centring`` does both, see there for the formula).
    """

    @property
    def name(self) -> str:
        """Name of the model, as recorded in the base."""

    @property
    def revision(self) -> str:
        """Changes whenever the same text would get another vector."""

    @property
    def parts(self) -> tuple[tuple[int, float], ...]:
        """(width, weight) of each part, in order; widths sum to the dimension."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32."""

    def question_means(self) -> Mapping[str, Vectors]:
        """Mean question vector for each language, shape (dimension,).

        Computed once from a fixed set of questions that ships with the code.
        """

    def passage_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the same texts encoded as passages, for each language, shape (dimension,).

        Stands in for the mean of a language's own passages while there are few.
        """
