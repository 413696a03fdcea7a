"""What a Word document's styles say: italics, bold, heading level, numbering. Each style inherits from another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.etree import _Element as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_TITLES = {"title": 1, "subtitle": 2}
_OFF = ("0", "false", "off", "none")
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits. None for italics and bold: not stated. ``level`` is 0 for running text."""

    italic: bool | None = None
    bold: bool | None = None
    level: int = 0
    num_id: str | None = None
    num_level: int | None = None


def value(parent: Element | None, name: str) -> str | None:
    """The ``w:val`` of a child, None where there is no such child."""
    child = parent.find(W + name) if parent is not None else None
    return None if child is None else child.get(W + "val", "")


def switched(properties: Element | None, name: str) -> bool | None:
    """Whether a toggle such as ``w:b`` is on; None when it is not there."""
    text = value(properties, name)
    return None if text is None else text.lower() not in _OFF


class Styles:
    """The styles of one document, by their id."""

    def __init__(self, root: Element | None) -> None:
        elements = root.iterfind(W + "style") if root is not None else ()
        self._elements = {element.get(W + "styleId", ""): element for element in elements}
        self._known: dict[str, Style] = {}

    def get(self, style_id: str | None) -> Style:
        """The style with everything it inherits; unknown styles say nothing."""
        if style_id not in self._elements:
            return Style()
        if style_id not in self._known:
            self._known[style_id] = self._resolve(style_id)
        return self._known[style_id]

    def _resolve(self, style_id: str) -> Style:
        style, chain = Style(), [style_id]
        while len(chain) < _DEEPEST and (base := value(self._elements[chain[-1]], "basedOn")) in self._elements:
            chain.append(str(base))
        for name in reversed(chain):
            style = _override(style, self._elements[name])
        return style


def _override(base: Style, element: Element) -> Style:
    runs, paragraph = element.find(W + "rPr"), element.find(W + "pPr")
    numbering = paragraph.find(W + "numPr") if paragraph is not None else None
    italic, bold, depth = switched(runs, "i"), switched(runs, "b"), value(numbering, "ilvl")
    return Style(
        base.italic if italic is None else italic,
        base.bold if bold is None else bold,
        _level(element, paragraph) or base.level,
        value(numbering, "numId") or base.num_id,
        base.num_level if depth is None else int(depth),
    )


def _level(element: Element, paragraph: Element | None) -> int:
    name = (value(element, "name") or "").lower()
    if match := _HEADING.fullmatch(name):
        return int(match[1])
    outline = value(paragraph, "outlineLvl")
    return _TITLES.get(name, int(outline) + 1 if outline and outline.isdecimal() and int(outline) < 9 else 0)
