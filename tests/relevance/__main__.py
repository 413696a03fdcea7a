"""``make eval``: build the starter base, add the trial corpus where it is, ask every case, print the tables."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
DATA = ROOT / "build" / "relevance"
COMMAND = [sys.executable, "-c", "from search_api.cli import main; main()"]


def main() -> None:
    cases = [ROOT / "tests" / "relevance" / "starter.jsonl"]
    subprocess.run([*COMMAND, "init", "--starter", "--data", str(DATA)], check=True)
    if (SHARED / "corpus").is_dir():
        subprocess.run([*COMMAND, "ingest", str(SHARED / "corpus"), "--data", str(DATA)], check=True)
        cases.append(SHARED / "gold" / "seed_questions.jsonl")
    subprocess.run([*COMMAND, "eval", *map(str, cases), "--data", str(DATA), *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
