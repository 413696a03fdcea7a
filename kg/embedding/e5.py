"""Runs the converted multilingual-e5-small."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kg.embedding.encoder import Vectors
from kg.embedding.model_directory import LONGEST
from kg.embedding.unpacking import GRAPH, TOKENIZER

E5_WIDTH = 384
QUESTION, PASSAGE = "query: ", "passage: "
"""What the model was trained to see before a text."""


class E5:
    """The ONNX graph and its tokenizer; one text at a time (see ``kg.embedding.onnx_graph`` for why).

    Args:
        directory: what ``kg.embedding.unpacking.unpack`` returned.
        threads: threads for one text.
    """

    def __init__(self, directory: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        path = str(directory / GRAPH)
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
        self._tokenizer.enable_truncation(LONGEST)

    def encode(self, prefix: str, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), 384), float32, length 1; only the first 512 tokens of a text count."""
        vectors = np.empty((len(texts), E5_WIDTH), np.float32)
        for row, text in enumerate(texts):
            tokens = np.array([self._tokenizer.encode(prefix + text).ids], np.int64)
            vectors[row] = self._session.run(None, {"input_ids": tokens})[0][0]
        return vectors
