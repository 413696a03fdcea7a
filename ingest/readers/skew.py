"""Scans that lie a little askew, put upright: from two degrees on text recognition loses characters.

The angle is the one at which the rows of a page differ most in how dark they are (projection profiles; Postl 1986,
*Detection of linear oblique structures and skew scan in digitized documents*).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_MOST, _LEAST = 5.0, 1.0
"""Degrees that are looked for, and from which it pays to turn a page: turning costs characters as well."""
_ROWS = 1000
"""Rows of the small picture in which the angle is looked for."""
_FEWEST = 500
"""Dark points without which a page tells no angle."""

_Grey = NDArray[np.uint8]


def upright(grey: _Grey) -> _Grey:
    """A page in shades of grey, shape (rows, columns), turned upright where it lies one to five degrees askew."""
    angle = skew(grey)
    return grey if abs(angle) < _LEAST else _turned(grey, np.tan(np.radians(angle)))


def skew(grey: _Grey) -> float:
    """Degrees by which the lines of a page fall to the right; 0 where it shows no lines."""
    step = max(1, grey.shape[0] // _ROWS)
    small = grey[::step, ::step]
    rows, columns = np.nonzero(small < (float(small.mean()) + float(small.min())) / 2)
    if len(rows) < _FEWEST:
        return 0.0
    rough = _best(rows, columns, np.arange(-_MOST, _MOST + 0.1, 0.25))
    return _best(rows, columns, np.arange(rough - 0.2, rough + 0.21, 0.05))


def _best(rows: NDArray[np.intp], columns: NDArray[np.intp], angles: Iterable[float]) -> float:
    """The angle whose lines of points are the sharpest."""

    def sharpness(angle: float) -> float:
        along = rows - columns * np.tan(np.radians(angle))
        profile = np.bincount((along - along.min()).astype(np.intp))
        return float((np.diff(profile.astype(np.float64)) ** 2).sum())

    return float(max(angles, key=sharpness))


def _turned(grey: _Grey, slope: float) -> _Grey:
    """Each point taken from where it lies: for angles as small as these a turn is two shifts."""
    height, width = grey.shape
    x = np.arange(width)
    down = np.rint((x - width / 2) * slope).astype(np.intp)
    turned = np.full_like(grey, 255)
    for y in range(height):
        from_x, from_y = x - round((y - height / 2) * slope), y + down
        inside = (from_x >= 0) & (from_x < width) & (from_y >= 0) & (from_y < height)
        turned[y, inside] = grey[from_y[inside], from_x[inside]]
    return turned
