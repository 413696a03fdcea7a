"""A real HTTP server on loopback that serves what a test says, faults included."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

PAPERS = """
name: papers
title: Papers
format: xml
rows: record
kind: report
key: "{header/identifier}"
key_form: slug
recognise: [header/identifier]
columns:
  - {header: header/identifier, required: true, property: [dcterms:identifier]}
  - {header: metadata/dc/title, required: true, language: en, localized: true, property: [dcterms:title, rdfs:label]}
"""
"""A mapping of an operator's own: papers of an OAI-PMH repository."""


@dataclass(frozen=True)
class Request:
    """What was asked: path, query and headers (names in lower case)."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    target: str


@dataclass(frozen=True)
class Reply:
    """What is answered. ``fault``: reset (in the middle of the body), cut (short of Content-Length), slow, or hang."""

    body: bytes | str = b""
    status: int = 200
    type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    @property
    def content(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


Answering = Callable[[Request], Reply]


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: connections break here on purpose."""


class HarvestServer:
    """Serves on 127.0.0.1; ``routes`` maps a path, or a path's beginning that ends in ``*``, to its answers.

    A list of replies is given one after the other, the last one for ever.
    """

    def __init__(self, routes: Mapping[str, Answering | Reply | list[Reply]] | None = None) -> None:
        self.routes: dict[str, Answering | Reply | list[Reply]] = dict(routes or {})
        self.requests: list[Request] = []
        self.drip = 0.05
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                outer._answer(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        """Address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [r.path for r in self.requests if r.path != "/robots.txt"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        headers = {k.lower(): v for k, v in handler.headers.items()}
        request = Request(unquote(parts.path), dict(parse_qsl(parts.query)), headers, handler.path)
        self.requests.append(request)
        self._send(handler, self._reply(request))

    def _reply(self, request: Request) -> Reply:
        found = self.routes.get(request.path)
        if found is None:
            patterns = [p for p in self.routes if p.endswith("*") and request.path.startswith(p[:-1])]
            found = self.routes[max(patterns, key=len)] if patterns else Reply("not found", 404, "text/plain")
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found(request) if callable(found) else found

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        content = reply.content
        try:
            handler.send_response(reply.status)
            handler.send_header("Content-Type", reply.type)
            handler.send_header("Content-Length", str(len(content)))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            self._body(handler, content, reply.fault)
        except OSError:
            handler.close_connection = True

    def _body(self, handler: BaseHTTPRequestHandler, content: bytes, fault: str) -> None:
        if not fault:
            handler.wfile.write(content)
            return
        handler.close_connection = True
        if fault == "slow":
            for i in range(len(content)):
                handler.wfile.write(content[i : i + 1])
                time.sleep(self.drip)
        elif fault == "hang":
            time.sleep(5)
        else:
            handler.wfile.write(content[: len(content) // 2])
            handler.wfile.flush()
        if fault == "reset":
            # Linger for no time: the connection ends with RST and not with FIN.
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
