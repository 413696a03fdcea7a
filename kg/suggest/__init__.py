"""Finding things by what a person types: names in six languages, unfinished or misspelt."""

from __future__ import annotations

from kg.suggest.folding import fold
from kg.suggest.index import Match, NameIndex
from kg.suggest.names import Name, Role

__all__ = ["Match", "Name", "NameIndex", "Role", "fold"]
