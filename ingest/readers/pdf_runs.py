"""The text of a PDF page in runs: characters that follow one another on one baseline, set alike, without a wide gap.

Where the page is plain, a run is a text object of the file or a part of it, and only its ends and the characters
beside its spaces are asked for their place. Where a script goes from right to left, runs are words. A page of
another kind (signs over letters, text drawn over text) comes in runs of one character each.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ingest.readers.pdf_bulk import Bulk, Numbers
from ingest.readers.pdf_characters import (
    CUT,
    NEAR,
    Characters,
    Indexes,
    Run,
    has_presentation_forms,
    is_made_up,
    taken_apart,
)
from ingest.readers.pdf_faces import Face
from ingest.readers.pdf_turned import singles, turned_runs

_TURNED = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_SIGNS = re.compile("[\u0300-\u036f\u0483-\u0489\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
"""Signs that stand over or under a letter."""
_WIDE = 0.5
"""Gap in font sizes from which on what follows is a run of its own; smaller than any that has a meaning."""
_OVER = 0.4
"""Part of the font size by which two runs may overlap before they count as drawn over one another."""


def page_runs(page: Any, bulk: Bulk, *, single: bool = False, marked: bool = False) -> list[Run]:  # noqa: ANN401
    """The upright text of a pypdfium2 page, in drawing order, presentation forms undone, overprints dropped.

    ``single`` asks for a run for each character, whatever the page is like, ``marked`` for the numbers of marked
    content.
    """
    text_page = page.get_textpage()
    try:
        characters = Characters(text_page.raw, text_page.count_chars(), bulk, marked=marked)
        runs = None
        if not characters.text:
            return []
        if not single and not _SIGNS.search(characters.text):
            runs = turned_runs(characters) if _TURNED.search(characters.text) else _plain_runs(characters)
        if runs is None or _is_overprinted(runs):
            runs = _once(singles(characters))
    finally:
        text_page.close()
    return runs


def _between(runs: list[Run], at: int) -> Run:
    """A space that pdfium made up, put halfway between its neighbours: where it puts it may be behind the next one."""
    hint = runs[at]
    if not 0 < at < len(runs) - 1:
        return hint
    before, after = runs[at - 1], runs[at + 1]
    first, second = (before, after) if before.x < after.x else (after, before)
    near = second.left - first.right < NEAR * before.face.size and abs(after.y - before.y) < before.face.size
    middle = (max(first.x, first.right) + second.x) / 2
    return hint._replace(left=middle, right=middle, x=middle) if near else hint


def _once(runs: list[Run]) -> list[Run]:
    """Single characters without those drawn twice: poor man's bold, shadows."""
    kept: list[Run] = []
    seen: dict[tuple[str, int, int], int] = {}
    for at, run in enumerate(runs):
        place = (run.text, round(run.x * 2), round(run.y * 2))
        # The two f of a ligature have one place too, but follow directly.
        if run.text == " " or seen.get(place, at) >= at - 1:
            seen[place] = at
            kept.append(run)
    return kept


def _is_overprinted(runs: list[Run]) -> bool:
    """Whether runs on one baseline lie over one another, other than the parts of a ligature, which follow directly."""
    drawn = sorted([(round(run.y), run.left, run.right, at) for at, run in enumerate(runs) if run.text != " "])
    level, reach, widest = 0, 0.0, -1
    for y, left, right, at in drawn:
        if y != level:
            level, reach, widest = y, right, at
        elif abs(at - widest) > 1 and min(reach, right) - left > _OVER * runs[at].face.size:
            return True
        elif right > reach:
            reach, widest = right, at
    return False


def _plain_runs(characters: Characters) -> list[Run] | None:
    """Runs as long as they come; None where the characters of one do not go from left to right."""
    settings = characters.settings()
    pieces = _pieces(characters, settings)
    if pieces is None:
        return None
    starts, ends, lefts, rights = pieces
    stretch = characters.stretch
    empty = np.ones(len(settings), np.bool_)
    empty[stretch[characters.ink]] = False
    lone = np.flatnonzero((characters.codes == ord(" ")) & characters.changes & empty[stretch])
    left, right = characters.boxes(lone)
    starts, ends = np.append(starts, lone), np.append(ends, lone)
    order = np.argsort(starts)
    starts, ends = starts[order], ends[order]
    lefts, rights = np.append(lefts, left)[order], np.append(rights, right)[order]
    return _set(characters, settings, (starts, ends), (lefts, rights, *characters.origins(starts)))


def _pieces(
    characters: Characters, settings: list[tuple[Face, int]]
) -> tuple[Indexes, Indexes, Numbers, Numbers] | None:
    """First and last characters of runs with the left and right ends of these; None as in ``_plain_runs``."""
    ink, stretch = characters.ink, characters.stretch
    if not len(ink):
        return ink, ink, np.empty(0), np.empty(0)
    before, after = ink[:-1], ink[1:]
    other = stretch[before] != stretch[after]
    asked = np.flatnonzero(other | (after - before > 1))
    lasts, nexts = np.append(before[asked], ink[-1]), np.append(ink[0], after[asked])
    lefts, _ = characters.boxes(nexts)
    _, rights = characters.boxes(lasts)
    sizes = np.array([face.size for face, _ in settings])
    gaps, size, other = lefts[1:] - rights[:-1], sizes[stretch[before[asked]]], other[asked]
    if np.any(~other & (gaps < -_OVER * size)):
        return None
    cut = np.flatnonzero(other | (gaps > _WIDE * size))
    first, last = np.append(0, cut + 1), np.append(cut, len(lasts) - 1)
    return nexts[first], lasts[last], lefts[first], rights[last]


def _set(
    characters: Characters,
    settings: list[tuple[Face, int]],
    ends: tuple[Indexes, Indexes],
    places: tuple[Numbers, Numbers, Numbers, Numbers],
) -> list[Run]:
    """The runs with their text: spaces of the same text object stay at their ends."""
    text = characters.text + CUT
    special = has_presentation_forms(text)
    numbers = characters.stretch.tolist()
    runs: list[Run] = []
    last = -1
    columns = [column.tolist() for column in (*ends, *places)]
    for start, end, left, right, x, y in zip(*columns, strict=True):
        number = numbers[start]
        face, mark = settings[number]
        if face.tilted:
            continue
        if text[start] == " ":
            runs.append(Run(" ", left, right, x, y, face, start, mark))
            continue
        head, tail = start, end + 1
        if number != last and start and text[start - 1] == " " and numbers[start - 1] == number:
            head = start - 1
        if text[tail] == " " and numbers[tail] == number:
            tail += 1
        words = text[head:tail]
        if CUT in words:
            words = words.replace(CUT, "")
        runs.append(Run(taken_apart(words) if special else words, left, right, x, y, face, start, mark))
        last = number
    for at in [at for at, run in enumerate(runs) if run.text == " "]:
        if is_made_up(runs[at]):
            runs[at] = _between(runs, at)
    return runs
