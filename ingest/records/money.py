"""Amounts of money as people write them: currencies, separators of several locales, millions, several in one cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from babel import Locale

from kg.model import LANGUAGES

_MARKS = str.maketrans({"٬": ",", "٫": ".", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "，": ","})
_NUMBER = r"\d+(?:[ .,']\d+)*"
_CURRENCY = r"[^\W\d_]{0,3}[$€£]|[^\W\d_][^\d;|/+()]*?"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole units of a currency (ISO 4217); ``exact`` tells whether nothing was rounded away."""

    value: int
    currency: str
    exact: bool


class NotMoneyError(ValueError):
    """Words that are no amounts; the message says what is wrong."""


def amounts(text: str, currency: str = "") -> tuple[Money, ...]:
    """All amounts in a cell, in order; none for an empty cell and for words that say so (``n/a``).

    Args:
        text: such as ``$500,000``, ``EUR 1.2 million; 20 000 CHF``, ``٥٠٠٬٠٠٠ دولار``.
        currency: of amounts that name none themselves.

    Raises:
        NotMoneyError: a part is no amount, or could be read in two ways (``1.234``).
    """
    return tuple(_amount(part, currency) for part in split(text))


def split(text: str) -> list[str]:
    """A cell cut between its amounts: at ``;``, ``|``, ``+``, “and”, and where a next currency sign begins."""
    if _PLAIN.fullmatch(text):
        return [text]
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.translate(_MARKS)).strip()
    if text.casefold() in _words()["nothing"]:
        return []
    cut = re.sub(r"(?<=\d)\s+(?=(?:[A-Z]{0,3}[$€£]|[A-Z]{3}) ?\d)", ";", text)
    return [part.strip() for part in re.split(r"[;|+\n]|\s(?:and|et|y|и)\s", cut) if part.strip()]


_PLAIN = re.compile(r"(\$?)(\d{1,3}(?:,\d{3})+|\d+) ?", re.ASCII)
_AMOUNT = re.compile(rf"(?P<before>{_CURRENCY})?\s*(?P<number>{_NUMBER})\s*(?P<after>[^\d]*)")


def _amount(text: str, default: str) -> Money:
    if plain := _PLAIN.fullmatch(text):
        return Money(int(plain[2].replace(",", "")), "USD" if plain[1] else default, exact=True)
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise NotMoneyError(f"“{text}” is not an amount of money")
    times, named = _unit(found["after"].strip().casefold())
    codes = {code for code in (_code((found["before"] or "").strip()), _code(named)) if code is not None}
    if "" in codes or len(codes) > 1:
        raise NotMoneyError(f"“{text}” is not in a currency that is known")
    number = _decimal(found["number"], scaled=times > 1)
    if number is None:
        raise NotMoneyError(f"“{text}” can be read in two ways or in none")
    exact = number * times
    value = exact.quantize(Decimal(1), ROUND_HALF_UP)
    return Money(int(value), next(iter(codes), default), value == exact)


def _unit(words: str) -> tuple[int, str]:
    """What stands behind a number: by how much it is multiplied, and the currency."""
    for name, times in _times():
        rest = words.removeprefix(name)
        if rest != words and (not rest[:1].isalpha() or not name.isascii() or not name.isalpha()):
            return times, re.sub(r"^(?:de|d'|d’)\s*", "", rest.strip())
    return 1, words


def _code(words: str) -> str | None:
    """The ISO 4217 code; None for no words, empty for words that are no currency."""
    if not words:
        return None
    if words.upper() in currencies():
        return words.upper()
    return _names().get(words.casefold(), "")


def _decimal(text: str, *, scaled: bool) -> Decimal | None:
    """A number with the separators of any of the six languages, None where they leave two readings."""
    marks = re.sub(r"\d", "", text)
    groups = re.split(r"[ .,']", text)
    if not marks:
        return Decimal(text)
    if len(set(marks)) == 1 and len(marks) > 1:
        return Decimal("".join(groups)) if _grouped(groups) else None
    if len(marks) == 1:
        if marks in "'," and _grouped(groups) and not (scaled and marks == ","):
            return Decimal("".join(groups))
        if marks == " ":
            return Decimal("".join(groups)) if _grouped(groups) else None
        if len(groups[1]) == 3 and not scaled:
            return None
        return Decimal(f"{groups[0]}.{groups[1]}")
    whole, last = groups[:-1], groups[-1]
    if marks[-1] in ".," and len(set(marks[:-1])) == 1 and marks[-1] != marks[0] and _grouped(whole):
        return Decimal(f"{''.join(whole)}.{last}")
    return None


def _grouped(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


@cache
def currencies() -> frozenset[str]:
    """All codes of currencies that Unicode CLDR knows."""
    return frozenset(Locale("en").currencies)


@cache
def _names() -> dict[str, str]:
    """Names and signs of currencies in the six languages: those of CLDR, and ours."""
    known = {str(name).casefold(): code for lang in LANGUAGES for code, name in Locale(lang).currencies.items()}
    return known | {name: code for code, names in _words()["currencies"].items() for name in names}


@cache
def _times() -> list[tuple[str, int]]:
    """Words for multiples, the longest first."""
    found = [(name, int(times)) for times, names in _words()["times"].items() for name in names]
    return sorted(found, key=lambda entry: -len(entry[0]))


@cache
def _words() -> dict[str, Any]:
    text = (files(__package__) / "money.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words
