"""Pools of passages in six languages, asked across languages through the HTTP interface, as figures.

Passages come in as a person would bring them: a text file each, without title or metadata. Two situations:
every passage is there in all languages, or every article in one language only.
"""

from __future__ import annotations

import json
import math
import random
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from typing import Any

from kg.model import LANGUAGES

LISTED = 200
"""Depth of the one list over all languages."""
DEPTH = 30
"""Passages asked for where the first ten places count: a document may take several of them."""

_KINDS = {"doc": "headings", "passage": "sentences"}

Search = Callable[[str, int, str | None], Sequence[str]]
"""(question, k, language) → ids of passages, best first."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the pool; ``unit`` is the document that it is of."""

    id: str
    language: str
    article: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the units (of ``headings``) or passages that answer it, in any language.

    ``kind`` is ``headings``, ``sentences`` (of a passage, to find its translations), ``questions``, ``paraphrases``
    (questions that avoid the words of their passage) or ``native`` (whose answer stands in their own language only).
    """

    id: str
    language: str
    text: str
    kind: str
    right: frozenset[str]

    @property
    def whole(self) -> bool:
        """Whether documents are looked for, not passages."""
        return self.kind == "headings"


@dataclass(slots=True)
class Figures:
    """Values by name, and by pair of languages (asked, answered) for the other-language figure."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    pairs: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, language: str, value: float) -> None:
        """Count a value for its language and for all of them."""
        self.values[f"{name} {language}"].append(value)
        self.values[f"{name} all"].append(value)

    def of(self, name: str) -> float:
        """The mean of what was added under a name, over all languages."""
        return mean(self.values[f"{name} all"])

    def below(self, least: Mapping[str, float], most: Mapping[str, float]) -> list[str]:
        """The figures that miss their thresholds, in words; names without the kind of question."""
        missed = []
        for key in (key for key in self.values if key.endswith(" all")):
            kind, _, figure = key.removesuffix(" all").partition(", ")
            value = self.of(f"{kind}, {figure}")
            if value < least.get(f"{kind}, {figure}", 0.0) or value > most.get(figure, 1.0):
                missed.append(f"{kind}, {figure}: {value:.3f} misses its threshold")
        return missed

    def weakest_pair(self) -> tuple[tuple[str, str], float]:
        """The pair with the lowest mean, and its share of the mean over pairs."""
        means = {pair: mean(values) for pair, values in self.pairs.items()}
        pair = min(means, key=lambda each: means[each])
        return pair, means[pair] / mean(means.values())

    def as_table(self) -> str:
        """A line for each name, a column for each language."""
        names = dict.fromkeys(key.rpartition(" ")[0] for key in self.values)
        columns = ("all", *sorted(LANGUAGES))
        lines = [f"{'':34}" + "".join(f"{column:>7}" for column in columns)]
        for name in names:
            cells = [self.values.get(f"{name} {column}") for column in columns]
            lines.append(f"{name:34}" + "".join(f"{mean(c):7.3f}" if c else f"{'':7}" for c in cells))
        if self.pairs:
            pair, share = self.weakest_pair()
            lines.append(f"weakest pair {pair[0]} → {pair[1]}: {share:.2f} × the mean over pairs")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages by id, and the questions about them."""

    passages: Mapping[str, Passage]
    questions: Sequence[Question]

    @classmethod
    def read(cls, directory: Path) -> Pool:
        """The pool in ``passages.jsonl`` and ``queries.jsonl``."""
        passages = [
            Passage(p["id"], p["lang"], p["article"], p["unit"], p["text"])
            for p in _lines(directory / "passages.jsonl")
        ]
        questions = [
            Question(q["id"], q["lang"], q["text"], _KINDS[q["level"]], frozenset(q["rel"]))
            for q in _lines(directory / "queries.jsonl")
        ]
        return cls({p.id: p for p in passages}, questions)

    @classmethod
    def of_paragraphs(cls, file: Path) -> Pool:
        """The pool in a file of paragraphs, each with the questions that it answers (``encyclopaedic.jsonl``)."""
        lines = _lines(file)
        versions: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            versions[_place(line)].append(line["language"])
        passages, questions = {}, []
        for line in lines:
            place = _place(line)
            alone = len(versions[place]) == 1
            key = f"ec-{line['language']}-{place}"
            article = place if alone else line["article"]
            passages[key] = Passage(key, line["language"], article, key, line["text"])
            right = frozenset(f"ec-{language}-{place}" for language in versions[place])
            for number, text in enumerate(line["questions"], 1):
                kind = "native" if alone else ("questions" if number == 1 else "paraphrases")
                questions.append(Question(f"{place}-{number}", line["language"], text, kind, right))
        return cls(passages, sorted(questions, key=lambda q: q.id))

    @classmethod
    def joined(cls, pools: Iterable[Pool]) -> Pool:
        """All passages in one pool, with the questions about any of them."""
        every = list(pools)
        return cls(
            {i: p for pool in every for i, p in pool.passages.items()}, [q for pool in every for q in pool.questions]
        )

    def in_one_language_each(self, seed: int) -> Pool:
        """The same with every article in one of its languages only, drawn at random."""
        draw = random.Random(seed)
        there = {(p.article, p.language) for p in self.passages.values()}
        chosen = {
            article: draw.choice([language for language in LANGUAGES if (article, language) in there])
            for article in sorted({article for article, _ in there})
        }
        return Pool({i: p for i, p in self.passages.items() if chosen[p.article] == p.language}, self.questions)

    def every(self, step: int) -> Pool:
        """The same passages with each ``step``-th group of questions (the same one in six languages)."""
        kept = [q for place, q in enumerate(self.questions) if place // len(LANGUAGES) % step == 0]
        return Pool(self.passages, kept)

    def write(self, directory: Path) -> None:
        """One text file for each passage, named by its id."""
        directory.mkdir(parents=True, exist_ok=True)
        for passage in self.passages.values():
            (directory / f"{passage.id}.txt").write_text(passage.text, "utf-8")

    def ranked(self, question: Question, found: Iterable[str]) -> list[tuple[str, str]]:
        """(unit or passage, language), best first, each once; the very sentence asked with is no answer."""
        seen: dict[str, str] = {}
        for key in found:
            passage = self.passages[key]
            asked_with = question.kind == "sentences" and passage.language == question.language
            if asked_with and _translation(passage.id, question.right):
                continue
            seen.setdefault(passage.unit if question.whole else passage.id, passage.language)
        return list(seen.items())

    def answers(self, question: Question) -> dict[str, str]:
        """What of the right things is in this pool, with its language."""
        things = {(p.unit if question.whole else p.id): p.language for p in self.passages.values()}
        return {thing: things[thing] for thing in question.right if thing in things}


def parallel_figures(pool: Pool, search: Search) -> Figures:
    """Same language, each other language, and one list over all of them."""
    figures = Figures()
    for question in pool.questions:
        right = pool.answers(question)
        for language in sorted(set(right.values())):
            ranked = pool.ranked(question, search(question.text, DEPTH, language))
            wanted = sum(value == language for value in right.values())
            value = _ndcg([thing in right for thing, _ in ranked], wanted)
            own = language == question.language
            figures.add(f"{question.kind}, {'same' if own else 'other'} language nDCG@10", question.language, value)
            if not own:
                figures.pairs[question.language, language].append(value)
        ranked = pool.ranked(question, search(question.text, LISTED, None))
        precision = _average_precision([thing in right for thing, _ in ranked], len(right))
        figures.add(f"{question.kind}, one list mAP", question.language, precision)
    return figures


def lone_figures(pool: Pool, search: Search) -> Figures:
    """Where the answer exists in one other language only: its rank, and wrong first results in the asker's own."""
    figures = Figures()
    for question in pool.questions:
        right = pool.answers(question)
        if not right:
            continue
        ranked = pool.ranked(question, search(question.text, DEPTH, None))
        hits = [thing in right for thing, _ in ranked]
        if question.language in right.values():
            figures.add(f"{question.kind}, answer in own language MRR@10", question.language, _reciprocal(hits))
            continue
        figures.add(f"{question.kind}, answer in another MRR@10", question.language, _reciprocal(hits))
        wrong = bool(ranked) and not hits[0] and ranked[0][1] == question.language
        figures.add(f"{question.kind}, own language first, wrong", question.language, float(wrong))
    return figures


