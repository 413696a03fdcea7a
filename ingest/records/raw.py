"""A row before it is understood, whatever it came from."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.records.trees import Tree


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: where it stands (``row 7``), what it holds, and what is wrong with it as a whole, if anything."""

    place: str
    tree: Tree
    trouble: str = ""
    remedy: str = ""
