"""What a matcher looks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.model import Uri


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a thing in one language; ``preferred`` as in SKOS, else alternative or hidden."""

    uri: Uri
    kind: str
    language: str
    text: str
    preferred: bool


_ABBREVIATION_LENGTH = 12
_WORDS = re.compile(r"[^\W\d_]+")


def is_abbreviation(text: str) -> bool:
    """Whether a label is made of capitals (``GEF``, ``ГЭФ``, ``POPs``, ``UNEP-WCMC``), so that its case tells.

    A word may carry one small letter, and a label of several words is none (``WORLD HEALTH``).
    """
    if len(text) > _ABBREVIATION_LENGTH or " " in text:
        return False
    words = _WORDS.findall(text)
    return (
        bool(words)
        and all(sum(letter.isupper() for letter in word) >= max(1, len(word) - 1) for word in words)
        and sum(letter.isupper() for letter in text) >= 2
    )
