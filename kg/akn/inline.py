"""The text of a passage as inline elements: italics and references."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml.etree import _Element as Element

from kg.akn.names import NAMESPACE
from kg.model import Mention, Span

_LINKED = frozenset({"document", "decision", "meeting", "provision", "treaty"})
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def inline(element: Element, text: str, emphasis: Sequence[Span], mentions: Sequence[Mention]) -> None:
    """Fill an element with a text, what is printed in italics as ``i``, what names a legal thing as ``ref``."""
    links = _disjoint([item for item in mentions if item.uri and item.kind in _LINKED])
    at = 0
    for link in links:
        _emphasised(element, text, (at, link.span[0]), emphasis)
        reference = etree.SubElement(element, f"{{{NAMESPACE}}}ref", href=str(link.uri))
        _emphasised(reference, text, link.span, emphasis)
        at = link.span[1]
    _emphasised(element, text, (at, len(text)), emphasis)


def _disjoint(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions in order; of those that overlap, the longest."""
    kept: list[Mention] = []
    for item in sorted(mentions, key=lambda item: item.span[0] - item.span[1]):
        if item.span[0] < item.span[1] and all(item.span[1] <= m.span[0] or m.span[1] <= item.span[0] for m in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.span)


def _emphasised(element: Element, text: str, span: Span, emphasis: Sequence[Span]) -> None:
    at, end = span
    for start, stop in emphasis:
        first, last = max(start, at), min(stop, end)
        if first >= last:
            continue
        _append(element, text[at:first])
        _append(etree.SubElement(element, f"{{{NAMESPACE}}}i"), text[first:last])
        at = last
    _append(element, text[at:end])


def _append(element: Element, text: str) -> None:
    """Add text behind what is in the element already; a line end is a ``br``."""
    for number, line in enumerate(_NO_XML.sub("\ufffd", text).split("\n")):
        if number:
            etree.SubElement(element, f"{{{NAMESPACE}}}br")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line
