"""Rows from a base: what documents alone tell, and that a feed made step by step is the one made at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from rdflib.namespace import DCTERMS, RDF, SKOS
from rdflib.term import Literal, URIRef

from ingest.vocabulary import to_ntriples
from kg.base import KnowledgeBase
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Document, DraftDecision, Eid, Key, Masthead, Passage, PassageKind, Record, RecordSet
from kg.settings import Settings
from kg.terms import MEA
from kg.writer import Writer
from ontology import taxonomies
from search_api.feeds.informea.feed import Feed, Feeds
from search_api.feeds.informea.rows import Row, Scalar
from search_api.feeds.informea.schema import SETS, entity_set
from tests.integration.hashing_encoder import HashingEncoder


class Bench:
    """A base that is written to, read, and turned into feeds by one maker."""

    def __init__(self, data: Path) -> None:
        self.settings = Settings(data=data, publish_delay=60)
        self.writer = Writer(self.settings)
        self.uris = Uris(self.settings.base_uri)
        self.intake = Intake(self.writer, HashingEncoder(), self.uris)
        for taxonomy in taxonomies():
            if taxonomy.name in {"treaties", "bodies", "document-kinds"}:
                triples = to_ntriples(taxonomy.content, self.settings.base_uri)
                self.intake.add_graph("taxonomy", taxonomy.name, taxonomy.title, "o", "text/turtle", "0", triples, {})
        self.writer.publish()
        self.base = KnowledgeBase(self.settings, HashingEncoder())
        self.feeds = Feeds(data)

    def document(self, work: str, language: str, title: str, **given: object) -> None:
        head = Masthead(title=title, **given.pop("head", {}))  # type: ignore[arg-type]
        content = f"{work} {language} {title} {given}".encode()
        digest = hashlib.sha256(content).hexdigest()
        self.writer.store_blob(digest, content)
        passage = Passage(Eid("body__para_1"), "body", "1", PassageKind.PARAGRAPH, title, language, 0)
        document = Document(
            key=Key(f"{work}.{language}"),
            work=Key(work),
            kind=str(given.get("kind", "note")),
            language=language,
            masthead=head,
            passages=(passage,),
            source=f"{work}.{language}.pdf",
            sha256=digest,
            media_type="application/pdf",
            decisions=given.get("decisions", ()),  # type: ignore[arg-type]
        )
        self.intake.add_document(document, f"/{work}.{language}")

    def decision(self, table: str, number: str, title: str, **links: str) -> None:
        said: list[tuple[str, object]] = [
            (str(RDF.type), MEA.Decision),
            (str(DCTERMS.identifier), Literal(number)),
            (str(SKOS.prefLabel), Literal(title, lang="en")),
            (str(MEA.treaty), URIRef(self.uris.of("treaty", "minamata"))),
            *((str(MEA[name]), URIRef(self.uris.of(*key.split("/", 1)))) for name, key in links.items()),
        ]
        uri = self.uris.of("decision", number.lower().replace("/", "-"))
        digest = hashlib.sha256(f"{table} {number} {title} {links}".encode()).hexdigest()
        self.intake.add_records(
            RecordSet(Key(table), table, table, digest, (Record(uri, tuple(said), "1"),)), table, "t"
        )

    def feed(self) -> Feed:
        self.writer.publish()
        self.base.refresh()
        return self.feeds.of(self.base.snapshot)

    def row(self, name: str, key: str) -> Row | None:
        set_ = entity_set(name)
        assert set_ is not None
        return self.feed().row(set_, key)

    def close(self) -> None:
        self.base.close()
        self.writer.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "data")
    yield made
    made.close()


COP = {"meeting": "mc-cop-6", "meeting_name": "Шестое совещание", "convention": "minamata", "place": "Женева",
       "start": date(2025, 11, 3), "end": date(2025, 11, 7)}  # fmt: skip
DRAFT = DraftDecision("annex_1", "Управление знаниями", None, "МК-6/[--]", "draft")


def values(row: Row | None, *names: str) -> tuple[Scalar, ...]:
    assert row is not None
    return tuple(row.values[name] for name in names)


def texts(row: Row | None, name: str) -> dict[Scalar, Scalar]:
    assert row is not None
    return {part.values["language"]: part.values["value"] for part in row.lists[name]}


def test_a_draft_and_its_meeting_are_known_from_a_paper_alone(bench: Bench) -> None:
    bench.document("mc-cop-6-item-4", "ru", "Записка", head=COP, decisions=(DRAFT,))
    key = "mc-cop-6-item-4.annex_1.1"
    found = bench.row("Decisions", key)
    assert values(found, "number", "status", "treaty", "meetingId", "type") == (
        "МК-6/[--]", "draft", "minamataunep", "mc-cop-6", "decision",
    )  # fmt: skip
    assert texts(found, "title") == {"ru": "Управление знаниями"}
    assert [f.values["filename"] for f in found.lists["files"]] == ["mc-cop-6-item-4.ru.pdf"]  # type: ignore[union-attr]
    meeting = bench.row("Meetings", "mc-cop-6")
    assert values(meeting, "status", "city", "type", "treaty") == ("over", "Женева", "COP", "minamataunep")
    assert texts(meeting, "title") == {
        "en": "Minamata Convention on Mercury: Conference of the Parties, meeting 6",
        "ru": "Шестое совещание",
    }
    document = bench.row("Documents", "mc-cop-6-item-4")
    assert document is not None
    references = {(r.values["type"], r.values["refId"]) for r in document.lists["referenceToEntities"]}
    assert references == {("meeting", "mc-cop-6"), ("decision", key)}


def test_the_record_goes_before_the_paper(bench: Bench) -> None:
    adopted = DraftDecision("annex_1", "Décision", "MC-6/1", "MC-6/1", "adopted")
    bench.document("report", "fr", "Rapport", head=COP, decisions=(adopted,))
    bench.document(
        "proposal", "es", "Propuesta", head=COP, decisions=(DraftDecision("b", "P", "MC-6/1", None, "draft"),)
    )
    bench.decision("d", "MC-6/1", "Decision", status="concept/statuses.adopted", meeting="meeting/mc-cop-6")
    found = bench.row("Decisions", "mc-6-1")
    assert values(found, "status", "number", "displayOrder") == ("adopted", "MC-6/1", 6001)
    assert next(iter(texts(found, "title").items())) == ("en", "Decision"), "English comes first"
    assert texts(found, "title")["fr"] == "Décision"
    assert [f.values["language"] for f in found.lists["files"]] == ["fr"], "not the proposal"  # type: ignore[union-attr]


def test_a_document_that_is_a_decision_as_a_whole(bench: Bench) -> None:
    bench.document("unep-fao-rc-crc.17-2", "en", "Listing", kind="decision",
                   head={"symbol": "UNEP/FAO/RC/CRC.17/2", "convention": "rotterdam"})  # fmt: skip
    found = bench.row("Decisions", "unep-fao-rc-crc.17-2")
    assert values(found, "type", "number", "treaty") == ("recommendation", "UNEP/FAO/RC/CRC.17/2", "rotterdam")


def test_a_lost_language_version_is_a_change(bench: Bench) -> None:
    for language in ("en", "fr"):
        bench.document("work", language, f"Note {language}", head=COP)
    before = bench.row("Documents", "work")
    bench.intake.remove("document", "work.fr")
    after = bench.row("Documents", "work")
    assert texts(after, "title") == {"en": "Note en"}
    assert values(after, "updated") > values(before, "updated")
    bench.intake.remove("document", "work.en")
    assert bench.row("Documents", "work") is None


def test_a_feed_made_step_by_step_is_the_one_made_at_once(bench: Bench) -> None:
    steps: list[Callable[[], object]] = [
        lambda: bench.document("a", "en", "A", head=COP),
        lambda: bench.decision("d1", "MC-5/1", "One", meeting="meeting/mc-cop-5"),
        lambda: bench.document("a", "ru", "А", head=COP, decisions=(DRAFT,)),
        lambda: bench.decision("d2", "MC-5/2", "Two", meeting="meeting/mc-cop-5"),
        lambda: bench.decision("d1", "MC-5/1", "One, corrected", meeting="meeting/mc-cop-6"),
        lambda: bench.document("b", "en", "B", decisions=(DraftDecision("x", "Two", "MC-5/2", None, "adopted"),)),
        lambda: bench.intake.remove("document", "a.ru"),
        lambda: bench.intake.remove("records", "d2"),
        lambda: bench.intake.remove("document", "b.en"),
    ]
    for step in steps:
        step()
        made = bench.feed()
        bench.base.snapshot.cache.pop("informea")
        anew = Feeds(bench.settings.data).of(bench.base.snapshot)
        for set_ in SETS:
            assert made.rows(set_) == anew.rows(set_)
    assert bench.row("Decisions", "mc-5-2") is None
