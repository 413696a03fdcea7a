"""Runs of a page on which a script goes from right to left: words with the spaces between them, all else alone.

What stands between words (digits, brackets, stops) may go either way, so it stays single until the line is put in
order. pdfium gives words out in the order of reading or of the page, and a letter may stand on the alef of its
ligature; places say which.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_bulk import Indexes, Numbers
from ingest.readers.pdf_characters import (
    CUT,
    NEAR,
    NO_WIDTH,
    Characters,
    Run,
    has_presentation_forms,
    taken_apart,
)
from ingest.readers.pdf_order import WORD_GAP

_ALEFS = frozenset("اأإآ")
_ALONE, _TURNED, _LATIN, _SPACE, _SIGN, _FIGURE, _STOP, _AMOUNT = range(8)
_FIGURES, _STOPS = frozenset("0123456789"), frozenset(".,/:")
_UNIT = re.compile(
    b"%c(?:[%c%c]?[%c%c])*(?!%c)|%c(?:%c?%c)*"
    % (_LATIN, _SPACE, _STOP, _LATIN, _FIGURE, _AMOUNT, _FIGURE, _STOP, _FIGURE)
)
"""Kinds of characters that go one way: Latin words and what belongs to them, numbers with their points and strokes."""
_WIDE, _OVER, _LEVEL = 0.5, 0.4, 0.05
_SAME_PLACE = 0.05
"""Points up to which two letters stand in one place: those of a ligature."""


def singles(characters: Characters) -> list[Run]:
    """A run for each character; several for a ligature."""
    setting = characters.setting()
    indexes = np.flatnonzero(characters.codes != ord(CUT))
    sizes = setting.sizes()[characters.stretch[indexes]]
    places = _places(characters, indexes, sizes)
    columns = [column.tolist() for column in (indexes, characters.stretch[indexes], *places)]
    faces, marks = [setting.faces[number] for number in setting.which.tolist()], setting.marks.tolist()
    runs: list[Run] = []
    for index, number, left, right, x, y in zip(*columns, strict=True):
        face, mark = faces[number], marks[number]
        if not face.tilted:
            sign = characters.text[index]
            parts = enumerate(taken_apart(sign))
            runs += [Run(part, left, right, x, y, face, index + at / 10, mark) for at, part in parts]
    return runs


def _places(characters: Characters, indexes: Indexes, sizes: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Left and right ends, origins and baselines. A space that nobody drew is put halfway between its neighbours."""
    lefts, rights = characters.boxes(indexes)
    xs, ys = characters.origins(indexes)
    made_up = np.flatnonzero((characters.codes[indexes] == ord(" ")) & (rights - lefts < NO_WIDTH))
    made_up = made_up[(made_up > 0) & (made_up < len(indexes) - 1)]
    before, after = made_up - 1, made_up + 1
    onwards = xs[before] < xs[after]
    first, second = np.where(onwards, before, after), np.where(onwards, after, before)
    near = (lefts[second] - rights[first] < NEAR * sizes[before]) & (np.abs(ys[after] - ys[before]) < sizes[before])
    middle = ((xs[first] + xs[second]) / 2)[near]
    for place in (lefts, rights, xs):
        place[made_up[near]] = middle
    return lefts, rights, xs, ys


def turned_runs(characters: Characters) -> list[Run]:
    """Words from right to left, Latin words and figures in runs, everything else in runs of one character."""
    setting = characters.setting()
    indexes = np.flatnonzero(characters.codes != ord(CUT))
    if not len(indexes):
        return []
    stretch = characters.stretch[indexes]
    sizes = setting.sizes()[stretch]
    lefts, rights, xs, ys = places = _places(characters, indexes, sizes)
    kinds, between = _kinds(characters, indexes, sizes, places)
    back = _links(kinds, between, setting.changes(stretch), sizes, places)
    signs = _in_ligatures(characters.text.replace(CUT, ""), xs, back)
    firsts = np.flatnonzero(np.append(True, back == 0))
    lasts = np.append(firsts[1:], len(indexes)) - 1
    needed = ~_needless(characters.codes[indexes] == ord(" "), sizes, places)[firsts]
    firsts, lasts = firsts[needed], lasts[needed]
    backwards = np.append(back, 0)[firsts] < 0
    leftmost, rightmost = np.where(backwards, lasts, firsts), np.where(backwards, firsts, lasts)
    ends = (lefts[leftmost], rights[rightmost], xs[leftmost], ys[firsts])
    columns = [column.tolist() for column in (firsts, lasts, backwards, stretch[firsts], indexes[firsts], *ends)]
    special = has_presentation_forms(characters.text)
    faces, marks = [setting.faces[number] for number in setting.which.tolist()], setting.marks.tolist()
    runs: list[Run] = []
    for first, last, turned, number, order, left, right, x, y in zip(*columns, strict=True):
        face, mark = faces[number], marks[number]
        if face.tilted:
            continue
        if first < last:
            words = signs[first : last + 1]
            runs.append(Run(words[::-1] if turned else words, left, right, x, y, face, order, mark))
        elif not special:
            runs.append(Run(signs[first], left, right, x, y, face, order, mark))
        else:
            parts = enumerate(taken_apart(signs[first]))
            runs += [Run(part, left, right, x, y, face, order + at / 10, mark) for at, part in parts]
    return runs


