"""Characters of a PDF page with their place, size and face, as the page draws them."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple

_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18
_BOLD_NAME = re.compile(r"bold|black|heavy|semibd|demi", re.IGNORECASE)
_LIGHT_NAME = re.compile(r"regular|roman|book|light|medium", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique|kursiv", re.IGNORECASE)
_BOLD_WEIGHT = 700
_HYPHENS = frozenset((0x2D, 0xAD, 0x2010, 0x2011, 0xFFFE))
_NEAR = 0.8
_NO_WIDTH = 0.05
"""Points below which a space is one that nobody drew."""
_TILTED = 0.05
"""Radians from which on a line counts as turned: a watermark, a label at the side."""


@dataclass(frozen=True, slots=True)
class Face:
    """How a run of characters is set. ``size`` is in points as seen on the page.

    ``mark`` is the number of the marked content that it belongs to, -1 for none.
    """

    size: float
    italic: bool = False
    bold: bool = False
    tilted: bool = False
    mark: int = -1


class Glyph(NamedTuple):
    """One character: its box in points from the left, its baseline, its place in the drawing order."""

    char: str
    left: float
    right: float
    x: float
    y: float
    face: Face
    order: float


def page_glyphs(page: Any) -> list[Glyph]:  # noqa: ANN401  (pypdfium2 has no types)
    """The upright characters of a pypdfium2 page, in drawing order, presentation forms undone, overprints dropped."""
    import pypdfium2.raw as pdfium

    text_page = page.get_textpage()
    handle = text_page.raw
    reader = _Reader(pdfium, handle)
    glyphs: list[Glyph] = []
    seen: dict[tuple[str, int, int], int] = {}
    for index in range(text_page.count_chars()):
        for glyph in reader.glyphs_at(index):
            place = (glyph.char, round(glyph.x * 2), round(glyph.y * 2))
            # Poor man's bold draws a word twice. The two f of a ligature have one place too, but follow directly.
            if glyph.char == " " or seen.get(place, index) >= index - 1:
                seen[place] = index
                glyphs.append(glyph)
    text_page.close()
    return [_between(glyphs, at) if is_made_up(glyph) else glyph for at, glyph in enumerate(glyphs)]


def is_made_up(glyph: Glyph) -> bool:
    """Whether nobody drew this space: pdfium guessed it, or it has no width. It hints at a gap."""
    return glyph.char == " " and glyph.right - glyph.left < _NO_WIDTH


def _between(glyphs: list[Glyph], at: int) -> Glyph:
    """A space that pdfium made up, put halfway between its neighbours: where it puts it may be behind the next one."""
    hint = glyphs[at]
    if not 0 < at < len(glyphs) - 1:
        return hint
    before, after = glyphs[at - 1], glyphs[at + 1]
    first, second = (before, after) if before.x < after.x else (after, before)
    near = second.left - first.right < _NEAR * before.face.size and abs(after.y - before.y) < before.face.size
    middle = (first.x + second.x) / 2
    return hint._replace(left=middle, right=middle, x=middle) if near else hint


class _Reader:
    """Asks pdfium about one character after another; the face is asked for once for each text object."""

    def __init__(self, pdfium: Any, handle: Any) -> None:  # noqa: ANN401
        self._pdfium, self._handle = pdfium, handle
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._x, self._y, self._flags = ctypes.c_double(), ctypes.c_double(), ctypes.c_int()
        self._name = ctypes.create_string_buffer(256)
        self._faces: dict[int, Face] = {}

    def glyphs_at(self, index: int) -> list[Glyph]:
        """The characters that one glyph stands for; several for a ligature, none for what pdfium made up."""
        pdfium, handle = self._pdfium, self._handle
        code = pdfium.FPDFText_GetUnicode(handle, index)
        # Of what pdfium adds itself, line ends go and spaces stay: they have no width and only hint at a gap.
        if (code < 0x20 or code in _HYPHENS) and pdfium.FPDFText_IsHyphen(handle, index) == 1:
            code = ord("-")
        if code == 0:
            code = 0xFFFD  # drawn, but the file does not say what it is
        if code in (0xFFFE, 0xFFFF) or (code < 0x20 and code != 0x09) or 0xD800 <= code < 0xE000:
            return []
        face = self._face(index)
        if face.tilted:
            return []
        pdfium.FPDFText_GetLooseCharBox(handle, index, ctypes.byref(self._box))
        pdfium.FPDFText_GetCharOrigin(handle, index, ctypes.byref(self._x), ctypes.byref(self._y))
        box, x, y = self._box, self._x.value, self._y.value
        parts = enumerate(_plain(chr(code)))
        return [Glyph(char, box.left, box.right, x, y, face, index + at / 10) for at, char in parts]

    def _face(self, index: int) -> Face:
        text_object = self._pdfium.FPDFText_GetTextObject(self._handle, index)
        key = ctypes.addressof(text_object.contents) if text_object else -index - 1
        if key not in self._faces:
            mark = self._pdfium.FPDFPageObj_GetMarkedContentID(text_object) if text_object else -1
            self._faces[key] = self._read_face(index, mark)
        return self._faces[key]

    def _read_face(self, index: int, mark: int) -> Face:
        pdfium, handle, matrix = self._pdfium, self._handle, self._matrix
        scale, tilted, slanted = 1.0, False, False
        if pdfium.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
            scale, slanted = abs(matrix.d) or 1.0, abs(matrix.c) > 0.1 * abs(matrix.d)
            tilted = abs(math.atan2(matrix.b, matrix.a)) > _TILTED
        size = round(pdfium.FPDFText_GetFontSize(handle, index) * scale, 1)
        length = pdfium.FPDFText_GetFontInfo(handle, index, self._name, 256, ctypes.byref(self._flags))
        name, flags = self._name.raw[: max(length - 1, 0)].decode("utf-8", "replace"), self._flags.value
        # The weight is pdfium's guess from the stems, which are thick in some faces; a name that says it is better.
        heavy = not _LIGHT_NAME.search(name) and (
            pdfium.FPDFText_GetFontWeight(handle, index) >= _BOLD_WEIGHT or bool(flags & _BOLD_FLAG)
        )
        italic = slanted or bool(flags & _ITALIC_FLAG) or bool(_ITALIC_NAME.search(name))
        return Face(size, italic, heavy or bool(_BOLD_NAME.search(name)), tilted, mark)


def _plain(char: str) -> str:
    """A character as it is typed: ligatures and Arabic presentation forms are taken apart, spaces are one kind."""
    if "!" <= char <= "\u0131":  # the most, quickly; no-break space and soft hyphen among them are not touched
        return " " if char.isspace() else char
    if char.isspace():
        return " "
    if "\ufb00" <= char <= "\ufeff" or char in "\u0132\u0133":
        return unicodedata.normalize("NFKC", char).strip() or char
    return char
