"""Who keeps a place that several finders claim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from kg.model import Mention, Span


def resolve(tiers: Sequence[Sequence[Mention]]) -> tuple[Mention, ...]:
    """Mentions that do not overlap, in order of their places.

    Args:
        tiers: the strongest claims first (identifiers before labels). Within a tier the longest span
            wins, then the earliest. Mentions of one tier with the same span stand together: a range of
            articles, or a name that several things have.
    """
    kept: dict[Span, list[Mention]] = {}
    for tier in tiers:
        if not tier:
            continue
        places: dict[Span, list[Mention]] = defaultdict(list)
        for mention in tier:
            places[mention.span].append(mention)
        for span in sorted(places, key=lambda place: (place[0] - place[1], place[0])):
            if all(span[1] <= start or span[0] >= end for start, end in kept):
                kept[span] = places[span]
    return tuple(mention for span in sorted(kept) for mention in kept[span])
