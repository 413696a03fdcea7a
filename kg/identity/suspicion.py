"""Pairs of projects that look the same but are known by different identifiers: for a person to decide.

Likeness is that of the titles, moved up or down by what else agrees or contradicts. `docs/measurements.md` has what
this finds, and what it lists besides, on projects whose answer is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.identity.facts import Facts, Titles, words
from kg.identity.pairs import Pair, shown_under

LEAST = 0.5
"""Pairs that are less alike are not listed."""

_RAREST = 6
"""So many of the rarest words of a title bring it together with others for comparison, two by two."""

_AS_GOOD = 0.02
"""A partner whose score is lower by no more than this is as good."""

_CROWD = 60
"""What brings more projects together than this tells nothing."""

_ROUND = 100_000
"""Amounts that are a multiple of this say little."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two projects that may be one; ``score`` from 0 to 1, ``why`` in words."""

    one: str
    other: str
    score: float
    why: tuple[str, ...]


def suspicions(
    facts: Mapping[str, Facts], decided: Iterable[Pair] = (), *, within: bool = False, least: float = LEAST
) -> list[Suspicion]:
    """Pairs that may be the same and are not decided yet, the likeliest first.

    Args:
        facts: of all projects.
        decided: what was decided before.
        within: also pairs of which both come from the same source.
        least: score from which on a pair is listed.
    """
    known = as_shown(decided)
    titles = Titles(title for project in facts.values() for title in project.titles)
    found = []
    for one, other in _candidates(facts, titles):
        if (one, other) in known or (not within and facts[one].sources & facts[other].sources):
            continue
        score, why = compare(facts[one], facts[other], titles)
        if score >= least:
            found.append(Suspicion(one, other, round(score, 3), why))
    return sorted(_best(found), key=lambda s: (-s.score, s.one, s.other))


def _best(found: Sequence[Suspicion]) -> list[Suspicion]:
    """Those pairs of which neither has a better partner: projects of a series (“… in Chad”) are all alike."""
    best: dict[str, float] = defaultdict(float)
    for pair in found:
        for uri in (pair.one, pair.other):
            best[uri] = max(best[uri], pair.score)
    return [p for p in found if p.score >= max(best[p.one], best[p.other]) - _AS_GOOD]


def as_shown(decided: Iterable[Pair]) -> set[tuple[str, str]]:
    """Decided pairs by the URIs under which their things are shown."""
    pairs = list(decided)
    shown = shown_under(pairs)
    ends = ((shown.get(pair.one, pair.one), shown.get(pair.other, pair.other)) for pair in pairs)
    return {(min(one, other), max(one, other)) for one, other in ends}


def compare(one: Facts, other: Facts, titles: Titles) -> tuple[float, tuple[str, ...]]:
    """How likely two projects are one, and why."""
    alike = titles.alike(one, other)
    why = [f"titles {alike:.0%} alike"]
    score = alike
    for name, a, b, more, less in (
        ("countries", one.parties, other.parties, 0.15, -0.3),
        ("agencies", one.agencies, other.agencies, 0.05, -0.1),
    ):
        if a and b:
            shared = len(a & b) / len(a | b)
            score += more * shared if shared else less
            why.append(f"same {name}" if shared == 1 else f"some of the same {name}" if shared else f"other {name}")
    if one.amounts and other.amounts:
        same = one.amounts & other.amounts
        telling = [amount for amount in same if amount % _ROUND]
        score += 0.3 if telling else 0.1 if same else -0.1
        why.append(f"same amount {min(telling or same):,}" if same else "other amounts")
    if one.years and other.years:
        near = any(abs(a - b) <= 1 for a in one.years for b in other.years)
        score += 0.05 if near else -0.15
        why.append("dates agree" if near else "other dates")
    return max(0.0, min(1.0, score)), tuple(why)


def _candidates(facts: Mapping[str, Facts], titles: Titles) -> Iterator[tuple[str, str]]:
    """Pairs worth a comparison: they share two of their rarest words, or a party and an amount that is not round."""
    together: dict[tuple[str, str], list[str]] = defaultdict(list)
    for uri in sorted(facts):
        project = facts[uri]
        for title in project.titles:
            rarest = sorted(words(title), key=lambda word: (titles.counts[word], word))[:_RAREST]
            for first, second in combinations(sorted(rarest), 2):
                together[first, second].append(uri)
        for party in project.parties:
            for amount in project.amounts:
                if amount % _ROUND:
                    together[party, str(amount)].append(uri)
    pairs: set[tuple[str, str]] = set()
    for uris in together.values():
        if len(uris) <= _CROWD:
            pairs.update(combinations(dict.fromkeys(uris), 2))
    yield from sorted(pairs)
