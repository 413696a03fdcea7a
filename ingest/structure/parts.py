"""Headings that begin a part: annexes and their appendices, and the articles of a treaty."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.structure.numbering import Scheme, chinese, digits, read_mark
from ingest.structure.ordinals import arabic_ordinal
from ingest.structure.words import ANNEX, APPENDIX, ARTICLE

_NUMBER = r"[IVXLC]{1,7}|[A-ZА-Я]|\d{1,2}|[一二三四五六七八九十]{1,3}|ال[^\W\d]+(?:\s+عشر)?"
_PART = re.compile(
    rf"\[?(?:(?P<annex>{ANNEX})|(?P<appendix>{APPENDIX}))(?:(?:\s+|(?<=[件录]))(?P<number>{_NUMBER})(?!\w))?\s*\*?"
    r"(?:(?P<to>\s+(?:to|à|au|aux|a la|al|к|до|ل|لل).+)|(?:\s*[:.：．—–-]\s*|\s*\n\s*)(?P<title>.+))?\]?",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(rf"(?:{ARTICLE})\s*[.:：]?(?:\s*[-–—.:：]?\s*(?P<title>.+))?", re.IGNORECASE | re.DOTALL)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class PartHeading:
    """The heading of an annex or, with ``nested``, of an appendix. ``ordinal`` is None where no number is printed."""

    nested: bool
    mark: str | None
    ordinal: int | None
    title: str | None


def part_heading(block: Block) -> PartHeading | None:
    """The part that a block opens, None if it opens none.

    A paragraph that is no heading must consist of the word and its number alone.
    """
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or len(block.text) > _LONGEST:
        return None
    match = _PART.fullmatch(re.sub(r"\[\^[^\]]+\]", "", block.text).strip())
    if match is None:
        return None
    if block.kind is BlockKind.PARAGRAPH and (match["to"] or (match["title"] and not _is_strong(block))):
        return None
    mark = match["number"]
    return PartHeading(bool(match["appendix"]), mark, _ordinal(mark), match["title"])


def article_number(block: Block) -> int | None:
    """Number of the article whose heading a block is (``Article 17``, ``第十七条``), None otherwise."""
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or len(block.text) > _LONGEST:
        return None
    match = _ARTICLE.fullmatch(block.text.strip())
    if match is None or (block.kind is BlockKind.PARAGRAPH and match["title"] and not _is_strong(block)):
        return None
    numeral = digits(match["number"] or match["zh"])
    return int(numeral) if numeral.isdigit() else chinese(numeral)


def _is_strong(block: Block) -> bool:
    return bool(block.strong) and block.strong[0][0] == 0


def _ordinal(mark: str | None) -> int | None:
    if mark is None:
        return None
    readings = {reading.scheme: reading.ordinal for reading in read_mark(digits(mark))}
    # «Annex C» is the third; only I, V and X are read as Roman when they stand alone.
    schemes = (Scheme.LETTER, Scheme.ROMAN) if mark.upper() in {"C", "L"} else (Scheme.ROMAN, Scheme.LETTER)
    found = (readings.get(scheme) for scheme in (Scheme.DIGIT, *schemes))
    return next((ordinal for ordinal in found if ordinal), None) or arabic_ordinal(mark)
