"""The documents of a web site: what its sitemaps list, or what its pages link to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from pydantic import Field, field_validator

from ingest.harvest.answer import Answer, address
from ingest.harvest.body import read_body
from ingest.harvest.client import Client
from ingest.harvest.kinds.base import Web, WebSource
from ingest.harvest.kinds.parsing import is_page, local, parsed_xml
from ingest.harvest.page import moment
from kg.errors import BadInput, LimitReached, NotAllowed, NotFound

_SITEMAPS = 1000
_TYPES = {".pdf": "application/pdf", ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@dataclass(frozen=True, slots=True)
class Found:
    """A document of a site; ``updated`` is when it changed last, where the sitemap says so (ISO 8601, UTC)."""

    url: str
    updated: str | None = None


class SiteSource(WebSource):
    """A web site; ``url`` is what the addresses of its documents and pages begin with.

    Documents are files with one of ``suffixes``, and with ``pages`` also the pages themselves; only addresses that
    match ``include`` and not ``exclude`` (regular expressions) count. They are looked for in ``sitemaps`` (without
    any: in those that robots.txt names, or ``/sitemap.xml``), or, when ``start`` names pages, in the links of
    these and of pages that they link to, ``depth`` steps far.
    """

    kind: Literal["site"]
    sitemaps: tuple[Web, ...] = ()
    start: tuple[Web, ...] = ()
    depth: int = Field(1, ge=0, le=10)
    suffixes: tuple[Literal[".pdf", ".docx", ".md", ".txt"], ...] = (".pdf", ".docx")
    pages: bool = False
    include: str | None = None
    exclude: str | None = None

    @field_validator("include", "exclude")
    @classmethod
    def _pattern(cls, text: str | None) -> str | None:
        try:
            re.compile(text or "")
        except re.error as problem:
            raise ValueError(f"is not a regular expression: {problem}") from problem
        return text

    def discover(self, client: Client, most: int) -> Iterator[Found]:
        """The documents, each once, in the order in which they are found; at most so many addresses are looked at.

        Raises:
            LimitReached: there are more; those that were found have been given.
        """
        seen: set[str] = set()
        for found in self._linked(client, most) if self.start else self._listed(client, most):
            if self._counts(found.url) and found.url not in seen:
                seen.add(found.url)
                yield found

    def fetch(self, client: Client, url: str) -> Answer:
        """A document, from where it is kept when it has not changed.

        Raises:
            SourceFailed: it is not what its address says in all attempts.
        """
        return client.get(url, self._checked, remember=True)

    def file_name(self, url: str) -> str:
        """A name for a document's file, with an ending by which it can be read."""
        name = re.sub(r"[^\w.-]+", "-", PurePosixPath(unquote(urlsplit(url).path)).name)[-80:].strip(".-") or "page"
        if PurePosixPath(name).suffix.lower() in self.suffixes:
            return name
        return name if name.lower().endswith((".html", ".htm")) else f"{name}.html"

    def _checked(self, answer: Answer) -> Answer:
        suffix = _suffix(answer.url)
        if suffix in _TYPES and is_page(answer):
            raise BadInput(f"{answer.url} sends a page for people instead of a {suffix[1:].upper()} file.")
        if suffix not in self.suffixes and answer.media_type not in {"text/html", "application/xhtml+xml", ""}:
            raise BadInput(f"{answer.url} sends {answer.media_type} instead of a page.")
        return answer

    def _counts(self, url: str) -> bool:
        within = url.startswith(self.url)
        wanted = _suffix(url) in self.suffixes or (self.pages and _is_html(url))
        included = self.include is None or re.search(self.include, url) is not None
        return within and wanted and included and not (self.exclude and re.search(self.exclude, url))

    # ------------------------------------------------------------------ sitemaps

    def _listed(self, client: Client, most: int) -> Iterator[Found]:
        named = list(self.sitemaps) or (client.robots.sitemaps(self.url) if client.robots else [])
        waiting = named or [address("/sitemap.xml", self.url)]
        read: set[str] = set()
        count = 0
        while waiting and len(read) < _SITEMAPS:
            at = waiting.pop(0)
            if at in read:
                continue
            read.add(at)
            root = client.get(at, _sitemap, remember=True)
            for entry in root.iterchildren("{*}sitemap", "{*}url"):
                place = _absolute((entry.findtext("{*}loc") or "").strip(), at)
                if place is None:
                    continue
                if local(entry) == "sitemap":
                    waiting.append(place)
                    continue
                count += 1
                if count > most:
                    raise _too_many(self.url, most)
                yield Found(place, moment(entry.findtext("{*}lastmod") or ""))

    # ------------------------------------------------------------------ links

    def _linked(self, client: Client, most: int) -> Iterator[Found]:
        waiting = [(address(page), 0) for page in self.start]
        read: set[str] = set()
        while waiting:
            at, steps = waiting.pop(0)
            if at in read:
                continue
            if len(read) >= most:
                raise _too_many(self.url, most)
            read.add(at)
            try:
                links = client.get(at, _links, accept="text/html", remember=True)
            except (NotFound, NotAllowed):
                continue
            yield Found(at)
            for link in links:
                if _is_html(link) and link.startswith(self.url) and steps < self.depth:
                    waiting.append((link, steps + 1))
                elif not _is_html(link) or link.startswith(self.url):
                    yield Found(link)


def _too_many(url: str, most: int) -> LimitReached:
    return LimitReached(f"{url} has more than {most} addresses.", remedy="Narrow it, or raise MEA_KG_HARVEST_PAGES.")


def _sitemap(answer: Answer) -> etree._Element:
    if answer.body.startswith(b"\x1f\x8b"):
        body = read_body([answer.body], "gzip", 50 << 20, answer.url)  # 50 MiB is the protocol's own limit
        answer = Answer(answer.url, answer.status, body, answer.media_type, None, None, None)
    root = parsed_xml(answer)
    if local(root) not in {"urlset", "sitemapindex"}:
        raise BadInput(f"{answer.url} sends <{local(root)}> instead of a sitemap.")
    return root


def _links(answer: Answer) -> list[str]:
    """Where a page links to, in its order, each once."""
    if not answer.body.strip() or not is_page(answer):
        raise BadInput(f"{answer.url} does not send a page.")
    tree = html.document_fromstring(answer.body, parser=html.HTMLParser(encoding=answer.charset, no_network=True))
    base = next((element.get("href", "") for element in tree.iter("base")), "")
    at = _absolute(base, answer.url) or answer.url
    found = (_absolute(element.get("href", "").strip(), at) for element in tree.iter("a"))
    return [link for link in dict.fromkeys(found) if link]


def _absolute(link: str, at: str) -> str | None:
    try:
        return address(link, at) if link else None
    except NotAllowed:
        return None


def _suffix(url: str) -> str:
    return PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()


def _is_html(url: str) -> bool:
    """Whether an address is one of a page, as far as its ending tells: none, or one that servers make pages with."""
    suffix = _suffix(url)
    return suffix in {"", ".html", ".htm", ".xhtml", ".php", ".aspx", ".asp", ".jsp"} or not suffix[1:].isalpha()
