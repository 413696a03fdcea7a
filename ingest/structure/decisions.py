"""Headings and opening words of decisions, in six languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.readers.characters import is_finished
from ingest.structure.words import DECISION, DRAFT_DECISION, FORMULA
from kg.identifiers import find_decisions

_SERIAL = r"\d{1,3}|\[[^\]]{0,8}\]|…|\.{2,}|-{1,4}|_{2,}|[xX]{1,3}"
_PREFIX = r"(?:[اأ][\s.]{0,2}[مبرس]|[^\W\d_]{1,5})\s?[-\u2010-\u2013]?\s?"
_TAIL = rf"(?:\d{{1,2}}|[IVX]{{1,4}})\s?/\s?(?:{_SERIAL})"
_NUMBER = rf"(?P<printed>(?:{_PREFIX})?{_TAIL})"
_TITLE = r"(?:\s*[:：.—–-]\s*(?P<title>.*?)|\s+(?P<topic>(?:on|sur|sobre|об?|بشأن)\s.+?))?\]?"
_FLAGS = re.IGNORECASE | re.DOTALL

_WORD = rf"(?:(?P<draft>{DRAFT_DECISION})|{DECISION})"
_NAMED = re.compile(rf"\[?{_WORD}\s*(?:no\.?\s*)?第?\s*{_NUMBER}(?:\s*号)?{_TITLE}", _FLAGS)
_CHINESE = re.compile(rf"\[?第?\s*{_NUMBER}\s*号?\s*(?:(?P<draft>决定草案)|决定){_TITLE}", _FLAGS)
_BARE = re.compile(rf"\[?(?P<printed>{_PREFIX}{_TAIL})\s*[:：]\s*(?P<title>.+?)\]?", _FLAGS)
_OPEN = re.compile(rf"\[?{DRAFT_DECISION}{_TITLE}", _FLAGS)
_OPEN_CHINESE = re.compile(r"(?P<title>关于.+的决定草案)", re.DOTALL)
_FORMULA = re.compile(FORMULA, re.IGNORECASE)
_NOTES = re.compile(r"\s*\[\^[^\]]+\]")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class DecisionHeading:
    """What a decision's heading says. ``number`` is normalised and None while it is open, ``title`` may be empty."""

    title: str
    number: str | None
    printed: str | None
    status: str


def decision_heading(block: Block) -> DecisionHeading | None:
    """The decision whose heading a block is, None if it is none.

    What the format does not mark as a heading has to carry a number and must not read like a sentence.
    """
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH) or block.label:
        return None
    text = (_NOTES.sub("", block.text) if "[^" in block.text else block.text).strip()
    if len(text) > _LONGEST:
        return None
    marked = block.kind is BlockKind.HEADING or is_bold(block)
    if not marked and is_finished(text):
        return None
    match = _NAMED.fullmatch(text) or _CHINESE.fullmatch(text)
    if match is None and marked:
        match = _BARE.fullmatch(text)
    if match is not None:
        printed = match["printed"].strip()
        # Basel's first decisions have no prefix and are recognised only behind the word.
        number = next((found.number for found in find_decisions(f"decision {printed}") if found.number), None)
        draft = bool(match.groupdict().get("draft")) or not re.search(r"\d\s*$", printed)
        return DecisionHeading(_title(match), number, printed, "draft" if draft else "adopted")
    match = (_OPEN.fullmatch(text) or _OPEN_CHINESE.fullmatch(text)) if marked else None
    return DecisionHeading(_title(match) or text, None, None, "draft") if match else None


def is_formula(text: str) -> bool:
    """Whether a paragraph is the opening words of a decision (*The Conference of the Parties,*)."""
    return _FORMULA.fullmatch(text.strip()) is not None


def _title(match: re.Match[str]) -> str:
    groups = match.groupdict()
    return " ".join((groups.get("title") or groups.get("topic") or "").split())


def is_bold(block: Block) -> bool:
    """Whether a block is set in bold from end to end."""
    return bool(block.strong) and block.strong[0][0] == 0 and block.strong[-1][1] >= len(block.text.rstrip())
