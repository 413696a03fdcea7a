"""The way of a file into the base and out of it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import pytest

from ingest import pipeline as pipeline_module
from ingest.files import Result
from ingest.pipeline import Pipeline
from ingest.vocabulary import load_vocabulary
from kg.base import KnowledgeBase
from kg.catalog import Catalog, text_hash, vector_row
from kg.catalog import writing as catalog_writing
from kg.embedding.encoder import Vectors
from kg.errors import Gone, Locked, NotFound, WrongModel
from kg.export import nquads
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Outcome
from kg.search.model import SearchRequest
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

REPORT = """---
symbol: MEA-KG/TEST.7
title: Report on storage
language: en
---
# Report on storage

1. The secretariat stored 45 drums of mercury in Lusaka on 3 March 2026.

2. Parties are invited to comment on {what} under Article 10.

## Annex

### Draft decision KB-1/[--]: Storage

*The Conference of the Parties,*

1. *Requests* the secretariat to report on storage to the next meeting;
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", publish_delay=0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.md").write_text(REPORT.format(what="drums"), "utf-8")
    (tmp_path / "in" / "заметка.txt").write_text("# Заметка\n\n1. Хранение ртути в Лусаке.\n", "utf-8")
    return tmp_path / "in"


@contextmanager
def writing(settings: Settings) -> Iterator[Intake]:
    with Writer(settings) as writer:
        yield Intake(writer, HashingEncoder(), Uris(settings.base_uri))


def ingest(settings: Settings, *paths: Path, vocabulary: bool = False) -> dict[str, Result]:
    with Writer(settings) as writer:
        if vocabulary:
            load_vocabulary(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), settings.base_uri)
        with Pipeline(settings, writer, HashingEncoder()) as pipeline:
            return {r.source: r for r in pipeline.run(list(paths))}


def opened(settings: Settings) -> KnowledgeBase:
    return KnowledgeBase(settings, HashingEncoder())


def sources(base: KnowledgeBase, text: str) -> set[str]:
    return {h.document.source for h in base.search(SearchRequest(text=text, k=50)).hits}


def test_a_folder_comes_in_whole(settings: Settings, folder: Path) -> None:
    results = ingest(settings, folder, vocabulary=True)
    assert {n: r.outcome for n, r in results.items()} == {"report.md": "created", "заметка.txt": "created"}
    base = opened(settings)
    report = next(i for i in base.snapshot.documents.values() if i.source == "report.md")
    assert report.key == "mea-kg-test.7.en"
    numbers = [(p.part, p.number) for p in base.snapshot.catalog.passages(report.id) if p.number]
    assert numbers == [("body", "1"), ("body", "2"), ("annex_1", "1")]
    assert "report.md" in sources(base, "drums in Lusaka")
    rows = base.snapshot.graph.select(
        "SELECT ?n WHERE { ?p a <https://w3id.org/mea-kg/ontology#OperativeParagraph> ; "
        "<https://w3id.org/mea-kg/ontology#verb> ?v ; <https://w3id.org/mea-kg/ontology#number> ?n }"
    )
    assert [str(r["n"]) for r in rows] == ["1"]
    base.close()


def test_the_same_folder_twice_changes_nothing(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)
    before = list(nquads(settings))
    results = ingest(settings, folder)
    assert {r.outcome for r in results.values()} == {Outcome.UNCHANGED}
    assert list(nquads(settings)) == before
    catalog = Catalog.read(settings.data / "catalog.db")
    assert len(catalog.changes()) == 2
    catalog.close()


def test_a_new_version_replaces_the_old_and_keeps_its_bytes(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)
    old = (folder / "report.md").read_bytes()
    (folder / "report.md").write_text(REPORT.format(what="flasks"), "utf-8")
    assert ingest(settings, folder)["report.md"].outcome is Outcome.UPDATED
    base = opened(settings)
    item = base.snapshot.catalog.item("document", "mea-kg-test.7.en")
    assert item is not None
    assert item.version == 2
    texts = [p.text for p in base.snapshot.catalog.passages(item.id)]
    assert any("flasks" in t for t in texts)
    assert not any("on drums" in t for t in texts)
    assert b"on drums" not in b"".join(nquads(settings))
    assert [c.action for c in base.snapshot.catalog.changes()] == ["create", "create", "update"]
    base.close()
    assert old in [p.read_bytes() for p in (settings.data / "blobs").glob("*/*")]


