"""Rows that are elements of XML, in one file or page by page: IATI activities above all."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal

import httpx2
from lxml import etree
from pydantic import Field

from ingest.harvest.answer import Answer
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import AddressedSource
from ingest.harvest.kinds.parsing import canonical, digest, local, parsed_xml
from ingest.harvest.page import Page, Row, moment
from kg.errors import BadInput


class XmlSource(AddressedSource):
    """Elements of one name.

    ``rows`` is their name (``iati-activity``), ``root`` that of the element which they stand in; ``key`` and
    ``updated`` name a child or, with ``@``, an attribute. ``offset_parameter`` and ``size_parameter`` ask for pages.
    ``since_parameter`` takes the time after which rows have changed.
    """

    kind: Literal["xml"]
    rows: str = Field(pattern=r"^[\w.-]+$")
    root: str = Field(pattern=r"^[\w.-]+$")
    root_attributes: dict[str, str] = Field(default_factory=dict)

    @property
    def form(self) -> Literal["jsonl", "xml"]:
        """Rows are elements of XML."""
        return "xml"

    def page(self, client: Client, at: str) -> Page:
        """The rows at an address."""
        accept = "application/xml, text/xml;q=0.9, */*;q=0.1"
        # One file is asked for conditionally; pages come and go with what is before them.
        return client.get(at, lambda answer: self._read(answer, at), accept=accept, remember=not self.offset_parameter)

    def wrap(self, rows: list[bytes]) -> bytes:
        """Rows as one document."""
        root = etree.Element(self.root, dict(self.root_attributes))
        root.text = "\n"
        start, end = etree.tostring(root, encoding="unicode").encode().split(b"\n")
        return b"".join((start, b"\n", *(row + b"\n" for row in rows), end, b"\n"))

    def _read(self, answer: Answer, at: str) -> Page:
        root = parsed_xml(answer)
        rows = tuple(self._row(element) for element in root.iter(f"{{*}}{self.rows}"))
        if not rows and local(root) not in {self.root, "result", "response"}:
            raise BadInput(f"{answer.url} sends <{local(root)}> and no <{self.rows}>.")
        following = None
        if rows and self.offset_parameter:
            here = httpx2.URL(at)
            offset = int(here.params[self.offset_parameter]) + len(rows)
            following = str(here.copy_set_param(self.offset_parameter, offset))
        return Page(rows, following, digest(answer))

    def _row(self, element: etree._Element) -> Row:
        content = canonical(element)
        key = _value(element, self.key) or sha256(content).hexdigest()
        updated = _value(element, self.updated) if self.updated else None
        return Row(key, content, moment(updated) if updated else None)


def _value(element: etree._Element, name: str) -> str | None:
    if name.startswith("@"):
        found = element.get(name[1:])
    else:
        child = element.find(f"{{*}}{name}")
        found = None if child is None else "".join(str(t) for t in child.itertext())
    return " ".join(found.split()) or None if found else None
