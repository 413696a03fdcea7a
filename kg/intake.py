"""What happens to an understood item: whether it is new, a new version, or known already.

Rules, in this order: the same bytes from anywhere are *unchanged*, unless they
bring an older version back to the place that the item came from; the same
origin with other bytes is a new version; the same key from another origin is
a new version too when it has the same media type, else another manifestation
(``key.docx``) of the same language version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kg.catalog import Item, NewItem, now, text_hash
from kg.embedding.chunks import encode_chunked
from kg.embedding.context import encoded_texts
from kg.embedding.encoder import Encoder
from kg.errors import BadInput, Gone, NotFound, WrongModel
from kg.graph.clients import is_kept_by_clients
from kg.identifiers import Uris, other_keys
from kg.identity import Identities, settle
from kg.identity.rewriting import rewritten
from kg.model import Document, Outcome, Passage, RecordSet
from kg.quarantine import RefusedRows, replace_rows
from kg.rdf import RecordWriter, document_triples, record_triples
from kg.validation import Violation
from kg.validation.record import Wanted, counted
from kg.writer import Writer

Texts = dict[str, str]
"""Texts to encode, by their hashes."""

CodedTexts = dict[str, NDArray[np.float32]]
"""Vectors of texts and their chunks, each of shape (1 + chunks, dimension), by the texts' hashes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an item."""

    outcome: Outcome
    kind: str
    key: str
    uri: str
    passages: int = 0
    findings: int = 0
    """What validation has to say about it; see ``kg.validation``."""


class CheckedRows(Protocol):
    """Rows that were validated before their records are stored."""

    @property
    def accepted(self) -> int:
        """How many rows the records come from."""

    @property
    def findings(self) -> Sequence[Violation]:
        """What validation has to say about them."""


