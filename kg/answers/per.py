"""Figures of projects told apart by country, agency, region, …: “grants per agency”, “which region has most projects”.

Words are data: ``per.toml``. What is told apart fills one of the slots ``per_party``, ``per_agency``, ``per_region``,
``per_subregion``, ``per_phase``, ``per_status``, ``per_focal_area``, ``per_treaty``, ``per_fund``; what is asked of
each, one of ``of_number``, ``of_sum``, ``of_average``, ``of_ratio``, ``of_largest``, ``of_list``. Those that the
question names itself (“in each of Kenya and Uganda”) go to ``each_one``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Any

from rdflib.term import Literal

from kg.answers.notions import Carrier, masked, plain
from kg.answers.values import Values
from kg.identifiers.folding import fold
from kg.model import LANGUAGES, Span

GROUPS = ("party", "agency", "region", "subregion", "phase", "status", "focal_area", "treaty", "fund")
"""What figures may be told apart by."""
MEASURES = ("number", "sum", "average", "ratio", "largest", "list")
"""What may be asked of each."""
_SLOTS = {
    "party": "party",
    "agency": "organization",
    "phase": "phase",
    "status": "project_status",
    "treaty": "treaty",
    "fund": "fund",
}
"""Slots that hold what a question names, by what is told apart."""
_RANKED = frozenset({"most", "largest", "smallest"})
_MONEY = frozenset({"money", "grant", "cofinancing"})
_YES = Literal(1)
_OF_OTHERS = frozenset({"draft", "decision", "document", "meeting", "annex", "ratify", "sign", "parties"})
"""Notions of questions that ask for nothing of projects unless they say so."""


def of_each(
    written: str,
    language: str,
    found: Collection[Carrier],
    carried: frozenset[str],
    values: Values,
    taken: Collection[Span] = (),
) -> list[Span]:
    """Fill in what a question on projects wants figures told apart by; where it says so.

    Args:
        written: the question.
        language: ISO 639-1; one outside the six is read with the English words.
        found: what carries notions in it.
        carried: the notions of the question.
        values: the slots filled so far.
        taken: where names and amounts stand, whose words say nothing else here (“Minamata Convention”).
    """
    if "draft" in carried or ("project" not in carried and ("money" not in carried or carried & _OF_OTHERS)):
        return []
    language = language if language in LANGUAGES else "en"
    one, many = (re.compile(_data()[number][language]["party"]) for number in ("one", "many"))
    names = [span for span in taken if language == "zh" or not _says(written[slice(*span)], one, many)]
    folded = fold(masked(written.replace("’", "'"), names))
    text = plain(folded.text).lower()
    each = _each(text, language, values)
    told = each or _first(text, language, carried, values)
    if not told:
        return []
    values[_measure(written, text, language, found, carried, ranked=not each)] = [_YES]
    return [folded.span(span) for span in told]


def _says(name: str, *nouns: re.Pattern[str]) -> bool:
    """Whether a name tells what is told apart as well: “small island developing states”."""
    words = plain(name).lower()
    return any(noun.search(words) for noun in nouns)


def only_paid(written: str, language: str, spans: Collection[Span]) -> bool:
    """Whether words for money only say that projects are paid for: “funded by”."""
    paid = _word("paid", language if language in LANGUAGES else "en")
    return all(paid.match(plain(written[slice(*span)]).lower()) for span in spans)


def _each(text: str, language: str, values: Values) -> list[Span]:
    """“Per agency”, “in each of Kenya and Uganda”."""
    for group, (each, _, _) in _patterns(language).items():
        if match := each.search(text):
            _tell_apart(group, values)
            return [match.span()]
    if each_of := _word("each_of", language).search(text):
        for group, slot in _SLOTS.items():
            if len(set(values.get(slot, ()))) > 1:
                _tell_apart(group, values)
                return [each_of.span()]
    return []


def _first(text: str, language: str, carried: frozenset[str], values: Values) -> list[Span]:
    """What comes first of all by its figures: “the agency with the most projects”; where the noun stands."""
    if not carried & _RANKED:
        return []
    asked = [(match, group) for group, (_, first, _) in _patterns(language).items() if (match := first.search(text))]
    if not asked:
        return []
    match, group = min(asked, key=lambda each: each[0].span())
    _tell_apart(group, values)
    noun = next(name for name, words in match.groupdict().items() if words)
    alone = _patterns(language)[group][2].fullmatch(match[noun])
    if "top" not in values and alone and not _word("several", language).search(match[0]):
        values["top"] = [_YES]
    return [match.span(noun)]


def _tell_apart(group: str, values: Values) -> None:
    values[f"per_{group}"] = [_YES]
    slot = _SLOTS.get(group)
    if slot and slot in values:
        values["each_one"] = values.pop(slot)
    if group == "party" and "region" in values:
        values["each_in"] = list(values["region"])


def _measure(
    written: str, text: str, language: str, found: Collection[Carrier], carried: frozenset[str], *, ranked: bool
) -> str:
    """The slot of what is asked of each; ``ranked``: of what comes first."""
    for notion in ("ratio", "average"):
        if notion in carried:
            return f"of_{notion}"
    paid = _word("paid", language)
    money = [c.span for c in found if c.notion in _MONEY and not paid.match(plain(written[slice(*c.span)]).lower())]
    number = _word("number", language).search(text)
    if number and not any(number.start() <= start < number.end() for start, _ in money):
        return "of_number"
    if _word("titles", language).search(text):
        return "of_list"
    if not ranked and _word("largest", language).search(text):
        return "of_largest"
    return "of_sum" if money or "project" not in carried else "of_number"


@cache
def _patterns(language: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """By what is told apart: how it is said of each, how of the first, and what one of them is called."""
    data = _data()
    start, end = ("", "") if language == "zh" else (r"(?<!\w)", r"(?!\w)")
    patterns: dict[str, tuple[re.Pattern[str], ...]] = {}
    for group, one in data["one"][language].items():
        many = data["many"][language][group]
        each = data["each"][language].replace("{one}", one).replace("{many}", many)
        first = data["first"][language]
        for place in range(first.count("{noun}")):
            first = first.replace("(?:{noun})", f"(?P<noun{place}>{many}|{one})", 1)
        written = (f"{start}(?:{each}){end}", f"{start}(?:{first}){end}", one)
        patterns[group] = tuple(re.compile(plain(pattern).replace(" ", r"\s+")) for pattern in written)
    return patterns


@cache
def _word(name: str, language: str) -> re.Pattern[str]:
    start = "" if language in {"zh", "ar"} else r"(?<!\w)"
    return re.compile(f"{start}(?:{plain(_data()[name][language])})".replace(" ", r"\s+"))


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("kg.answers").joinpath("per.toml").read_text("utf-8"))
