"""The word that a question asks for: “which *hotel*”, «сколько *участников*», “哪家*公司*”."""

from __future__ import annotations

import re

from kg.answers.covering import content_spans

_MARKS = {
    "en": r"\b(?:which|what|how many|whose)\b",
    "fr": r"\bquel(?:le)?s?\b|\bcombien d(?:e |['’])",
    "es": r"\b(?:qué|cuánt[oa]s?|cuál(?:es)?)\b",
    "ru": r"\bкак(?:ой|ая|ое|ие|их|ого|ом|ую|им|ими|ова|ов|ово|овы)\b|\bсколь(?:ко|ких)\b",
    "ar": r"كم عدد|\bكم\b|\bأي\b|\bما\b|اسم",
    "zh": r"哪(?:一|几)?(?:个|家|些|项|位|种|类|所|次|名|届|座)?|多少(?:个|名|次|场|位|种|项|份)?"
    r"|几(?:名|个|位|场|次|种|类|项)",
}
_NEAR = {"zh": 4}
_NEAR_DEFAULT = 22
"""Characters between the mark and the word, at most: “which of the two regional *centres*”."""


def asked_word(question: str, language: str) -> str | None:
    """The first word of content behind the first mark, in lower case; None where there is none or no mark."""
    mark = re.search(_MARKS.get(language, _MARKS["en"]), question, re.IGNORECASE)
    if mark is None:
        return None
    last = mark.end() + _NEAR.get(language, _NEAR_DEFAULT)
    spans = content_spans(question, language)
    return next((question[start:end].lower() for start, end in spans if mark.end() <= start <= last), None)
