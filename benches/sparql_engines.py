"""Twelve typical queries: what HTTP and the worker processes add to the store, and how other systems fare.

Run: ``python -m benches sparql_engines``, or ``python -m benches.sparql_engines [triples] [rounds] [folder]``; the
base is made once in a folder that is named, and stays. All systems hold the same statements and are asked in turn, so
that other work on the machine slows all of them alike; each question counts with the median of its rounds. ``mea-kg``
evaluates each question; ``mea-kg, kept`` is what clients meet who ask again before the base has changed. Systems that
are not installed are left out: Virtuoso is Debian's virtuoso-opensource, rdflib-endpoint comes from PyPI.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benches.sparql_data import Asked, asked, documents_of, make_base
from benches.sparql_peers import InProcess, System, ours, rdflib_endpoint, virtuoso
from kg.export import nquads
from kg.settings import Settings

LIMIT = 1.3
"""The median over the queries of our time through HTTP, divided by the store's own, stays below this."""

ANCHORS = {
    "q01": 10, "q02": 30, "q03": 10, "q04": 200, "q05": 30, "q06": 200, "q07": 500, "q08": 10, "q09": 10, "q10": 200,
    "q11": 200, "q12": 1000,
}  # fmt: skip
"""Milliseconds at 1,000,000 triples over HTTP."""

Times = Mapping[str, Mapping[str, float]]
"""Query → system → median in milliseconds; a system that failed or was too slow is missing."""

_MEASURED = ("in process", "mea-kg")
"""Systems that have to answer; the others are peers, and left out where they fail."""

_PATIENCE = 5.0
"""Seconds after which a peer is not asked that query again."""


def main() -> int:
    triples = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as passing, ExitStack() as stack:
        folder = Path(sys.argv[3] if len(sys.argv) > 3 else passing)
        settings = Settings(data=folder / "data", publish_delay=3600)
        file = folder / "all.nt"
        if not file.exists():
            start = time.perf_counter()
            make_base(settings, triples)
            print(f"{_dump(settings, file):,} triples, committed in {time.perf_counter() - start:.0f} s")
        fresh, kept = stack.enter_context(ours(settings))
        systems: dict[str, System] = {"in process": InProcess(settings), "mea-kg": fresh, "mea-kg, kept": kept}
        for name, start_peer in (("virtuoso", virtuoso), ("rdflib-endpoint", rdflib_endpoint)):
            peer = stack.enter_context(start_peer(file, Path(passing)))
            if peer is None:
                print(f"{name} is not installed")
            else:
                systems[name] = peer
        times = measure(systems, list(asked(documents_of(triples), 4)), rounds)
    return report(times, list(systems))


def measure(systems: Mapping[str, System], questions: Sequence[Asked], rounds: int) -> Times:
    """Ask every system every question so many times, in turn."""
    taken: defaultdict[str, defaultdict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    given_up: set[tuple[str, str]] = set()
    for round_ in range(rounds + 1):
        for question in questions:
            for name, system in systems.items():
                if (name, question.name) in given_up:
                    continue
                start = time.perf_counter()
                try:
                    system.ask(question.text)
                except OSError:
                    if name.startswith(_MEASURED):
                        raise
                    given_up.add((name, question.name))
                    continue
                seconds = time.perf_counter() - start
                if round_:  # the first one warms
                    taken[question.name][name].append(seconds * 1000)
                if seconds > _PATIENCE and not name.startswith(_MEASURED):
                    given_up.add((name, question.name))
    return {q: {name: statistics.median(found) for name, found in by.items()} for q, by in taken.items()}


def report(times: Times, names: Sequence[str]) -> int:
    """Print the table and what is asked of it; 0 when it holds for questions that come again."""
    print(f"{'ms':16}" + "".join(f"{name:>17}" for name in names) + f"{'ours / store':>14}{'kept':>8}{'anchor':>8}")
    ratios, again, late = [], [], []
    for query, by in sorted(times.items()):
        cells = "".join(f"{by[name]:17.1f}" if name in by else f"{'-':>17}" for name in names)
        ratios.append(by["mea-kg"] / by["in process"])
        again.append(by["mea-kg, kept"] / by["in process"])
        anchor = ANCHORS[query[:3]]
        late += [query] if by["mea-kg"] > anchor else []
        print(f"{query:16}{cells}{ratios[-1]:14.2f}{again[-1]:8.2f}{anchor:8}")
    median = statistics.median(again)
    print(f"median of ours / store: {statistics.median(ratios):.2f} evaluated, {median:.2f} kept; limit {LIMIT}")
    print(f"over their anchors when evaluated: {', '.join(late) or 'none'}")
    for name in names[3:]:
        evaluated, kept = (sum(by[o] < by.get(name, float("inf")) for by in times.values()) for o in names[1:3])
        print(f"faster than {name} on {evaluated} of {len(times)} when evaluated, on {kept} when kept")
    return 0 if median <= LIMIT else 1


def _dump(settings: Settings, file: Path) -> int:
    """The union of all graphs as N-Triples; each statement stands in one graph only."""
    lines = 0
    with file.open("wb") as target:
        for line in nquads(settings):
            lines += 1
            target.write(line[: line.rindex(b" <")] + b" .\n")
    return lines


if __name__ == "__main__":
    sys.exit(main())
