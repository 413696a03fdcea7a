"""The language that the pool and its worker processes speak over pipes.

A frame is one letter, four bytes of length (big-endian) and the payload. The
pool sends stores and jobs; a worker answers HEAD, DATA … DATA, END, or FAIL at any point.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

HEADER = struct.Struct(">cI")

READY = b"R"
"""The worker is up, or has opened a store. No payload."""
OPEN = b"O"
"""A store that will be asked about, as a path."""
JOB = b"J"
"""A query to answer, as JSON (see `jobs.Job.payload`)."""
HEAD = b"H"
"""Media type of the result, as ASCII text."""
DATA = b"D"
"""A piece of the serialised result."""
END = b"E"
"""The result is complete. No payload."""
FAIL = b"X"
"""The query failed: JSON with ``reason`` and ``message``."""


def encode(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame, ready to be written."""
    return HEADER.pack(kind, len(payload)) + payload


def read(source: BinaryIO) -> tuple[bytes, bytes] | None:
    """The next frame of a blocking stream, or None where the stream ends (even within a frame)."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    kind, length = HEADER.unpack(header)
    payload = source.read(length)
    return (kind, payload) if len(payload) == length else None
