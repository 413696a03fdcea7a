"""Runs over sources whose rows are documents: web sites and watched folders."""

from __future__ import annotations

import hashlib
from collections import Counter

from ingest.harvest.client import Client
from ingest.harvest.intake import Received, SourceIntake
from ingest.harvest.kinds.folder import FolderSource
from ingest.harvest.kinds.site import Found, SiteSource
from kg.errors import MeaKgError, NotAllowed, NotFound, SourceFailed
from kg.harvests import Harvests, Run
from kg.settings import Settings


class DocumentRun:
    """Takes in each document of a site or folder as it is met.

    A run that is gone on with passes over what it met already. A document that cannot be had just now stays as it is.

    Args:
        settings: limits.
        store: of runs and rows.
        intake: of the source.
        loss: share of the documents that may be gone at once.
    """

    def __init__(self, settings: Settings, store: Harvests, intake: SourceIntake, loss: float) -> None:
        self._settings, self._store, self._intake, self._loss = settings, store, intake, loss
        self._counts: Counter[str] = Counter()
        self._troubles: list[str] = []

    def harvest(self, source: SiteSource | FolderSource, run: Run, client: Client) -> Run:
        """Bring the base up to date; see ``Harvester.harvest``."""
        self._known = self._store.documents(source.name)
        try:
            if isinstance(source, SiteSource):
                for found in source.discover(client, self._settings.harvest_pages):
                    self._of_site(source, run, client, found)
            else:
                self._of_folder(source, run)
        except MeaKgError as problem:
            return self._ended(run, "failed", str(problem))
        if any(self._troubles):
            return self._ended(run, "incomplete", "Nothing was removed.")
        return self._ended(run, *self._without_gone(run))

    def _of_site(self, source: SiteSource, run: Run, client: Client, found: Found) -> None:
        digest, item, seen = self._known.get(found.url, ("", None, 0))
        if seen == run.id:
            return
        # A sitemap that tells when documents changed spares asking for each.
        stamp = f"at {found.updated}" if found.updated else ""
        if stamp and digest.endswith(stamp) and item is not None:
            self._met(run, found.url, digest, item, "unchanged")
            return
        try:
            answer = source.fetch(client, found.url)
        except (NotFound, NotAllowed):
            return  # not met: it goes when the run is whole
        except SourceFailed as problem:
            self._troubles.append(problem.message)
            return
        new = f"{hashlib.sha256(answer.body).hexdigest()} {stamp}".strip()
        if digest.partition(" ")[0] == new.partition(" ")[0]:
            self._met(run, found.url, new, item, "unchanged")
            return
        self._take(run, found.url, new, self._intake.take_document(found.url, source.file_name(found.url), answer.body))

    def _of_folder(self, source: FolderSource, run: Run) -> None:
        for path in source.found():
            key = str(path)
            digest, item, seen = self._known.get(key, ("", None, 0))
            if seen == run.id:
                continue
            try:
                new = hashlib.sha256(path.read_bytes()).hexdigest()
            except OSError as problem:
                self._troubles.append(f"{path} cannot be read: {problem.strerror}.")
                continue
            if new == digest:
                self._met(run, key, new, item, "unchanged")
            else:
                self._take(run, key, new, self._intake.take_path(path))

    def _take(self, run: Run, key: str, digest: str, received: Received) -> None:
        _, before, _ = self._known.get(key, ("", None, 0))
        self._counts["refused"] += received.refused
        if received.taken is None:
            # Refused as it is: what it was before stays, and it is looked at again when it changes.
            self._met(run, key, digest, before, "")
            return
        item = f"{received.taken.kind}/{received.taken.key}"
        self._met(run, key, digest, item, "changed" if before else "created")

    def _met(self, run: Run, key: str, digest: str, item: str | None, what: str) -> None:
        self._store.put_document(run, key, digest, item)
        self._known[key] = (digest, item, run.id)
        if what:
            self._store.count(run, *(int(what == name) for name in ("created", "changed", "unchanged", "removed")))

    def _without_gone(self, run: Run) -> tuple[str, str | None]:
        """Take away the documents that are gone, unless they are too many, or another document is the same."""
        gone = self._store.unseen(run)
        if len(gone) > self._loss * self._store.living(run.source):
            return "incomplete", f"{len(gone)} documents are not there any more; nothing was removed."
        kept = {item for _, item, seen in self._known.values() if seen == run.id}
        for _, item in gone:
            if item is not None and item not in kept:
                self._intake.remove(item)
        self._store.take(run, (key for key, _ in gone))
        return "done", None

    def _ended(self, run: Run, outcome: str, message: str | None) -> Run:
        told = " ".join(filter(None, (message, *self._troubles[:3]))) or None
        return self._store.end(run, outcome, told, self._counts["refused"])
