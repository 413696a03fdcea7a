"""Where a worker's serialiser writes to: frames of bounded size, counted against the limits."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from search_api.sparql import frames

CHUNK = 64 * 1024
"""Bytes of one DATA frame. The serialiser itself writes pieces of 8 KiB."""

ROW_MARKS = {
    "application/sparql-results+json": (b'}},{"', -1),
    "application/sparql-results+xml": (b"</result>", 0),
    "text/csv": (b"\r\n", 1),
    "text/tab-separated-values": (b"\n", 1),
}
"""What marks a row of a SELECT result in each format, and how many more marks than rows there are.

Counting marks is several hundred times cheaper than making each row a Python
object. Rows without any binding are not seen in JSON; the bytes bound them.
"""


class ExcessError(Exception):
    """The result is over a limit; ``what`` is ``rows`` or ``bytes``."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


_XML = ("application/sparql-results+xml", "application/rdf+xml")
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no XML document can hold (XML 1.0, production 2)."""
_REPLACEMENT = "\ufffd".encode()


def mend_xml(piece: bytes) -> bytes:
    """Mend what the serialiser writes: a carriage return that is no reference would be read as a line feed."""
    return _NOT_XML.sub(_REPLACEMENT, piece.replace(b"\r", b"&#13;"))


class ResultWriter(io.BufferedIOBase, BinaryIO):
    """Turns what the serialiser writes into DATA frames.

    Nothing is sent before the first full chunk, so that a query which fails
    early can still be answered with a plain error.
    """

    def __init__(self, target: BinaryIO, media_type: str, *, most_rows: int, most_bytes: int) -> None:
        super().__init__()
        self._target = target
        self._held = bytearray(frames.encode(frames.HEAD, media_type.encode("ascii")))
        self._chunk = bytearray()
        self._is_xml = media_type in _XML
        self._row_mark, more = ROW_MARKS.get(media_type, (b"", 0))
        self._tail = b""
        self._rows_left = most_rows + more
        self._bytes_left = most_bytes
        self.excess: ExcessError | None = None

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, piece: bytes, /) -> int:  # type: ignore[override]  # the serialiser writes nothing but bytes
        """Take a piece of the result. Raises ExcessError at a limit, which ends the serialiser."""
        self._count(piece)
        self._chunk += mend_xml(piece) if self._is_xml else piece
        if len(self._chunk) >= CHUNK:
            self._send()
        return len(piece)

    def finish(self) -> None:
        """Send what is left, and the END frame."""
        self._send(frames.encode(frames.END))

    def _count(self, piece: bytes) -> None:
        self._bytes_left -= len(piece)
        if self._row_mark:
            # A mark can lie across two pieces.
            seen = self._tail + piece
            self._rows_left -= seen.count(self._row_mark)
            overlap = len(self._row_mark) - 1
            self._tail = seen[-overlap:] if overlap else b""
        if self._bytes_left < 0 or self._rows_left < 0:
            self.excess = ExcessError("bytes" if self._bytes_left < 0 else "rows")
            raise self.excess

    def _send(self, end: bytes = b"") -> None:
        if self._chunk:
            self._held += frames.encode(frames.DATA, bytes(self._chunk))
        self._target.write(self._held + end)
        self._target.flush()
        self._held.clear()
        self._chunk.clear()
