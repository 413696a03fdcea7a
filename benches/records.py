"""How fast records come in: rows of a table to a base in which they can be asked for, validation included.

Run: ``python -m benches.records [FILE]``. Without a file a table of 5,000 rows in the layout of the export of the
Global Environment Facility is made up.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from ingest.pipeline import Pipeline
from ingest.vocabulary import load_vocabulary
from kg.identifiers import Uris
from kg.intake import Intake
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
    rows = taken[0][0]
    seconds = median(s for _, s in taken)
    print(f"{rows} rows in {seconds:.2f} s: {rows / seconds:.0f} rows a second (median of {chosen.times})")


def _once(path: Path, data: Path) -> tuple[int, float]:
    settings = Settings(data=data)
    with Writer(settings) as writer:
        encoder = HashingEncoder()
        load_vocabulary(Intake(writer, encoder, Uris(settings.base_uri)), settings.base_uri)
        writer.publish()
        with Pipeline(settings, writer, encoder) as pipeline:
            start = time.perf_counter()
            (result,) = pipeline.run([path])
            writer.publish()
            return result.rows, time.perf_counter() - start


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
