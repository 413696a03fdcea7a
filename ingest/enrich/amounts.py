"""Numbers in running text as six languages print them: ``1,250,000.50``, ``1 250 000,50``, ``1.25 million``."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType

NUMBER = r"\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
"""A number with or without separators; the text is folded, so all blanks are ordinary ones."""

_SCALES = (
    (10**12, r"trillions?|billones"),
    (10**9, r"billions?|milliards?|mil\smillones|миллиард\w*|млрд\.?|十亿|مليارات?|بلايين|بليون"),
    (10**8, "亿"),
    (10**6, r"millions?|mn\b|million(?:es)?|millones|millón|миллион\w*|млн\.?|百万|مليون\w*|ملايين"),
    (10**4, "万"),
    (10**3, r"thousand|milliers?|mille\b|mil\b|тысяч\w*|тыс\.?|千|[أا]لف\w*|آلاف"),
)
SCALE = "|".join(f"(?P<scale_{n}>{words})" for n, (_, words) in enumerate(_SCALES))
"""A word that multiplies; its group's name tells by how much (see ``scaled``)."""

_BY_GROUP = MappingProxyType({f"scale_{n}": factor for n, (factor, _) in enumerate(_SCALES)})


def decimal_of(printed: str) -> Decimal:
    """Value of a match of ``NUMBER``. One separator with three digits behind it parts thousands."""
    text = re.sub(r"[ '’]", "", printed)
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return Decimal(text)
    mark, tail = text[last], text[last + 1 :]
    other = "," if mark == "." else "."
    parts_thousands = other not in text and (text.count(mark) > 1 or (len(tail) == 3 and text[:last] != "0"))
    if parts_thousands or (len(tail) == 3 and other in text[:last] and text.count(mark) > 1):
        return Decimal(re.sub(r"[.,]", "", text))
    return Decimal(re.sub(r"[.,]", "", text[:last]) + "." + tail)


def scaled(match: re.Match[str], number: str) -> Decimal:
    """The number of a group, multiplied by the scale that the match holds."""
    value = decimal_of(match[number])
    for name, factor in _BY_GROUP.items():
        if match[name]:
            value *= factor
    return value


def plain(value: Decimal) -> str:
    """``1250000.5``: no exponent, no zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
