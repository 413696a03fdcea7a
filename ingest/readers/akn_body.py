"""The body of an Akoma Ntoso document: its elements in reading order, each with its own place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from lxml.etree import _Element as Element

from ingest.blocks import Block, BlockKind, Place
from ingest.readers.akn_text import local, plain, text_of
from kg.akn.names import MASTHEAD, OPERATIVE, XML_LANG
from kg.model import PassageKind

__all__ = ["BodyReader", "local"]

_ITEMS = frozenset({"point", "item", "indent", "alinea", "subparagraph", "subclause", "subrule"})
_TEXT = frozenset({"p", "block", "longTitle", "span"})
_SKIPPED = frozenset({"num", "heading", "subheading", "toc", "meta", "coverPage", "remark", ""})
_LISTS = frozenset({"blockList", "ol", "ul"})
_KINDS = {
    PassageKind.HEADING: BlockKind.HEADING,
    PassageKind.FOOTNOTE: BlockKind.FOOTNOTE,
    PassageKind.ITEM: BlockKind.LIST_ITEM,
}
_PREAMBULAR = frozenset({"recital", "citation"})
_PREAMBLES = _PREAMBULAR | {"preamble", "recitals", "citations"}


class BodyReader:
    """Collects blocks. ``part`` is set before each body; ``language`` is the document's (ISO 639-1) or None."""

    def __init__(self, language: str | None) -> None:
        self.blocks: list[Block] = []
        self.part = "body"
        self.annexes = 0
        self._language = language
        self._counts: Counter[str] = Counter()

    def container(self, element: Element, name: str) -> None:
        """Take a body, a preamble or a preface. What a preface says stays without a place: it is the masthead."""
        if name != "preface":
            self._all(list(element), None)
            return
        for paragraph in element.iter("{*}p"):
            if MASTHEAD not in (paragraph.get("class") or "").split() and (text := plain(paragraph)):
                title = next(paragraph.iter("{*}docTitle"), None) is not None
                self.blocks.append(Block(BlockKind.HEADING if title else BlockKind.PARAGRAPH, text, level=int(title)))

    def _take(self, element: Element, number: str | None) -> None:
        """Take one element. ``number`` is that of the element that it is in."""
        name = local(element)
        if name == "table":
            self._table(element)
        elif name in _LISTS:
            self._list(element, number)
        elif name in _TEXT:
            self._passage(element, [element], None, _loose_kind(element))
        elif name in ("crossHeading", "formula"):
            kind = PassageKind.HEADING if name == "crossHeading" else PassageKind.PARAGRAPH
            self._passage(element, [element], None, kind)
        elif name:
            self._hierarchical(element, name, number)

    def _hierarchical(self, element: Element, name: str, above: str | None) -> None:
        """An element with number, heading and content. ``above`` is the number of the element that it is in."""
        own = name in _PREAMBULAR  # a recital has its paragraphs in it without more ado
        holders = [element] if own else [child for child in element if local(child) in ("content", "intro")]
        texts = [child for holder in holders for child in holder if local(child) in _TEXT]
        printed = next((child for child in element if local(child) == "num"), None)
        heads = [child for child in element if local(child) in ("heading", "subheading")]
        number = above
        if holders and texts:
            number = _number(printed, above) if printed is not None else None
            self._passage(element, [*heads, *texts], number, self._kind(element, name, number))
        elif heads or printed is not None:
            self._passage(
                element, [child for child in (printed, *heads) if child is not None], None, PassageKind.HEADING
            )
        for child in element:
            inner = local(child)
            if inner in ("content", "intro", "wrapUp"):
                # Their paragraphs are the passage's text already, but not what comes behind everything.
                self._all([block for block in child if inner == "wrapUp" or local(block) not in _TEXT], number)
            elif child not in texts:
                self._all([child], number)

    def _all(self, elements: list[Element], number: str | None) -> None:
        for element in elements:
            if local(element) not in _SKIPPED:
                self._take(element, number)

    def _list(self, element: Element, above: str | None) -> None:
        for child in element:
            name = local(child)
            if name in ("listIntroduction", "listWrapUp"):
                self._passage(child, [child], None, PassageKind.PARAGRAPH)
            elif name in ("item", "li"):
                printed = next((inner for inner in child if local(inner) == "num"), None)
                number = _number(printed, above) if printed is not None else None
                texts = [inner for inner in child if local(inner) in _TEXT] or ([child] if name == "li" else [])
                self._passage(child, texts, number, PassageKind.ITEM)
                self._all([inner for inner in child if local(inner) in (*_LISTS, "table")], number)

    def _table(self, table: Element) -> None:
        """Rows that have places are passages; a table without is one block, as in other formats."""
        rows = list(table.iter("{*}tr"))
        cells = [[plain(cell) for cell in row if local(cell) in ("td", "th")] for row in rows]
        if rows and all(row.get("eId") for row in rows):
            for row, texts in zip(rows, cells, strict=True):
                self._put(row, Block(BlockKind.PARAGRAPH, " | ".join(texts)), None, PassageKind.TABLE_ROW)
                self._notes(list(row.iter("{*}authorialNote")))
            return
        stem = self._following(table, "table")
        head = cells[0] if len(cells) > 1 else []
        for at, (row, texts) in enumerate(zip(rows, cells, strict=True), 1):
            if at == 1 and head:
                continue
            named = [f"{name}: {text}" if name else text for name, text in zip(head or texts, texts, strict=False)]
            line = " | ".join(named if head else texts)
            self._put(row, Block(BlockKind.PARAGRAPH, line), None, PassageKind.TABLE_ROW, eid=f"{stem}__row_{at}")
            self._notes(list(row.iter("{*}authorialNote")))

    def _passage(self, element: Element, texts: list[Element], number: str | None, kind: PassageKind) -> None:
        inline, notes = text_of(texts)
        text = inline.text.replace("\n", " ") if kind is PassageKind.HEADING else inline.text
        block = Block(_KINDS.get(kind, BlockKind.PARAGRAPH), text, emphasis=inline.emphasis, strong=inline.strong)
        self._put(element, block, number, kind)
        self._notes(notes)

    def _notes(self, notes: list[Element]) -> None:
        for note in notes:
            inline, _ = text_of(list(note))
            mark = note.get("marker") or ""
            block = Block(BlockKind.FOOTNOTE, inline.text, note=mark or None, emphasis=inline.emphasis)
            own = f"{self.part}__fn_{mark}" if re.fullmatch(r"\w+", mark) else None
            self._put(note, block, mark or None, PassageKind.FOOTNOTE, eid=own)

    def _put(
        self, element: Element, block: Block, number: str | None, kind: PassageKind, eid: str | None = None
    ) -> None:
        if block.text:
            stem = {PassageKind.HEADING: "heading", PassageKind.FOOTNOTE: "fn"}.get(kind, "p")
            place = element.get("eId") or element.get("id") or eid or self._following(element, stem)
            spoken = self._spoken(element)
            self.blocks.append(replace(block, place=Place(place, self.part, number, kind, spoken)))

    def _following(self, element: Element, stem: str) -> str:
        own = element.get("eId")
        if own:
            return own
        self._counts[f"{self.part}__{stem}"] += 1
        return f"{self.part}__{stem}_{self._counts[f'{self.part}__{stem}']}"

    def _spoken(self, element: Element) -> str | None:
        """The language that the element or one around it declares, if it is not the document's."""
        inside = [element, *element.iterancestors()]
        declared = next((code for item in inside if (code := item.get(XML_LANG))), None)
        code = declared.lower().partition("-")[0] if declared else None
        return code if code != self._language else None

    def _kind(self, element: Element, name: str, number: str | None) -> PassageKind:
        if name == "hcontainer" and element.get("name") in list(PassageKind):
            return PassageKind(element.get("name") or "")
        if OPERATIVE in (element.get("class") or "").split():
            return PassageKind.OPERATIVE
        if name in _ITEMS and number is not None:
            return PassageKind.ITEM
        return _loose_kind(element)


def _loose_kind(element: Element) -> PassageKind:
    around = {local(item) for item in (element, *element.iterancestors())}
    return PassageKind.PREAMBLE if around & _PREAMBLES else PassageKind.PARAGRAPH


def _number(printed: Element, above: str | None) -> str | None:
    """The number by which a passage is cited: ``6(d)`` for ``(d)`` in ``6.``."""
    if whole := printed.get("title"):
        return whole
    text = plain(printed).strip()
    own = text if "(" in text else text.rstrip(".)、．")
    if not own:
        return None
    return f"{above}{own if own.startswith('(') else f'({own})'}" if above else own
