"""What the app's routes share: the base, the query workers, the jobs."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI, Request

from kg.base import KnowledgeBase
from kg.large_pages import use_large_pages
from kg.settings import Settings
from kg.snapshot import Snapshot
from search_api.jobs import Job, Jobs
from search_api.search_helper import AT_A_TIME, SearchHelper
from search_api.search_worker import GARBAGE, PAUSE, SETTLED
from search_api.sparql import SparqlPool

log = logging.getLogger(__name__)

Found = TypeVar("Found")


class Service:
    """Lives as long as the server does."""

    def __init__(self, settings: Settings, base: KnowledgeBase | None = None) -> None:
        self.settings = settings
        self.base = base or KnowledgeBase(settings)
        self.pool = SparqlPool(settings, self.current_store)
        self.jobs = Jobs(settings)
        # A few threads that search one question after the other keep what they need in the processor's caches;
        # half of them have the next questions encoded meanwhile.
        cores = os.cpu_count() or 1
        wanted = settings.search_worker and cores > 1 and sys.platform != "win32"
        self.helper = SearchHelper(settings) if wanted else None
        self._searching = ThreadPoolExecutor(2 * cores + (AT_A_TIME if self.helper else 0), "searches")
        self.warm = False
        """Whether a question in any language is answered without loading anything first."""
        self._store = (-1, settings.data)

    def current_store(self) -> tuple[int, Path]:
        """Number and graph directory of the generation that requests read now."""
        snapshot = self.base.snapshot
        if self._store[0] != snapshot.generation:
            self._store = snapshot.generation, snapshot.directory / "graph"
        return self._store

    async def in_turn(self, search: Callable[[], Found]) -> Found:
        """What a search gives, made in one of a few threads; the others wait outside."""
        return await asyncio.get_running_loop().run_in_executor(self._searching, search)

    @asynccontextmanager
    async def running(self, app: FastAPI) -> AsyncIterator[None]:
        """Start the workers, follow new generations, end everything in order."""
        app.state.service = self
        await self.pool.start()
        await asyncio.to_thread(lambda: self.base.encoder)
        await asyncio.to_thread(self.base.snapshot.names.prepare)
        tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._warm())]
        if self.helper is not None:
            tasks.append(asyncio.create_task(self._assist(self.helper)))
        if self.settings.harvest_scheduled:
            tasks.append(asyncio.create_task(self._harvest()))
        # What is here now stays: looking for garbage in it would hold up answers for a tenth of a second.
        # A question makes tens of thousands of objects; after every 700 the looking takes 2 % of its time.
        gc.set_threshold(*GARBAGE)
        gc.collect()
        gc.freeze()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await self.jobs.aclose()
            await self.pool.aclose()
            if self.helper is not None:
                await asyncio.to_thread(self.helper.close)
            self._searching.shutdown()
            self.base.close()

    async def _warm(self) -> None:
        try:
            await asyncio.to_thread(self.base.warm)
            gc.collect()
            gc.freeze()  # what that loaded stays too
            if self.helper is not None:
                await asyncio.to_thread(self._help, self.helper)
        except Exception:  # the edge of a background task: questions load what they need themselves
            log.exception("could not warm up")
        self.warm = True
        self.base.keep_learning_words()
        await asyncio.sleep(SETTLED)
        await asyncio.to_thread(use_large_pages, PAUSE)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self.settings.refresh_interval)
            try:
                before = self.base.snapshot.generation
                await asyncio.to_thread(self.base.refresh)
                if self.base.snapshot.generation != before:
                    await self.pool.renew()
            except Exception:  # the edge of a background task: it must look again next time
                log.exception("could not move to the newest generation")

    async def _assist(self, helper: SearchHelper) -> None:
        """Have the search worker follow; in a task of its own, for this process does not wait for it."""
        while True:
            await asyncio.sleep(self.settings.refresh_interval)
            if self.warm:
                await asyncio.to_thread(self._help, helper)

    def _help(self, helper: SearchHelper) -> None:
        """Have the search worker where this process is."""
        base = self.base
        helper.follow(base.encoder, base.snapshot.generation, base.words_edition)
        base.search_elsewhere(helper)

    async def _harvest(self) -> None:
        """Harvest what is due, one source after the other; a source that is under way is not begun again."""
        from ingest.harvest.schedule import due_sources

        under_way: Job | None = None
        while True:
            try:
                if under_way is None or under_way.ended is not None:
                    due = await asyncio.to_thread(due_sources, self.settings)
                    under_way = self.jobs.start_harvest([due[0].name]) if due else None
            except Exception:  # the edge of a background task: it must look again next time
                log.exception("could not start the harvests that are due")
            await asyncio.sleep(self.settings.harvest_look)


# What a route depends on and only looks up is `async`: anything else would be sent to a thread, and wait for one.


async def service(request: Request) -> Service:
    """The running service."""
    found: Service = request.app.state.service
    return found


Serving = Annotated[Service, Depends(service)]


async def snapshot(service: Serving) -> Snapshot:
    """The state of the base that this request reads from beginning to end."""
    return service.base.snapshot


State = Annotated[Snapshot, Depends(snapshot)]
