"""How a question bounds the amounts of projects: “grants of more than 10 million dollars”, «до 500 000 долларов».

Fills ``above``, ``at_least``, ``below``, ``at_most`` with US dollars, and ``bound_kind`` with the kind of money.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from rdflib.term import Literal

from kg.answers.notions import Carrier, plain
from kg.answers.values import Values
from kg.identifiers.folding import fold
from kg.model import LANGUAGES, Span

_NUMBER = r"(?:\d+(?:[.,  ]\d+)*)"
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_ONE = r"(?:a|one|une?|uno|один|одного)"
_CURRENCY = (
    r"(?:us ?\$|usd|\$|us dollars?|(?:de )?dollars?(?: des etats-unis)?|(?:de )?dolares?(?: estadounidenses)?"
    r"|долл\w*\.?(?: сша)?|(?:ال)?دولار\w*(?: امريكي)?|美元)"
)
_BOUNDS = ("between", "at_most", "at_least", "above", "below")
"""In the order in which they are looked for: “no more than” has “more than” in it."""
_LEAST = 10_000
"""What has neither a currency nor a multiple has to be this much for an amount."""
_GROUPED = re.compile(r"^\d{1,3}(?:[.,  ]\d{3})+$")


def of_amounts(written: str, language: str, found: Collection[Carrier], values: Values) -> list[Span]:
    """Fill in the bounds of amounts; where they stand, with the kind of money that is bounded."""
    folded = fold(written.replace("’", "'"))
    text = plain(folded.text).lower()
    for name, pattern in _patterns(language if language in LANGUAGES else "en"):
        match = pattern.search(text)
        amounts = _amounts(match[0]) if match else []
        if match is None or not amounts:
            continue
        bounds = {"at_least": min(amounts), "at_most": max(amounts)} if name == "between" else {name: amounts[0]}
        for slot, amount in bounds.items():
            values[slot] = [Literal(int(amount))]
        span = folded.span(match.span())
        _take_numbers(written[slice(*span)], values)
        kinds = [carrier for carrier in found if carrier.notion in {"grant", "cofinancing"}]
        near = min(kinds, key=lambda each: _distance(each.span, span), default=None)
        values["bound_kind"] = [Literal(near.notion if near else "grant")]
        return [span, near.span] if near and _distance(near.span, span) <= 1 else [span]
    return []


def _take_numbers(said: str, values: Values) -> None:
    """The figures of an amount are no projects and no years."""
    for slot in ("project", "year"):
        left = [term for term in values.get(slot, ()) if str(term).rpartition("/")[2] not in said]
        if slot in values and not left:
            del values[slot]
        elif left:
            values[slot] = left


def _distance(one: Span, other: Span) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


def _amounts(text: str) -> list[Decimal]:
    """The amounts in a text; what multiplies the last multiplies all before: “1 to 5 million”."""
    found: list[Decimal] = []
    shared, money = 1, False
    for match in reversed(list(_amount().finditer(text))):
        number = _number(match["number"]) if match["number"] else Decimal(_DIGITS.get(match["digit"] or "", 1))
        said = next((int(name[1:]) for name, words in match.groupdict().items() if words and name[1:].isdecimal()), 0)
        shared, money = said or shared, bool(money or said or match["money"] or match["before"])
        if money or number >= _LEAST:
            found.insert(0, number * (said or (shared if number < _LEAST else 1)))
    return found


def _number(text: str) -> Decimal:
    if _GROUPED.match(text):
        return Decimal(re.sub(r"\D", "", text))
    return Decimal(re.sub(r"[  ]", "", text).replace(",", "."))


@cache
def _amount() -> re.Pattern[str]:
    multiples = "|".join(f"(?P<m{value}>{plain(words)})" for value, words in reversed(_multiples().items()))
    return re.compile(
        rf"(?P<before>{_CURRENCY})?\s?(?:(?P<number>{_NUMBER})|(?P<digit>[{''.join(_DIGITS)}])|(?:{_ONE}\s)?(?=mil|мил|ملي))"
        rf"\s?(?:(?:{multiples})(?![a-zа-я]))?\s?(?P<money>{_CURRENCY})?"
    )


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    start = "" if language in {"zh", "ar"} else r"(?<!\w)"
    amount = re.sub(r"\?P<\w+>", "?:", _amount().pattern)
    return tuple(
        (name, re.compile(start + plain(form).replace("{A}", f"(?:{amount})")))
        for name in _BOUNDS
        for form in _data()[language][name]
    )


def _multiples() -> dict[str, str]:
    multiples: dict[str, str] = _data()["multiples"]
    return multiples


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("kg.answers").joinpath("bounds.toml").read_text("utf-8"))
