"""Documents of the base as Akoma Ntoso.

A document's passages become elements with their own eIds, so that what is cited by one can be found by the other:
``paragraph`` and ``point`` for what is numbered, ``hcontainer`` for headings and what has no number,
``tr`` for table rows, ``authorialNote`` for footnotes; each annex is a ``doc`` among the ``attachments``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from lxml import etree
from lxml.etree import _Element as Element

from kg.akn.inline import inline
from kg.akn.meta import identification, preface
from kg.akn.names import NAMESPACE, NAMESPACES, OPERATIVE, XML_LANG
from kg.catalog import Catalog, Item, StoredPassage
from kg.errors import NotFound
from kg.identifiers import Uris
from kg.model import PassageKind
from kg.settings import Settings

_SPACED = frozenset({
    "akomaNtoso", "doc", "meta", "identification", "FRBRWork", "FRBRExpression", "FRBRManifestation", "references",
    "proprietary", "masthead", "preface", "mainBody", "attachments", "attachment", "article", "paragraph", "point",
    "hcontainer", "table", "tr",
})  # fmt: skip
_NUMBERED = frozenset({PassageKind.PARAGRAPH, PassageKind.OPERATIVE, PassageKind.ITEM})
_ARTICLE = re.compile(r"(art_[^_]+)__")


def write_akn(settings: Settings, key: str) -> bytes:
    """One document of a base as Akoma Ntoso.

    Raises:
        NotFound: there is no base in ``settings.data``, or no such document in it.

    """
    catalog = Catalog.read(settings.data / "catalog.db")
    try:
        item = catalog.item("document", key)
        if item is None or item.removed:
            raise NotFound(f"There is no document with the key {key}.", remedy="`mea-kg stats` lists the documents.")
        return akn_of(item, catalog.passages(item.id), Uris(settings.base_uri))
    finally:
        catalog.close()


def akn_of(item: Item, passages: Sequence[StoredPassage], uris: Uris) -> bytes:
    """A document and its passages as an Akoma Ntoso file in UTF-8."""
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap=NAMESPACES)
    doc = _sub(root, "doc", name=str(item.metadata.get("kind") or "document"))
    doc.append(identification(item, uris))
    doc.append(preface(item))
    parts = {name: list(group) for name, group in _by_part(passages)}
    _Part(item).fill(_sub(doc, "mainBody"), parts.pop("body", []))
    if parts:
        attachments = _sub(doc, "attachments")
        for name, group in parts.items():
            annex = _sub(_sub(attachments, "attachment", eId=name), "doc", name="annex")
            annex.append(identification(item, uris, part=name))
            _Part(item).fill(_sub(annex, "mainBody"), group)
    for element in root.iter():
        if etree.QName(element).localname in _SPACED and len(element):
            element.text = "\n"
            for child in element:
                child.tail = "\n"
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _by_part(passages: Sequence[StoredPassage]) -> list[tuple[str, list[StoredPassage]]]:
    parts: dict[str, list[StoredPassage]] = {}
    for passage in passages:
        parts.setdefault(passage.part, []).append(passage)
    return list(parts.items())


class _Part:
    """Fills the main body of a document or an annex."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._open: list[tuple[StoredPassage, Element]] = []
        self._last: Element | None = None

    def fill(self, body: Element, passages: Sequence[StoredPassage]) -> None:
        """Write the passages in their order."""
        for article, group in groupby(passages, lambda passage: m[1] if (m := _ARTICLE.match(passage.eid)) else None):
            parent = body if article is None else _sub(body, "article", eId=article)
            self._open.clear()
            for table, rows in groupby(group, _table_of):
                if table is not None:
                    self._open.clear()
                    self._table(parent, table, list(rows))
                    continue
                for passage in rows:
                    self._take(parent, passage)
        if not len(body):  # the schema wants something in a body
            _sub(body, "p")

    def _take(self, parent: Element, passage: StoredPassage) -> None:
        if passage.kind == PassageKind.FOOTNOTE:
            self._note(parent, passage)
            return
        if passage.kind == PassageKind.HEADING:
            self._open.clear()
            container = self._element(parent, "hcontainer", passage)
            container.set("name", "heading")
            self._last = _sub(container, "heading")
            self._fill(self._last, passage)
            return
        while self._open and not passage.eid.startswith(f"{self._open[-1][0].eid}__"):
            self._open.pop()
        above = self._open[-1] if self._open else None
        self._hierarchical(parent if above is None else above[1], passage, above[0] if above else None)

    def _hierarchical(self, parent: Element, passage: StoredPassage, above: StoredPassage | None) -> None:
        """A numbered paragraph or item, or a paragraph without number."""
        if above is not None and (content := parent.find(f"{{{NAMESPACE}}}content")) is not None:
            content.tag = f"{{{NAMESPACE}}}intro"
        numbered = passage.number is not None and passage.kind in _NUMBERED
        name = ("point" if passage.kind == PassageKind.ITEM else "paragraph") if numbered else "hcontainer"
        element = self._element(parent, name, passage)
        if not numbered:
            element.set("name", str(passage.kind))
        elif passage.kind == PassageKind.OPERATIVE:
            element.set("class", OPERATIVE)
        if passage.number is not None:
            before = above.number or "" if above is not None else ""
            own = passage.number.removeprefix(before) or passage.number
            number = _sub(element, "num", **({} if own == passage.number else {"title": passage.number}))
            number.text = own
        self._last = _sub(_sub(element, "content"), "p")
        self._fill(self._last, passage)
        self._open.append((passage, element))

    def _table(self, parent: Element, eid: str, rows: Sequence[StoredPassage]) -> None:
        holder = _sub(_sub(parent, "hcontainer", name="table"), "content")
        table = _sub(holder, "table", eId=eid)
        for passage in rows:
            row = self._element(table, "tr", passage)
            for cell in passage.text.split(" | "):
                self._last = _sub(_sub(row, "td"), "p")
                inline(self._last, cell, (), ())

    def _note(self, parent: Element, passage: StoredPassage) -> None:
        """A footnote at the end of the text before it; where there is none, it stands alone."""
        if self._last is None:
            self._last = _sub(_sub(_sub(parent, "hcontainer", name="notes"), "content"), "p")
        note = self._element(self._last, "authorialNote", passage)
        note.set("marker", passage.number or "*")
        note.set("placement", "bottom")
        self._fill(_sub(note, "p"), passage)

    def _element(self, parent: Element, name: str, passage: StoredPassage) -> Element:
        element = _sub(parent, name, eId=passage.eid)
        if passage.language != self._item.language:
            element.set(XML_LANG, passage.language)
        return element

    def _fill(self, element: Element, passage: StoredPassage) -> None:
        inline(element, passage.text, passage.emphasis, passage.mentions)


def _table_of(passage: StoredPassage) -> str | None:
    """The table that a row belongs to, None for other passages."""
    return passage.eid.rpartition("__row_")[0] if passage.kind == PassageKind.TABLE_ROW else None


def _sub(parent: Element, tag: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)
