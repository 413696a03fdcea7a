"""What was fetched before, in the base: validators in the catalog, bodies among the original files."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.harvest.answer import Answer, Remembered
from kg.harvests import Harvests, Kept
from kg.writer import Writer, blob_path


class BaseMemory:
    """Keeps answers in a base."""

    def __init__(self, writer: Writer, data: Path) -> None:
        self._writer, self._data, self._store = writer, data, Harvests(writer.catalog)

    def recall(self, url: str) -> Remembered | None:
        """What was kept, if its bytes are still there and still the same."""
        kept = self._store.recall(url)
        if kept is None:
            return None
        try:
            body = blob_path(self._data, kept.sha256).read_bytes()
        except FileNotFoundError:
            return None
        if hashlib.sha256(body).hexdigest() != kept.sha256:
            return None
        return Remembered(kept.etag, kept.modified, kept.media_type, kept.charset, body)

    def remember(self, url: str, answer: Answer) -> None:
        """Keep an answer: first its bytes, then what points to them."""
        digest = hashlib.sha256(answer.body).hexdigest()
        self._writer.store_blob(digest, answer.body)
        self._store.remember(url, Kept(answer.etag, answer.modified, answer.media_type, answer.charset, digest))
