"""What an HTTP request says, after SPARQL 1.1 Protocol, section 2."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from starlette.requests import Request

from kg.errors import BadInput
from kg.settings import Settings

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

_BYTES_PER_CHARACTER = 10
"""A character of a query is at most nine bytes in a percent-encoded form; one is for the other parameters."""

_MALFORMED_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_UTF_8 = frozenset({"", "utf-8", "utf8"})


class ProtocolError(BadInput):
    """A request that is no SPARQL query request. ``status`` is the HTTP status that says so."""

    def __init__(self, status: int, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.status = status


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """The parameters of a query request. ``query`` is None when none was given at all."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    format: str | None

    @property
    def asks_for_description(self) -> bool:
        """Nothing was asked: the service should introduce itself."""
        return self.query is None and not self.default_graphs and not self.named_graphs


async def read_request(request: Request, settings: Settings) -> ProtocolRequest:
    """Read a GET, HEAD or POST request.

    Raises:
        ProtocolError: with status 400, 403, 413 or 415.
    """
    parameters = _decode(request.scope["query_string"])
    if request.method == "POST":
        media_type = _body_type(request)
        body = await _body(request, _BYTES_PER_CHARACTER * settings.query_length)
        # Some editors begin a file with a byte order mark.
        parameters += [("query", _text(body.removeprefix(BOM_UTF8)))] if media_type == DIRECT else _decode(body)
    if any(name == "update" for name, _ in parameters):
        raise _read_only()
    queries = _values(parameters, "query")
    if len(queries) > 1:
        raise ProtocolError(400, "The request holds more than one query.", remedy="Send them one by one.")
    if not queries and request.method == "POST":
        raise ProtocolError(400, "The request holds no query.", remedy="Send it as the form field `query`.")
    formats = _values(parameters, "format")
    return ProtocolRequest(
        query=queries[0] if queries else None,
        default_graphs=_iris(parameters, "default-graph-uri"),
        named_graphs=_iris(parameters, "named-graph-uri"),
        format=formats[0] if formats else None,
    )


def _body_type(request: Request) -> str:
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        raise ProtocolError(415, f"A query is taken as it is, not as {coding}.", remedy="Leave Content-Encoding out.")
    media_type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    if media_type == UPDATE:
        raise _read_only()
    if media_type not in (FORM, DIRECT):
        given = f"not as {media_type}" if media_type else "and the request does not say how"
        raise ProtocolError(415, f"A query is posted as {DIRECT} or {FORM}, {given}.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in _UTF_8:
            raise ProtocolError(415, "A query is read as UTF-8, and in no other charset.")
    return media_type


async def _body(request: Request, most: int) -> bytes:
    too_large = ProtocolError(413, f"The request is larger than {most:,} bytes.", remedy="Send a shorter query.")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length) > most:
        raise too_large
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise too_large
    return bytes(body)


def _decode(encoded: bytes) -> list[tuple[str, str]]:
    """Percent-decode strictly: nothing is replaced or guessed."""
    if _MALFORMED_ESCAPE.search(encoded):
        raise ProtocolError(400, "The request is not percent-encoded correctly.", remedy="Write a % sign as %25.")
    pairs = (part.partition(b"=") for part in encoded.split(b"&") if part)
    return [(_unquote(name), _unquote(value)) for name, _, value in pairs]


def _unquote(encoded: bytes) -> str:
    return _text(unquote_to_bytes(encoded.replace(b"+", b" ")))


def _text(encoded: bytes) -> str:
    try:
        return encoded.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "The request is not valid UTF-8.") from error


def _values(parameters: list[tuple[str, str]], wanted: str) -> list[str]:
    return [value for name, value in parameters if name == wanted]


def _iris(parameters: list[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(_values(parameters, name))


def _read_only() -> ProtocolError:
    return ProtocolError(403, "This endpoint only reads.", remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
