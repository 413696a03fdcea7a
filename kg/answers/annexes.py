"""Annexes and articles that a question names."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.treaty_cities import CITIES
from kg.answers.values import Values
from kg.identifiers.ordinals import chinese_number, ordinal_number
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_ANNEX = re.compile(
    r"(?:\bannexe?s?\b|\banexos?|приложени\w{1,3}|附件|(?:ال)?مرفق)\s*«?(?P<mark>[IVX]{1,4}|[A-FА-ГСЕａ-ｆ]|\d|[一二三四五六七八九]"
    r"|ألف|باء|جيم|دال|ال\w{3,8})(?![^\W\u4e00-\u9fff])",
    re.IGNORECASE,
)
_LETTERS = {"А": "a", "В": "b", "Б": "b", "С": "c", "Г": "d", "Е": "e", "ألف": "a", "باء": "b", "جيم": "c", "دال": "d"}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")


def of_annex(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """The annex, of the treaty that is named or of those that list chemicals; projects serve it as a provision."""
    match = _ANNEX.search(question.text)
    mark = _annex_mark(match["mark"], question.language) if match else None
    if match is None or mark is None:
        return []
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or ["rotterdam", "stockholm"]
    uris = [snapshot.uris.of("provision", f"{treaty}.annex_{mark}") for treaty in treaties]
    if known := [URIRef(uri) for uri in uris if uri in snapshot.entities]:
        values["provision" if "project" in carried else "annex"] = list(known)
    return [match.span()]


def _annex_mark(text: str, language: str) -> str | None:
    if text.upper() in _LETTERS:
        return _LETTERS[text.upper()]
    if text.isascii() and text.isalpha():
        return text.lower()
    number = int(text) if text.isdecimal() else chinese_number(text)
    if number is None and language == "ar":
        number = ordinal_number(text, language)
    return _ROMAN[number] if number and number < len(_ROMAN) else None


def of_provisions(snapshot: Snapshot, question: Question, values: Values) -> list[Span]:
    """Articles, of the treaty that is named or of any."""
    read = [r for r in question.readings if r.name == "provision" and r.value.startswith("art_") and r.span]
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or [*CITIES]
    keys = [f"{treaty}.{reading.value}" for reading in read for treaty in treaties]
    if known := [uri for key in keys if (uri := snapshot.uris.of("provision", key)) in snapshot.entities]:
        values.setdefault("provision", []).extend(map(URIRef, known))
    return [reading.span for reading in read if reading.span]
