"""Meetings of the conventions' bodies that a passage names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.conventions import OTHER, convention_beside
from kg.identifiers import PREFIXES, TREATY_OF_PREFIX, meeting_key, parse_meeting_key
from kg.identifiers.bodies import BODY, BODY_BY_KEY, BODY_HINTS, SHORT, SHORT_BODIES
from kg.identifiers.ordinals import ORDINAL, ordinal_number
from kg.model import Mention, Span

_IN_CONTEXT = "meeting-in-context"
_LATEST = 25
"""No convention of ours is near its thirtieth meeting; COP-28 is the climate convention's."""

_MEETING = {
    "en": r"(?:meetings?|sessions?)",
    "fr": r"(?:réunions?|sessions?)",
    "es": r"(?:reuni(?:ón|ones)|período\sde\ssesiones)",
    "ru": r"(?:совещани\w{1,2}|сесси\w{1,2})",
}
_OF = {
    "en": r"\sof\s(?:the\s)?",
    "fr": r"\s(?:de\s(?:la\s|l['’])?|du\s)",
    "es": r"\s(?:de\s(?:la\s|el\s)?|del\s)",
    "ru": r"\s",
}
_ITS = {
    "en": r"(?:its|their)",
    "fr": r"(?:sa|leur|à\sla)",
    "es": r"(?:su|la)",
    "ru": r"(?:(?:сво|е)\w{1,3}|ее|её)",
}
_HINTS = {
    "en": ("meeting", "session", "cop", "oewg", "crc", "icc"),
    "fr": ("réunion", "session", "cop", "cdp", "oewg", "crc", "icc"),
    "es": ("reuni", "período", "cop", "cdp", "oewg", "crc", "icc"),
    "ru": ("совещани", "сесси", "кс", "cop", "рг", "кр"),
    "zh": ("次", "届", "会议", "常会", "cop", "oewg", "crc", "icc"),
    "ar": ("اجتماع", "دور", "cop", "oewg", "crc", "icc"),
}
"""Without one of these words a passage names no meeting; looking for them is cheap."""

_NEAR = r"[^.;:!?\n。；]{0,80}?"


@dataclass(frozen=True, slots=True)
class _Found:
    """A meeting's place, number and body; the body is None for ``the second meeting`` alone."""

    span: Span
    number: int
    body: str | None
    convention: str | None
    method: str