class Intake:
    """Adds to and removes from a base through its writer.

    Raises:
        WrongModel: the base's vectors were made by another encoder.
    """

    def __init__(self, writer: Writer, encoder: Encoder, uris: Uris) -> None:
        self._writer, self._encoder, self._uris = writer, encoder, uris
        self._ahead: CodedTexts = {}
        self._record_writer: tuple[str, RecordWriter] | None = None
        check_model(writer.catalog.meta("model"), encoder)
        writer.catalog.set_meta("model", model_id(encoder))

    def known(self, digest: str, origin: str) -> Taken | None:
        """The item that already holds these bytes, so that they need not be read again."""
        item = self._writer.catalog.by_content(digest)
        if item is None or (item.sha256 != digest and item.origin == origin):
            return None
        return self._taken(Outcome.UNCHANGED, item.kind, item.key)

    def item(self, kind: str, key: str) -> Item | None:
        """The item of this key as it is stored now, removed or not."""
        return self._writer.catalog.item(kind, key)

    def to_encode(self, documents: Iterable[Sequence[Passage]]) -> Texts:
        """The texts of documents, given by their passages, that the base has no vectors of."""
        return self._missing(text for passages in documents for text in encoded_texts(passages))

    def encode(self, texts: Texts) -> CodedTexts:
        """Vectors of texts by their hashes. Another thread may do this while documents are read and added."""
        return dict(zip(texts, encode_chunked(self._encoder, list(texts.values())), strict=True)) if texts else {}

    def expect(self, ahead: CodedTexts) -> None:
        """Take vectors of the texts of documents that are added next."""
        self._ahead = ahead

    def add_document(self, document: Document, origin: str) -> Taken:
        """Store a document with its passages and their vectors."""
        key, replaces = self._place("document", document.key, origin, document.media_type)
        if key != document.key:
            document = Document(**{**_fields(document), "key": key})
        new = NewItem(
            kind="document",
            key=key,
            work=document.work,
            title=document.masthead.title,
            language=document.language,
            source=document.source,
            origin=origin,
            media_type=document.media_type,
            sha256=document.sha256,
            metadata=_metadata(document),
            triples=document_triples(document, self._uris),
            passages=document.passages,
            encoded=encoded_texts(document.passages),
            aliases=_aliases(document, key),
        )
        change = self._writer.put(new, replaces, self._vectors(new.encoded))
        outcome = Outcome.UPDATED if replaces and not replaces.removed else Outcome.CREATED
        return self._taken(outcome, "document", key, len(document.passages), self._writer.validate(change.item))

    def with_findings(self, taken: Taken) -> Taken:
        """The same with what validation has to say now, after several items were added together."""
        findings = counted(self._writer.catalog, Wanted(kind=taken.kind, item=taken.key))
        return replace(taken, findings=sum(findings.values()))

    def add_records(
        self,
        records: RecordSet,
        origin: str,
        media_type: str,
        rows: RefusedRows | None = None,
        checked: CheckedRows | None = None,
    ) -> Taken:
        """Store a table of records as one named graph, and the rows of it that were refused in quarantine.

        ``checked`` is what is known of the rows that the records come from; without it each record is a row, and
        they are validated here.
        """
        given, triples = self._statements(records)
        count = len(records.records)
        metadata = {"records": count, "accepted": count if checked is None else checked.accepted}
        taken = self.add_graph(
            "records", records.key, records.title, origin, media_type, records.sha256, triples, metadata,
            given=given, rows=rows, checked=checked,
        )  # fmt: skip
        self._record_writer = None
        if taken.outcome is not Outcome.UNCHANGED:
            settle(self._writer, self._uris)
        return taken

    def load_ahead(self, records: RecordSet) -> None:
        """Begin to load records that will most likely be added as they are; see ``Writer.load_ahead``."""
        self._record_writer = records.key, RecordWriter(self._uris.graph("records", records.key))
        self._writer.load_ahead("records", records.key, self._statements(records)[1])

    def _statements(self, records: RecordSet) -> tuple[bytes, bytes]:
        """What records say, as given and under the URIs that things are shown under."""
        key, writer = self._record_writer or (None, None)
        if writer is None or key != records.key:
            writer = RecordWriter(self._uris.graph("records", records.key))
        given = writer.triples(records)
        return given, rewritten(given, Identities(self._writer.catalog).shown())

    def has_records(self, key: str) -> bool:
        """Whether there is a living set of records of this key."""
        item = self._writer.catalog.item("records", key)
        return item is not None and not item.removed

    def hold_back(self, key: str, rows: RefusedRows) -> None:
        """Put rows of a set in quarantine whose records stay as they are."""
        with self._writer.catalog.transaction() as db:
            replace_rows(db, key, rows, now())

    def extend_records(self, records: RecordSet, accepted: int, rows: RefusedRows) -> Taken:
        """Add records to a set that is there; ``rows`` is what its quarantine holds from then on.

        Raises:
            NotFound: there is no such set.
        """
        item = self._writer.catalog.item("records", records.key)
        if item is None or item.removed:
            raise NotFound(f"There are no records {records.key} any more.", remedy="Take their file in again.")
        added = record_triples(records, self._uris.graph("records", records.key)).splitlines(keepends=True)
        graph = f"<{self._uris.graph('records', records.key)}> ".encode()
        there = self._writer.catalog.given(item.id).splitlines(keepends=True)
        given = b"".join(sorted({*there, *(line for line in added if not line.startswith(graph))}))
        triples = rewritten(given, Identities(self._writer.catalog).shown())
        metadata = dict(item.metadata)
        metadata["records"] = int(metadata.get("records", 0)) + len(records.records)
        metadata["accepted"] = int(metadata.get("accepted", 0)) + accepted
        new = NewItem(
            "records", item.key, None, item.title, None, item.source, item.origin, item.media_type, item.sha256,
            metadata, triples, given=given, rows=rows,
        )  # fmt: skip
        change = self._writer.put(new, item, {})
        taken = self._taken(Outcome.UPDATED, "records", item.key, findings=self._writer.validate(change.item))
        settle(self._writer, self._uris)
        return taken

    def add_graph(
        self,
        kind: str,
        key: str,
        title: str,
        origin: str,
        media_type: str,
        digest: str,
        triples: bytes,
        metadata: dict[str, Any],
        *,
        given: bytes = b"",
        rows: RefusedRows | None = None,
        checked: CheckedRows | None = None,
    ) -> Taken:
        """Store statements that come as they are (records, taxonomies) as one named graph."""
        replaces = self._writer.catalog.item(kind, key)
        if replaces and not replaces.removed and replaces.sha256 == digest:
            return self._taken(Outcome.UNCHANGED, kind, key)
        if replaces and is_kept_by_clients(replaces) and not replaces.removed:
            raise BadInput(
                f"The graph {self._uris.graph(kind, key)} is kept by clients of the graph store.",
                remedy="Give the file another name, or let them delete the graph first.",
            )
        source = origin.replace("\\", "/").rsplit("/", 1)[-1]
        new = NewItem(
            kind, key, None, title, None, source, origin, media_type, digest, metadata, triples, given=given, rows=rows
        )
        change = self._writer.put(new, replaces, {})
        living = replaces is not None and not replaces.removed
        outcome = Outcome.UPDATED if living else Outcome.CREATED
        findings = self._writer.validate(change.item, None if checked is None else checked.findings)
        return self._taken(outcome, kind, key, findings=findings)

    def remove(self, kind: str, key: str) -> None:
        """Take an item out of the base; a tombstone stays in the change log.

        Raises:
            NotFound: there is no such item. Gone: it was removed before.
        """
        item = self._writer.catalog.item(kind, key)
        if item is None:
            raise NotFound(f"There is no {kind} with the key {key}.", remedy="`mea-kg stats` lists what there is.")
        if item.removed:
            raise Gone(f"The {kind} {key} was removed on {item.updated}.")
        self._writer.remove(item)

    def _place(self, kind: str, key: str, origin: str, media_type: str) -> tuple[str, Item | None]:
        """The key to use and the item that is replaced, if any."""
        same_origin = self._writer.catalog.by_origin(origin)
        if same_origin is not None and same_origin.kind == kind:
            if same_origin.key == key or same_origin.key.startswith(f"{key}."):
                return same_origin.key, same_origin
            taken = self._writer.catalog.item(kind, key)
            return (key, same_origin) if taken is None else (same_origin.key, same_origin)
        other = self._writer.catalog.item(kind, key)
        if other is None or other.removed or other.media_type == media_type:
            return key, other
        suffix = media_type.rsplit("/", 1)[-1].rsplit(".", 1)[-1].replace("document", "docx")
        return f"{key}.{suffix}", self._writer.catalog.item(kind, f"{key}.{suffix}")

    def _vectors(self, encoded: Sequence[str]) -> CodedTexts:
        """Vectors of the texts that the base does not have."""
        ahead = {h: self._ahead[h] for h in map(text_hash, encoded) if h in self._ahead}
        return ahead | self.encode(self._missing(t for t in encoded if text_hash(t) not in ahead))

    def _missing(self, encoded: Iterable[str]) -> Texts:
        texts = {text_hash(t): t for t in encoded}
        known = self._writer.catalog.known_vectors(texts)
        return {h: t for h, t in texts.items() if h not in known}

    def _taken(self, outcome: Outcome, kind: str, key: str, passages: int = 0, findings: int = 0) -> Taken:
        uri = self._uris.document(key) if kind == "document" else self._uris.graph(kind, key)
        return Taken(outcome, kind, key, str(uri), passages, findings)


