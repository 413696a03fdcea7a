"""The vectors of passages and of their chunks, as the catalog has them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from kg.catalog.connection import Connection
from kg.vectors.packing import packed_size, unpacked


class StoredVectors(Connection):
    """Reads vectors."""

    def vectors(self, items: Iterable[int] | None = None) -> Iterator[tuple[int, str, NDArray[np.float32]]]:
        """(passage id, language, vector) of all passages, or of those of some items."""
        sql = "SELECT p.id, p.language, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash"
        rows = self._db.execute(sql) if items is None else self._select(f"{sql} WHERE p.item IN", items)
        return ((int(i), str(lang), np.frombuffer(blob, np.float32)) for i, lang, blob in rows)

    def chunk_vectors(self, passages: Iterable[int], dimension: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The chunks of some passages: the passage of each, shape (n,), and its vector, shape (n, dimension).

        Passages that are all one chunk have none.
        """
        rows = self._select(
            "SELECT v.chunks, p.id FROM vector v JOIN passage p ON v.hash = p.vector_hash "
            "WHERE v.chunks IS NOT NULL AND p.id IN",
            passages,
        )
        values, owners, size = bytearray(), array("q"), packed_size(dimension)
        for chunks, passage in rows:
            values += chunks
            owners.extend([passage] * (len(chunks) // size))
        return np.array(owners, np.int64), unpacked(values, dimension)

    def passage_vectors(self, passages: Iterable[int]) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """Some passages by language: ids, shape (n,), and vectors, shape (n, dimension)."""
        rows = self._select(
            "SELECT p.id, p.language, v.value FROM passage p JOIN vector v ON v.hash = p.vector_hash WHERE p.id IN",
            passages,
        )
        return by_language((int(i), str(lang), np.frombuffer(blob, np.float32)) for i, lang, blob in rows)

    def language_vectors(self, language: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """All passages of a language: their ids, ascending, shape (n,), and vectors, shape (n, dimension).

        Vectors are read in the order in which they lie on the disk, each into its place.
        """
        among = "SELECT id FROM passage WHERE language = ? ORDER BY id"
        rows = {passage: row for row, (passage,) in enumerate(self._db.execute(among, (language,)))}
        ids, found = np.fromiter(rows, np.int64, len(rows)), np.zeros(len(rows), np.bool_)
        vectors = np.empty((0, 0), np.float32)
        stored = self._db.execute(
            "WITH p AS MATERIALIZED (SELECT id, vector_hash FROM passage WHERE language = ? ORDER BY vector_hash) "
            "SELECT p.id, v.value FROM p CROSS JOIN vector v ON v.hash = p.vector_hash",
            (language,),
        )
        for passage, value in stored:
            if not vectors.size:
                vectors = np.empty((len(rows), len(value) // 4), np.float32)
            row = rows[passage]
            vectors[row] = np.frombuffer(value, np.float32)
            found[row] = True
        return (ids, vectors) if found.all() else (ids[found], vectors[found[: len(vectors)]])

    def passage_hashes(self, language: str) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        """All passages of a language: their ids, ascending, shape (n,), and their texts' hashes, shape (n, 16)."""
        rows = self._db.execute("SELECT id, vector_hash FROM passage WHERE language = ? ORDER BY id", (language,))
        ids, hashes = array("q"), bytearray()
        for passage, value in rows:
            ids.append(passage)
            hashes += bytes.fromhex(value)
        return np.array(ids, np.int64), np.frombuffer(hashes, np.uint8).reshape(-1, 16)

    def known_vectors(self, hashes: Iterable[str]) -> set[str]:
        """Those of the hashes whose text has been encoded already."""
        return {str(r[0]) for r in self._select("SELECT hash FROM vector WHERE hash IN", hashes)}


def by_language(
    rows: Iterable[tuple[int, str, NDArray[np.float32]]],
) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Rows of (passage id, language, vector) by language: ids, shape (n,), and vectors, shape (n, dimension)."""
    found: dict[str, tuple[list[int], list[NDArray[np.float32]]]] = defaultdict(lambda: ([], []))
    for passage, language, vector in rows:
        ids, vectors = found[language]
        ids.append(passage)
        vectors.append(vector)
    return {name: (np.array(ids, np.int64), np.stack(vectors)) for name, (ids, vectors) in found.items()}
