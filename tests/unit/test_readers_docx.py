"""Word documents, made here with python-docx."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.blocks import Block, BlockKind
from ingest.readers import read, read_bytes
from ingest.readers.counters import counter
from ingest.readers.docx_numbering import Numbering
from kg.settings import Settings

SETTINGS = Settings()
NS = nsdecls("w")


def level(at: int, style: str, pattern: str) -> str:
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{pattern}"/></w:lvl>'


LEVELS = level(0, "decimal", "%1.") + level(1, "lowerLetter", "(%2)") + level(2, "lowerRoman", "%1(%2)(%3)")
NUMBERING = f"""<w:numbering {NS}>
<w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{level(0, "decimal", "%1.") + level(1, "arabicAbjad", "(%2)")}</w:abstractNum>
<w:abstractNum w:abstractNumId="3">{level(0, "bullet", "o")}</w:abstractNum>
<w:abstractNum w:abstractNumId="4">{level(0, "chineseCounting", "%1、")}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="4"/></w:num>
<w:num w:numId="5"><w:abstractNumId w:val="1"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


class Maker:
    """A Word document under construction."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self.numbering = parse_xml(NUMBERING)
        part = self.document.part.numbering_part
        part._element = self.numbering

    def item(self, text: str, num: int, at: int = 0) -> None:
        paragraph = self.document.add_paragraph(text)
        xml = f'<w:numPr {NS}><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(xml))

    def raw(self, inner: str) -> None:
        body = self.document.element.body
        body.insert(len(body) - 1, parse_xml(f"<w:p {NS}>{inner}</w:p>"))

    def notes(self, kind: str, inner: str) -> None:
        xml = f"<w:{kind}s {NS}>{inner}</w:{kind}s>".encode()
        content = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
        part = Part(PackURI(f"/word/{kind}s.xml"), content, xml, self.document.part.package)
        relation = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}[kind]
        self.document.part.relate_to(part, relation)

    def blocks(self) -> tuple[Block, ...]:
        data = io.BytesIO()
        self.document.save(data)
        return read_bytes(data.getvalue(), "made.docx", SETTINGS).blocks


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_samples(shared: Path, language: str) -> None:
    blocks = read(shared / "samples" / f"report_{language}.docx", SETTINGS).blocks
    first, last = ("(أ)", "(ت)") if language == "ar" else ("(a)", "(c)")
    labels = [block.label for block in blocks if block.label]
    assert [label for label in labels if label[0] != "("] == [f"{n}." for n in (*range(1, 8), 1, 2, 3)]
    assert [labels[2], labels[4]] == [first, last]
    assert [block.note for block in blocks if block.kind is BlockKind.FOOTNOTE] == ["1", "2"]
    kinds = [block.kind for block in blocks]
    assert blocks[kinds.index(BlockKind.TABLE) - 1].label == "5."
    assert blocks[kinds.index(BlockKind.TABLE) + 1].label == "6."
    assert all(block.page is None for block in blocks)


def test_long_sample_in_time(shared: Path) -> None:
    blocks = read(shared / "samples" / "long" / "long_ar.docx", SETTINGS).blocks
    assert sum(block.kind is BlockKind.FOOTNOTE for block in blocks) == 120
    assert sum(block.label is not None for block in blocks) == 603


def test_numbers_continue_restart_and_nest() -> None:
    maker = Maker()
    for text, num, at in [
        ("One", 1, 0), ("A", 1, 1), ("Roman", 1, 2), ("B", 1, 1), ("Two", 1, 0), ("New A", 1, 1), ("Again", 5, 0),
        ("On", 5, 0), ("Abjad", 2, 0), ("alef", 2, 1), ("ba", 2, 1), ("jim", 2, 1), ("Dot", 3, 0), ("Zh", 4, 0),
    ]:  # fmt: skip
        maker.item(text, num, at)
    found = [(block.label, block.level) for block in maker.blocks()]
    assert found == [
        ("1.", 1), ("(a)", 2), ("1(a)(i)", 3), ("(b)", 2), ("2.", 1), ("(a)", 2), ("1.", 1), ("2.", 1),
        ("1.", 1), ("(أ)", 2), ("(ب)", 2), ("(ج)", 2), (None, 1), ("一、", 1),
    ]  # fmt: skip


def test_typed_numbers_styles_and_spans() -> None:
    maker = Maker()
    maker.document.add_heading("Title", 0)
    maker.document.add_heading("I. Introduction", 1)
    maker.raw(run("1. ") + run("Requests ", "<w:i/>") + run("again", "<w:i/>") + run(" the ") + run("text", "<w:b/>"))
    title, heading, item = maker.blocks()
    assert (title.kind, heading.kind, heading.level) == (BlockKind.HEADING, BlockKind.HEADING, 1)
    assert (item.kind, item.label, item.text) == (BlockKind.LIST_ITEM, "1.", "Requests again the text")
    assert (item.emphasis, item.strong) == (((0, 14),), ((19, 23),))


def test_tracked_changes_hidden_text_and_fields() -> None:
    maker = Maker()
    maker.raw(
        run("Kept ")
        + f'<w:ins w:id="1" w:author="x">{run("added ")}</w:ins>'
        + '<w:del w:id="2" w:author="x"><w:r><w:delText>gone </w:delText></w:r></w:del>'
        + f'<w:moveFrom w:id="3" w:author="x">{run("moved ")}</w:moveFrom>'
        + run("hidden", "<w:vanish/>")
        + "<w:r><w:instrText> PAGE </w:instrText></w:r><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink>"
        + "<w:r><w:t>, non</w:t><w:noBreakHyphen/><w:t>Annex</w:t><w:br/><w:t>line</w:t></w:r>"
        + run(", 5 km")
        + run("2", '<w:vertAlign w:val="superscript"/>')
    )
    assert maker.blocks()[0].text == "Kept added link, non-Annex\nline, 5 km²"


def test_paragraphs_whose_marks_are_deleted_are_joined() -> None:
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = '<w:rPr><w:del w:id="9" w:author="x"/></w:rPr>'
    deleted = '<w:del w:id="8" w:author="x"><w:r><w:delText>gone</w:delText></w:r></w:del>'
    maker = Maker()
    maker.raw(f"<w:pPr>{numbered}</w:pPr>" + run("First."))
    maker.raw(f"<w:pPr>{numbered}{gone}</w:pPr>" + run("Requests ", "<w:i/>"))
    maker.raw(f"<w:pPr>{numbered}{gone}</w:pPr>" + deleted)
    maker.raw(f"<w:pPr>{numbered}</w:pPr>" + '<w:bookmarkStart w:id="1" w:name="b"/>' + run("the secretariat."))
    maker.raw(f"<w:pPr>{gone}</w:pPr>" + run("Before a table."))
    maker.document.add_table(1, 1).cell(0, 0).text = "Cell"
    found = [(block.label, block.text, block.emphasis) for block in maker.blocks()]
    assert found == [
        ("1.", "First.", ()), ("2.", "Requests the secretariat.", ((0, 8),)), (None, "Before a table.", ()),
        (None, "Cell", ()),
    ]  # fmt: skip


def test_footnotes_are_counted_in_the_order_of_citation() -> None:
    maker = Maker()
    maker.notes(
        "footnote",
        '<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="7"><w:p>{run("Seven.")}</w:p><w:p>{run("More.")}</w:p></w:footnote>'
        f'<w:footnote w:id="2"><w:p>{run("Two.")}</w:p></w:footnote>'
        f'<w:footnote w:id="3"><w:p>{run("Star.")}</w:p></w:footnote>',
    )
    maker.notes("endnote", f'<w:endnote w:id="2"><w:p>{run("End.")}</w:p></w:endnote>')
    maker.raw(run("A") + '<w:r><w:footnoteReference w:id="7"/></w:r>' + run(" b"))
    maker.raw(
        run("C")
        + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
        + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'
    )
    found = [(block.kind.value, block.note, block.text) for block in maker.blocks()]
    assert found == [
        ("paragraph", None, "A[^1] b"),
        ("footnote", "1", "Seven.\nMore."),
        ("paragraph", None, "C[^*][^2][^i]"),
        ("footnote", "*", "Star."),
        ("footnote", "2", "Two."),
        ("footnote", "i", "End."),
    ]


def test_tables_headers_and_reading_order() -> None:
    maker = Maker()
    maker.document.sections[0].header.paragraphs[0].text = "UNEP/MC/COP.6/1"
    maker.document.add_paragraph("Before")
    table = maker.document.add_table(3, 2)
    for row, texts in zip(table.rows, [("Party", "Year"), ("Kenya", "2024"), ("", "2025")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    maker.document.add_paragraph("After")
    blocks = maker.blocks()
    assert [block.kind.value for block in blocks] == ["furniture", "paragraph", "table", "paragraph"]
    assert blocks[2].rows == (("Party", "Year"), ("Kenya", "2024"), ("Kenya", "2025"))


def test_text_boxes_are_read_once() -> None:
    maker = Maker()
    compatibility = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:drawing><w:txbxContent><w:p>{run('In the box')}</w:p></w:txbxContent></w:drawing>"
    maker.raw(
        f'<w:r><mc:AlternateContent xmlns:mc="{compatibility}"><mc:Choice Requires="wps">{box}</mc:Choice>'
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>" + run("Outside")
    )
    assert [block.text for block in maker.blocks()] == ["In the box", "Outside"]


def test_properties_are_those_of_the_file(shared: Path) -> None:
    document = read(shared / "samples" / "report_ru.docx", SETTINGS)
    assert document.language == "ru"
    assert dict(document.metadata)["title"].startswith("Доклад об осуществлении решения TS-8/4")


def test_entities_of_the_outside_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    data = io.BytesIO()
    docx.Document().save(data)
    changed = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(changed, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "word/document.xml":
                content = (
                    f'<!DOCTYPE d [<!ENTITY e SYSTEM "{secret.as_uri()}">]><w:document {NS}><w:body><w:p><w:r>'
                    "<w:t>open &e;</w:t></w:r></w:p></w:body></w:document>"
                ).encode()
            new.writestr(member, content)
    blocks = read_bytes(changed.getvalue(), "evil.docx", SETTINGS).blocks
    assert "secret" not in blocks[0].text


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (27, "lowerLetter", "aa"), (4, "upperRoman", "IV"), (3, "arabicAlpha", "ت"), (3, "arabicAbjad", "ج"),
        (21, "chineseCounting", "二十一"), (10, "japaneseCounting", "十"), (5, "decimalZero", "05"), (1, "none", ""),
        (2, "russianLower", "б"), (9999, "lowerRoman", "9999"), (0, "lowerLetter", "0"), (3, "unheardOf", "3"),
    ],
)  # fmt: skip
def test_counters(number: int, style: str, printed: str) -> None:
    assert counter(number, style) == printed


def test_an_unknown_list_prints_nothing() -> None:
    numbering: Any = Numbering(None)
    assert numbering.label("4", 0) is None