def _aliases(document: Document, key: str) -> dict[str, str]:
    """The keys by a joint document's other symbols → its Work's key, and its own."""
    others = other_keys(document.masthead)
    works = {str(other): str(document.work) for other in others}
    return works | {f"{other}.{document.language}": key for other in others}


def model_id(encoder: Encoder) -> str:
    """What the base records about its encoder."""
    return f"{encoder.name}@{encoder.revision}"


def check_model(recorded: str | None, encoder: Encoder) -> None:
    """Refuse to mix vectors of two models.

    Raises:
        WrongModel: the base was built with another encoder.
    """
    if recorded is not None and recorded != model_id(encoder):
        raise WrongModel(
            f"This base was built with the encoder {recorded}, but {model_id(encoder)} is configured.",
            remedy="Leave MEA_KG_MODEL empty, or move the base with `mea-kg reindex --model`.",
        )


def _fields(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in Document.__dataclass_fields__}


def _metadata(d: Document) -> dict[str, Any]:
    head = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(d.masthead).items()}
    day = d.masthead.issued or d.masthead.start
    mentioned = Counter(m.uri for p in d.passages for m in p.mentions if m.uri)
    return {
        "kind": d.kind,
        "convention": d.masthead.convention,
        "meeting": d.masthead.meeting,
        "symbol": d.masthead.symbol,
        "date": day.isoformat() if day else None,
        "themes": _keys(mentioned, "/id/concept/topics."),
        "parties": _keys(mentioned, "/id/party/"),
        "masthead": head,
        "decisions": [asdict(x) for x in d.decisions],
        "notes": list(d.notes),
        "sketch": list(d.sketch),
        "topics": [[uri.rsplit("/", 1)[-1], strength] for uri, strength in d.topics],
    }


def _keys(mentioned: Counter[Any], mark: str) -> list[str]:
    """Keys of the mentioned things under a path, the most mentioned first."""
    return [uri.rsplit("/", 1)[-1] for uri, _ in mentioned.most_common() if mark in uri]
