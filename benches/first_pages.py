"""How long the first page about a theme takes in a new state of the base, when nothing of it has been read yet.

Run: ``python -m benches first_pages``. The base holds all taxonomies; each time it is opened anew.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benches.suggest import fill
from kg.base import KnowledgeBase
from kg.settings import Settings
from kg.snapshot import Snapshot
from kg.views.profiles import profile
from kg.views.things import thing, things

LIMIT_MS = 300.0
ROUNDS = 7
THEME = "topics.mercury-wastes"


def main() -> int:
    pages: dict[str, Callable[[Snapshot], object]] = {
        "one theme": lambda s: (thing(s, "themes", THEME, "en"), profile(s, "themes", THEME, "en")),
        "all themes": lambda s: things(s, "themes", "en"),
        "all parties": lambda s: things(s, "parties", "en"),
    }
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data")
        fill(settings, 0)
        taken = {name: [milliseconds(settings, page) for _ in range(ROUNDS)] for name, page in pages.items()}
    print(f"{'first page':12} {'median ms':>10} {'min ms':>8}")
    for name, times in taken.items():
        print(f"{name:12} {statistics.median(times):10.0f} {min(times):8.0f}")
    return 0 if statistics.median(taken["one theme"]) < LIMIT_MS else 1


def milliseconds(settings: Settings, page: Callable[[Snapshot], object]) -> float:
    """Time of a page in a state that was just opened."""
    base = KnowledgeBase(settings)
    start = time.perf_counter()
    page(base.snapshot)
    taken = (time.perf_counter() - start) * 1000
    base.close()
    return taken


if __name__ == "__main__":
    sys.exit(main())
