"""The process that runs what clients send: ``python -m search_api.update.worker``.

It works in a directory of its own that is thrown away afterwards, without
network and within limits, and writes nothing but statements for the server to
commit. So an update can end this process, but it cannot harm the base.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from search_api.sparql import sandbox

STACK = 256 << 20
RESULT = "result.json"


class RefusedError(Exception):
    """Why there is no result: ``reason`` for the server, a message for people."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def update(job: dict[str, Any]) -> dict[str, Any]:
    """Run an update on ``after``, a copy of ``before``.

    Returns:
        ``contents``: graph → file with its N-Triples, None where the graph is gone;
        ``protected``: graphs that the update changed although they are not the clients'.
    """
    kept, default = set(job["kept"]), ox.NamedNode(job["default"])
    before, after = ox.Store.read_only(job["before"]), ox.Store(job["after"])
    _move(after, default, ox.DefaultGraph())
    for name in kept - {default.value}:
        after.add_graph(ox.NamedNode(name))
    after.update(job["text"], base_iri=job["base"])
    there = {str(g.value) for g in before.named_graphs() if isinstance(g, ox.NamedNode)}
    now = {str(g.value) for g in after.named_graphs() if isinstance(g, ox.NamedNode)}
    guarded = there - kept
    protected = [name for name in guarded if not _same(before, after, name, ox.NamedNode(name))]
    protected += [default.value] if default.value in now else []
    contents: dict[str, str | None] = dict.fromkeys(kept - now - {default.value})
    for name in sorted(now - guarded - {default.value}):
        if name not in kept or not _same(before, after, name, ox.NamedNode(name)):
            contents[name] = _written(after.quads_for_pattern(None, None, None, ox.NamedNode(name)), job, len(contents))
    if not _same(before, after, default.value, ox.DefaultGraph()):
        contents[default.value] = _written(after.quads_for_pattern(None, None, None, ox.DefaultGraph()), job, -1)
    return {"contents": contents, "protected": sorted(protected)}


def read(job: dict[str, Any]) -> dict[str, Any]:
    """Read a graph in a file; its blank nodes get names that no other graph has."""
    format_ = ox.RdfFormat.from_media_type(job["media_type"])
    if format_ is None:
        raise RefusedError("syntax", f"{job['media_type']} is not a format for graphs")
    quads = ox.parse(
        path=job["file"], format=format_, base_iri=job["base"], without_named_graphs=True, rename_blank_nodes=True
    )
    return {"contents": {job["base"]: _written(quads, job, 0)}, "protected": []}


def _move(store: ox.Store, source: ox.NamedNode, target: ox.DefaultGraph) -> None:
    store.extend(
        [ox.Quad(q.subject, q.predicate, q.object, target) for q in store.quads_for_pattern(None, None, None, source)]
    )
    store.remove_graph(source)


def _same(before: ox.Store, after: ox.Store, name: str, graph: ox.NamedNode | ox.DefaultGraph) -> bool:
    """Whether two stores hold the same statements; both list them in the order of their keys."""
    pairs = zip_longest(
        before.quads_for_pattern(None, None, None, ox.NamedNode(name)), after.quads_for_pattern(None, None, None, graph)
    )
    return all(a is not None and b is not None and a.triple == b.triple for a, b in pairs)


def _written(quads: Iterable[ox.Quad], job: dict[str, Any], number: int) -> str:
    """The statements as a file of sorted N-Triples, each once; returns its name."""
    lines = sorted(set(_lines(quads, job["bytes"])))
    file = Path(job["directory"]) / f"{number}.nt"
    file.write_bytes(b"".join(lines))
    return str(file)


def _lines(quads: Iterable[ox.Quad], most: int) -> Iterator[bytes]:
    for quad in quads:
        if isinstance(quad.object, ox.Triple):
            raise RefusedError("syntax", "statements about statements (RDF 1.2) are not taken here")
        line = ox.serialize([quad.triple], format=ox.RdfFormat.N_TRIPLES) or b""
        most -= len(line)
        if most < 0:
            raise RefusedError("bytes", "")
        yield line


def _run(job: dict[str, Any]) -> dict[str, Any]:
    try:
        return update(job) if job["kind"] == "update" else read(job)
    except RefusedError as refused:
        return {"reason": refused.reason, "message": str(refused)}
    except (SyntaxError, ValueError) as error:
        return {"reason": "syntax", "message": str(error)}
    except MemoryError:
        return {"reason": "memory", "message": ""}
    except (RuntimeError, OSError) as error:
        return {"reason": "failed", "message": str(error)}


def _work() -> None:
    job = json.load(sys.stdin)
    result = Path(job["directory"]) / RESULT
    result.write_text(json.dumps(_run(job)))


def main(memory: int) -> None:
    """Do the one job that standard input describes, in at most so many bytes of memory."""
    sandbox.limit_resources(memory, STACK)
    sandbox.cut_network()
    threading.stack_size(STACK)
    thread = threading.Thread(target=_work)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)  # the scratch store needs no orderly end
