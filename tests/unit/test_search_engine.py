"""The engine over a small real base: catalog, word index, vector index, labels; the encoder hashes words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from zlib import crc32

import numpy as np
import pyoxigraph as ox
import pytest

from kg.answers.covering import Coverage
from kg.answers.generated.endpoint import Endpoint
from kg.catalog import NewItem, WritableCatalog, text_hash
from kg.embedding.chunks import chunk_spans, encode_chunked
from kg.embedding.encoder import Vectors
from kg.errors import BadInput
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.lexical.analysis import analyse
from kg.lexical.tantivy_index import TantivyReader, TantivyWriter
from kg.linking import Label, LabelMatcher
from kg.model import Eid, Entity, Passage, PassageKind, Uri
from kg.passages import PassageColumns
from kg.search.chunks import Near, with_chunks
from kg.search.covered import with_words
from kg.search.engine import SearchEngine
from kg.search.model import Hit, SearchRequest, SearchResponse, to_json
from kg.search.retrieval import Candidates
from kg.search.understanding import understand
from kg.snapshot import Snapshot
from kg.vectors.centring import Centring
from kg.vectors.language_indexes import LanguageIndexes

URIS = Uris("http://example.org/")
MEANINGS = {
    "mercury": ("mercury", "mercure", "mercurio", "ртуть", "زئبق", "汞"),
    "trade": ("trade", "commerce", "comercio", "торговля", "تجارة", "贸易"),
    "website": ("website", "site", "sitio", "сайт", "موقع", "网站"),
    "training": ("training", "formation", "formación", "обучение", "تدريب", "培训"),
    "budget": ("budget", "presupuesto", "бюджет", "ميزانية", "预算"),
}
_WIDTH = 2048


class HashingEncoder:
    """Words of one meaning fall into one place, whatever their language; other words into places of their own."""

    name, revision, parts = "hashing", "1", ((_WIDTH, 1.0),)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._encode(text) for text in texts])

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        return self.encode_passages(texts)

    def encode_chunked(self, texts: Sequence[str]) -> list[Vectors]:
        return [self.encode_passages([text, *(text[a:b] for a, b in chunk_spans(text))]) for text in texts]

    def question_means(self) -> Mapping[str, Vectors]:
        return {"en": np.zeros(_WIDTH, np.float32)}

    def passage_means(self) -> Mapping[str, Vectors]:
        return {"en": np.zeros(_WIDTH, np.float32)}

    def _encode(self, text: str) -> Vectors:
        vector = np.zeros(_WIDTH, np.float32)
        lowered = text.lower()
        for place, words in enumerate(MEANINGS.values()):
            vector[place] = 3.0 * any(word in lowered for word in words)
        for gram in analyse(text, "en").grams:
            vector[8 + crc32(gram.encode()) % (_WIDTH - 8)] += 0.3
        length = np.linalg.norm(vector)
        return cast("Vectors", vector / length if length else vector)


def passage(number: str | None, text: str, language: str, part: str = "body", kind: str = "paragraph") -> Passage:
    eid = Eid(f"{part}__{kind}_{number or crc32(text.encode())}")
    mentions = tuple(LABELS.find(text, language))
    return Passage(eid, part, number, PassageKind(kind), text, language, 0, mentions=mentions)


LABELS = LabelMatcher(
    [
        Label(Uri(f"http://example.org/id/concept/topics.{key}"), "concept", language, text, True)
        for key, names in {
            "trade": {"en": "mercury trade", "fr": "commerce du mercure", "ru": "торговля ртутью", "zh": "汞贸易"},
            "bureau": {"en": "Bureau", "fr": "Bureau", "ru": "Бюро", "zh": "主席团"},
        }.items()
        for language, text in names.items()
    ]
)
ENTITIES = {
    "http://example.org/id/concept/topics.trade": Entity(
        Uri("http://example.org/id/concept/topics.trade"), "concept", "mercury trade",
        {"en": "mercury trade", "fr": "commerce du mercure", "ru": "торговля ртутью", "zh": "汞贸易"},
    ),
    "http://example.org/id/concept/topics.bureau": Entity(
        Uri("http://example.org/id/concept/topics.bureau"), "concept", "Bureau",
        {"en": "Bureau", "fr": "Bureau", "ru": "Бюро", "zh": "主席团"},
    ),
    "http://example.org/id/treaty/minamata": Entity(
        Uri("http://example.org/id/treaty/minamata"), "treaty", "Minamata Convention",
        {"en": "Minamata Convention", "fr": "Convention de Minamata"},
    ),
}  # fmt: skip

LONG = (
    "The secretariat reports on its work. It organized a training session on mercury trade in Lusaka on 4 March 2025, "
    "which 300 people from 40 countries attended in person or on the web. The budget of the session was covered by "
    "voluntary contributions, see para. 4 of the report. A second session is planned for the next year in Lima, and "
    "its programme will be published in time for the next meeting of the Conference of the Parties to the Convention."
)
Content = Mapping[str, tuple[str, str | None, str | None, list[str], list[str], list[Passage]]]
"""Key → kind, convention, date, themes, parties, passages of a document."""

BASE: Content = {
    "note.en": ("note", "minamata", "2025-11-03", ["topics.trade"], ["KEN"], [
        passage(None, "Mercury trade", "en", kind="heading"),
        passage("1", LONG, "en"),
        passage("2", "The website of the Convention was visited 178,000 times in the months up to 31 May 2025.", "en"),
        passage("3", "The secretariat works with many partners on information, as decision MC-5/16 asks.", "en"),
        passage("1", "Requests the secretariat to report on the digital strategy, and on its cost.", "en", "annex_1"),
    ]),
    "note.fr": ("note", "minamata", "2025-11-03", ["topics.trade"], ["KEN"], [
        passage("1", "Le secrétariat rend compte de la formation sur le commerce du mercure, tenue à Lusaka le 4 mars "
                "2025 en présence de 300 participants venus de 40 pays.", "fr"),
        passage("2", "Le site de la Convention a été visité 178 000 fois entre janvier 2024 et mai 2025.", "fr"),
    ]),
    "report.ru": ("report", "basel", "2024-05-01", [], [], [
        passage("1", "Секретариат подготовил бюджет на двухгодичный период и представил его Конференции Сторон.", "ru"),
        passage("2", "Бюро провело два совещания в Женеве и рассмотрело повестку следующего совещания Сторон.", "ru"),
        passage("3", "Подробности есть в документе UNEP/MC/COP.6/INF/26, подготовленном для шестого совещания.", "ru"),
    ]),
    "summary.zh": ("report", None, None, [], ["CHN"], [
        passage("1", "主席团于2018年9月13日在日内瓦举行面对面会议，"
                "总结缔约方大会第一次会议的成果，审议第二次会议议程上的问题。", "zh"),
        passage("6(a)", "秘书处为非洲区域组织了一次关于汞贸易的区域磋商，"
                "并编写了相关文件，磋商在卢萨卡举行。", "zh", kind="item"),
    ]),
}  # fmt: skip


ADDRESSED: Content = {
    "plan.en": ("note", "rotterdam", "2023-02-01", [], [], [
        passage("1", "As UNEP/MC/COP.5/19, decision RC-9/3 and article 7 of the Minamata Convention say, a plan is due",
                "en"),
    ]),
    "paper.ru": ("note", "rotterdam", "2023-02-02", [], [], [
        passage("1", "Стороны рассмотрели предложения о сотрудничестве региональных центров.", "ru"),
    ]),
    "outcome.zh": ("report", "rotterdam", "2023-02-03", [], [], [
        passage("1", "会议通过了若干决定。", "zh"),
        passage("1", "请各区域中心就合作提出建议。", "zh", "annex_2"),
    ]),
    "notice.es": ("note", None, None, [], [], [passage(None, "I. Aviso sobre el volcán", "es", kind="heading")]),
    "treaty.en": ("treaty", "minamata", None, [], [], [
        replace(passage("1", "Each Party that has small-scale gold mining shall take steps to reduce it.", "en"),
                eid=Eid("art_7__para_1")),
        replace(passage("1", "This article is about emissions to the air.", "en"), eid=Eid("art_8__para_1")),
    ]),
}  # fmt: skip
"""What an identifier is the address of, and a passage that refers to all of it."""
KNOWN_BY: Mapping[str, Mapping[str, Any]] = {
    "paper.ru": {"symbol": "UNEP/MC/COP.5/19"},
    "outcome.zh": {"decisions": [{"part": "annex_2", "number": "RC-9/3"}]},
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from made(tmp_path_factory.mktemp("base"), BASE)


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    yield from made(tmp_path_factory.mktemp("addressed"), ADDRESSED)


def made(directory: Path, content: Content) -> Iterator[Snapshot]:
    encoder = HashingEncoder()
    catalog = WritableCatalog.create(directory / "catalog.db")
    for key, (kind, convention, date, themes, parties, passages) in content.items():
        texts = [p.text for p in passages]
        vectors = {text_hash(t): v for t, v in zip(texts, encode_chunked(encoder, texts), strict=True)}
        work, _, language = key.partition(".")
        metadata = {"kind": kind, "convention": convention, "date": date, "themes": themes, "parties": parties} | dict(
            KNOWN_BY.get(key, {})
        )
        item = NewItem(
            kind="document", key=key, work=work, title=f"Title of {key}", language=language, source=f"{key}.md",
            origin=key, media_type="text/markdown", sha256=key, metadata=metadata, triples=b"", passages=passages,
            encoded=texts,
        )  # fmt: skip
        catalog.put(item, None, vectors)
    items = {item.id: item for item in catalog.items("document")}
    writer = TantivyWriter(directory / "words")
    writer.apply([], [p for item in items for p in catalog.passages(item)])
    writer.commit()
    writer.close()
    indexes = LanguageIndexes.build(catalog.passage_language_codes(), catalog.language_vectors, Centring.of(encoder))
    yield Snapshot(
        1, 1, directory, URIS, catalog, OxigraphReader(ox.Store()), indexes,
        TantivyReader(directory / "words"), LABELS, items,
        PassageColumns.read(catalog, items), ENTITIES,
    )  # fmt: skip
    catalog.close()


@pytest.fixture(scope="module")
def engine() -> SearchEngine:
    return SearchEngine(HashingEncoder())


def places(response: SearchResponse) -> list[str]:
    return [place(hit) for hit in response.hits]


def place(hit: Hit) -> str:
    return f"{hit.document.source.removesuffix('.md')} {hit.passage.part} {hit.passage.number}"


def test_the_answer_comes_in_the_askers_language_where_it_exists(engine: SearchEngine, snapshot: Snapshot) -> None:
    for text, version in (
        ("training on mercury trade in Lusaka", "en"),
        ("formation sur le commerce du mercure", "fr"),
    ):
        response = engine.search(snapshot, SearchRequest(text))
        assert response.query.language == version
        assert places(response)[0] == f"note.{version} body 1"


def test_language_versions_are_one_hit_unless_asked_otherwise(engine: SearchEngine, snapshot: Snapshot) -> None:
    grouped = places(engine.search(snapshot, SearchRequest("website visited 178 000", k=50)))
    single = places(engine.search(snapshot, SearchRequest("website visited 178 000", k=50, group="none")))
    assert grouped[0] == "note.en body 2"
    assert "note.fr body 2" not in grouped
    assert {"note.en body 2", "note.fr body 2"} <= set(single)


def test_a_named_thing_finds_passages_in_a_language_that_has_no_word_in_common(
    engine: SearchEngine, snapshot: Snapshot
) -> None:
    response = engine.search(snapshot, SearchRequest("When did the Bureau meet in September 2018?"))
    assert [e.label for e in response.query.entities] == ["Bureau"]
    foreign = [hit for hit in response.hits if hit.passage.language != "en"]
    assert place(foreign[0]) == "summary.zh body 1"
    assert [concept.label for concept in foreign[0].concepts] == ["Bureau"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("What is in UNEP/MC/COP.6/INF/26 ?", "report.ru body 3"), ("Que dit la décision MC-5/16 ?", "note.en body 3")],
)
def test_passages_with_the_identifier_of_the_question_come_first(
    engine: SearchEngine, snapshot: Snapshot, text: str, expected: str
) -> None:
    response = engine.search(snapshot, SearchRequest(text))
    assert places(response)[0] == expected
    assert response.hits[0].score > response.hits[1].score + 0.2
    assert response.query.entities[0].kind in {"document", "decision"}


@pytest.mark.parametrize("text", ["MC 5/16", "МК-5/16", "ＭＣ－５／１６", "ЮНЕП/MC/COP 6/INF/26", "178000"])
def test_an_identifier_is_found_however_it_is_typed(engine: SearchEngine, snapshot: Snapshot, text: str) -> None:
    expected = {"M": "note.en body 3", "М": "note.en body 3", "Ｍ": "note.en body 3", "Ю": "report.ru body 3"}
    first = engine.search(snapshot, SearchRequest(text)).hits[0]
    assert place(first) == expected.get(text[0], "note.en body 2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("UNEP/MC/COP.5/19", "paper.ru body 1"),
        ("RC-9/3", "outcome.zh annex_2 1"),
        ("Что говорится в решении РК-9/3?", "outcome.zh annex_2 1"),
        ("article 7", "treaty.en body 1"),
        ("第七条", "treaty.en body 1"),
        ("المادة ٧", "treaty.en body 1"),
        ("What does article 7 of the Minamata Convention say?", "treaty.en body 1"),
    ],
)
def test_the_thing_itself_comes_before_what_refers_to_it(
    engine: SearchEngine, addressed: Snapshot, text: str, expected: str
) -> None:
    assert places(engine.search(addressed, SearchRequest(text)))[0] == expected


@pytest.mark.parametrize(
    ("text", "decides"),
    [
        ("What does article 8 say?", True),
        ("Which proposals on cooperation of regional centres did the Parties consider under article 8?", False),
    ],
)
def test_an_article_that_a_longer_question_names_does_not_decide(
    engine: SearchEngine, addressed: Snapshot, text: str, decides: bool
) -> None:
    scores = {place(hit): hit.score for hit in reversed(engine.search(addressed, SearchRequest(text)).hits)}
    assert (scores["treaty.en body 1"] > scores["paper.ru body 1"] + 0.5) is decides


def test_a_city_beside_an_article_stands_for_its_treaty(engine: SearchEngine, addressed: Snapshot) -> None:
    readings = engine.search(addressed, SearchRequest("Rotterdam, article 7")).query.readings
    assert [(each.name, each.value) for each in readings] == [("provision", "art_7"), ("convention", "rotterdam")]
    assert places(engine.search(addressed, SearchRequest("Rotterdam, article 7")))[0] != "treaty.en body 1"


def test_headings_are_no_hits(engine: SearchEngine, snapshot: Snapshot) -> None:
    response = engine.search(snapshot, SearchRequest("Mercury trade", k=50, group="none"))
    assert all(hit.passage.text != "Mercury trade" for hit in response.hits)
    assert response.total == sum(len(p) for *_, p in BASE.values()) - 1


@pytest.mark.parametrize(
    ("filters", "works"),
    [
        ({"convention": "basel"}, {"report.ru"}),
        ({"type": "note"}, {"note.en", "note.fr"}),
        ({"theme": "topics.trade"}, {"note.en", "note.fr"}),
        ({"party": "CHN"}, {"summary.zh"}),
        ({"date_from": "2025"}, {"note.en", "note.fr"}),
        ({"date_to": "2024"}, {"report.ru"}),
        ({"date_from": "2024-05-01", "date_to": "2025-11-03"}, {"note.en", "note.fr", "report.ru"}),
        ({"language": "zh"}, {"summary.zh"}),
        ({"language": "zh", "convention": "basel"}, set()),
        ({"convention": "stockholm"}, set()),
    ],
)
def test_filters_are_exact_and_lose_nothing(
    engine: SearchEngine, snapshot: Snapshot, filters: dict[str, Any], works: set[str]
) -> None:
    response = engine.search(snapshot, replace(SearchRequest("mercury", k=100, group="none"), **filters))
    assert {hit.document.source.removesuffix(".md") for hit in response.hits} == works
    paragraphs = sum(p.kind != PassageKind.HEADING for work in works for p in BASE[work][5])
    assert response.total == len(response.hits) == paragraphs
    assert response.query.filters == filters


def test_facets_count_groups_and_are_labelled(engine: SearchEngine, snapshot: Snapshot) -> None:
    response = engine.search(snapshot, SearchRequest("Quel est le budget pour le mercure ?", k=1))
    facets = {name: {v.value: (v.label, v.count) for v in values} for name, values in response.facets.items()}
    assert facets["convention"] == {"minamata": ("Convention de Minamata", 4), "basel": ("basel", 3)}
    assert facets["language"]["fr"] == ("français", 2)
    assert facets["type"]["note"][1] == 4
    assert facets["party"] == {"KEN": ("KEN", 4), "CHN": ("CHN", 2)}
    assert response.total == 9


def test_highlights_are_the_words_of_the_question_in_any_form(engine: SearchEngine, snapshot: Snapshot) -> None:
    hit = engine.search(snapshot, SearchRequest("the trainings on mercury trading")).hits[0]
    marked = [hit.passage.text[a:b] for a, b in hit.highlights]
    assert marked == ["training", "mercury trade"]


def test_the_json_has_the_fields_of_the_contract(engine: SearchEngine, snapshot: Snapshot) -> None:
    data = to_json(engine.search(snapshot, SearchRequest("training on mercury trade in Lusaka", k=1)))
    assert set(data) == {"query", "hits", "facets", "total", "took_ms", "next", "moved"}
    assert set(data["query"]) == {"text", "language", "entities", "filters", "readings", "ignored", "phrases"}
    hit = data["hits"][0]
    assert set(hit) == {"rank", "score", "passage", "document", "highlights", "concepts"}
    assert set(hit["passage"]) == {"uri", "text", "language", "part", "number", "label", "page"}
    assert set(hit["document"]) == {"uri", "title", "symbol", "kind", "date", "languages", "source"}
    assert set(data["facets"]) == {"convention", "type", "language", "theme", "party"}
    assert hit["document"]["languages"] == ("en", "fr")
    assert hit["passage"]["uri"].startswith("http://example.org/id/passage/note.en/")
    assert set(to_json(engine.ask(snapshot, SearchRequest("mercury")))) == {
        "question",
        "language",
        "answer",
        "evidence",
    }


def test_an_answer_quotes_the_very_words(engine: SearchEngine, snapshot: Snapshot) -> None:
    found = engine.ask(snapshot, SearchRequest("When was the training session on mercury trade in Lusaka?"))
    citation = found.answer.citations[0]
    assert found.answer.kind == "extractive"
    assert found.answer.text == citation.quote
    assert citation.quote == citation.passage.text[slice(*citation.span)]
    assert citation.quote == LONG
    assert "4 March 2025" in citation.passage.text[slice(*citation.key)]
    assert citation.key[1] - citation.key[0] < len(LONG) / 2
    assert 0 < found.answer.confidence <= 1
    assert found.answer.reason is None
    assert place(found.evidence[0]) == "note.en body 1"


def test_without_evidence_there_is_no_answer_but_the_nearest_passages(engine: SearchEngine, snapshot: Snapshot) -> None:
    found = engine.ask(snapshot, SearchRequest("Pourquoi fait-il froid aujourd’hui ?"))
    assert (found.answer.kind, found.answer.text, found.answer.citations) == ("none", "", ())
    assert found.answer.reason is not None
    assert found.answer.reason.startswith("Les documents")
    assert len(found.evidence) > 0


def test_a_generator_that_is_not_there_costs_no_answer(engine: SearchEngine, snapshot: Snapshot) -> None:
    nobody = SearchEngine(HashingEncoder(), Endpoint("http://127.0.0.1:9/v1", "none", "", 1.0, 10))
    request = SearchRequest("When was the training session on mercury trade in Lusaka?")
    assert nobody.ask(snapshot, request).answer == engine.ask(snapshot, request).answer


def test_what_the_base_never_heard_of_is_named(engine: SearchEngine, snapshot: Snapshot) -> None:
    known = engine.ask(snapshot, SearchRequest("What does decision MC-5/16 ask about information and partners?"))
    assert known.answer.reason is None or "MC-5/16" not in known.answer.reason
    unknown = engine.ask(snapshot, SearchRequest("What does decision MC-9/44 ask about information and partners?"))
    assert unknown.answer.kind == "none"
    assert unknown.answer.reason == "Nothing in this base is called “MC-9/44”. The nearest passages are listed."


def test_the_asker_of_an_answer_filters_nothing_by_speaking_a_language(
    engine: SearchEngine, snapshot: Snapshot
) -> None:
    found = engine.ask(snapshot, SearchRequest("Lusaka training", language="ar"))
    assert found.evidence
    none = engine.ask(snapshot, SearchRequest("mercury", convention="stockholm"))
    assert none.answer.kind == "none"
    assert none.evidence == ()


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("  "),
        SearchRequest("a", k=0),
        SearchRequest("a", k=201),
        SearchRequest("a", group="author"),
        SearchRequest("a", language="de"),
        SearchRequest("a", ignore=("weather",)),
    ],
)
def test_wrong_requests_are_explained(engine: SearchEngine, snapshot: Snapshot, request_: SearchRequest) -> None:
    with pytest.raises(BadInput) as problem:
        engine.search(snapshot, request_)
    assert len(problem.value.message) > 5


def test_a_document_of_nothing_but_a_heading_is_found(engine: SearchEngine, addressed: Snapshot) -> None:
    assert engine.search(addressed, SearchRequest("aviso sobre el volcán")).hits[0].document.source == "notice.es.md"


def test_what_was_read_is_shown_and_each_of_it_can_be_left_out(engine: SearchEngine, snapshot: Snapshot) -> None:
    text = "When did the Bureau meet under the Minamata Convention at COP-6 on 13 September 2018 (178,000; article 7)?"
    readings = engine.search(snapshot, SearchRequest(text)).query.readings
    found = {(r.name, r.value) for r in readings}
    assert found >= {
        ("theme", "topics.bureau"), ("meeting", "-cop-6"), ("period", "2018-09-13"), ("number", "178000"),
        ("provision", "art_7"),
    }  # fmt: skip
    for name, value in sorted(found):
        for ignore in (name, f"{name}:{value}"):
            left = engine.search(snapshot, SearchRequest(text, ignore=(ignore,))).query
            assert (name, value) not in {(r.name, r.value) for r in left.readings}
            assert left.ignored == (ignore,)


def test_an_ignored_identifier_no_longer_counts(engine: SearchEngine, snapshot: Snapshot) -> None:
    text = "partners MC-5/16"
    used = engine.search(snapshot, SearchRequest(text)).hits[0]
    assert place(used) == "note.en body 3"
    left = engine.search(snapshot, SearchRequest(text, k=50, ignore=("decision",))).hits
    assert next(hit.score for hit in left if place(hit) == "note.en body 3") < used.score - 0.4


def test_no_reading_excludes_a_passage(engine: SearchEngine, snapshot: Snapshot) -> None:
    everything = set(places(engine.search(snapshot, SearchRequest("report", k=200, group="none"))))
    named = SearchRequest("report of the Minamata Convention on mercury trade, COP-6, Bureau, March 2025", 200)
    assert set(places(engine.search(snapshot, replace(named, group="none")))) == everything


def test_the_askers_language_decides_where_the_question_does_not(engine: SearchEngine, snapshot: Snapshot) -> None:
    assert engine.search(snapshot, SearchRequest("COP-6", asker="es")).query.language == "es"
    assert engine.search(snapshot, SearchRequest("ртуть", asker="es")).query.language == "ru"


@pytest.mark.parametrize(
    ("text", "first", "marked"),
    [
        ('mercury training in Lusaka "in the months up"', "note.en body 2", "in the months up"),
        ("Quel site « Commerce du Mercure » ?", "note.fr body 1", "commerce du mercure"),
        ("website «ПОВЕСТКУ следующего»", "report.ru body 2", "повестку следующего"),
        ("website visited 178,000 times 「次关于汞」", "summary.zh body 6(a)", "次关于汞"),
    ],
)
def test_passages_that_hold_what_is_quoted_come_first(
    engine: SearchEngine, snapshot: Snapshot, text: str, first: str, marked: str
) -> None:
    response = engine.search(snapshot, SearchRequest(text, k=20))
    assert place(response.hits[0]) == first
    shown = response.hits[0]
    assert any(marked in shown.passage.text[slice(*span)] for span in shown.highlights)
    assert [phrase.passages for phrase in response.query.phrases] == [1]
    assert [r.name for r in response.query.readings if r.name == "phrase"] == ["phrase"]
    without = engine.search(snapshot, SearchRequest(text, k=20, ignore=("phrase",)))
    assert not without.query.phrases
    assert place(without.hits[0]) != first


def test_a_phrase_that_nothing_holds_changes_no_order_and_is_said(engine: SearchEngine, snapshot: Snapshot) -> None:
    response = engine.search(snapshot, SearchRequest('"website of mercury trade" budget', k=20))
    (phrase,) = response.query.phrases
    assert (phrase.text, phrase.passages, phrase.span) == ("website of mercury trade", 0, (1, 25))
    plain = engine.search(snapshot, SearchRequest(response.query.text, k=20, ignore=("phrase",)))
    assert response.hits == plain.hits


def test_a_quoted_heading_is_found_and_of_two_phrases_both_count(engine: SearchEngine, snapshot: Snapshot) -> None:
    headed = engine.search(snapshot, SearchRequest('"mercury trade"', k=20))
    assert {place(hit) for hit in headed.hits[:2]} == {"note.en body None", "note.en body 1"}
    assert headed.query.phrases[0].passages == 2
    both = engine.search(snapshot, SearchRequest('"mercury trade" "session on mercury"', k=20))
    assert place(both.hits[0]) == "note.en body 1"
    filtered = engine.search(snapshot, SearchRequest('"mercury trade"', k=20, language="fr"))
    assert filtered.query.phrases[0].passages == 0


def test_the_best_chunk_of_a_long_passage_counts(tmp_path: Path) -> None:
    rest = ["The secretariat thanked the host country for its welcome.", "Delegates met in the morning and at noon."]
    long = [passage("1", " ".join([*rest * 4, "The budget pays for training."]), "en"), passage("2", rest[0], "en")]
    found = made(tmp_path, {"paper.en": ("note", None, None, [], [], long)})
    snapshot = next(found)
    question = understand(snapshot, "budget training")
    vector = HashingEncoder().encode_questions([question.text])[0]
    ids, dense = snapshot.vectors.search(vector, "en", "en", 10)
    rows = snapshot.passages.rows(ids)
    is_long = snapshot.passages.length[rows] > 300
    order = np.argsort(ids)
    ids, dense, is_long = ids[order], dense[order], is_long[order]
    scores = with_chunks(
        snapshot, question, vector, Near(ids, snapshot.passages.rows(ids), dense, np.zeros(len(ids), np.int64), ["en"])
    )
    assert scores[is_long] > dense[is_long] + 0.1
    assert scores[~is_long] == dense[~is_long]
    found.close()  # type: ignore[attr-defined]


class WordHashingEncoder(HashingEncoder):
    def encode_words(self, words: Sequence[str]) -> Vectors:
        return self.encode_passages(words)


def reordered(snapshot: Snapshot, text: str, encoder: HashingEncoder | None = None) -> list[str]:
    """Places of all passages, which stood in the order of their rows with equal scores."""
    rows = np.arange(len(snapshot.passages))
    candidates = Candidates(rows, np.full(len(rows), 0.5, np.float32))
    coverage = Coverage(encoder or WordHashingEncoder())
    found = with_words(snapshot, understand(snapshot, text), candidates, coverage)
    assert sorted(found.rows.tolist()) == rows.tolist()
    assert np.all(np.diff(found.scores) <= 0)
    names = snapshot.passages.eids.all()
    return [names[snapshot.passages.eid[row]] for row in found.rows]


def test_candidates_that_have_every_word_of_the_question_come_first(tmp_path: Path) -> None:
    papers: Content = {
        "paper.en": ("note", None, None, [], [], [
            passage("1", "Training goes on in many countries.", "en"),
            passage("2", "The budget is small.", "en"),
        ]),
        "paper.fr": ("note", None, None, [], [], [passage("3", "Formation : le budget du site.", "fr")]),
    }  # fmt: skip
    found = made(tmp_path, papers)
    snapshot = next(found)
    assert reordered(snapshot, "Which website tells the budget of the training?")[0] == "body__paragraph_3"
    assert reordered(snapshot, '"budget is small"')[0] == "body__paragraph_1"  # a phrase has an order of its own
    assert reordered(snapshot, "website budget", HashingEncoder())[0] == "body__paragraph_1"  # it knows no words
    found.close()  # type: ignore[attr-defined]
