"""N-Triples as lines of text: to go through many statements costs less so than as terms."""

from __future__ import annotations

from collections.abc import Iterator

Written = tuple[bytes, bytes, bytes]
"""Subject, predicate and object as they are written."""


def written(triples: bytes) -> Iterator[Written]:
    """The statements of each line; neither of the first two terms can hold a space."""
    for line in triples.split(b"\n"):
        parts = line.split(None, 2)
        if len(parts) == 3 and not parts[0].startswith(b"#"):
            yield parts[0], parts[1], parts[2].rstrip(b" .\t\r")
