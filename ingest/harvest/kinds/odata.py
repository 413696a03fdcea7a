"""OData 1 to 4 as the providers of InforMEA speak it.

Pages are asked for by ``$top`` and ``$skip`` until one is empty, or by the server's own links to the next one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote, urlencode

from pydantic import Field

from ingest.harvest.answer import Answer
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import PagedSource
from ingest.harvest.kinds.parsing import digest, parsed_json
from ingest.harvest.page import Page, json_row
from ingest.records.json_rows import rows_of
from ingest.records.trees import Tree
from kg.errors import BadInput, NotFound, SourceFailed

_SKIP = re.compile(r"(?<=[?&]\$skip=)\d+")
_NEXT = ("@odata.nextLink", "odata.nextLink", "__next")


class ODataSource(PagedSource):
    """An entity set of an OData service: ``url`` is the service's root, ``set`` the set's name."""

    kind: Literal["odata"]
    set: str = Field(pattern=r"^\w+$")
    version: Literal[1, 2, 3, 4] = 2
    expand: tuple[str, ...] = ()
    filter: str | None = None
    updated: str | None = "updated"

    @property
    def form(self) -> Literal["jsonl", "xml"]:
        """Rows are lines of JSON."""
        return "jsonl"

    @property
    def incremental(self) -> bool:
        """What has a time of its last change can be asked for by it."""
        return self.updated is not None

    def first(self, since: str | None) -> str:
        """The first page, in the order of the keys: rows that change meanwhile keep their places."""
        conditions = [f"({self.filter})"] if self.filter else []
        if since and self.updated:
            time = since if self.version == 4 else f"datetime'{since.removesuffix('Z')}'"
            conditions.append(f"{self.updated} ge {time}")
        parameters = {
            "$top": str(self.page_size),
            "$skip": "0",
            "$orderby": self.key,
            "$expand": ",".join(self.expand),
            "$filter": " and ".join(conditions),
        }
        filled = {name: value for name, value in parameters.items() if value}
        return f"{self._set}?{_encoded(filled)}"

    def page(self, client: Client, at: str) -> Page:
        """The rows at an address, in whatever envelope the version has."""
        return client.get(at, lambda answer: self._read(answer, at), accept="application/json")

    def total(self, client: Client) -> int | None:
        """What ``$count`` says, if it does."""
        condition = f"?{_encoded({'$filter': self.filter})}" if self.filter else ""
        try:
            text = client.get(f"{self._set}/$count{condition}", lambda answer: answer.body[:100], accept="text/plain")
        except (NotFound, SourceFailed):
            return None
        bare = text.removeprefix(b"\xef\xbb\xbf").strip()
        return int(bare) if bare.isdigit() else None

    def _read(self, answer: Answer, at: str) -> Page:
        tree = parsed_json(answer)
        inner: Tree = tree.get("d", tree) if isinstance(tree, dict) else tree
        if isinstance(inner, dict) and "error" in inner:
            raise BadInput(f"{answer.url} sends an error: {str(inner['error'])[:200]}.")
        if not isinstance(inner, list) and not (isinstance(inner, dict) and ("results" in inner or "value" in inner)):
            raise BadInput(f"{answer.url} does not send a list of rows.")
        rows = tuple(json_row(raw.tree, self.key, self.updated) for raw in rows_of(tree))
        return Page(rows, self._following(inner, at, len(rows)), digest(answer))

    def _following(self, inner: Tree, at: str, count: int) -> str | None:
        if isinstance(inner, dict) and (link := next((inner[name] for name in _NEXT if inner.get(name)), None)):
            return str(link)
        if not count:
            return None
        # By the rows that came and not by those that were asked for: a server may have smaller pages.
        found = _SKIP.search(at)
        return f"{at[: found.start()]}{int(found[0]) + count}{at[found.end() :]}" if found else None

    @property
    def _set(self) -> str:
        return f"{self.url.rstrip('/')}/{self.set}"


def _encoded(parameters: Mapping[str, str]) -> str:
    """As OData services expect it: with plain ``$`` and quotes, and ``%20`` for a space."""
    return urlencode(parameters, safe="$,:'()", quote_via=quote)
