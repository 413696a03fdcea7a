"""The one who writes: commits to the catalog, then brings the projections up to date.

An item is safe once its SQLite transaction has committed. Graph and word
index follow from the change log, and a generation is published,
``publish_delay`` seconds later or, where publishing itself takes long, after
``PAUSE`` times that. A writer that was killed anywhere leaves the catalog as
of its last commit; the next one applies what the last published generation
does not hold yet. Applying an item twice does no harm.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kg import generations
from kg.catalog import Change, Item, NewItem, WritableCatalog
from kg.graph.oxigraph import BULK, OxigraphStore
from kg.identifiers import Uris
from kg.lexical.analysis import REVISION
from kg.lexical.tantivy_index import TantivyWriter
from kg.lock import WriterLock
from kg.settings import Settings
from kg.validation.model import Violation
from kg.validation.record import validate_items

log = logging.getLogger(__name__)

PAUSE = 9
"""Publishing may take a tenth of a writer's time: it waits this many times as long as the last one took."""
_AT_ONCE = 200
"""Items that are brought to graph and word index in one go."""
_LOADING = "loading"
"""In the catalog: kind and key of the item whose graph is being loaded while the catalog is written."""
READ_ON = 8
"""A SPARQL query may read its generation for this many query times after servers have moved on."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Statements that are being loaded into a graph before their item is put."""

    graph: str
    triples: bytes
    loading: Future[None]


