"""HTML pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import cast

import pytest
from lxml import html as lxml_html

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import read, read_bytes
from kg.errors import BadInput
from kg.settings import Settings

SETTINGS = Settings()


def page(body: str, head: str = "", attributes: str = "") -> RawDocument:
    text = f"<!DOCTYPE html><html {attributes}><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    return read_bytes(text.encode(), "page.html", SETTINGS)


def shown(blocks: tuple[Block, ...]) -> list[tuple[str, str | None, str]]:
    return [(block.kind.value, block.label, block.text) for block in blocks]


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_samples_lose_nothing(shared: Path, language: str) -> None:
    path = shared / "samples" / f"report_{language}.html"
    document = read(path, SETTINGS)
    nodes = lxml_html.fromstring(path.read_bytes()).xpath("//body//text()[not(ancestor::a)]")
    words = re.findall(r"\w+", "".join(cast("list[str]", nodes)))  # without the footnotes' marks, all printed as 0
    squeezed = re.sub(r"\W", "", "".join(block.text for block in document.blocks))
    assert [word for word in words if word not in squeezed] == []
    assert len([block for block in document.blocks if block.label and block.level == 1]) == 10
    assert len([block for block in document.blocks if block.label and block.level == 2]) == 3
    assert [block.note for block in document.blocks if block.kind is BlockKind.FOOTNOTE] == ["1", "2"]
    assert sum(block.text.count("[^1]") for block in document.blocks) == 1


def test_sample_labels_and_table(shared: Path) -> None:
    blocks = read(shared / "samples" / "report_en.html", SETTINGS).blocks
    labels = [block.label for block in blocks if block.label]
    assert labels == ["1.", "2.", "(a)", "(b)", "(c)", "3.", "4.", "5.", "6.", "7.", "1.", "2.", "3."]
    (table,) = [block for block in blocks if block.kind is BlockKind.TABLE]
    assert table.rows[3] == ("Switzerland", "12,345.75", "2025")
    assert [block.text for block in blocks if block.kind is BlockKind.FURNITURE] == ["UNEP/TEST/COP.9/7", "2"]


@pytest.mark.parametrize(("language", "declared"), [("ar", "ar"), ("zh", "zh"), ("ru", None), ("en", None)])
def test_default_language_of_an_office_program_does_not_count(
    shared: Path, language: str, declared: str | None
) -> None:
    assert read(shared / "samples" / f"report_{language}.html", SETTINGS).language == declared


def test_lists() -> None:
    document = page(
        "<ol start=4><li>four<li value=7>seven<ol type=i><li>sub</ol><li>eight</ol>"
        "<ol reversed><li>two<li>one</ol><ul><li>dot</ul><ol style='list-style-type: lower-alpha'><li>alpha</ol>"
    )
    assert shown(document.blocks) == [
        ("list_item", "4.", "four"),
        ("list_item", "7.", "seven"),
        ("list_item", "(i)", "sub"),
        ("list_item", "8.", "eight"),
        ("list_item", "2.", "two"),
        ("list_item", "1.", "one"),
        ("list_item", None, "dot"),
        ("list_item", "(a)", "alpha"),
    ]
    assert [block.level for block in document.blocks][:4] == [1, 1, 2, 1]


def test_typed_numbers_are_labels() -> None:
    document = page("<h2>I. Introduction</h2><p>1. <i>Requests</i> the secretariat;</p><p>(a) To act</p>")
    assert shown(document.blocks)[1:] == [
        ("list_item", "1.", "Requests the secretariat;"),
        ("list_item", "(a)", "To act"),
    ]
    assert document.blocks[1].emphasis == ((0, 8),)
    assert (document.blocks[0].kind, document.blocks[0].level) == (BlockKind.HEADING, 2)


def test_what_is_not_content_is_left_out() -> None:
    document = page(
        "<nav>Home</nav><header>Site</header><script>x</script><style>y</style><p hidden>z</p><div role=search>s</div>"
        "<main><header><h1>Title</h1></header><p>Text<br>line</p></main><footer>Contact</footer>"
    )
    assert [block.text for block in document.blocks] == ["Title", "Text\nline"]


def test_footnotes_of_converters() -> None:
    document = page(
        "<p>One<a href='#fn1' id='ref1'><sup>1</sup></a> and two<sup>2</sup>, 5 km<sup>2</sup>.</p>"
        "<section><ol><li id='fn1'><p>First. <a href='#ref1'>↩</a></p></li></ol></section>"
        "<p class='footnote'><sup>2</sup> Second.</p>"
    )
    assert document.blocks[0].text == "One[^1] and two[^2], 5 km[^2]."
    assert [(block.note, block.text) for block in document.blocks[1:]] == [("1", "First."), ("2", "Second.")]


def test_a_table_of_contents_is_no_footnote() -> None:
    document = page("<p><a id=t href='#s'>1</a></p><h2 id=s><a href='#t'>Scope</a></h2>")
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH, BlockKind.HEADING]


def test_tables_with_spans() -> None:
    document = page(
        "<table><caption>Exports</caption><tr><th rowspan=2>Party<th colspan=2>Amount</tr><tr><td>2024<td>2025</tr>"
        "<tr><td>Kenya<td>1<td>2</tr></table>"
    )
    assert document.blocks[0].text == "Exports"
    assert document.blocks[1].rows == (("Party", "Amount", ""), ("Party", "2024", "2025"), ("Kenya", "1", "2"))


def test_a_huge_span_is_cut() -> None:
    document = page("<table><tr><td colspan=999999 rowspan=999999>a</td><td>b</td></tr><tr><td>c<td>d</tr></table>")
    assert all(len(row) <= 400 for row in document.blocks[0].rows)


def test_a_table_that_only_places_text_is_read_as_text() -> None:
    document = page("<table><tr><td><h1>Title</h1></td><td><ol><li>One</ol></td></tr></table>")
    assert shown(document.blocks) == [("heading", None, "Title"), ("list_item", "1.", "One")]


def test_line_ends_between_chinese_characters_are_dropped() -> None:
    document = page("<p>缔约方\n大会 <b>第二次</b>\n会议 of\nthe</p>", attributes="lang='zh-Hans'")
    assert document.blocks[0].text == "缔约方大会 第二次会议 of the"
    assert document.language == "zh"


def test_declared_encoding_and_metadata() -> None:
    text = (
        "<html><head><meta charset=windows-1251><title>Доклад</title><meta name='DC.date' content='2026-03-12'></head>"
    )
    document = read_bytes((text + "<body><p>Текст</p></body></html>").encode("cp1251"), "a.html", SETTINGS)
    assert document.blocks[0].text == "Текст"
    assert document.metadata == (("title", "Доклад"), ("dc.date", "2026-03-12"))


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(BadInput):
        page("<div>" * 50_000 + "text")


ENCODED = {
    "windows-1251": "Конференция Сторон просит секретариат представить доклад о хранении ртути в регионе.",
    "windows-1256": "يطلب مؤتمر الأطراف إلى الأمانة أن تقدم تقريرا عن تخزين الزئبق في المنطقة.",
    "gb18030": "缔约方大会请秘书处就本区域的汞储存问题提交一份报告，供其下次会议审议。",
    "iso-8859-1": "La Conférence des Parties prie le secrétariat de présenter un rapport à sa session.",
    "utf-16": "Конференция Сторон просит секретариат представить доклад.",
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize(
    "head", ['<meta charset="{}">', '<meta http-equiv=Content-Type content="text/html;charset={}">', ""]
)
def test_encodings_declared_or_not(encoding: str, head: str) -> None:
    text = ENCODED[encoding]
    data = f"<html><head>{head.format(encoding)}</head><body><p>{text}</p></body></html>".encode(encoding)
    assert [block.text for block in read_bytes(data, "a.html", SETTINGS).blocks] == [text]


def test_tags_that_were_left_open() -> None:
    page = (
        "<p>One<p>Two <b>bold<i>both</b> it</i><ol reversed><li>a<li>b</ol><table><tr><td>x<td>y<tr><td>z</table>tail"
    )
    found = [(b.kind.value, b.label, b.text) for b in read_bytes(page.encode(), "a.html", SETTINGS).blocks]
    assert found[:4] == [
        ("paragraph", None, "One"),
        ("paragraph", None, "Two boldboth it"),
        ("list_item", "2.", "a"),
        ("list_item", "1.", "b"),
    ]
    assert [b.rows for b in read_bytes(page.encode(), "a.html", SETTINGS).blocks][4] == (("x", "y"), ("z", ""))
    assert found[5] == ("paragraph", None, "tail")
