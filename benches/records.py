"""How fast records come in: rows of a table to a base in which they can be asked for, validation included.

Run: ``python -m benches.records [FILE]``. Without a file a table of 5,000 rows in the layout of the export of the
Global Environment Facility is made up. Beside it, in the same run: the same file again, and how long rdflib takes to
do no more than parse the statements that were made of it.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rdflib import Graph

from ingest.pipeline import Pipeline
from ingest.vocabulary import load_vocabulary
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.intake import Intake
from kg.model import Outcome
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

ROWS = 5000
TITLES = (
    "Mercury wastes of lot {n}",
    "Parks for all, phase {n}",
    "Disposal of PCBs in district {n}",
    "Low-carbon town {n}",
)


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--times", type=int, default=3)
    chosen = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.file or _made_up(Path(folder) / "projects.csv")
        taken = [_once(path, Path(folder) / f"data{n}") for n in range(chosen.times)]
    rows = taken[0].rows
    seconds = median(t.first for t in taken)
    print(f"{rows} rows in {seconds:.2f} s: {rows / seconds:.0f} rows a second (median of {chosen.times})")
    print(f"the same file again, nothing changed: {median(t.again for t in taken):.3f} s")
    parsed = median(t.parsed for t in taken)
    print(f"rdflib parses the {taken[0].statements} statements in {parsed:.2f} s: {parsed / seconds:.1f} times as long")


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds for a file to be in the base, for the same file again, and for rdflib to parse what was made of it."""

    rows: int
    statements: int
    first: float
    again: float
    parsed: float


def _once(path: Path, data: Path) -> Taken:
    settings = Settings(data=data)
    with Writer(settings) as writer:
        encoder = HashingEncoder()
        load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
        writer.publish()
        with Pipeline(settings, writer, encoder) as pipeline:
            start = time.perf_counter()
            (result,) = pipeline.run([path])
            writer.publish()
            first = time.perf_counter()
            (again,) = pipeline.run([path])
            writer.publish()
            second = time.perf_counter()
            if result.taken is None or again.outcome is not Outcome.UNCHANGED:
                raise BadInput(f"{path} was not taken in, or changed when taken in again.")
            item = writer.catalog.item("records", result.taken.key)
            triples = b"" if item is None else writer.catalog.triples(item.id)
            begun = time.perf_counter()
            statements = len(Graph().parse(data=triples, format="nt"))
            return Taken(result.rows, statements, first - start, second - first, time.perf_counter() - begun)


def _made_up(path: Path) -> Path:
    head = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status"
    rows = (
        f'{n},{TITLES[n % 4].format(n=n)},Chemicals and Waste,"${n},000 ","${n * 3},000 ",The World Bank,'
        f'"Kenya, Peru",GEF Trust Fund,GEF - 7,Completed'
        for n in range(1, ROWS + 1)
    )
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    return path


if __name__ == "__main__":
    main(sys.argv[1:])