class Writer:
    """Holds the writer's lock from construction to ``close``."""

    def __init__(self, settings: Settings, *, wait: float = 0.0) -> None:
        self._settings = settings
        self._data = settings.data
        self._data.mkdir(parents=True, exist_ok=True)
        self._writer_lock = WriterLock(self._data, wait=wait)
        self._guard = threading.RLock()
        self._timer: threading.Timer | None = None
        self._published_at, self._delay = 0.0, settings.publish_delay
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="graph")
        self._ahead: _Ahead | None = None
        self._together: list[int] | None = None
        self._uris = Uris(settings.base_uri)
        self.catalog = WritableCatalog.create(self._data / "catalog.db")
        self.graph = OxigraphStore.open(self._data / "graph")
        if self.catalog.meta("words") != REVISION:  # built anew when catching up; its fields may be others
            shutil.rmtree(self._data / "words", ignore_errors=True)
        self._words = TantivyWriter(self._data / "words")
        for source in self.catalog.interrupted():
            log.info("an earlier run was ended while it read %s", source)
        self._catch_up()

    # ------------------------------------------------------------------ items

    def put(self, new: NewItem, replaces: Item | None, vectors: Mapping[str, NDArray[np.float32]]) -> Change:
        """Commit an item and let readers see it soon. See ``Catalog.put``."""
        with self._guard:
            if self._together is not None:
                change = self.catalog.put(new, replaces, vectors)
                self._together.append(change.item)
                return change
            if new.triples.count(b"\n") < BULK:
                change = self.catalog.put(new, replaces, vectors)
                self._apply([change.item])
            else:
                change = self._put_large(new, replaces, vectors)
            self._publish_soon()
            return change

    @contextmanager
    def together(self) -> Iterator[None]:
        """Commit what is put and validated inside as one, and let graph, words and findings follow as one.

        An item that cannot be put leaves nothing, and the others go on. An exception that gets out undoes them all.
        """
        with self._guard:
            self.finish_loading()
            items: list[int] = []
            self._together = items
            try:
                with self.catalog.transaction():
                    yield
            finally:
                self._together = None
            if items:
                self._apply(items)
                self._validate(items)
                self._publish_soon()

    def load_ahead(self, kind: str, key: str, triples: bytes) -> None:
        """Begin to load the graph of a new item that will be put next, most likely with these statements.

        It goes on while the caller finds out whether it is to be put as it is. Small items, and new versions of
        those that are there, are left as they are.
        """
        with self._guard:
            self.finish_loading()
            item = self.catalog.item(kind, key)
            if triples.count(b"\n") < BULK or (item is not None and not item.removed):
                return
            self.catalog.set_meta(_LOADING, f"{kind}/{key}")
            graph = self._uris.graph(kind, key)
            self._ahead = _Ahead(graph, triples, self._beside.submit(self.graph.replace, graph, triples))

    def _put_large(self, new: NewItem, replaces: Item | None, vectors: Mapping[str, NDArray[np.float32]]) -> Change:
        """Load the graph while the catalog is written: each takes most of a second for 5,000 records.

        What is being loaded is noted first, so that whatever comes in between, the graph is what the catalog says.
        """
        graph = self._uris.graph(new.kind, new.key)
        if self._ahead is not None and self._ahead.graph == graph:
            known = self._ahead.triples
        else:
            self.finish_loading()
            same = (
                replaces is not None and not replaces.removed and (replaces.kind, replaces.key) == (new.kind, new.key)
            )
            known = self.catalog.triples(replaces.id) if replaces is not None and same else b""
        self.catalog.set_meta(_LOADING, f"{new.kind}/{new.key}")
        loading = self._beside.submit(self.graph.replace, graph, new.triples, known)  # after what was begun ahead
        try:
            change = self.catalog.put(new, replaces, vectors)
            loading.result()
        except BaseException:
            wait([loading])
            self.finish_loading()
            raise
        self._ahead = None
        self._apply([change.item], loaded=True)
        self.catalog.set_meta(_LOADING, "")
        return change

    def finish_loading(self) -> None:
        """Make a graph that was being loaded, and whose item was not put, what the catalog says; else do nothing."""
        if self._ahead is not None:
            wait([self._ahead.loading])
            self._ahead = None
        kind, _, key = (self.catalog.meta(_LOADING) or "").partition("/")
        if kind:
            item = self.catalog.item(kind, key)
            triples = b"" if item is None or item.removed else self.catalog.triples(item.id)
            self.graph.replace(self._uris.graph(kind, key), triples)
            self.catalog.set_meta(_LOADING, "")

    def remove(self, item: Item) -> Change:
        """Take an item out of everything but the change log."""
        with self._guard:
            change = self.catalog.remove(item)
            self._apply([item.id])
            self._publish_soon()
            return change

    def change_all(self, new: Sequence[tuple[NewItem, Item | None]], gone: Sequence[Item]) -> list[Change]:
        """Put and remove several items without passages, all or nothing. See ``Catalog.change_all``."""
        with self._guard:
            changes = self.catalog.change_all(new, gone)
            self._apply([change.item for change in changes])
            self._publish_soon()
            return changes

    def validate(self, item: int, known: Sequence[Violation] | None = None) -> int:
        """Find what is wrong with an item as it is now, and keep it; returns how much. Nothing is refused for it.

        ``known`` are the findings of an item that was validated before it was stored. Inside ``together`` it is
        done when all are stored.
        """
        with self._guard:
            return 0 if self._together is not None else self._validate([item], known).get(item, 0)

    def _validate(self, items: Sequence[int], known: Sequence[Violation] | None = None) -> dict[int, int]:
        try:
            new = list(self.catalog.items_by_id(items).values())
            return validate_items(self.catalog, self.graph, self._uris, new, known)
        except Exception:  # the items are safe already, and what is wrong with them must not keep them from readers
            log.exception("could not validate %d items", len(items))
            return {}

    def store_blob(self, digest: str, content: bytes) -> None:
        """Keep original bytes under their SHA-256; the same bytes again are free."""
        path = self._data / "blobs" / digest[:2] / digest
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{threading.get_ident()}.part")
        part.write_bytes(content)
        part.rename(path)

    # ------------------------------------------------------------------ projections

    def rebuild(self) -> None:
        """Make graph and word index anew from the catalog."""
        with self._guard:
            every = [i.id for i in self.catalog.items()]
            gone = [i.id for i in self.catalog.items(removed=True)]
            self._apply(gone + every)
            self.publish()

    def publish(self) -> None:
        """Let readers see everything that is committed."""
        with self._guard:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self.finish_loading()
            begun = time.monotonic()
            self._words.commit()
            generations.publish(self._data, self.catalog.sequence(), self.graph.checkpoint)
            self._published_at = time.monotonic()
            self._delay = max(self._settings.publish_delay, PAUSE * (self._published_at - begun))
            generations.sweep(self._data, older_than=READ_ON * self._settings.query_time)

    def close(self) -> None:
        """Publish what is left and let the next writer in."""
        with self._guard:
            self.finish_loading()
            if self._timer is not None:
                self.publish()
            self._beside.shutdown()
            self._words.close()
            self.catalog.close()
            del self.graph
            self._writer_lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _catch_up(self) -> None:
        published = generations.current(self._data)
        after = published.sequence if published else 0
        other_terms = self.catalog.meta("words") != REVISION
        self.finish_loading()
        behind = self.catalog.changed_items(0 if other_terms else after)
        if behind or published is None:
            self._apply(behind)
            self.publish()
        if other_terms:
            self.catalog.set_meta("words", REVISION)

    def _apply(self, ids: list[int], *, loaded: bool = False) -> None:
        """Bring graph and word index to what the catalog says of these items; ``loaded``: their own graphs are."""
        for first in range(0, len(ids), _AT_ONCE):
            items = self.catalog.items_by_id(ids[first : first + _AT_ONCE])
            graphs: dict[str, bytes] = {}
            for item in items.values():
                for former in self.catalog.former_keys(item.kind, item.key):
                    graphs[self._uris.graph(item.kind, former)] = b""
                if not loaded:
                    graphs[self._uris.graph(item.kind, item.key)] = self.catalog.triples(item.id)
            self.graph.replace_all(graphs)
            self._words.apply(list(items), [p for i in items for p in self.catalog.passages(i)])

    def _publish_soon(self) -> None:
        if self._ahead is None and time.monotonic() - self._published_at >= self._delay:
            self.publish()
        elif self._timer is None:
            self._timer = threading.Timer(self._delay, self._publish_late)
            self._timer.daemon = True
            self._timer.start()

    def _publish_late(self) -> None:
        with self._guard:
            if self._ahead is not None:  # the item comes soon, and publishes
                self._timer = None
                self._publish_soon()
            elif self._timer is not None:
                self.publish()


def blob_path(data: Path, digest: str) -> Path:
    """Where the original bytes with this SHA-256 lie."""
    return data / "blobs" / digest[:2] / digest
