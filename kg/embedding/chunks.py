"""A passage in chunks, each with a vector of its own, so that one sentence of a long paragraph can be found.

The chunks' vectors are made of the same run of the model as the whole's: the states of a chunk's tokens are pooled
("late chunking"), so they cost no encoding time, and each still knows the rest of its paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from kg.embedding.encoder import Encoder, Vectors
from kg.model import Span

WHOLE = 300
"""Letters up to which a text is all one chunk."""
LONGEST = 120
"""Letters of a chunk; a longer sentence is one chunk. Everywhere here a Chinese character counts for ``_HAN``."""
_HAN = 3
_ENDS = re.compile(r"(?<=[.!?؟;:])\s+|(?<=[。！？；])")
_IS_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@runtime_checkable
class ChunkEncoder(Protocol):
    """An encoder that gives the vectors of a passage's chunks with its own."""

    def encode_chunked(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text vectors of shape (1 + chunks, dimension), float32.

        The whole's first, as ``encode_passages`` gives it; a text that is all one chunk has no others.
        """


def encode_chunked(encoder: Encoder, texts: Sequence[str]) -> list[Vectors]:
    """As ``ChunkEncoder``; only the wholes where the encoder knows no chunks."""
    if isinstance(encoder, ChunkEncoder):
        return encoder.encode_chunked(texts)
    return list(encoder.encode_passages(texts)[:, None])


def chunk_spans(text: str) -> list[Span]:
    """Spans of one or several sentences that cover the text; none for a text that is all one chunk."""
    spans: list[Span] = []
    if _letters(text, 0, len(text)) <= WHOLE:
        return spans
    start, length = 0, 0
    for first, last in _sentences(text):
        letters = _letters(text, first, last)
        if length and length + letters > LONGEST:
            spans.append((start, first))
            start, length = first, 0
        length += letters
    return [*spans, (start, len(text))] if spans else []


def _letters(text: str, start: int, end: int) -> int:
    return end - start + (_HAN - 1) * len(_IS_HAN.findall(text, start, end))


def _sentences(text: str) -> list[Span]:
    ends = [*(match.end() for match in _ENDS.finditer(text)), len(text)]
    return [span for span in zip([0, *ends], ends, strict=False) if span[0] < span[1]]
