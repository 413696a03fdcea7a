"""The structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8), page by page."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_DEEPEST = 60
_MOST_ELEMENTS = 50_000
"""Elements of one page; more are no tree of a text."""
_LONGEST_NAME = 128
BLOCKS = frozenset({
    "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "L", "LI", "LBody", "Table", "TR", "TH", "TD",
    "THead", "TBody", "TFoot", "Caption", "Note", "FENote", "BlockQuote", "TOC", "TOCI", "Sect", "Div", "Art", "Part",
    "Document", "Figure", "Index", "Aside",
})  # fmt: skip
"""Types that begin a block of their own; all others belong to the text around them."""


@dataclass(slots=True)
class Element:
    """One element: its type, and its children in order, elements or the numbers of marked content on the page."""

    kind: str
    children: list[Element | int]

    def marks(self) -> Iterator[int]:
        """Numbers of all marked content in it, in order."""
        for child in self.children:
            if isinstance(child, int):
                yield child
            else:
                yield from child.marks()

    def walk(self) -> Iterator[Element]:
        """The element and all in it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    @property
    def is_block(self) -> bool:
        """Whether it begins a block of its own, by its type or by what is in it."""
        return self.kind in BLOCKS or any(isinstance(child, Element) and child.is_block for child in self.children)


def page_tree(page: Any) -> Element | None:  # noqa: ANN401  (pypdfium2 has no types)
    """The part of the structure tree that is about one page; None for a page that is not tagged."""
    import pypdfium2.raw as pdfium

    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return None
    try:
        reader = _TreeReader(pdfium)
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        found = [reader.read(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), 0) for at in range(count)]
        root = Element("Document", [element for element in found if element is not None])
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return root if root.children and not reader.too_large else None


class _TreeReader:
    """Copies a tree, as far as it is not too deep or too large (a broken file may hold a ring)."""

    def __init__(self, pdfium: Any) -> None:  # noqa: ANN401
        self._pdfium = pdfium
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._left = _MOST_ELEMENTS
        self.too_large = False

    def read(self, handle: Any, depth: int) -> Element | None:  # noqa: ANN401
        self._left -= 1
        self.too_large = self.too_large or self._left < 0 or depth > _DEEPEST
        if not handle or self.too_large:
            return None
        pdfium = self._pdfium
        element = Element(self._kind(handle), [])
        for at in range(min(pdfium.FPDF_StructElement_CountChildren(handle), _MOST_ELEMENTS)):
            mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(handle, at)
            if mark >= 0:
                element.children.append(mark)
            elif child := self.read(pdfium.FPDF_StructElement_GetChildAtIndex(handle, at), depth + 1):
                element.children.append(child)
        return element

    def _kind(self, handle: Any) -> str:  # noqa: ANN401
        size = self._pdfium.FPDF_StructElement_GetType(handle, self._name, _LONGEST_NAME)
        return self._name.raw[: max(min(size, _LONGEST_NAME) - 2, 0)].decode("utf-16-le", "replace")
