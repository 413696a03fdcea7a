"""The process that evaluates SPARQL: ``python -m search_api.sparql.worker``, spoken to over pipes.

It imports the query engine and nothing else, because a spare must be up in a
tenth of a second. It is expected to die: of its memory limit, of a query that
exhausts the stack, or by the pool's hand when the time is over.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from contextlib import suppress
from typing import Any, BinaryIO

import pyoxigraph as ox

from search_api.sparql import frames, sandbox
from search_api.sparql.output import ExcessError, ResultWriter

STACK = 256 << 20
"""A query of 100,000 characters nests up to 49,000 deep; 8 MiB end at 20,000, this does not."""

_BINDINGS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}

_UNKNOWN_FUNCTION = re.compile(r"The custom function <(.+)> is not supported")


class Evaluator:
    """Answers jobs one after the other, in the one thread that it is used in.

    A result of the engine belongs to the thread that made it: used or dropped
    in another one it aborts the process. So evaluating, serialising and dropping
    stay together here.
    """

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self._directory = ""
        self._store: ox.Store | None = None

    def open(self, directory: str) -> ox.Store:
        """The store in a directory; the one opened last stays open. Raises OSError."""
        if self._store is None or directory != self._directory:
            self._store = None
            self._store = ox.Store.read_only(directory)
            self._directory = directory
        return self._store

    def answer(self, job: dict[str, Any]) -> None:
        """Write the result of a job to the pool, or why there is none."""
        try:
            store = self.open(job["store"])
        except OSError as error:
            self._fail("store", f"The graph could not be opened: {error}")
            return
        try:
            self._evaluate(store, job)
        except (SyntaxError, ValueError) as error:
            self._fail("syntax", str(error))
        except MemoryError:
            self._fail("memory", "")
        except (RuntimeError, OSError) as error:
            self._fail("failed", str(error))

    def _evaluate(self, store: ox.Store, job: dict[str, Any]) -> None:
        result = _query(store, job)
        media_type = job["media"][_form(result)]
        if media_type is None:
            self._fail("format", _form(result))
            return
        writer = ResultWriter(self._target, media_type, most_rows=job["rows"], most_bytes=job["bytes"])
        if not job["head"] and not self._serialise(result, writer, media_type):
            return
        writer.finish()

    def _serialise(
        self, result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, writer: ResultWriter, media_type: str
    ) -> bool:
        try:
            if isinstance(result, ox.QueryTriples):
                result.serialize(writer, _GRAPHS[media_type])
            else:
                result.serialize(writer, _BINDINGS[media_type])
        except (ExcessError, OSError, RuntimeError):
            if writer.excess is None:
                raise
            self._fail(writer.excess.what, "")
            return False
        return True

    def _fail(self, reason: str, message: str) -> None:
        payload = json.dumps({"reason": reason, "message": message}).encode()
        self._target.write(frames.encode(frames.FAIL, payload))
        self._target.flush()


def _query(store: ox.Store, job: dict[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Evaluate; a function that nobody knows has no value, which is an error in the expression, not in the query."""
    options = _options(job)
    unknown: dict[ox.NamedNode, Any] = {}
    while True:
        try:
            return store.query(job["query"], custom_functions=unknown, **options)
        except RuntimeError as error:
            found = _UNKNOWN_FUNCTION.search(str(error))
            if found is None or ox.NamedNode(found[1]) in unknown:
                raise
            unknown[ox.NamedNode(found[1])] = _no_value


def _no_value(*_: object) -> None:
    return None


def _form(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples) -> str:
    if isinstance(result, ox.QueryTriples):
        return "graph"
    return "boolean" if isinstance(result, ox.QueryBoolean) else "bindings"


def _options(job: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {"base_iri": job["base"]}
    if job["bindings"]:
        options["substitutions"] = {ox.Variable(name): ox.NamedNode(iri) for name, iri in job["bindings"].items()}
    if job["default_graphs"] or job["named_graphs"]:
        options["default_graph"] = [ox.NamedNode(iri) for iri in job["default_graphs"]]
        options["named_graphs"] = [ox.NamedNode(iri) for iri in job["named_graphs"]]
    elif job["union"]:
        # The engine lets this switch win over FROM, so it is on only for queries without FROM.
        options["use_default_graph_as_union"] = True
    return options


def _serve(source: BinaryIO, target: BinaryIO, store: str) -> None:
    evaluator = Evaluator(target)
    if store:
        evaluator.open(store)
    _ready(target)
    while (frame := frames.read(source)) is not None:
        kind, payload = frame
        if kind == frames.OPEN:
            # A store that is gone already is told of when it is asked about.
            with suppress(OSError):
                evaluator.open(payload.decode())
            _ready(target)
        else:
            evaluator.answer(json.loads(payload))


def _ready(target: BinaryIO) -> None:
    target.write(frames.encode(frames.READY))
    target.flush()


def main(arguments: list[str]) -> int:
    """Serve jobs from standard input until it ends.

    Args:
        arguments: memory limit in bytes, and the store directory to have open already ("" for none).
    """
    memory, store = int(arguments[0]), arguments[1]
    sandbox.stand_apart()
    sandbox.limit_resources(memory, STACK)
    sandbox.cut_network()
    parent = os.getppid()
    threading.stack_size(STACK)
    thread = threading.Thread(target=_serve, args=(sys.stdin.buffer, sys.stdout.buffer, store), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(1.0)
        # A server that was killed cannot end its workers, and a busy worker does not see its pipe close.
        if os.getppid() != parent:
            return 1
    return 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    # Not by the ordinary way: a daemon thread inside the engine must not be waited for or unwound.
    os._exit(code)
