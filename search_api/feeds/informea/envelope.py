"""Which of the shapes a client gets, and the addresses that stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import EntitySet, EntityType, Property
from search_api.negotiation import choose

JSON, ATOM_XML, XML, TEXT_XML = "application/json", "application/atom+xml", "application/xml", "text/xml"


class Envelope(Enum):
    """A way of writing rows down.

    ``V2`` and ``V3`` are verbose JSON (``{"d": …}``), V3 with expanded lists as plain arrays; ``LIGHT`` is the plain
    JSON of OData 3, ``V4`` that of OData 4; ``ATOM`` is XML.
    """

    V2 = "2.0"
    V3 = "3.0"
    LIGHT = "3.0 light"
    V4 = "4.0"
    ATOM = "2.0 atom"

    @property
    def headers(self) -> dict[str, str]:
        """The header that names the version."""
        if self is Envelope.V4:
            return {"OData-Version": "4.0"}
        return {"DataServiceVersion": f"{self.value[:3]};"}

    @property
    def media_type(self) -> str:
        """Content type of the answer."""
        return {
            Envelope.V2: "application/json;odata=verbose;charset=utf-8",
            Envelope.V3: "application/json;odata=verbose;charset=utf-8",
            Envelope.LIGHT: "application/json;odata=minimalmetadata;charset=utf-8",
            Envelope.V4: "application/json;odata.metadata=minimal;charset=utf-8",
            Envelope.ATOM: "application/atom+xml;charset=utf-8",
        }[self]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service was asked: ``server`` and ``root`` (of the service) end in a slash."""

    server: str
    root: str

    def of(self, set_: EntitySet, row: Row) -> str:
        """Address of a row."""
        return f"{self.root}{set_.name}('{quote(row.id.replace(chr(39), chr(39) * 2), safe='')}')"

    def value(self, property_: Property, value: Scalar) -> Scalar:
        """A value with its address completed, if it is one of this server."""
        return f"{self.server}{value}" if property_.local and isinstance(value, str) else value


def choose_envelope(path_version: str | None, format_: str | None, headers: Mapping[str, str]) -> Envelope | None:
    """The shape that a request asks for; verbose JSON of OData 2 when it does not say.

    Args:
        path_version: ``v2``, ``v3`` or ``v4`` where the path names one: InforMEA's harvester keeps the version with
            the address of a source and sends no header that would tell.
        format_: ``$format``: a media type, or one of json, verbosejson, atom, xml, v2, v3, v4.
        headers: of the request, by lower-case name.

    Returns:
        None when there is no such format.
    """
    version = path_version or _stated_version(headers)
    wanted = (format_ or "").strip().lower()
    if wanted in {"v2", "v3", "v4"}:
        return Envelope[wanted.upper()]
    media, _, parameters = wanted.partition(";")
    if not wanted:
        accept = headers.get("accept", "")
        media = choose(accept, (JSON, ATOM_XML, XML, TEXT_XML)) or JSON
        parameters = ",".join(re.findall(r"json\s*;([^,]*)", accept.lower()))
    if media in {"atom", "xml", ATOM_XML, XML, TEXT_XML}:
        return Envelope.V4 if version == "v4" and not wanted else Envelope.ATOM
    if media == "verbosejson":
        return Envelope.V3 if version == "v3" else Envelope.V2
    return _json(version, parameters) if media in {"json", JSON} else None


def _stated_version(headers: Mapping[str, str]) -> str | None:
    if any(headers.get(name, "").startswith("4") for name in ("odata-version", "odata-maxversion")):
        return "v4"
    if any(headers.get(name, "").startswith("3") for name in ("dataserviceversion", "maxdataserviceversion")):
        return "v3"
    return None


def _json(version: str | None, parameters: str) -> Envelope:
    if re.search(r"odata\.(metadata|streaming)\s*=", parameters) or (version == "v4" and "odata=" not in parameters):
        return Envelope.V4
    if re.search(r"odata\s*=\s*(light|minimalmetadata|fullmetadata|nometadata)", parameters):
        return Envelope.LIGHT
    return Envelope.V3 if version == "v3" else Envelope.V2


@dataclass(frozen=True, slots=True)
class Page:
    """Rows to write down. ``total`` is None unless it was asked for; ``following`` is the next page's address."""

    set: EntitySet
    rows: tuple[Row, ...]
    total: int | None = None
    following: str | None = None
    address: str = ""

    @property
    def type(self) -> EntityType:
        """Of the rows."""
        return self.set.type


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of each row: expanded lists, and the members selected (None: all)."""

    expanded: frozenset[str] = frozenset()
    selected: frozenset[str] | None = None

    def shows(self, name: str) -> bool:
        """Whether a property or list is shown at all."""
        return self.selected is None or name in self.selected or name in self.expanded
