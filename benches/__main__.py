"""``make bench``: runs every bench of this folder, one after the other; names on the command line choose some."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path


def main() -> None:
    names = sys.argv[1:] or sorted(m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)]))
    for name in names:
        if name == "__main__" or not hasattr(bench := importlib.import_module(f"benches.{name}"), "main"):
            continue  # what benches share is no bench
        print(f"\n== {name}")
        sys.argv = [name]  # each bench reads its own arguments; from here it runs with its defaults
        bench.main()


if __name__ == "__main__":
    main()
