"""How sure an answer is: a few figures of the passages that were read, weighed by a logistic fit.

``tests/relevance/fit.py`` fits the weights anew and prints them; they were fitted on the halves marked ``tuned``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from kg.answers.covering import NEUTRAL, worse_half
from kg.answers.quoting import worth
from kg.answers.reading import Reading, Wanted


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer in the first of the readings; each about 0..1.

    ``worth`` of the first; ``nearest``: the mean of the two sentences nearest to the question, of all readings;
    ``margin``: the first's worth over that of the next three; ``spread``: how far the scores fall over the readings;
    ``things``: whether the question names any; ``named``: the share of them that the first mentions (1 where the
    question names none); ``numbers``: the share of its numbers that the first holds; ``covered``, ``half_covered``: as
    ``Coverage.of``.
    """

    worth: float
    nearest: float
    margin: float
    spread: float
    things: float
    named: float
    numbers: float
    covered: float
    half_covered: float
    somewhere: float
    told: float
    evidence: float


WEIGHTS = Signs(3.77, 6.26, 1.98, 2.85, -1.68, 0.28, 1.59, 1.38, 0.58, 5.25, 0.67, 0.98)
BY_CHANCE = 0.5
"""How near some word of a paragraph comes to any word of a question."""
UNTOLD = 0.5
"""The evidence where the encoder knows no words."""
BIAS = -11.05
LEAST = -1.0
"""Below this sum the question counts as one without an answer."""
CALIBRATION = (-0.81, 0.72)
"""(bias, slope) from the sum to the log odds that the first citation answers."""


def signs(wanted: Wanted, readings: Sequence[Reading], scores: Sequence[float]) -> Signs:
    """The signs of a question.

    Args:
        wanted: what was asked.
        readings: at least one, as ``by_worth`` gives them.
        scores: of the hits that were found, best first.
    """
    first, *others = readings
    near = np.sort(np.concatenate([reading.near for reading in readings]))[::-1]
    following = [worth(reading) for reading in others[:3]] or [0.0]
    things = bool(wanted.question.entities)
    anywhere = np.max([reading.covered for reading in readings], axis=0)
    return Signs(
        worth(first),
        nearest=float(near[:2].mean()) if len(near) else 0.0,
        margin=worth(first) - float(np.mean(following)),
        spread=scores[0] - scores[min(len(scores), 8) - 1],
        things=float(things),
        named=first.named if things else 1.0,
        numbers=first.numbers,
        covered=float(first.covered.mean()) if len(first.covered) else NEUTRAL,
        half_covered=worse_half(first.covered),
        somewhere=worse_half(anywhere),
        told=first.told,
        evidence=float((first.covered - BY_CHANCE).sum()) if len(first.covered) else UNTOLD,
    )


def support(found: Signs) -> float:
    """Log odds, up to a constant, that the base answers the question."""
    total: float = sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(found), strict=True))
    return BIAS + total


def confidence(supported: float) -> float:
    """Chance, 0..1, that the first citation answers a question with this support."""
    bias, slope = CALIBRATION
    return 1.0 / (1.0 + math.exp(-(bias + slope * supported)))
