"""What a person says around a question and means nothing for its answer: “I prepare a briefing: how many …?”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kg.answers.covering import unexplained
from kg.answers.notions import carriers, masked

_BREAK = re.compile(r"(?<=[.!?:;,，。：；！？])\s+|(?<=[，。：；！？])|\s[–—-]\s|\n+")
_HARMLESS = frozenset(
    {
        "asking", "light", "about", "what_is", "received", "status", "version", "held", "meeting", "agency", "document",
        "ask", "funder", "next", "all", "force", "ratify", "carrier", "located", "listed", "issued",
        "article", "convention", "party",
    }
)  # fmt: skip
"""Notions that what is left out may have: none that narrows or turns round."""
_PURPOSE = re.compile(r"\s*(?:for|as|pour|dans le cadre|para|для|в рамках|من أجل|لأجل|ل|为了?|因)\b", re.IGNORECASE)
"""How a part begins that ends with a comma and only tells what the answer is for."""


def without_preambles(text: str, language: str) -> Iterator[str]:
    """The question with ever more of what stands before it left out, then of what follows it.

    What stands before may say anything but what narrows a question; what follows has to be understood.
    """
    breaks = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(breaks) if text[start:end].strip()]
    for last in range(len(parts), 0, -1):
        for first in range(last):
            before, after = parts[:first], parts[last:]
            if (
                (before or after)
                and all(_is_preamble(part, language) for part in before)
                and all(_is_empty(part, language) for part in after)
            ):
                yield "".join(parts[first:last]).strip()


def _is_preamble(part: str, language: str) -> bool:
    own = part.rstrip()[-1] not in ",，" or _PURPOSE.match(part) is not None
    return _is_harmless(part, language) and (own or _is_empty(part, language))


def _is_empty(part: str, language: str) -> bool:
    """Whether a part says nothing but polite words."""
    rest = masked(part, [carrier.span for carrier in carriers(part, language)])
    return _is_harmless(part, language) and not unexplained(rest, language)


def _is_harmless(part: str, language: str) -> bool:
    """Whether a part has no number and no notion that narrows; its names are looked at by the caller."""
    meant: dict[tuple[int, int], set[str]] = {}
    for carrier in carriers(part, language):
        meant.setdefault(carrier.span, set()).add(carrier.notion)
    return not any(map(str.isdigit, part)) and all(notions & _HARMLESS for notions in meant.values())
