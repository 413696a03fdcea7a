"""Places of passages, unique in their document."""

from __future__ import annotations

import re
from collections import Counter

from ingest.structure.numbering import Label, Reading, Scheme, to_letter, to_roman
from kg.model import Eid


class EidBook:
    """Gives out eids and counts what has no number of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: Counter[str] = Counter()
        self.notes: list[str] = []

    def claim(self, eid: str) -> Eid:
        """The eid itself, or with ``__2``, ``__3`` … (and a note) where it is taken."""
        free, times = eid, 1
        while free in self._taken:
            times += 1
            free = f"{eid}__{times}"
        self._taken.add(free)
        if times > 1:
            self.notes.append(f"The number of {eid} comes more than once; the repeated one is {free}.")
        return Eid(free)

    def following(self, stem: str) -> Eid:
        """The next of what is only counted: ``body__p`` gives ``body__p_1``, ``body__p_2`` …"""
        self._counts[stem] += 1
        return self.claim(f"{stem}_{self._counts[stem]}")


def paragraph_segment(label: Label) -> str:
    """``para_4``; ``para_4-2`` for ``4.2``."""
    return "para_" + re.sub(r"[^0-9a-z]+", "-", label.mark.lower()).strip("-")


def item_segment(reading: Reading) -> str:
    """``item_d`` for the fourth of any alphabet, ``item_ii`` for a Roman number, ``item_2`` for a digit."""
    if reading.scheme is Scheme.DIGIT:
        return f"item_{reading.ordinal}"
    return "item_" + (to_roman(reading.ordinal) if reading.scheme is Scheme.ROMAN else to_letter(reading.ordinal))


def note_segment(mark: str) -> str:
    """``fn_1``; ``fn_star`` and ``fn_star2`` for ``*`` and ``**``."""
    if mark and set(mark) == {"*"}:
        return "fn_star" + (str(len(mark)) if len(mark) > 1 else "")
    return "fn_" + (re.sub(r"[^0-9a-z]+", "-", mark.lower()).strip("-") or "x")
