"""Opens the encoder that the settings name, or that the base records."""

from __future__ import annotations

from kg.catalog import Catalog
from kg.embedding.encoder import Encoder
from kg.embedding.unpacking import NAME as BUNDLED
from kg.settings import Settings


def open_encoder(settings: Settings) -> Encoder:
    """The encoder named by ``settings.model``; without a name, that of the base in ``settings.data``.

    Raises:
        Unavailable: a package or the model is missing; the message says what to do.
    """
    name = settings.model or recorded_name(settings) or "bundled"
    if name in {"bundled", BUNDLED}:
        from kg.embedding.bundled import BundledEncoder

        return BundledEncoder(settings.cache_dir(), settings.encoder_threads)
    from kg.embedding.hub import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name, settings.cache_dir(), settings.truncate_dim)


def recorded_name(settings: Settings) -> str | None:
    """Name of the model that the base was built with; None where there is no base yet."""
    path = settings.data / "catalog.db"
    if not path.is_file():
        return None
    catalog = Catalog.read(path)
    try:
        recorded = catalog.meta("model")
    finally:
        catalog.close()
    return None if recorded is None else recorded.rpartition("@")[0]
