"""What a document is about, by how dense its mentions of a topic are and where they stand."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from kg.model import Passage, PassageKind, Uri

_WEIGHTS = {PassageKind.HEADING: 3.0, PassageKind.OPERATIVE: 2.0, PassageKind.FOOTNOTE: 0.3, PassageKind.TABLE_ROW: 0.5}
_OPENING = 1.5
"""The first tenth of a document says what it is about."""

_TITLE = 8.0
_SHARE = 0.2
_MOST = 10


def document_topics(passages: Sequence[Passage], title: Sequence[Uri] = ()) -> tuple[tuple[Uri, float], ...]:
    """(URI of a topic, share between 0 and 1 of the strongest one), the strongest first.

    The score of a topic is the sum over the passages that mention it of the passage's weight, damped by the
    logarithm for repetitions within one passage; ``title`` are the topics that the title names. Topics below a
    fifth of the strongest are passing mentions and are left out.
    """
    scores: dict[Uri, float] = defaultdict(float)
    for uri in title:
        scores[uri] += _TITLE
    for place, passage in enumerate(passages):
        counts: dict[Uri, int] = defaultdict(int)
        for mention in passage.mentions:
            if mention.uri and mention.kind == "concept" and "/concept/topics." in mention.uri:
                counts[mention.uri] += 1
        weight = _WEIGHTS.get(passage.kind, 1.0) * (_OPENING if place < len(passages) / 10 else 1.0)
        for uri, times in counts.items():
            scores[uri] += weight * (1 + math.log(times))
    strongest = max(scores.values(), default=0.0)
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((uri, round(score / strongest, 3)) for uri, score in ranked[:_MOST] if score >= _SHARE * strongest)
