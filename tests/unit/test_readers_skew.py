"""Scans that lie askew."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.readers.skew import skew, upright


@cache
def page(angle: float) -> NDArray[np.uint8]:
    """Forty lines of words, which fall to the right by so many degrees."""
    random = np.random.default_rng(7)
    grey = np.full((1400, 1000), 255, np.uint8)
    for line in range(40):
        for x in range(80, 920):
            y = round(80 + line * 30 + (x - 500) * np.tan(np.radians(angle)))
            if x // 25 % 4 and 0 <= y < 1380:
                grey[y : y + random.integers(4, 15), x] = 30
    return grey


@pytest.mark.parametrize("angle", [-4.0, -2.0, -0.5, 0.0, 1.5, 3.0])
def test_the_angle_is_found(angle: float) -> None:
    assert skew(page(angle)) == pytest.approx(angle, abs=0.11)


@pytest.mark.parametrize("angle", [-4.0, -2.0, 1.5, 3.0])
def test_a_page_is_turned_upright(angle: float) -> None:
    turned = upright(page(angle))
    assert turned.shape == (1400, 1000)
    assert skew(turned) == pytest.approx(0, abs=0.11)
    assert (turned < 128).sum() == pytest.approx((page(0) < 128).sum(), rel=0.02)


def test_a_page_that_hardly_lies_askew_is_left_as_it_is() -> None:
    assert np.array_equal(upright(page(0.5)), page(0.5))


@pytest.mark.parametrize("shape", [(1, 1), (600, 800)])
def test_a_white_page_tells_no_angle(shape: tuple[int, int]) -> None:
    assert skew(np.full(shape, 255, np.uint8)) == 0
