"""Sentences of their own that tell of the asker and nothing of what is asked: “We meet our minister tomorrow”."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kg.answers.covering import unexplained
from kg.answers.notions import carriers, masked
from kg.model import LANGUAGES

_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+|(?<=[。！？])|\n+")
_QUESTION = re.compile("[?？؟]")
_ENDED = re.compile(r"[.!?。！？؟…]\s*$")
OCCASION = re.compile(
    r"(?:ahead of|before|for|at|in preparation (?:for|of)|avant|pour|à|en vue de|antes de|para|en|с учетом|перед|до|на"
    r"|к|قبل|ل|في|在)\s*(?:the (?:next )?|la (?:prochaine )?|l['’]|el |la próxima |след\w+ |ال)?"
    r"(?:COPs?|CdP|CP|КС|مؤتمر الأطراف)[ -]?\d*",
    re.IGNORECASE,
)
"""A meeting that an answer is prepared for."""
_POLITE = frozenset({"asking", "light"})
THANKS = re.compile(
    r"\s*(?:(?:many |with )?thank|merci|(?:muchas |mil )?gracias|(?:большое |заранее )?(?:спасиб|благодар)|заранее"
    r"|(?:مع )?(?:ال|جزيل ال)?شكر|(?:非常|多)?(?:谢|感谢)|(?:best |kind )?regards|cordialement|saludos|с уважением)",
    re.IGNORECASE,
)
"""How thanks and greetings begin."""


def without_asker(text: str, language: str) -> str:
    """The question without the sentences before and after it that tell of the asker, or only are polite."""
    parts = [part for part in _SENTENCE.split(text.strip()) if part.strip()]
    first, last = 0, len(parts)
    while first < last - 1 and _ENDED.search(parts[first]) and _is_aside(parts[first], language):
        first += 1
    asked = any(_QUESTION.search(part) for part in parts[first:last])
    while last - first > 1 and (asked or _ENDED.search(parts[last - 2])) and _is_aside(parts[last - 1], language):
        last -= 1
    if (first, last) == (0, len(parts)):
        return text
    start = text.index(parts[first])
    return text[start : text.index(parts[last - 1], start) + len(parts[last - 1])].strip()


def _is_aside(sentence: str, language: str) -> bool:
    return not _QUESTION.search(sentence) and (tells_of_asker(sentence, language) or _is_polite(sentence, language))


def tells_of_asker(sentence: str, language: str) -> bool:
    """Whether a sentence is about the asker, without a number, and narrows nor asks anything more."""
    spoken = language if language in LANGUAGES else "en"
    sentence = OCCASION.sub(" ", sentence)
    if any(map(str.isdigit, sentence)) or _words("asks_more", spoken).search(sentence):
        return False
    return speaks_of_asker(sentence, language)


def speaks_of_asker(text: str, language: str) -> bool:
    """Whether there are words of the asker about the asker."""
    return _words("asker", language if language in LANGUAGES else "en").search(text) is not None


def is_purpose(part: str, language: str) -> bool:
    """Whether a part only says what the answer will be used in: “for a slide of my lecture”."""
    spoken = language if language in LANGUAGES else "en"
    return (
        not any(map(str.isdigit, part))
        and _words("used_in", spoken).fullmatch(part.strip(" .,;!—–-。，；！،")) is not None
    )


def _is_polite(sentence: str, language: str) -> bool:
    found = carriers(sentence, language)
    rest = masked(sentence, [carrier.span for carrier in found])
    if not any(carrier.notion == "asking" for carrier in found):
        return False
    return {c.notion for c in found} <= _POLITE and not unexplained(rest, language) and bool(THANKS.match(sentence))


@cache
def _words(name: str, language: str) -> re.Pattern[str]:
    data = tomllib.loads(files("kg.answers").joinpath("asker.toml").read_text("utf-8"))
    start, end = (
        ("", "") if language == "zh" else (r"(?<!\w)(?:[وف](?=\w{3}))?" if language == "ar" else r"(?<!\w)", r"(?!\w)")
    )
    return re.compile(f"{start}(?:{data[name][language]}){end}", re.IGNORECASE)
