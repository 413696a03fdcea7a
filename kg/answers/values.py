"""The values that a question names for the slots of a query, and the words that name them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers.covering import content_spans
from kg.answers.meetings import named_meeting
from kg.answers.names import Named, named_things
from kg.answers.notions import carriers
from kg.answers.periods import month_of, period_of
from kg.answers.titles import titled
from kg.identifiers import meeting_key
from kg.identifiers.ordinals import ORDINAL, chinese_number, ordinal_number
from kg.model import Span
from kg.search.model import EntityView
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

Term = URIRef | Literal
Values = dict[str, list[Term]]

_YEAR = re.compile(r"(?<![\d/.-])(?:19[6-9]|20[0-4])\d(?![\d/])")
_PROJECT = re.compile(r"(?<![\d/.-])\d{4,6}(?![\d/])")
_ANNEX = re.compile(
    r"(?:\bannexe?s?\b|\banexos?|приложени\w{1,3}|附件|(?:ال)?مرفق)\s*«?(?P<mark>[IVX]{1,4}|[A-FА-ГСЕａ-ｆ]|\d|[一二三四五六七八九]"
    r"|ألف|باء|جيم|دال|ال\w{3,8})(?![^\W\u4e00-\u9fff])",
    re.IGNORECASE,
)
_CITIES = {
    "minamata": r"Minamata|Минамат\w*|(?:ل)?ميناماتا|水俣",
    "basel": r"Basel|B[âa]le|Basilea|Базел\w*|(?:ل)?بازل|巴塞尔",
    "rotterdam": r"R[oó]t?terdam|Роттердам\w*|(?:ل)?روتردام|鹿特丹",
    "stockholm": r"Stockholm|Estocolmo|Стокгольм\w*|(?:ل)?ستوكهولم|斯德哥尔摩",
}
"""Names of cities, which stand for a treaty beside one of its meetings: “COP-4 of Minamata”."""
_OF_TREATIES = frozenset({"convention", "party", "ratify", "sign", "force", "annex", "chemical", "decision", "meeting"})
"""Notions beside which the name of a city stands for its treaty."""
_IN = re.compile(r"(?:(?<!\w)(?:in|at|à|en|в)\s|(?<!\w)في\s|在)$", re.IGNORECASE)
"""Before a city that is a place."""
_LETTERS = {"А": "a", "В": "b", "Б": "b", "С": "c", "Г": "d", "Е": "e", "ألف": "a", "باء": "b", "جيم": "c", "دال": "d"}
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_SMALL = re.compile("[a-zа-я]{3,6}")
_CODE = re.compile(r"[YAB]\d{1,4}")
"""Of a waste, the same in every language."""
_PHASE = re.compile(
    r"(?:(?:GEF|FEM|FMAM|ГЭФ)[\s-]*(?P<digit>[2-9])(?![\d/]|\.\d)|第(?P<chinese>[一二三四五六七八九\d])(?:次)?增资期?|第(?P<phase>[一二三四五六七八九\d])期(?=项目))"
)
"""A replenishment of the Global Environment Facility: “GEF-7”."""
_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_TIMES = {
    "en": r"(?:for the |the |its )?(?P<ordinal>{}) (?:time|meeting|session)",
    "fr": r"(?:pour )?(?:la |sa )?(?P<ordinal>{}) (?:fois|réunion|session)",
    "es": r"(?:por |su )?(?P<ordinal>{}) (?:vez|reunión)",
    "ru": r"(?:в )?(?:сво\w+ )?(?P<ordinal>{}) (?:раз|совещани\w+|сесси\w+)",
    "ar": r"(?:للمرة|اجتماعه|الاجتماع|دورته) (?P<ordinal>{})",
    "zh": r"(?P<ordinal>{})次(?:会议)?",
}
_MASCULINE = re.compile(r"\b(primer|segund|tercer|cuart|quint|sext|s[eé]ptim|octav|noven|d[eé]cim)o\b")
"""The ending of Spanish ordinals, which are known in the feminine."""
_REPLENISHED = {
    "en": r"(?P<ordinal>{})(?: GEF)? (?:replenishment|cycle|period|phase)(?: period| cycle)?",
    "fr": r"(?P<ordinal>{}) (?:reconstitution|cycle|période|phase)",
    "es": r"(?P<ordinal>{}) (?:reposición|ciclo|per[ií]odo|fase)",
    "ru": r"(?P<ordinal>{}) (?:пополнени\w+|цикл\w*|период\w*|этап\w*)",
    "ar": r"(?:التجديد|الفترة|المرحلة|الدورة) (?P<ordinal>{})",
    "zh": r"(?P<ordinal>{})(?:次)?(?:增资期?|充资期?|周期|期)",
}
_PURPOSE = re.compile(r"\w \w+ \w|(?:准备|写)")
_SCHEMES = {
    "topics": ["topic", "concept"],
    "chemicals": ["chemical", "concept"],
    "wastes": ["concept"],
    "bodies": ["body"],
}
"""Slots that concepts fill, by their scheme; one of another scheme is ``other``, which no query takes."""
_OF_CONCEPTS = frozenset({"region", "topic", "project_status", "body", "chemical", "addressed"})
"""Slots of what is named by patterns that concepts fill."""
_KINDS = {"treaty": "treaty", "party": "party", "decision": "decision", "document": "document"}


def of_named(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Fill in what is named; the spans of the names."""
    spans: list[Span] = []
    named = named_things(snapshot, question.text, question.language)
    others = [name for name in named if _fits(name, question.text, carried)]
    kinds = [name.span for name in others if name.slot == "document_kind"]
    symbols = [name.span for name in others if name.slot == "document"]
    symbols += _polite_spans(question.text, question.language)
    entities = [e for e in question.entities if not any(_overlap(e.span, symbol) for symbol in symbols)]
    others = [name for name in others if name.slot == "document" or not any(_overlap(name.span, s) for s in symbols)]
    for entity in entities:
        spans.append(entity.span)
        if entity.kind == "concept" and any(_overlap(entity.span, span) for span in kinds):
            continue
        for slot in _slots_of_entity(entity.uri, entity.kind):
            values.setdefault(slot, []).append(URIRef(entity.uri))
    _set_apart(values, entities)
    spans += _small_acronyms(snapshot, question, spans, values)
    for name in others:
        if name.slot == "document_kind" or not any(_overlap(name.span, entity.span) for entity in entities):
            slot = "topic_too" if name.slot == "topic" and "topic" in values else name.slot
            values.setdefault(slot, []).append(_term(snapshot, name))
            spans.append(name.span)
    return spans


