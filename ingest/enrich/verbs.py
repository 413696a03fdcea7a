"""What an operative or preambular paragraph does: its verb, brought to one class for all languages."""

from __future__ import annotations

import re
from functools import cache

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.verb_words import WORDS
from kg.identifiers import fold
from kg.model import Mention, PassageKind, Span

_HEAD = 60
"""Without italics the verb stands within this many characters …"""

_WORDS_BEFORE = 2
"""… and after at most so many words: "also", "en outre", "кроме того"."""

_DEEDS = frozenset({PassageKind.OPERATIVE, PassageKind.PREAMBLE})


def find_verbs(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``concept`` in the scheme ``verbs`` on operative and preambular paragraphs.

    Each stretch in italics is looked at; without one that holds a verb, the head of the paragraph.
    """
    if view.passage.kind not in _DEEDS or view.language not in WORDS:
        return []
    verbs = [verb for span in view.passage.emphasis if (verb := _verb_in(view, span)) is not None]
    if not verbs and (head := _verb_in(view, (0, _HEAD))) is not None:
        verbs = [head]
    mentions = []
    for name, span in verbs:
        value = f"verbs.{name}"
        mentions.append(Mention(span, "concept", value, context.uris.of("concept", value), "verb", 0.9))
    return mentions


def _verb_in(view: PassageText, stretch: Span) -> tuple[str, Span] | None:
    """Class and span of the first verb; of verbs that overlap, the longest ("notes with satisfaction")."""
    start = stretch[0]
    folded = fold(view.passage.text[start : stretch[1]])
    if _any(view.language).search(folded.text) is None:
        return None
    found = [
        (name, match.span())
        for name, pattern in _patterns(view.language)
        if (match := pattern.search(folded.text)) is not None
        and len(re.findall(r"\w+", folded.text[: match.start()])) <= _WORDS_BEFORE
    ]
    if not found:
        return None
    earliest = min(found, key=lambda item: item[1])[1]
    name, span = max(
        (item for item in found if item[1][0] < earliest[1]), key=lambda item: (item[1][1] - item[1][0], -item[1][0])
    )
    first, last = folded.span(span)
    return name, (start + first, start + last)


@cache
def _any(language: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _patterns(language)), re.IGNORECASE)


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compiled at the first text of a language. Chinese has no spaces, so no edges to its words either."""
    edges = ("", "") if language == "zh" else (r"(?<![^\W\d_])", r"(?![^\W\d_])")
    return tuple(
        (name, re.compile(f"{edges[0]}(?:{words}){edges[1]}", re.IGNORECASE)) for name, words in WORDS[language].items()
    )
