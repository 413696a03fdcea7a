"""The way through a source's pages, which ends however the source behaves.

It ends where the source ends (no next page), and it ends when the source turns in a circle: a page that comes
again byte for byte, an address that comes again, or several pages without a single new row.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.harvest.client import Client
from ingest.harvest.kinds.base import PagedSource
from ingest.harvest.kinds.oai import TokenExpired
from kg.errors import NotFound
from kg.harvests import THE_END, Harvests, Run

STALE = 3
"""So many pages one after the other without a new row are a circle."""


@dataclass(frozen=True, slots=True)
class Walked:
    """How the way ended. ``circle`` says how the source turned back; empty when it came to its end.

    ``cut``: there were more pages than are read; ``total``: how many rows there are, as far as pages tell.
    """

    pages: int
    circle: str = ""
    total: int | None = None
    cut: bool = False


class Walk:
    """Reads the pages of one run; each is stored with its rows before the next is asked for."""

    def __init__(self, source: PagedSource, client: Client, store: Harvests, run: Run, most: int) -> None:
        self._source, self._client, self._store, self._run, self._most = source, client, store, run, most

    def go_on(self) -> Walked:
        """From where the run stands to the end."""
        at = self._run.at
        if at == THE_END:
            return Walked(0)
        if at is None:
            return self.from_start()
        try:
            return self._from(at, STALE)
        except (TokenExpired, NotFound):
            return self.from_start()  # the place is not there any more: it was a temporary address

    def from_start(self) -> Walked:
        """The whole way."""
        return self._from(self._source.first(self._run.since), STALE)

    def again(self) -> Walked:
        """The whole way once more, for rows that moved while it was read the first time."""
        return self._from(self._source.first(self._run.since), self._most)

    def _from(self, start: str, stale_most: int) -> Walked:
        at: str | None = start
        addresses: set[str] = set()
        digests: set[str] = set()
        stale = 0
        total = None
        while at is not None:
            if at in addresses:
                return Walked(len(addresses), "it links back to a page that was read already", total)
            if len(addresses) >= self._most:
                why = f"it has more than {self._most} pages (MEA_KG_HARVEST_PAGES)"
                return Walked(len(addresses), why, total, cut=True)
            addresses.add(at)
            page = self._source.page(self._client, at)
            if page.rows and page.digest in digests:
                return Walked(len(addresses), "it gives the same page again", total)
            digests.add(page.digest)
            total = page.total if page.total is not None else total
            mark = max((row.updated for row in page.rows if row.updated), default=None)
            new = self._store.page(self._run, page.rows, page.next, mark)
            stale = stale + 1 if page.rows and not new else 0
            if stale >= stale_most:
                return Walked(len(addresses), f"{stale} pages brought nothing new", total)
            at = page.next
        return Walked(len(addresses), "", total)
