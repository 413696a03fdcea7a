"""A page's elements in reading order, turned into blocks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from ingest.blocks import Block, BlockKind
from ingest.readers.counters import counter
from ingest.readers.html_notes import Notes, is_backlink
from ingest.readers.html_tables import is_layout, table_rows
from ingest.readers.spans import TextBuilder, cut_head

_DROPPED = frozenset({
    "script", "style", "nav", "noscript", "template", "head", "iframe", "object", "svg", "math", "canvas",
    "button", "select", "input", "textarea", "audio", "video",
})  # fmt: skip
_BLOCK = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "main", "p", "pre",
    "section", "summary", "table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption",
})  # fmt: skip
_ITALIC, _BOLD = frozenset({"i", "em", "cite", "dfn", "var"}), frozenset({"b", "strong"})
_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CSS_STYLES = {
    "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman", "none": "none",
    "arabic-abjad": "arabicAbjad", "cjk-ideographic": "chineseCounting", "simp-chinese-informal": "chineseCounting",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


@dataclass(slots=True)
class _Frame:
    """What the next paragraph will be."""

    kind: BlockKind = BlockKind.PARAGRAPH
    label: str | None = None
    level: int = 0
    note: str | None = None


class Walker:
    """Collects blocks. One use: ``walk(root)``, then ``finish()``."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._marks = frozenset(notes.marks.values())
        self._blocks: list[Block] = []
        self._text = TextBuilder()
        self._frame = _Frame()
        self._depth = 0
        self._aside: BlockKind | None = None

    def finish(self) -> list[Block]:
        """All blocks in reading order."""
        self._flush()
        return self._blocks

    def walk(self, element: HtmlElement, *, italic: bool = False, bold: bool = False) -> None:
        """Take an element and what is in it, but not the text behind it."""
        tag = element.tag
        if not isinstance(tag, str) or self._is_dropped(element, tag):
            return
        if element in self._notes.cited:
            self._text.add(f"[^{self._notes.cited[element]}]")
        elif element in self._notes.marks:
            self._note(element)
        elif tag == "br":
            self._text.newline()
        elif tag == "sup":
            self._superscript(element, italic=italic, bold=bold)
        elif tag in ("ol", "ul", "menu"):
            self._list(element, tag)
        elif tag == "table" and not is_layout(element):
            self._table(element)
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            self._heading(element, int(tag[1]))
        elif (element.get("title") or "") in ("header", "footer") and tag == "div":
            self._furniture(element)
        elif tag in _BLOCK or tag == "li":
            self._flush()
            self._children(element, italic=italic, bold=bold)
            self._flush()
        else:
            italic, bold = italic or _is(element, tag, _ITALIC), bold or _is(element, tag, _BOLD)
            self._children(element, italic=italic, bold=bold)

    def _children(self, element: HtmlElement, *, italic: bool = False, bold: bool = False) -> None:
        kept = element.tag == "pre"
        self._add(element.text, kept=kept, italic=italic, bold=bold)
        for child in element:
            self.walk(child, italic=italic, bold=bold)
            self._add(child.tail, kept=kept, italic=italic, bold=bold)

    def _add(self, text: str | None, *, kept: bool, italic: bool, bold: bool) -> None:
        for at, line in enumerate((text or "").split("\n") if kept else [text or ""]):
            if at:
                self._text.newline()
            self._text.add(line, italic=italic, bold=bold)

    def _is_dropped(self, element: HtmlElement, tag: str) -> bool:
        if tag in _DROPPED or element.get("hidden") is not None or "display:none" in _style(element):
            return True
        if tag in ("header", "footer"):  # of the site, not of an article, which may have its title there
            return not any(parent.tag in ("article", "main", "section") for parent in element.iterancestors())
        return element.get("role") in ("navigation", "search", "banner", "contentinfo") or is_backlink(
            element, self._notes
        )

    def _flush(self) -> None:
        """End the paragraph. What follows in the same list item is a paragraph of its own, without label."""
        inline, frame = self._text.build(), self._frame
        self._text = TextBuilder()
        if not inline.text:
            return
        kind = self._aside or frame.kind
        block = Block(kind, inline.text, frame.label, frame.level, None, (), frame.note, inline.emphasis, inline.strong)
        self._blocks.append(block)
        self._frame = _Frame()

    def _heading(self, element: HtmlElement, level: int) -> None:
        self._flush()
        self._frame = _Frame(BlockKind.HEADING, level=level)
        self._children(element)
        self._flush()
        self._frame = _Frame()

    def _furniture(self, element: HtmlElement) -> None:
        self._flush()
        self._aside = BlockKind.FURNITURE
        self._children(element)
        self._flush()
        self._aside = None

    def _list(self, element: HtmlElement, tag: str) -> None:
        """A list's items with their numbers. HTML leaves open how one is set; here it is ``1.`` and ``(a)``."""
        self._flush()
        items = [child for child in element if child.tag == "li"]
        step = -1 if element.get("reversed") is not None else 1
        number = _int(element.get("start"), len(items) if step < 0 else 1)
        style = _list_style(element)
        self._depth += 1
        for child in element:
            if child.tag == "li":
                number = _int(child.get("value"), number)
                self._frame = _Frame(BlockKind.LIST_ITEM, _label(number, style) if tag == "ol" else None, self._depth)
                number += step
            self.walk(child)
            self._add(child.tail, kept=False, italic=False, bold=False)
            self._flush()
            self._frame = _Frame()
        self._depth -= 1

    def _note(self, element: HtmlElement) -> None:
        """A footnote is one block, however many paragraphs it has; its own mark is taken off its text."""
        mark = self._notes.marks[element]
        inner = Walker(
            replace(self._notes, marks={key: value for key, value in self._notes.marks.items() if key is not element})
        )
        inner._marks = frozenset()
        inner._children(element)
        text = "\n".join(block.text for block in inner.finish())
        block = Block(BlockKind.FOOTNOTE, text, note=mark)
        for lead in (mark, mark.translate(_SUPERSCRIPTS)):
            if text.startswith(lead):
                rest = text[len(lead) :].lstrip(" .)]\n")
                block = cut_head(block, len(text) - len(rest))
                break
        self._flush()
        self._blocks.append(block)

    def _superscript(self, element: HtmlElement, *, italic: bool, bold: bool) -> None:
        text = "".join(element.itertext()).strip()
        if text in self._marks:
            self._text.add(f"[^{text}]")
        elif text and not text.strip("0123456789+-"):
            self._text.add(text.translate(_SUPERSCRIPTS), italic=italic, bold=bold)
        else:
            self._children(element, italic=italic, bold=bold)

    def _table(self, element: HtmlElement) -> None:
        self._flush()
        for caption in element.iter("caption"):
            self._children(caption)
            self._flush()
        rows = table_rows(element, self._cell)
        if rows:
            text = "\n".join(" | ".join(row) for row in rows)
            self._blocks.append(Block(BlockKind.TABLE, text, rows=rows))

    def _cell(self, element: HtmlElement) -> str:
        inner = Walker(self._notes)
        inner._children(element)
        return "\n".join(f"{block.label or ''} {block.text}".strip() for block in inner.finish())


def _style(element: HtmlElement) -> str:
    return (element.get("style") or "").lower().replace(" ", "")


def _is(element: HtmlElement, tag: str, tags: frozenset[str]) -> bool:
    wanted = ("font-style:italic",) if tags is _ITALIC else ("font-weight:bold", "font-weight:700")
    return tag in tags or any(rule in _style(element) for rule in wanted)


def _int(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 8 else default


def _list_style(element: HtmlElement) -> str:
    css = _style(element)
    for name, style in _CSS_STYLES.items():
        if f"list-style-type:{name}" in css or f"list-style:{name}" in css:
            return style
    return _STYLES.get(element.get("type") or "1", "decimal")


def _label(number: int, style: str) -> str | None:
    printed = counter(number, style)
    if not printed:
        return None
    return f"({printed})" if style.startswith("lower") or style == "arabicAbjad" else f"{printed}."