def _set_apart(values: Values, entities: Sequence[EntityView]) -> None:
    """Topics beside the first one have a slot of their own: both are asked for."""
    topics = [entity for entity in entities if _slots_of_entity(entity.uri, entity.kind)[:1] == ["topic"]]
    first = {topic.uri for topic in topics if topic.span == topics[0].span}
    if others := [URIRef(topic.uri) for topic in topics if topic.uri not in first]:
        values["topic_too"] = list(others)
        values["topic"] = [topic for topic in values["topic"] if topic not in others]


def _polite_spans(text: str, language: str) -> list[Span]:
    """Several words together that only say what the answer is for: “for our report”."""
    found = (carrier.span for carrier in carriers(text, language) if carrier.notion == "asking")
    return [(start, end) for start, end in found if _PURPOSE.search(text[start:end])]


def _small_acronyms(snapshot: Snapshot, question: Question, taken: list[Span], values: Values) -> list[Span]:
    """Organizations whose acronym is typed in small letters (“onudi”), and codes of wastes."""
    spans = []
    for start, end in content_spans(question.text, question.language):
        word = question.text[start:end]
        if not (_SMALL.fullmatch(word) or _CODE.fullmatch(word)) or any(_overlap((start, end), span) for span in taken):
            continue
        code = _CODE.fullmatch(word) is not None
        for mention in snapshot.labels.find(word.upper(), "en" if code else question.language):
            if (code or mention.kind == "organization") and mention.span == (0, len(word)):
                for slot in _slots_of_entity(str(mention.uri), mention.kind):
                    values.setdefault(slot, []).append(URIRef(str(mention.uri)))
                spans.append((start, end))
    return spans


