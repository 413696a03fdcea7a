"""What a person says around a question and means nothing for its answer: “I prepare a briefing: how many …?”."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from kg.answers.asker import OCCASION, THANKS, is_purpose, tells_of_asker, without_asker
from kg.answers.covering import unexplained
from kg.answers.notions import carriers, masked
from kg.search.model import EntityView

_BREAK = re.compile(r"(?<=[.!?:;,，。：；！？،؛؟])\s+|(?<=[，。：；！？])|\s[–—-]\s|\n+")
_HARMLESS = frozenset(
    {
        "asking", "light", "about", "what_is", "received", "status", "version", "held", "meeting", "agency", "document",
        "ask", "funder", "next", "all", "force", "ratify", "carrier", "located", "listed", "issued",
        "article", "convention", "party", "linked",
    }
)  # fmt: skip
"""Notions that what is left out may have: none that narrows or turns round."""
_THINGS = frozenset({"party", "project", "decision", "document", "chemical", "convention", "carrier", "money", "annex"})
"""Notions of what may be asked for before the word that asks: “the countries which …”."""
_POLITE = frozenset({"asking", "light"})
"""Notions that what follows a question may have to be left out."""
_PURPOSE = re.compile(
    r"\s*(?:for|as|pour|dans le cadre|para|для|в рамках|من أجل|لأجل|ل)\b|\s*(?:为了?|因)", re.IGNORECASE
)
"""How a part begins that ends with a comma and only tells what the answer is for."""
_DOING = re.compile(
    r"\s*(?:我(?:们)?(?:正?在|要|准备)|(?:I(?:['’]m| am)|we(?:['’]re| are)|je|nous|estoy|estamos|я|мы|أنا|نحن|إنني)\b)",
    re.IGNORECASE,
)
"""How a part begins that tells what the asker does, whatever that is about."""
_TELLING = re.compile(
    r"\s*(?:(?:(?:it|this) is|(?:I|we) (?:need|want|require) (?:it|this|that|the answer)"
    r"|(?:I(?:['’]m| am)|we(?:['’]re| are)) (?:writing|preparing|drafting|working)"
    r"|c['’]est|il s['’]agit|j['’]en ai|(?:je|nous) (?:prépar|rédig|écri|travaill)\w*"
    r"|es para|l[oa] necesit\w*|est(?:oy|amos) (?:preparando|redactando|escribiendo)"
    r"|это|(?:мне|нам) это нуж\w*|(?:я |мы )?(?:готов(?:лю|им)|пиш(?:у|ем))|هذا|أحتاج\w* (?:إلى )?(?:ذلك|هذا))\b"
    r"|这是|我们?(?:需要它|(?:正?在|要|准备)(?:写|撰写|准备|做)))",
    re.IGNORECASE,
)
"""How a sentence begins that tells what the answer is for."""
_AFTER = frozenset(
    {
        "asking",
        "light",
        "linked",
        "about",
        "what_is",
        "received",
        "status",
        "version",
        "document",
        "meeting",
        "next",
        "held",
    }
)
"""Notions that a sentence of its own after a question may have to be left out: none of what else may be asked for."""
_ARTICLE = re.compile("the|l[ea']|les|el|l[oa]s|if|si|whether", re.IGNORECASE)
"""Words that questions begin with which may as well stand inside of one."""
_ELSEWHERE = _HARMLESS - {"party", "convention", "document", "meeting", "article"} | {
    "negation",
    "money",
    "compare",
    "timing",
}
"""Notions of what the asker does in a sentence of its own that names nothing of what is asked for."""
_SENTENCE_END = tuple(".?!:。？！：؟")
_SPOKEN = frozenset({"chemical", "project", "decision", "money", "ratify"})
"""Notions that what the asker does may be about."""
_SCRIPTS = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])")
"""Between a Chinese character and a Latin letter or a figure."""


def asked_part(text: str, language: str) -> str:
    """The question within a sentence that only asks for its answer: “Could you tell me how many …”."""
    if polite := _phrases("polite", language):
        plain = polite.sub("", text)
        text = re.sub("吗(?=[？?]?$)", "", plain) if language == "zh" and plain != text else plain
    text = re.sub("哪几[个项类种份届次家]", "哪些", text)
    match = _first_asking(text, language)
    before = text[: match.start()] if match else ""
    meant = {carrier.notion for carrier in carriers(before, language)}
    if match is None or "asking" not in meant or not meant.isdisjoint(_THINGS) or not _is_harmless(before, language):
        return text
    return text[match.start() :]


def _first_asking(text: str, language: str) -> re.Match[str] | None:
    """The first word that a question may begin with; an article only where none follows that is asked by right away."""
    asks = _phrases("asks", language)
    found = list(asks.finditer(text)) if asks else []
    if len(found) > 1 and _ARTICLE.fullmatch(found[0][0].strip()):
        ends = {carrier.span[1] for carrier in carriers(text, language) if carrier.notion == "asking"}
        found = [
            m for m in found if not _ARTICLE.fullmatch(m[0].strip()) and {m.start(), m.start() - 1} & ends
        ] or found
    return found[0] if found else None


@cache
def _phrases(name: str, language: str) -> re.Pattern[str] | None:
    data = tomllib.loads(files("kg.answers").joinpath("preambles.toml").read_text("utf-8"))
    start = "" if name == "polite" else r"(?<![\w-])"
    return re.compile(f"{start}(?:{data[name][language]})", re.IGNORECASE) if language in data[name] else None


def without_occasions(text: str, named: Sequence[EntityView]) -> list[EntityView]:
    """What is named in a question, but for the meetings that its answer is prepared for: “ahead of COP-6”."""
    spans = [match.span() for match in OCCASION.finditer(text)]
    return [each for each in named if not any(start <= each.span[0] and each.span[1] <= end for start, end in spans)]


def tells_only(text: str) -> bool:
    """Whether what stands before a question is a sentence of its own on what the asker does (“I write a thesis”)."""
    parts = [part for part in _BREAK.split(text.strip()) if part.strip()]
    return text.rstrip().endswith(_SENTENCE_END) and any(_DOING.match(part) for part in parts)


def without_preambles(text: str, language: str) -> Iterator[str]:
    """The question with ever more of what stands before it left out, then of what follows it.

    What stands before may say anything but what narrows a question; what follows has to be understood, or be a
    sentence of its own that gives thanks or tells what the answer is for.
    """
    if language == "zh" and (apart := _SCRIPTS.sub(" ", text)) != text:
        yield apart
    if (asked := without_asker(text, language)) != text:
        yield asked
    breaks = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    parts = [text[start:end] for start, end in pairwise(breaks) if text[start:end].strip()]
    for last in range(len(parts), 0, -1):
        for first in range(last):
            before, after = parts[:first], parts[last:]
            if (
                (before or after)
                and all(_is_preamble(part, language) for part in before)
                and all(_is_epilogue(parts[place - 1], parts[place], language) for place in range(last, len(parts)))
            ):
                yield "".join(parts[first:last]).strip()
    yield from _asked_within(parts, language)


def _asked_within(parts: list[str], language: str) -> Iterator[str]:
    """Questions that begin inside a sentence after words that ask: “… and would be grateful to know what …”."""
    last = max((place for place, part in enumerate(parts, 1) if not _is_empty(part, language)), default=0)
    text, asks = "".join(parts[:last]), _phrases("asks", language)
    for match in asks.finditer(text) if asks else ():
        before = text[: match.start()]
        found = carriers(before, language)
        asking = max((carrier.span for carrier in found if carrier.notion == "asking"), default=None)
        if asking and (_is_harmless(before, language) or tells_of_asker(text[: asking[0]], language)):
            since = masked(before, [carrier.span for carrier in found])[asking[0] :]
            if not unexplained(since, language):
                yield text[match.start() :].strip()
        if not _ARTICLE.fullmatch(match[0].strip()):
            break  # what follows belongs to this question


def _is_preamble(part: str, language: str) -> bool:
    doing = _DOING.match(part) is not None
    if tells_of_asker(part, language):
        return True
    own = part.rstrip()[-1] not in ",，،" or doing or _PURPOSE.match(part) is not None
    harmless = _HARMLESS | _SPOKEN if doing else _HARMLESS
    if doing and part.rstrip().endswith(_SENTENCE_END) and _is_harmless(part, language, _ELSEWHERE | {"restricting"}):
        return True
    return _is_harmless(part, language, harmless) and (own or _is_empty(part, language))


def _is_epilogue(before: str, part: str, language: str) -> bool:
    """Whether a part after a question says nothing for its answer, given what stands right before it."""
    if _is_empty(part, language) or is_purpose(part, language):
        return True
    if "?" in part or "？" in part or "؟" in part:
        return False
    if THANKS.match(part):
        return _is_harmless(part, language, _AFTER)
    own = before.rstrip().endswith(_SENTENCE_END) and _TELLING.match(part) is not None
    return own and _is_harmless(part, language, _AFTER)


def _is_empty(part: str, language: str) -> bool:
    """Whether a part says nothing but polite words."""
    rest = masked(part, [carrier.span for carrier in carriers(part, language)])
    return _is_harmless(part, language, _POLITE) and not unexplained(rest, language)


def _is_harmless(part: str, language: str, harmless: frozenset[str] = _HARMLESS) -> bool:
    """Whether a part has no number and no notion that narrows; its names are looked at by the caller."""
    meant: dict[tuple[int, int], set[str]] = {}
    for carrier in carriers(part, language):
        meant.setdefault(carrier.span, set()).add(carrier.notion)
    part = OCCASION.sub("", part)
    return not any(map(str.isdigit, part)) and all(notions & harmless for notions in meant.values())
