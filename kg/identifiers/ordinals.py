"""Ordinal numbers in words, as the names of meetings have them."""

from __future__ import annotations

import re
from functools import cache

_ENGLISH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
_FRENCH = (
    "premi[eè]re|premier deuxi[eè]me|seconde? troisi[eè]me quatri[eè]me cinqui[eè]me sixi[eè]me septi[eè]me "
    "huiti[eè]me neuvi[eè]me dixi[eè]me onzi[eè]me douzi[eè]me treizi[eè]me quatorzi[eè]me quinzi[eè]me seizi[eè]me "
    "dix-septi[eè]me dix-huiti[eè]me dix-neuvi[eè]me vingti[eè]me"
)
_SPANISH = (
    "primera segunda tercera cuarta quinta sexta s[eé]ptima octava novena d[eé]cima und[eé]cima|decimoprimera "
    "duod[eé]cima|decimosegunda decimotercera|decimotercer decimocuarta decimoquinta decimosexta decimos[eé]ptima "
    "decimoctava|decimooctava decimonovena|decimonona vig[eé]sima"
)
_RUSSIAN = (
    "перв втор треть|трети четв[её]рт пят шест седьм восьм девят десят одиннадцат двенадцат тринадцат четырнадцат "
    "пятнадцат шестнадцат семнадцат восемнадцат девятнадцат двадцат"
)
_ARABIC = (
    "ال[أا]ول[ىي]?|ال[أا]ولى الثانية?|الثاني الثالثة? الرابعة? الخامسة? السادسة? السابعة? الثامنة? التاسعة? العاشرة? "
    "الحادية?_عشرة?|الحادي_عشر الثانية?_عشرة?|الثاني_عشر الثالثة?_عشرة? الرابعة?_عشرة? الخامسة?_عشرة? السادسة?_عشرة? "
    "السابعة?_عشرة? الثامنة?_عشرة? التاسعة?_عشرة? العشر[وي]ن"
)
_RUSSIAN_ENDING = r"(?:ый|ой|ое|ая|ого|ому|ом|ую|ые|ых|ым|ыми|ий|ье|ья|ьего|ьему|ьем|ьей|ью|ей|ьи|ьих|ьим)"


def _alternatives(words: str, ending: str = "") -> list[str]:
    return [f"(?:{word.replace('_', ' ')}){ending}" for word in words.split()]


_BY_LANGUAGE = {
    "en": _alternatives(_ENGLISH),
    "fr": _alternatives(_FRENCH),
    "es": _alternatives(_SPANISH),
    "ru": _alternatives(_RUSSIAN, _RUSSIAN_ENDING),
    "ar": _alternatives(_ARABIC),
}
_DIGITS = r"\d{1,2}(?:-?(?:st|nd|rd|th|ème|eme|ère|re|e|er|ª|º|\.ª|a|е|й|я|го|му|м|ом|ой|ю|ую))?"
_CHINESE = "[一二三四五六七八九十]{1,3}"

ORDINAL = {
    # Longer words first, so that "sixteenth" is not "sixth" cut short, nor الثاني عشر the second.
    language: rf"(?:{'|'.join(reversed(words))}|{_DIGITS})\b"
    for language, words in _BY_LANGUAGE.items()
} | {"zh": rf"第\s?(?:{_CHINESE}|\d{{1,2}})\s?"}
"""Language → regular expression of an ordinal number."""

_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "vig[eé]sim[ao] trig[eé]sim[ao] cuadrag[eé]sim[ao] quincuag[eé]sim[ao] sexag[eé]sim[ao] septuag[eé]sim[ao]",
    "ru": "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
    "ar": "العشر الثلاث ال[أا]ربع الخمس الست السبع الثمان التسع",
}
"""From twenty on, as they stand before the units, in Arabic behind them."""
_TENS_BEFORE, _TENS_BEHIND = r"(?<!\w){}[ -]$", r"^ و{}[وي]ن"
_PATTERNS = {language: [re.compile(word, re.IGNORECASE) for word in words] for language, words in _BY_LANGUAGE.items()}
_UNITS = "一二三四五六七八九"


def ordinal_number(text: str, language: str) -> int | None:
    """Number of an ordinal in words or digits (``шестому``, ``6th``, ``第六``), None when it is none."""
    text = text.strip().removeprefix("第").strip()
    digits = re.match(r"\d+", text)
    if digits is not None:
        return int(digits[0])
    if language == "zh":
        return chinese_number(text)
    for number, pattern in enumerate(_PATTERNS[language], start=1):
        if pattern.fullmatch(text):
            return number
    return None


def ordinals(text: str, language: str) -> set[int]:
    """All ordinal numbers of a text, no bare ones (``6``); none in a language outside the six."""
    if language not in ORDINAL:
        return set()
    found = [match for match in _finder(language).finditer(text) if not match[0].strip().isdecimal()]
    tens = {match.start(): _tens(text, match.span(), language) for match in found}
    units = ((ordinal_number(match[0], language), match) for match in found)
    # The “vigésima” of “vigésima cuarta” is no number of its own.
    return {number + tens[m.start()] for number, m in units if number is not None and not tens.get(m.end() + 1)}


def _tens(text: str, span: tuple[int, int], language: str) -> int:
    """The tens that stand beside the units of an ordinal: 50 at the ``quatrième`` of ``cinquante-quatrième``."""
    if language not in _TENS or text[span[0]].isdecimal():
        return 0
    beside = text[span[1] :] if language == "ar" else text[: span[0]]
    words = (_TENS_BEHIND if language == "ar" else _TENS_BEFORE).format
    tens = enumerate(_TENS[language].split(), start=2)
    return next((10 * ten for ten, word in tens if re.search(words(word), beside, re.IGNORECASE)), 0)


@cache
def _finder(language: str) -> re.Pattern[str]:
    return re.compile(ORDINAL[language] if language == "zh" else rf"(?<!\w)(?:{ORDINAL[language]})", re.IGNORECASE)


def chinese_number(text: str) -> int | None:
    """Number below one hundred in Chinese numerals: ``十四`` → 14, ``二十二`` → 22."""
    match = re.fullmatch(rf"(?P<tens>[{_UNITS}]?十)?(?P<unit>[{_UNITS}])?", text)
    if match is None or not text:
        return None
    tens = match["tens"]
    high = 0 if tens is None else 10 * (1 if tens == "十" else _UNITS.index(tens[0]) + 1)
    return high + (_UNITS.index(match["unit"]) + 1 if match["unit"] else 0)
