"""``/dumps/``: what there is for download, and the files. A dump is made when somebody first asks for it."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Sequence
from typing import Any

from anyio import to_process
from fastapi import HTTPException, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from kg.errors import Busy, NotFound
from kg.settings import Settings
from search_api.conditional import is_known
from search_api.feeds.answers import IMMUTABLE
from search_api.feeds.dumps import FORMATS, SUMS, Dump, DumpFile, directory, dumps, make, newest, quoted
from search_api.routes.sparql import COMMON_HEADERS

log = logging.getLogger(__name__)


class Dumps:
    """Makes dumps in a process of its own, one at a time, and tells of those that are ready."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._making: asyncio.Task[None] | None = None

    async def current(self, sequence: int) -> Dump | None:
        """The dump of this state or a later one; None when it is not ready within the time of a query."""
        ready = await run_in_threadpool(newest, self._settings, sequence)
        if ready is None:
            await asyncio.wait({self._start()}, timeout=self._settings.query_time)
            ready = await run_in_threadpool(newest, self._settings, sequence)
        return ready

    async def all(self) -> list[Dump]:
        """All that are ready, the newest first."""
        return await run_in_threadpool(dumps, self._settings)

    async def one(self, name: str, sequence: int) -> Dump:
        """A dump by its name; ``latest`` is the current one.

        Raises:
            NotFound: there is none of this name. Busy: the current one is not ready.
        """
        if name == "latest":
            ready = await self.current(sequence)
            if ready is None:
                raise Busy("The dump is still being made.", remedy="Ask again in a moment.")
            return ready
        found = next((dump for dump in await self.all() if dump.name == name), None)
        if found is None:
            raise NotFound(f"There is no dump {name}.", remedy="Older dumps are removed; see /dumps/.")
        return found

    def file(self, request: Request, dump: Dump, name: str) -> Response:
        """A file of a dump, with its checksum as entity tag and digest (RFC 9530).

        Raises:
            HTTPException: 404, the dump has no such file.
        """
        path = directory(self._settings) / dump.name / name
        if name == SUMS:
            return FileResponse(path, headers={**COMMON_HEADERS, "Cache-Control": IMMUTABLE}, media_type="text/plain")
        listed = dump.file(name)
        if listed is None or not path.is_file():
            raise HTTPException(404, f"The dump {dump.name} has no file {name}.")
        headers = {**COMMON_HEADERS, "Cache-Control": IMMUTABLE, "ETag": f'"{listed.sha256}"'}
        if is_known(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        digest = base64.b64encode(bytes.fromhex(listed.sha256)).decode()
        headers["Repr-Digest"] = f"sha-256=:{digest}:"
        return FileResponse(path, headers=headers, media_type="application/gzip", filename=name.rpartition("/")[2])

    def _start(self) -> asyncio.Task[None]:
        if self._making is None or self._making.done():
            self._making = asyncio.create_task(self._make())
        return self._making

    async def _make(self) -> None:
        try:
            await to_process.run_sync(make, self._settings, cancellable=True)
        except Exception:  # the edge of a background task: those who wait are told that nothing is ready
            log.exception("could not make a dump")


def as_json(dump: Dump, address: str, files: Sequence[DumpFile]) -> dict[str, Any]:
    """A dump with some of its files."""
    place = f"{address}dumps/{dump.name}/"
    shown = [
        {
            "name": file.name,
            "url": place + quoted(file.name),
            "graph": file.graph,
            "media_type": FORMATS[file.format],
            "quads": file.quads,
            "bytes": file.bytes,
            "sha256": file.sha256,
        }
        for file in files
    ]
    return {
        "name": dump.name,
        "url": place,
        "sequence": dump.sequence,
        "at": dump.at,
        "checksums": place + SUMS,
        "files": shown,
    }