def find_meetings(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``meeting``: in full, by abbreviation, and ``the second meeting`` once its body is clear.

    The convention is the one named beside the body, else the document's own; meetings of other bodies
    and other treaties are left out.
    """
    if not _may_name_one(view):
        return []
    found = _without_overlaps([*_named(view), *_short(view)])
    mentions = []
    keys: dict[int, set[str]] = {}
    for item in found:
        key = _key(item, context)
        if key is not None:
            keys.setdefault(item.number, set()).add(key)
            mentions.append(_mention(view, context, item.span, key, item.method))
    for span, number in _bare(view, [item.span for item in found]):
        candidates = keys.get(number) or _near_own(number, context)
        if len(candidates) == 1:
            mentions.append(_mention(view, context, span, next(iter(candidates)), _IN_CONTEXT))
    return mentions


def _near_own(number: int, context: EnrichmentContext) -> set[str]:
    """The meeting of the document's own body that a bare ordinal means: its own, the one before or the one after."""
    parsed = parse_meeting_key(context.meeting) if context.meeting else None
    if parsed is None or abs(number - parsed[2]) > 1 or number < 1:
        return set()
    return {meeting_key(parsed[0], parsed[1], number)}


def _may_name_one(view: PassageText) -> bool:
    return view.has(*_HINTS.get(view.language, ()))


def _mention(view: PassageText, context: EnrichmentContext, span: Span, key: str, method: str) -> Mention:
    confidence = 0.8 if method == _IN_CONTEXT else 1.0
    uri = context.uris.of("meeting", key)
    return view.mention(span, "meeting", key, uri, method=method, confidence=confidence)


def _key(found: _Found, context: EnrichmentContext) -> str | None:
    if found.body is None or found.convention == OTHER or not 0 < found.number <= _LATEST:
        return None
    convention = BODY_BY_KEY[found.body].convention or found.convention or context.convention
    return meeting_key(convention, found.body, found.number) if convention else None


def _named(view: PassageText) -> Iterator[_Found]:
    if not view.has(*BODY_HINTS) or not _counted_pattern(view.language).search(view.text):
        return
    for pattern in _full_patterns(view.language):
        for match in pattern.finditer(view.text):
            body = next(key for key in BODY_BY_KEY if match[key])
            convention = convention_beside(view.text, match.start(body), match.end(body))
            if view.language == "zh":
                convention = convention_beside(view.text, *match.span())
            for name in ("ordinal", "earlier"):
                number = ordinal_number(match[name] or "", view.language)
                if number is not None:
                    span = match.span("whole" if name == "ordinal" else name)
                    yield _Found(span, number, body, convention, "meeting-name")


def _short(view: PassageText) -> Iterator[_Found]:
    for match in SHORT.finditer(view.text):
        body, convention = SHORT_BODIES[match["body"].upper()]
        prefix = (match["prefix"] or "").lower()
        named = TREATY_OF_PREFIX.get(prefix) or (prefix if prefix in PREFIXES else None)
        yield _Found(match.span(), int(match["number"]), body, named or convention, "meeting-abbreviation")


def _bare(view: PassageText, taken: list[Span]) -> Iterator[tuple[Span, int]]:
    for match in _bare_pattern(view.language).finditer(view.text):
        number = ordinal_number(match["ordinal"], view.language)
        free = all(match.end() <= start or match.start() >= end for start, end in taken)
        if number is not None and free:
            yield match.span(), number


def _without_overlaps(found: list[_Found]) -> list[_Found]:
    """Full names before what only stands near a body; then the earlier."""
    kept: list[_Found] = []
    for item in found:
        if all(item.span[1] <= other.span[0] or item.span[0] >= other.span[1] for other in kept):
            kept.append(item)
    return kept


_ARABIC_MEETING = r"(?:[وبل]?ال|لل)(?:اجتماع|دورة)"
_ARABIC_OWN = r"(?:اجتماع|دورت)(?:ه|ها)"


def _counted(language: str) -> str:
    """An ordinal and a meeting, in a language written in Latin or Cyrillic letters."""
    return rf"(?P<ordinal>{ORDINAL[language]})\s(?:\w+\s)?{_MEETING[language]}"


@cache
def _counted_pattern(language: str) -> re.Pattern[str]:
    """What every full name holds: to look for it alone takes a tenth of the time."""
    ordinal = ORDINAL[language]
    if language == "zh":
        return re.compile(rf"{ordinal}[次届]")
    if language == "ar":
        return re.compile(rf"(?:{_ARABIC_MEETING}|{_ARABIC_OWN})\s{ordinal}")
    return re.compile(rf"\b{_counted(language)}", re.IGNORECASE)


@cache
def _full_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Ordinal, meeting and body in the orders a language has, the closest first."""
    ordinal = ORDINAL[language]
    if language == "zh":
        sources = [
            rf"(?P<whole>(?:{BODY})\s?的?\s?(?P<ordinal>{ordinal})[次届]\s?(?:会议|常会))(?P<earlier>)",
            rf"(?P<whole>(?P<ordinal>{ordinal})[次届]\s?(?:{BODY}))(?P<earlier>)",
        ]
    elif language == "ar":
        meeting, own = _ARABIC_MEETING, _ARABIC_OWN
        sources = [
            rf"(?P<whole>{meeting}\s(?P<ordinal>{ordinal})(?:\sالعادية?)?\s(?:ل(?=مؤتمر|لجنة))?(?:{BODY}))(?P<earlier>)",
            rf"(?:{BODY}){_NEAR}(?P<whole>{own}\s(?P<ordinal>{ordinal}))(?P<earlier>)",
            rf"(?P<whole>{own}\s(?P<ordinal>{ordinal})){_NEAR}(?:{BODY})(?P<earlier>)",
        ]
    else:
        counted, its = _counted(language), _ITS[language]
        earlier = rf"(?:(?P<earlier>{ordinal})\s(?:and|et|y|и)\s(?:the\s|la\s)?)?"
        sources = [
            rf"{earlier}(?P<whole>\b{counted}{_OF[language]}(?:{BODY}))",
            rf"(?:{BODY}){_NEAR}\b{its}\s{earlier}(?P<whole>{counted})",
            rf"(?:{BODY})[^.;:!?。]{{0,80}}?[\n,]\W{{0,4}}{earlier}(?P<whole>{counted})",
            rf"\b{its}\s{earlier}(?P<whole>{counted}){_NEAR}(?:{BODY})",
        ]
    return tuple(re.compile(source, re.IGNORECASE) for source in sources)


@cache
def _bare_pattern(language: str) -> re.Pattern[str]:
    """An ordinal and a meeting with no body beside: not "of …", not a genitive, not after a body's name."""
    ordinal = ORDINAL[language]
    if language == "zh":
        return re.compile(rf"(?<![会组团处局署社盟席构约届])(?P<ordinal>{ordinal})[次届]\s?会议")
    if language == "ar":
        return re.compile(rf"(?:[وبل]?ال|لل)اجتماع\s(?P<ordinal>{ordinal})(?!\s(?:عشر|ل))")
    if language == "ru":
        no_owner = r"(?!\s(?:(?-i:[А-ЯA-Z])|рабоч|комитет|групп|совет|орган|стран|эксперт|бюро|руковод))"
        return re.compile(rf"\b(?P<ordinal>{ordinal})\sсовещани\w{{1,2}}\b{no_owner}", re.IGNORECASE)
    return re.compile(rf"\b(?P<ordinal>{ordinal})\s{_MEETING[language]}\b(?!\s(?:of|de|du|del|des)\b)", re.IGNORECASE)
