"""Numbers that stand at the head of the text, where the format did not set them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.structure.numbering import ARABIC_LETTER_NAMES, ARABIC_ORDINALS, Label, parse_label

_NUMERAL = "一二三四五六七八九十"
_TANWIN = "\u064b?"
_ORDINAL = "|".join(word[:-1] + f"(?:{_TANWIN}ا|ا{_TANWIN})" for word in ARABIC_ORDINALS)
_NAMES = "|".join(ARABIC_LETTER_NAMES)

# «1. », «1.» before a letter (Chinese), «1、»; «1 - » only before Arabic, where it is usual; never «1.5».
_PARAGRAPH = re.compile(r"(\d{1,4})\s*(?:[.．](?=\s|[^\W\d_]|[«\"“《(（\[])|、|[-–](?=\s*[\u0621-\u064a]))\s*")
_ITEM = re.compile(r"([(（][^\s()（）]{1,5}[)）]|[^\W_]{1,4}[)）](?=\s)|[‘'][\divx]{1,4}[’'](?=\s))\s*")
_SECTION = re.compile(
    rf"((?:[IVXLC]{{1,7}}|[A-Z])[.．](?=\s)|[IVXLC]{{1,7}}\s*[-–—](?=\s)|[(（]?[{_NUMERAL}]{{1,3}}[)）、．.]"
    rf"|(?:{_ORDINAL}|{_NAMES})\s*[-–—.:])\s*"
)
_SECTION_DIGITS = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=\S)")


class HeadKind(StrEnum):
    """Which sort of number stands at the head."""

    PARAGRAPH = "paragraph"
    ITEM = "item"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Head:
    """A number found at the head of a text; the text proper begins at ``end``."""

    kind: HeadKind
    label: Label
    end: int


def paragraph_head(text: str) -> Head | None:
    """A paragraph's (``4. ``) or an item's (``(d) ``) number, None if there is neither."""
    if match := _PARAGRAPH.match(text):
        return _head(HeadKind.PARAGRAPH, match)
    if match := _ITEM.match(text):
        return _head(HeadKind.ITEM, match)
    return None


def section_head(text: str) -> Head | None:
    """A section's number as UN documents print it: ``II.``, ``A.``, ``三、``, ``ثانياً -``."""
    match = _SECTION.match(text)
    return _head(HeadKind.SECTION, match) if match else None


def heading_head(text: str) -> Head | None:
    """Like ``section_head`` for what the format says is a heading: ``1.`` and ``2.3`` count too."""
    found = section_head(text)
    if found is None and (match := _SECTION_DIGITS.match(text)):
        return _head(HeadKind.SECTION, match)
    return found


def _head(kind: HeadKind, match: re.Match[str]) -> Head | None:
    label = parse_label(match[1])
    return Head(kind, label, match.end()) if label else None
