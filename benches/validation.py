"""How long validation takes: pySHACL over the whole, ours over the whole, ours over one document.

Run: ``python -m benches.validation [documents] [--data DIR]``. A base of generated
documents (1,000 unless told otherwise) is made in a temporary directory, or in
DIR, where it is kept and used again. pySHACL gets the same shapes and a part of
the base that it can manage (``--peer`` documents), and ours is measured on that
part too, so that the two can be compared.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from rdflib import Graph
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from ingest.pipeline import Pipeline
from ingest.vocabulary import load_vocabulary
from kg import generations
from kg.catalog import Catalog
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.intake import Intake
from kg.settings import Settings
from kg.validation import Validator
from kg.validation.files import in_memory
from kg.validation.shapes import shapes_graph
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

PARAGRAPHS = 40
TEXTS = (
    "The secretariat shall report on mercury wastes of lot {n} before 3 March 2026.",
    "Секретариат представляет доклад о ртутных отходах партии {n} до 3 марта 2026 года.",
    "秘书处应在 2026 年 3 月 3 日前报告第 {n} 批汞废物。",
    "Le secrétariat fait rapport sur les déchets de mercure du lot {n} avant le 3 mars 2026.",
)
"""Three mentions each."""

PLAIN = ("Lot {n} was inspected.", "Партия {n} осмотрена.", "第 {n} 批已检查。", "Le lot {n} a été inspecté.")
"""None: the starter documents have 0.6 mentions for each passage, these 1.5."""


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="?", type=int, default=1000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--peer", type=int, default=5, help="documents that pySHACL gets")
    chosen = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(data=chosen.data or Path(temporary) / "data")
        if not (settings.data / "catalog.db").exists():
            build(settings, chosen.documents, Path(temporary) / "in")
        report(settings, chosen.peer)


def build(settings: Settings, documents: int, folder: Path) -> None:
    folder.mkdir()
    for n in range(documents):
        texts = TEXTS[n % len(TEXTS)], PLAIN[n % len(PLAIN)]
        paragraphs = "\n\n".join(f"{i}. {texts[i % 2].format(n=f'{n}-{i}')}" for i in range(1, PARAGRAPHS + 1))
        (folder / f"report-{n:04}.md").write_text(f"# Report {n} of the series\n\n{paragraphs}\n", "utf-8")
    encoder = HashingEncoder()
    with Writer(settings) as writer:
        load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
        with Pipeline(settings, writer, encoder) as pipeline:
            started = time.perf_counter()
            for _ in pipeline.run([folder]):
                pass
    print(f"{'ingest':44} {time.perf_counter() - started:9.2f} s")


def report(settings: Settings, peer: int) -> None:
    catalog = Catalog.read(settings.data / "catalog.db")
    uris = Uris(settings.base_uri)
    documents = catalog.items("document")
    generation = generations.current(settings.data)
    assert generation is not None
    graph = OxigraphReader.open(generation.graph)
    print(f"{len(documents)} documents, {catalog.counts()['passages']} passages, {graph.count()} triples")
    timed("ours, whole base", lambda: Validator(graph).validate())
    times = []
    for item in documents[:: max(1, len(documents) // 40)]:
        started = time.perf_counter()
        Validator(graph).validate_graph(uris.graph("document", item.key))
        times.append(time.perf_counter() - started)
    print(f"{'ours, one document (median)':44} {median(times):9.3f} s")
    part = [*catalog.items("taxonomy"), *documents[:peer]]
    small = in_memory({uris.graph(i.kind, i.key): catalog.triples(i.id) for i in part})
    timed(f"ours, taxonomies and {peer} documents", lambda: Validator(small).validate())
    compare(b"".join(catalog.triples(i.id) for i in part), peer)


def compare(triples: bytes, peer: int) -> None:
    from pyshacl import validate

    data = Graph().parse(data=triples, format="nt")
    shapes = shapes_graph()

    def run() -> list[Node]:
        _, results, _ = validate(data, shacl_graph=shapes)
        assert isinstance(results, Graph)
        return list(results.subjects(RDF.type, SH.ValidationResult))

    timed(f"pySHACL, taxonomies and {peer} documents", run)


def timed(name: str, work: Callable[[], Sequence[object]]) -> None:
    started, used = time.perf_counter(), time.process_time()
    found = work()
    wall, cpu = time.perf_counter() - started, time.process_time() - used
    print(f"{name:44} {wall:9.2f} s ({cpu:.2f} s of processor, {len(found)} results)")


if __name__ == "__main__":
    main(sys.argv[1:])