def _needless(
    spaces: NDArray[np.bool_], sizes: Numbers, places: tuple[Numbers, Numbers, Numbers, Numbers]
) -> NDArray[np.bool_]:
    """Which spaces stand in gaps that are wide enough to be spaces without them: only where none is drawn."""
    lefts, rights, xs, ys = places
    needless = np.zeros(len(spaces), np.bool_)
    if np.any(rights[spaces] - lefts[spaces] >= NO_WIDTH):
        return needless
    at = np.flatnonzero(spaces[1:-1]) + 1
    onwards = xs[at - 1] < xs[at + 1]
    first, second = np.where(onwards, at - 1, at + 1), np.where(onwards, at + 1, at - 1)
    wide = lefts[second] - rights[first] > WORD_GAP * np.maximum(sizes[first], sizes[second])
    needless[at] = wide & (np.abs(ys[first] - ys[second]) < _LEVEL)
    return needless


def _kinds(
    characters: Characters, indexes: Indexes, sizes: Numbers, places: tuple[Numbers, Numbers, Numbers, Numbers]
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """What each character is, for being joined with neighbours, and whether it only joins those on its sides."""
    lefts, rights, _, ys = places
    kinds = np.fromiter(map(_KINDS.__getitem__, characters.text.replace(CUT, "")), np.int8, len(indexes))
    middles = (lefts + rights) / 2
    for at in np.flatnonzero(kinds == _SIGN).tolist():  # which letter it belongs to, only its place says
        letters = np.flatnonzero((kinds == _TURNED) & (np.abs(ys - ys[at]) < sizes))
        away = np.abs(middles[letters] - middles[at])
        kinds[letters[away < away.min(initial=np.inf) + sizes[at]]] = _ALONE
    kinds[rights - lefts < NO_WIDTH] = _ALONE
    between = (kinds == _SPACE) | (kinds == _STOP)
    before, after = np.append(_ALONE, kinds[:-1]), np.append(kinds[1:], _ALONE)
    kinds = np.where((kinds == _SPACE) & (before == _TURNED) & (after == _TURNED), _TURNED, kinds).astype(np.int8)
    for unit in _UNIT.finditer(kinds.tobytes()):
        kinds[unit.start() : unit.end()] = kinds[unit.start()]
    return kinds, between


class _Kinds(dict[str, int]):
    """Kinds of the characters that have been asked for."""

    def __missing__(self, sign: str) -> int:
        kind = self[sign] = _kind(sign)
        return kind


def _kind(sign: str) -> int:
    if sign == " ":
        return _SPACE
    if sign in _FIGURES:
        return _FIGURE
    if sign in _STOPS:
        return _STOP
    if unicodedata.combining(sign):
        return _SIGN
    direction = unicodedata.bidirectional(sign)
    if direction == "ET":  # goes with the figure beside it, where that is the last of a Latin word too
        return _AMOUNT
    if has_presentation_forms(sign) or not sign.isalpha():
        return _ALONE
    if direction in ("R", "AL"):
        return _TURNED
    return _LATIN if direction == "L" and sign < "\u0500" else _ALONE


_KINDS = _Kinds()


def _links(
    kinds: NDArray[np.int8],
    between: NDArray[np.bool_],
    changes: NDArray[np.bool_],
    sizes: Numbers,
    places: tuple[Numbers, Numbers, Numbers, Numbers],
) -> NDArray[np.int8]:
    """For each character but the last whether the next is joined to it: 1 on its right, -1 on its left, 0 not."""
    lefts, rights, xs, ys = places
    size, step = sizes[:-1], np.diff(xs)
    alike = (kinds[:-1] == kinds[1:]) & ~changes & (np.abs(np.diff(ys)) < _LEVEL)
    turned = alike & (kinds[:-1] == _TURNED)
    gaps = np.where(step > 0, lefts[1:] - rights[:-1], lefts[:-1] - rights[1:])
    near = (gaps < _WIDE * size) & (gaps > -_OVER * size)
    right = near & (step > _SAME_PLACE) & (turned | (alike & ((kinds[:-1] == _LATIN) | (kinds[:-1] == _FIGURE))))
    left = near & (step < -_SAME_PLACE) & turned
    back = right.astype(np.int8) - left.astype(np.int8)
    joint = np.flatnonzero(between)
    around = np.concatenate(([0, 0], back, [0, 0]))  # of the links before and behind a character the outer two too
    outer, before, behind, last = (around[joint + at] for at in range(4))
    lone = joint[(before * behind <= 0) | (outer * before < 0) | (behind * last < 0)]
    back[lone[lone < len(back)]] = 0
    back[lone[lone > 0] - 1] = 0
    back[1:][back[1:] * back[:-1] < 0] = 0
    links: NDArray[np.int8] = back
    return links


def _in_ligatures(text: str, xs: Numbers, back: NDArray[np.int8]) -> str:
    """The characters, with the alef of a ligature behind its lam where words come in reading order, else before it."""
    close = np.flatnonzero(np.abs(np.diff(xs)) < _SAME_PLACE).tolist()
    if not close:
        return text
    signs, links = list(text), [0, *back.tolist(), 0]
    for at in close:
        pair = signs[at], signs[at + 1]
        toward = links[at] or links[at + 2]
        if " " not in pair and toward and (pair[toward < 0] in _ALEFS) < (pair[toward > 0] in _ALEFS):
            signs[at], signs[at + 1] = pair[1], pair[0]
    return "".join(signs)
