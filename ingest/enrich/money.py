"""Amounts of money with their currency, in six languages."""

from __future__ import annotations

import re

from ingest.enrich.amounts import NUMBER, SCALE, plain, scaled
from ingest.enrich.context import EnrichmentContext, PassageText
from kg.model import Mention

_CURRENCIES = {
    "EUR": r"EUR\b|€|euros?\b|евро\b|欧元|يورو",
    "CHF": r"CHF\b|swiss\sfrancs?|francs?\ssuisses?|francos?\ssuizos?|швейцарск\w+\sфранк\w*|瑞士法郎"
    r"|فرنك\w*\sسويسري\w*",
    "GBP": r"GBP\b|£|pounds?\ssterling|livres?\ssterling|libras?\sesterlinas?|фунт\w*\sстерлингов|英镑"
    r"|جنيه\w*\s[إا]سترليني\w*",
    "JPY": r"JPY\b|¥|yen(?:es)?\b|(?:японск\w+\s)?[ий]ен\w?\b|日元|日圆|ين\sياباني",
    "CNY": r"CNY\b|RMB\b|yuans?\b|yuan(?:es)?\b|юан\w+|人民币|يوان\w*",
    "SEK": r"SEK\b|swedish\skron\w+|couronnes?\ssuédoises?|coronas?\ssuecas?|шведск\w+\sкрон\w*|瑞典克朗"
    r"|كرون\w*\sسويدي\w*",
    "NOK": r"NOK\b|norwegian\skron\w+|couronnes?\snorvégiennes?|coronas?\snoruegas?|норвежск\w+\sкрон\w*|挪威克朗"
    r"|كرون\w*\sنرويجي\w*",
    "CAD": r"CAD\b|canadian\sdollars?|dollars?\scanadiens?|dólares?\scanadienses?|канадск\w+\sдоллар\w*|加元"
    r"|دولار\w*\sكندي\w*",
    "USD": r"US\$|USD\b|\$(?:\s?US)?|(?:united\sstates|u\.s\.|us)\sdollars?|dollars?(?:\sdes\sétats-unis|\sus)?\b"
    r"|dólares?(?:\sde\slos\sestados\sunidos|\sestadounidenses)?|долл(?:ар\w*|\.)?(?:\sсша)?|美元"
    r"|(?:من\s)?دولار\w*(?:\s(?:من\sدولارات\s)?(?:الولايات\sالمتحدة|[أا]مريكي\w*))?",
}
_CURRENCY = "|".join(f"(?P<{code}>{names})" for code, names in _CURRENCIES.items())
_OF = r"\s?(?:(?:de|d['’]|من)\s?)?"
_BEFORE = re.compile(rf"(?:{_CURRENCY})\s?(?P<number>{NUMBER})(?:[\s-]?(?:{SCALE}))?", re.IGNORECASE)
_AFTER = re.compile(rf"(?<![\d.,/-])(?P<number>{NUMBER})(?:[\s-]?(?:{SCALE}))?{_OF}(?:{_CURRENCY})", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NEAR = 60
"""Letters between a number and the first letter of a currency's name: more than the longest scale and name have."""
_SIGNS = (
    "$", "€", "£", "¥", "eur", "chf", "gbp", "jpy", "cny", "rmb", "sek", "nok", "cad", "usd", "dollar", "dólar",
    "franc", "pound", "livre", "libra", "yen", "yuan", "kron", "couronne", "corona", "долл", "евро", "франк", "фунт",
    "иен", "йен", "юан", "крон", "元", "法郎", "英镑", "日圆", "人民币", "克朗", "دولار", "يورو", "فرنك", "جنيه",
    "ياباني", "يوان", "كرون",
)  # fmt: skip


def find_money(view: PassageText, context: EnrichmentContext) -> list[Mention]:  # noqa: ARG001
    """Mentions of kind ``money``; the value is an ISO 4217 code and the amount (``USD 1250000.5``)."""
    if not _may_name_money(view):
        return []
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(view.text):
            if any(match.start() < end and match.end() > start for start, end in taken):
                continue
            taken.append(match.span())
            code = next(code for code in _CURRENCIES if match[code])
            value = f"{code} {plain(scaled(match, 'number'))}"
            found.append(view.mention(match.span(), "money", value, None, method="money", confidence=0.95))
    return found


def _may_name_money(view: PassageText) -> bool:
    """Whether something that a currency's name holds stands near a number; the patterns cost a hundred times more."""
    signs = [sign for sign in _SIGNS if sign in view.lower]
    if not signs or len(view.lower) != len(view.text):
        return bool(signs)
    near = [view.lower[max(0, m.start() - _NEAR) : m.end() + _NEAR] for m in _DIGITS.finditer(view.text)]
    return any(sign in part for part in near for sign in signs)