def test_removal_leaves_no_trace_but_a_tombstone(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)
    reader = opened(settings)
    with writing(settings) as intake:
        intake.remove("document", "mea-kg-test.7.en")
    assert reader.refresh()
    snapshot = reader.snapshot
    assert b"mea-kg-test.7" not in b"".join(nquads(settings))
    uri = f"<{snapshot.uris.document('mea-kg-test.7.en')}>"
    assert snapshot.graph.select(f"SELECT * WHERE {{ {{ {uri} ?p ?o }} UNION {{ ?s ?q {uri} }} }}") == []
    assert sources(reader, "drums in Lusaka") == {"заметка.txt"}
    assert len(list(snapshot.catalog.vectors())) == len(snapshot.vectors)
    assert [c.action for c in snapshot.catalog.changes()][-1] == "delete"
    assert not len(snapshot.words.scores("drums", ["en"], 10)["en"][0])
    with writing(settings) as intake:
        with pytest.raises(Gone, match="was removed on"):
            intake.remove("document", "mea-kg-test.7.en")
        with pytest.raises(NotFound):
            intake.remove("document", "never-here")
    reader.close()


def test_what_was_removed_can_come_back(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)
    with writing(settings) as intake:
        intake.remove("document", "mea-kg-test.7.en")
    assert ingest(settings, folder)["report.md"].outcome is Outcome.CREATED
    base = opened(settings)
    assert "report.md" in sources(base, "drums in Lusaka")
    base.close()


