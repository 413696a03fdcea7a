"""Whether a text states a number or a date, in figures or in words, that the question did not bring along."""

from __future__ import annotations

import re
from functools import cache

from kg.identifiers.folding import fold
from kg.lexical.analysis import normalise
from kg.lexical.dates import date_tokens

_FIGURE = re.compile(r"\d+(?:[ \u00a0\u202f.,'’٬٫]\d+)*")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_CHINESE = re.compile(
    "[一二两三四五六七八九十百千万亿]+(?:个|次|项|份|种|类|届|名|天|日|周|月|年|国|条|人|场|位|家|所|小时|分|秒|步|页|倍|成)"
)
_WORDS = {
    "en": "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half "
    "twice once daily weekly monthly yearly annually every",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt vingtaine "
    "trente "
    "quarante cinquante soixante cent cents mille million millions milliard milliards moitié tiers quart dizaine "
    "douzaine toutes chaque",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta cuarenta "
    "cincuenta sesenta setenta ochenta noventa cien ciento cientos mil millón millones mitad tercio cuarto cada",
    "ru": "два две двух двумя три трех трёх тремя четыре четырех четырёх пять пяти шесть шести семь семи "
    "восемь восьми девять девяти десять десяти одиннадцать двенадцать двенадцати пятнадцать двадцать двадцати "
    "тридцать тридцати сорок пятьдесят сто сотен тысяча тысячи тысяч миллион миллиона миллионов миллиард половина "
    "треть четверть раз дважды каждые каждый двумстам",
    "ar": "اثنان اثنين اثنتين ثلاثة ثلاث أربعة أربع خمسة خمس ستة ست سبعة سبع ثمانية ثماني ثمان تسعة تسع عشرة عشر "
    "عشرون عشرين ثلاثون ثلاثين أربعون أربعين خمسون خمسين ستون ستين مائة مئة مائتي مئتي "
    "ألف آلاف مليون ملايين مليار نصف ثلث ربع مرتين مرة ثانيتين يومين أسبوعين شهرين سنتين ساعتين دقيقتين كل",
}
_WORD = re.compile(r"[^\W\d_]+")
_SCALE = r"(?:(?:тыс|млн|млрд)\w*\.?|thousand|millions?|billion|millones|mil|مليون|ألف|万|亿)?"
_CURRENCY = r"(?:\$|€|USD|EUR|CHF|US|dollars?|dólares|euros?|долл\w*|евро|франк\w*|دولار\w*|يورو|美元|欧元|瑞士法郎|元)"
_MONEY = re.compile(
    rf"\d[\d .,'’\u00a0\u202f٬]*{_SCALE}\s*(?:de |d['’])?{_CURRENCY}|(?:US\$|\$|€|USD|EUR|CHF)\s?\d", re.IGNORECASE
)


def states_number(text: str, language: str, besides: frozenset[str] = frozenset()) -> bool:
    """Whether a text of a language holds a number other than ``besides`` (as ``figures`` gives them)."""
    if figures(text) - besides:
        return True
    if language == "zh":
        return _CHINESE.search(text) is not None
    words = _number_words(language)
    return any(normalise(word) in words for word in _WORD.findall(text))


def states_date(text: str, besides: frozenset[str] = frozenset()) -> bool:
    """Whether a text names a day, a month of a year or a year other than ``besides``."""
    folded = fold(text).text
    return bool((set(date_tokens(folded)) | set(_YEAR.findall(folded))) - besides)


def states_money(text: str) -> bool:
    """Whether a text states an amount of money with its currency."""
    return _MONEY.search(fold(text).text) is not None


def figures(text: str) -> frozenset[str]:
    """Numbers and dates of a text in one form: ``178 000`` → ``178000``."""
    folded = fold(text).text
    numbers = {re.sub(r"\D", "", match) for match in _FIGURE.findall(folded)}
    return frozenset(numbers | set(date_tokens(folded)) | set(_YEAR.findall(folded)))


@cache
def _number_words(language: str) -> frozenset[str]:
    return frozenset(normalise(word) for word in _WORDS.get(language, "").split())
