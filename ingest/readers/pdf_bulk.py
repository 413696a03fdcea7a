"""pdfium's questions about single characters, asked for many of them at once.

A call from Python costs several times what pdfium needs to answer it, most of it for checking and converting
arguments. Here the calls of a page go through ``map`` to functions that take arguments as they come, answers are
written into one buffer, and numpy reads them there.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ROOM = 512
"""Characters that the buffers have room for at first; they grow with the pages."""

Numbers = NDArray[np.float64]
Indexes = NDArray[np.intp]


class Bulk:
    """Buffers and functions for the pages of one document. Not for use by several threads at once."""

    def __init__(self) -> None:
        import pypdfium2.raw as pdfium

        self._text = _unchecked(pdfium.FPDFText_GetText, ctypes.c_int)
        self._unicode = _unchecked(pdfium.FPDFText_GetUnicode, ctypes.c_uint)
        self._object = _unchecked(pdfium.FPDFText_GetTextObject, ctypes.c_size_t)
        self._box = _unchecked(pdfium.FPDFText_GetLooseCharBox, ctypes.c_int)
        self._origin = _unchecked(pdfium.FPDFText_GetCharOrigin, ctypes.c_int)
        self._matrix = _unchecked(pdfium.FPDFText_GetMatrix, ctypes.c_int)
        self._size = _unchecked(pdfium.FPDFText_GetFontSize, ctypes.c_double)
        self._font = _unchecked(pdfium.FPDFTextObj_GetFont, ctypes.c_size_t)
        self._marked = _unchecked(pdfium.FPDFPageObj_GetMarkedContentID, ctypes.c_int)
        self._shape = _unchecked(pdfium.FPDFPage_GetObject, ctypes.c_size_t)
        self._kind = _unchecked(pdfium.FPDFPageObj_GetType, ctypes.c_int)
        self._bounds = _unchecked(pdfium.FPDFPageObj_GetBounds, ctypes.c_int)
        self._segments = _unchecked(pdfium.FPDFPath_CountSegments, ctypes.c_int)
        self._make_room(_ROOM)

    def _make_room(self, count: int) -> None:
        self._boxes, self._points = (ctypes.c_float * (4 * count))(), (ctypes.c_double * (2 * count))()
        self._matrices = (ctypes.c_float * (6 * count))()
        self._matrix_places = [ctypes.byref(self._matrices, 24 * at) for at in range(count)]
        self._box_places = [ctypes.byref(self._boxes, 16 * at) for at in range(count)]
        self._xs = [ctypes.byref(self._points, 16 * at) for at in range(count)]
        self._ys = [ctypes.byref(self._points, 16 * at + 8) for at in range(count)]

    def text(self, handle: ctypes.c_void_p, count: int) -> str:
        """The ``count`` characters of a text page, one for each, as pdfium has them (NUL for what it does not know)."""
        chars = (ctypes.c_uint16 * (count + 1))()
        if self._text(handle, 0, count, chars) == count + 1:
            text = bytes(chars)[: 2 * count].decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return text
        codes = map(self._unicode, repeat(handle), range(count))
        return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)

    def objects(self, handle: ctypes.c_void_p, indexes: Sequence[int]) -> NDArray[np.uintp]:
        """Addresses of the text objects that characters belong to, 0 for those that pdfium made up."""
        return np.fromiter(map(self._object, repeat(handle), indexes), np.uintp, len(indexes))

    def boxes(self, handle: ctypes.c_void_p, indexes: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Left and right ends of characters in points."""
        self._at_least(len(indexes))
        deque(map(self._box, repeat(handle), indexes, self._box_places), 0)
        found = np.frombuffer(memoryview(self._boxes), np.float32, 4 * len(indexes)).astype(np.float64).reshape(-1, 4)
        return found[:, 0], found[:, 2]

    def origins(self, handle: ctypes.c_void_p, indexes: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Where characters start on their baseline, and the baseline, in points."""
        self._at_least(len(indexes))
        deque(map(self._origin, repeat(handle), indexes, self._xs, self._ys), 0)
        found = np.frombuffer(memoryview(self._points), np.float64, 2 * len(indexes)).copy().reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def settings(
        self, handle: ctypes.c_void_p, indexes: Sequence[int], objects: Sequence[int]
    ) -> tuple[NDArray[np.uintp], Numbers, NDArray[np.float32]]:
        """Addresses of the fonts, their sizes, and matrices (a to d) of characters that belong to these objects."""
        count = len(indexes)
        self._at_least(count)
        deque(map(self._matrix, repeat(handle), indexes, self._matrix_places), 0)
        matrices = np.frombuffer(memoryview(self._matrices), np.float32, 6 * count).reshape(-1, 6)[:, :4].copy()
        sizes = np.fromiter(map(self._size, repeat(handle), indexes), np.float64, count)
        fonts = np.fromiter(map(self._font, map(ctypes.c_void_p, objects)), np.uintp, count)
        return fonts, sizes, matrices

    def marks(self, objects: Sequence[int]) -> Indexes:
        """Numbers of the marked content that text objects belong to, -1 for none."""
        return np.fromiter(map(self._marked, map(ctypes.c_void_p, objects)), np.intp, len(objects))

    def paths(self, page: Any, most: int) -> list[tuple[int, float, float, float, float]]:  # noqa: ANN401
        """Address, left, bottom, right and top of what a pypdfium2 page draws in lines, in ``most`` pieces each."""
        import pypdfium2.raw as pdfium

        count = pdfium.FPDFPage_CountObjects(page)
        objects = list(map(self._shape, repeat(ctypes.cast(page.raw, ctypes.c_void_p)), range(count)))
        shapes = list(map(ctypes.c_void_p, objects))
        kinds = list(map(self._kind, shapes))
        found = []
        edges = (ctypes.c_float * 4)()
        places = [ctypes.byref(edges, 4 * at) for at in range(4)]
        for address, shape, kind in zip(objects, shapes, kinds, strict=True):
            if kind == pdfium.FPDF_PAGEOBJ_PATH and self._segments(shape) <= most and self._bounds(shape, *places):
                found.append((address, *edges))
        return found

    def _at_least(self, count: int) -> None:
        if count > len(self._box_places):
            self._make_room(max(count, 2 * len(self._box_places)))


def _unchecked(function: Any, result: Any) -> Any:  # noqa: ANN401  (ctypes has no types for this)
    """The same C function without declared arguments, which keeps Python's lock: it returns in a microsecond."""
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)