def test_one_bad_file_never_stops_the_batch(settings: Settings, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF")
    (folder / "empty.docx").write_bytes(b"")
    (folder / "table.csv").write_text("Colour,Shape\nred,round\n")
    results = ingest(settings, folder)
    refused = {n: r.refusals for n, r in results.items() if r.outcome is Outcome.REFUSED}
    assert set(refused) == {"broken.pdf", "empty.docx", "table.csv"}
    for name, why in refused.items():
        assert name in why[0].reason
        assert why[0].remedy, "a refusal says what to do"
    assert results["report.md"].outcome is Outcome.CREATED


def test_the_same_document_in_two_formats_is_two_manifestations_of_one_work(settings: Settings, folder: Path) -> None:
    html = "<html lang=en><body><h1>Report on storage</h1><p>MEA-KG/TEST.7</p><p>1. Forty-five drums.</p></body></html>"
    ingest(settings, folder)
    (folder / "report.html").write_text(html.replace("<h1>", "<p>MEA-KG/TEST.7</p><h1>"), "utf-8")
    first = ingest(settings, folder)["report.html"]
    assert first.outcome is Outcome.CREATED
    assert {r.outcome for r in ingest(settings, folder).values()} == {Outcome.UNCHANGED}


def test_a_better_identifier_moves_the_document(settings: Settings, folder: Path) -> None:
    key = ingest(settings, folder)["заметка.txt"].taken
    assert key is not None
    (folder / "заметка.txt").write_text("---\nsymbol: MEA-KG/TEST.9\n---\n# Заметка\n\n1. Хранение ртути.\n", "utf-8")
    moved = ingest(settings, folder)["заметка.txt"]
    assert moved.taken is not None
    assert moved.taken.key == "mea-kg-test.9.ru"
    base = opened(settings)
    assert base.snapshot.catalog.redirect("document", key.key) == "mea-kg-test.9.ru"
    old = base.snapshot.graph.select(f"SELECT ?p WHERE {{ <{key.uri}> ?p ?o }}")
    assert old == [], "the old graph is gone"
    base.close()


def test_only_one_writer_and_it_is_named(settings: Settings) -> None:
    with Writer(settings), pytest.raises(Locked, match="process "):
        Writer(settings)


def test_vectors_of_two_models_are_never_mixed(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)

    class Other(HashingEncoder):
        revision = "2"

    with Writer(settings) as writer, pytest.raises(WrongModel, match="hashing@1"):
        Intake(writer, Other(), Uris(settings.base_uri))


def test_a_reader_moves_on_without_losing_the_state_it_holds(settings: Settings, folder: Path) -> None:
    ingest(settings, folder)
    base = opened(settings)
    held = base.snapshot
    (folder / "third.md").write_text("# Third\n\n1. Thimerosal was found in Riga.\n", "utf-8")
    ingest(settings, folder)
    assert sources(base, "Thimerosal Riga").isdisjoint({"third.md"})
    assert base.refresh()
    assert "third.md" in sources(base, "Thimerosal Riga")
    assert len(held.documents) == 2
    assert held.graph.count() < base.snapshot.graph.count()
    assert not base.refresh(), "there is nothing newer"
    base.close()


def test_indexes_can_be_rebuilt_from_the_catalog(settings: Settings, folder: Path) -> None:
    ingest(settings, folder, vocabulary=True)
    before = opened(settings)
    triples, found = before.snapshot.graph.count(), sources(before, "drums in Lusaka")
    before.close()
    with Writer(settings) as writer:
        writer.rebuild()
    after = opened(settings)
    assert after.snapshot.graph.count() == triples
    assert sources(after, "drums in Lusaka") == found
    after.close()


@pytest.mark.parametrize("turn", [0.0, 60.0])
def test_the_passages_of_small_files_are_encoded_together(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, turn: float
) -> None:
    monkeypatch.setattr(pipeline_module, "TURN", turn)

    class Counting(HashingEncoder):
        calls: ClassVar[list[int]]

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            self.calls.append(len(texts))
            return super().encode_passages(texts)

    Counting.calls = []
    many = tmp_path / "many"
    many.mkdir()
    for number in range(40):
        (many / f"{number:02}.md").write_text(f"# File {number}\n\n1. Mercury was stored in hall {number}.\n", "utf-8")
    (many / "40.md").write_bytes((many / "07.md").read_bytes())
    (many / "empty.md").write_text("", "utf-8")
    with Writer(settings) as writer, Pipeline(settings, writer, Counting()) as pipeline:
        results = list(pipeline.run([many]))
    outcomes = [result.outcome for result in results]
    assert [r.source for r in results] == sorted(path.name for path in many.iterdir())
    assert outcomes == [Outcome.CREATED] * 40 + [Outcome.UNCHANGED, Outcome.REFUSED]
    assert len(Counting.calls) < 15
    assert sum(Counting.calls) == len(set(_vector_hashes(settings)))


def test_a_document_that_cannot_be_stored_leaves_nothing_and_the_rest_of_its_batch_is_whole(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        (folder / f"{number}.md").write_text(f"# Hall {number}\n\n1. Mercury lies in hall {number}.\n", "utf-8")

    def failing(key: str, vectors: Vectors) -> tuple[str, bytes, bytes | None]:
        if key == text_hash("Mercury lies in hall 2."):
            raise OSError("no space left")
        return vector_row(key, vectors)

    monkeypatch.setattr(catalog_writing, "vector_row", failing)
    results = ingest(settings, folder)
    assert {name for name, result in results.items() if result.outcome is Outcome.REFUSED} == {"2.md"}
    base = opened(settings)
    documents = base.snapshot.documents.values()
    assert {item.source for item in documents} == set(results) - {"2.md"}
    assert base.snapshot.sequence == base.snapshot.catalog.sequence() == len(documents)
    assert base.snapshot.graph.count() == sum(base.snapshot.catalog.triples(i.id).count(b"\n") for i in documents)
    assert len(set(_vector_hashes(settings))) == len(list(base.snapshot.catalog.rows("SELECT hash FROM vector")))
    outcomes = {
        str(source): outcome for source, outcome in base.snapshot.catalog.rows("SELECT source, outcome FROM ledger")
    }
    assert outcomes.pop(str(folder / "2.md")) == "refused"
    assert set(outcomes.values()) == {"created"}
    base.close()


def _vector_hashes(settings: Settings) -> list[str]:
    catalog = Catalog.read(settings.data / "catalog.db")
    hashes = [str(row[0]) for row in catalog.rows("SELECT vector_hash FROM passage")]
    catalog.close()
    return hashes
