"""Tokens that enrichment reads in a second of one core, per language, against cutting the same text into tokens.

Run: ``python -m benches enrichment``. The passages are those of the starter documents; the matcher has all taxonomies.
Times are of the process's own clock (``time.process_time``), so other load on the machine does not count; the best of
several rounds stands, after one round that fills the caches of the analysers, as a batch of documents does.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from ingest.enrich import EnrichmentContext, enrich, read_gazetteer
from ingest.readers.process import ReaderPool
from ingest.structure import structure
from ingest.vocabulary import load_vocabulary
from kg.identifiers import Uris
from kg.intake import Intake
from kg.linking import LabelMatcher
from kg.linking.tokens import cut
from kg.model import Passage
from kg.names import read_labels
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

FLOOR = 100_000
ROUNDS = 5
DOCUMENTS = Path(__file__).resolve().parents[1] / "ingest" / "starter" / "documents"


def main() -> int:
    passages = read(sorted(DOCUMENTS.glob("*.md")))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        uris = Uris(settings.base_uri)
        with Writer(settings) as writer:
            load_vocabulary(Intake(writer, HashingEncoder(), uris), settings.base_uri)
            matcher = LabelMatcher(read_labels(writer.graph)[0])
            gazetteer = read_gazetteer(writer.graph, uris)
    context = EnrichmentContext(uris, matcher, "minamata", None, "mc-cop-6", gazetteer)
    print(f"{'language':9} {'tokens':>8} {'enriched/s':>11} {'cut/s':>11} {'ratio':>7}")
    seconds = tokens = 0.0
    for language, own in sorted(passages.items()):
        count = sum(len(cut(passage.text)) for passage in own)
        enriching = best(partial(enrich, own, language, context))
        cutting = best(partial(cut_all, own))
        print(f"{language:9} {count:8} {count / enriching:11,.0f} {count / cutting:11,.0f} {cutting / enriching:7.3f}")
        seconds, tokens = seconds + enriching, tokens + count
    print(f"{'all':9} {tokens:8.0f} {tokens / seconds:11,.0f}   floor {FLOOR:,} tokens a second of one core")
    return 0 if tokens / seconds >= FLOOR else 1


def cut_all(passages: Sequence[Passage]) -> None:
    """Only cut into tokens."""
    for passage in passages:
        cut(passage.text)


def read(paths: Iterable[Path]) -> dict[str, list[Passage]]:
    """Language → passages."""
    found: dict[str, list[Passage]] = defaultdict(list)
    with ReaderPool(Settings()) as pool:
        for path in paths:
            document = structure(pool.read(path))
            found[document.language] += document.passages
    return found


def best(work: Callable[[], object]) -> float:
    """Shortest processor time of several rounds, in seconds."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main())
