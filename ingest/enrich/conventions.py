"""Which convention is named right beside an article, an annex or a body."""

from __future__ import annotations

import re

from kg.identifiers.treaties import CITIES

OTHER = "other"
"""A treaty or instrument is named, but none of the four conventions."""

_NAMES = "|".join(CITIES.values())
_CITY = re.compile("|".join(f"(?P<{key}>{names})" for key, names in CITIES.items()), re.IGNORECASE)
_LINK_WORDS = (
    r"of|to|in|under|for|en|the|this|present|said|de|du|des|la|le|les|l'|l’|del|el|los|al|au|aux|présente?|presente|à|a"
    r"|к|ко|настоящ\w+|данн\w+|этой|самой|من|في|هذه|الى|إلى"
)
_NEXT = re.compile(
    r"(?:\s?\(\w{1,4}\))*"  # (3) (b)
    r"(?:,\s(?:paragraphs?|paras?\.|sub-?paragraphs?|paragraphes?|alinéas?|párrafos?|apartados?|пункт\w*|подпункт\w*"
    r"|الفقرة|الفقرتين|الفقرات)\s[^,.;:]{1,20},)?"
    rf"\s(?:(?:{_LINK_WORDS})\b\s*)*(?P<name>\S[^.;:!?\n]{{0,70}})",
    re.IGNORECASE,
)
_CONVENTION = re.compile(r"(?:convention|convenio|конвенци\w+|(?:[وبفك]?ال|لل|ل)?اتفاقية)\b", re.IGNORECASE)
_INSTRUMENT = re.compile(
    r"(?:[A-ZА-Я]\w+\s){0,3}(?:protoco\w+|agreement|accord|acuerdo|charter|charte|carta|covenant|pact\w*|statute|statut\w*"
    r"|rules?|règlement|reglamento|regulations?|directive|treaty|traité|tratado|протокол\w*|соглашени\w+|устав\w*|пакт\w*"
    r"|правил\w*|договор\w*|директив\w*|регламент\w*|(?:ال|لل|ل)?(?:بروتوكول|اتفاق|ميثاق|نظام|عهد|معاهدة))\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\s(?:on|sur|sobre|о|об|relative|relativa|des|بشأن|المتعلقة|الإطارية)\s", re.IGNORECASE)
_OUR_SUBJECT = re.compile(
    r"\s(?:on|sur|sobre|о|об|بشأن)\s(?:le\s|el\s)?(?:mercur|ртут|الزئبق|persistent|стойки|الملوثات)", re.IGNORECASE
)
_BEFORE = re.compile(
    rf"(?:(?P<first>{_NAMES})\w*\s(?:convention|конвенци\w+)"
    rf"|(?:convention|convenio|اتفاقية)\s(?:de\s)?(?P<second>{_NAMES}))"
    r"\s?[,(\-]?\s?$",
    re.IGNORECASE,
)
_CHINESE_BEFORE = re.compile(
    rf"(?:(?P<city>{_NAMES})\s?公约|(?P<own>《公约|本公约|该公约)"
    r"|(?P<other>公约|议定书|协定|协议|宪章|规约|条例|指令|议事规则|规则))\s?》?\s?的?\s?$"
)
_WINDOW = 40


def convention_after(text: str, place: int) -> str | None:
    """Treaty key named right after ``place`` (``of the Basel Convention``), OTHER, or None when none is."""
    match = _NEXT.match(text, place)
    if match is None:
        return None
    name = match["name"]
    city = _CITY.match(name)
    if city is not None:
        return city.lastgroup
    convention = _CONVENTION.match(name)
    if convention is not None:
        return _qualified(name[convention.end() :])
    return OTHER if _INSTRUMENT.match(name) else None


def convention_before(text: str, place: int) -> str | None:
    """Treaty key named right before ``place`` (``《巴塞尔公约》第 13 条``), OTHER, or None."""
    head = text[max(0, place - _WINDOW) : place]
    match = _BEFORE.search(head)
    if match is not None:
        return treaty_of_city(match["first"] or match["second"])
    chinese = _CHINESE_BEFORE.search(head)
    if chinese is None or chinese["own"]:
        return None
    return treaty_of_city(chinese["city"]) if chinese["city"] else OTHER


def convention_beside(text: str, start: int, end: int) -> str | None:
    """Treaty key named on either side of a span, OTHER, or None; what follows counts first."""
    return convention_after(text, end) or convention_before(text, start)


def treaty_of_city(name: str) -> str | None:
    """``Bâle`` → ``basel``."""
    match = _CITY.match(name)
    return match.lastgroup if match else None


def _qualified(rest: str) -> str | None:
    """What follows the word *Convention*: a city, a subject that is not ours, or nothing that counts."""
    city = re.match(r"\s(?:(?:de|of)\s)?(?P<name>\w+)", rest)
    if city is not None and (treaty := treaty_of_city(city["name"])):
        return treaty
    return OTHER if _ABOUT.match(rest) and not _OUR_SUBJECT.match(rest) else None
