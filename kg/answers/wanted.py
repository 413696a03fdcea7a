"""What a question wants of a passage: a number, a name, a date, an amount of money.

Numbers, names and amounts are those that were noted in a passage when it was taken in (``ingest.enrich``), which knows
a count from a year, an article or a symbol; numbers in words are looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.figures import counts_in_cell, counts_in_words, figures, states_date
from kg.answers.items import Placed
from kg.answers.kinds import Kind, kind_of
from kg.answers.named import Things, things_named
from kg.answers.persons import asks_for_person, names_person
from kg.answers.sorts import is_place, names_one, sort_asked
from kg.catalog import StoredPassage
from kg.model import Mention, PassageKind, Span
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_ONE_FACT = frozenset({Kind.COUNT, Kind.SUM, Kind.DATE, Kind.PLACE, Kind.WHO})

_MARK = re.compile(
    r"\b(?:CAS|ID|(?:registration|registry|document|decision|project) (?:no\.|numbers?)|numéros?(?! de télé)"
    r"|número (?:de )?(?:CAS|registro|documento|decisión|proyecto)|номер\w*(?! телефон))\b"
    r"|رقم(?! ال?هاتف)|登记号|编号|(?<!电话)号码|文号",
    re.IGNORECASE,
)
"""What has digits and counts nothing."""
_LASTING = re.compile(
    r"\bhow (?:long|many (?:working )?(?:days|weeks|months))\b|\bcombien de (?:temps|jours|semaines|mois)\b"
    r"|\bcuánt[oa]s? (?:tiempo|días|semanas|meses|dur)|\b(?:сколько (?:времени|дней|недель|месяцев)|как долго)\b"
    r"|كم (?:يوم|أسبوع|شهر|من الوقت|استغرق|دام|استمر)|多久|多长时间|(?:多少|几)(?:天|周|个月)",
    re.IGNORECASE,
)
"""What the first and the last day of a period answer."""
_DRAFT = re.compile(
    r"\bdraft decisions?\b|\bprojets? de décisions?\b|\bproyectos? de decisi[oó]n|\bпроект\w* решени"
    r"|مشروع (?:ال)?مقرر|决定草案",
    re.IGNORECASE,
)
_DECIDING = frozenset({PassageKind.OPERATIVE, PassageKind.PREAMBLE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a passage is read for: the question, its kind, the numbers and things that it brings along.

    ``person`` says whether somebody is asked for, ``sort`` what else by its name (``sorts.sort_asked``), ``drafted``
    whether the question is about the text of a draft decision.
    """

    question: Question
    kind: Kind
    known: frozenset[str]
    things: Things
    person: bool
    sort: str | None
    drafted: bool

    @property
    def besides(self) -> frozenset[str]:
        """URIs of the things that the question names."""
        return frozenset(uri for uri, _ in self.things)

    @classmethod
    def of(cls, snapshot: Snapshot, question: Question) -> Wanted:
        """From a question understood, of a base."""
        text, language = question.text, question.language
        kind, person, drafted = kind_wanted(text, language), asks_for_person(text, language), _DRAFT.search(text)
        things = things_named(snapshot, question)
        return cls(question, kind, figures(text), things, person, sort_asked(question), drafted is not None)

    def found_in(self, placed: Placed) -> float:
        """As ``fits`` of a whole passage; one that leaves what it says to its items has no single fact itself."""
        if placed.introduces and self.kind in _ONE_FACT:
            return 0.0
        return self.fits(placed.passage, (0, len(placed.passage.text)))

    def fits(self, passage: StoredPassage, span: Span) -> float:
        """Whether a part of a passage has what the kind of question asks for, 0..1; 0.5 where that cannot be told."""
        found = self._fits(passage, span)
        if self.sort == "city" and self.kind is not Kind.PLACE:
            return (found + self._placed(passage, span)) / 2
        return found

    def _fits(self, passage: StoredPassage, span: Span) -> float:
        if self.kind is Kind.COUNT:
            return float(self.counted(passage, span))
        if self.kind is Kind.SUM:
            return float(bool(_noted(passage, span, {"money"})))
        if self.kind is Kind.DATE:
            dated = states_date(passage.text[slice(*span)], self.known)
            return 1.0 if dated else 0.5 * self.counted(passage, span)
        if self.kind is Kind.PLACE:
            return self._placed(passage, span)
        if self.drafted and passage.kind != PassageKind.ITEM:
            return float(passage.kind in _DECIDING)
        return 0.5

    def _placed(self, passage: StoredPassage, span: Span) -> float:
        return float(any(is_place(each, self.besides) for each in _noted(passage, span, {"place", "party"})))

    def counted(self, passage: StoredPassage, span: Span) -> bool:
        """Whether a part of a passage states how many there are of something, other than the question does."""
        values = {re.sub(r"\D", "", mention.value) for mention in _noted(passage, span, {"count", "money"})}
        text = passage.text[slice(*span)]
        if _LASTING.search(self.question.text) and any("/" in each.value for each in _noted(passage, span, {"date"})):
            return True
        return bool(values - self.known) or counts_in_words(text, passage.language) or counts_in_cell(text)

    def lacks_value(self, placed: Placed) -> bool:
        """Whether a number, money, somebody or something of a sort is asked for, and a passage has none."""
        if self.person:
            return not names_person(placed.passage, self.besides)
        if self.sort is not None and not names_one(self.sort, placed, self.besides):
            return True
        whole = (0, len(placed.passage.text))
        if self.kind is Kind.COUNT:
            return not self.counted(placed.passage, whole)
        return self.kind is Kind.SUM and (placed.introduces or not _noted(placed.passage, whole, {"money"}))


def kind_wanted(text: str, language: str) -> Kind:
    """The kind of a question, where a number that is only a mark is read for as any words are."""
    kind = kind_of(text, language)
    return Kind.PASSAGE if kind is Kind.COUNT and _MARK.search(text) else kind


def _noted(passage: StoredPassage, span: Span, kinds: Collection[str]) -> list[Mention]:
    """What was noted of some kinds in a part of a passage when it was taken in."""
    start, end = span
    return [each for each in passage.mentions if each.kind in kinds and start <= each.span[0] and each.span[1] <= end]
