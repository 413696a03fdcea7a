"""Meetings that a question names: “the sixth meeting of the Conference of the Parties”, “COP-6”, «КС-6»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from kg.identifiers.bodies import BODY, BODY_BY_KEY, SHORT, SHORT_BODIES
from kg.identifiers.ordinals import ORDINAL, ordinal_number
from kg.model import LANGUAGES

_TREATIES = {"MC": "minamata", "BC": "basel", "RC": "rotterdam", "SC": "stockholm"}
_SHORT = re.compile(SHORT.pattern, re.IGNORECASE)
"""In questions, which people also type in small letters."""
_COP = r"(?<!\w)(?:COP|CdP|КС)(?!\w)"
_ARABIC_COP = re.compile(rf"(?:ال)?مؤتمر\s(?P<ordinal>{ORDINAL['ar']})\sل(?:ل)?أطراف")
"""The Conference with its number in its name: “المؤتمر السادس للأطراف”."""
_REACH = r"[^.;:!?\n。；]{0,40}?"


@dataclass(frozen=True, slots=True)
class NamedMeeting:
    """A session of a body, and the treaty where the name tells it; ``text`` is the name as it stands there."""

    body: str
    session: int
    treaty: str | None
    text: str


def named_meeting(text: str, language: str) -> NamedMeeting | None:
    """The first meeting that a question names by its number, None where it names none."""
    if match := _SHORT.search(text):
        body, treaty = SHORT_BODIES[match["body"].upper()]
        prefix = match["prefix"] or ""
        own = _TREATIES.get(prefix.upper(), prefix.lower() or None)
        return NamedMeeting(body, int(match["number"]), own or treaty, match[0])
    if language not in LANGUAGES:
        return None
    if language == "ar" and (match := _ARABIC_COP.search(text)):
        return NamedMeeting("cop", ordinal_number(match["ordinal"], "ar") or 0, None, match[0])
    for pattern in _patterns(language):
        if match := pattern.search(text):
            number = ordinal_number(match["ordinal"], language)
            key = next((key for key in BODY_BY_KEY if match[key]), "cop")
            if number is not None:
                return NamedMeeting(key, number, BODY_BY_KEY[key].convention, match[0].strip())
    return None


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The number before the body and after it; Chinese and Arabic put it after."""
    ordinal = rf"(?<!\w)(?P<ordinal>{ORDINAL[language]})" if language != "zh" else rf"(?P<ordinal>{ORDINAL['zh']})"
    before = re.compile(rf"{ordinal}(?:{_REACH}(?:{BODY})|(?:\s\w+){{0,5}}?\s{_COP})", re.IGNORECASE)
    after = re.compile(rf"(?:{BODY}){_REACH}{ordinal}", re.IGNORECASE)
    return (after, before) if language == "zh" else (before, after)
