"""How the vectors of chunks are stored: eight bits a dimension, and a scale for each chunk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def packed(chunks: NDArray[np.float32]) -> bytes | None:
    """Vectors of chunks, shape (n, dimension), in 8 bits a dimension with a scale for each chunk; None for none."""
    if not len(chunks):
        return None
    scales = np.maximum(np.abs(chunks).max(axis=1), 1e-9) / 127
    rows = np.empty(len(chunks), _row(chunks.shape[1]))
    rows["scale"], rows["values"] = scales, np.rint(chunks / scales[:, None])
    return rows.tobytes()


def unpacked(values: bytes | bytearray, dimension: int) -> NDArray[np.float32]:
    """Vectors of chunks, shape (n, dimension), from one or several ``packed`` after one another."""
    rows = np.frombuffer(values, _row(dimension))
    vectors: NDArray[np.float32] = rows["values"] * rows["scale"][:, None]
    return vectors


def packed_size(dimension: int) -> int:
    """Bytes of a chunk."""
    return _row(dimension).itemsize


def _row(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("scale", np.float32), ("values", np.int8, (dimension,))])
