"""Mastheads in six languages, front matter, kinds of documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.blocks import Block, BlockKind, RawDocument
from ingest.structure import Structured, structure

P, H, L, F, T = (
    BlockKind.PARAGRAPH,
    BlockKind.HEADING,
    BlockKind.LIST_ITEM,
    BlockKind.FOOTNOTE,
    BlockKind.TABLE,
)


def bold(text: str) -> Block:
    return Block(P, text, strong=((0, len(text)),))


def raw(*blocks: Block, language: str | None = None, **metadata: str) -> RawDocument:
    return RawDocument("a.md", "text/markdown", blocks, language, tuple(metadata.items()))


BODY = {
    "en": "The secretariat has continued its work on the exchange of information among the parties.",
    "fr": "Le secrétariat a poursuivi ses travaux sur l’échange d’informations entre les Parties.",
    "es": "La secretaría ha continuado su labor sobre el intercambio de información entre las partes.",
    "ru": "Секретариат продолжил свою работу по обмену информацией между Сторонами.",
    "zh": "秘书处继续开展缔约方之间信息交流的工作。",
    "ar": "واصلت الأمانة عملها بشأن تبادل المعلومات بين الأطراف.",
}

MASTHEADS = {
    "en": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr.: General\n12 August 2025\nOriginal: English"),
        bold("Conference of the Parties to the\nMinamata Convention on Mercury\nSixth meeting"),
        Block(P, "Geneva, 3–7 November 2025\nItem 4 (k) of the provisional agenda[^*]"),
        bold("Matters for consideration or action by the Conference of the Parties: knowledge management"),
        bold("Knowledge management and digitalization"),
        bold("Note by the secretariat"),
    ],
    "fr": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr. générale\n12 août 2025\nFrançais\nOriginal : anglais"),
        bold("Conférence des Parties à la Convention\nde Minamata sur le mercure\nSixième réunion"),
        Block(P, "Genève, 3–7 novembre 2025\nPoint 4 k) de l’ordre du jour provisoire[^*]"),
        bold("Questions soumises à la Conférence des Parties pour examen : gestion des connaissances"),
        bold("Gestion des connaissances et transformation numérique"),
        bold("Note du secrétariat"),
    ],
    "es": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr. general\n12 de agosto de 2025\nEspañol\nOriginal: inglés"),
        bold("Conferencia de las Partes en el Convenio\nde Minamata sobre el Mercurio\nSexta reunión"),
        Block(P, "Ginebra, 3 a 7 de noviembre de 2025\nTema 4 k) del programa provisional[^*]"),
        bold("Asuntos que la Conferencia de las Partes deberá examinar: gestión de los conocimientos"),
        bold("Gestión de los conocimientos y digitalización"),
        bold("Nota de la Secretaría"),
    ],
    "ru": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr.: General\n12 августа 2025 года\nRussian\nOriginal: English"),
        bold("Конференция Сторон Минаматской\nконвенции о ртути\nШестое совещание"),
        Block(P, "Женева, 3–7 ноября 2025 года\nПункт 4 к) предварительной повестки дня[^*]"),
        bold("Вопросы для рассмотрения или принятия мер Конференцией Сторон: менеджмент знаний"),
        bold("Менеджмент знаний и цифровизация"),
        bold("Записка секретариата"),
    ],
    "zh": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr.: General\n12 August 2025\nChinese\nOriginal: English"),
        bold("关于汞的水俣公约\n缔约方大会\n第六次会议"),
        Block(P, "2025年11月3日至7日，日内瓦\n临时议程[^*]项目4(k)"),
        bold("供缔约方大会审议或采取行动的事项：知识管理"),
        bold("知识管理和数字化"),
        bold("秘书处的说明"),
    ],
    "ar": [
        Block(P, "UNEP/MC/COP.6/7"),
        Block(P, "Distr.: General\n12 August 2025\nArabic\nOriginal: English"),
        bold("مؤتمر الأطراف في اتفاقية ميناماتا بشأن الزئبق\nالاجتماع السادس"),
        Block(P, "جنيف، 3-7 تشرين الثاني/نوفمبر 2025\nالبند 4 (ك) من جدول الأعمال المؤقت[^*]"),
        bold("المسائل المعروضة على مؤتمر الأطراف للنظر فيها: إدارة المعارف"),
        bold("إدارة المعارف والرقمنة"),
        bold("مذكرة من الأمانة"),
    ],
}
PLACES = {"en": "Geneva", "fr": "Genève", "es": "Ginebra", "ru": "Женева", "zh": "日内瓦", "ar": "جنيف"}
ITEMS = {"en": "4 (k)", "fr": "4 k)", "es": "4 k)", "ru": "4 к)", "zh": "4(k)", "ar": "4 (ك)"}


def with_masthead(language: str, *, declared: bool = True) -> Structured:
    blocks = (
        *MASTHEADS[language],
        Block(F, "UNEP/MC/COP.6/1/Rev.1.", note="*"),
        Block(L, BODY[language], label="1.", level=1),
    )
    return structure(raw(*blocks, language=language if declared else None))


@pytest.mark.parametrize("language", MASTHEADS)
def test_a_masthead_is_read_in_each_language(language: str) -> None:
    masthead = with_masthead(language).masthead
    assert masthead.symbol == "UNEP/MC/COP.6/7"
    assert masthead.meeting == "mc-cop-6"
    assert masthead.convention == "minamata"
    assert masthead.place == PLACES[language]
    assert (masthead.start, masthead.end) == (date(2025, 11, 3), date(2025, 11, 7))
    assert masthead.agenda_item == ITEMS[language]
    assert masthead.agenda_symbol == "UNEP/MC/COP.6/1/Rev.1"
    assert masthead.agenda_title == MASTHEADS[language][4].text
    assert masthead.title == MASTHEADS[language][5].text
    assert masthead.subtitle == MASTHEADS[language][6].text
    assert (masthead.distribution, masthead.issued) == ("general", date(2025, 8, 12))
    assert masthead.original_language == "en"


@pytest.mark.parametrize("language", MASTHEADS)
@pytest.mark.parametrize("declared", [True, False])
def test_the_masthead_is_no_passage_and_the_language_is_found(language: str, declared: bool) -> None:
    document = with_masthead(language, declared=declared)
    assert [item.eid for item in document.passages] == ["body__fn_star", "body__para_1"]
    assert document.language == language
    assert document.passages[1].language == language
    assert document.kind == "note"
    assert document.notes == ()


def test_the_agendas_symbol_is_not_the_documents_own() -> None:
    blocks = [*MASTHEADS["ru"][1:], Block(F, "UNEP/MC/COP.6/1/Rev.1.", note="*"), Block(L, BODY["ru"], label="1.")]
    masthead = structure(raw(*blocks)).masthead
    assert masthead.symbol is None
    assert masthead.symbols == ()


def test_a_joint_document_keeps_its_symbols_and_no_single_convention() -> None:
    symbols = ("UNEP/CHW.17/15", "UNEP/FAO/RC/COP.12/18", "UNEP/POPS/COP.12/15")
    blocks = [*(Block(P, symbol) for symbol in symbols), bold("Technical assistance"), Block(L, BODY["en"], label="1.")]
    masthead = structure(raw(*blocks)).masthead
    assert masthead.symbols == symbols
    assert masthead.symbol == symbols[0]
    assert masthead.convention is None


def test_a_symbol_in_the_running_head_of_the_first_page_counts_as_the_mastheads() -> None:
    head = Block(BlockKind.FURNITURE, "UNEP/MC/COP.6/7", page=1)
    masthead = structure(raw(head, bold("Knowledge management"), Block(L, BODY["en"], label="1."))).masthead
    assert masthead.symbol == "UNEP/MC/COP.6/7"


def test_a_symbol_behind_the_title_is_a_reference() -> None:
    blocks = (Block(H, "Overview", level=1), Block(P, "UNEP/MC/COP.6/7"), Block(L, BODY["en"], label="1."))
    document = structure(raw(*blocks))
    assert document.masthead.symbol is None
    assert "UNEP/MC/COP.6/7" in [item.text for item in document.passages]


@pytest.mark.parametrize(
    ("organ", "meeting"),
    [
        ("Conference of the Parties to the Basel Convention\nSeventeenth meeting", "bc-cop-17"),
        ("Open-ended Working Group of the Basel Convention\nFourteenth meeting", "bc-oewg-14"),
        ("Persistent Organic Pollutants Review Committee\nTwenty-first meeting", "sc-poprc-21"),
        ("Chemical Review Committee\nSeventeenth meeting", "rc-crc-17"),
        ("Comité d’étude des produits chimiques\nDix-septième réunion", "rc-crc-17"),
        ("Комитет по рассмотрению стойких органических загрязнителей\nДвадцатое совещание", "sc-poprc-20"),
        ("鹿特丹公约缔约方大会\n第十二次会议", "rc-cop-12"),
        ("Conferencia de las Partes en el Convenio de Estocolmo\n12ª reunión", "sc-cop-12"),
        ("مؤتمر الأطراف في اتفاقية بازل\nالاجتماع السابع عشر", "bc-cop-17"),
        ("Implementation and Compliance Committee of the Minamata Convention\nFifth meeting", "mc-icc-5"),
    ],
)
def test_meetings_of_four_conventions(organ: str, meeting: str) -> None:
    blocks = (bold(organ), bold("Something to consider"), Block(L, BODY["en"], label="1."))
    document = structure(raw(*blocks))
    assert document.masthead.meeting == meeting
    assert document.masthead.title == "Something to consider"


LONG_NAME = (
    "Conference of the Parties to the",
    "Basel Convention on the Control of",
    "Transboundary Movements of Hazardous",
    "Wastes and Their Disposal",
    "Seventeenth meeting",
)


@pytest.mark.parametrize("organ", [[bold("\n".join(LONG_NAME))], [bold(line) for line in LONG_NAME]])
def test_a_conventions_name_may_run_over_several_lines(organ: list[Block]) -> None:
    when = Block(P, "Geneva, 28 April–9 May 2025\nItem 5 (a) (i) of the provisional agenda[^*]")
    masthead = structure(raw(*organ, when, bold("Technical assistance"), Block(L, BODY["en"], label="1."))).masthead
    assert masthead.organ == " ".join(LONG_NAME[:-1])
    assert masthead.meeting == "bc-cop-17"
    assert masthead.agenda_item == "5 (a) (i)"
    assert (masthead.title, masthead.agenda_title) == ("Technical assistance", None)


def test_the_organ_is_named_without_its_meeting() -> None:
    blocks = (Block(H, "关于汞的水俣公约缔约方大会 第二次会议", level=2), Block(H, "概况", level=3))
    masthead = structure(raw(*blocks, Block(L, BODY["zh"], label="1."))).masthead
    assert masthead.organ == "关于汞的水俣公约缔约方大会"
    assert masthead.meeting_name == "关于汞的水俣公约缔约方大会 第二次会议"
    assert masthead.title == "概况"


def test_a_meeting_that_is_not_wholly_named_is_not_guessed() -> None:
    blocks = (bold("Conference of the Parties\nSixth meeting"), bold("Overview"), Block(L, BODY["en"], label="1."))
    masthead = structure(raw(*blocks)).masthead
    assert masthead.meeting is None
    assert masthead.meeting_name == "Conference of the Parties Sixth meeting"


def test_a_masthead_may_be_a_table() -> None:
    rows = (("UNITED NATIONS", "UNEP/MC/COP.6/7"), ("", "Distr.: General\n12 August 2025\nOriginal: English"))
    table = Block(T, "", rows=rows)
    document = structure(raw(table, bold("Knowledge management"), Block(L, BODY["en"], label="1.")))
    assert document.masthead.symbol == "UNEP/MC/COP.6/7"
    assert document.masthead.issued == date(2025, 8, 12)
    assert [item.eid for item in document.passages] == ["body__para_1"]


def test_a_title_that_names_a_convention_is_a_title() -> None:
    blocks = (Block(H, "Minamata Convention on Mercury", level=1), Block(P, BODY["en"]))
    document = structure(raw(*blocks))
    assert document.masthead.title == "Minamata Convention on Mercury"
    assert document.masthead.meeting_name is None
    assert [item.text for item in document.passages] == [BODY["en"]]


def test_text_without_a_masthead_is_kept_whole() -> None:
    document = structure(raw(Block(P, BODY["en"]), Block(P, BODY["en"])))
    assert [item.eid for item in document.passages] == ["body__p_1", "body__p_2"]
    assert document.masthead.title == BODY["en"]
    assert document.kind == "document"


def test_an_empty_file_has_its_name_for_a_title() -> None:
    assert structure(raw()).masthead.title == "a.md"


FRONT_MATTER = {
    "title": "How a harvester reads the base",
    "symbol": "UNEP/MC/COP.6/INF/26",
    "meeting": "mc-cop-6",
    "agenda_item": "4 (k)",
    "place": "Geneva",
    "start": "2025-11-03",
    "end": "2025-11-07",
    "issued": "2025-08-12",
    "kind": "guidance",
    "original_language": "fr",
    "distribution": "general",
}


def test_front_matter_completes_and_overrides() -> None:
    document = structure(raw(Block(H, "Another title", level=1), Block(P, BODY["en"]), language="en", **FRONT_MATTER))
    masthead = document.masthead
    assert masthead.title == FRONT_MATTER["title"]
    assert masthead.symbol == FRONT_MATTER["symbol"]
    assert (masthead.meeting, masthead.convention) == ("mc-cop-6", "minamata")
    assert (masthead.start, masthead.end, masthead.issued) == (
        date(2025, 11, 3),
        date(2025, 11, 7),
        date(2025, 8, 12),
    )
    assert masthead.original_language == "fr"
    assert document.kind == "guidance"


def test_front_matter_that_cannot_be_used_is_reported() -> None:
    document = structure(raw(Block(P, BODY["en"]), start="next week", meeting="the sixth"))
    assert document.masthead.start is None
    assert document.masthead.meeting is None
    assert len(document.notes) == 2


def test_metadata_of_programs_only_fill_an_empty_title() -> None:
    document = raw(Block(H, "The real title", level=1), Block(P, BODY["en"]), title="Microsoft Word - doc1.doc")
    assert structure(replace(document, media_type="application/pdf")).masthead.title == "The real title"


@pytest.mark.parametrize(
    ("title", "subtitle", "kind"),
    [
        ("Progress report on activities", "Note by the secretariat", "progress-report"),
        ("Report of the Conference of the Parties on the work of its fifth meeting", None, "report"),
        ("Informe sobre la labor realizada", "Nota de la secretaría", "report"),
        ("Provisional agenda", None, "agenda"),
        ("Ordre du jour provisoire", None, "agenda"),
        ("Предварительная повестка дня", None, "agenda"),
        ("临时议程", None, "agenda"),
        ("جدول الأعمال المؤقت", None, "agenda"),
        ("Guidance on the identification of sources", None, "guidance"),
        ("Lignes directrices techniques", None, "guidance"),
        ("Руководство по составлению кадастров", None, "guidance"),
        ("汞释放管理指南", None, "guidance"),
        ("Gestión de los conocimientos", "Nota de la Secretaría", "note"),
        ("إدارة المعارف", "مذكرة من الأمانة", "note"),
        ("秘书处活动进度报告", "秘书处的说明", "progress-report"),
        ("Knowledge management", None, "document"),
    ],
)
def test_kinds_of_documents(title: str, subtitle: str | None, kind: str) -> None:
    blocks = [Block(H, title, level=1), *([bold(subtitle)] if subtitle else []), Block(L, BODY["en"], label="1.")]
    document = structure(raw(*blocks))
    assert (document.masthead.title, document.masthead.subtitle, document.kind) == (title, subtitle, kind)


def test_an_inf_document_is_an_information_document() -> None:
    blocks = (Block(P, "UNEP/MC/COP.6/INF/26"), bold("The platform"), bold("Note by the secretariat"))
    assert structure(raw(*blocks, Block(L, BODY["en"], label="1."))).kind == "information-document"
