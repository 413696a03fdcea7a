"""Fits the weights of ``kg.answers.confidence`` anew: ``python -m tests.relevance.fit DATA CASES… [-- DATA CASES…]``.

Each group is a base and the questions asked of it; a case without a file has no answer. Cases whose ``part`` is
``kept`` are measured only. Prints the weights to put into the code, and for each group how much is declined.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kg.answers.confidence import Signs
from kg.answers.unknown import unknown_identifier
from kg.base import KnowledgeBase
from kg.search.evaluate import case_of, found, right
from kg.search.model import SearchRequest
from kg.settings import Settings

Column = NDArray[np.float64]
PENALTY = 0.03
DECLINED = 0.04
"""Share of the answerable of a group that the threshold gives up, in the group that loses most."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the answerer saw it."""

    group: str
    signs: tuple[float, ...]
    answerable: bool
    right: bool
    kept: bool
    unknown: bool


def rows(group: str, data: Path, files: list[Path]) -> Iterator[Row]:
    """Every question of the files, read over a base."""
    base = KnowledgeBase(Settings(data=data))
    for path in files:
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            read, question = base.read(SearchRequest(case["question"]))
            if read is None:
                continue
            wanted = case_of(case)
            yield Row(
                group,
                tuple(map(float, astuple(read.signs))),
                answerable=wanted is not None,
                right=wanted is not None and right(wanted, found(read.readings[0].hit)),
                kept=case.get("part") == "kept",
                unknown=read.unfit or unknown_identifier(base.snapshot, question) is not None,
            )
    base.close()


def logistic(table: Column, truth: Column, penalty: float) -> Column:
    """Weights (bias first) of a logistic fit in which both outcomes count the same."""
    share = truth.mean()
    counts = np.where(truth == 1, 0.5 / share, 0.5 / (1 - share))

    def loss(w: Column) -> Any:
        logits = (2 * truth - 1) * (table @ w[1:] + w[0])
        return np.mean(counts * np.logaddexp(0, -logits)) + penalty * (w[1:] ** 2).sum()

    best: Column = minimize(loss, np.zeros(table.shape[1] + 1)).x
    return best


def main() -> None:
    arguments = [list(g) for split, g in groupby(sys.argv[1:], lambda a: a == "--") if not split]
    named = [(f"{number} {Path(data).name}", data, files) for number, (data, *files) in enumerate(arguments, 1)]
    seen = [row for group, data, files in named for row in rows(group, Path(data), list(map(Path, files)))]
    told = [row for row in seen if not row.kept and not row.unknown]
    table, truth = np.array([r.signs for r in told]), np.array([float(r.answerable) for r in told])
    mean, deviation = table.mean(0), table.std(0) + 1e-9
    fitted = logistic((table - mean) / deviation, truth, PENALTY)
    weights, bias = fitted[1:] / deviation, fitted[0] - float((fitted[1:] / deviation) @ mean)
    supported = np.array([bias + weights @ np.array(r.signs) for r in seen])
    tuned = np.array([not r.kept for r in seen])
    answerable = tuned & np.array([r.answerable for r in seen])
    groups = np.array([r.group for r in seen])
    least = min(float(np.quantile(supported[answerable & (groups == name)], DECLINED)) for name, *_ in named)
    fitting = tuned & np.array([not r.unknown for r in seen])
    calibrated = plain(supported[fitting], np.array([float(r.right) for r in seen])[fitting])
    out = sys.stdout.write
    out("WEIGHTS " + ", ".join(f"{f.name}={w:.2f}" for f, w in zip(fields(Signs), weights, strict=True)) + "\n")
    out(f"BIAS {bias:.2f}  LEAST {least:.2f}  CALIBRATION ({calibrated[0]:.2f}, {calibrated[1]:.2f})\n")
    for name in dict.fromkeys(r.group for r in seen):
        for kept in (False, True):
            here = [(r, s) for r, s in zip(seen, supported, strict=True) if r.group == name and r.kept == kept]
            for kind in (True, False):
                chosen = [r.unknown or s < least for r, s in here if r.answerable == kind]
                if chosen:
                    label = f"{'kept' if kept else 'tuned'} {'with' if kind else 'without'} an answer"
                    out(f"{name:12} {label:28} {sum(chosen):4} of {len(chosen):4} declined ({np.mean(chosen):.3f})\n")


def plain(supported: Column, truth: Column) -> Column:
    """Platt's calibration: (bias, slope) of a logistic curve through one column, every question counting once."""

    def loss(w: Column) -> Any:
        return np.mean(np.logaddexp(0, -(2 * truth - 1) * (w[0] + w[1] * supported)))

    best: Column = minimize(loss, np.array([0.0, 1.0])).x
    return best


if __name__ == "__main__":
    main()
