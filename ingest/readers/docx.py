"""Word documents: paragraphs with the numbers that Word prints, tables, footnotes, headers."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers.characters import clean
from ingest.readers.docx_changes import join_paragraphs
from ingest.readers.docx_numbering import Numbering
from ingest.readers.docx_runs import NoteMarks, RunReader
from ingest.readers.docx_styles import Styles, W, value
from ingest.readers.docx_tables import grid
from ingest.readers.spans import split_typed_label
from kg.errors import BadInput
from kg.settings import Settings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_BROKEN = (zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, LookupError, ValueError, AttributeError)
"""What python-docx, zipfile and lxml raise on damaged packages; python-docx lets all of it through."""
_DC = "{http://purl.org/dc/elements/1.1/}"
_TEXT_BOX = W + "txbxContent"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_THROUGH = frozenset(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))


def read(data: bytes, source: str, settings: Settings) -> RawDocument:  # noqa: ARG001  (the container is checked before)
    """Read a Word document. Pages are not known: Word lays them out anew each time.

    Raises:
        BadInput: the container or a part in it is broken.

    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = _Reader(document.part).blocks(document.element.find(W + "body"))
        title, language = _properties(document)
    except (*_BROKEN, PackageNotFoundError) as error:
        message = f"{source}: the Word document is broken ({type(error).__name__}: {error})."
        raise BadInput(message, remedy="Open it in Word and save it again.") from error
    metadata = (("title", clean(title).strip()),) if title.strip() else ()
    return RawDocument(source, MEDIA_TYPE, blocks, language[:2].lower() or None, metadata)


class _Reader:
    """Reads the parts of one package in the order in which they are read by people."""

    def __init__(self, part: Any) -> None:  # noqa: ANN401
        self._part = part
        self._styles = Styles(self._root("styles"))
        self._numbering = Numbering(self._root("numbering"))
        self._marks = NoteMarks()
        self._runs = RunReader(self._styles, self._marks)
        self._notes = {kind: self._root(kind + "s") for kind in ("footnote", "endnote")}

    def blocks(self, body: Element | None) -> tuple[Block, ...]:
        if body is None:
            raise ValueError("no body")
        for root in (body, *(notes for notes in self._notes.values() if notes is not None)):
            join_paragraphs(root)
        found = [*self._headers()]
        for block in self._flow(body):
            found.append(block)
            found += self._cited()
        return tuple(found)

    def _root(self, kind: str) -> Element | None:
        for relation in self._part.rels.values():
            if relation.reltype == _RELATED + kind and not relation.is_external:
                return etree.fromstring(relation.target_part.blob, _parser())
        return None

    def _headers(self) -> Iterator[Block]:
        """Text of the running heads and feet, each once: the symbol often stands there alone."""
        seen: set[str] = set()
        for relation in self._part.rels.values():
            if relation.reltype in (_RELATED + "header", _RELATED + "footer") and not relation.is_external:
                for paragraph in etree.fromstring(relation.target_part.blob, _parser()).iter(W + "p"):
                    text = self._runs.read(paragraph).text
                    if text and text not in seen:
                        seen.add(text)
                        yield Block(BlockKind.FURNITURE, text)

    def _flow(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            if element.tag == W + "p":
                yield from self._boxes(element)
                yield from self._paragraph(element)
            elif element.tag == W + "tbl":
                yield from self._table(element)
            elif element.tag in _THROUGH:
                yield from self._flow(element)

    def _boxes(self, paragraph: Element) -> Iterator[Block]:
        """Paragraphs of text boxes that are anchored here, without the copies for old programs."""
        for box in paragraph.iter(_TEXT_BOX):
            ancestors = list(box.iterancestors())
            if not any(above.tag in (_FALLBACK, _TEXT_BOX) for above in ancestors):
                yield from self._flow(box)

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        inline = self._runs.read(paragraph)
        if not inline.text:
            return
        properties = paragraph.find(W + "pPr")
        style_id = value(properties, "pStyle")
        label, depth = self._label(properties, style_id)
        level = self._styles.get(style_id).level
        kind = BlockKind.HEADING if level else BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM
        level = level or (0 if label is None else depth + 1)
        block = Block(kind, inline.text, label or None, level, emphasis=inline.emphasis, strong=inline.strong)
        yield split_typed_label(block)

    def _label(self, properties: Element | None, style_id: str | None) -> tuple[str | None, int]:
        """The printed number (empty for a bullet, None for none) and its level from 0."""
        numbering = properties.find(W + "numPr") if properties is not None else None
        style = self._styles.get(style_id)
        num_id, depth = value(numbering, "numId") or style.num_id, value(numbering, "ilvl")
        if not num_id or num_id == "0":
            return None, 0
        level = int(depth) if depth else style.num_level
        if level is None:
            level = self._numbering.level_of_style(num_id, style_id)
        return self._numbering.label(num_id, level), level

    def _table(self, table: Element) -> Iterator[Block]:
        rows = grid(table, self._cell)
        if rows:
            yield Block(BlockKind.TABLE, "\n".join(" | ".join(row) for row in rows), rows=rows)

    def _cell(self, cell: Element) -> str:
        return "\n".join(f"{block.label or ''} {block.text}".strip() for block in self._flow(cell))

    def _cited(self) -> Iterator[Block]:
        """The notes cited since the last call, each as one block."""
        while self._marks.fresh:
            kind, note_id = self._marks.fresh.pop(0)
            root = self._notes[kind]
            notes = root.iterfind(W + kind) if root is not None else iter(())
            note = next((element for element in notes if element.get(W + "id") == note_id), None)
            inlines = [self._runs.read(paragraph) for paragraph in note.iter(W + "p")] if note is not None else []
            if text := "\n".join(inline.text for inline in inlines if inline.text):
                first = Block(BlockKind.FOOTNOTE, text, note=self._marks.marks[kind, note_id])
                yield replace(first, emphasis=inlines[0].emphasis if inlines[0].text else ())


def _properties(document: Any) -> tuple[str, str]:  # noqa: ANN401
    """Title and language as the package states them.

    Not by python-docx: it makes up a title where it finds none, and does not find LibreOffice's, whose
    relationship type is spelled in lower case.
    """
    relations = document.part.package.rels.values()
    kind = "/relationships/metadata/core-properties"
    core = next((relation for relation in relations if relation.reltype.endswith(kind)), None)
    if core is None or core.is_external:
        return "", ""
    root = etree.fromstring(core.target_part.blob, _parser())
    return root.findtext(f"{_DC}title") or "", root.findtext(f"{_DC}language") or ""


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
