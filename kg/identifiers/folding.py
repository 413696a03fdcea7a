"""One spelling for many: full-width forms, Arabic digits, hyphens and spaces of six scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.model import Span

_TEXTS_KEPT = 256
"""Folded texts that are kept: several finders, and the index of words, ask for the same one."""
_DROPPED = (
    "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen, joiners and spaces without width
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction marks
    "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"  # Arabic tatweel and vowel signs
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

_TABLE = (
    {ord(character): "-" for character in _HYPHENS}
    | {ord(character): " " for character in _SPACES}
    | {0xFF01 + index: chr(0x21 + index) for index in range(0x5E)}  # full-width ASCII
    | {0x0660 + digit: str(digit) for digit in range(10)}
    | {0x06F0 + digit: str(digit) for digit in range(10)}
)
_ALL = _TABLE | dict.fromkeys(map(ord, _DROPPED))
_DROP = re.compile(f"[{_DROPPED}]+")
_CHANGED = re.compile(f"[{_DROPPED}{''.join(map(chr, _TABLE))}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    ``origins`` has the place in the original of each folded character, or is
    None when folding left every place as it was.
    """

    text: str
    origins: tuple[int, ...] | None = None

    def span(self, span: Span) -> Span:
        """The span of the original text that a non-empty span of the folded text came from."""
        if self.origins is None:
            return span
        start, end = span
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(_TEXTS_KEPT)
def fold(text: str) -> Folded:
    """Unify hyphens, spaces, digits and full-width forms; drop soft hyphens, direction marks and Arabic vowel signs."""
    if text.isascii() or not _CHANGED.search(text):
        return Folded(text)
    if not _DROP.search(text):
        return Folded(text.translate(_TABLE))
    origins: list[int] = []
    place = 0
    for match in _DROP.finditer(text):
        origins += range(place, match.start())
        place = match.end()
    origins += range(place, len(text))
    return Folded(text.translate(_ALL), tuple(origins))
