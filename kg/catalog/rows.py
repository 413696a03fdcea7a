"""What rows of the catalog are read as and written from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.model import Mention, Passage
from kg.quarantine import RefusedRows
from kg.vectors.packing import packed


@dataclass(frozen=True, slots=True)
class Item:
    """A row of ``item``. ``metadata`` is what lists, filters and pages need without the graph."""

    id: int
    kind: str
    key: str
    work: str | None
    title: str
    language: str | None
    source: str
    origin: str
    media_type: str
    sha256: str
    sequence: int
    version: int
    created: str
    updated: str
    metadata: Mapping[str, Any]
    removed: bool


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A row of ``passage``: like ``kg.model.Passage``, with its id and its item's."""

    id: int
    item: int
    eid: str
    part: str
    number: str | None
    kind: str
    text: str
    language: str
    order: int
    page: int | None
    emphasis: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the change log. ``kind``, ``key`` and ``language`` are the item's as they were then."""

    sequence: int
    action: str
    item: int
    title: str
    sha256: str
    at: str
    kind: str
    key: str
    language: str | None


@dataclass(frozen=True, slots=True)
class NewItem:
    """Everything that one commit writes about an item, except its vectors."""

    kind: str
    key: str
    work: str | None
    title: str
    language: str | None
    source: str
    origin: str
    media_type: str
    sha256: str
    metadata: Mapping[str, Any]
    triples: bytes
    passages: Sequence[Passage] = ()
    encoded: Sequence[str] = ()
    """The text that was encoded for each passage."""
    given: bytes = b""
    """The statements as the source gave them, where they are not ``triples``."""
    rows: RefusedRows | None = None
    """Of records: the rows that were refused; None leaves the quarantine as it is."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Other keys that lead to this item or to its Work (a joint document's other symbols) → the key they lead to."""


def now() -> str:
    """The current time in UTC, as ISO 8601 with seconds."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_hash(text: str) -> str:
    """Key of a text's vector."""
    return sha256(text.encode()).hexdigest()[:32]


ITEM = (
    "id, kind, key, work, title, language, source, origin, media_type, sha256, sequence, version, created, updated, "
    "metadata, removed"
)
"""Columns of an ``Item``, in its order."""
CHANGE = "sequence, action, item, title, sha256, at, kind, key, language"
"""Columns of a ``Change``, in its order."""

_MENTION = tuple(each.name for each in fields(Mention))

PASSAGE = "id, item, eid, part, number, kind, text, language, ordinal, page, emphasis, mentions"
"""Columns of a ``StoredPassage``, in its order."""


def item_of(row: Sequence[Any]) -> Item:
    """The item in the columns ``ITEM``."""
    return Item(*(*row[:14], json.loads(row[14]), bool(row[15])))


def passage_of(row: Sequence[Any]) -> StoredPassage:
    """The passage in the columns ``PASSAGE``."""
    emphasis = tuple((a, b) for a, b in json.loads(row[10])) if row[10] != "[]" else ()
    mentions = tuple(_mention(**each) for each in json.loads(row[11]))
    return StoredPassage(*(*row[:10], emphasis, mentions))


def _mention(span: Sequence[int], **others: Any) -> Mention:  # noqa: ANN401
    return Mention((span[0], span[1]), **others)


def vector_row(key: str, vectors: NDArray[np.float32]) -> tuple[str, bytes, bytes | None]:
    """A row of ``vector``, from a text's vector and those of its chunks, shape (1 + chunks, dimension)."""
    whole, *chunks = np.atleast_2d(vectors).astype(np.float32, copy=False)
    return key, whole.tobytes(), packed(np.array(chunks))


def passage_row(item: int, p: Passage, encoded: str) -> tuple[Any, ...]:
    """A row of ``passage`` without its id; ``encoded`` is the text that its vector is of."""
    mentions = json.dumps([{name: getattr(m, name) for name in _MENTION} for m in p.mentions], ensure_ascii=False)
    return (
        item, p.eid, p.part, p.number, p.kind.value, p.text, p.language, p.order, p.page,
        json.dumps(p.emphasis), mentions, text_hash(encoded),
    )  # fmt: skip
