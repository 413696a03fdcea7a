"""Decision numbers in six languages and three scripts, brought to one form (``MC-5/16``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.identifiers.folding import fold
from kg.model import Key, Span


@dataclass(frozen=True, slots=True)
class DecisionMatch:
    """A decision named in a text.

    ``number`` is the normal form, or None when it is still open (``МК-6/[--]``)
    or is of a body without a prefix of its own (``25/5``). ``surface`` is the
    form in the text. ``draft``: the text calls it a draft or leaves its number open.
    """

    span: Span
    number: str | None
    surface: str
    draft: bool


_PREFIXES = (
    # First and second letter in Latin or Cyrillic, also mixed: recognisers of scanned text confuse
    # the letters that look alike. Р and С as *first* letters need К, else they could be P or C.
    (re.compile("[MМ][CСKК]", re.IGNORECASE), "MC"),
    (re.compile("[BБВ][CСKК]", re.IGNORECASE), "BC"),
    (re.compile("R[CСKК]|[РP][KК]", re.IGNORECASE), "RC"),
    (re.compile("S[CСKК]|[СC][KК]", re.IGNORECASE), "SC"),
    (re.compile("POPRC|КРСОЗ", re.IGNORECASE), "POPRC"),
    (re.compile("CRC|КРХВ", re.IGNORECASE), "CRC"),
    (re.compile("OEWG|РГОС", re.IGNORECASE), "OEWG"),
    # Arabic: أ/ا for "convention", then the first letter of its city; CRC is ل.ا.ك
    (re.compile(r"[اأ][\s.]*م"), "MC"),
    (re.compile(r"[اأ][\s.]*ب"), "BC"),
    (re.compile(r"[اأ][\s.]*ر"), "RC"),
    (re.compile(r"[اأ][\s.]*س"), "SC"),
    (re.compile(r"ل[\s.]*[اأ][\s.]*ك"), "CRC"),
)
_ALPHABETIC = r"A-Za-z\u00C0-\u024F\u0370-\u052F\u0620-\u065F\u066E-\u06D3"  # not Chinese: no spaces there
_LEFT = rf"(?<![{_ALPHABETIC}\d/.])(?<![{_ALPHABETIC}]-)"
_LEFT_ARABIC = rf"(?:{_LEFT}|(?<={_LEFT}[وفبل]))"  # "and", "by", "to" are written together with the next word
_RIGHT = rf"(?![{_ALPHABETIC}\d\[])(?!/\d)(?!\.\d)"
_LETTERS = "[MМBБВRРPSСC][CСKК]|POPRC|КРСОЗ|CRC|КРХВ|OEWG|РГОС"
_ARABIC = r"[اأ][\s.]{0,2}[مبرس]|ل[\s.]{0,2}[اأ][\s.]{0,2}ك"
_OPEN = r"\[[^\]\d]{0,8}\]|-{2,}|_{2,}|…|[xхXХ]{1,3}"
_TAIL = rf"(?P<session>\d{{1,2}}|[IVX]{{1,4}})\s?/\s?(?:(?P<serial>\d{{1,3}})|(?P<open>{_OPEN}))"

_NUMBERED = re.compile(
    rf"(?:{_LEFT}(?:(?P<prefix>(?i:{_LETTERS}))\s?-\s?|(?P<bare>{_LETTERS}))"
    rf"|{_LEFT_ARABIC}(?P<arabic>{_ARABIC})\s?-?\s?){_TAIL}{_RIGHT}"
)
_WORD = (
    r"(?i:decisions?|décisions?|decisi(?:ón|ones)|решени(?:е|я|и|ю|ем|ями|ях|й)"
    r"|决定|(?:[وبلفك]*ال|لل|[وبلفك])?مقرر(?:ات|ين|ان|ها|اته)?)"
)
_ROMAN_OR_BARE = r"(?P<letters>[MМBБВRРPSСC][CСKК])?\s?(?P<session>[IVX]{1,4}|\d{1,2})\s?/\s?(?P<serial>\d{1,3})"
_JOIN = r"\s?(?:,|、|;|and|et|y|и|و|和|及|to|à|a|-)\s?"
_AFTER_WORD = re.compile(rf"{_LEFT}{_WORD}\s?(?:Nos?\.?\s?|№\s?|第\s?)?(?={_ROMAN_OR_BARE})")
_LIST_ITEM = re.compile(rf"{_ROMAN_OR_BARE}{_RIGHT}")
_LIST_JOIN = re.compile(_JOIN)
_CHINESE = re.compile(rf"第?\s?(?P<item>(?<![\dA-Za-z/-]){_ROMAN_OR_BARE})\s?号\s?(?:决定|决议)")
_ROMAN = re.compile(r"I{1,3}|IV|VI{0,3}|IX|X")
_DRAFT = re.compile(
    r"(?i:draft\s+decisions?|projets?\s+de\s+décisions?|proyectos?\s+de\s+decisi(?:ón|ones)"
    r"|проект\w{0,3}\s+решени[яй]|决定草案|مشروع\s+(?:ال)?مقرر)\s*(?:第\s?)?$"
)


def find_decisions(text: str) -> list[DecisionMatch]:
    """All decisions that a text names by number, in order; spans cover the number alone.

    A prefixed number (``MC-5/16``) is found anywhere outside words; a number without prefix
    (``VI/29`` of the Basel Convention's first meetings, ``25/5``) only after the word *decision*
    in one of the six languages.
    """
    folded = fold(text)
    found: list[DecisionMatch] = []
    candidates = [*_numbered(folded.text), *_after_word(folded.text), *_chinese(folded.text)]
    for match in sorted(candidates, key=lambda item: (item.span[0], -item.span[1])):
        if not found or match.span[0] >= found[-1].span[1]:
            found.append(match)
    return [_in_original(match, text, folded.span(match.span)) for match in found]


def parse_decision(text: str) -> str | None:
    """Normal form of a decision number that is the whole of ``text``, else None."""
    matches = find_decisions(text.strip())
    return matches[0].number if matches and matches[0].span == (0, len(text.strip())) else None


def decision_key(number: str) -> Key:
    """Key of a decision: ``MC-5/16`` → ``mc-5-16``, ``BC-VI/29`` → ``bc-vi-29``."""
    return Key(number.lower().replace("/", "-"))


def _in_original(match: DecisionMatch, text: str, span: Span) -> DecisionMatch:
    return replace(match, span=span, surface=text[span[0] : span[1]])


def _numbered(text: str) -> Iterator[DecisionMatch]:
    for match in _NUMBERED.finditer(text) if "/" in text else ():
        prefix = _prefix(match["prefix"] or match["bare"] or match["arabic"])
        session = _session(match["session"])
        if prefix is None or session is None:
            continue
        number = f"{prefix}-{session}/{int(match['serial'])}" if match["serial"] else None
        draft = number is None or _is_draft(text, match.start())
        yield DecisionMatch(match.span(), number, match[0], draft)


def _after_word(text: str) -> Iterator[DecisionMatch]:
    for word in _AFTER_WORD.finditer(text) if "/" in text else ():
        place = word.end()
        while (item := _LIST_ITEM.match(text, place)) is not None:
            yield from _unprefixed(text, item, word.end())
            join = _LIST_JOIN.match(text, item.end())
            if join is None:
                break
            place = join.end()


def _chinese(text: str) -> Iterator[DecisionMatch]:
    for match in _CHINESE.finditer(text) if "号" in text else ():
        item = _LIST_ITEM.match(text, match.start("item"))
        if item is not None:
            yield from _unprefixed(text, item, match.start())


def _unprefixed(text: str, item: re.Match[str], place: int) -> Iterator[DecisionMatch]:
    """A number after the word *decision*: Basel's when Roman, without a normal form when bare digits."""
    session = _session(item["session"])
    if session is None:
        return
    prefix = _prefix(item["letters"]) if item["letters"] else ("BC" if not session.isdigit() else None)
    number = f"{prefix}-{session}/{int(item['serial'])}" if prefix else None
    yield DecisionMatch(item.span(), number, item[0], _is_draft(text, place))


def _prefix(letters: str) -> str | None:
    return next((normal for pattern, normal in _PREFIXES if pattern.fullmatch(letters)), None)


def _session(text: str) -> str | None:
    """A meeting's number as decisions carry it: digits, or a Roman number up to X (Basel's first ten)."""
    if text.isdigit():
        return str(int(text)) if int(text) else None
    return text if _ROMAN.fullmatch(text) else None


def _is_draft(text: str, start: int) -> bool:
    return _DRAFT.search(text, max(0, start - 40), start) is not None
