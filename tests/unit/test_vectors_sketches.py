"""Sketches of vectors against the vectors themselves."""

from __future__ import annotations

import numpy as np
import pytest

from kg.embedding.encoder import Vectors
from kg.vectors.sketches import WIDTH, Sketcher


def unit(seed: int, count: int, width: int) -> Vectors:
    """Vectors of length 1 that differ more in some directions than in others, as those of real passages do."""
    rng = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(np.random.default_rng(9).normal(size=(width, width)))
    values = rng.normal(size=(count, width)) / np.sqrt(1 + np.arange(width)) @ turned
    vectors: Vectors = (values / np.linalg.norm(values, axis=1, keepdims=True)).astype(np.float32)
    return vectors


def test_the_nearest_are_among_the_first_few_in_an_eighth_of_the_bytes() -> None:
    vectors, width = unit(1, 4000, 2 * WIDTH), 2 * WIDTH
    sketcher = Sketcher.of(vectors[::3])
    sketches = sketcher.sketch(vectors)
    assert sketches.shape == (4000, width // 8)
    scan = sketcher.scan(sketches)
    found = 0
    for question in unit(2, 40, width):
        nearest = np.argsort(-(vectors @ question))[:10]
        found += len(set(nearest.tolist()) & set(scan.nearest(question, 120).tolist()))
    assert found >= 0.97 * 40 * 10


@pytest.mark.parametrize(("count", "width"), [(1, 2), (3, 7), (40, 10)])
def test_few_vectors_of_few_dimensions_are_sketched_too(count: int, width: int) -> None:
    vectors = unit(3, count, width)
    sketcher = Sketcher.of(vectors)
    scan = sketcher.scan(sketcher.sketch(vectors))
    assert sorted(scan.nearest(vectors[0], count).tolist()) == list(range(count))
    assert 0 in scan.nearest(vectors[0], max(1, count // 4))


def test_every_level_is_told_apart() -> None:
    sketcher = Sketcher(np.eye(4, dtype=np.float32), np.ones(4, np.float32))
    levels = np.array([[-2, -0.5, 0.5, 2], [2, 0.5, -0.5, -2]], np.float32)
    assert sketcher.sketch(levels).tolist() == [[0b11_10_01_00], [0b00_01_10_11]]
