"""Markdown and plain text: the two real documents, then each rule on its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.readers import read, read_bytes
from ingest.readers.front_matter import split_front_matter
from ingest.readers.inline import parse_inline
from ingest.readers.labels import heading_level, list_level, split_label
from ingest.readers.markdown import read_blocks
from kg.settings import Settings

SETTINGS = Settings()


def blocks(text: str) -> tuple[Block, ...]:
    return read_blocks(text)


def labels(document: RawDocument) -> list[str]:
    return [block.label for block in document.blocks if block.label]


def by_label(document: RawDocument, label: str, nth: int = 0) -> Block:
    return [block for block in document.blocks if block.label == label][nth]


@pytest.fixture(scope="module")
def russian(shared: Path) -> RawDocument:
    return read(next((shared / "corpus").glob("000_*.txt")), SETTINGS)


@pytest.fixture(scope="module")
def chinese(shared: Path) -> RawDocument:
    return read(next((shared / "corpus").glob("003_*.txt")), SETTINGS)


class TestRussianDocument:
    def test_numbers_run_on_and_restart_in_the_annex(self, russian: RawDocument) -> None:
        assert labels(russian) == [f"{n}." for n in range(1, 16)] + [f"{n}." for n in range(1, 9)]

    def test_paragraph_cut_by_footnotes_is_whole(self, russian: RawDocument) -> None:
        text = by_label(russian, "4.").text
        assert "более широкой и ориентированной на пользователя архитектуры" in text
        assert text.endswith("составила 1 700 000 взаимодействий.")
        assert "веб-сайте[^1]." in text

    def test_paragraph_cut_by_a_blank_line_is_whole(self, russian: RawDocument) -> None:
        assert "для расширения обмена информацией и цифровых инструментов" in by_label(russian, "9.").text

    def test_footnotes_are_lifted_out(self, russian: RawDocument) -> None:
        notes = {block.note: block.text for block in russian.blocks if block.kind is BlockKind.FOOTNOTE}
        assert notes == {
            "*": "UNEP/MC/COP.6/1/Rev.1.",
            "1": "https://minamataconvention.org/en.",
            "2": "https://www.unssc.org/courses/minamata-tools-1.",
            "3": "https://un-two-zero.network/.",
        }

    def test_masthead_keeps_its_lines_and_cites_its_footnote(self, russian: RawDocument) -> None:
        lines = russian.blocks[0].text.split("\n")
        assert lines[2:] == [
            "Шестое совещание",
            "Женева, 3–7 ноября 2025 года",
            "Пункт 4 к) предварительной повестки дня[^*]",
        ]
        assert russian.blocks[0].strong == ((0, russian.blocks[0].text.index("\nЖенева")),)

    def test_headings_with_and_without_bold(self, russian: RawDocument) -> None:
        headings = [block.text for block in russian.blocks if block.kind is BlockKind.HEADING]
        assert headings[2] == "I. Введение"
        assert headings[-2:] == [
            "Приложение",
            "Проект решения МК-6/[--]: Менеджмент знаний и осуществление цифровой стратегии",
        ]

    def test_verbs_in_italics_are_spans(self, russian: RawDocument) -> None:
        operative = [block for block in russian.blocks if block.label][-8:]
        verbs = [block.text[slice(*block.emphasis[0])] for block in operative]
        assert verbs[0] == "с удовлетворением отмечает"
        assert verbs[-1] == "также поручает"
        preamble = [block.text for block in russian.blocks if block.emphasis and not block.label]
        assert [text.split()[0] for text in preamble] == ["Конференция", "ссылаясь", "подчеркивая", "признавая"]

    def test_links_are_their_text_and_no_mark_is_left(self, russian: RawDocument) -> None:
        assert "в решении МК-5/16 Конференция" in by_label(russian, "1.").text
        assert not any(sign in block.text for block in russian.blocks for sign in ("**", "](", "<sup>", "\\"))


class TestChineseDocument:
    def test_numbers(self, chinese: RawDocument) -> None:
        expected = [f"{n}." for n in range(1, 28)]
        expected[6:6] = ["(a)", "(b)", "(c)", "(d)"]
        assert labels(chinese) == expected

    def test_paragraph_cut_in_a_word_is_whole_without_a_space(self, chinese: RawDocument) -> None:
        text = by_label(chinese, "2.").text
        assert "为与会者和观察员编写资料；通过水俣公约网站" in text
        assert text.endswith("联络。")

    def test_items_carry_their_label_and_depth(self, chinese: RawDocument) -> None:
        item = by_label(chinese, "(c)")
        assert item.text.startswith("亚太：曼谷")
        assert item.level == 2
        assert by_label(chinese, "6.").level == 1

    def test_masthead_blocks(self, chinese: RawDocument) -> None:
        assert [block.text for block in chinese.blocks[:3]] == [
            "Distr.: General\n22 October 2018",
            "联合国\n环境规划署",
            "Chinese\nOriginal: English",
        ]
        assert "2018年11月19日至23日，日内瓦\n临时议程[^*]项目5(k)" in [block.text for block in chinese.blocks]

    def test_headings(self, chinese: RawDocument) -> None:
        headings = [block.text for block in chinese.blocks if block.kind is BlockKind.HEADING]
        assert headings[3] == "一、 引言"
        assert "五、秘书处开展的其他活动" in headings
        assert len(headings) == 12

    def test_footnote_marks_in_text(self, chinese: RawDocument) -> None:
        assert "公约网站[^1]上查阅" in by_label(chinese, "5.").text


class TestBlocks:
    def test_plain_headings_by_their_number(self) -> None:
        found = blocks(
            "一、 引言\n\n1. 本报告概述。\n\n**II. Progress made**\n\nB. Other matters\n\nA. Smith agreed with that."
        )
        assert [block.kind.value for block in found] == ["heading", "list_item", "heading", "heading", "paragraph"]
        assert [block.level for block in found if block.kind is BlockKind.HEADING] == [1, 1, 2]

    def test_line_ends_of_windows_and_byte_order_mark(self) -> None:
        document = read_bytes("\ufeff# Title\r\n\r\n1. One\r\ntwo.\r\n".encode(), "a.md", SETTINGS)
        assert [block.text for block in document.blocks] == ["Title", "One two."]

    @pytest.mark.parametrize("encoding", ["utf-16", "cp1251", "gb18030"])
    def test_other_encodings(self, encoding: str) -> None:
        text = {
            "cp1251": "Конференция Сторон Минаматской конвенции о ртути приняла решение о менеджменте знаний. " * 4,
            "gb18030": "缔约方大会第二次会议审议了秘书处关于闭会期间主要活动的进度报告，并通过了若干决定。" * 6,
            "utf-16": "The Conference of the Parties.",
        }[encoding]
        document = read_bytes(text.encode(encoding), "a.txt", SETTINGS)
        assert document.blocks[0].text == text.strip()
        assert document.media_type == "text/plain"

    def test_table(self) -> None:
        (table,) = blocks("| Party | Amount |\n|---|---:|\n| **Kenya** | 1,204.5 |\n| Peru \\| Lima |\n")
        assert table.kind is BlockKind.TABLE
        assert table.rows == (("Party", "Amount"), ("Kenya", "1,204.5"), ("Peru | Lima", ""))

    def test_footnotes_as_markdown_writes_them(self) -> None:
        first, note = blocks("1. Text.[^1]\n\n[^1]: See *the website*,\nsecond line.")
        assert first.text == "Text.[^1]"
        assert (note.kind, note.note, note.text) == (BlockKind.FOOTNOTE, "1", "See the website, second line.")
        assert note.emphasis == ((4, 15),)

    def test_a_power_is_no_footnote(self) -> None:
        assert blocks("An area of 5 km<sup>2</sup>.")[0].text == "An area of 5 km²."

    def test_a_lone_star_line_is_the_note_of_a_star(self) -> None:
        found = blocks("Item 5 of the provisional agenda*\n\n1. Text.\n\n* UNEP/MC/COP.6/1.\n\n2. More.")
        assert found[0].text == "Item 5 of the provisional agenda[^*]"
        assert (found[2].kind, found[2].note) == (BlockKind.FOOTNOTE, "*")

    def test_a_list_of_stars_stays_a_list(self) -> None:
        found = blocks("Agenda*\n\n* one\n* two")
        assert [block.kind for block in found[1:]] == [BlockKind.LIST_ITEM] * 2
        assert [block.label for block in found[1:]] == [None, None]

    def test_a_wrapped_number_begins_no_paragraph(self) -> None:
        found = blocks("1. The meeting was held on the days before the\n12. Session of the body.")
        assert len(found) == 1

    def test_soft_lines_of_running_text_are_joined_and_hard_ones_kept(self) -> None:
        found = blocks("# T\n\nA line that goes on\nhere\n\nDistr.  \nGeneral")
        assert [block.text for block in found[1:]] == ["A line that goes on here", "Distr.\nGeneral"]

    def test_preambular_paragraphs_are_not_joined(self) -> None:
        text = (
            "recalling the decision on knowledge management that the Conference adopted at its fifth meeting,\n\n"
            "taking note of the report of the secretariat on that matter,"
        )
        assert len(blocks(text)) == 2

    def test_a_name_after_a_footnote_goes_on(self) -> None:
        found = blocks(
            "1. The paragraph mentions the secretariat of the\n\n\\* UNEP/MC/COP.6/1.\n\n"
            "Basel Convention and of the two other conventions.\n\n2. Next."
        )
        assert found[0].text.endswith("secretariat of the Basel Convention and of the two other conventions.")
        assert [block.kind.value for block in found] == ["list_item", "footnote", "list_item"]

    def test_a_heading_ends_a_paragraph(self) -> None:
        assert len(blocks("1. An unfinished\n\n## heading\n\nlower case text")) == 3

    def test_comments_images_and_rules_are_gone(self) -> None:
        found = blocks("![logo](a.png)\n\n<!-- a\nb -->\n\n* * *\n\nText &amp; more.")
        assert [block.text for block in found] == ["Text & more."]

    def test_html_that_looks_like_text_does_not_hold_up(self) -> None:
        start = time.process_time()
        for bad in ("[" * 50_000, "**a* " * 20_000, "<!--" * 50_000, "](((" * 30_000, "<a " * 50_000, "\\*" * 50_000):
            blocks(bad)
        assert time.process_time() - start < 10


class TestFrontMatter:
    def test_values_lists_and_language(self) -> None:
        head = "symbol: UNEP/MC/COP.6/1\ntitle: 'A: b'\nlanguage: fr\nparties: [KEN, PER]\ntopics:\n  - one"
        text = f"---\n{head}\n---\n# T\n"
        document = read_bytes(text.encode(), "a.md", SETTINGS)
        assert document.language == "fr"
        assert document.metadata == (
            ("symbol", "UNEP/MC/COP.6/1"), ("title", "A: b"), ("language", "fr"),
            ("parties", "KEN"), ("parties", "PER"), ("topics", "one"),
        )  # fmt: skip
        assert [block.text for block in document.blocks] == ["T"]

    @pytest.mark.parametrize("text", ["---\n\nText\n\n---\n\nmore", "---\nno end", "Text"])
    def test_a_rule_at_the_head_is_no_front_matter(self, text: str) -> None:
        assert split_front_matter(text) == ((), text)


class TestInline:
    @pytest.mark.parametrize(
        ("source", "text", "emphasis", "strong"),
        [
            ("*a* b", "a b", ((0, 1),), ()),
            ("***a** b*", "a b", ((0, 3),), ((0, 1),)),
            ("见**《公约》**第", "见《公约》第", (), ((1, 5),)),
            ("2 * 3 * 4", "2 * 3 * 4", (), ()),
            ("snake_case_name", "snake_case_name", (), ()),
            ("_it_ <b>x</b>", "it x", ((0, 2),), ((3, 4),)),
            ("http://a.org/_b_c_", "http://a.org/_b_c_", (), ()),
            ("МК-6/[--] and [МК-5/16](#)", "МК-6/[--] and МК-5/16", (), ()),
            ("**open", "**open", (), ()),
        ],
    )
    def test_marks(self, source: str, text: str, emphasis: object, strong: object) -> None:
        found = parse_inline(source)
        assert (found.text, found.emphasis, found.strong) == (text, emphasis, strong)

    @given(st.text(alphabet="ab *_[]()<>\\`\n约&1^", max_size=60))
    def test_spans_lie_in_the_text(self, source: str) -> None:
        found = parse_inline(source, frozenset({"1", "*"}))
        assert found.text == found.text.strip()
        for start, end in found.emphasis + found.strong:
            assert 0 <= start < end <= len(found.text)


class TestLabels:
    @pytest.mark.parametrize(
        ("text", "label"),
        [
            ("1. A", "1."), ("12) A", "12)"), ("(a) A", "(a)"), ("а) А", "а)"), ("(iv) A", "(iv)"), ("(أ) نص", "(أ)"),
            ("（一）文", "（一）"), ("1- نص", "1-"), ("1\\. A", "1."), ("1、文", "1、"),
        ],
    )  # fmt: skip
    def test_printed_forms(self, text: str, label: str) -> None:
        found = split_label(text)
        assert found is not None
        assert found.printed == label

    @pytest.mark.parametrize("text", ["2025. A", "1.5 tonnes", "3 - 7 November", "(see) A", "I. A", "1."])
    def test_what_is_no_label(self, text: str) -> None:
        assert split_label(text) is None

    def test_depth(self) -> None:
        assert [list_level("(i)", "(a)"), list_level("(i)", "(h)"), list_level("(ii)", "(i)")] == [3, 2, 3]
        assert [list_level("1.", "(c)"), list_level("1.2.", None), list_level("(أ)", "1.")] == [1, 2, 2]

    def test_heading_numbers(self) -> None:
        assert [heading_level(text) for text in ("IV. A", "二、文", "B. A", "Annex", "第一章")] == [1, 1, 2, 0, 1]


WORDS = st.lists(
    st.sampled_from(["mercury", "party", "report", "waste", "trade", "knowledge"]), min_size=4, max_size=12
)


@st.composite
def numbered(draw: st.DrawFn) -> list[str]:
    count = draw(st.integers(1, 12))
    return [" ".join(draw(WORDS)).capitalize() + "." for _ in range(count)]


class TestProperties:
    @given(numbered(), st.booleans())
    def test_every_numbered_paragraph_comes_back(self, texts: list[str], blank: bool) -> None:
        between = "\n\n" if blank else "\n"
        found = blocks(between.join(f"{number}. {text}" for number, text in enumerate(texts, 1)))
        assert [(block.label, block.text) for block in found] == [
            (f"{number}.", text) for number, text in enumerate(texts, 1)
        ]

    @given(numbered(), st.data())
    def test_a_footnote_anywhere_in_a_paragraph_leaves_it_whole(self, texts: list[str], data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(texts) - 1))
        words = texts[at].split()
        cut = data.draw(st.integers(1, len(words) - 1))
        pieces = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
        pieces[at] = f"{at + 1}. {' '.join(words[:cut])}\n\n<sup>1</sup> A note.\n\n{' '.join(words[cut:])}"
        found = [block for block in blocks("\n\n".join(pieces)) if block.kind is not BlockKind.FOOTNOTE]
        assert [block.text for block in found] == texts

    @given(st.text(max_size=300))
    @settings(max_examples=200, deadline=None)
    def test_no_text_makes_the_reader_fail(self, text: str) -> None:
        for block in blocks(text):
            assert block.text
            for start, end in block.emphasis + block.strong:
                assert 0 <= start < end <= len(block.text)
