"""What every source declares, and what paged sources can do."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal

import httpx2
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ingest.harvest.answer import address
from ingest.harvest.client import Client
from ingest.harvest.page import Page
from kg.errors import NotAllowed

_UNITS = {"m": 60.0, "h": 3600.0, "d": 86_400.0}


def _web(url: str) -> str:
    try:
        address(url)
    except NotAllowed as problem:
        raise ValueError(problem.message) from problem
    return url


Web = Annotated[str, AfterValidator(_web)]
"""An http or https address."""


class Source(BaseModel):
    """What all kinds declare.

    ``precedence``: of two sources that say different things, the one with the lower number is shown; ``every``:
    how often it is due, such as ``7d``, ``12h``, ``30m``; ``full_every``: how often a source that can tell what
    changed is read as a whole all the same, so that removals are seen; ``licence`` is a URL.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    title: str = Field(min_length=1)
    mapping: str | None = None
    licence: str | None = None
    precedence: int = Field(50, ge=0, le=100)
    every: str | None = Field(None, pattern=r"^\d{1,4}[mhd]$")
    full_every: str = Field("30d", pattern=r"^\d{1,4}[mhd]$")
    robots: bool = True
    pause: float | None = Field(None, ge=0)

    @property
    def address(self) -> str:
        """Where it is, for people."""
        return ""

    @property
    def due_after(self) -> float | None:
        """Seconds after which it is due again; None: only when it is asked for."""
        return seconds(self.every) if self.every else None


class WebSource(Source):
    """A source with an address."""

    url: Web

    @property
    def address(self) -> str:
        """Where it is."""
        return self.url


class PagedSource(WebSource):
    """A source that gives rows page by page.

    ``key`` and ``updated`` are paths in a row: what identifies it, and the source's time of its last change.
    """

    key: str = "id"
    updated: str | None = None
    page_size: int = Field(100, ge=1, le=10_000)

    @property
    @abstractmethod
    def form(self) -> Literal["jsonl", "xml"]:
        """How its rows are written."""

    @property
    @abstractmethod
    def incremental(self) -> bool:
        """Whether it can be asked for what has changed since a time."""

    @abstractmethod
    def first(self, since: str | None) -> str:
        """Address of the first page: of everything, or of what changed since then (ISO 8601, UTC)."""

    @abstractmethod
    def page(self, client: Client, at: str) -> Page:
        """The page at an address.

        Raises:
            SourceFailed: there is no usable page in all attempts.
        """

    def total(self, client: Client) -> int | None:  # noqa: ARG002 - not every kind can tell
        """How many rows there are in all; None when the source does not tell."""
        return None

    def wrap(self, rows: list[bytes]) -> bytes:
        """Rows as one file."""
        return b"".join(row + b"\n" for row in rows)


class AddressedSource(PagedSource):
    """A source whose address takes where a page begins, how many rows it has, and since when they changed."""

    offset_parameter: str | None = None
    size_parameter: str | None = None
    since_parameter: str | None = None

    @property
    def incremental(self) -> bool:
        """If it takes a time."""
        return self.since_parameter is not None and self.updated is not None

    def first(self, since: str | None) -> str:
        """The first page."""
        url = httpx2.URL(self.url)
        if self.size_parameter:
            url = url.copy_set_param(self.size_parameter, self.page_size)
        if self.offset_parameter:
            url = url.copy_set_param(self.offset_parameter, 0)
        if since and self.since_parameter:
            url = url.copy_set_param(self.since_parameter, since)
        return str(url)


def seconds(span: str) -> float:
    """A span such as ``7d`` in seconds."""
    return int(span[:-1]) * _UNITS[span[-1]]