def make_base(pool: Pool, build: Path, command: Sequence[str]) -> Path:
    """The data directory of a base, made anew, that holds the pool's passages.

    Raises:
        CalledProcessError: a passage was not taken; the reasons stand on the error stream.
    """
    shutil.rmtree(build, ignore_errors=True)
    pool.write(build / "documents")
    subprocess.run([*command, "init", "--data", str(build / "data")], check=True)
    subprocess.run(
        [*command, "ingest", str(build / "documents"), "--data", str(build / "data")],
        check=True,
        stdout=subprocess.DEVNULL,  # a line for each file
    )
    return build / "data"


def _place(line: Mapping[str, Any]) -> str:
    """What the versions of a paragraph have in common."""
    return f"{line['article']}-{line['paragraph']}"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _translation(key: str, others: Iterable[str]) -> bool:
    """Whether ids name the same passage in another language: ``nt-en-008-0`` and ``nt-ar-008-0``."""
    return any(other.split("-", 2)[2] == key.split("-", 2)[2] for other in others)


def _ndcg(hits: Sequence[bool], wanted: int) -> float:
    gain = sum(1 / math.log2(place + 2) for place, hit in enumerate(hits[:10]) if hit)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(wanted, 10)))


def _average_precision(hits: Sequence[bool], wanted: int) -> float:
    places = [place for place, hit in enumerate(hits, 1) if hit]
    return sum(count / place for count, place in enumerate(places, 1)) / wanted


def _reciprocal(hits: Sequence[bool]) -> float:
    return next((1 / place for place, hit in enumerate(hits[:10], 1) if hit), 0.0)
