"""The body of an answer, unpacked with a bound on its size."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from kg.errors import BadInput, LimitReached

ENCODINGS = ("gzip", "deflate")
"""What we ask for, and unpack."""

_STEP = 1 << 18


def read_body(chunks: Iterable[bytes], encoding: str, most: int, url: str) -> bytes:
    """Everything that was sent, unpacked.

    Args:
        chunks: as they arrive.
        encoding: value of ``Content-Encoding``; empty for none.
        most: bytes that the body may have, packed and unpacked. A small body that unpacks to more than
            this is given up after ``most`` bytes, not after all of them.
        url: for messages.

    Raises:
        LimitReached: there is more.
        BadInput: the packing is broken or unknown.
    """
    pieces: list[bytes] = []
    size = 0
    for piece in _unpacked(_counted(chunks, most, url), encoding.strip().lower(), url):
        size += len(piece)
        if size > most:
            raise _too_large(url, most)
        pieces.append(piece)
    return b"".join(pieces)


def _counted(chunks: Iterable[bytes], most: int, url: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _too_large(url, most)
        yield chunk


def _unpacked(chunks: Iterable[bytes], encoding: str, url: str) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        yield from chunks
        return
    if encoding.removeprefix("x-") not in ENCODINGS:
        raise BadInput(f"{url} answers in the packing “{encoding}”, which was not asked for.")
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                if unpacker.eof:  # one gzip member after another is one body (RFC 1952)
                    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
                yield unpacker.decompress(waiting, _STEP)
                waiting = unpacker.unconsumed_tail or unpacker.unused_data
        while not unpacker.eof and (rest := unpacker.decompress(b"", _STEP)):
            yield rest
    except zlib.error as problem:
        raise BadInput(f"{url} sends a broken {encoding} body: {problem}.") from problem
    if not unpacker.eof:
        raise BadInput(f"{url} ends in the middle of its {encoding} body.")


def _too_large(url: str, most: int) -> LimitReached:
    return LimitReached(
        f"{url} sends more than the limit of {most} bytes.", remedy="Raise MEA_KG_UPLOAD_BYTES if it should be taken."
    )
