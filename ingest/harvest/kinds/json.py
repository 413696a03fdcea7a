"""Rows from REST interfaces that answer in JSON, InforMEA's Drupal module among them."""

from __future__ import annotations

from typing import Literal

import httpx2
from pydantic import Field

from ingest.harvest.answer import Answer
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import AddressedSource
from ingest.harvest.kinds.parsing import digest, parsed_json
from ingest.harvest.page import Page, json_row
from ingest.records.json_rows import ENVELOPES, rows_of
from ingest.records.trees import Tree, values
from kg.errors import BadInput, NotFound, SourceFailed


class JsonSource(AddressedSource):
    """A list of rows at an address.

    ``rows`` is the path to the list in an answer (without it the usual places are looked at). Pages are asked for
    by ``page_parameter`` (its first value is ``first_page``) or by ``offset_parameter``, with the number of rows in
    ``size_parameter``; ``next`` is the path to the address of the next page. With none of them there is one page.
    ``count`` is the path of the number of all rows in what ``count_query`` gives. ``since_parameter`` takes the
    time after which rows have changed.
    """

    kind: Literal["json"]
    rows: str | None = None
    page_parameter: str | None = None
    first_page: int = Field(0, ge=0)
    next: str | None = None
    count: str | None = None
    count_query: str | None = None

    @property
    def form(self) -> Literal["jsonl", "xml"]:
        """Rows are lines of JSON."""
        return "jsonl"

    def first(self, since: str | None) -> str:
        """The first page."""
        url = super().first(since)
        return str(httpx2.URL(url).copy_set_param(self.page_parameter, self.first_page)) if self.page_parameter else url

    def page(self, client: Client, at: str) -> Page:
        """The rows at an address."""
        return client.get(at, lambda answer: self._read(answer, at), accept="application/json")

    def total(self, client: Client) -> int | None:
        """What the count's own address says, if there is one."""
        if not (self.count_query and self.count):
            return None
        path = self.count
        try:
            tree = client.get(str(httpx2.URL(self.url).join(self.count_query)), parsed_json)
        except (NotFound, SourceFailed):
            return None
        found = next(iter(values(tree, path)), None)
        return int(found.text) if found and found.text.isdecimal() else None

    def _read(self, answer: Answer, at: str) -> Page:
        tree = parsed_json(answer)
        if not isinstance(tree, dict | list):
            raise BadInput(f"{answer.url} does not send a list of rows.")
        rows = tuple(
            json_row(raw.tree, self.key, self.updated)
            for raw in rows_of(tree, (self.rows,) if self.rows else ENVELOPES)
            if raw.tree
        )
        return Page(rows, self._following(tree, at, len(rows)), digest(answer))

    def _following(self, tree: Tree, at: str, count: int) -> str | None:
        if self.next:
            link = next(iter(values(tree, self.next)), None)
            return str(httpx2.URL(at).join(link.text)) if link else None
        if not count:
            return None
        here = httpx2.URL(at)
        if self.page_parameter:
            return str(here.copy_set_param(self.page_parameter, int(here.params[self.page_parameter]) + 1))
        if self.offset_parameter:
            return str(here.copy_set_param(self.offset_parameter, int(here.params[self.offset_parameter]) + count))
        return None
