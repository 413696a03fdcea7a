"""Runs a converted model: a tokenizer and an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.embedding.encoder import Vectors
from kg.model import Span


class TextModel:
    """One text at a time, so that no vector depends on its neighbours. Safe to share between threads.

    Args:
        graph: ONNX file from ``input_ids`` (1, tokens) and ``pooling`` (parts, tokens) to ``embedding`` (parts, width).
        tokenizer: the ``tokenizer.json`` that goes with it.
        threads: threads for one text.
        longest: tokens of a text that count; None: all.
    """

    def __init__(self, graph: Path, tokenizer: Path, threads: int, longest: int | None = None) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait cost other threads more than they gain: on two busy
        # cores a question took 9 ms without and 14 to 37 ms with it.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
        self._width = int(self._session.get_outputs()[0].shape[1])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        if longest is not None:
            self._tokenizer.enable_truncation(longest)

    def encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), width), float32, length 1."""
        vectors = np.empty((len(texts), self._width), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.encode_parts(prefix, text, ())[0]
        return vectors

    def encode_parts(self, prefix: str, text: str, spans: Sequence[Span]) -> Vectors:
        """Vectors of a text and of spans of it, shape (1 + spans, width), float32, length 1.

        A span that lies beyond the ``longest`` tokens has the vector of the whole.
        """
        encoded = self._tokenizer.encode(prefix + text)
        pooling = np.ones((1 + len(spans), len(encoded.ids)), np.float32)
        if spans:
            places = np.array(encoded.offsets, np.int64).sum(axis=1) / 2 - len(prefix)  # the middle of each token
            places[np.array(encoded.special_tokens_mask, np.bool_)] = -1
            inside = np.stack([(places >= start) & (places < end) for start, end in spans])
            pooling[1:] = np.where(inside.any(axis=1, keepdims=True), inside, True)
        inputs = {"input_ids": np.array([encoded.ids], np.int64), "pooling": pooling}
        vectors: Vectors = self._session.run(None, inputs)[0]
        return vectors
