"""Which passage of one language version says what a passage of another one says.

Places come first: the same eid of a numbered passage is the same paragraph, since UN documents keep their numbers in
all languages. What has no number stands between two that have, in the same order, and is aligned there by dynamic
programming over numbers, dates, references, kind and length (after Gale and Church, 1993).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.model import Mention

_NUMBER = re.compile(r"(?<![A-Za-z0-9.])\d(?:[\d\s\u00a0.,]*\d)?(?![A-Za-z])")
_ANCHOR_KINDS = frozenset({"date", "document", "decision", "meeting", "provision"})
_COUNTED = re.compile(r"__(?:p|heading|point|table|formula|preamble|recital)_\d+|__row_\d+|__\d+$")
_PART = re.compile(r"(?:annex_\w+?|appendix_\d+)(?=__|$)")
_GAP = -0.35
_MOST_COMPARISONS = 1_000_000
"""Without any number to hold on to, longer stretches than a thousand passages are left unaligned."""
_ANCHORS_AGREE = 0.3


@dataclass(frozen=True)
class Side:
    """What alignment looks at in a passage."""

    eid: str
    kind: str
    text: str
    mentions: tuple[Mention, ...]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What does not change in translation: numbers without their separators, dates, references."""
        found = {re.sub(r"\D", "", match[0]) for match in _NUMBER.finditer(self.text)}
        named = {f"{m.kind}:{m.value}" for m in self.mentions if m.kind in _ANCHOR_KINDS}
        return frozenset(number for number in found if len(number) > 1) | named

    @cached_property
    def part(self) -> str:
        """Annex or appendix that the eid names, empty in the body."""
        match = _PART.match(self.eid)
        return match[0] if match else ""

    @property
    def numbered(self) -> bool:
        """Whether its eid comes from a printed number and not from counting."""
        return _COUNTED.search(self.eid) is None


def align(left: Sequence[Side], right: Sequence[Side]) -> list[tuple[str, str]]:
    """Pairs of eids that say the same, in the order of ``left``. A passage without counterpart is in no pair."""
    places = {side.eid: place for place, side in enumerate(right)}
    fixed = [(n, places[side.eid]) for n, side in enumerate(left) if side.numbered and side.eid in places]
    if not _trustworthy(left, right, fixed):
        fixed = []
    found = {left[here].eid: right[there].eid for here, there in fixed}
    ours, theirs = {n for n, _ in fixed}, {m for _, m in fixed}
    start = (0, 0)
    for here, there in [*_rising(fixed), (len(left), len(right))]:
        found |= _between(
            [left[n] for n in range(start[0], here) if n not in ours],
            [right[m] for m in range(start[1], there) if m not in theirs],
        )
        start = (here + 1, there + 1)
    return [(side.eid, found[side.eid]) for side in left if side.eid in found]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs that do not cross one another: footnotes stand elsewhere in another format (patience sorting)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for place, (_, there) in enumerate(pairs):
        at = bisect_left(tails, there)
        tails[at : at + 1] = [there]
        ends[at : at + 1] = [place]
        before.append(ends[at - 1] if at else None)
    kept: list[tuple[int, int]] = []
    last = ends[-1] if ends else None
    while last is not None:
        kept.append(pairs[last])
        last = before[last]
    return kept[::-1]


def _trustworthy(left: Sequence[Side], right: Sequence[Side], pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether paragraphs with the same number also share figures, dates and references, where both have some."""
    agreements = [_overlap(left[n].anchors, right[m].anchors) for n, m in pairs if left[n].anchors and right[m].anchors]
    return not agreements or sum(agreements) / len(agreements) >= _ANCHORS_AGREE


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _between(ours: Sequence[Side], theirs: Sequence[Side]) -> dict[str, str]:
    """Needleman and Wunsch over what stands between two fixed pairs."""
    if not ours or not theirs or len(ours) * len(theirs) > _MOST_COMPARISONS:
        return {}
    longer = sum(len(side.text) for side in ours) / max(sum(len(side.text) for side in theirs), 1)
    likenesses = [[_likeness(one, other, longer) for other in theirs] for one in ours]
    scores = [[m * _GAP for m in range(len(theirs) + 1)]]
    for n, row in enumerate(likenesses, 1):
        scores.append([n * _GAP])
        for m, likeness in enumerate(row, 1):
            best = max(scores[n - 1][m - 1] + likeness, scores[n - 1][m] + _GAP, scores[n][m - 1] + _GAP)
            scores[n].append(best)
    return {ours[n].eid: theirs[m].eid for n, m in _traced(likenesses, scores)}


def _traced(likenesses: list[list[float]], scores: list[list[float]]) -> Iterator[tuple[int, int]]:
    n, m = len(likenesses), len(likenesses[0])
    while n and m:
        likeness = likenesses[n - 1][m - 1]
        if scores[n][m] == scores[n - 1][m - 1] + likeness:
            if likeness > 0:
                yield n - 1, m - 1
            n, m = n - 1, m - 1
        elif scores[n][m] == scores[n - 1][m] + _GAP:
            n -= 1
        else:
            m -= 1


def _likeness(one: Side, other: Side, longer: float) -> float:
    """From -2 to about 2: shared anchors, the same kind, lengths in the proportion of the two versions."""
    if one.part != other.part:
        return 2 * _GAP
    lengths = sorted((len(one.text) + 5, longer * len(other.text) + 5))
    shared = _overlap(one.anchors, other.anchors) - 0.5 if one.anchors or other.anchors else 0.0
    kind = 0.4 if one.kind == other.kind else -0.6
    return 1.2 * shared + kind + (lengths[0] / lengths[1] - 0.5)
