"""Precision, recall and F1 per kind and language, over one half of the annotations or over all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tests.extraction.gold import Annotation

ALL = "all"


@dataclass(slots=True)
class Score:
    """Counts of values that are right, that are wrong, and that were not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def add(self, gold: frozenset[str], found: frozenset[str]) -> None:
        self.right += len(gold & found)
        self.wrong += len(found - gold)
        self.missed += len(gold - found)


def scores(pairs: Iterable[tuple[Annotation, frozenset[tuple[str, str]]]]) -> dict[tuple[str, str], Score]:
    """(kind, language) → score; the language ``all`` sums up."""
    found: dict[tuple[str, str], Score] = defaultdict(Score)
    for annotation, values in pairs:
        for kind in annotation.kinds:
            gold = frozenset(value for name, value in annotation.values if name == kind)
            own = frozenset(value for name, value in values if name == kind)
            for language in (annotation.language, ALL):
                found[kind, language].add(gold, own)
    return dict(found)


def table(found: dict[tuple[str, str], Score]) -> str:
    """One line for each kind and language that has a value."""
    lines = [f"{'kind':13} {'language':9} {'P':>6} {'R':>6} {'F1':>6} {'values':>7}"]
    for (kind, language), score in sorted(found.items(), key=lambda item: (item[0][0], item[0][1] != ALL, item[0][1])):
        if score.right + score.wrong + score.missed:
            lines.append(
                f"{kind:13} {language:9} {score.precision:6.3f} {score.recall:6.3f} {score.f1:6.3f}"
                f" {score.right + score.missed:7}"
            )
    return "\n".join(lines)
