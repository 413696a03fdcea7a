"""Sentences of a passage, as spans of its text."""

from __future__ import annotations

import re
from itertools import pairwise

from kg.model import Span

_ABBREVIATIONS = {
    "en": r"paras?|arts?|nos?|docs?|pp?|vol|ed|cf|e\.g|i\.e|al|Mr|Ms|Dr|St",
    "fr": r"par|art|nos?|doc|pp?|vol|cf|p\. ex|M|Mme|al",
    "es": r"párrs?|párs?|arts?|núms?|docs?|págs?|vol|cf|Sr|Sra|p\. ej|EE|UU",
    "ru": r"пп?|ст|стр|док|г|гг|см|ср|т\.\s?[деп]|др|проч|млн|млрд|тыс|им|ул",
    "ar": r"ص|م|د",
    "zh": r"No|pp?",
}
_CLAUSE_ENDS = re.compile(r"[；;](?=\s|[^\W\d_])")
_LONG = {"zh": 120}
_LONG_DEFAULT = 400


def sentences(text: str, language: str) -> list[Span]:
    """Spans that cover the text without the white space between them, in order.

    Sentences that were cut after an abbreviation (“para.”, «п.») or before a
    small letter are joined again; very long ones are cut at semicolons.
    """
    import sentencex

    bounds = [(b["start_index"], b["end_index"]) for b in sentencex.get_sentence_boundaries(language, text)]
    joined: list[Span] = []
    for start, end in bounds:
        if joined and _continues(text[joined[-1][0] : joined[-1][1]], text[start:end], language):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    pieces = [piece for span in joined for piece in _clauses(text, span, language)]
    return [_trimmed(text, span) for span in pieces if text[span[0] : span[1]].strip()]


def _continues(before: str, after: str, language: str) -> bool:
    abbreviation = rf"(?:^|[\s(«“'’])(?:{_ABBREVIATIONS.get(language, 'No')})\.\s*$"
    return re.search(abbreviation, before) is not None or after.lstrip()[:1].islower()


def _clauses(text: str, span: Span, language: str) -> list[Span]:
    start, end = span
    if end - start <= _LONG.get(language, _LONG_DEFAULT):
        return [span]
    cuts = [start, *(m.end() for m in _CLAUSE_ENDS.finditer(text, start, end)), end]
    return [(a, b) for a, b in pairwise(cuts) if a < b]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
