"""Run by test_kill.py in a process of its own: ingest a folder, say of each file when it is done."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest.pipeline import Pipeline
from kg.settings import Settings
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder


def main(data: str, folder: str) -> None:
    settings = Settings(data=Path(data), publish_delay=0.05)
    with Writer(settings, wait=10) as writer, Pipeline(settings, writer, HashingEncoder()) as pipeline:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for result in pipeline.run([Path(folder)]):
            sys.stdout.write(f"{result.outcome.value} {result.source}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
