"""How sure an answer is: a few figures of the passages that were read, weighed by a logistic fit.

``tests/relevance/fit.py`` fits the weights anew and prints them; they were fitted on the halves marked ``tuned``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from kg.answers.asked import asked_word
from kg.answers.covering import content_words
from kg.answers.kinds import Kind
from kg.answers.quoting import worth
from kg.answers.reading import Reading
from kg.answers.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer in the first of the readings; each about 0..1.

    ``worth`` of the first; ``nearest``: the mean of the two sentences nearest to the question, of all readings;
    ``evidence``: how near the first comes to the question's words, beyond chance, over the root of their number (a sum
    would decline short questions); ``asked``: how near any comes to the word that is asked for (“which *hotel*”), at
    most ``SPOKEN_OF``.
    """

    worth: float
    nearest: float
    evidence: float
    asked: float


WEIGHTS = Signs(3.32, 6.1, 2.11, 6.97)
SPOKEN_OF = 0.65
"""How near a word comes at least where something is spoken of."""
_WITHOUT_THE_WORD = frozenset({Kind.PLACE, Kind.DATE, Kind.LIST})
"""“Which city” is answered by a city's name, “which advice” by the advice."""
BY_CHANCE = 0.5
"""How near some word of a paragraph comes to any word of a question."""
UNTOLD = 0.2
"""The evidence where the encoder knows no words."""
BIAS = -9.88
LEAST = -0.5
"""Below this sum the question counts as one without an answer."""
CALIBRATION = (-0.15, 1.35)
"""(bias, slope) from the sum to the log odds that the first citation answers."""


def signs(wanted: Wanted, readings: Sequence[Reading]) -> Signs:
    """The signs of a question.

    Args:
        wanted: what was asked.
        readings: at least one, as ``by_worth`` gives them.
    """
    first = readings[0]
    near = np.sort(np.concatenate([reading.near for reading in readings]))[::-1]
    return Signs(
        worth(first),
        nearest=float(near[:2].mean()) if len(near) else 0.0,
        evidence=_evidence(first.covered) if len(first.covered) else UNTOLD,
        asked=_asked(wanted, np.max([reading.covered for reading in readings], axis=0)),
    )


def _evidence(covered: NDArray[np.float32]) -> float:
    return float((covered - BY_CHANCE).sum() / np.sqrt(len(covered)))


def _asked(wanted: Wanted, anywhere: NDArray[np.float32]) -> float:
    """How near any reading comes to the word that is asked for, ``anywhere`` for each word of content."""
    question = wanted.question
    if wanted.kind in _WITHOUT_THE_WORD or not len(anywhere):
        return SPOKEN_OF
    word = asked_word(question.text, question.language)
    words = content_words(question.text, question.language)
    return min(SPOKEN_OF, float(anywhere[words.index(word)])) if word in words else SPOKEN_OF


def support(found: Signs) -> float:
    """Log odds, up to a constant, that the base answers the question."""
    total: float = sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(found), strict=True))
    return BIAS + total


def confidence(supported: float) -> float:
    """Chance, 0..1, that the first citation answers a question with this support."""
    bias, slope = CALIBRATION
    return 1.0 / (1.0 + math.exp(-(bias + slope * supported)))
