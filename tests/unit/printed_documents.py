"""One document of ours in four languages, printed by several programs, and what a reader must find in it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Text:
    """Words of one language. ``items`` are printed with their label, ``rows`` are cells, the first row is the head."""

    language: str
    title: str
    section: str
    paragraphs: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str], ...]
    note: str
    columns: tuple[str, ...]


def _texts() -> dict[str, Text]:
    data = json.loads(Path(__file__).with_name("printed_texts.json").read_text(encoding="utf-8"))

    def pairs(items: list[list[str]]) -> tuple[tuple[str, str], ...]:
        return tuple((first, second) for first, second in items)

    return {
        language: Text(
            language, text["title"], text["section"], tuple(text["paragraphs"]), pairs(text["items"]),
            pairs(text["rows"]), text["note"], tuple(text["columns"]),
        )
        for language, text in data.items()
    }  # fmt: skip


TEXTS = _texts()
RUNNING_HEAD = "UNEP/TEST/WG.4/3"
STYLE = """
@page {{ size: A4; margin: 30mm 25mm; {furniture} }}
body {{ font: 11pt "Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic", "Noto Sans Arabic", serif; margin: 0 }}
h1 {{ font-size: 16pt }} h2 {{ font-size: 13pt }} p {{ margin: 0 0 3mm }}
.item {{ margin-inline-start: 10mm }}
table {{ border-collapse: collapse; width: 100%; margin-bottom: 4mm }}
td, th {{ border: {border}; padding: 1mm 2mm; vertical-align: top; text-align: start; font-weight: normal }}
td:first-child, th:first-child {{ width: 22% }}
.columns {{ columns: 2; column-gap: 8mm }}
.note {{ font-size: 8.5pt; {note} }} sup {{ font-size: 65%; vertical-align: super; line-height: 0 }}
"""
HEAD_AND_FOOT = (
    f'@top-center {{ content: "{RUNNING_HEAD}"; font-size: 9pt }} @bottom-center {{ content: counter(page) }}'
)


def page_source(text: Text, *, border: str = "0.5pt solid black", pages: int = 1, furniture: str = "") -> str:
    """The document as a page to print; the body comes ``pages`` times, each copy on its own page."""
    direction = "rtl" if text.language == "ar" else "ltr"
    style = STYLE.format(border=border, furniture=furniture, note="")
    first, second = text.paragraphs
    rows = "".join(
        "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>"
        for tag, row in zip(["th"] + ["td"] * 9, text.rows, strict=False)
    )
    items = "".join(f"<p class=item>{label} {words}</p>" for label, words in text.items)
    columns = "".join(f"<p>{number}. {words}</p>" for number, words in enumerate(text.columns * 2, 3))
    body = (
        f"<h1>{text.title}</h1><h2>{text.section}</h2><p>1. {first}<sup>1</sup></p>{items}<p>2. {second}</p>"
        f"<table>{rows}</table><div class=columns>{columns}</div>"
        f"<p class=note><sup>1</sup> {text.note}</p>"
    )
    bodies = '<div style="break-before: page"></div>'.join([body] * pages)
    return (
        f'<!DOCTYPE html><html lang="{text.language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>{text.title}</title><style>{style}</style></head><body>{bodies}</body></html>"
    )


def by_chromium(source: str, folder: Path) -> bytes:
    """The page printed by Chromium, with a structure tree."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    page, target = folder / "page.html", folder / "page.pdf"
    page.write_text(source, encoding="utf-8")
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return target.read_bytes()


def by_weasyprint(source: str) -> bytes:
    """The page printed by WeasyPrint (Pango and its own PDF writer), without a structure tree."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint or Pango is not installed ({error})")
    return bytes(weasyprint.HTML(string=source).write_pdf())


def by_reportlab(text: Text) -> bytes:
    """The document set by ReportLab with its standard Latin faces, a two-column page at the end."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BalancedColumns, Paragraph, SimpleDocTemplate, Table

    styles, data = getSampleStyleSheet(), io.BytesIO()
    plain = styles["BodyText"]
    first, second = text.paragraphs
    top = ("VALIGN", (0, 0), (-1, -1), "TOP")
    story = [
        Paragraph(text.title, styles["Title"]),
        Paragraph(text.section, styles["Heading2"]),
        Paragraph(f"1. {first}", plain),
        *(Paragraph(f"{label} {words}", plain) for label, words in text.items),
        Paragraph(f"2. {second}", plain),
        Table([[Paragraph(cell, plain) for cell in row] for row in text.rows], [100, 350], style=[top]),
        BalancedColumns([Paragraph(f"{number}. {words}", plain) for number, words in enumerate(text.columns * 2, 3)]),
    ]
    SimpleDocTemplate(data, pagesize=A4, title=text.title).build(story)
    return data.getvalue()
