"""Runs a converted model: a tokenizer and an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from kg.embedding.encoder import Vectors
from kg.model import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer


class TextModel:
    """One text at a time, so that no vector depends on its neighbours. Safe to share between threads.

    Tokenizer and model are loaded when they are first used: who takes in records alone needs neither.

    Args:
        graph: ONNX file from ``input_ids`` (1, tokens) and ``pooling`` (parts, tokens) to ``embedding`` (parts, width).
        tokenizer: the ``tokenizer.json`` that goes with it.
        longest: tokens of a text that count; None: all.
    """

    def __init__(self, graph: Path, tokenizer: Path, longest: int | None = None) -> None:
        self._graph, self._words, self._longest = graph, tokenizer, longest
        self._loading = Lock()
        self._loaded: tuple[Tokenizer, InferenceSession] | None = None

    def encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), width), float32, length 1."""
        width = int(self._load()[1].get_outputs()[0].shape[1])
        vectors = np.empty((len(texts), width), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.encode_parts(prefix, text, ())[0]
        return vectors

    def encode_parts(self, prefix: str, text: str, spans: Sequence[Span]) -> Vectors:
        """Vectors of a text and of spans of it, shape (1 + spans, width), float32, length 1.

        A span that lies beyond the ``longest`` tokens has the vector of the whole.
        """
        tokenizer, session = self._load()
        encoded = tokenizer.encode(prefix + text)
        pooling = np.ones((1 + len(spans), len(encoded.ids)), np.float32)
        if spans:
            places = np.array(encoded.offsets, np.int64).sum(axis=1) / 2 - len(prefix)  # the middle of each token
            places[np.array(encoded.special_tokens_mask, np.bool_)] = -1
            inside = np.stack([(places >= start) & (places < end) for start, end in spans])
            pooling[1:] = np.where(inside.any(axis=1, keepdims=True), inside, True)
        inputs = {"input_ids": np.array([encoded.ids], np.int64), "pooling": pooling}
        vectors: Vectors = session.run(None, inputs)[0]
        return vectors

    def _load(self) -> tuple[Tokenizer, InferenceSession]:
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = _tokenizer(self._words, self._longest), _session(self._graph)
        return self._loaded


def _tokenizer(path: Path, longest: int | None) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    if longest is not None:
        tokenizer.enable_truncation(longest)
    return tokenizer


def _session(graph: Path) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    # Threads of one text wait for each other between two layers: cores do more with a text each.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
