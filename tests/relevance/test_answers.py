"""Floors of the answers, with the real encoder over the starter base."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.answers.covering import Coverage
from kg.answers.items import Placed
from kg.answers.kinds import kind_of
from kg.answers.misfits import asks_elsewhere
from kg.answers.structured import structured
from kg.answers.unknown import unknown_identifier
from kg.base import KnowledgeBase
from kg.catalog import StoredPassage
from kg.model import Mention, Uri
from kg.search.evaluate import Found, case_of, right
from kg.search.grouping import Group
from kg.search.model import Answer, SearchRequest
from kg.search.understanding import understand
from kg.settings import Settings

HERE = Path(__file__).parent


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def base(starter_data: Path) -> Iterator[KnowledgeBase]:
    opened = KnowledgeBase(Settings(data=starter_data))
    yield opened
    opened.close()


def ask(base: KnowledgeBase, case: dict[str, Any]) -> Answer:
    return base.ask(SearchRequest(case["question"])).answer


def test_quotations_hold_the_evidence_and_little_is_declined(base: KnowledgeBase) -> None:
    first = anywhere = declined = 0
    for case in cases("starter.jsonl"):
        answer, wanted = ask(base, case), case_of(case)
        assert wanted is not None
        hits = [right(wanted, Found(c.document.source, "", None, c.quote)) for c in answer.citations]
        first += hits[:1] == [True]
        anywhere += any(hits)
        declined += answer.kind == "none"
    assert first >= 0.74 * 84
    assert anywhere >= 0.85 * 84
    assert declined <= 0.06 * 84


def test_questions_without_an_answer_are_declined(base: KnowledgeBase) -> None:
    asked = [case for case in cases("unanswerable.jsonl") if case["part"] == "kept"]
    declined = [case["id"] for case in asked if ask(base, case).kind == "none"]
    assert len(asked) == 193
    assert len(declined) >= 0.9 * len(asked)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many women took part in the workshop in Lima?", "extractive"),
        ("How many women took part in the workshop in Lima in 2019?", "none"),
        ("How many participants from Kenya attended the workshop in Lima?", "none"),
        ("Кто был переводчиком на семинаре в Лиме в 2012 году?", "none"),
        ("What did the secretariat report to the eleventh meeting of the Conference of the Parties?", "none"),
        ("How much did the workshop in Lima cost?", "none"),
        ("Who chaired the workshop in Lima?", "none"),
        ("In which hotel was the workshop in Lima held?", "none"),
        ("How many participants attended the workshop in Bangkok?", "none"),
    ],
)
def test_a_passage_that_speaks_of_something_else_is_no_answer(base: KnowledgeBase, question: str, kind: str) -> None:
    assert ask(base, {"question": question}).kind == kind


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("Which country funds the laboratories in Latin America?", True),
        ("Which country funds the laboratories in Africa and in Asia and the Pacific?", False),
        ("Which country funds the laboratories in Central Asia?", False),
        ("Which country funds the laboratories?", False),
        ("D'où vient l'argent des laboratoires ?", False),
        ("Which laboratories in Vienna are paid?", True),
    ],
)
def test_another_region_of_the_world_or_another_city(base: KnowledgeBase, question: str, elsewhere: bool) -> None:
    snapshot = base.snapshot
    region = snapshot.uris.of("concept", "unep-regions.asia-and-the-pacific")
    mention = Mention((0, 4), "place", "Asia", Uri(region), "label", 0.9)
    passage = StoredPassage(1, 1, "p", "body", None, "paragraph", "Asia", "en", 1, None, (), (mention,))
    placed = Placed(Group(1, 1.0), passage, next(iter(snapshot.documents.values())), None)
    assert asks_elsewhere(snapshot, understand(snapshot, question), [placed]) is elsewhere


@pytest.mark.parametrize(
    ("question", "treaty"),
    [
        ("What is the aim of the convention on mercury?", "minamata"),
        ("Comment se règle un différend selon la convention sur les déchets dangereux ?", "basel"),
        ("¿Qué pide el convenio sobre el consentimiento fundamentado previo?", "rotterdam"),
        ("Кто подписал конвенцию о стойких органических загрязнителях?", "stockholm"),
        ("汞公约的目标是什么？", "minamata"),
        ("ما هي أهداف اتفاقية النفايات الخطرة؟", "basel"),
    ],
)
def test_a_treaty_is_known_by_what_it_is_about(base: KnowledgeBase, question: str, treaty: str) -> None:
    assert understand(base.snapshot, question).conventions == {treaty}


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("По каким числам заседали в Оттаве?", {"places.ottawa"}),
        ("渥太华的会议是哪几天举行的？", {"places.ottawa"}),
        ("D'où vient l'argent du projet ?", set()),
        ("Who signed the Basel Convention in Geneva?", {"places.geneva"}),
    ],
)
def test_cities_are_read_in_any_script_and_can_be_left_out(
    base: KnowledgeBase, question: str, places: set[str]
) -> None:
    read = understand(base.snapshot, question)
    assert {each.value for each in read.readings if each.name == "place"} == places
    uris = {base.snapshot.uris.of("concept", each) for each in places}
    assert uris <= read.anchors
    assert uris.isdisjoint(understand(base.snapshot, question, ignore=["place"]).anchors)


def test_a_city_that_is_taken_away_narrows_no_answer(base: KnowledgeBase) -> None:
    question = "When did the Conference of the Parties meet in Geneva?"
    assert base.ask(SearchRequest(question)).answer.kind == "structured"
    answer = base.ask(SearchRequest(question, ignore=("place",))).answer
    assert answer.kind != "structured" or "Bali" in answer.text


def test_items_are_read_with_what_introduces_them(base: KnowledgeBase) -> None:
    found = base.search(SearchRequest("default limits of the SPARQL endpoint in seconds", language="en", k=50)).hits
    [parent] = [hit for hit in found if hit.passage.text.endswith("By default the following limits apply:")]
    read, _ = base.read(SearchRequest("What limits apply to the endpoint by default?"))
    assert read is not None
    items = [each.placed for each in read.readings if each.placed.introduced_by]
    below = [
        each
        for each in items
        if each.passage.eid.startswith("body__para_11__item_") and each.item.key in parent.document.uri
    ]
    assert len(below) >= 3
    assert {each.lead for each in below} == {parent.passage.text}


@pytest.mark.parametrize("part", ["tuned", "kept", "round"])
def test_the_graph_answers_with_the_right_query(base: KnowledgeBase, part: str) -> None:
    asked = [case for case in cases("structured.jsonl") if case["part"] == part]
    vectors = Coverage(base.encoder).vectors
    wrong = []
    for case in asked:
        question = understand(base.snapshot, case["question"])
        found = structured(base.snapshot, question, kind_of(question.text, question.language), vectors)
        if found is None or not all(key in found.sparql for key in case["query"]):
            wrong.append(case["id"])
    assert len(wrong) <= 0.05 * len(asked), wrong


def test_questions_about_documents_are_not_taken_for_questions_of_the_graph(base: KnowledgeBase) -> None:
    vectors = Coverage(base.encoder).vectors
    taken: set[str] = set()
    kept: set[str] = set()
    for name in ("starter.jsonl", "documents.jsonl", "treaties.jsonl", "unanswerable.jsonl"):
        for case in cases(name):
            question = understand(base.snapshot, case["question"])
            kind = kind_of(question.text, question.language)
            unknown = unknown_identifier(base.snapshot, question)
            if unknown is None and structured(base.snapshot, question, kind, vectors):
                (kept if case.get("part") == "kept" else taken).add(case["id"])
    answered = {
        "s03", "s25", "s31", "s67", "r36", "c01", "c07", "c17", "c25", "c32",
        "ba1-ru-03", "ba3-ar-07", "ba3-ru-05", "bu3-ar-07", "bu3-en-07", "ba4-es-05",
    }  # fmt: skip
    assert taken <= answered, "these the records answer as well"
    assert len(kept - answered) <= 12, "these are not looked at"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many Parties does the Minamata Convention have?", "121"),
        ("¿Cuánto cofinanciamiento tiene el proyecto 9708?", "17.819.711"),
        ("《斯德哥尔摩公约》有多少个缔约方？", "182个"),
        ("Quand la France a-t-elle ratifié la Convention de Minamata ?", "15 juin 2017"),
        ("أين عُقد الاجتماع الثاني لمؤتمر الأطراف في اتفاقية ميناماتا؟", "Geneva"),
        ("Какие решения приняты по Стокгольмской конвенции?", "SC-4/12"),
        ("When did Kenya ratify the Minamata Convention?", "The records of this base name none."),
        ("What is the total co-financing of UNEP projects?", "93,316,229 USD"),
        ("¿Qué proyectos de mercurio ejecuta el PNUD?", "9708"),
        ("How much did the GEF grant to Rwanda on mercury?", "700,000 USD"),
        ("How much did the GEF grant to Rwanda for artisanal and small-scale gold mining?", "500,000 USD"),
    ],
)
def test_what_the_graph_says(base: KnowledgeBase, question: str, text: str) -> None:
    answer = base.ask(SearchRequest(question)).answer
    assert answer.kind == "structured"
    assert text in answer.text
    assert answer.sparql is not None
    rows = base.snapshot.graph.select(answer.sparql)
    assert bool(rows) is (text != "The records of this base name none.")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "Quel projet du FEM finance le plan d’action national sur le mercure au Gabon, et pour quel montant ?",
            "9164",
        ),
        ("哪个项目资助了加蓬的汞国家行动计划，金额是多少？", "9164"),
        ("关于知识管理的决定草案通过了吗？", "草案 共享分类法和项目数据标准"),
        ("¿Se ha aprobado el proyecto de decisión sobre gestión del conocimiento?", "proyecto"),
        ("Les projets de décision sur la gestion des connaissances", "projet"),
        ("Какой проект ГЭФ финансирует в Грузии и какова сумма гранта?", "5859"),
        ("I am writing a thesis on former mines. Which article of Minamata deals with contaminated sites?",
         "Article 12"),
        ("I am preparing a mission to Bogotá. Give me the GEF projects in Colombia and the grant for each.", "6928"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_named(base: KnowledgeBase, question: str, told: str) -> None:
    answer = ask(base, {"question": question})
    assert answer.kind == "structured"
    assert told in (answer.text or "")