def of_titled(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """The draft decision or document that is named by its title, not what words of the title name."""
    found = titled(snapshot, question, carried)
    if found is None or found[0] in values:
        return []
    slot, uri, spans = found
    values[slot] = [URIRef(uri)]
    for named in ("topic", "topic_too", "concept", "chemical"):
        values.pop(named, None)
    return spans


def of_treaties(snapshot: Snapshot, question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """Treaties that only the name of their city stands for: “both the Basel and the Rotterdam Conventions”."""
    if _OF_TREATIES.isdisjoint(carried):
        return []
    clear = not (_OF_TREATIES - {"meeting"}).isdisjoint(carried)
    spans = []
    for key, name in _CITIES.items():
        uri = URIRef(snapshot.uris.of("treaty", key))
        match = re.search(name, question.text)
        if match and uri not in values.get("treaty", ()) and (clear or not _IN.search(question.text[: match.start()])):
            values.setdefault("treaty", []).append(uri)
            spans.append(match.span())
    return spans


def _fits(name: Named, text: str, carried: Collection[str]) -> bool:
    """Whether a name is one in a question with these notions: “reports” may be a topic of decisions."""
    if name.slot == "city" and text[name.span[0]].islower():
        return False  # “haya”, a form of “haber”, is no city
    if name.slot == "addressed":
        return "ask" in carried
    if name.slot in {"project_status", "focal_area"}:
        return "project" in carried and (name.value != "statuses.project-approved" or "status" in carried)
    if name.slot == "body":
        return "meeting" in carried
    return name.slot != "document_kind" or {"decision", "project", "article"}.isdisjoint(carried)


def _term(snapshot: Snapshot, name: Named) -> Term:
    if name.slot in {"language", "in_title"}:
        return Literal(name.value)
    if name.slot in _OF_CONCEPTS and "://" not in name.value:
        return URIRef(snapshot.uris.of("concept", name.value))
    return URIRef(name.value)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _slots_of_entity(uri: str, kind: str) -> list[str]:
    key = uri.rpartition("/")[2]
    if kind == "organization":
        return ["funder"] if key == "gef" else ["organization"]
    if kind != "concept":
        return [_KINDS.get(kind, "other")]
    if key in {"bodies.secretariat", "addressees.parties"}:
        return ["addressed"]
    return _SCHEMES.get(key.partition(".")[0], ["other"])


def of_repetition(question: Question, values: Values) -> list[Span]:
    """The session of a body that met “for the second time”."""
    times = _TIMES.get(question.language)
    match = re.search(times.format(ORDINAL[question.language]), question.text, re.IGNORECASE) if times else None
    if match is None or "body" not in values or "session" in values:
        return []
    values["session"] = [Literal(ordinal_number(match["ordinal"], question.language))]
    return [match.span()]


def of_meeting(snapshot: Snapshot, question: Question, values: Values) -> list[Span]:
    """The numbered meeting: its body and session, and itself where its treaty is known."""
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


def of_period(question: Question, values: Values) -> list[Span]:
    """The first and the last year, or a month."""
    period = period_of(question.text, question.language)
    if period is None:
        month = month_of(question.text, question.language)
        values |= {"month": [Literal(month[0])]} if month else {}
        return list(month[1]) if month else []
    for slot, year in (("since", period.since), ("until", period.until)):
        if year is not None:
            values[slot] = [Literal(year)]
    return list(period.spans)


def of_phase(question: Question, values: Values) -> list[Span]:
    """A replenishment of the Global Environment Facility, by its name or its number: “GEF-7”, “the seventh cycle”."""
    spans = []
    if match := _PHASE.search(question.text):
        number = match["digit"] or chinese_number(match["chinese"] or match["phase"])
        values["phase"] = [Literal(f"GEF - {number}")]
        spans.append(match.span())
    cycle = _REPLENISHED.get(question.language)
    text = _MASCULINE.sub(r"\1a", question.text) if question.language == "es" else question.text
    named = re.search(cycle.format(ORDINAL[question.language]), text, re.IGNORECASE) if cycle else None
    if named and ("phase" in values or "funder" in values):
        values["phase"] = [Literal(f"GEF - {ordinal_number(named['ordinal'], question.language)}")]
        spans.append(named.span())
    return spans


def of_numbers(snapshot: Snapshot, text: str, values: Values, taken: list[Span]) -> list[Span]:
    """Projects and single years."""
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
    treaties = [str(t).rpartition("/")[2] for t in values.get("treaty", ())] or [*_CITIES]
    keys = [f"{treaty}.{reading.value}" for reading in read for treaty in treaties]
    if known := [uri for key in keys if (uri := snapshot.uris.of("provision", key)) in snapshot.entities]:
        values.setdefault("provision", []).extend(map(URIRef, known))
    return [reading.span for reading in read if reading.span]


def of_cas_numbers(text: str, values: Values) -> list[Span]:
    """Numbers of the Chemical Abstracts Service: “50-29-3”."""
    found = list(_CAS.finditer(text))
    if found:
        values["cas_number"] = [Literal(match[0]) for match in found]
    return [match.span() for match in found]


def addressee(snapshot: Snapshot, found: Collection[str], values: Values) -> None:
    """Whom something is asked of, in a question about what is asked, by the notions of its words."""
    named = values.pop("addressed", [])
    if "ask" not in found:
        return
    if "secretariat" in found and "organization" not in values:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "bodies.secretariat"))]
    elif chosen := values.get("organization") or values.get("funder") or named:
        values["addressee"] = chosen
    elif "party" in found:
        values["addressee"] = [URIRef(snapshot.uris.of("concept", "addressees.parties"))]
