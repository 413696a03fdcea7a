"""The graph store that clients write: one change at a time, run beside the base and then committed to its catalog."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import BadInput, Busy, LimitReached, Locked
from kg.graph.clients import ClientGraphs, Protected, commit, merged
from kg.identifiers import Uris
from kg.settings import Settings
from kg.writer import Writer
from search_api.sparql.jobs import QueryTimeout, TooComplex
from search_api.sparql.process import environment
from search_api.update.guard import check_update, with_dataset
from search_api.update.loading import Load, with_loaded
from search_api.update.worker import RESULT

WAIT = 10.0
"""Seconds that a change waits for another writer."""


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL update with the dataset that the protocol gives it."""

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SentGraph:
    """A graph as a client sent it."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a LOAD operation of an update names; nothing where it could not be had and is SILENT."""

    load: Load
    sent: SentGraph | None


class GraphStore:
    """Changes graphs in a base. Each call holds the writer's lock from beginning to end.

    Each raises Busy when another process writes, LimitReached and TooComplex at
    a limit, Protected for a graph that is not the clients' to write.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._uris = Uris(settings.base_uri)

    def update(self, update: Update, loaded: Sequence[Loaded] = ()) -> None:
        """Run an update, all or nothing. ``loaded``: for each LOAD in it, in order, what it names.

        Raises:
            BadInput: it is not valid, or it failed. Forbidden: it has LOAD or SERVICE.
        """
        loads = [each.load for each in loaded]
        check_update(with_loaded(update.text, loads, [b""] * len(loads)), self._settings)
        with self._writer() as writer, _scratch(self._settings.data) as scratch:
            contents = [self._content(each, scratch / f"load-{number}") for number, each in enumerate(loaded)]
            text = with_dataset(with_loaded(update.text, loads, contents), update.using, update.using_named)
            graphs = ClientGraphs(writer.catalog, self._uris)
            before, after = scratch / "before", scratch / "after"
            writer.graph.checkpoint(before)
            writer.graph.checkpoint(after)
            job = {
                "kind": "update",
                "text": text,
                "base": f"{self._settings.base_uri}update",
                "before": str(before),
                "after": str(after),
                "kept": list(graphs.items()),
                "default": str(graphs.default),
            }
            result = self._run(job, scratch)
            for name in result["protected"]:
                graphs.key_of(name)
                raise Protected(f"The graph {name} is the default graph here.", remedy="Write to it without naming it.")
            written = {name: Path(f).read_bytes() if f else None for name, f in result["contents"].items()}
            self._check_number({*graphs.items(), *(n for n, c in written.items() if c is not None)})
            commit(writer, self._uris, written)

    def put(self, name: str | None, sent: Sequence[SentGraph], *, merge: bool = False) -> bool:
        """Make a graph hold what was sent, or ``merge`` it into the graph; whether the graph is new.

        ``name`` None is the default graph, which is always there.
        """
        with self._writer() as writer, _scratch(self._settings.data) as scratch:
            graphs = ClientGraphs(writer.catalog, self._uris)
            target = name or graphs.default
            graphs.key_of(target)
            there = graphs.content(target)
            content = (there or b"") if merge else b""
            for number, graph in enumerate(sent):
                content = merged(content, self._read(graph, target, scratch / str(number)))
            self._check_number({*graphs.items(), target})
            commit(writer, self._uris, {target: content})
            return there is None

    def delete(self, name: str | None) -> bool:
        """Take a graph away; whether there was one. The default graph becomes empty."""
        with self._writer() as writer:
            graphs = ClientGraphs(writer.catalog, self._uris)
            target = name or graphs.default
            graphs.key_of(target)
            there = graphs.content(target) is not None
            commit(writer, self._uris, {target: None})
            return there

    def _writer(self) -> Writer:
        try:
            return Writer(self._settings, wait=WAIT)
        except Locked as error:
            raise Busy(error.message, remedy="Try again later.") from error

    def _check_number(self, names: set[str]) -> None:
        if len(names) > self._settings.update_graphs:
            raise LimitReached(
                f"Clients may keep {self._settings.update_graphs:,} graphs here.",
                remedy="Delete some, or use larger ones.",
            )

    def _content(self, loaded: Loaded, directory: Path) -> bytes:
        """N-Triples of what a LOAD names."""
        try:
            return b"" if loaded.sent is None else self._read(loaded.sent, loaded.load.url, directory)
        except BadInput:
            if loaded.load.silent:
                return b""
            raise

    def _read(self, sent: SentGraph, name: str, directory: Path) -> bytes:
        directory.mkdir()
        file = directory / "sent"
        file.write_bytes(sent.content)
        job = {"kind": "graph", "file": str(file), "media_type": sent.media_type, "base": name}
        return Path(self._run(job, directory)["contents"][name]).read_bytes()

    def _run(self, job: dict[str, Any], directory: Path) -> dict[str, Any]:
        """What the worker makes of a job. Its errors are told in words."""
        settings = self._settings
        job |= {"directory": str(directory), "bytes": settings.update_graph_bytes}
        command = [sys.executable, "-P", "-m", "search_api.update.worker", str(settings.query_memory)]
        try:
            subprocess.run(
                command, input=json.dumps(job).encode(), env=environment(), timeout=settings.update_time, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise QueryTimeout(
                f"The change was stopped after {settings.update_time:.2g} seconds, the time limit here.",
                remedy="Make it in smaller parts.",
            ) from error
        try:
            result: dict[str, Any] = json.loads((directory / RESULT).read_text())
        except FileNotFoundError as error:
            raise self._too_complex() from error
        if "reason" in result:
            raise self._failure(result["reason"], result["message"], job["kind"])
        return result

    def _too_complex(self) -> TooComplex:
        most = self._settings.query_memory >> 20
        return TooComplex(f"The change needs more memory than {most} MiB.", remedy="Make it in smaller parts.")

    def _failure(self, reason: str, message: str, kind: str) -> BadInput | TooComplex | LimitReached:
        what = {"update": "update", "graph": "graph that was sent"}[kind]
        if reason == "memory":
            return self._too_complex()
        if reason == "bytes":
            most = self._settings.update_graph_bytes
            return LimitReached(
                f"A graph would be larger than {most:,} bytes.", remedy="Spread it over several graphs."
            )
        if reason == "syntax":
            return BadInput(f"The {what} cannot be read: {message}", remedy="Correct it and send it again.")
        return BadInput(f"The {what} failed: {message}")


@contextmanager
def _scratch(data: Path) -> Iterator[Path]:
    """A directory on the base's disk, so that a checkpoint is hard links. It belongs to who holds the writer's lock."""
    directory = data / "scratch"
    shutil.rmtree(directory, ignore_errors=True)  # what a killed process left
    directory.mkdir()
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
