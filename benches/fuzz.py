"""Damages small files of every format and reads them: each is read or refused with a reason, within its limits.

``python -m benches.fuzz --minutes 2 --reader .pdf --seed 7`` for more than the default; what is found lies under
``build/fuzz``.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benches.fuzz_damage import damaged
from benches.fuzz_seeds import seeds
from ingest.readers.process import ReaderPool
from ingest.structure import structure
from kg.errors import LimitReached, MeaKgError
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "build" / "fuzz"
LIMITS = Settings(reader_time=20.0, reader_memory=1 << 30)
_FAULT = re.compile(r"the reader failed on it|made its reader crash|took longer than|want of memory|needs more than")

_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def fuzz(suffix: str, seed: bytes, start: int, *, minutes: float = 60.0, cases: int = 1_000_000) -> Counter[str]:
    """Read damaged copies for so long, or so many. Counts what became of them; faults are saved with their reason."""
    outcomes: Counter[str] = Counter()
    end, number, slowest = time.monotonic() + minutes * 60, start, 0.0
    used = sum(sum(resource.getrusage(who)[:2]) for who in _WHO)
    with tempfile.TemporaryDirectory() as folder, ReaderPool(LIMITS) as pool:
        path = Path(folder) / f"case{suffix}"
        while time.monotonic() < end and number < start + cases:
            number += 1
            data = damaged(seed, suffix, random.Random(number))
            path.write_bytes(data)
            began = time.monotonic()
            outcome, reason = _read(pool, path)
            if "took longer than" in reason:
                outcome, reason = _read(pool, path)  # the machine may have stood still, not the reader
            taken = time.monotonic() - began
            slowest = max(slowest, taken)
            outcomes[outcome] += 1
            if outcome == "fault":
                FOUND.mkdir(parents=True, exist_ok=True)
                (FOUND / f"{number}{suffix}").write_bytes(data)
                print(f"{suffix} {number}: {reason}", file=sys.stderr)
    outcomes["slowest, ms"] = round(slowest * 1000)
    outcomes["processor, s"] = round(sum(sum(resource.getrusage(who)[:2]) for who in _WHO) - used)
    return outcomes


def _read(pool: ReaderPool, path: Path) -> tuple[str, str]:
    try:
        document = pool.read(path)
    except MeaKgError as error:
        is_fault = _FAULT.search(error.message) or not error.message.startswith(path.name) or not error.remedy
        kind = "fault" if is_fault else "limit" if isinstance(error, LimitReached) else "refused"
        return kind, str(error)
    try:
        structure(document)
    except Exception as error:  # noqa: BLE001  (any at all is a finding)
        return "fault", f"structure: {type(error).__name__}: {error}"
    return "read", ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="benches.fuzz")
    parser.add_argument("--minutes", type=float, default=0.1, help="for each reader")
    parser.add_argument("--reader", help="only this suffix")
    parser.add_argument("--seed", type=int, default=0, help="number of the first case")
    options = parser.parse_args(sys.argv[1:])
    print("| reader | minutes | processor, s | files | read | refused | limit | faults | slowest, ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    faults = 0
    for suffix, seed in seeds().items():
        if options.reader in (None, suffix):
            found = fuzz(suffix, seed, options.seed, minutes=options.minutes)
            count = sum(found[name] for name in ("read", "refused", "limit", "fault"))
            cells = [options.minutes, found["processor, s"], count]
            cells += [found[name] for name in ("read", "refused", "limit", "fault", "slowest, ms")]
            print(f"| {suffix} | " + " | ".join(map(str, cells)) + " |", flush=True)
            faults += found["fault"]
    if faults:
        raise SystemExit(f"{faults} files made a reader fail; they lie in {FOUND}.")


if __name__ == "__main__":
    main()
