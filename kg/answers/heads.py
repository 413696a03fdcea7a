"""The thing that a question asks for, of those that it speaks of: “which *agency* …”, “多少*国家*……”."""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.answers.notions import Carrier
from kg.answers.values import Values
from kg.model import Span
from kg.search.understanding import Question

THINGS = frozenset(
    {
        "party",
        "project",
        "carrier",
        "decision",
        "meeting",
        "document",
        "chemical",
        "convention",
        "annex",
        "money",
        "article",
    }
)
"""Notions of what a question may ask for."""
_GROUPS = frozenset({"carrier", "party", "convention"})
"""Notions of what amounts and numbers may be asked for by."""
_HEAD_LAST = frozenset({"en", "zh"})
"""Languages that put nouns before the one that they tell more of."""
_ASKED = re.compile("哪|什么|何|多少|几")
_WHICH = re.compile("(?:哪一?|哪几|第几|几)条$")
"""Articles are counted by the word that counts other things too."""


def head_of(question: Question, outside: list[Carrier]) -> str | None:
    """The first thing that is spoken of; in Chinese the first after the word that asks, else the last before it."""
    asking = {
        carrier.span
        for carrier in outside
        if carrier.notion in {"asking", "light"} and not _WHICH.search(question.text[: carrier.span[1]])
    }
    end = _first_question(question.text)
    things = sorted(
        (c for c in outside if c.notion in THINGS and c.span not in asking and c.span[0] < end), key=lambda c: c.span
    )
    things = [c for c in things if not any(c.span != o.span and _within(c.span, o.span) for o in things)]
    asked = [match.end() for match in _ASKED.finditer(question.text[:end])]
    after = [thing for thing in things if question.language != "zh" or (asked and thing.span[0] >= asked[-1])]
    if not after:
        return things[-1].notion if things else None
    each = [carrier.span for carrier in outside if carrier.notion == "each"]
    for thing in things:  # “grants per agency”
        if thing.notion in _GROUPS and any(s <= thing.span[0] <= e + 1 for s, e in each):
            return thing.notion
    head, *others = after
    ranked = question.language == "zh" and any(carrier.notion in {"most", "largest"} for carrier in outside)
    for other in others:  # “chemicals conventions”
        if question.language in _HEAD_LAST and not ranked and 0 <= other.span[0] - head.span[1] <= 1:
            head = other
    if head.notion == "chemical" and any(c.span == head.span and c.notion == "article" for c in things):
        listed = any(carrier.notion == "listed" for carrier in outside)
        return "chemical" if listed else "article"  # one word in Arabic
    if head.notion == "project" and any(c.span[0] == head.span[0] and c.notion == "draft" for c in outside):
        return "decision"  # “projet de décision”: one word for a project and a draft
    if head.notion == "party" and {"host", "meeting"} <= {c.notion for c in outside}:
        return "meeting"  # “which countries hosted the meetings”
    return head.notion


def things_in_names(
    question: Question, found: list[Carrier], carried: Collection[str], values: Values
) -> list[Carrier]:
    """Things that are spoken of by words of names: “Conference of the Parties”, “small island developing states”."""
    meetings = [Carrier("meeting", entity.span) for entity in question.entities if "/bodies." in entity.uri]
    countries = [carrier for carrier in found if carrier.notion == "party"]
    return [*(meetings if "meeting" in carried else []), *(countries if "region" in values else [])]


def _first_question(text: str) -> int:
    """Where the first of several questions ends."""
    return next((place for place, letter in enumerate(text) if letter in "?？؟"), len(text))


def _within(span: Span, other: Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
