"""The text of a PDF page in runs: characters that follow one another on one baseline, set alike, without a wide gap.

Where the page is plain, a run is a text object of the file or a part of it, and only its ends and the characters
beside its spaces are asked for their place. Where a script goes from right to left, runs are words. A page of
another kind (signs over letters, text drawn over text) comes in runs of one character each.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.readers.characters import CJK
from ingest.readers.pdf_bulk import Bulk, Indexes, Numbers
from ingest.readers.pdf_characters import (
    CUT,
    NEAR,
    Characters,
    Run,
    Setting,
    has_presentation_forms,
    is_made_up,
    taken_apart,
)
from ingest.readers.pdf_order import AUTOMATIC_GAP
from ingest.readers.pdf_turned import singles, turned_runs

_SIGNS = re.compile("[\u0300-\u036f\u0483-\u0489\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
"""Signs that stand over or under a letter."""
_WIDE = 0.5
"""Gap in font sizes from which on what follows is a run of its own; smaller than any that has a meaning."""
_CLOSE = 0.1
"""Gap in font sizes up to which there is no space between two text objects."""
_LEVEL = 0.05
_CHINESE = np.array([bound for first, last in CJK for bound in (first, last + 1)])
_OVER = 0.4
"""Part of the font size by which two runs may overlap before they count as drawn over one another."""


def page_runs(page: Any, bulk: Bulk, *, single: bool = False, marked: bool = False) -> list[Run]:  # noqa: ANN401
    """The upright text of a pypdfium2 page, in drawing order, presentation forms undone, overprints dropped.

    ``single`` asks for a run for each character, whatever the page is like, ``marked`` for the numbers of marked
    content.
    """
    return page_text(page, bulk, single=single, marked=marked)[1]


def page_text(
    page: Any,  # noqa: ANN401
    bulk: Bulk,
    *,
    single: bool = False,
    marked: bool = False,
) -> tuple[str, list[Run]]:
    """All text of a page with ``CUT`` at line ends, and the runs that ``page_runs`` gives."""
    text_page = page.get_textpage()
    try:
        characters = Characters(text_page.raw, text_page.count_chars(), bulk, marked=marked)
        runs = None
        if not characters.text:
            return "", []
        if not single and (characters.text.isascii() or not _SIGNS.search(characters.text)):
            runs = turned_runs(characters) if characters.turned else _plain_runs(characters)
        if runs is None or _is_overprinted(runs):
            runs = _once(singles(characters))
    finally:
        text_page.close()
    return characters.text, runs


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


class _Parts(NamedTuple):
    """Parts of text objects between spaces, in drawing order: first and last character, place and size of each.

    ``changes`` says of each but the last whether the next is set otherwise.
    """

    firsts: Indexes
    lasts: Indexes
    lefts: Numbers
    rights: Numbers
    xs: Numbers
    ys: Numbers
    sizes: Numbers
    changes: NDArray[np.bool_]


def _plain_runs(characters: Characters) -> list[Run] | None:
    """Runs as long as they come; None where the characters of one do not go from left to right."""
    setting = characters.setting()
    parts = _parts(characters, setting)
    found = _joined(characters, parts)
    if found is None:
        return None
    joined, automatic = found
    heads, tails = np.flatnonzero(np.append(True, ~joined)), np.flatnonzero(np.append(~joined, True))
    if not len(characters.ink):
        heads = tails = heads[:0]
    stretch = characters.stretch
    empty = np.ones(len(setting.which), np.bool_)
    empty[stretch[characters.ink]] = False
    free = empty[stretch]
    free[parts.lasts[:-1][joined | _needs_no_hint(characters, parts)] + 1] = False
    lone = np.flatnonzero((characters.codes == ord(" ")) & characters.changes & free)
    starts, ends = np.append(parts.firsts[heads], lone), np.append(parts.lasts[tails], lone)
    order = np.argsort(starts)
    columns = zip(
        (parts.lefts[heads], parts.rights[tails], parts.xs[heads], parts.ys[heads]),
        (*characters.boxes(lone), *characters.origins(lone)),
        strict=True,
    )
    lefts, rights, xs, ys = (np.append(drawn, space)[order] for drawn, space in columns)
    hinted = characters.text_with_hints(automatic)
    return _set(characters, setting, hinted, (starts[order], ends[order]), (lefts, rights, xs, ys))


def _parts(characters: Characters, setting: Setting) -> _Parts:
    ink, stretch = characters.ink, characters.stretch
    before, after = ink[:-1], ink[1:]
    asked = np.flatnonzero((stretch[before] != stretch[after]) | (after - before > 1))
    firsts, lasts = np.append(ink[:1], after[asked]), np.append(before[asked], ink[-1:])
    lefts, rights = characters.boxes(firsts)
    longer = np.flatnonzero(firsts != lasts)
    _, rights[longer] = characters.boxes(lasts[longer])
    xs, ys = characters.origins(firsts)
    own = stretch[firsts]
    return _Parts(firsts, lasts, lefts, rights, xs, ys, setting.sizes()[own], setting.changes(own))


def _joined(characters: Characters, parts: _Parts) -> tuple[NDArray[np.bool_], Indexes] | None:
    """Whether each part is one run with the next, and which spaces in runs are none; None where one goes backwards."""
    size = parts.sizes[:-1]
    gaps = parts.lefts[1:] - parts.rights[:-1]
    last, following = parts.lasts[:-1], parts.firsts[1:]
    same = characters.stretch[last] == characters.stretch[following]
    if np.any(same & (gaps < -_OVER * size)):
        return None
    alike = ~parts.changes & (np.abs(np.diff(parts.ys)) < _LEVEL) & (gaps <= _WIDE * size)
    # Between Chinese and Latin a narrow space that nobody drew is one that the word processor set.
    mixed = _is_chinese(characters.codes[last]) != _is_chinese(characters.codes[following])
    narrow = mixed & (parts.xs[1:] - parts.rights[:-1] < AUTOMATIC_GAP * size)
    beside = (following - last == 1) & (gaps > -_CLOSE * size) & (narrow | (gaps < _CLOSE * size))
    spaced = (following - last == 2) & (characters.codes[last + 1] == ord(" ")) & (gaps > _CLOSE * size)
    automatic = last[alike & spaced & narrow & (characters.objects[last + 1] == 0)] + 1
    joined: NDArray[np.bool_] = (same & (gaps <= _WIDE * size)) | (alike & (beside | spaced))
    return joined, automatic


def _needs_no_hint(characters: Characters, parts: _Parts) -> NDArray[np.bool_]:
    """Whether the gap behind each part but the last is so wide that it is a space, drawn or not."""
    space = parts.lasts[:-1] + 1
    single = (parts.firsts[1:] - space == 1) & (characters.codes[space] == ord(" ")) & (characters.objects[space] == 0)
    gaps, sizes = parts.lefts[1:] - parts.rights[:-1], np.maximum(parts.sizes[:-1], parts.sizes[1:])
    needless: NDArray[np.bool_] = single & (gaps > _WIDE * sizes)
    return needless


def _is_chinese(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    chinese: NDArray[np.bool_] = np.searchsorted(_CHINESE, codes, "right") % 2 == 1
    return chinese


def _set(
    characters: Characters,
    setting: Setting,
    hinted: str,
    ends: tuple[Indexes, Indexes],
    places: tuple[Numbers, Numbers, Numbers, Numbers],
) -> list[Run]:
    """The runs with their text: spaces of the same text object stay at their ends."""
    text, hinted = characters.text + CUT, hinted + CUT
    special = has_presentation_forms(text)
    numbers = characters.stretch.tolist()
    faces = [setting.faces[number] for number in setting.which.tolist()]
    marks = setting.marks.tolist()
    runs: list[Run] = []
    last = -1
    columns = [column.tolist() for column in (*ends, *places)]
    for start, end, left, right, x, y in zip(*columns, strict=True):
        number = numbers[start]
        face, mark = faces[number], marks[number]
        if face.tilted:
            continue
        if text[start] == " ":
            runs.append(Run(" ", left, right, x, y, face, start, mark))
            continue
        head, tail = start, end + 1
        if number != last and start and text[start - 1] == " " and numbers[start - 1] == number:
            head = start - 1
        if text[tail] == " " and numbers[tail] == numbers[end]:
            tail += 1
        words = hinted[head:tail]
        if CUT in words:
            words = words.replace(CUT, "")
        runs.append(Run(taken_apart(words) if special else words, left, right, x, y, face, start, mark))
        last = numbers[end]
    for at in [at for at, run in enumerate(runs) if run.text == " "]:
        if is_made_up(runs[at]):
            runs[at] = _between(runs, at)
    return runs
