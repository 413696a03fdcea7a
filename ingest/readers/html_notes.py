"""Which elements of a page are footnotes, and where they are cited."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

_MARK = re.compile(r"[\[(]?\s*(\d{1,4}|[*†‡]{1,4}|[a-z]|[ivx]{1,5})\s*[\])]?$")
_LEAD = re.compile(r"\s*[\[(]?(\d{1,3}|[*†‡]{1,4})[\])]?[.)]?(?=\s|\D)")
_BLOCKS = ("li", "p", "div", "aside", "dd", "section", "td", "blockquote")
_CONTAINER = re.compile(r"(?:sd)?(?:foot|end)note-?\d+|(?:ftn|edn|fn)-?\d+", re.IGNORECASE)
_ROLES = ("doc-footnote", "doc-endnote")
_CLASSES = frozenset({"footnote", "endnote", "footnote-text", "footnotetext", "msofootnotetext"})
_LONGEST_BACKLINK = 6


@dataclass(slots=True)
class Notes:
    """Footnotes by their element, citations by their anchor, and the anchors that lead back."""

    marks: dict[HtmlElement, str] = field(default_factory=dict)
    cited: dict[HtmlElement, str] = field(default_factory=dict)
    backlinks: set[HtmlElement] = field(default_factory=set)


def find_notes(root: HtmlElement) -> Notes:
    """Footnotes are what a short anchor leads to and back from (all word processors and converters do so).

    Elements that are footnotes by role or class but without such anchors are known by the number they begin with.
    """
    notes = Notes()
    order = {element: at for at, element in enumerate(root.iter())}
    named = {name: element for element in order for name in (element.get("id"), element.get("name")) if name}
    pairs = []
    for anchor in root.iter("a"):
        target = named.get((anchor.get("href") or "#")[1:]) if (anchor.get("href") or "").startswith("#") else None
        printed = _MARK.match("".join(anchor.itertext()).strip())
        if target is None or printed is None or order[target] < order[anchor]:
            continue
        holder = _holder(target)
        back = _backlink(holder, anchor) if holder is not None else None
        if holder is not None and back is not None:
            pairs.append((anchor, printed[1], holder))
            notes.backlinks.add(back)
    _name(notes, pairs)
    _by_role(root, notes)
    return notes


def _holder(target: HtmlElement) -> HtmlElement | None:
    """The block that is the whole footnote."""
    element = target
    while element is not None and element.tag not in _BLOCKS:
        element = element.getparent()
    if element is None or element.tag == "li":
        return element
    parent = element.getparent()
    return parent if parent is not None and _CONTAINER.fullmatch(parent.get("id") or "") else element


def _backlink(holder: HtmlElement, anchor: HtmlElement) -> HtmlElement | None:
    near = [anchor, *anchor.iterdescendants(), *list(anchor.iterancestors())[:2]]
    names = {name for element in near for name in (element.get("id"), element.get("name")) if name}
    return next((link for link in holder.iter("a") if (link.get("href") or "#")[1:] in names), None)


def _name(notes: Notes, pairs: list[tuple[HtmlElement, str, HtmlElement]]) -> None:
    """Marks as printed; where two notes print the same (LibreOffice writes 0 for all), they are counted."""
    printed: dict[HtmlElement, str] = {}
    for _, mark, holder in pairs:
        printed.setdefault(holder, mark)
    if len(set(printed.values())) < len(printed) or "0" in printed.values():
        printed = {holder: str(at) for at, holder in enumerate(printed, 1)}
    notes.marks = printed
    notes.cited = {anchor: printed[holder] for anchor, _, holder in pairs}


def _by_role(root: HtmlElement, notes: Notes) -> None:
    for element in root.iter(*_BLOCKS):
        classes = set((element.get("class") or "").lower().split())
        if element in notes.marks or not (element.get("role") in _ROLES or classes & _CLASSES):
            continue
        if any(child in notes.marks for child in element.iterdescendants()):
            continue
        lead = _LEAD.match("".join(element.itertext()))
        if lead and lead[1] not in notes.marks.values():
            notes.marks[element] = lead[1]


def is_backlink(element: HtmlElement, notes: Notes) -> bool:
    """Whether an anchor only leads back to the text and says nothing itself."""
    return element in notes.backlinks and len("".join(element.itertext()).strip()) <= _LONGEST_BACKLINK
