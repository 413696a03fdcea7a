"""Opens the encoder that the settings name."""

from __future__ import annotations

from kg.embedding.encoder import Encoder
from kg.settings import Settings


def open_encoder(settings: Settings) -> Encoder:
    """The bundled encoder, or the sentence-transformers model named by ``settings.model``.

    Raises:
        Unavailable: a package or the model is missing; the message says what to do.
    """
    if settings.model == "bundled":
        from kg.embedding.bundled import BundledEncoder

        return BundledEncoder(settings.cache_dir(), settings.encoder_threads)
    from kg.embedding.hub import SentenceTransformerEncoder

    return SentenceTransformerEncoder(settings.model, settings.cache_dir(), settings.truncate_dim)
