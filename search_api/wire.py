"""HTTP/1.1 within bounds: how long the target and the header section of a request may be (RFC 9110, section 15.5)."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

TARGET = 65_535
"""Bytes of a request's target; the parser counts them in 16 bits."""

HEAD = 256 << 10
"""Bytes of a request's target and header section together, as far as they are not whole yet."""

_GRACE = 2.0
"""Seconds in which a client that is still sending can read why it was refused."""

_REFUSALS = {
    400: ("This is no HTTP request.", ""),
    414: (f"The address of the request is longer than {TARGET:,} bytes.", "Send a long query with POST."),
    431: (f"The header section of the request is larger than {HEAD:,} bytes.", "Send fewer or shorter fields."),
}


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol over httptools, which by itself takes addresses and header sections of any length."""

    _incomplete = 0
    _in_head = True
    _status = 400
    _refused = False

    def data_received(self, data: bytes) -> None:
        """Read what the client sends (asyncio.Protocol)."""
        if self._refused:
            return
        super().data_received(data)
        if self._in_head and not self._refused:
            self._incomplete += len(data)
            if self._incomplete > HEAD:
                self._status = 431
                self.send_400_response("")

    def on_url(self, url: bytes) -> None:
        """A piece of the target; an error here ends the parsing."""
        super().on_url(url)
        if len(self.url) > TARGET:
            self._status = 414
            raise ValueError

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head, self._incomplete = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; the next one begins."""
        self._in_head = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  # says no more than the status
        """Say why the request is not read, and close; not at once, or what is on its way would reset the answer."""
        self._refused = True
        title, detail = _REFUSALS[self._status]
        body = json.dumps({"type": "about:blank", "status": self._status, "title": title, "detail": detail}).encode()
        head = (
            f"HTTP/1.1 {self._status} {HTTPStatus(self._status).phrase}\r\n"
            "content-type: application/problem+json\r\naccess-control-allow-origin: *\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        asyncio.get_running_loop().call_later(_GRACE, self.transport.close)
