"""A client that asks politely and believes little.

Only http and https, only public hosts (unless a setting says otherwise), robots.txt and pauses respected;
redirects, sizes and times are bounded; failures that may pass are tried again, later and later. What was
fetched before is asked for conditionally, and taken from where we keep it when it has not changed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Self, TypeVar

import httpcore2

from ingest.harvest.answer import (
    REDIRECTS,
    Again,
    Answer,
    Memory,
    Remembered,
    address,
    content_type,
    refusal,
)
from ingest.harvest.body import ENCODINGS, read_body
from ingest.harvest.network import Network
from ingest.harvest.robots import Robots, RobotsFile, origin
from ingest.harvest.waiting import Pace, backoff
from kg.errors import BadInput, LimitReached, NotAllowed, NotFound, SourceFailed
from kg.settings import Settings

log = logging.getLogger(__name__)

T = TypeVar("T")


class Client:
    """Fetches addresses for one source. Use as a context manager; not for several threads.

    Args:
        settings: limits and times.
        home: address of the source.
        headers: sent to the source's own host only (keys).
        robots: whether robots.txt is looked at; a source whose operator gave leave may say no.
        pause: seconds between two requests to a site; None: as set.
        memory: for conditional requests.
        sleep: waits.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        home: str = "",
        headers: Mapping[str, str] | None = None,
        robots: bool = True,
        pause: float | None = None,
        memory: Memory | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings, self._memory, self._sleep = settings, memory, sleep
        self._home, self._headers = origin(home), dict(headers or {})
        self._network = Network(private=settings.harvest_private)
        self._pool = httpcore2.ConnectionPool(network_backend=self._network)
        self._pace = Pace(settings.harvest_pause if pause is None else pause, sleep)
        self.robots = Robots(settings.harvest_agent, self._robots_file) if robots else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.close()

    def get(
        self,
        url: str,
        read: Callable[[Answer], T],
        *,
        accept: str = "*/*",
        remember: bool = False,
    ) -> T:
        """Fetch an address and make something of it; both are tried again when it may help.

        Args:
            url: to ask for.
            read: makes the result; BadInput from it counts as a failed attempt, for a body may be cut.
            accept: media types.
            remember: ask conditionally, and keep the answer for the next time.

        Raises:
            NotFound: it is not there (404, 410).
            NotAllowed: robots.txt or the address forbids it, or the source refuses us (401, 403).
            LimitReached: too large, too many redirects.
            SourceFailed: no usable answer in all attempts.
        """
        known = self._memory.recall(url) if remember and self._memory else None

        def once() -> T:
            nonlocal known
            answer = self._follow(url, accept, known)
            known = None  # what cannot be read is asked for whole the next time
            result = read(answer)
            if remember and self._memory and answer.fresh and (answer.etag or answer.modified):
                self._memory.remember(url, answer)
            return result

        return self._tried(url, once)

    def _tried(self, url: str, once: Callable[[], T]) -> T:
        attempt = 0
        while True:
            attempt += 1
            try:
                return once()
            except (Again, BadInput) as problem:
                self._wait(url, attempt, problem)

    def _wait(self, url: str, attempt: int, problem: Again | BadInput) -> None:
        asked = problem.wait if isinstance(problem, Again) else None
        if asked is not None and asked > self._settings.harvest_wait:
            raise SourceFailed(f"{url} asks to be left alone for {asked:.0f} seconds.", remedy="Harvest it later.")
        if attempt >= self._settings.harvest_attempts:
            raise SourceFailed(
                f"{url} gave no usable answer in {attempt} attempts; at last: {problem}",
                remedy="Harvest again later: it goes on from here.",
            )
        log.info("attempt %d for %s failed: %s", attempt, url, problem)
        self._sleep(max(asked or 0.0, backoff(attempt, self._settings.harvest_backoff)))

    def _follow(self, url: str, accept: str, known: Remembered | None) -> Answer:
        """Follow redirects to the answer."""
        at = address(url)
        visited = {at}
        for _ in range(self._settings.harvest_redirects + 1):
            self._check(at)
            self._pace.wait(origin(at), self.robots.delay(at) if self.robots else 0.0)
            answer, location = self._exchange(at, self._request_headers(at, accept, known), known)
            if location is None:
                return answer
            at = address(location, at)
            if at in visited:
                raise SourceFailed(f"{url} redirects in a circle, by {at}.")
            visited.add(at)
        raise LimitReached(f"{url} redirects more than {self._settings.harvest_redirects} times.")

    def _check(self, url: str) -> None:
        if self.robots and not self.robots.allows(url):
            raise NotAllowed(
                f"The robots.txt of {origin(url)} does not let us read {url}.",
                remedy="If its operator gave leave, declare the source with `robots: false`.",
            )

    def _request_headers(self, at: str, accept: str, known: Remembered | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._settings.harvest_agent,
            "Accept": accept,
            "Accept-Encoding": ", ".join(ENCODINGS),
        }
        if origin(at) == self._home:
            headers |= self._headers
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.modified:
            headers["If-Modified-Since"] = known.modified
        return headers

    def _exchange(self, url: str, headers: Mapping[str, str], known: Remembered | None) -> tuple[Answer, str | None]:
        """One request; the answer, or where it sends us."""
        with self._stream(url, headers) as response:
            got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            status = response.status
            if status in REDIRECTS and "location" in got:
                return Answer(url, status, b"", "", None, None, None), got["location"]
            if status == 304 and known:
                kept = (known.body, known.media_type, known.charset, known.etag, known.modified)
                return Answer(url, 200, *kept, fresh=False), None
            if status != 200:
                raise refusal(url, status, got)
            body = read_body(response.iter_stream(), got.get("content-encoding", ""), self._settings.upload_bytes, url)
        media_type, charset = content_type(got.get("content-type", ""))
        return Answer(url, status, body, media_type, charset, got.get("etag"), got.get("last-modified")), None

    @contextmanager
    def _stream(self, url: str, headers: Mapping[str, str]) -> Iterator[httpcore2.Response]:
        """An open answer; what goes wrong with the connection may pass."""
        settings = self._settings
        self._network.deadline = time.monotonic() + settings.harvest_answer_time
        times = {
            "connect": settings.harvest_connect_time,
            "read": settings.harvest_silence,
            "write": settings.harvest_silence,
            "pool": settings.harvest_connect_time,
        }
        try:
            with self._pool.stream("GET", url, headers=[*headers.items()], extensions={"timeout": times}) as response:
                yield response
        except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException) as problem:
            raise Again(f"{type(problem).__name__}: {problem}") from problem

    def _robots_file(self, url: str) -> RobotsFile:
        """A site's robots.txt. A site that cannot answer may not be read now (RFC 9309, 2.3.1.4)."""
        return self._tried(url, lambda: self._robots_answer(url))

    def _robots_answer(self, url: str) -> RobotsFile:
        at = url
        headers = {"User-Agent": self._settings.harvest_agent, "Accept": "text/plain", "Accept-Encoding": "gzip"}
        for _ in range(self._settings.harvest_redirects + 1):
            try:
                answer, location = self._exchange(at, headers, None)
            except (NotFound, NotAllowed) as problem:
                log.debug("no robots.txt: %s", problem)
                return RobotsFile(404, "")
            if location is None:
                return RobotsFile(200, answer.body.decode("utf-8", "replace"))
            at = address(location, at)
        return RobotsFile(404, "")
