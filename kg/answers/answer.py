"""An answer to a question: in the words of the best passage, or the reason why there is none."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.answers.confidence import LEAST, Signs, confidence, signs, support
from kg.answers.covering import Coverage
from kg.answers.figures import figures
from kg.answers.generated.endpoint import Endpoint
from kg.answers.generated.writing import Written, messages, supported
from kg.answers.kinds import kind_of
from kg.answers.misfits import asks_elsewhere, speaks_of_others
from kg.answers.quoting import by_worth, cited
from kg.answers.reading import Candidate, Reader, Reading
from kg.answers.reasons import reason
from kg.answers.structured import structured
from kg.answers.unknown import unknown_identifier
from kg.answers.wanted import Wanted
from kg.embedding.encoder import Encoder, Vectors
from kg.errors import Unavailable
from kg.search.model import Answer, Citation
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot


log = logging.getLogger(__name__)

GRAPH_CONFIDENCE = 0.95
"""Share of the answers from the graph that were right on the questions kept apart (``structured.jsonl``)."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read for a question: the readings, the best answer first, and the signs in them.

    ``unfit`` says that the best speaks of something else than is asked, or lacks a number or a name that is.
    """

    wanted: Wanted
    readings: tuple[Reading, ...]
    signs: Signs
    unfit: bool


class Answerer:
    """Answers from the hits of a search. Safe to share between threads.

    Args:
        encoder: the one that the base was built with.
        coverage: with its word vectors.
        endpoint: where a language model may put what is quoted into words; None: nowhere.
    """

    def __init__(self, encoder: Encoder, coverage: Coverage, endpoint: Endpoint | None = None) -> None:
        self._endpoint = endpoint
        self._reader = Reader(encoder, coverage)
        self._coverage = coverage

    def answer(
        self, snapshot: Snapshot, question: Question, vector: Vectors, candidates: Sequence[Candidate]
    ) -> Answer:
        """What the graph says where a template understands the question, else a quotation, or ``none`` with the reason.

        Args:
            snapshot: the base, which knows what it does not know.
            question: understood.
            vector: of the question, uncentred, shape (dimension,).
            candidates: what to read, best first.
        """
        if name := unknown_identifier(snapshot, question):
            return Answer("none", "", 0.0, reason("unknown", question.language).format(name))
        kind = kind_of(question.text, question.language)
        found = structured(snapshot, question, kind, self._coverage.vectors)
        extract = self._extract(snapshot, question, vector, candidates)
        if found is None:
            return extract
        confirming = _confirming(question, found.text, extract.citations)
        return Answer("structured", found.text, GRAPH_CONFIDENCE, None, found.sparql, confirming)

    def _extract(
        self, snapshot: Snapshot, question: Question, vector: Vectors, candidates: Sequence[Candidate]
    ) -> Answer:
        if not candidates:
            return Answer("none", "", 0.0, reason("empty", question.language))
        read = self.read(snapshot, question, vector, candidates)
        supported = support(read.signs)
        sure = 0.0 if read.unfit else round(confidence(supported), 3)
        if supported < LEAST or read.unfit:
            return Answer("none", "", sure, reason("weak", question.language))
        citations = cited(read.readings)
        if written := self._written(question, citations):
            return Answer("generated", written.text, sure, citations=citations)
        return Answer("extractive", citations[0].quote, sure, citations=citations)

    def _written(self, question: Question, citations: Sequence[Citation]) -> Written | None:
        if self._endpoint is None:
            return None
        try:
            text = self._endpoint.complete(messages((question.text, question.language), citations))
        except Unavailable as problem:
            log.warning("%s The quotation is the answer.", problem)
            return None
        return supported(text, question.language, citations, self._coverage)

    def read(self, snapshot: Snapshot, question: Question, vector: Vectors, candidates: Sequence[Candidate]) -> Read:
        """The candidates, read closely; arguments as in ``answer``."""
        wanted = Wanted.of(snapshot, question)
        readings = by_worth(self._reader.read(wanted, vector, candidates))
        placed = [reading.placed for reading in readings]
        unfit = wanted.lacks_value(placed[0]) or speaks_of_others(snapshot, question, placed[0])
        unfit = unfit or asks_elsewhere(snapshot, question, placed)
        return Read(wanted, tuple(readings), signs(wanted, readings), unfit)


def _confirming(question: Question, text: str, citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """The citations that state a number or date of the graph's answer, which the question did not."""
    told = figures(text) - figures(question.text)
    return tuple(citation for citation in citations if told & figures(citation.quote))
