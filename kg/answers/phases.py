"""Replenishments of the Global Environment Facility: “GEF-7”, “the seventh cycle”, “since GEF-5”, “the pilot phase”."""

from __future__ import annotations

import re

from rdflib.term import Literal

from kg.answers.notions import plain
from kg.answers.values import Values
from kg.identifiers.folding import fold
from kg.identifiers.ordinals import ORDINAL, chinese_number, ordinal_number
from kg.model import Span
from kg.search.understanding import Question

_LAST = 8
_NUMBERED = re.compile(
    r"(?:gef|fem|fmam|гэф|مرفق البيئه العالميه)\s?[-‑–]?\s?(?P<digit>[1-8])(?![\d/%]|[.,]\d)"
    r"|第(?P<chinese>[一二三四五六七八\d])(?:次|个)?增资期?|第(?P<phase>[一二三四五六七八\d])期(?=项目)"
)
_PILOT = re.compile(
    r"(?<!\w)(?:gef )?pilot phase|phase pilote|fase piloto|пилотн\w+ (?:этап|фаз|период)\w*"
    r"|(?:ال)?مرحله (?:ال)?تجريبيه|试点阶段|试验阶段"
)
_JOINED = re.compile(
    r"\s?(?:to|through|until|till|[-–—]|a|hasta(?: el)?|jusqu'au|au|до|по|الي|حتي|至|到)\s?(?:the |le |el )?$"
)
_AND = re.compile(r"\s?(?:and|et|y|и|و|和|与)\s?(?:the |le |el )?$")
_BEFORE = {
    "since": r"since|from|starting (?:with|from)|depuis|a partir d[eu]|des|desde|начиная с|со?|منذ|ابتداء من|من|自|从",
    "after": r"after|later than|following|apres|posterieure?s? a|despues de|posterior(?:es)? a|tras|после|позже|بعد",
    "until": r"until|till|up to|through|jusqu'a|hasta|по|вплоть до|حتي|截至|直到|到",
    "before": r"before|prior to|earlier than|avant|anterieure?s? a|antes de|anterior(?:es)? a|до|раньше|قبل",
    "between": r"between|entre|между|بين|在|从",
}
"""Words right before a replenishment that bound a stretch of them."""
_BOUND = {
    name: re.compile(rf"(?:(?<!\w)|(?<=[一-龥]))(?:{words})\s?(?:the |l[ea] |el |du |del )?$")
    for name, words in _BEFORE.items()
}
_BEHIND = {
    "since": re.compile(r"\s?(?:期)?(?:onwards?|and later|以来|起|开始)"),
    "after": re.compile(r"\s?(?:期)?(?:之后|以后)"),
    "before": re.compile(r"\s?(?:期)?(?:之前|以前)"),
}
_MASCULINE = re.compile(r"\b(primer|segund|tercer|cuart|quint|sext|s[eé]ptim|octav|noven|d[eé]cim)o\b")
"""The ending of Spanish ordinals, which are known in the feminine."""
_REPLENISHMENT = re.compile("replenish|reconstitu|reposici|пополнен|تجديد|增资|充资", re.IGNORECASE)
"""What only the Facility has; cycles and periods others have too."""
_REPLENISHED = {
    "en": r"(?P<ordinal>{})(?: GEF)? (?:replenishment|cycle|period|phase)(?: period| cycle)?",
    "fr": r"(?P<ordinal>{}) (?:reconstitution|cycle|période|phase)",
    "es": r"(?P<ordinal>{}) (?:reposición|ciclo|per[ií]odo|fase)",
    "ru": r"(?P<ordinal>{}) (?:пополнени\w+|цикл\w*|период\w*|этап\w*)",
    "ar": r"(?:التجديد|الفترة|المرحلة|الدورة|(?:فترة|دورة|مرحلة) (?:التمويل|التجديد|تجديد الموارد)) (?P<ordinal>{})",
    "zh": r"(?P<ordinal>{})(?:次)?(?:增资期?|充资期?|周期|期)",
}


def of_phases(question: Question, values: Values) -> list[Span]:
    """Fill in the replenishments that a question names, or those of the stretch that it bounds; where it does."""
    folded = fold(question.text.replace("’", "'"))
    text = plain(folded.text).lower()
    found = [(_number(match), match.span()) for match in _NUMBERED.finditer(text)]
    spans = [span for _, span in found]
    numbers = {number for number, _ in found}
    if found:
        stretch, said = _stretch(text, found)
        numbers, spans = stretch or numbers, [*spans, *said]
    phases = [f"GEF - {number}" for number in sorted(numbers)]
    if match := _PILOT.search(text):
        phases, spans = [*phases, "Pilot Phase"], [*spans, match.span()]
    if phases:
        values["phase"] = [Literal(phase) for phase in phases]
    return [*map(folded.span, spans), *_counted(question, values)]


def _number(match: re.Match[str]) -> int:
    return int(match["digit"] or chinese_number(match["chinese"] or match["phase"]) or 0)


def _stretch(text: str, found: list[tuple[int, Span]]) -> tuple[set[int], list[Span]]:
    """The replenishments of a stretch, and the words that bound it; none where it bounds none."""
    (first, (start, end)), (last, behind) = found[0], found[-1]
    bounds = {name: match for name, pattern in _BOUND.items() if (match := pattern.search(text[:start]))}
    if len(found) > 1:
        between = text[end : behind[0]]
        if _JOINED.fullmatch(between) or ("between" in bounds and _AND.fullmatch(between)):
            words = [match.span() for match in bounds.values()]
            return set(range(min(first, last), max(first, last) + 1)), [(end, behind[0]), *words]
        return set(), []
    bounds |= {name: match for name, pattern in _BEHIND.items() if (match := pattern.match(text, end))}
    ranges = {
        "since": range(first, _LAST + 1),
        "after": range(first + 1, _LAST + 1),
        "until": range(1, first + 1),
        "before": range(1, first),
    }
    for name, stretch in ranges.items():
        if name in bounds and stretch:
            return set(stretch), [bounds[name].span()]
    return set(), []


def _counted(question: Question, values: Values) -> list[Span]:
    """A replenishment by its number in words; that it is one of the Facility has to be said."""
    cycle = _REPLENISHED.get(question.language)
    text = _MASCULINE.sub(r"\1a", question.text) if question.language == "es" else question.text
    named = re.search(cycle.format(ORDINAL[question.language]), text, re.IGNORECASE) if cycle else None
    if named and ("phase" in values or "funder" in values or _REPLENISHMENT.search(named[0])):
        values["phase"] = [Literal(f"GEF - {ordinal_number(named['ordinal'], question.language)}")]
        return [named.span()]
    return []
