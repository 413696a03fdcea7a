"""Inline content of Akoma Ntoso: text, italics, and the notes that stand inside it."""

from __future__ import annotations

from lxml import etree
from lxml.etree import _Element as Element

from ingest.readers.inline import Inline
from ingest.readers.spans import TextBuilder

_NOTES = ("authorialNote", "notesPlaceholder")
_ASIDE = frozenset({"noteRef", "popup", "change", "remark"})


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments and the like."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(elements: list[Element]) -> tuple[Inline, list[Element]]:
    """The text of paragraphs, a line for each, and the notes in it."""
    builder = TextBuilder()
    notes: list[Element] = []
    for number, element in enumerate(elements):
        if number:
            builder.newline()
        _walk(element, builder, notes, italic=False, bold=False)
    return builder.build(), notes


def plain(element: Element) -> str:
    """The text of an element without formatting and notes."""
    return text_of([element])[0].text


def _walk(element: Element, builder: TextBuilder, notes: list[Element], *, italic: bool, bold: bool) -> None:
    builder.add(element.text or "", italic=italic, bold=bold)
    for child in element:
        name = local(child)
        if name in _NOTES:
            notes.append(child)
        elif name in ("br", "eol"):
            builder.newline()
        elif name and name not in _ASIDE:
            _walk(child, builder, notes, italic=italic or name in ("i", "em"), bold=bold or name in ("b", "strong"))
        builder.add(child.tail or "", italic=italic, bold=bold)
