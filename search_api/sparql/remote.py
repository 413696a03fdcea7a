"""Asking other servers what SERVICE clauses want to know.

Workers have no network. So the server's own process asks, before the query runs: each clause's group is sent as a
query of its own to the server it names, and the rows that come back take the clause's place as a VALUES block. That is
what SPARQL 1.1 Federated Query, section 2, says a clause means. A blank node of another server becomes an IRI
(RDF 1.1 Concepts, section 3.5), for VALUES takes none.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
import pyoxigraph as ox

from kg.errors import BadInput, MeaKgError
from kg.settings import Settings
from search_api.sparql.federation import calls_out
from search_api.sparql.formats import JSON
from search_api.sparql.guard import Forbidden
from search_api.sparql.jobs import timed_out
from search_api.sparql.services import ServiceClause, outline

AT_ONCE = 4
"""Calls to other servers that run at the same time, of all queries together."""

_OK = 200


class ServiceError(MeaKgError):
    """Another server gave no result."""


class Federation:
    """Replaces SERVICE clauses by what the servers answer.

    Args:
        settings: ``federation_hosts`` that may be called, ``federation_bytes`` of one answer, ``query_time``.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._places = asyncio.Semaphore(AT_ONCE)

    async def resolve(self, query: str) -> str:
        """The query with the results of its SERVICE clauses in their place; unchanged where it has none.

        Raises:
            Forbidden: a server that may not be called; or it is not certain what the query would call.
            QueryTimeout: the servers took longer than ``query_time`` together.
            ServiceError: one gave no result, and its clause is not SILENT.
        """
        if not calls_out(query):
            return query
        if not self._settings.federation_hosts:
            raise Forbidden(
                "SERVICE is switched off here: this endpoint queries no other server.",
                remedy="Hosts have to be allowed by the operator (setting federation_hosts), and none is.",
            )
        found = outline(query, f"{self._settings.base_uri}sparql", self._settings.federation_hosts)
        if len(found.clauses) > self._settings.federation_calls:
            raise Forbidden(f"A query may have {self._settings.federation_calls} SERVICE clauses.")
        try:
            async with asyncio.timeout(self._settings.query_time):
                groups = await asyncio.gather(*(self._group(clause, found.prologue) for clause in found.clauses))
        except TimeoutError as error:
            raise timed_out(self._settings.query_time) from error
        pieces, done = [], 0
        for clause, group in zip(found.clauses, groups, strict=True):
            pieces += [query[done : clause.start], group]
            done = clause.end
        resolved = "".join([*pieces, query[done:]])
        if calls_out(resolved):
            raise Forbidden("It is not certain what SERVICE means in this query.", remedy="Put spaces around it.")
        return resolved

    async def _group(self, clause: ServiceClause, prologue: str) -> str:
        """What takes the place of a clause. A SILENT one that fails has one row without bindings (section 2.3)."""
        try:
            async with self._places:
                answer = await self._ask(clause, f"{prologue}SELECT * WHERE {clause.pattern}")
            return await asyncio.to_thread(values, answer, clause.endpoint)
        except ServiceError:
            if clause.silent:
                return "{}"
            raise

    async def _ask(self, clause: ServiceClause, query: str) -> bytes:
        form = {"query": query}
        answer = await call("POST", clause.endpoint, self._settings.federation_bytes, accept=JSON, form=form)
        return answer.body


@dataclass(frozen=True, slots=True)
class RemoteAnswer:
    """What another server sent: the value of its Content-Type header, and the body."""

    content_type: str
    body: bytes


async def call(method: str, url: str, most: int, *, accept: str, form: Mapping[str, str] | None = None) -> RemoteAnswer:
    """Send a request to an allowed server, follow no redirection, and read no more than ``most`` bytes.

    A compressed answer could be much larger than it looks, so it is not asked for and not unpacked.

    Raises:
        ServiceError: no answer, another status than 200, or more bytes.
    """
    body = bytearray()
    headers = {"Accept": accept, "Accept-Encoding": "identity"}
    try:
        async with (
            httpx2.AsyncClient(timeout=None, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, data=form, headers=headers) as response,
        ):
            if response.status_code != _OK:
                raise ServiceError(f"{url} answered with status {response.status_code}.")
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > most:
                    raise ServiceError(
                        f"{url} answered with more than {most:,} bytes.",
                        remedy="Ask it for less at once: with a more specific clause, a LIMIT, or a smaller file.",
                    )
    except httpx2.HTTPError as error:
        raise ServiceError(f"{url} could not be reached: {error}") from error
    return RemoteAnswer(response.headers.get("content-type", ""), bytes(body))


def values(answer: bytes, endpoint: str) -> str:
    """SPARQL results in JSON as a group with a VALUES block. Raises ServiceError where they are none."""
    try:
        results = json.loads(answer)
        names = [ox.Variable(name) for name in results["head"].get("vars", [])]
        rows = [
            " ".join(_term(row[name.value], endpoint) if name.value in row else "UNDEF" for name in names)
            for row in results["results"]["bindings"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, BadInput) as error:
        raise ServiceError(f"{endpoint} answered with something that is no SPARQL result in JSON.") from error
    lines = "\n".join(f"({row})" for row in rows)
    return f"{{ VALUES ({' '.join(map(str, names))}) {{\n{lines}\n}} }}"


def _term(term: dict[str, Any], endpoint: str) -> str:
    """A term as SPARQL writes it; the engine's types let nothing else through."""
    kind, value = term["type"], str(term["value"])
    if kind == "uri":
        return str(ox.NamedNode(value))
    if kind == "bnode":
        key = hashlib.sha256(f"{endpoint} {value}".encode()).hexdigest()[:24]
        return str(ox.NamedNode(f"urn:bnode:{key}"))
    if kind not in ("literal", "typed-literal"):
        raise BadInput(f"{kind} is no kind of term.")
    if "xml:lang" in term:
        return str(ox.Literal(value, language=term["xml:lang"]))
    return str(ox.Literal(value, datatype=ox.NamedNode(term["datatype"])) if "datatype" in term else ox.Literal(value))
