"""Any sentence-transformers model, by its name on a hub or by the path of its directory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kg.embedding.encoder import Vectors
from kg.embedding.fixed_questions import fixed_means
from kg.errors import Unavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceTransformerEncoder:
    """A sentence-transformers model behind the encoder's interface.

    Questions and passages get the prompts that the model's own configuration
    gives them (``query``, ``document``); a model without prompts gets none.

    Args:
        model: name on a hub, or path of a directory.
        cache: where the means of the fixed questions are kept.
        truncate_dim: keep only this many dimensions (for models trained for it).

    Raises:
        Unavailable: sentence-transformers is not installed, or the model cannot be loaded.
    """

    def __init__(self, model: str, cache: Path, truncate_dim: int | None = None) -> None:
        self._name = model
        self._cache = cache
        self._model = _load(model, truncate_dim)
        self._revision = _fingerprint(self._model, truncate_dim)

    @property
    def name(self) -> str:
        """The name or path that was asked for."""
        return self._name

    @property
    def revision(self) -> str:
        """Hash of the model's weights, modules, prompts and width."""
        return self._revision

    @property
    def parts(self) -> tuple[tuple[int, float], ...]:
        """One part of the model's width."""
        width = self._model.get_embedding_dimension()
        return ((int(width or 0), 1.0),)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, length 1."""
        return self._encode(self._model.encode_document, texts)

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimension), float32, length 1."""
        return self._encode(self._model.encode_query, texts)

    def question_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the shipped questions, for each language."""
        return fixed_means(self, self._cache).questions

    def passage_means(self) -> Mapping[str, Vectors]:
        """Mean vector of the same texts encoded as passages, for each language."""
        return fixed_means(self, self._cache).passages

    def _encode(self, encode: Callable[..., Vectors], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self.parts[0][0]), np.float32)
        vectors = encode(list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False)
        return vectors.astype(np.float32, copy=False)


def _load(model: str, truncate_dim: int | None) -> SentenceTransformer:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        message = f"The model {model} needs the package sentence-transformers, which is not installed."
        raise Unavailable(message, remedy="Install mea-kg[models], or set MEA_KG_MODEL=bundled.") from error
    try:
        return SentenceTransformer(model, device="cpu", truncate_dim=truncate_dim)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        remedy = "Give the path of a model's directory, make the hub reachable, or set MEA_KG_MODEL=bundled."
        raise Unavailable(f"The model {model} cannot be loaded: {reason}", remedy=remedy) from error


def _fingerprint(model: SentenceTransformer, truncate_dim: int | None) -> str:
    """A hash over everything that makes the vectors, so that it holds for hub and directory alike.

    BERT's pooler is left out: no sentence vector depends on it, and a
    checkpoint without one gets another one at random each time it is loaded.
    """
    import torch

    stamp = hashlib.sha256(f"{model}\n{sorted(model.prompts.items())}\n{truncate_dim}".encode())
    for name, values in sorted(model.state_dict().items()):
        if ".pooler." in name:
            continue
        stamp.update(name.encode())
        stamp.update(values.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy().data)
    return stamp.hexdigest()[:16]
