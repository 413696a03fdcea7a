"""Frames, limits on rows and bytes, and the buffer between worker and client."""

from __future__ import annotations

import asyncio
import io
import time

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import BadInput, Busy
from search_api.sparql import frames
from search_api.sparql.formats import CSV, JSON, TSV, XML
from search_api.sparql.output import CHUNK, ExcessError, ResultWriter
from search_api.sparql.stream import MEMORY, PATIENCE, DiskBudget, ResultStream

FORMATS = {
    JSON: ox.QueryResultsFormat.JSON,
    XML: ox.QueryResultsFormat.XML,
    CSV: ox.QueryResultsFormat.CSV,
    TSV: ox.QueryResultsFormat.TSV,
}


def read_all(data: bytes) -> list[tuple[bytes, bytes]]:
    source, found = io.BytesIO(data), []
    while (frame := frames.read(source)) is not None:
        found.append(frame)
    return found


@given(st.lists(st.tuples(st.sampled_from([b"D", b"H", b"E"]), st.binary(max_size=50)), max_size=5), st.integers(1, 4))
def test_frames_come_back_as_they_were_sent(sent: list[tuple[bytes, bytes]], cut: int) -> None:
    data = b"".join(frames.encode(*frame) for frame in sent)
    assert read_all(data) == sent
    assert read_all(data[:-cut]) == sent[: len(read_all(data[:-cut]))]


@pytest.mark.parametrize("media_type", FORMATS)
@pytest.mark.parametrize("rows", [1, 2, 7, 3000])
def test_rows_are_counted_exactly(media_type: str, rows: int) -> None:
    values = " ".join(f'("{n}" "{"y" * 40}")' for n in range(rows))
    query = f"SELECT * {{ VALUES (?a ?b) {{ {values} }} }}"

    def write(most: int) -> bytes:
        target = io.BytesIO()
        writer = ResultWriter(target, media_type, most_rows=most, most_bytes=1 << 30)
        result = ox.Store().query(query)
        assert isinstance(result, ox.QuerySolutions)
        result.serialize(writer, FORMATS[media_type])
        writer.finish()
        return target.getvalue()

    sent = read_all(write(rows))
    assert sent[0] == (frames.HEAD, media_type.encode())
    assert sent[-1] == (frames.END, b"")
    assert b"".join(data for kind, data in sent if kind == frames.DATA).count(b"y" * 40) == rows
    with pytest.raises(ExcessError, match="rows"):
        write(rows - 1)


def test_bytes_are_limited_and_nothing_is_sent_before_a_full_chunk() -> None:
    target = io.BytesIO()
    writer = ResultWriter(target, CSV, most_rows=10, most_bytes=CHUNK + 10)
    writer.write(b"x" * (CHUNK - 1))
    assert target.getvalue() == b""
    writer.write(b"x" * 2)
    assert [kind for kind, _ in read_all(target.getvalue())] == [frames.HEAD, frames.DATA]
    with pytest.raises(ExcessError, match="bytes"):
        writer.write(b"x" * 10)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 300_000), max_size=12))
def test_stream_gives_back_what_was_put(sizes: list[int]) -> None:
    async def run() -> None:
        budget = DiskBudget(100 << 20)
        stream = ResultStream(budget)
        stream._patience = 0.0
        sent = [bytes([n % 256]) * size for n, size in enumerate(sizes)]
        for piece in sent:
            await stream.put(piece)
        stream.finish()
        got = bytearray()
        while piece := await stream.take():
            got += piece
        assert bytes(got) == b"".join(sent)
        stream.close()
        assert budget.left == 100 << 20

    asyncio.run(run())


def test_stream_waits_for_the_client_once_and_then_uses_the_disk() -> None:
    async def run() -> None:
        stream = ResultStream(DiskBudget(4 * MEMORY))
        stream._patience = 0.1
        start = time.monotonic()
        for _ in range(5):
            await stream.put(bytes(MEMORY))
        assert 0.1 <= time.monotonic() - start < PATIENCE
        with pytest.raises(Busy, match="slowly"):
            await stream.put(b"x")
        stream.finish(BadInput("cut off"))
        got = 0
        while got < 5 * MEMORY:
            got += len(await stream.take())
        with pytest.raises(BadInput, match="cut off"):
            await stream.take()
        stream.close()

    asyncio.run(run())
