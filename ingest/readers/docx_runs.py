"""Text of a Word paragraph as it prints: insertions in, deletions and hidden text out, notes marked."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from ingest.readers.counters import counter
from ingest.readers.docx_styles import Styles, W, switched, value
from ingest.readers.inline import Inline
from ingest.readers.spans import TextBuilder

_GONE = frozenset(W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "txbxContent", "rt"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTES = {W + "footnoteReference": ("footnote", "decimal"), W + "endnoteReference": ("endnote", "lowerRoman")}


@dataclass(slots=True)
class NoteMarks:
    """Marks of notes by kind and id, given in the order in which they are cited, as Word does."""

    marks: dict[tuple[str, str], str] = field(default_factory=dict)
    fresh: list[tuple[str, str]] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=dict)

    def cite(self, kind: str, note_id: str, style: str, custom: str) -> str:
        """The mark of a note; a custom one (``*``) is not counted."""
        key = (kind, note_id)
        if key not in self.marks:
            if not custom:
                self._counts[kind] = self._counts.get(kind, 0) + 1
            self.marks[key] = custom or counter(self._counts[kind], style)
            self.fresh.append(key)
        return self.marks[key]


class RunReader:
    """Reads paragraphs of one document."""

    def __init__(self, styles: Styles, notes: NoteMarks) -> None:
        self._styles = styles
        self._notes = notes

    def read(self, paragraph: Element) -> Inline:
        """The paragraph's text with its italic and bold spans."""
        builder = TextBuilder()
        style = self._styles.get(value(paragraph.find(W + "pPr"), "pStyle"))
        self._walk(paragraph, builder, style.italic or False, style.bold or False)
        return builder.build()

    def _walk(self, element: Element, builder: TextBuilder, italic: bool, bold: bool) -> None:  # noqa: FBT001
        for child in element:
            if child.tag in _GONE or child.tag == _FALLBACK:
                continue
            if child.tag == W + "r":
                self._run(child, builder, italic=italic, bold=bold)
            else:
                self._walk(child, builder, italic, bold)

    def _run(self, run: Element, builder: TextBuilder, *, italic: bool, bold: bool) -> None:
        properties = run.find(W + "rPr")
        if switched(properties, "vanish"):
            return
        style = self._styles.get(value(properties, "rStyle"))
        stated = switched(properties, "i"), switched(properties, "b")
        italic = next((choice for choice in (stated[0], style.italic) if choice is not None), italic)
        bold = next((choice for choice in (stated[1], style.bold) if choice is not None), bold)
        raised = value(properties, "vertAlign") == "superscript"
        custom = any(child.get(W + "customMarkFollows") in ("1", "true", "on") for child in run)
        for child in run:
            text = _printed(child)
            if child.tag in _NOTES:
                builder.add(f"[^{self._cite(child, run, custom=custom)}]")
            elif child.tag == W + "br":
                builder.newline() if child.get(W + "type") in (None, "textWrapping") else builder.add(" ")
            elif text and not custom:
                builder.add(
                    text.translate(_SUPERSCRIPTS) if raised and text.isdecimal() else text, italic=italic, bold=bold
                )
            elif child.tag.endswith("}AlternateContent"):
                self._walk(child, builder, italic, bold)

    def _cite(self, reference: Element, run: Element, *, custom: bool) -> str:
        kind, style = _NOTES[reference.tag]
        mark = "".join(child.text or "" for child in run.iterfind(W + "t")).strip() if custom else ""
        return self._notes.cite(kind, reference.get(W + "id", ""), style, mark)


def _printed(child: Element) -> str:
    """What an element inside a run prints; empty for notes, fields and drawings."""
    if child.tag == W + "t":
        return child.text or ""
    fixed = {W + "tab": " ", W + "ptab": " ", W + "cr": "\n", W + "noBreakHyphen": "-"}
    return fixed.get(child.tag, "")
