"""Uploads and harvests become jobs: each runs ``mea-kg`` in a process of its own, one after the other."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.catalog import now
from kg.errors import NotFound
from kg.settings import Settings

KEPT = 1000
"""Ended jobs that can still be asked for."""


@dataclass
class Job:
    """An upload on its way in. ``state`` is waiting, running, done or failed."""

    id: str
    files: list[str]
    state: str = "waiting"
    created: str = field(default_factory=now)
    ended: str | None = None
    result: dict[str, Any] | None = None
    message: str = ""

    def as_json(self) -> dict[str, Any]:
        """What ``GET /api/jobs/{id}`` answers."""
        return dict(vars(self))


class Jobs:
    """Runs jobs in the order in which they came."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._jobs: dict[str, Job] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def inbox(self) -> Path:
        """Where uploads are kept: the same name again is a new version."""
        path = self._settings.data / "inbox"
        path.mkdir(parents=True, exist_ok=True)
        return path

    def start(self, paths: list[Path]) -> Job:
        """Queue the ingest of files in the inbox."""
        return self._start([p.name for p in paths], ["ingest", *map(str, paths)])

    def start_harvest(self, names: list[str]) -> Job:
        """Queue the harvest of declared sources."""
        return self._start(names, ["harvest", *names])

    def _start(self, files: list[str], command: list[str]) -> Job:
        job = Job(uuid.uuid4().hex[:16], files)
        for old in list(self._jobs)[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[old]
        self._jobs[job.id] = job
        task = asyncio.create_task(self._run(job, command))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    def get(self, key: str) -> Job:
        """A job by its id.

        Raises:
            NotFound: no such job, or it ended long ago.
        """
        if key not in self._jobs:
            raise NotFound(f"There is no job {key}.", remedy="Jobs are forgotten when the server restarts.")
        return self._jobs[key]

    async def run_command(self, *arguments: str) -> tuple[int, bytes, bytes]:
        """Run ``mea-kg`` with these arguments on this base; (exit code, stdout, stderr)."""
        environment = os.environ | {
            "MEA_KG_DATA": str(self._settings.data),
            "MEA_KG_BASE_URI": self._settings.base_uri,
            "MEA_KG_MODEL": self._settings.model,
        }
        async with self._turn:
            code = "from search_api.cli import main; main()"
            # Not by the event loop: that forks, and stands still while the memory of a large server is mapped anew.
            self._process = process = subprocess.Popen(  # noqa: ASYNC220  # by vfork, half a millisecond
                [sys.executable, "-c", code, *_options(arguments)], env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
            out, err = await asyncio.to_thread(process.communicate)
            return process.returncode, out, err

    async def aclose(self) -> None:
        """End what is running. What it had committed is safe; the rest can be uploaded again."""
        for task in list(self._tasks):
            task.cancel()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            await asyncio.to_thread(self._process.wait)

    async def _run(self, job: Job, command: list[str]) -> None:
        job.state = "running"
        status, out, err = await self.run_command(*command)
        job.ended = now()
        job.state = "done" if status in {0, 3} else "failed"
        if out:
            job.result = json.loads(out)
        elif status:
            job.message = err.decode("utf-8", "replace").strip().splitlines()[-1] if err else f"exit code {status}"


def _options(arguments: tuple[str, ...]) -> list[str]:
    """The arguments with what every job wants, before ``--`` where there is one."""
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return [*arguments[:place], "--json", "--wait", "600", *arguments[place:]]
