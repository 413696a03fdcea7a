"""One file of records at an address: the export of a database."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ingest.harvest.answer import Answer
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import WebSource
from ingest.harvest.kinds.parsing import is_page, parsed_json, parsed_xml
from kg.errors import BadInput


class FileSource(WebSource):
    """A table, or rows of JSON or XML, in one file; ``format`` is the ending that such files have."""

    kind: Literal["file"]
    format: Literal["csv", "tsv", "xlsx", "json", "jsonl", "xml"]
    accept: str = Field("*/*")

    def fetch(self, client: Client) -> Answer:
        """The file, from where it is kept when it has not changed.

        Raises:
            SourceFailed: it is not of its format in all attempts.
        """
        return client.get(self.url, self._checked, accept=self.accept, remember=True)

    def _checked(self, answer: Answer) -> Answer:
        if not answer.body.strip():
            raise BadInput(f"{answer.url} sends an empty file.")
        if self.format in {"csv", "tsv"} and is_page(answer):
            raise BadInput(f"{answer.url} sends a page for people instead of a table.")
        if self.format == "xlsx" and not answer.body.startswith(b"PK"):
            raise BadInput(f"{answer.url} does not send a spreadsheet.")
        if self.format == "json":
            parsed_json(answer)
        if self.format == "xml":
            parsed_xml(answer)
        return answer
