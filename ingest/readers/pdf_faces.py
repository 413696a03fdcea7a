"""How the text of a PDF page is set: size, italics, bold, whether it is turned."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass
from typing import Any

_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_LIGHT_NAME = re.compile(r"regular|roman|book|light|medium", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_BOLD_WEIGHT = 700
_TILTED = 0.05
"""Radians from which on a line counts as turned: a watermark, a label at the side."""
_LONGEST_NAME = 256


@dataclass(frozen=True, slots=True)
class Face:
    """How a run of characters is set. ``size`` is in points as seen on the page."""

    size: float
    italic: bool = False
    bold: bool = False
    tilted: bool = False


class Faces:
    """Asks for the face of each text object of one page; what is known of a font or a setting is not asked again."""

    def __init__(self, pdfium: Any, handle: Any) -> None:  # noqa: ANN401  (pypdfium2 has no types)
        self._pdfium, self._handle = pdfium, handle
        self._matrix, self._flags = pdfium.FS_MATRIX(), ctypes.c_int()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._fonts: dict[int, tuple[bool, bool]] = {}
        self._faces: dict[tuple[float, ...], Face] = {}

    def at(self, index: int, text_object: int) -> Face:
        """The face of a character and of all others of its text object (address, 0 for none)."""
        pdfium, handle, matrix = self._pdfium, self._handle, self._matrix
        known = pdfium.FPDFText_GetMatrix(handle, index, matrix)
        place = (matrix.a, matrix.b, matrix.c, matrix.d) if known else (1.0, 0.0, 0.0, 1.0)
        font = self._font(index, text_object)
        size = pdfium.FPDFText_GetFontSize(handle, index)
        key = (size, *place, *font)
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = _face(size, place, *font)
        return face

    def _font(self, index: int, text_object: int) -> tuple[bool, bool]:
        pdfium = self._pdfium
        font = pdfium.FPDFTextObj_GetFont(ctypes.cast(text_object, pdfium.FPDF_PAGEOBJECT)) if text_object else None
        key = ctypes.addressof(font.contents) if font else 0
        if not key or key not in self._fonts:
            self._fonts[key] = self._read_font(index)
        return self._fonts[key]

    def _read_font(self, index: int) -> tuple[bool, bool]:
        """Whether a character's font is italic, and whether it is bold."""
        pdfium, handle = self._pdfium, self._handle
        length = pdfium.FPDFText_GetFontInfo(handle, index, self._name, _LONGEST_NAME, self._flags)
        name, flags = self._name.raw[: max(length - 1, 0)].decode("utf-8", "replace"), self._flags.value
        # The weight is pdfium's guess from the stems, which are thick in some faces; a name that says it is better.
        heavy = not _LIGHT_NAME.search(name) and (
            pdfium.FPDFText_GetFontWeight(handle, index) >= _BOLD_WEIGHT or bool(flags & _BOLD_FLAG)
        )
        italic = bool(flags & _ITALIC_FLAG) or bool(_ITALIC_NAME.search(name))
        return italic, heavy or bool(_BOLD_NAME.search(name))


def _face(size: float, place: tuple[float, float, float, float], italic: bool, bold: bool) -> Face:  # noqa: FBT001
    a, b, c, d = place
    return Face(
        round(size * (abs(d) or 1.0), 1),
        italic or abs(c) > 0.1 * abs(d),
        bold,
        abs(math.atan2(b, a)) > _TILTED,
    )
