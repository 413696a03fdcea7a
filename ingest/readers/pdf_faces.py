"""How the text of a PDF page is set: size, italics, bold, whether it is turned."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ingest.readers.pdf_bulk import Bulk, Indexes

_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_LIGHT_NAME = re.compile(r"regular|roman|book|light|medium", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_BOLD_WEIGHT = 700
_TILTED = 0.05
"""Radians from which on a line counts as turned: a watermark, a label at the side."""
_SLANTED = 0.1
_LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class Face:
    """How a run of characters is set. ``size`` is in points as seen on the page."""

    size: float
    italic: bool = False
    bold: bool = False
    tilted: bool = False


class Faces:
    """Asks for the faces of one page's text objects; what is known of a font or a setting is not asked again."""

    def __init__(self, raw: Any, bulk: Bulk) -> None:  # noqa: ANN401  (pypdfium2 has no types)
        import pypdfium2.raw as pdfium

        self._pdfium, self._raw, self._bulk = pdfium, raw, bulk
        self._handle = ctypes.cast(raw, ctypes.c_void_p)
        self._name, self._flags = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_int()
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._faces: dict[Face, int] = {}
        self._numbers: dict[tuple[int, float, tuple[float, ...]], int] = {}

    def of(self, indexes: Sequence[int], objects: Sequence[int]) -> tuple[list[Face], Indexes]:
        """The different faces of characters that belong to these text objects (addresses, not 0), and whose is which.

        Faces that look alike are one, whatever their fonts.
        """
        fonts, sizes, matrices = self._bulk.settings(self._handle, indexes, objects)
        changes = (np.diff(fonts) != 0) | (np.diff(sizes) != 0) | np.any(np.diff(matrices, axis=0) != 0, axis=1)
        heads = np.flatnonzero(np.append(True, changes)) if len(fonts) else np.zeros(0, np.intp)
        settings = zip(fonts[heads].tolist(), sizes[heads].tolist(), map(tuple, matrices[heads].tolist()), strict=True)
        numbers: list[int] = []
        for at, setting in zip(heads.tolist(), settings, strict=True):
            number = self._numbers.get(setting)
            numbers.append(self._new(indexes[at], setting) if number is None else number)
        return list(self._faces), np.repeat(np.array(numbers, np.intp), np.diff(np.append(heads, len(fonts))))

    def _new(self, index: int, setting: tuple[int, float, tuple[float, ...]]) -> int:
        """The number of a face that has not been asked for."""
        font, size, (a, b, c, d) = setting
        if font not in self._fonts or not font:
            self._fonts[font] = self._read_font(index)
        italic, bold = self._fonts[font]
        tilted = abs(math.atan2(b, a)) > _TILTED
        face = Face(round(size * (abs(d) or 1.0), 1), italic or abs(c) > _SLANTED * abs(d), bold, tilted)
        number = self._faces.setdefault(face, len(self._faces))
        if font:
            self._numbers[setting] = number
        return number

    def _read_font(self, index: int) -> tuple[bool, bool]:
        """Whether a character's font is italic, and whether it is bold."""
        pdfium, raw = self._pdfium, self._raw
        length = pdfium.FPDFText_GetFontInfo(raw, index, self._name, _LONGEST_NAME, self._flags)
        name, flags = self._name.raw[: max(length - 1, 0)].decode("utf-8", "replace"), self._flags.value
        # The weight is pdfium's guess from the stems, which are thick in some faces; a name that says it is better.
        heavy = not _LIGHT_NAME.search(name) and (
            pdfium.FPDFText_GetFontWeight(raw, index) >= _BOLD_WEIGHT or bool(flags & _BOLD_FLAG)
        )
        italic = bool(flags & _ITALIC_FLAG) or bool(_ITALIC_NAME.search(name))
        return italic, heavy or bool(_BOLD_NAME.search(name))
