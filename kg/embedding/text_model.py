"""Runs a converted model: a tokenizer and an ONNX graph."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.embedding.encoder import Vectors


class TextModel:
    """One text at a time, so that no vector depends on its neighbours. Safe to share between threads.

    Args:
        graph: ONNX file from ``input_ids`` (1, tokens) to ``embedding`` (1, width).
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
            tokens = np.array([self._tokenizer.encode(prefix + text).ids], np.int64)
            vectors[row] = self._session.run(None, {"input_ids": tokens})[0][0]
        return vectors
