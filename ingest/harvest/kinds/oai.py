"""OAI-PMH 2.0 (https://www.openarchives.org/OAI/openarchivesprotocol.html): ListRecords with resumption tokens."""

from __future__ import annotations

from typing import Literal

import httpx2
from lxml import etree
from pydantic import Field

from ingest.harvest.answer import Answer
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import PagedSource
from ingest.harvest.kinds.parsing import canonical, digest, local, parsed_xml
from ingest.harvest.page import Page, Row, moment
from kg.errors import BadInput, SourceFailed

_O = "{http://www.openarchives.org/OAI/2.0/}"


class TokenExpired(SourceFailed):
    """The repository does not know its resumption token any more; the list has to be begun again."""


class OaiSource(PagedSource):
    """The records of a repository in one metadata format, all of them or those of a set."""

    kind: Literal["oai"]
    prefix: str = Field("oai_dc", pattern=r"^[A-Za-z0-9\-_.!~*'()]+$")
    set: str | None = None

    @property
    def form(self) -> Literal["jsonl", "xml"]:
        """Records are elements of XML."""
        return "xml"

    @property
    def incremental(self) -> bool:
        """Every repository can be asked from a day on."""
        return True

    def first(self, since: str | None) -> str:
        """The beginning of the list. Days and not seconds: every repository knows them."""
        parameters = {"verb": "ListRecords", "metadataPrefix": self.prefix}
        if self.set:
            parameters["set"] = self.set
        if since:
            parameters["from"] = since[:10]
        return str(httpx2.URL(self.url).copy_merge_params(parameters))

    def page(self, client: Client, at: str) -> Page:
        """The records at an address.

        Raises:
            TokenExpired: the token in it is not known any more.
        """
        found = client.get(at, self._read, accept="text/xml, application/xml")
        if isinstance(found, Page):
            return found
        code, message = found
        if code == "badResumptionToken":
            raise TokenExpired(f"{self.url} does not know its resumption token any more.")
        raise SourceFailed(f"{self.url} answers with the error {code}: {message}", remedy="Correct the declaration.")

    def wrap(self, rows: list[bytes]) -> bytes:
        """Records as one document."""
        return b"".join((b"<ListRecords>\n", *(row + b"\n" for row in rows), b"</ListRecords>\n"))

    def _read(self, answer: Answer) -> Page | tuple[str, str]:
        root = parsed_xml(answer)
        if local(root) != "OAI-PMH":
            raise BadInput(f"{answer.url} sends <{local(root)}> instead of OAI-PMH.")
        error = root.find(f"{_O}error")
        if error is not None and error.get("code") != "noRecordsMatch":
            return str(error.get("code")), (error.text or "").strip()
        rows = tuple(self._row(record) for record in root.iter(f"{_O}record"))
        token = root.find(f"{_O}ListRecords/{_O}resumptionToken")
        following, total = None, None
        if token is not None:
            size = token.get("completeListSize", "")
            total = int(size) if size.isdecimal() else None
            if text := (token.text or "").strip():
                parameters = {"verb": "ListRecords", "resumptionToken": text}
                following = str(httpx2.URL(self.url).copy_merge_params(parameters))
        return Page(rows, following, digest(answer), total)

    def _row(self, record: etree._Element) -> Row:
        header = record.find(f"{_O}header")
        identifier = (record.findtext(f"{_O}header/{_O}identifier") or "").strip()
        if header is None or not identifier:
            raise BadInput(f"{self.url} sends a record without an identifier.")
        changed = moment(record.findtext(f"{_O}header/{_O}datestamp") or "")
        content = None if header.get("status") == "deleted" else canonical(record)
        return Row(identifier, content, changed)
