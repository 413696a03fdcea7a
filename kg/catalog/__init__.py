"""The SQLite catalog: the truth of a base (see ``catalog.sql`` for its tables).

Readers hold one read transaction for as long as they live, so what they see
never changes under them; a writer commits beside them (WAL mode).
"""

from kg.catalog.reading import Catalog
from kg.catalog.rows import CHANGE, Change, Item, NewItem, StoredPassage, now, text_hash, vector_row
from kg.catalog.vectors import by_language
from kg.catalog.writing import WritableCatalog

__all__ = [
    "CHANGE",
    "Catalog",
    "Change",
    "Item",
    "NewItem",
    "StoredPassage",
    "WritableCatalog",
    "by_language",
    "now",
    "text_hash",
    "vector_row",
]
