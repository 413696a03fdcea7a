"""Damages small files of every format and reads them: each is read or refused with a reason, within its limits.

``python -m benches.fuzz --minutes 2 --reader .pdf --seed 7`` for more than the default; what is found lies under
``build/fuzz``.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from benches.fuzz_seeds import seeds
from ingest.readers.process import ReaderPool
from ingest.structure import structure
from kg.errors import LimitReached, MeaKgError
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "build" / "fuzz"
LIMITS = Settings(reader_time=20.0, reader_memory=1 << 30)
_FAULT = re.compile(r"the reader failed on it|made its reader crash|took longer than|want of memory|needs more than")
_TOKENS = [
    b"<", b">", b"&", b"\x00", b"\xff\xfe", b"[^1]", b"1. ", b"(a) ", b"|", b"---\n", b"-1", b"99999999999",
    b"<ol>", b"</p>", b"<table>", b"<a href='#x'>1</a>", b"endobj", b"/Kids [1 0 R]", b"/Length 999999", b"stream\n",
    b'w:val="-5"', b'w:val="x"', "\u202e\u0661".encode(), "第一章".encode(), b"<!--", b"]]>", b"\n\n\n", b"`",
    b"*" * 50, b"(" * 50,
]  # fmt: skip
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def damaged(data: bytes, suffix: str, chance: random.Random) -> bytes:
    """A copy with some damage, half of the time inside a container's parts or a PDF's unpacked streams."""
    if suffix == ".docx" and chance.random() < 0.8:
        return _in_parts(data, chance)
    if suffix == ".pdf" and chance.random() < 0.5:
        data = _unpacked(data)
    return _scratched(data, chance)


def _scratched(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at, size = chance.randrange(len(out) + 1), chance.choice((1, 2, 8, 64, 400))
        match chance.randrange(6):
            case 0 if out:
                out[min(at, len(out) - 1)] = chance.randrange(256)
            case 1:
                del out[at : at + size]
            case 2:
                out[at:at] = chance.choice(_TOKENS)
            case 3:
                piece = bytes(out[at : at + size])
                other = chance.randrange(len(out) + 1)
                out[other:other] = piece * chance.choice((1, 2, 30))
            case 4:
                out[at : at + size] = chance.randbytes(min(size, 8))
            case _:
                if chance.random() < 0.1:
                    del out[at:]
    return bytes(out)


def _in_parts(data: bytes, chance: random.Random) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        names = source.namelist()
        text = [name for name in names if name.startswith("word/") and name.endswith(".xml")]
        chosen = set(chance.sample(text, chance.choice((1, 1, 2))))
        for name in names:
            part = source.read(name)
            archive.writestr(name, _scratched(part, chance) if name in chosen else part)
    return target.getvalue()


def _unpacked(data: bytes) -> bytes:
    """A PDF whose compressed streams are plain; offsets are wrong then, which readers mend."""

    def plain(match: re.Match[bytes]) -> bytes:
        try:
            return b"stream\n" + zlib.decompress(match[1]) + b"\nendstream"
        except zlib.error:
            return match[0]

    return _STREAM.sub(plain, data).replace(b"/FlateDecode", b"")


def fuzz(suffix: str, seed: bytes, start: int, *, minutes: float = 60.0, cases: int = 1_000_000) -> Counter[str]:
    """Read damaged copies for so long, or so many. Counts what became of them; faults are saved with their reason."""
    outcomes: Counter[str] = Counter()
    end, number, slowest = time.monotonic() + minutes * 60, start, 0.0
    with tempfile.TemporaryDirectory() as folder, ReaderPool(LIMITS) as pool:
        path = Path(folder) / f"case{suffix}"
        while time.monotonic() < end and number < start + cases:
            number += 1
            data = damaged(seed, suffix, random.Random(number))
            path.write_bytes(data)
            began = time.monotonic()
            outcome, reason = _read(pool, path)
            taken = time.monotonic() - began
            slowest = max(slowest, taken)
            outcomes[outcome] += 1
            if outcome == "fault":
                FOUND.mkdir(parents=True, exist_ok=True)
                (FOUND / f"{number}{suffix}").write_bytes(data)
                print(f"{suffix} {number}: {reason}", file=sys.stderr)
    outcomes["slowest, ms"] = round(slowest * 1000)
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
    print("| reader | files | read | refused | limit | faults | slowest, ms |")
    print("|---|---|---|---|---|---|---|")
    faults = 0
    for suffix, seed in seeds().items():
        if options.reader in (None, suffix):
            found = fuzz(suffix, seed, options.seed, minutes=options.minutes)
            count = sum(found[name] for name in ("read", "refused", "limit", "fault"))
            cells = [count, *(found[name] for name in ("read", "refused", "limit", "fault", "slowest, ms"))]
            print(f"| {suffix} | " + " | ".join(map(str, cells)) + " |", flush=True)
            faults += found["fault"]
    if faults:
        raise SystemExit(f"{faults} files made a reader fail; they lie in {FOUND}.")


if __name__ == "__main__":
    main()
