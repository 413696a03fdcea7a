"""One item's way in: read, structure, enrich, store. One bad file never stops a batch."""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from ingest.blocks import RawDocument
from ingest.enrich import EnrichmentContext, document_topics, enrich, read_gazetteer, read_paragraphs
from ingest.readers.detect import is_akn
from ingest.readers.process import ReaderPool
from ingest.records import MEDIA_TYPES, SUFFIXES, Mapping, read_table
from ingest.sources.files import files
from ingest.structure import Structured, structure
from ingest.versions import Versions
from kg.collector import leave_loaded, uncollected
from kg.embedding.encoder import Encoder
from kg.errors import BadInput, LimitReached, MeaKgError, Unavailable
from kg.identifiers import Uris, document_key, provision_keys
from kg.intake import CodedTexts, Intake, Taken, Texts
from kg.linking import Label, LabelMatcher
from kg.model import Document, Outcome, Passage, RecordSet, Refusal, Uri
from kg.names import read_labels
from kg.quarantine import RefusedRows
from kg.settings import Settings
from kg.validation.records import check_records
from kg.writer import Writer

log = logging.getLogger(__name__)

TOGETHER = 8
"""Passages of small files that are encoded together."""
AHEAD = 100
"""Passages whose encoding may have begun: while others are stored, which takes half a second, no core has to wait."""
TURN = 5.0
"""Seconds after which what was encoded is stored and published: each time the graph store's indexes are joined anew."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file. ``refusals`` lists what was not taken of it, or why none of it was."""

    source: str
    outcome: Outcome
    taken: Taken | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    rows: int = 0
    """Of records: how many rows were read; each is in the base or among the refusals."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a harvester knows of a file besides its bytes.

    ``origin`` is where exactly it comes from, ``source`` the same for people; ``title``, ``mapping`` and what is to
    be said of the graph (``about``) are those of a declared source; ``mapping_at`` is where its mapping is read again.
    """

    origin: str
    source: str
    title: str | None = None
    mapping: Mapping | None = None
    about: tuple[tuple[str, object], ...] = ()
    mapping_at: str | None = None


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A file whose parts and passages are known."""

    found: Structured
    media_type: str
    digest: str


_Understood = tuple[Document, tuple[str, ...]]
"""A document and what is to be noted about it."""

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class _Read:
    """A file half way in: its entry in the ledger, and what it became: passages, or a result already."""

    path: Path
    given: Given
    entry: int
    made: _Parsed | Result

    @property
    def passages(self) -> Sequence[Passage]:
        """None in a file that needs no storing any more."""
        return self.made.found.passages if isinstance(self.made, _Parsed) else ()

    @property
    def weight(self) -> int:
        """Passages; a file that needs no storing any more counts as one, a table fills the batch."""
        if isinstance(self.made, _Parsed):
            return len(self.passages)
        return TOGETHER if self.path.suffix.lower() in SUFFIXES else 1


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files with the documents to store of them, the texts that are encoded for these, and what waits for that."""

    files: list[tuple[_Read, _Understood | Result]]
    texts: Texts
    vectors: Callable[[], CodedTexts]


