"""An answer of a source: what came back, what we keep of it, and what a status means for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx2

from ingest.harvest.waiting import retry_after
from kg.errors import MeaKgError, NotAllowed, NotFound, SourceFailed

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``url`` is where it came from in the end; ``fresh`` is false when it has not changed since."""

    url: str
    status: int
    body: bytes
    media_type: str
    charset: str | None
    etag: str | None
    modified: str | None
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of an address from the last time."""

    etag: str | None
    modified: str | None
    media_type: str
    charset: str | None
    body: bytes


class Memory(Protocol):
    """Keeps the answers of addresses that are asked for conditionally."""

    def recall(self, url: str) -> Remembered | None:
        """What was kept, whole; None when there is nothing."""

    def remember(self, url: str, answer: Answer) -> None:
        """Keep an answer that has a validator."""


class Again(MeaKgError):  # noqa: N818 - named for what follows
    """The request failed in a way that may pass; ``wait`` seconds are asked for, if any. Never leaves the client."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


def address(url: str, at: str = "") -> str:
    """An address as it is sent: absolute (``at`` is where it was found), percent-encoded, without a fragment.

    Raises:
        NotAllowed: another scheme than http and https, no host, a password in it, or no address at all.
    """
    try:
        found = httpx2.URL(at).join(url) if at else httpx2.URL(url)
        wrong = found.scheme not in {"http", "https"} or not found.host or bool(found.password)
    except (httpx2.InvalidURL, ValueError):
        wrong = True
    if wrong:
        raise NotAllowed(f"“{url[:200]}” cannot be harvested.", remedy="Only http and https addresses can.")
    return str(found.copy_with(fragment=None))


def refusal(url: str, status: int, headers: Mapping[str, str]) -> MeaKgError:
    """What a status that is not 200 means for us."""
    if status in _PASSING:
        return Again(f"status {status}", retry_after(headers.get("retry-after")))
    if status in {404, 410}:
        return NotFound(f"{url} is not there (status {status}).")
    if status in {401, 403}:
        return NotAllowed(f"{url} refuses us (status {status}).", remedy="It may want a key: see MEA_KG_HARVEST_KEYS.")
    return SourceFailed(f"{url} answers with status {status}.")


def content_type(value: str) -> tuple[str, str | None]:
    """Media type and charset in a ``Content-Type`` header."""
    media_type, _, rest = value.partition(";")
    charset = next(
        (p.partition("=")[2].strip(" \"'") for p in rest.split(";") if p.strip().startswith("charset")), None
    )
    return media_type.strip().lower(), charset or None
