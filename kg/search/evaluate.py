"""Relevance as data: questions with the place of their answer, and how often search finds it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from kg.errors import BadInput
from kg.search.model import Hit

DEPTH = 10
"""Hits looked at; an answer further down counts as not found."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and where its answer stands.

    ``paragraphs`` are places as printed: ``4``, ``6(b)``, ``annex 2``, ``annex``
    (anywhere in an annex), ``article 7`` (anywhere in that article of a treaty).
    ``evidence`` are strings of which the answering passage holds one.
    """

    id: str
    language: str
    question: str
    files: tuple[str, ...]
    paragraphs: tuple[str, ...]
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What is judged of a hit."""

    source: str
    part: str
    number: str | None
    text: str
    eid: str = ""


@dataclass(frozen=True, slots=True)
class Ranks:
    """Rank of the first right hit of a case: by place or evidence, and by place alone; None: not found."""

    case: str
    language: str
    rank: int | None
    strict_rank: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Over ``count`` questions: by place or evidence, then by place alone."""

    count: int
    recall_1: float
    recall_5: float
    mrr: float
    strict_recall_1: float
    strict_recall_5: float
    strict_mrr: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures per language of the questions (``all`` for all of them), and the ranks behind them."""

    figures: Mapping[str, Figures]
    ranks: tuple[Ranks, ...]

    def as_json(self) -> dict[str, Any]:
        """Everything as dicts and lists."""
        figures = {language: asdict(row) for language, row in self.figures.items()}
        return {"figures": figures, "ranks": [asdict(rank) for rank in self.ranks]}

    def as_table(self) -> str:
        """A table for people: one line for each language, then all together."""
        head = f"{'language':<9}{'n':>4}{'R@1':>7}{'R@5':>7}{'MRR':>7}   strict:{'R@1':>6}{'R@5':>7}{'MRR':>7}"
        return "\n".join([head, *(_line(language, row) for language, row in self.figures.items())])


def load_cases(path: Path) -> list[Case]:
    """Cases of a JSON Lines file; lines without an answering file (questions without an answer) are left out.

    Raises:
        BadInput: a line is not JSON or lacks a field; the message names file and line.
    """
    cases = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            if (case := case_of(json.loads(line))) is not None:
                cases.append(case)
        except (ValueError, KeyError) as problem:
            raise BadInput(f"{path.name}, line {number}: not a relevance case ({problem}).") from problem
    return cases


def case_of(data: Mapping[str, Any]) -> Case | None:
    """A case from its JSON object; None for a question without an answer.

    Raises:
        KeyError: a field is missing.
    """
    files = tuple(data["files"]) if "files" in data else ((data["file"],) if "file" in data else ())
    if not files:
        return None
    places, evidence = tuple(data["paragraphs"]), tuple(data["evidence_any"])
    return Case(data["id"], data["language"], data["question"], files, places, evidence)


def right(case: Case, hit: Found) -> bool:
    """Whether a hit answers a case: by its place or by the words of the evidence."""
    return _in_place(case, hit) or _holds_evidence(case, hit)


def found(hit: Hit) -> Found:
    """What is judged of a hit of the engine."""
    passage = hit.passage
    return Found(hit.document.source, passage.part, passage.number, passage.text, passage.uri.rpartition("/")[2])


def found_json(hit: Mapping[str, Any]) -> Found:
    """What is judged of a hit of ``GET /api/search``."""
    passage = hit["passage"]
    eid = passage["uri"].rpartition("/")[2]
    return Found(hit["document"]["source"], passage["part"], passage["number"], passage["text"], eid)


def evaluate(cases: Iterable[Case], search: Callable[[str, int], Sequence[Found]]) -> Report:
    """Run every question through ``search(question, k)`` and compare what comes back, best first."""
    ranks = []
    for case in cases:
        hits = search(case.question, DEPTH)
        strict = [_in_place(case, hit) for hit in hits]
        either = [right(case, hit) for hit in hits]
        ranks.append(Ranks(case.id, case.language, _first(either), _first(strict)))
    languages = sorted({rank.language for rank in ranks})
    rows = {language: _figures([r for r in ranks if r.language == language]) for language in languages}
    return Report(rows | {"all": _figures(ranks)}, tuple(ranks))


def _from_file(case: Case, hit: Found) -> bool:
    return PurePosixPath(hit.source).name in case.files


def _in_place(case: Case, hit: Found) -> bool:
    return _from_file(case, hit) and any(_matches(place, hit) for place in case.paragraphs)


def _holds_evidence(case: Case, hit: Found) -> bool:
    text = _even(hit.text)
    return _from_file(case, hit) and any(_even(string) in text for string in case.evidence)


def _matches(place: str, hit: Found) -> bool:
    """Whether a hit stands at a place; a sub-item stands at its paragraph too (``6(d)`` at ``6``)."""
    if article := re.fullmatch(r"article (\d+)", place):
        return hit.eid.startswith(f"art_{article[1]}__")
    in_annex, number = re.fullmatch(r"(annex)?\s*(.*)", place).groups()  # type: ignore[union-attr]
    if bool(in_annex) != hit.part.startswith("annex"):
        return False
    footnote = "__fn_" in hit.eid  # its mark is no paragraph's number
    printed = "" if footnote else _even(hit.number or "").replace(" ", "")
    return number in {"", printed, printed.partition("(")[0]}


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _first(right: Sequence[bool]) -> int | None:
    return right.index(True) + 1 if True in right else None


def _figures(ranks: Sequence[Ranks]) -> Figures:
    either, strict = [r.rank for r in ranks], [r.strict_rank for r in ranks]
    return Figures(len(ranks), *_three(either), *_three(strict))


def _three(ranks: Sequence[int | None]) -> tuple[float, float, float]:
    """(recall@1, recall@5, MRR)."""
    count = max(1, len(ranks))
    within = [sum(rank is not None and rank <= k for rank in ranks) / count for k in (1, 5)]
    return within[0], within[1], sum(1 / rank for rank in ranks if rank) / count


def _line(language: str, row: Figures) -> str:
    loose = f"{row.recall_1:>7.2f}{row.recall_5:>7.2f}{row.mrr:>7.3f}"
    strict = f"{row.strict_recall_1:>6.2f}{row.strict_recall_5:>7.2f}{row.strict_mrr:>7.3f}"
    return f"{language:<9}{row.count:>4}{loose}          {strict}"
