"""Text to vectors: the bundled encoder, or any sentence-transformers model."""

from __future__ import annotations

from kg.embedding.open import open_encoder

__all__ = ["open_encoder"]
