"""One run over a source: begun or gone on with, walked, compared, taken in, counted.

However a run ends, the base has what it had before and whole records; what is gone at the source goes only
after a run that saw all of it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from ingest.harvest.client import Client
from ingest.harvest.documents import DocumentRun
from ingest.harvest.intake import SourceIntake
from ingest.harvest.kinds.base import PagedSource, WebSource, seconds
from ingest.harvest.kinds.file import FileSource
from ingest.harvest.kinds.folder import FolderSource
from ingest.harvest.kinds.site import SiteSource
from ingest.harvest.memory import BaseMemory
from ingest.harvest.sources import AnySource
from ingest.harvest.walk import Walk, Walked
from ingest.pipeline import Pipeline
from kg.errors import MeaKgError
from kg.harvests import OPEN, Harvests, Run
from kg.identifiers import Uris
from kg.identity import settle
from kg.settings import Settings
from kg.writer import Writer

log = logging.getLogger(__name__)

PASSES = 3
"""So often at most is a source read in one run when rows moved while it was read."""


class Harvester:
    """Harvests sources into a base.

    Args:
        settings: of the base.
        writer: holds the base's lock.
        pipeline: takes files in.
        sleep: waits between requests.
    """

    def __init__(
        self, settings: Settings, writer: Writer, pipeline: Pipeline, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings, self._writer, self._sleep = settings, writer, sleep
        self._store = Harvests(writer.catalog)
        self._pipeline = pipeline

    def harvest(self, source: AnySource, *, full: bool = False, accept_removals: bool = False) -> Run:
        """Bring the base up to date with a source.

        Args:
            source: as declared.
            full: read all of it, even if it can tell what has changed.
            accept_removals: also when a large share of its records is gone.

        Returns:
            the run: ``outcome`` is done; incomplete (all that could be had is there, but not all could be had, so
            nothing was removed); or failed (``message`` says why; the next run goes on from there).
        """
        run = self._harvested(source, full=full, accept_removals=accept_removals)
        settle(self._writer, Uris(self._settings.base_uri))  # a run that was killed may have left this to do
        return run

    def _harvested(self, source: AnySource, *, full: bool, accept_removals: bool) -> Run:
        run = self._started(source, full=full)
        intake = SourceIntake(self._settings, self._writer, self._pipeline, source)
        loss = 1.0 if accept_removals else self._settings.harvest_loss
        with self._client(source) as client:
            if isinstance(source, FileSource):
                return self._file(source, run, client, intake)
            if isinstance(source, SiteSource | FolderSource):
                return DocumentRun(self._settings, self._store, intake, loss).harvest(source, run, client)
            return self._pages(source, run, client, intake, loss)

    def _client(self, source: AnySource) -> Client:
        home = source.url if isinstance(source, WebSource) else ""
        keys = self._settings.harvest_keys.get(source.name, {})
        memory = BaseMemory(self._writer, self._settings.data)
        return Client(
            self._settings,
            home=home,
            headers=keys,
            robots=source.robots,
            pause=source.pause,
            memory=memory,
            sleep=self._sleep,
        )

    def _started(self, source: AnySource, *, full: bool) -> Run:
        last = self._store.last(source.name)
        recent = last is not None and _age(last.touched) <= self._settings.harvest_resume
        if last and recent and last.outcome in OPEN and (last.mode == "full" or not full):
            return self._store.go_on(last)
        whole = self._store.last(source.name, mode="full", done=True)
        able = isinstance(source, PagedSource) and source.incremental and not full
        if not able or whole is None or _age(whole.started) > seconds(source.full_every):
            return self._store.begin(source.name, "full", None)
        before = self._store.last(source.name, done=True)
        since = before.mark if before else None
        return self._store.begin(source.name, "incremental" if since else "full", since)

    # ------------------------------------------------------------------ one file

    def _file(self, source: FileSource, run: Run, client: Client, intake: SourceIntake) -> Run:
        try:
            answer = source.fetch(client)
        except MeaKgError as problem:
            return self._store.end(run, "failed", str(problem))
        taken = intake.take_file(answer.body, source.format, answer.modified)
        self._store.count(run, *taken.changes)
        return self._store.end(run, "failed" if taken.nothing else "done", taken.message, taken.refused)

    # ------------------------------------------------------------------ page by page

    def _pages(self, source: PagedSource, run: Run, client: Client, intake: SourceIntake, loss: float) -> Run:
        walk = Walk(source, client, self._store, run, self._settings.harvest_pages)
        try:
            outcome, message = self._walked(source, run, walk, client, loss)
        except MeaKgError as problem:
            outcome, message = "failed", str(problem)
            log.info("%s: %s", source.name, problem)
        taken = intake.take_rows(source, self._store)
        told = " ".join(filter(None, (message, taken.message))) or None
        return self._store.end(run, "failed" if taken.nothing else outcome, told, taken.refused)

    def _walked(self, source: PagedSource, run: Run, walk: Walk, client: Client, loss: float) -> tuple[str, str | None]:
        """Read all pages; after a full run that saw everything, take away what is gone. Returns outcome and message."""
        walked = walk.go_on()
        if run.mode == "incremental":
            return ("incomplete", f"Not read to the end: {walked.circle}.") if walked.circle else ("done", None)
        total = walked.total if walked.total is not None else source.total(client)
        walked, seen = self._seen_twice(run, walk, walked, total)
        if total is not None and seen < total:
            return "incomplete", f"The source says that it has {total} rows, {seen} could be read. Nothing was removed."
        if walked.cut or (walked.circle and total is None):
            return "incomplete", f"Not read to the end: {walked.circle}. Nothing was removed."
        return remove_unseen(self._store, run, loss)

    def _seen_twice(self, run: Run, walk: Walk, walked: Walked, total: int | None) -> tuple[Walked, int]:
        """Look again for rows that are missing: while a list is read page by page, rows can change their places."""
        seen = self._store.seen(run)
        for _ in range(PASSES - 1):
            missing = total is not None and seen < total
            if not missing and not self._store.unseen(run):
                break
            walked, before = walk.again(), seen
            seen = self._store.seen(run)
            if seen == before:
                break
        return walked, seen


def remove_unseen(store: Harvests, run: Run, loss: float) -> tuple[str, str | None]:
    """Take away the rows that a whole run did not meet, unless they are too many to believe it."""
    gone = store.unseen(run)
    if len(gone) > loss * store.living(run.source):
        return "incomplete", (
            f"{len(gone)} of {store.living(run.source)} records are not there any more; nothing was removed. "
            "If that is right: `mea-kg harvest --accept-removals`."
        )
    store.take(run, (key for key, _ in gone))
    return "done", None


def _age(at: str) -> float:
    """Seconds since a time (ISO 8601, UTC)."""
    return (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()
