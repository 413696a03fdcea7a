"""How much of a report's structure each format keeps, against the places that the gold annotations list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from ingest.readers.process import ReaderPool
from ingest.structure import structure
from kg.settings import Settings
from tests.extraction.gold import FOLDERS, Annotation
from tests.extraction.scores import Score

FORMATS = ("docx", "pdf", "html")


def structure_scores(annotations: Iterable[Annotation]) -> dict[str, Score]:
    """Format → score of (place, printed number) over the six languages of the sample report."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for annotation in annotations:
        if "samples/report" in annotation.document:
            wanted[annotation.language].add(annotation.eid)
    found: dict[str, Score] = {form: Score() for form in FORMATS}
    with ReaderPool(Settings()) as pool:
        for language, places in wanted.items():
            for form in FORMATS:
                path: Path = FOLDERS["shared"] / "samples" / f"report_{language}.{form}"
                own = frozenset(str(passage.eid) for passage in structure(pool.read(path)).passages)
                found[form].add(frozenset(places), own)
    return found
