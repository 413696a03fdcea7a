"""A page of a PDF as a picture for text recognition."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.readers.skew import upright

_DPI, _MOST_PIXELS = 300, 40_000_000
_COVERS = 0.8
"""Part of the page that a picture covers which is the whole scan."""


def page_picture(page: Any) -> bytes:  # noqa: ANN401  (pypdfium2 has no types)
    """A page in shades of grey, as a PGM file: the scan itself where it is one picture, else the page drawn anew.

    Where it lies askew it is turned upright. Drawing a scan anew moves its pixels a little, which costs characters
    (Chinese ones above all).
    """
    grey = _scan(page)
    if grey is None:
        width, height = page.get_size()
        scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
        grey = _grey(page.render(scale=scale, grayscale=True))
    grey = upright(grey)
    return b"P5 %d %d 255\n" % (grey.shape[1], grey.shape[0]) + bytes(grey.tobytes())


def _scan(page: Any) -> NDArray[np.uint8] | None:  # noqa: ANN401
    import pypdfium2
    import pypdfium2.raw as pdfium

    pictures = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
    if len(pictures) != 1 or page.get_rotation():
        return None
    width, height = page.get_size()
    left, bottom, right, top = pictures[0].get_bounds()
    matrix = pictures[0].get_matrix()
    upright = matrix.a > 0 and matrix.d > 0 and not matrix.b and not matrix.c
    columns, rows = pictures[0].get_px_size()
    if not upright or (right - left) * (top - bottom) < _COVERS * width * height or columns * rows > _MOST_PIXELS:
        return None
    try:
        return _grey(pictures[0].get_bitmap())
    except pypdfium2.PdfiumError:
        return None


def _grey(bitmap: Any) -> NDArray[np.uint8]:  # noqa: ANN401
    pixels: NDArray[np.uint8] = bitmap.to_numpy()
    if pixels.ndim == 3 and pixels.shape[2] >= 3:
        weighted = pixels[:, :, :3] @ np.array([0.114, 0.587, 0.299])  # blue, green, red
        pixels = weighted.astype(np.uint8)
    grey: NDArray[np.uint8] = pixels.reshape(pixels.shape[0], -1)[:, : bitmap.width]
    return grey
