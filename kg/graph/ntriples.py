"""N-Triples as lines of text: to go through many statements costs less so than as terms."""

from __future__ import annotations

from collections.abc import Iterator

Written = tuple[bytes, bytes, bytes]
"""Subject, predicate and object as they are written."""


def written(triples: bytes) -> Iterator[Written]:
    """The statements of each line; neither of the first two terms can hold a space."""
    for line in triples.split(b"\n"):
        parts = line.split(None, 2)
        if len(parts) == 3 and not line.startswith(b"#"):
            value = parts[2]
            yield parts[0], parts[1], value[:-2] if value.endswith((b'" .', b"> .")) else value.rstrip(b" .\t\r")
