"""Small files of our own in every format, for the fuzzer to damage."""

# ruff: noqa: E501  (a seed is one piece)
from __future__ import annotations

import io

import docx
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import pypdfium2
import pypdfium2.raw as pdfium
from docx.document import Document

MARKDOWN = """---
title: A note
language: en
---
# Knowledge management

UNEP/TEST/COP.9/7

1. The secretariat has prepared *this* note.[^1]

   (a) The exchange of data;
   (b) **The** exchange of experience.

| Party | Year |
|---|---|
| Kenya | 2024 |

二、 引言

2. 缔约方大会决定如下：

أولاً - مقدمة

[^1]: See the website, https://www.example.org/x?y=1.

Annex

1. *Decides* to meet again.
"""

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A note</title></head><body>
<nav>Home</nav><h1>Knowledge management</h1><ol start="3" type="a"><li value="5">One<sup><a href="#n1" id="b1">1</a></sup>
<ol><li>Inner</li></ol></li><li>Two</li></ol><table><tr><th colspan="2">Party</th><th rowspan="2">Year</th></tr>
<tr><td>Kenya</td><td>Peru</td></tr></table><p dir="rtl" lang="ar">مقدمة</p><pre>a
 b</pre><div id="n1"><a href="#b1">1</a> See the website.</div></body></html>"""

AKN = """<?xml version="1.0"?><akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><doc name="note"><meta>
<identification source="#x"><FRBRWork><FRBRdate date="2026-01-01"/></FRBRWork><FRBRExpression>
<FRBRlanguage language="fra"/></FRBRExpression></identification></meta><preface><p><docTitle>Note</docTitle></p></preface>
<mainBody><paragraph eId="body__para_1"><num>1.</num><intro><p>Demande<authorialNote marker="1"><p>Voir.</p></authorialNote>
</p></intro><point eId="body__para_1__item_a"><num>(a)</num><content><p><i>Un</i> point ;</p></content></point></paragraph>
<hcontainer name="table"><content><table><tr><td><p>Pays</p></td></tr></table></content></hcontainer></mainBody>
<attachments><attachment eId="annex_1"><doc name="annex"><meta/><mainBody><p>Texte.</p></mainBody></doc></attachment>
</attachments></doc></akomaNtoso>"""


def word() -> bytes:
    """A Word document with headings, numbered lists, a table, a header and runs in italics."""
    document: Document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "UNEP/TEST/COP.9/7"
    document.add_heading("Knowledge management", 1)
    for text in ("The secretariat has prepared the note.", "It is short."):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("A point", style="List Bullet").add_run(" in italics").italic = True
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Party"
    table.cell(0, 1).text = "Year"
    return _saved(document)


def page() -> bytes:
    """A PDF of two pages with lines of text, a table and a ruled box."""
    document = pypdfium2.PdfDocument.new()
    font = pdfium.FPDFText_LoadStandardFont(document, b"Helvetica")
    for number in range(2):
        sheet = document.new_page(595, 842)
        lines = ["UNEP/TEST/COP.9/7", "I. Introduction", "1. The secretariat has prepared the note.", "(a) One;"]
        lines += ["Party          Year", "Kenya          2024", f"{number + 1}"]
        for row, line in enumerate(lines):
            text = pdfium.FPDFPageObj_CreateTextObj(document, font, 11.0)
            wide = (line + "\0").encode("utf-16-le")
            pdfium.FPDFText_SetText(text, (pdfium.FPDF_WCHAR * (len(wide) // 2)).from_buffer_copy(wide))
            pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 70, 780 - row * 20)
            pdfium.FPDFPage_InsertObject(sheet, text)
        for x in (60, 300, 500):
            pdfium.FPDFPage_InsertObject(sheet, pdfium.FPDFPageObj_CreateNewRect(x, 650, 1, 60))
        for y in (650, 680, 710):
            pdfium.FPDFPage_InsertObject(sheet, pdfium.FPDFPageObj_CreateNewRect(60, y, 440, 1))
        sheet.gen_content()
    return _saved(document)


def picture(form: str) -> bytes:
    """A small picture of a page with two paragraphs and a row of a table."""
    sheet = PIL.Image.new("L", (520, 260), 255)
    draw, font = PIL.ImageDraw.Draw(sheet), PIL.ImageFont.load_default(size=22)
    lines = (
        "I. Introduction",
        "1. The secretariat has prepared",
        "the note on mercury.",
        "Party            Year",
        "2. It is short.",
    )
    for row, line in enumerate(lines):
        draw.text((20, 20 + row * 44), line, fill=0, font=font)
    data = io.BytesIO()
    sheet.save(data, form)
    return data.getvalue()


def _saved(document: Document | pypdfium2.PdfDocument) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def seeds() -> dict[str, bytes]:
    """Suffix of each format → a small file of it."""
    return {
        ".md": MARKDOWN.encode(), ".txt": MARKDOWN.partition("---\n#")[2].encode(), ".html": PAGE.encode(),
        ".docx": word(), ".pdf": page(), ".akn": AKN.encode(),
        ".png": picture("PNG"), ".jpg": picture("JPEG"), ".tif": picture("TIFF"),
    }  # fmt: skip
