"""Six languages from titles, questions and fragments."""

from __future__ import annotations

import pytest

from kg.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Is chlorpyrifos in any annex?", "en"),
        ("ما هي الوثيقة التي تعرض منصة تبادل المعلومات؟", "ar"),
        ("الزئبق", "ar"),
        ("信息交换平台依据公约哪些条款？", "zh"),
        ("汞", "zh"),
        ("会议文件可查阅 UNEP/MC/COP.2/11 号文件", "zh"),
        ("Когда состоялось первое совещание Комитета?", "ru"),
        ("ртуть", "ru"),
        ("См. документ UNEP/MC/COP.6/INF/26 на веб-сайте ГЭФ (GEF)", "ru"),
        ("Which decision noted the digital strategy?", "en"),
        ("Mercury wastes", "en"),
        ("Information exchange", "en"),
        ("Introduction", "en"),
        ("IMPLEMENTATION OF THE CONVENTION", "en"),
        ("Quand le Bureau s'est-il réuni ?", "fr"),
        ("Déchets de mercure", "fr"),
        ("Échange d'informations", "fr"),
        ("Qu'est-ce que la SAICM ?", "fr"),
        ("La Convention de Minamata : date d’adoption ?", "fr"),
        ("Mexico's NIP", "en"),
        ("¿En qué ciudad?", "es"),
        ("Emisiones de mercurio", "es"),
        ("Intercambio de información", "es"),
    ],
)
def test_short_texts(text: str, language: str) -> None:
    assert detect(text) == language


def test_the_hint_decides_where_the_text_cannot() -> None:
    assert detect("Minamata", "fr") == "fr"
    assert detect("GEF", "ru") == "ru"
    assert detect("UNEP/MC/COP.6/INF/26", "zh") == "zh"
    assert detect("2025", "ar") == "ar"


def test_the_text_decides_where_it_can() -> None:
    assert detect("Le secrétariat a présenté son rapport aux Parties", "en") == "fr"
    assert detect("доклад", "en") == "ru"
    assert detect("The secretariat prepared a report for the meeting", "ru") == "en"


@pytest.mark.parametrize("text", ["", "  ", "12.5 %", "—", "٣٫٥"])
def test_no_letters(text: str) -> None:
    assert detect(text) == "und"


def test_questions_of_the_gold_set(shared: object) -> None:
    import json
    from pathlib import Path

    lines = (Path(str(shared)) / "gold" / "seed_questions.jsonl").read_text("utf-8").splitlines()
    wrong = [row["id"] for row in map(json.loads, lines) if detect(row["question"]) != row["language"]]
    assert wrong == []
