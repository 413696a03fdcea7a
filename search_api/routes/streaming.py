"""Answers that arrive bit by bit, and clients that leave before they are done."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Iterator
from typing import IO

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg.errors import MeaKgError
from search_api.sparql.answer import Answer
from search_api.sparql.results import Gathering

log = logging.getLogger(__name__)

_PIECE = 64 * 1024

_GLANCE = 0.05
"""Seconds; most answers have begun by then, and watching whether the client stays costs something as well."""


class AnswerResponse(StreamingResponse):
    """Sends an answer, holds it for the next one who asks where that may be, and closes it, however the sending ends.

    When the answer breaks off, the response is left unfinished on purpose: the
    server then closes the connection, and no client takes the part for the whole.
    """

    def __init__(self, answer: Answer, headers: dict[str, str], gathering: Gathering) -> None:
        super().__init__(_gathered(answer, gathering), headers=headers)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what there is (ASGI)."""
        try:
            await super().__call__(scope, receive, send)
        except MeaKgError as error:
            log.warning("a SPARQL result was cut off: %s", error.message)
        finally:
            await self._answer.aclose()


async def _gathered(answer: Answer, gathering: Gathering) -> AsyncIterator[bytes]:
    with gathering:
        async for piece in answer:
            gathering.add(piece)
            yield piece
        gathering.finish()


async def whole_response(answer: Answer, headers: dict[str, str]) -> Response:
    """An answer of any size with its length, put into a temporary file first. Raises what ended it early."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed by _pieces
    try:
        async for piece in answer:
            file.write(piece)
    except BaseException:
        file.close()
        raise
    finally:
        await answer.aclose()
    length = str(file.tell())
    file.seek(0)
    return StreamingResponse(_pieces(file), headers={**headers, "Content-Length": length})


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


async def has_begun(answer: Answer, request: Request) -> bool:
    """Wait for the first bytes of an answer; False, and the query ended, when the client hangs up first.

    Raises the MeaKgError that ended the query, and ends it, whatever happens.
    """
    try:
        await asyncio.wait({answer.head}, timeout=_GLANCE)
        if not answer.head.done():
            await _begun_or_gone(answer, request)
        if answer.head.done():
            await answer.begin()
            return True
    except BaseException:
        await answer.aclose()
        raise
    await answer.aclose()
    return False


async def _begun_or_gone(answer: Answer, request: Request) -> None:
    watching = asyncio.create_task(_hung_up(request))
    try:
        await asyncio.wait((answer.head, watching), return_when=asyncio.FIRST_COMPLETED)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
