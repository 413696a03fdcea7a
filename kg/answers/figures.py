"""Numbers and dates of a text, in figures or in words."""

from __future__ import annotations

import re
from functools import cache

from kg.identifiers.folding import fold
from kg.lexical.analysis import normalise
from kg.lexical.dates import date_tokens

_FIGURE = re.compile(r"\d+(?:[ \u00a0\u202f.,'’٬٫]\d+)*")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_YEARS = re.compile(rf"({_YEAR.pattern})\s?(?:[-–—]|至|到|to|through|a|à|по|إلى|حتى)\s?({_YEAR.pattern})")
_UNITS = "个|次|项|份|种|类|届|名|天|日|周|月|年|国|条|人|场|位|家|所|小时|分|秒|步|页|倍|成"
_CHINESE = re.compile(
    rf"(?<!第)(?<![一二三四五六七八九十])(?:(?:一[一二三四五六七八九十百千万亿]+|[半两二三四五六七八九十百千万亿]"
    rf"[一二三四五六七八九十百千万亿]*)(?:{_UNITS})|一(?:天|日|周|年|小时))"
)
"""“一个” is an article."""
_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half "
    "twice once daily weekly monthly yearly annually",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingtaine "
    "trente quarante cinquante soixante cents mille million millions milliard milliards moitié tiers quart dizaine "
    "douzaine",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta "
    "cincuenta sesenta setenta ochenta noventa cien ciento cientos mil millón millones mitad tercio cuarto",
    "ru": "два две двух двумя три трех трёх тремя четыре четырех четырёх пять пяти шесть шести семь семи "
    "восемь восьми девять девяти десять десяти одиннадцать двенадцать двенадцати пятнадцать двадцать двадцати "
    "тридцать тридцати сорок пятьдесят сто сотен тысяча тысячи тысяч миллион миллиона миллионов миллиард половина "
    "треть четверть раз дважды двумстам",
    "ar": "اثنان اثنين اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني ثمان تسعة تسع عشرة عشر "
    "عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين مائة مئة مائتي مئتي "
    "ألف آلاف مليون ملايين مليار نصف ثلث ربع مرتين مرة ثانيتين يومين أسبوعين شهرين سنتين ساعتين دقيقتين",
}
_WORD = re.compile(r"[^\W\d_]+")
_CELL = re.compile(r"[:：]\s?\d+\s?(?:\||$)")


def counts_in_words(text: str, language: str) -> bool:
    """Whether a text holds a number in words that counts something: no ordinal, no “one”, no “each”."""
    if language == "zh":
        return _CHINESE.search(text) is not None
    words = _number_words(language)
    return any(normalise(word) in words for word in _WORD.findall(text))


def counts_in_cell(text: str) -> bool:
    """Whether a cell of a table row, behind the name of its column, is a bare number."""
    return _CELL.search(text) is not None


def states_date(text: str, besides: frozenset[str] = frozenset()) -> bool:
    """Whether a text names a day, a month of a year or a year other than ``besides``."""
    folded = fold(text).text
    return bool((set(date_tokens(folded)) | set(_YEAR.findall(folded))) - besides)


def years(text: str) -> set[str]:
    """The years that a text names, with those between the two of a period (“2021–2024”)."""
    folded = fold(text).text
    periods = ((int(first), int(last)) for first, last in _YEARS.findall(folded))
    return {*_YEAR.findall(folded), *(str(y) for first, last in periods for y in range(first, last + 1))}


def figures(text: str) -> frozenset[str]:
    """Numbers and dates of a text in one form: ``178 000`` → ``178000``."""
    folded = fold(text).text
    numbers = {re.sub(r"\D", "", match) for match in _FIGURE.findall(folded)}
    return frozenset(numbers | set(date_tokens(folded)) | set(_YEAR.findall(folded)))


@cache
def _number_words(language: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in _WORDS.get(language, "").split())
