"""One item's way in: read, structure, enrich, store. One bad file never stops a batch."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ingest.files import TOGETHER, Given, Parsed, Read, Result, Understood, guarded
from ingest.readers.detect import is_akn
from ingest.readers.process import ReaderPool
from ingest.records import MEDIA_TYPES, SUFFIXES, read_table
from ingest.sources.files import files
from ingest.understanding import Understanding
from ingest.versions import Versions
from kg.collector import leave_loaded, uncollected
from kg.embedding.encoder import Encoder
from kg.errors import LimitReached
from kg.identifiers import Uris
from kg.intake import CodedTexts, Intake, Texts
from kg.linking import Label
from kg.model import Outcome, RecordSet
from kg.names import read_labels
from kg.quarantine import RefusedRows
from kg.settings import Settings
from kg.validation.records import check_records
from kg.writer import Writer

AHEAD = 100
"""Passages whose encoding may have begun: while others are stored, which takes half a second, no core has to wait."""
LAST = 32
"""Passages at the end of a run that are stored by themselves: while they are encoded, the others are stored."""
TURN, LONGEST_TURN = 5.0, 15.0
"""Seconds after which what was encoded is stored and published; each turn is twice as long as the one before.

Each time the graph store's indexes are joined anew: in a run of 2,000 passages .7 ms a passage of the store's own
threads where every turn takes 5 s, .2 where it takes 12 s.
"""


@dataclass(frozen=True, slots=True)
class _Batch:
    """Files with the documents to store of them, the texts that are encoded for these, and what waits for that."""

    files: list[tuple[Read, Understood | Result]]
    texts: Texts
    vectors: Callable[[], CodedTexts]


def _last(begun: Sequence[_Batch]) -> int:
    """How many batches at the end have ``LAST`` passages to encode, or all of them."""
    sizes = accumulate(len(batch.texts) for batch in reversed(begun))
    return min(sum(1 for size in sizes if size < LAST) + 1, len(begun))


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
        self._means = Understanding(writer.graph, self._uris, self._labels)

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
            stored, turn = time.monotonic(), TURN
            for read in self._batches(ordered):
                if not begun:
                    leave_loaded()
                begun.append(self._encoding(read, [*encoded, *begun], encoding))
                while len(begun) > 1 and sum(len(batch.texts) for batch in begun) > AHEAD:
                    begun[0].vectors()
                    encoded.append(begun.pop(0))
                if encoded and time.monotonic() - stored >= turn:
                    stored, turn = time.monotonic(), min(2 * turn, LONGEST_TURN)
                    yield from self._stored(encoded)
                    encoded = []
            last = _last(begun)
            yield from self._stored([*encoded, *begun[: len(begun) - last]])
            yield from self._stored(begun[len(begun) - last :])

    def take(self, path: Path, given: Given | None = None) -> Result:
        """Take in one file; ``given`` is what is known of it, without it only its path is."""
        read = self._begin(path, given or Given(str(path), path.name))()
        return next(self._stored([_Batch([(read, self._understood(read))], {}, dict)]))

    def _batches(self, paths: Iterable[Path]) -> Iterator[list[Read]]:
        """Files read, about as many together as have ``TOGETHER`` passages."""
        read: list[Read] = []
        for file in self._read(paths):
            read.append(file)
            if sum(file.weight for file in read) >= TOGETHER:
                yield read
                read = []
        if read:
            yield read

    def _read(self, paths: Iterable[Path]) -> Iterator[Read]:
        """The files in order. While one is understood here, reader processes read those that come next."""
        begun: deque[Callable[[], Read]] = deque()
        for path in paths:
            begun.append(self._begin(path, Given(str(path), path.name)))
            if len(begun) > self._readers.size:
                yield begun.popleft()()
        while begun:
            yield begun.popleft()()

    def _begin(self, path: Path, given: Given) -> Callable[[], Read]:
        """Begin the first part of the way, after which a document's passages are known; what ends it."""
        entry = self._writer.catalog.begin(self._run, given.origin, None)
        begun = guarded(path, lambda: self._take(path, given))
        if isinstance(begun, Result):
            return lambda: Read(path, given, entry, begun)
        return lambda: Read(path, given, entry, guarded(path, begun))

    def _encoding(self, read: list[Read], before: Iterable[_Batch], encoding: Executor) -> _Batch:
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

    def _ended(self, file: Read, made: Understood | Result) -> Result:
        """What became of a file, with its document stored."""
        result = guarded(file.path, partial(self._store, file, made)) if isinstance(made, tuple) else made
        reason = "; ".join(r.reason for r in result.refusals[:5])
        self._writer.catalog.end(file.entry, result.outcome.value, reason=reason)
        return result

    def _take(self, path: Path, given: Given) -> Result | Callable[[], Parsed]:
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
        return lambda: self._means.parsed(path, reading.result(), digest)

    def _store(self, file: Read, understood: Understood) -> Result:
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

    def _understood(self, file: Read) -> Understood | Result:
        """The second part of the way, which needs no vectors."""
        made = file.made
        return made if isinstance(made, Result) else guarded(file.path, lambda: self._means.enriched(made, file.given))
