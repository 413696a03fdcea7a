"""What a question fills into a query: the things it names, its years, the annex and the meeting it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers.meetings import named_meeting
from kg.answers.notions import masked, notions
from kg.identifiers import meeting_key
from kg.identifiers.ordinals import chinese_number, ordinal_number
from kg.model import Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

Term = URIRef | Literal

_YEAR = re.compile(r"(?<![\d/.-])(?:19[6-9]|20[0-4])\d(?![\d/])")
_PROJECT = re.compile(r"(?<![\d/.-])\d{4,6}(?![\d/])")
_ANNEX = re.compile(
    r"(?:\bannexe?s?\b|\banexos?|приложени\w{1,3}|附件|(?:ال)?مرفق)\s*«?(?P<mark>[IVX]{1,4}|[A-FА-Гａ-ｆ]|\d|[一二三四五六七八九]"
    r"|ألف|باء|جيم|دال|ال\w{3,8})(?![^\W\u4e00-\u9fff])",
    re.IGNORECASE,
)
_CITIES = {
    "minamata": r"Minamata|Минамат\w*|(?:ل)?ميناماتا|水俣",
    "basel": r"Basel|B[âa]le|Basilea|Базел\w*|(?:ل)?بازل|巴塞尔",
    "rotterdam": r"Rotterdam|Роттердам\w*|(?:ل)?روتردام|鹿特丹",
    "stockholm": r"Stockholm|Estocolmo|Стокгольм\w*|(?:ل)?ستوكهولم|斯德哥尔摩",
}
"""Names of cities, which stand for a treaty beside one of its meetings: “COP-4 of Minamata”."""
_LETTERS = {"А": "a", "В": "b", "Б": "b", "С": "c", "Г": "d", "ألف": "a", "باء": "b", "جيم": "c", "دال": "d"}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_KINDS = {"treaty": "treaty", "party": "party", "decision": "decision", "document": "document"}


@dataclass(frozen=True, slots=True)
class Slots:
    """Values by slot, and what of the question they and its notions do not explain.

    ``inside`` are the notions that only come up within names: “pollutants” in “persistent organic pollutants”.
    """

    values: Mapping[str, tuple[Term, ...]]
    notions: frozenset[str]
    rest: str
    inside: frozenset[str] = frozenset()


def slots_of(snapshot: Snapshot, question: Question) -> Slots:
    """Fill the slots of a question.

    Slots: ``treaty``, ``party``, ``organization``, ``decision``, ``document``, ``topic``, ``chemical``, ``concept``,
    ``project``, ``year``, ``meeting``, ``session``, ``body``, ``annex``, ``addressee``.
    """
    values: dict[str, list[Term]] = {}
    spans: list[Span] = []
    for entity in question.entities:
        for slot in _slots_of_entity(entity.uri, entity.kind):
            values.setdefault(slot, []).append(URIRef(entity.uri))
        spans.append(entity.span)
    spans += _meeting(snapshot, question, values)
    spans += _numbers(snapshot, question.text, values, spans)
    spans += _annex(snapshot, question, values)
    found, marked = notions(question.text, question.language)
    _addressee(snapshot, found, values)
    if found & {"adopt", "draft"}:
        values["status"] = [
            URIRef(snapshot.uris.of("concept", f"statuses.{'draft' if 'draft' in found else 'adopted'}"))
        ]
    if found & {"money", "cofinancing"}:
        values["amount_kind"] = [Literal("cofinancing" if "cofinancing" in found else "grant")]
    unique = {name: tuple(dict.fromkeys(terms)) for name, terms in values.items()}
    outside, _ = notions(masked(question.text, [entity.span for entity in question.entities]), question.language)
    rest = masked(question.text, [*spans, *marked])
    return Slots(unique, frozenset(found), rest, frozenset(found - outside))


def _slots_of_entity(uri: str, kind: str) -> list[str]:
    key = uri.rpartition("/")[2]
    if kind == "organization":
        return ["funder"] if key == "gef" else ["organization"]
    if kind != "concept":
        return [_KINDS[kind]] if kind in _KINDS else []
    scheme = key.partition(".")[0]
    return {"topics": ["topic", "concept"], "chemicals": ["chemical", "concept"], "wastes": ["concept"]}.get(scheme, [])


def _meeting(snapshot: Snapshot, question: Question, values: dict[str, list[Term]]) -> list[Span]:
    meeting = named_meeting(question.text, question.language)
    if meeting is None:
        return []
    values["session"] = [Literal(meeting.session)]
    values["body"] = [URIRef(snapshot.uris.of("concept", f"bodies.{meeting.body}"))]
    start = question.text.find(meeting.text)
    spans = [(start, start + len(meeting.text))]
    treaties = [meeting.treaty] if meeting.treaty else [str(t).rpartition("/")[2] for t in values.get("treaty", ())]
    if not treaties:
        cities = {key: match.span() for key, name in _CITIES.items() if (match := re.search(name, question.text))}
        treaties = [*cities] if len(cities) == 1 else []
        spans += cities.values() if treaties else []
    if treaties:
        keys = (meeting_key(treaty, meeting.body, meeting.session) for treaty in treaties)
        values["meeting"] = [URIRef(snapshot.uris.of("meeting", key)) for key in keys]
    return spans


def _numbers(snapshot: Snapshot, text: str, values: dict[str, list[Term]], taken: list[Span]) -> list[Span]:
    spans = []
    for match in _PROJECT.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        project = snapshot.uris.of("project", match[0])
        if project in snapshot.entities:
            values.setdefault("project", []).append(URIRef(project))
        elif _YEAR.fullmatch(match[0]):
            values.setdefault("year", []).append(Literal(int(match[0])))
        else:
            continue
        spans.append(match.span())
    return spans


def _annex(snapshot: Snapshot, question: Question, values: dict[str, list[Term]]) -> list[Span]:
    match = _ANNEX.search(question.text)
    mark = _annex_mark(match["mark"], question.language) if match else None
    if match is None or mark is None:
        return []
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or ["rotterdam", "stockholm"]
    uris = [snapshot.uris.of("provision", f"{treaty}.annex_{mark}") for treaty in treaties]
    if known := [URIRef(uri) for uri in uris if uri in snapshot.entities]:
        values["annex"] = list(known)
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


def _addressee(snapshot: Snapshot, found: set[str], values: dict[str, list[Term]]) -> None:
    if "ask" not in found:
        return
    if "secretariat" in found:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "bodies.secretariat"))]
    elif "funder" in values:
        values["addressee"] = values["funder"]
    elif "party" in found:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "addressees.parties"))]
