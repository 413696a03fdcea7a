"""One wrong keystroke: which texts in a sorted list begin with nearly what was typed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

SHORTEST = 5
"""Typed texts below this length have too many neighbours to guess at."""

LAST = chr(0x10FFFF)
_CJK = "\u3400"

Range = tuple[int, int]


def beginning(texts: Sequence[str], typed: str, low: int = 0, high: int | None = None) -> Range:
    """The half-open range of sorted texts that begin with what was typed."""
    high = len(texts) if high is None else high
    first = bisect_left(texts, typed, low, high)
    return first, bisect_left(texts, typed + LAST, first, high)


def nearly(texts: Sequence[str], typed: str) -> Iterator[Range]:
    """Ranges of sorted texts that begin with what was typed but for one edit.

    An edit is a letter missing, too many, replaced, or two neighbours exchanged (Damerau 1964). Digits are
    never edited: another number is another thing. Ranges may repeat. Only prefixes that occur are followed,
    so that the work grows with the letters that occur at each place, not with an alphabet.
    """
    if sum(c.isalpha() for c in typed) < SHORTEST:
        return
    low, high = 0, len(texts)
    for place in range(len(typed)):
        low, high = beginning(texts, typed[:place], low, high)
        if low == high:
            return
        for edited in _edits(texts, typed, place, low, high):
            found = beginning(texts, edited, low, high)
            if found[0] < found[1]:
                yield found


def _edits(texts: Sequence[str], typed: str, place: int, low: int, high: int) -> Iterator[str]:
    head, letter, rest = typed[:place], typed[place], typed[place + 1 :]
    editable = letter.isalpha()
    if editable and (rest or place >= SHORTEST):
        yield head + rest
    if editable and rest[:1].isalpha() and rest[0] != letter:
        yield head + rest[0] + letter + rest[1:]
    for other in _next_letters(texts, head, low, high, chinese=typed[-1] >= _CJK):
        if other == letter:
            continue
        yield head + other + letter + rest
        if editable and other != " " and rest:
            yield head + other + rest


def _next_letters(texts: Sequence[str], head: str, low: int, high: int, *, chinese: bool) -> Iterator[str]:
    """Letters (and the space) that follow a beginning somewhere in its range."""
    size = len(head)
    while low < high:
        text = texts[low]
        if len(text) == size:
            low += 1
            continue
        letter = text[size]
        if letter >= _CJK and not chinese:
            return
        if letter.isalpha() or letter == " ":
            yield letter
        low = bisect_left(texts, head + chr(ord(letter) + 1), low, high)
