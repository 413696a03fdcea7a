"""What a file says of itself: FRBR identification (work, expression, manifestation), and the preface."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from kg.akn.names import LANGUAGES, MASTHEAD, NAMESPACE, NAMESPACES, OWN_NAMESPACE
from kg.catalog import Item
from kg.identifiers import Uris

_SOURCE = "#mea-kg"
_PRINTED = (
    ("organ", "docProponent"), ("meeting_name", "session"), ("symbol", "docNumber"), ("issued", "docDate"),
    ("title", "docTitle"), ("subtitle", "docType"),
)  # fmt: skip
"""Fields of the masthead in the order of the preface, and their elements."""


def identification(item: Item, uris: Uris, part: str | None = None) -> Element:
    """The ``meta`` element of a document, or of one of its annexes (then without the masthead's fields)."""
    meta = etree.Element(f"{{{NAMESPACE}}}meta", nsmap=NAMESPACES)
    frbr = _sub(meta, "identification", source=_SOURCE)
    head: Mapping[str, Any] = item.metadata.get("masthead", {})
    issued = str(item.metadata.get("date") or head.get("issued") or "")
    kind = str(item.metadata.get("kind") or "document")
    work = f"/akn/un/doc/{kind}/{issued or 'undated'}/{item.work or item.key}"
    language = LANGUAGES.get(item.language or "", "und")
    expression = f"{work}/{language}@"
    component = f"/!{part}" if part else "/!main"
    for name, uri in (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml")):
        level = _sub(frbr, name)
        _sub(level, "FRBRthis", value=uri + component)
        _sub(level, "FRBRuri", value=uri)
        if name == "FRBRWork":
            _sub(level, "FRBRalias", value=str(uris.document(item.work or item.key)), name="uri")
        elif name == "FRBRExpression":
            _sub(level, "FRBRalias", value=str(uris.document(item.key)), name="uri")
        day = issued if name != "FRBRManifestation" else item.updated[:10]
        # The schema wants a date; the profile writes 9999-01-01 where there is none.
        _sub(level, "FRBRdate", date=day or _UNDATED, name="issued" if day else "undated")
        _sub(level, "FRBRauthor", href="#mea-kg" if name == "FRBRManifestation" else "#un")
        if name == "FRBRWork":
            _sub(level, "FRBRcountry", value="un")
            if symbol := item.metadata.get("symbol"):
                _sub(level, "FRBRnumber", value=str(symbol))
            _sub(level, "FRBRname", value=kind)
        elif name == "FRBRExpression":
            _sub(level, "FRBRlanguage", language=language)
        else:
            _sub(level, "FRBRformat", value="application/akn+xml")
    if part is None:
        references = _sub(meta, "references", source=_SOURCE)
        _sub(references, "TLCOrganization", eId="un", href="/akn/ontology/organization/un", showAs="United Nations")
        _sub(references, "TLCOrganization", eId="mea-kg", href=uris.base, showAs="mea-kg")
        _fields(_sub(meta, "proprietary", source=_SOURCE), head, kind)
    return meta


_UNDATED = date(9999, 1, 1).isoformat()


def _fields(holder: Element, head: Mapping[str, Any], kind: str) -> None:
    """The masthead field by field, so that nothing has to be read out of the printed form again."""
    masthead = etree.SubElement(holder, f"{{{OWN_NAMESPACE}}}masthead")
    for name, value in [("kind", kind), *head.items()]:
        if name == "symbol" and value in (head.get("symbols") or ()):
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one:
                field = etree.SubElement(
                    masthead, f"{{{OWN_NAMESPACE}}}field", name="symbol" if name == "symbols" else name
                )
                field.text = str(one)


def preface(item: Item) -> Element:
    """The masthead as people read it."""
    element = etree.Element(f"{{{NAMESPACE}}}preface")
    head: Mapping[str, Any] = item.metadata.get("masthead", {})
    values = {**head, "title": head.get("title") or item.title, "symbol": item.metadata.get("symbol")}
    for name, tag in _PRINTED:
        if value := values.get(name):
            attributes = {"date": str(value)} if tag == "docDate" else {}
            text = _sub(_sub(element, "p", **{"class": MASTHEAD}), tag, **attributes)
            text.text = str(value)
    return element


def _sub(parent: Element, tag: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
