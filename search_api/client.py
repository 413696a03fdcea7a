"""A Python client for notebooks and scripts: search, ask, items and SPARQL into data frames.

>>> client = Client("http://localhost:8000/")          # doctest: +SKIP
>>> client.search("mercury in dental amalgam").hits    # doctest: +SKIP
>>> client.frame("SELECT ?meeting ?start WHERE { … }")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx2

from kg.errors import BadInput, MeaKgError, NotFound, Unavailable
from kg.terms import PREFIXES

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Graph

JsonObject = dict[str, Any]

_NUMBERS = ("integer", "int", "long", "decimal", "double", "float", "nonNegativeInteger")


class Client:
    """Talks to one mea-kg server. Use as a context manager, or ``close`` it.

    Args:
        url: address of the server.
        language: ISO 639-1 code of the labels wanted, where the server has a choice.
        timeout: seconds to wait for an answer.
    """

    def __init__(
        self, url: str = "http://localhost:8000/", *, language: str | None = None, timeout: float = 60.0
    ) -> None:
        self._http = httpx2.Client(base_url=url, timeout=timeout, follow_redirects=True)
        self._language = language

    def search(self, text: str, **filters: object) -> JsonObject:
        """Passages for a question: the JSON of ``GET /api/search``, with its parameters as filters."""
        return self._json("/api/search", q=text, **filters)

    def ask(self, text: str, **filters: object) -> JsonObject:
        """An answer with its citations: the JSON of ``GET /api/ask``."""
        return self._json("/api/ask", q=text, **filters)

    def item(self, kind: str, key: str) -> JsonObject:
        """One thing of a kind (documents, decisions, meetings, projects, parties, concepts, themes)."""
        return self._json(f"/api/{kind}/{key}")

    def items(self, kind: str, **filters: object) -> Iterator[JsonObject]:
        """All things of a kind, fetched page by page."""
        page: int | None = 1
        while page is not None:
            found = self._json(f"/api/{kind}", page=page, k=200, **filters)
            yield from found["items"]
            page = found["next"]

    def count(self, kind: str, **filters: object) -> int:
        """How many things of a kind there are."""
        return int(self._json(f"/api/{kind}", k=1, **filters)["total"])

    def sparql(self, query: str) -> JsonObject:
        """SPARQL 1.1 JSON results of a SELECT or ASK. The usual prefixes are declared for you."""
        answer = self._send("POST", "/sparql", "application/sparql-results+json", data={"query": _with_prefixes(query)})
        found: JsonObject = answer.json()
        return found

    def frame(self, query: str) -> pd.DataFrame:
        """A SELECT as a data frame: numbers and dates typed, unbound cells missing.

        Raises:
            Unavailable: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as missing:
            raise Unavailable("Data frames need pandas.", remedy="pip install 'mea-kg[research]'") from missing
        found = self.sparql(query)
        names = found["head"]["vars"]
        rows = [{n: _value(row[n]) for n in names if n in row} for row in found["results"]["bindings"]]
        return pd.DataFrame(rows, columns=names)

    def graph(self, query: str) -> Graph:
        """A CONSTRUCT or DESCRIBE as an rdflib graph."""
        from rdflib import Graph

        answer = self._send("POST", "/sparql", "application/n-triples", data={"query": _with_prefixes(query)})
        return Graph().parse(data=answer.content, format="nt")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _json(self, path: str, **parameters: object) -> JsonObject:
        given = {k: str(v) for k, v in parameters.items() if v is not None}
        found: JsonObject = self._send("GET", path, "application/json", params=given).json()
        return found

    def _send(self, method: str, path: str, accept: str, **arguments: Any) -> httpx2.Response:  # noqa: ANN401
        headers = {"Accept": accept} | ({"Accept-Language": self._language} if self._language else {})
        try:
            answer = self._http.request(method, path, headers=headers, **arguments)
        except httpx2.TransportError as failure:
            raise Unavailable(f"{self._http.base_url} does not answer: {failure}") from failure
        if answer.is_success:
            return answer
        raise _error(answer)


def _error(answer: httpx2.Response) -> MeaKgError:
    try:
        body = answer.json()
        message, remedy = str(body.get("title", "")), str(body.get("detail", ""))
    except ValueError:
        message, remedy = answer.text[:200], ""
    kinds: dict[int, type[MeaKgError]] = {400: BadInput, 404: NotFound, 422: BadInput}
    return kinds.get(answer.status_code, MeaKgError)(f"{answer.status_code}: {message}", remedy=remedy)


def _with_prefixes(query: str) -> str:
    declared = query.lower()
    missing = [f"PREFIX {p}: <{iri}>" for p, iri in PREFIXES.items() if f"prefix {p}:" not in declared]
    return "\n".join([*missing, query])


def _value(term: JsonObject) -> object:
    datatype = term.get("datatype", "").rpartition("#")[2]
    if datatype in _NUMBERS:
        number = float(term["value"])
        return int(number) if number.is_integer() and datatype not in {"double", "float", "decimal"} else number
    if datatype == "boolean":
        return term["value"] == "true"
    if datatype in {"date", "dateTime"}:
        import pandas as pd

        return pd.Timestamp(term["value"])
    return term["value"]
