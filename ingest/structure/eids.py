"""Places of passages, unique in their document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from ingest.structure.numbering import Label, Reading, Scheme, to_letter, to_roman
from kg.model import Eid


class EidBook:
    """Gives out eids and counts what has no number of its own."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._repeated: dict[str, list[str]] = defaultdict(list)

    def claim(self, eid: str, *, quiet: bool = False) -> Eid:
        """The eid itself, or with ``__2``, ``__3`` … where it is taken; that is noted unless it is ``quiet``."""
        free, times = eid, 1
        while free in self._taken:
            times += 1
            free = f"{eid}__{times}"
        self._taken.add(free)
        if times > 1 and not quiet:
            self._repeated[eid.partition("__")[0]].append(free)
        return Eid(free)

    def notes(self) -> list[str]:
        """One sentence for each container in which printed numbers come more than once."""
        return [
            f"In {container}, {len(eids)} printed number(s) come again; the first is {eids[0]}."
            for container, eids in self._repeated.items()
        ]

    def following(self, stem: str) -> Eid:
        """The next of what is only counted: ``body__p`` gives ``body__p_1``, ``body__p_2`` and so on."""
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


def by_depth(reading: Reading, depth: int) -> Reading:
    """An item that is counted in digits, as other languages would count it: letters first, Roman numbers below.

    So ``‘1’`` under ``(د)`` has the eid of ``(i)`` under ``(d)``, and translations can be laid side by side.
    """
    if reading.scheme is not Scheme.DIGIT:
        return reading
    return Reading(Scheme.ROMAN if depth == 1 else Scheme.LETTER, reading.ordinal)


def note_segment(mark: str) -> str:
    """``fn_1``; ``fn_star`` and ``fn_star2`` for ``*`` and ``**``."""
    if mark and set(mark) == {"*"}:
        return "fn_star" + (str(len(mark)) if len(mark) > 1 else "")
    return "fn_" + (re.sub(r"[^0-9a-z]+", "-", mark.lower()).strip("-") or "x")