class Pipeline:
    """Reads files into a base. Use as a context manager: it holds the reader processes."""

    def __init__(self, settings: Settings, writer: Writer, encoder: Encoder) -> None:
        self._settings, self._writer = settings, writer
        self._uris = Uris(settings.base_uri)
        self._intake = Intake(writer, encoder, self._uris)
        self._readers = ReaderPool(settings)
        self._run = uuid.uuid4().hex[:12]
        self._versions = Versions(writer.catalog)
        self._labels: list[Label] = read_labels(writer.graph)[0]

    def __enter__(self) -> Self:
        self._readers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._readers.__exit__(kind, error, trace)

    def run(self, paths: list[Path], on_start: Callable[[int], Any] = lambda _: None) -> Iterator[Result]:
        """Take in files and folders; yields each file's result once it is safe.

        ``on_start`` is told how many files there are.
        """
        found = files(paths)
        on_start(len(found))
        # Tables first: they bring the names of projects and meetings that documents mention.
        ordered = sorted(found, key=lambda p: p.suffix.lower() not in SUFFIXES)
        with ThreadPoolExecutor(2, "encoding") as encoding:
            encoded: list[_Batch] = []
            begun: list[_Batch] = []
            stored = time.monotonic()
            for read in self._batches(ordered):
                if not begun:
                    leave_loaded()
                begun.append(self._encoding(read, [*encoded, *begun], encoding))
                while len(begun) > 1 and sum(len(batch.texts) for batch in begun) > AHEAD:
                    begun[0].vectors()
                    encoded.append(begun.pop(0))
                if encoded and time.monotonic() - stored >= TURN:
                    stored = time.monotonic()
                    yield from self._stored(encoded)
                    encoded = []
            yield from self._stored([*encoded, *begun[:-1]])
            yield from self._stored(begun[-1:])

    def take(self, path: Path, given: Given | None = None) -> Result:
        """Take in one file; ``given`` is what is known of it, without it only its path is."""
        read = self._begin(path, given or Given(str(path), path.name))()
        return next(self._stored([_Batch([(read, self._understood(read))], {}, dict)]))

    def _batches(self, paths: Iterable[Path]) -> Iterator[list[_Read]]:
        """Files read, about as many together as have ``TOGETHER`` passages."""
        read: list[_Read] = []
        for file in self._read(paths):
            read.append(file)
            if sum(file.weight for file in read) >= TOGETHER:
                yield read
                read = []
        if read:
            yield read

    def _read(self, paths: Iterable[Path]) -> Iterator[_Read]:
        """The files in order. While one is understood here, reader processes read those that come next."""
        begun: deque[Callable[[], _Read]] = deque()
        for path in paths:
            begun.append(self._begin(path, Given(str(path), path.name)))
            if len(begun) > self._readers.size:
                yield begun.popleft()()
        while begun:
            yield begun.popleft()()

    def _begin(self, path: Path, given: Given) -> Callable[[], _Read]:
        """Begin the first part of the way, after which a document's passages are known; what ends it."""
        entry = self._writer.catalog.begin(self._run, given.origin, None)
        begun = self._guarded(path, lambda: self._take(path, given))
        if isinstance(begun, Result):
            return lambda: _Read(path, given, entry, begun)
        return lambda: _Read(path, given, entry, self._guarded(path, begun))

    def _encoding(self, read: list[_Read], before: Iterable[_Batch], encoding: Executor) -> _Batch:
        """A batch whose passages are being encoded together, but for those of batches before that are not stored."""
        texts = self._intake.to_encode(file.passages for file in read)
        texts = {h: text for h, text in texts.items() if not any(h in batch.texts for batch in before)}
        encoded = encoding.submit(self._intake.encode, texts)
        return _Batch([(file, self._understood(file)) for file in read], texts, encoded.result)

    def _stored(self, batches: Sequence[_Batch]) -> Iterator[Result]:
        """The last part of the way, which the files of some batches go together."""
        if not batches:
            return
        self._intake.expect({h: its for batch in batches for h, its in batch.vectors().items()})
        files = [file for batch in batches for file in batch.files]
        with self._writer.together():
            results = [self._ended(*file) for file in files]
        for result, (_, made) in zip(results, files, strict=True):
            stored = None if result is made else result.taken
            yield result if stored is None else replace(result, taken=self._intake.with_findings(stored))

    def _ended(self, file: _Read, made: _Understood | Result) -> Result:
        """What became of a file, with its document stored."""
        result = self._guarded(file.path, partial(self._store, file, made)) if isinstance(made, tuple) else made
        reason = "; ".join(r.reason for r in result.refusals[:5])
        self._writer.catalog.end(file.entry, result.outcome.value, reason=reason)
        return result

    def _guarded(self, path: Path, step: Callable[[], _Made]) -> _Made | Result:
        try:
            return step()
        except (BadInput, LimitReached, Unavailable) as problem:
            return Result(path.name, Outcome.REFUSED, refusals=(_refusal(path, problem),))
        except Exception:  # the edge of one file's way: a fault of ours must not cost the rest of the batch
            log.exception("could not take in %s", path)
            fault = BadInput(
                f"{path.name} could not be read: an internal error.", remedy="Please report it with the log."
            )
            return Result(path.name, Outcome.REFUSED, refusals=(_refusal(path, fault),))

    def _take(self, path: Path, given: Given) -> Result | Callable[[], _Parsed]:
        """Take in a table, or begin to read a document."""
        if path.stat().st_size > self._settings.upload_bytes:
            raise LimitReached(
                f"{path.name} has {path.stat().st_size} bytes, more than the limit of {self._settings.upload_bytes}.",
                remedy="Split the file, or raise MEA_KG_UPLOAD_BYTES.",
            )
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if known := self._intake.known(digest, given.origin):
            return Result(path.name, Outcome.UNCHANGED, known)
        self._writer.store_blob(digest, content)
        if path.suffix.lower() in SUFFIXES and not is_akn(content):
            try:
                return self._take_table(path, digest, given)
            finally:
                self._writer.finish_loading()
        reading = self._readers.begin(path)
        return lambda: self._parsed(path, reading.result(), digest)

    def _store(self, file: _Read, understood: _Understood) -> Result:
        document, notes = understood
        if known := self._intake.known(document.sha256, file.given.origin):  # another file of this batch had its bytes
            return Result(file.path.name, Outcome.UNCHANGED, known)
        document = self._versions.joined(document, file.given.origin)
        taken = self._intake.add_document(document, file.given.origin)
        self._versions.remember(document, taken.key)
        return Result(file.path.name, taken.outcome, taken, notes=notes)

    @uncollected()
    def _take_table(self, path: Path, digest: str, given: Given) -> Result:
        most = self._settings.container_bytes
        check = partial(check_records, base=self._writer.graph)

        def named(records: RecordSet) -> RecordSet:
            return replace(records, source=given.source, title=given.title or records.title, about=given.about)

        reading = read_table(
            path, digest, self._uris, self._labels, container_bytes=most, mapping=given.mapping, check=check,
            ahead=lambda records: self._intake.load_ahead(named(records)),
        )  # fmt: skip
        records = named(reading.records)
        rows = RefusedRows(given.mapping_at or reading.mapping, reading.refusals)
        if not records.records and self._intake.has_records(records.key):
            self._intake.hold_back(records.key, rows)
            return Result(path.name, Outcome.REFUSED, refusals=reading.refusals, rows=reading.rows)
        taken = self._intake.add_records(records, given.origin, MEDIA_TYPES[path.suffix.lower()], rows, reading)
        outcome = taken.outcome if records.records else Outcome.REFUSED
        return Result(path.name, outcome, taken, reading.refusals, rows=reading.rows)

    def _parsed(self, path: Path, raw: RawDocument, digest: str) -> _Parsed:
        found = structure(raw)
        if not found.passages:
            raise BadInput(f"{path.name} holds no text.", remedy="Check that the file is the document itself.")
        return _Parsed(found, raw.media_type, digest)

    def _understood(self, file: _Read) -> _Understood | Result:
        """The second part of the way, which needs no vectors."""
        made = file.made
        return made if isinstance(made, Result) else self._guarded(file.path, lambda: self._enriched(made, file.given))

    def _enriched(self, made: _Parsed, given: Given) -> _Understood:
        found = made.found
        work, key = document_key(found.masthead, found.language, made.digest, found.kind)
        if found.kind == "treaty" and (treaty := found.masthead.convention):
            self._paragraphs |= {key for passage in found.passages for key in provision_keys(treaty, passage.eid)}
        context = EnrichmentContext(
            self._uris,
            self._matcher,
            found.masthead.convention,
            found.masthead.symbol,
            found.masthead.meeting,
            self._gazetteer,
            self._paragraphs,
            is_treaty=found.kind == "treaty",
        )
        passages = enrich(found.passages, found.language, context)
        document = Document(
            key=key,
            work=work,
            kind=found.kind,
            language=found.language,
            masthead=found.masthead,
            passages=passages,
            source=given.source,
            sha256=made.digest,
            media_type=made.media_type,
            decisions=found.decisions,
            notes=found.notes,
            topics=document_topics(passages, self._topics_in(found.masthead.title, found.language)),
        )
        return document, found.notes

    def _topics_in(self, title: str, language: str) -> list[Uri]:
        found = self._matcher.find(title, language)
        return [m.uri for m in found if m.uri and "/concept/topics." in m.uri]

    # What only documents need is read when the first one comes: a table of records is taken in without.

    @cached_property
    def _matcher(self) -> LabelMatcher:
        return LabelMatcher(self._labels)

    @cached_property
    def _gazetteer(self) -> LabelMatcher:
        return read_gazetteer(self._writer.graph, self._uris)

    @cached_property
    def _paragraphs(self) -> set[str]:
        return set(read_paragraphs(self._writer.graph, self._uris))


def _refusal(path: Path, problem: MeaKgError) -> Refusal:
    return Refusal(path.name, "", problem.message, problem.remedy)
