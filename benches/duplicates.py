"""How well suspected duplicates are found: projects of a GEF export, and some of them again by another hand.

Run: ``python benches/duplicates.py [gef.csv]``; without a file, the trial data beside the project. Each made project
is a real one under another identifier, as another database would have it: words of the title left out, changed or
put before it, other amounts, no agency, no countries. Every made project has exactly one right partner, so each
other pair that is listed is wrong.
"""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from rdflib.namespace import DCTERMS

from ingest.records import Resolver, load_mappings, read_records
from kg.identifiers import Uris
from kg.identity.facts import Facts
from kg.identity.suspicion import LEAST, suspicions
from kg.terms import MEA

SHARED = Path(__file__).resolve().parents[2] / "shared/data/gef/gef-projects_2020a.csv"
MADE = 500
URIS = Uris("http://localhost:8000/")


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    if not path.is_file():
        print(f"There is no {path}: nothing to measure with.")
        return 0
    real = facts_of(path)
    for draw in ("development", "apart"):
        measure(real, draw)
    return 0


def measure(real: dict[str, Facts], draw: str) -> None:
    """Of two draws of projects, rules and limits were chosen on the first."""
    made = made_of(real, random.Random(draw))
    right = {tuple(sorted(pair)) for pair in made.items()}
    everything = real | {m: by_another_hand(real[r], m, random.Random(draw + m)) for m, r in made.items()}
    started = time.perf_counter()
    found = suspicions(everything, least=0.4)
    took = time.perf_counter() - started
    print(f"{draw}: {len(real)} projects, {len(made)} of them again by another hand; {took:.1f} s")
    print("listed from  right  wrong  recall  precision")
    for least in (0.4, 0.5, LEAST, 0.7, 0.8, 0.9):
        listed = [s for s in found if s.score >= least]
        hits = sum((s.one, s.other) in right for s in listed)
        recall, precision = hits / len(right), hits / max(1, len(listed))
        print(f"{least:11.2f}  {hits:5}  {len(listed) - hits:5}  {recall:6.3f}  {precision:9.3f}")


def facts_of(path: Path) -> dict[str, Facts]:
    reading = read_records(path, load_mappings(), URIS, Resolver.of_taxonomies(URIS))
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record in reading.records.records:
        for name, value in record.statements:
            said[record.uri.partition("#")[0]][name].add(str(value))
    return {
        uri: Facts(
            uri=uri,
            identifiers=tuple(about[str(DCTERMS.identifier)]),
            titles=tuple(sorted(about[str(DCTERMS.title)])),
            parties=frozenset(about[str(MEA.party)]),
            agencies=frozenset(about[str(MEA.agency)]),
            amounts=frozenset(int(a) for a in about[str(MEA.value)] if int(a)),
            years=frozenset(),
            sources=frozenset({"gef"}),
        )
        for uri, about in said.items()
    }


def made_of(real: dict[str, Facts], rng: random.Random) -> dict[str, str]:
    """URI of a made project → the real one that it is made of."""
    return {f"{URIS.base}id/project/x-{n}": uri for n, uri in enumerate(rng.sample(sorted(real), MADE))}


def by_another_hand(project: Facts, uri: str, rng: random.Random) -> Facts:
    words = project.titles[0].split()
    kept = [word for word in words if rng.random() > 0.15] or words
    if rng.random() < 0.2:
        kept = kept[: max(3, len(kept) * 2 // 3)]
    if rng.random() < 0.3:
        kept = ["GEF", "project:", *kept]
    shifted = frozenset(round(a * rng.uniform(0.9, 1.1), -3) for a in project.amounts)
    return replace(
        project,
        uri=uri,
        identifiers=(uri.rpartition("/")[2],),
        titles=(" ".join(kept).lower(),),
        parties=frozenset() if rng.random() < 0.2 else project.parties,
        agencies=frozenset() if rng.random() < 0.3 else project.agencies,
        amounts=frozenset(map(int, shifted)) if rng.random() < 0.5 else project.amounts,
        sources=frozenset({"other"}),
    )


if __name__ == "__main__":
    sys.exit(main())
