"""Answers measured question by question: ``python -m tests.relevance.report DATA [CASES…] [--before EARLIER.json]``.

Writes ``build/relevance/answers.json`` and a page beside it with figures per language and kind, a plot of the
confidence against what was right, the language of what is cited first, and each question whose outcome differs from
the earlier run's. Ends with 1 where a figure is below its threshold.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path

from kg.base import KnowledgeBase
from kg.search.evaluate import Found, case_of, right
from kg.search.model import SearchRequest
from kg.settings import Settings

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "relevance"
FILES = ("starter.jsonl", "unanswerable.jsonl", "structured.jsonl")
THRESHOLDS = {"quoted": 0.65, "declined": 0.78, "structured": 0.90}
"""Least share of right outcomes of a kind of case; each language may lie ``LEEWAY`` below."""
LEEWAY = 0.2
_BINS = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a question; ``case`` is what is right for it: ``quoted``, ``declined`` or ``structured``."""

    id: str
    language: str
    question: str
    case: str
    ok: bool
    confidence: float
    cited: str
    answer: str


def outcomes(base: KnowledgeBase, path: Path) -> list[Outcome]:
    """Every question of a file."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        answer = base.ask(SearchRequest(case["question"])).answer
        wanted = case_of(case)
        if wanted is not None:
            quotes = [right(wanted, Found(c.document.source, "", None, c.quote)) for c in answer.citations[:1]]
            name, ok = "quoted", quotes == [True]
        elif "template" in case:
            name = "structured"
            ok = answer.kind == "structured" and all(key in (answer.sparql or "") for key in case["query"])
        else:
            name, ok = "declined", answer.kind == "none"
        cited = answer.citations[0].passage.language if answer.citations else ""
        text = answer.text or answer.reason or ""
        found.append(Outcome(case["id"], case["language"], case["question"], name, ok, answer.confidence, cited, text))
    return found


def shares(seen: Sequence[Outcome]) -> dict[tuple[str, str], tuple[int, int]]:
    """(case, language or ``all``) → (right, asked)."""
    counted: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for outcome in seen:
        counted[outcome.case, outcome.language].append(outcome.ok)
        counted[outcome.case, "all"].append(outcome.ok)
    return {key: (sum(oks), len(oks)) for key, oks in sorted(counted.items())}


def below(seen: Sequence[Outcome]) -> list[str]:
    """The figures that miss their thresholds, in words."""
    missed = []
    for (case, language), (good, asked) in shares(seen).items():
        least = THRESHOLDS[case] - (0.0 if language == "all" else LEEWAY)
        if good < least * asked:
            missed.append(f"{case}, {language}: {good} of {asked} is below {least:.2f}")
    return missed


def page(seen: Sequence[Outcome], before: Sequence[Outcome]) -> str:
    """The report, whole in one file."""
    rows = "".join(
        f"<tr><td>{case}<td>{language}<td>{good} / {asked}<td>{good / asked:.2f}"
        for (case, language), (good, asked) in shares(seen).items()
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Answers</title>"
        "<style>body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
        "td,th{padding:.2rem .8rem;text-align:start;border-bottom:1px solid #ddd;vertical-align:top}</style>"
        f"<h1>Answers</h1><table><tr><th>case<th>language<th>right<th>share{rows}</table>"
        f"<h2>Confidence and what was right</h2>{_calibration(seen)}"
        f"<h2>Language of what is cited first</h2>{_bias(seen)}"
        f"<h2>Changed since the earlier run</h2>{_difference(seen, before)}"
    )


def _calibration(seen: Sequence[Outcome]) -> str:
    bins: dict[int, list[bool]] = defaultdict(list)
    for outcome in seen:
        if outcome.case == "quoted":
            bins[min(_BINS - 1, int(outcome.confidence * _BINS))].append(outcome.ok)
    points = "".join(
        f'<circle cx="{30 * n + 15}" cy="{300 - 300 * sum(oks) / len(oks):.0f}" r="{2 + len(oks) ** 0.5:.1f}">'
        f"<title>{n / _BINS:.1f}: {sum(oks)} of {len(oks)}</title></circle>"
        for n, oks in sorted(bins.items())
    )
    return (
        '<svg viewBox="-5 -15 320 325" width="400" role="img" aria-label="Share right over stated confidence">'
        f'<rect width="300" height="300" fill="none" stroke="#999"/><path d="M0 300 300 0" stroke="#bbb"/>'
        f"{points}</svg>"
    )


def _bias(seen: Sequence[Outcome]) -> str:
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for outcome in seen:
        if outcome.case == "quoted" and outcome.cited:
            counted[outcome.language][outcome.cited] += 1
    languages = sorted({cited for row in counted.values() for cited in row} | set(counted))
    head = "".join(f"<th>{language}" for language in languages)
    lines = "".join(
        f"<tr><th>{asked}" + "".join(f"<td>{counted[asked][cited] or ''}" for cited in languages) for asked in languages
    )
    return f"<table><tr><th>asked in{head}{lines}</table>"


def _difference(seen: Sequence[Outcome], before: Sequence[Outcome]) -> str:
    earlier = {outcome.id: outcome for outcome in before}
    lines = [
        f"<tr><td>{escape(now.id)}<td>{'better' if now.ok else 'worse'}<td dir=auto>{escape(now.question)}"
        f"<td dir=auto>{escape(earlier[now.id].answer[:200])}<td dir=auto>{escape(now.answer[:200])}"
        for now in seen
        if now.id in earlier and earlier[now.id].ok != now.ok
    ]
    head = "<tr><th>id<th>outcome<th>question<th>before<th>now"
    return f"<table>{head}{''.join(lines)}</table>" if lines else "<p>Nothing."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("cases", type=Path, nargs="*", default=[HERE / name for name in FILES])
    parser.add_argument("--before", type=Path)
    chosen = parser.parse_args()
    base = KnowledgeBase(Settings(data=chosen.data))
    seen = [outcome for path in chosen.cases for outcome in outcomes(base, path)]
    base.close()
    before = [Outcome(**row) for row in json.loads(chosen.before.read_text("utf-8"))] if chosen.before else []
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "answers.json").write_text(json.dumps(list(map(asdict, seen)), ensure_ascii=False, indent=1), "utf-8")
    (BUILD / "answers.html").write_text(page(seen, before), "utf-8")
    for (case, language), (good, asked) in shares(seen).items():
        sys.stdout.write(f"{case:12}{language:5}{good:4} of {asked:4} ({good / asked:.2f})\n")
    if missed := below(seen):
        sys.exit("\n".join(missed))


if __name__ == "__main__":
    main()
