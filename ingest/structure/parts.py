"""Headings that begin a part: annexes and their appendices, and the articles of a treaty."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.structure.numbering import ARABIC_LETTER_NAMES, Scheme, chinese, digits, read_mark
from ingest.structure.ordinals import arabic_ordinal
from ingest.structure.words import ANNEX, APPENDIX, ARTICLE, SUBPART

_NUMBER = (
    r"[IVXLC]{1,7}(?:\s[AB](?=\s*$|\s*\n))?|[A-ZА-Я]|\d{1,2}|[一二三四五六七八九十]{1,3}|ال[^\W\d]+(?:\s+عشر)?|"
    + "|".join(ARABIC_LETTER_NAMES)
)
_PART = re.compile(
    rf"\[?(?:(?P<annex>{ANNEX})|(?P<appendix>{APPENDIX}))(?:(?:\s+|(?<=[件录]))(?P<number>{_NUMBER})(?!\w))?\s*\*?"
    r"(?:(?P<to>\s+(?:to|à|au|aux|a la|al|к|до|ل|لل).+)|(?:\s*[:.：．—–-]\s*|\s*\n\s*)(?P<title>.+))?\]?",
    re.IGNORECASE | re.DOTALL,
)
_ARTICLE = re.compile(rf"(?:{ARTICLE})\s*[.:：]?(?:\s*[-–—.:：]?\s*(?P<title>.+))?", re.IGNORECASE | re.DOTALL)
_SUBPART = re.compile(
    rf"(?:{SUBPART})(?:\s*[:.：．—–-]\s*(?P<title>.+)|\s*\n\s*(?P<below>.+))?|(?P<letter>[A-F])"
    r"(?:[.．]?\s*(?:\n|\.\s)\s*(?P<subject>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(r"[IVXLC]+\s[AB]", re.IGNORECASE)
_LONGEST = 200
_LONGEST_SUBPART = 320


@dataclass(frozen=True, slots=True)
class PartHeading:
    """The heading of an annex or, with ``nested``, of an appendix. ``ordinal`` is None where no number is printed.

    ``suffix`` is the letter of one of two annexes with the same number (``a`` in *Annex V A*).
    """

    nested: bool
    mark: str | None
    ordinal: int | None
    title: str | None
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class SubpartHeading:
    """The heading of a part or section of an annex: ``segment`` is its place (``part_1``, ``sec_a``)."""

    segment: str
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
    mark, _, suffix = (match["number"] or "").partition(" ")
    named = _PAIR.fullmatch(match["number"] or "")
    if not named:
        mark, suffix = match["number"] or "", ""
    return PartHeading(bool(match["appendix"]), mark or None, _ordinal(mark or None), match["title"], suffix.lower())


def subpart_heading(block: Block) -> SubpartHeading | None:
    """The part (*Part I: Products*) or section (*A. Operations*) of an annex that a block opens, None otherwise.

    Only for treaties: elsewhere a letter is a section's number like any other.
    """
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or len(block.text) > _LONGEST_SUBPART or block.label:
        return None
    match = _SUBPART.fullmatch(block.text.strip())
    if match is None:
        return None
    title = match["title"] or match["below"] or match["subject"]
    if match["letter"]:
        return SubpartHeading(f"sec_{match['letter'].lower()}", title) if block.kind is BlockKind.HEADING else None
    ordinal = _ordinal(match["number"] or match["zh"])
    return SubpartHeading(f"part_{ordinal}", title) if ordinal else None


def has_title(block: Block) -> bool:
    """Whether the heading of an article, annex or part of one says its subject itself."""
    article = _ARTICLE.fullmatch(block.text.strip())
    if article is not None:
        return bool(article["title"])
    opened = part_heading(block) or subpart_heading(block)
    return bool(opened and opened.title)


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
