"""What enrichment finds in single passages of six languages."""

from __future__ import annotations

import pytest

from ingest.enrich import EnrichmentContext, enrich
from ingest.enrich.resolve import resolve
from kg.identifiers import Uris
from kg.linking import Label, LabelMatcher
from kg.model import Eid, Mention, Passage, PassageKind, Uri

URIS = Uris("http://x/")
NO_LABELS = LabelMatcher([])


def _mentions(
    text: str,
    language: str,
    *kinds: str,
    convention: str | None = "minamata",
    kind: PassageKind = PassageKind.PARAGRAPH,
    emphasis: tuple[tuple[int, int], ...] = (),
    matcher: LabelMatcher = NO_LABELS,
    own_symbol: str | None = None,
) -> list[tuple[str, str, Mention]]:
    passage = Passage(Eid("body__para_1"), "body", "1", kind, text, language, 1, emphasis=emphasis)
    (enriched,) = enrich([passage], "en", EnrichmentContext(URIS, matcher, convention, own_symbol))
    return [
        (mention.value, text[slice(*mention.span)], mention)
        for mention in enriched.mentions
        if not kinds or mention.kind in kinds
    ]


PROVISIONS = [
    ("en", "under Articles 17 and 24 of the Convention", ["minamata.art_17", "minamata.art_24"]),
    ("en", "Articles 17 to 19", ["minamata.art_17", "minamata.art_18", "minamata.art_19"]),
    ("en", "Annex VIII to the Basel Convention", ["basel.annex_viii"]),
    ("en", "Annexes A and B", ["minamata.annex_a", "minamata.annex_b"]),
    ("fr", "conformément aux articles 17 et 24 de la Convention", ["minamata.art_17", "minamata.art_24"]),
    ("fr", "l’annexe III de la Convention de Rotterdam", ["rotterdam.annex_iii"]),
    ("fr", "l'article 13 de la Convention de Bâle", ["basel.art_13"]),
    ("es", "los artículos 17 y 24 del Convenio", ["minamata.art_17", "minamata.art_24"]),
    ("es", "el anexo A del Convenio de Estocolmo", ["stockholm.annex_a"]),
    ("ru", "в соответствии со статьями 17 и 24 Конвенции", ["minamata.art_17", "minamata.art_24"]),
    ("ru", "статьи 13 Базельской конвенции", ["basel.art_13"]),
    ("ru", "в приложениях А и В", ["minamata.annex_a", "minamata.annex_b"]),  # Cyrillic letters
    ("ru", "приложение III к Роттердамской конвенции", ["rotterdam.annex_iii"]),
    ("zh", "信息交流（第 17 条），教育（第 18 条）", ["minamata.art_17", "minamata.art_18"]),
    ("zh", "第18和19条", ["minamata.art_18", "minamata.art_19"]),
    ("zh", "第二十一条", ["minamata.art_21"]),
    ("zh", "《巴塞尔公约》第 13 条", ["basel.art_13"]),
    ("zh", "属于《公约》附件 D 所列来源类别", ["minamata.annex_d"]),
    ("ar", "المادة 21 من الاتفاقية", ["minamata.art_21"]),
    ("ar", "بالمادتين 17 و24", ["minamata.art_17", "minamata.art_24"]),
    ("ar", "للمادة 13 من اتفاقية بازل", ["basel.art_13"]),
    ("ar", "المرفقين ألف وباء", ["minamata.annex_a", "minamata.annex_b"]),
]


@pytest.mark.parametrize(("language", "text", "keys"), PROVISIONS)
def test_provisions(language: str, text: str, keys: list[str]) -> None:
    found = _mentions(text, language, "provision")
    assert [value for value, _, _ in found] == keys
    assert [mention.uri for _, _, mention in found] == [URIS.of("provision", key) for key in keys]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Article 6 of the Paris Agreement"),
        ("en", "Article 8 of the Convention on Biological Diversity"),
        ("en", "annex I to the present note"),
        ("en", "Annex I to document UNEP/MC/COP.5/19"),
        ("en", "annex a list; particle 5; rule 17"),
        ("en", "Annex III"),  # of the document: the Minamata Convention has letters
        ("ru", "в приложении I к документу UNEP/MC/COP.5/19"),
        ("ru", "статьи 5 Парижского соглашения"),
        ("zh", "《巴黎协定》第六条"),
        ("zh", "第 17 次会议的条件"),
        ("ar", "المادة 6 من اتفاق باريس"),
    ],
)
def test_what_is_no_provision_of_ours(language: str, text: str) -> None:
    assert _mentions(text, language, "provision") == []


