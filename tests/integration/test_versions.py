"""Language versions of one document are joined to one Work and aligned paragraph by paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.pipeline import Pipeline
from kg.base import KnowledgeBase
from kg.model import Outcome
from kg.settings import Settings
from kg.views.documents import document, documents
from kg.views.listing import JsonObject
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

BODY = {
    "en": (
        "# Storage of lamps\n\n1. In 2024 the secretariat counted 178,000 visits to the harbour.\n\n"
        "2. On 4 March 2025 credentials were sent under decision MC-5/13.\n\n"
        "3. Between 1 August 2022 and 31 December 2023 there were 1,204 lamps; see UNEP/MC/COP.5/19.\n\n"
        "The lamps were stored.\n\n4. The budget is 560,000 dollars for 2026.\n\n"
        "5. See decision MC-4/2 and UNEP/MC/COP.4/8 of 12 May 2021.\n"
    ),
    "fr": (
        "# Entreposage des lampes\n\n1. En 2024, le secrétariat a compté 178 000 visites au port.\n\n"
        "2. Le 4 mars 2025, des identifiants ont été envoyés au titre de la décision MC-5/13.\n\n"
        "3. Du 1er août 2022 au 31 décembre 2023, il y avait 1 204 lampes ; voir UNEP/MC/COP.5/19.\n\n"
        "Les lampes ont été entreposées.\n\n4. Le budget est de 560 000 dollars pour 2026.\n\n"
        "5. Voir la décision MC-4/2 et UNEP/MC/COP.4/8 du 12 mai 2021.\n"
    ),
    "ru": (
        "# Хранение ламп\n\n1. В 2024 году секретариат насчитал 178 000 посещений порта.\n\n"
        "2. 4 марта 2025 года учетные данные были разосланы согласно решению МК-5/13.\n\n"
        "3. В период с 1 августа 2022 года по 31 декабря 2023 года было 1204 ламп; см. UNEP/MC/COP.5/19.\n\n"
        "Лампы были сложены на хранение.\n\n4. Бюджет составляет 560 000 долларов на 2026 год.\n\n"
        "5. См. решение МК-4/2 и UNEP/MC/COP.4/8 от 12 мая 2021 года.\n"
    ),
}
OTHER = (
    "# Another note\n\n1. In 2019 there were 12 lamps.\n\n2. On 5 May 2020 nothing happened under decision MC-3/1.\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", publish_delay=0.05)


def take(settings: Settings, *paths: Path) -> list[Outcome]:
    with Writer(settings) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        return [result.outcome for result in pipeline.run(list(paths))]


def works(settings: Settings) -> dict[str, list[str]]:
    base = KnowledgeBase(settings, HashingEncoder())
    found: dict[str, list[str]] = {}
    for entry in documents(base.snapshot):
        found.setdefault(entry["work"].rsplit("/", 1)[-1], []).append(entry["languages"][0])
    base.close()
    return {work: sorted(languages) for work, languages in found.items()}


def shown(settings: Settings, key: str, language: str) -> JsonObject:
    base = KnowledgeBase(settings, HashingEncoder())
    found = document(base.snapshot, key, language)
    base.close()
    return found


def write(folder: Path) -> Path:
    folder.mkdir()
    for language, text in BODY.items():
        (folder / f"note-{language}.md").write_text(text, "utf-8")
    (folder / "other.md").write_text(OTHER, "utf-8")
    return folder


def test_versions_without_a_symbol_are_joined_by_what_they_say(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    assert set(take(settings, folder)) == {Outcome.CREATED}
    assert sorted(works(settings).values()) == [["en"], ["en", "fr", "ru"]]
    work = next(work for work, languages in works(settings).items() if len(languages) == 3)
    found = shown(settings, f"{work}.ru", "fr")
    by_eid = {passage["eid"]: passage for passage in found["passages"]}
    assert by_eid["body__para_2"]["translation"]["text"].startswith("Le 4 mars 2025")
    assert by_eid["body__p_1"]["translation"]["text"] == "Les lampes ont été entreposées."
    assert {t["language"] for t in by_eid["body__para_4"]["translations"]} == {"en", "fr"}
    assert all(passage["translation"] is None for passage in shown(settings, f"{work}.ru", "zh")["passages"])


def test_a_changed_version_stays_in_its_work(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "in")
    take(settings, folder)
    before = works(settings)
    changed = BODY["fr"] + "\n6. Un paragraphe de plus.\n"
    (folder / "note-fr.md").write_text(changed, "utf-8")
    assert take(settings, folder / "note-fr.md") == [Outcome.UPDATED]
    assert works(settings) == before


def test_six_languages_of_a_report_are_one_work(settings: Settings, shared: Path) -> None:
    files = [shared / "samples" / f"report_{language}.docx" for language in ("en", "fr", "es", "ru", "zh", "ar")]
    take(settings, *files)
    assert list(works(settings).values()) == [["ar", "en", "es", "fr", "ru", "zh"]]
    work = next(iter(works(settings)))
    for passage in shown(settings, f"{work}.zh", "ar")["passages"]:
        assert passage["translation"]["eid"] == passage["eid"]
        assert len(passage["translations"]) == 5


def test_a_treaty_in_two_languages_is_one_work(settings: Settings, shared: Path) -> None:
    folder = shared / "data/treaties"
    take(settings, folder / "rotterdam_nl-gov_BWBV0001432.md", folder / "rotterdam_es_AR-LEY-25278.md")
    assert works(settings) == {"rotterdam-convention": ["en", "es"]}
    passages = shown(settings, "rotterdam-convention.es", "en")["passages"]
    numbered = [p for p in passages if p["number"] and p["part"] == "body"]
    paired = [p for p in numbered if p["translation"] and p["translation"]["eid"] == p["eid"]]
    assert len(paired) >= 0.97 * len(numbered)
    article = next(p for p in passages if p["eid"] == "art_14__para_1__item_a")
    assert article["uri"].endswith("/id/passage/rotterdam-convention.es/art_14__para_1__item_a")
    assert "scientific" in article["translation"]["text"]
