"""How sure an answer is: a few figures of the passages that were read, weighed by a logistic fit.

``tests/relevance/fit.py`` fits the weights anew and prints them; they were fitted on the halves marked ``tuned``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

import numpy as np

from kg.answers.covering import worse_half
from kg.answers.kinds import Kind
from kg.answers.quoting import worth
from kg.answers.reading import Reading
from kg.answers.wanted import Wanted


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer in the first of the readings; each about 0..1.

    ``worth`` of the first; ``nearest``: the mean of the two sentences nearest to the question, of all readings;
    ``somewhere``: the mean of the worse half of the question's words as any reading covers them; ``evidence``: the sum
    over them in the first; ``no_number``, ``no_name``: whether one is asked for, and the first states none.
    """

    worth: float
    nearest: float
    somewhere: float
    evidence: float
    no_number: float
    no_name: float


WEIGHTS = Signs(3.90, 7.08, 2.95, 0.30, -2.74, -1.89)
BY_CHANCE = 0.5
"""How near some word of a paragraph comes to any word of a question."""
UNTOLD = 0.5
"""The evidence where the encoder knows no words."""
BIAS = -7.29
LEAST = -0.6
"""Below this sum the question counts as one without an answer."""
CALIBRATION = (-0.43, 1.40)
"""(bias, slope) from the sum to the log odds that the first citation answers."""


def signs(wanted: Wanted, readings: Sequence[Reading]) -> Signs:
    """The signs of a question.

    Args:
        wanted: what was asked.
        readings: at least one, as ``by_worth`` gives them.
    """
    first = readings[0]
    near = np.sort(np.concatenate([reading.near for reading in readings]))[::-1]
    anywhere = np.max([reading.covered for reading in readings], axis=0)
    lacking = wanted.lacks_value(first.placed.passage)
    return Signs(
        worth(first),
        nearest=float(near[:2].mean()) if len(near) else 0.0,
        somewhere=worse_half(anywhere),
        evidence=float((first.covered - BY_CHANCE).sum()) if len(first.covered) else UNTOLD,
        no_number=float(lacking and wanted.kind is Kind.COUNT),
        no_name=float(lacking and wanted.kind is Kind.WHO),
    )


def support(found: Signs) -> float:
    """Log odds, up to a constant, that the base answers the question."""
    total: float = sum(weight * value for weight, value in zip(astuple(WEIGHTS), astuple(found), strict=True))
    return BIAS + total


def confidence(supported: float) -> float:
    """Chance, 0..1, that the first citation answers a question with this support."""
    bias, slope = CALIBRATION
    return 1.0 / (1.0 + math.exp(-(bias + slope * supported)))