def test_provisions_without_a_known_convention_have_no_uri() -> None:
    found = _mentions("Article 13 and Annex D", "en", "provision", convention=None)
    assert [(value, mention.uri) for value, _, mention in found] == [("art_13", None), ("annex_d", None)]
    ((value, _, mention),) = _mentions("Article 36", "en", "provision")
    assert (value, mention.uri) == ("art_36", None)


MEETINGS = [
    ("en", "the sixth meeting of the Conference of the Parties", ["mc-cop-6"]),
    ("en", "the Conference of the Parties, at its seventh meeting", ["mc-cop-7"]),
    ("en", "At its fifth meeting, the Conference of the Parties", ["mc-cop-5"]),
    ("en", "the sixteenth meeting of the Conference of the Parties to the Basel Convention", ["bc-cop-16"]),
    ("en", "the fifth and sixth meetings of the Conference of the Parties", ["mc-cop-5", "mc-cop-6"]),
    ("en", "COP-6 and COP5, BC COP-17, POPRC-19", ["mc-cop-6", "mc-cop-5", "bc-cop-17", "sc-poprc-19"]),
    ("fr", "la sixième réunion de la Conférence des Parties", ["mc-cop-6"]),
    ("fr", "la dix-septième réunion de la Conférence des Parties à la Convention de Bâle", ["bc-cop-17"]),
    ("es", "la Conferencia de las Partes en su séptima reunión", ["mc-cop-7"]),
    ("es", "la 12.ª reunión de la Conferencia de las Partes en el Convenio de Estocolmo", ["sc-cop-12"]),
    ("ru", "к шестому совещанию Конференции Сторон", ["mc-cop-6"]),
    ("ru", "На своем пятом совещании в решении МК-5/16 Конференция сторон", ["mc-cop-5"]),
    ("ru", "представить Конференции Сторон на ее седьмом совещании доклад", ["mc-cop-7"]),
    ("ru", "КС-6", ["mc-cop-6"]),
    ("ru", "к шестому совещанию Конференции Сторон. На шестом совещании будут", ["mc-cop-6", "mc-cop-6"]),
    ("zh", "缔约方大会第六次会议", ["mc-cop-6"]),
    ("zh", "巴塞尔公约缔约方大会第十七次会议", ["bc-cop-17"]),
    ("zh", "履约和遵约委员会第一次会议。起草第一次会议的报告", ["mc-icc-1", "mc-icc-1"]),
    ("ar", "الاجتماع السادس لمؤتمر الأطراف", ["mc-cop-6"]),
    ("ar", "مؤتمر الأطراف في اجتماعه السابع", ["mc-cop-7"]),
    ("ar", "الاجتماع الثاني عشر لمؤتمر الأطراف في اتفاقية ستوكهولم", ["sc-cop-12"]),
]


@pytest.mark.parametrize(("language", "text", "keys"), MEETINGS)
def test_meetings(language: str, text: str, keys: list[str]) -> None:
    found = _mentions(text, language, "meeting")
    assert [value for value, _, _ in found] == keys
    assert [mention.uri for _, _, mention in found] == [URIS.of("meeting", key) for key in keys]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "the second meeting of the Bureau"),
        ("en", "the 15th meeting of the Conference of the Parties to the Convention on Biological Diversity"),
        ("en", "COP-28 on climate"),
        ("en", "recommendation CRC-17/2"),
        ("en", "the sixth meeting"),
        ("ru", "На четырнадцатом совещании Руководящего комитета ИнформМПС"),
        ("ru", "на шестой сессии Ассамблея Организации Объединенных Наций"),
        ("zh", "全环基金大会第六次会议"),
        ("zh", "奥胡斯公约缔约方工作组第二十二次会议"),
        ("zh", "该方案理事会第一次会议"),
    ],
)
def test_what_is_no_meeting_of_ours(language: str, text: str) -> None:
    assert _mentions(text, language, "meeting") == []


def test_references() -> None:
    text = "В решении МК-5/16, проекте МК-6/[--] и документе UNEP/MC/COP.5/19."
    found = _mentions(text, "ru")
    assert [(value, surface, mention.kind, mention.uri) for value, surface, mention in found] == [
        ("MC-5/16", "МК-5/16", "decision", "http://x/id/decision/mc-5-16"),
        ("МК-6/[--]", "МК-6/[--]", "decision", None),
        ("UNEP/MC/COP.5/19", "UNEP/MC/COP.5/19", "document", "http://x/id/document/unep-mc-cop.5-19"),
    ]


