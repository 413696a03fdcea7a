"""The text of a PDF page in runs: characters that follow one another on one baseline, set alike, without a wide gap.

Where the page is plain, a run is a text object of the file or a part of it, and only its ends and the characters
beside its spaces are asked for their place. A page that is not (right-to-left script, combining signs, text
drawn over text) comes in runs of one character each.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.readers.pdf_bulk import Bulk, Numbers
from ingest.readers.pdf_faces import Face, Faces

_HYPHENS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\xad\u2010\u2011\ufffe]")
_SPACES = re.compile(r"[^\S\r\n ]")
_DROPPED = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_CUT = "\n"
"""Stands for what is no character: line ends of pdfium, controls."""
_SPACE_CODE, _CUT_CODE = ord(" "), ord(_CUT)
_PRESENTATION = re.compile("[\ufb00-\ufeff\u0132\u0133]")
_SINGLE = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u08ff\u0900-\u0dff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
                     "\u200f\ufb1d-\ufdff\ufe20-\ufe2f\ufe70-\ufeff]")  # fmt: skip
"""Script from right to left, and signs that stand over or under a letter."""
_NEAR = 0.8
_NO_WIDTH = 0.05
"""Points below which a space is one that nobody drew."""
_WIDE = 0.5
"""Gap in font sizes from which on what follows is a run of its own; smaller than any that has a meaning."""
_OVER = 0.4
"""Part of the font size by which two runs may overlap before they count as drawn over one another."""


Indexes = NDArray[np.intp]


class Run(NamedTuple):
    """Characters and their box in points from the left, without spaces at its ends; a space may be a run of its own.

    ``x`` is where the first one starts, ``y`` the baseline, ``order`` the place in the drawing order, ``mark`` the
    number of the marked content that they belong to, -1 for none.
    """

    text: str
    left: float
    right: float
    x: float
    y: float
    face: Face
    order: float
    mark: int = -1

    @property
    def is_space(self) -> bool:
        """Whether nothing is drawn."""
        return self.text == " "


def page_runs(page: Any, bulk: Bulk, *, single: bool = False, marked: bool = False) -> list[Run]:  # noqa: ANN401
    """The upright text of a pypdfium2 page, in drawing order, presentation forms undone, overprints dropped.

    ``single`` asks for a run for each character, whatever the page is like, ``marked`` for the numbers of marked
    content.
    """
    text_page = page.get_textpage()
    try:
        reader = _Reader(text_page.raw, bulk, text_page.count_chars(), marked=marked)
        if not reader.text:
            return []
        runs = None if single or _SINGLE.search(reader.text) else reader.runs()
        if runs is None or _is_overprinted(runs):
            runs = _once(reader.characters())
    finally:
        text_page.close()
    return [_between(runs, at) if is_made_up(run) else run for at, run in enumerate(runs)]


def is_made_up(run: Run) -> bool:
    """Whether nobody drew this space: pdfium guessed it, or it has no width. It hints at a gap."""
    return run.text == " " and run.right - run.left < _NO_WIDTH


def _between(runs: list[Run], at: int) -> Run:
    """A space that pdfium made up, put halfway between its neighbours: where it puts it may be behind the next one."""
    hint = runs[at]
    if not 0 < at < len(runs) - 1:
        return hint
    before, after = runs[at - 1], runs[at + 1]
    first, second = (before, after) if before.x < after.x else (after, before)
    near = second.left - first.right < _NEAR * before.face.size and abs(after.y - before.y) < before.face.size
    middle = (first.right + second.x) / 2 if len(first.text) > 1 else (first.x + second.x) / 2
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
    """Whether runs on one baseline lie over one another."""
    drawn = sorted((round(run.y), run.left, run.right, run.face.size) for run in runs if run.text != " ")
    level, reach = 0, 0.0
    for y, left, right, size in drawn:
        if y == level and min(reach, right) - left > _OVER * size:
            return True
        level, reach = y, max(reach, right) if y == level else right
    return False


class _Reader:
    """The characters of one text page."""

    def __init__(self, raw: Any, bulk: Bulk, count: int, *, marked: bool) -> None:  # noqa: ANN401
        import pypdfium2.raw as pdfium

        self._pdfium, self._raw, self._bulk = pdfium, raw, bulk
        self._handle = ctypes.cast(raw, ctypes.c_void_p)
        self._faces = Faces(pdfium, raw)
        self._marked = marked
        self.text = self._plain(bulk.text(self._handle, count)) if count > 0 else ""

    def _plain(self, text: str) -> str:
        """One character for each, spaces of one kind, hyphens as typed, what is not text as ``_CUT``."""
        if _HYPHENS.search(text):
            signs = list(text)
            for match in _HYPHENS.finditer(text):
                if self._pdfium.FPDFText_IsHyphen(self._raw, match.start()) == 1:
                    signs[match.start()] = "-"
            text = "".join(signs)
        text = text.replace("\0", "\ufffd")  # drawn, but the file does not say what it is
        if not text.isascii() or "\t" in text:
            text = _SPACES.sub(" ", text)
        return _DROPPED.sub(_CUT, text)

    def characters(self) -> list[Run]:
        """A run for each character; several for a ligature."""
        indexes = [at for at, sign in enumerate(self.text) if sign != _CUT]
        objects = self._bulk.objects(self._handle, indexes).tolist()
        lefts, rights = (ends.tolist() for ends in self._bulk.boxes(self._handle, indexes))
        xs, ys = (places.tolist() for places in self._bulk.origins(self._handle, indexes))
        set_in: dict[int, tuple[Face, int]] = {}
        runs: list[Run] = []
        face, mark, last = Face(0.0), -1, -1
        for index, text_object, left, right, x, y in zip(indexes, objects, lefts, rights, xs, ys, strict=True):
            if text_object != last or not text_object:
                if text_object not in set_in or not text_object:
                    set_in[text_object] = (self._faces.at(index, text_object), self._mark(text_object))
                face, mark = set_in[text_object]
                last = text_object
            if face.tilted:
                continue
            sign = self.text[index]
            if sign < "\ufb00" and sign not in "\u0132\u0133":
                runs.append(Run(sign, left, right, x, y, face, index, mark))
            else:
                parts = enumerate(_apart(sign))
                runs += [Run(part, left, right, x, y, face, index + at / 10, mark) for at, part in parts]
        return runs

    def runs(self) -> list[Run] | None:
        """Runs as long as they come; None where the characters of one do not go from left to right."""
        codes = np.frombuffer(self.text.encode("utf-32-le"), np.uint32)
        objects = self._bulk.objects(self._handle, range(len(codes)))
        changes = np.append(True, objects[1:] != objects[:-1])
        stretch = np.cumsum(changes) - 1  # characters in a row that belong to one text object
        ink = np.flatnonzero((codes != _SPACE_CODE) & (codes != _CUT_CODE))
        firsts = ink[np.append(True, stretch[ink[1:]] != stretch[ink[:-1]])] if len(ink) else ink
        faces: dict[int, tuple[Face, int]] = {
            int(stretch[index]): (self._faces.at(index, text_object), self._mark(text_object))
            for index, text_object in zip(firsts.tolist(), objects[firsts].tolist(), strict=True)
        }
        pieces = self._pieces(ink, stretch, faces)
        if pieces is None:
            return None
        starts, ends, lefts, rights = pieces
        lone = np.flatnonzero((codes == _SPACE_CODE) & changes & ~np.isin(stretch, stretch[firsts]))
        starts, ends = np.append(starts, lone), np.append(ends, lone)
        left, right = self._bulk.boxes(self._handle, lone.tolist())
        order = np.argsort(starts)
        starts, ends = starts[order], ends[order]
        lefts, rights = np.append(lefts, left)[order], np.append(rights, right)[order]
        xs, ys = self._bulk.origins(self._handle, starts.tolist())
        return self._set(starts, ends, stretch, faces, (lefts, rights, xs, ys))

    def _pieces(
        self, ink: Indexes, stretch: Indexes, faces: dict[int, tuple[Face, int]]
    ) -> tuple[Indexes, Indexes, Numbers, Numbers] | None:
        """First and last characters of runs with the left and right ends of these; None as in ``runs``."""
        if not len(ink):
            return ink, ink, ink.astype(np.float64), ink.astype(np.float64)
        before, after = ink[:-1], ink[1:]
        other = stretch[before] != stretch[after]
        asked = np.flatnonzero(other | (after - before > 1))
        lasts, nexts = np.append(before[asked], ink[-1]), np.append(ink[0], after[asked])
        lefts, _ = self._bulk.boxes(self._handle, nexts.tolist())
        _, rights = self._bulk.boxes(self._handle, lasts.tolist())
        sizes = np.zeros(int(stretch[-1]) + 1)
        sizes[list(faces)] = [face.size for face, _ in faces.values()]
        gaps, size, other = lefts[1:] - rights[:-1], sizes[stretch[before[asked]]], other[asked]
        if np.any(~other & (gaps < -_OVER * size)):
            return None
        cut = np.flatnonzero(other | (gaps > _WIDE * size))
        first, last = np.append(0, cut + 1), np.append(cut, len(lasts) - 1)
        return nexts[first], lasts[last], lefts[first], rights[last]

    def _set(
        self,
        starts: Indexes,
        ends: Indexes,
        stretch: Indexes,
        faces: dict[int, tuple[Face, int]],
        places: tuple[Numbers, Numbers, Numbers, Numbers],
    ) -> list[Run]:
        """The runs with their text: spaces of the same text object stay at their ends."""
        text, size = self.text, len(self.text)
        numbers = stretch.tolist()
        special = bool(_PRESENTATION.search(text))
        runs: list[Run] = []
        last, face, mark = -1, Face(0.0), -1
        columns = (starts.tolist(), ends.tolist(), *(column.tolist() for column in places))
        for start, end, left, right, x, y in zip(*columns, strict=True):
            number = numbers[start]
            if text[start] == " ":
                if not runs and not face.size:
                    face = self._faces.at(start, 0)
                runs.append(Run(" ", left, right, x, y, face, start, -1))
                continue
            head = start - (number != last and start > 0 and numbers[start - 1] == number and text[start - 1] == " ")
            tail = end + 1 + (end + 1 < size and numbers[end + 1] == number and text[end + 1] == " ")
            last = number
            face, mark = faces[number]
            if face.tilted:
                continue
            words = text[head:tail].replace(_CUT, "")
            runs.append(Run(_undone(words) if special else words, left, right, x, y, face, start, mark))
        return runs

    def _mark(self, text_object: int) -> int:
        if not text_object or not self._marked:
            return -1
        shape = ctypes.cast(text_object, self._pdfium.FPDF_PAGEOBJECT)
        return int(self._pdfium.FPDFPageObj_GetMarkedContentID(shape))


def _undone(words: str) -> str:
    """Ligatures and presentation forms taken apart."""
    return _PRESENTATION.sub(lambda sign: _apart(sign[0]), words)


def _apart(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign).strip() or sign if _PRESENTATION.match(sign) else sign
