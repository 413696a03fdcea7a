"""A query on its way to a worker, and what can come back instead of a result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import BadInput, LimitReached, MeaKgError, NotFound
from kg.settings import Settings
from search_api.sparql import frames
from search_api.sparql.formats import FORM_NAMES, Media, offered


class QueryTimeout(LimitReached):
    """Ended because its time was over."""


class TooComplex(BadInput):
    """It exhausted the memory or the stack of its worker."""


class ResultTooLarge(BadInput):
    """The result has more rows or bytes than the settings allow."""


class NotAcceptable(BadInput):
    """The client takes none of the formats on offer for this form of query."""


class StoreError(NotFound):
    """The worker could not open the store of the generation."""


@dataclass(frozen=True, slots=True)
class Job:
    """One query with everything that its answer depends on.

    ``default_graphs`` and ``named_graphs`` are the dataset parameters of the
    protocol and win over FROM; ``union`` says that the default graph is the
    union of all graphs; ``bindings`` gives variables an IRI before the query
    runs; ``head`` asks for the format only.
    """

    query: str
    media: Media
    base_iri: str
    union: bool = True
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, str] = field(default_factory=dict)
    head: bool = False

    def frame(self, store: Path, settings: Settings) -> bytes:
        """The job for a worker that is to read ``store``."""
        job = {
            "store": str(store),
            "query": self.query,
            "media": self.media.as_dict(),
            "base": self.base_iri,
            "union": self.union,
            "default_graphs": self.default_graphs,
            "named_graphs": self.named_graphs,
            "bindings": dict(self.bindings),
            "head": self.head,
            "rows": settings.query_rows,
            "bytes": settings.query_bytes,
        }
        return frames.encode(frames.JOB, json.dumps(job).encode())


def failure(payload: bytes, settings: Settings) -> MeaKgError:
    """The error for a FAIL frame, in words for the person who wrote the query."""
    content = json.loads(payload)
    reason, message = content["reason"], content["message"]
    if reason == "rows":
        return _too_large(f"{settings.query_rows:,} rows")
    if reason == "bytes":
        return _too_large(f"{settings.query_bytes:,} bytes")
    if reason == "format":
        return NotAcceptable(
            f"None of the accepted formats can hold the answer to a {FORM_NAMES[message]} query.",
            remedy=f"Accept one of: {offered(message)}.",
        )
    if reason == "memory":
        return too_complex(settings)
    if reason == "store":
        return StoreError(message)
    if reason == "syntax":
        return BadInput(f"The query is not valid SPARQL 1.1: {message}", remedy="Correct it and send it again.")
    return BadInput(f"The query failed: {message}")


def too_complex(settings: Settings) -> TooComplex:
    """The error for a worker that died of the query."""
    return TooComplex(
        f"The query is too complex: it needs more memory than the {settings.query_memory >> 20} MiB allowed here.",
        remedy="Ask for less at once: fewer patterns that share no variable, a LIMIT, a smaller ORDER BY or GROUP BY.",
    )


def timed_out(seconds: float) -> QueryTimeout:
    """The error for a query that ran too long."""
    return QueryTimeout(
        f"The query was stopped after {seconds:.2g} seconds, the time limit here.",
        remedy="Make it more specific, or add a LIMIT.",
    )


def _too_large(limit: str) -> ResultTooLarge:
    return ResultTooLarge(f"The result is larger than {limit}.", remedy="Fetch it in parts with LIMIT and OFFSET.")