def test_the_own_symbol_is_no_reference() -> None:
    assert _mentions("UNEP/MC/COP.6/3", "en", own_symbol="UNEP/MC/COP.6/3") == []


VERBS = [
    ("en", "Also requests the Secretariat to report", "requests"),
    ("en", "Notes with appreciation the report", "welcomes"),
    ("en", "Takes note of the report", "takes-note"),
    ("en", "Recalling decision MC-5/16", "recalls"),
    ("fr", "Prie le secrétariat", "requests"),
    ("fr", "Prie instamment les Parties", "urges"),
    ("fr", "Décide également", "decides"),
    ("es", "Solicita a la Secretaría", "requests"),
    ("es", "Acoge con beneplácito el informe", "welcomes"),
    ("es", "Alienta a las Partes", "encourages"),
    ("ru", "порукает секретариату", "requests"),
    ("ru", "также поручает секретариату", "requests"),
    ("ru", "с удовлетворением отмечает прогресс", "welcomes"),
    ("ru", "отмечает прогресс", "notes"),
    ("ru", "признает веб-сайт", "recognizes"),
    ("ru", "постановляет поддержать", "decides"),
    ("ru", "призывает секретариат", "calls-upon"),
    ("ru", "рекомендует Сторонам", "encourages"),
    ("ru", "настоятельно призывает Стороны", "urges"),
    ("ru", "принимает к сведению доклад", "takes-note"),
    ("ru", "подчеркивая преимущества", "emphasizes"),
    ("zh", "又请秘书处", "requests"),
    ("zh", "邀请缔约方", "invites"),
    ("zh", "注意到报告", "notes"),
    ("zh", "表示注意到报告", "takes-note"),
    ("zh", "重申其承诺", "reaffirms"),
    ("ar", "يطلب إلى الأمانة", "requests"),
    ("ar", "وإذ يشير إلى المقرر", "recalls"),
    ("ar", "يُرحِّب بالتقرير", "welcomes"),
    ("ar", "يؤكد من جديد", "reaffirms"),
]


@pytest.mark.parametrize(("language", "text", "verb"), VERBS)
def test_verbs(language: str, text: str, verb: str) -> None:
    ((value, surface, mention),) = _mentions(text, language, "concept", kind=PassageKind.OPERATIVE)
    assert value == f"verbs.{verb}"
    assert surface.strip()
    assert (mention.uri, mention.method) == (URIS.of("concept", f"verbs.{verb}"), "verb")


def test_verbs_come_from_italics_first_and_only_in_deeds() -> None:
    text = "The COP, having noted this, requests the Secretariat and invites Parties"
    italics = ((text.index("requests"), text.index("requests") + 8), (text.index("invites"), text.index("invites") + 7))
    found = _mentions(text, "en", kind=PassageKind.OPERATIVE, emphasis=italics)
    assert [value for value, _, _ in found] == ["verbs.requests", "verbs.invites"]
    assert _mentions(text, "en", emphasis=italics) == []
    assert _mentions("The report of the note", "en", kind=PassageKind.OPERATIVE) == []


def test_identifiers_come_before_labels_and_labels_fill_the_rest() -> None:
    matcher = LabelMatcher(
        [
            Label(Uri("http://x/cop"), "organization", "en", "Conference of the Parties", True),
            Label(Uri("http://x/hg"), "concept", "en", "mercury wastes", True),
        ]
    )
    text = "the sixth meeting of the Conference of the Parties discussed mercury waste"
    found = _mentions(text, "en", matcher=matcher)
    assert [(mention.kind, surface) for _, surface, mention in found] == [
        ("meeting", "sixth meeting of the Conference of the Parties"),
        ("concept", "mercury waste"),
    ]


def test_resolving_keeps_the_longest_and_whole_groups() -> None:
    def mention(start: int, end: int, value: str) -> Mention:
        return Mention((start, end), "concept", value, None, "label", 1.0)

    strong = [mention(10, 12, "strong")]
    weak = [
        mention(0, 3, "short"),
        mention(0, 5, "long"),
        mention(0, 5, "same"),
        mention(8, 15, "over"),
        mention(12, 14, "after"),
    ]
    assert [item.value for item in resolve([strong, weak])] == ["long", "same", "strong", "after"]


def test_mentions_of_an_earlier_run_are_replaced() -> None:
    context = EnrichmentContext(URIS, NO_LABELS, "minamata", None)
    passage = Passage(Eid("p"), "body", "1", PassageKind.PARAGRAPH, "Article 17 on 4 March 2025", "en", 1)
    once = enrich([passage], "en", context)
    assert len(once[0].mentions) == 2
    assert enrich(once, "en", context) == once
