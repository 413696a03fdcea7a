"""OAI-PMH records: identifiers, sets, headers, and the metadata in both formats."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from lxml import etree
from lxml.builder import ElementMaker

from kg.catalog import Change, Item
from kg.identifiers import Uris
from kg.snapshot import Snapshot
from kg.views.names import label_of
from search_api.feeds.answers import rdf, uri_of, xml_text
from search_api.sparql.formats import RDF_XML
from search_api.sparql.graphs import read_triples

OAI, XSI = "http://www.openarchives.org/OAI/2.0/", "http://www.w3.org/2001/XMLSchema-instance"
DC, OAI_DC = "http://purl.org/dc/elements/1.1/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS = {
    "oai_dc": ("http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
    "rdf": ("http://www.openarchives.org/OAI/2.0/rdf.xsd", RDF),
}
"""Prefix → its schema and its namespace."""

NAMESPACES: dict[Any, str] = {None: OAI, "xsi": XSI}
O = ElementMaker(namespace=OAI, nsmap=NAMESPACES)  # noqa: E741 - reads as the element's namespace
_D = ElementMaker(namespace=DC)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_KEY = "!*'();:@&=+$,/-._~"
_NAMEABLE = re.compile(r"[^/#?:]*[A-Za-z_][\w.\-]*$")


class Records:
    """Writes records from one state of the base."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._uris = snapshot.uris

    def identifier(self, kind: str, key: str) -> str:
        """``oai:{host}:{kind}/{key}`` (the OAI identifier format)."""
        return f"oai:{_host(self._uris)}:{kind}/{quote(key, safe=_KEY)}"

    def name_of(self, identifier: str) -> tuple[str, str] | None:
        """Kind and key; None for an identifier of another repository."""
        start = f"oai:{_host(self._uris)}:"
        kind, _, key = identifier.removeprefix(start).partition("/")
        return (kind, unquote(key)) if identifier.startswith(start) and key else None

    def header(self, change: Change, item: Item) -> etree._Element:
        """Identifier, datestamp, sets, and whether it is deleted."""
        identifier = self.identifier(change.kind, change.key)
        header: etree._Element = O.header(O.identifier(identifier), O.datestamp(change.at))
        header.extend(O.setSpec(f"{facet}:{value}") for facet, value in _sets(change, item))
        if change.action == "delete":
            header.set("status", "deleted")
        return header

    def record(self, change: Change, item: Item, prefix: str) -> etree._Element:
        """The header, and the metadata unless it is deleted."""
        record: etree._Element = O.record(self.header(change, item))
        if change.action != "delete":
            metadata = self._dublin_core(item) if prefix == "oai_dc" else self._graph(item)
            record.append(O.metadata(metadata))
        return record

    def _graph(self, item: Item) -> etree._Element:
        """All statements of the item's named graph.

        RDF/XML cannot write a property whose IRI does not end in an XML name, nor characters that XML lacks.
        """
        triples = read_triples(self._snapshot.catalog.triples(item.id))
        kept = [t for t in triples if _NAMEABLE.search(t.predicate.value)]
        return etree.fromstring(xml_text(rdf(kept, RDF_XML).decode()).encode(), _PARSER)

    def _dublin_core(self, item: Item) -> etree._Element:
        root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
        root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {FORMATS['oai_dc'][0]}")
        for name, text, language in self._statements(item):
            element = _D(name, xml_text(text))
            if language:
                element.set(_LANGUAGE, language)
            root.append(element)
        return root

    def _statements(self, item: Item) -> list[tuple[str, str, str | None]]:
        """(element, text, language) in the order of the schema's documentation."""
        uris, data = self._uris, item.metadata
        head = data.get("masthead") or {}
        own = item.language
        themes = [uris.of("concept", key) for key in data.get("themes") or []]
        subjects = [(label_of(self._snapshot, uri, own or "en"), own or "en") for uri in themes]
        kind = uris.of("concept", f"document-kinds.{data['kind']}") if data.get("kind") else None
        meeting, convention = data.get("meeting"), data.get("convention")
        found = [
            ("title", item.title, own),
            ("publisher", head.get("organ"), own),
            *(("subject", label, language) for label, language in subjects),
            ("date", data.get("date"), None),
            ("type", label_of(self._snapshot, kind, "en") if kind else _TYPES[item.kind], "en"),
            ("format", item.media_type, None),
            ("identifier", uri_of(uris, item.kind, item.key), None),
            *(("identifier", symbol, None) for symbol in dict.fromkeys([data.get("symbol"), *head.get("symbols", ())])),
            ("source", item.source, None),
            ("language", own, None),
            ("relation", uris.of("meeting", meeting) if meeting else None, None),
            ("relation", uris.of("treaty", convention) if convention else None, None),
        ]
        return [(name, text, language) for name, text, language in found if text]


_TYPES = {"document": "Document", "records": "Table of records", "taxonomy": "Taxonomy"}
_PARSER = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)


def _sets(change: Change, item: Item) -> list[tuple[str, str]]:
    data = item.metadata
    values = {
        "kind": change.kind,
        "type": data.get("kind"),
        "convention": data.get("convention"),
        "language": change.language,
    }
    return [(facet, value) for facet, value in values.items() if value]


def _host(uris: Uris) -> str:
    return urlsplit(uris.base).hostname or "localhost"
