"""Run by test_harvest_kill.py in a process of its own: harvest a source, say when it begins and how it ended."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.harvest_bed import Bed


def main(folder: str, source: str) -> None:
    bed = Bed(Path(folder))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdout.write(f"{bed.harvest(source).outcome}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
