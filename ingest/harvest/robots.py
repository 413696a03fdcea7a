"""What a site lets harvesters read: robots.txt (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

LARGEST = 500 << 10
"""Bytes of robots.txt that are looked at; the RFC asks for at least 500 KiB."""

LONGEST_DELAY = 60.0
"""A site that asks for more seconds between two requests is given these."""


@dataclass(frozen=True, slots=True)
class RobotsFile:
    """The answer to ``/robots.txt``: its HTTP status and its text."""

    status: int
    text: str


class Robots:
    """The rules of each site, read once.

    Args:
        agent: the product name that rules may be meant for.
        fetch: gets the robots.txt of a site. A site that cannot tell its rules may not be read: what
            ``fetch`` raises then ends the harvest.
    """

    def __init__(self, agent: str, fetch: Callable[[str], RobotsFile]) -> None:
        self._agent, self._fetch = agent, fetch
        self._rules: dict[str, Protego] = {}

    def allows(self, url: str) -> bool:
        """Whether the site lets us read this address."""
        return bool(self._of(url).can_fetch(url, self._agent))

    def delay(self, url: str) -> float:
        """Seconds that the site wants between two requests; 0 when it does not say."""
        return min(float(self._of(url).crawl_delay(self._agent) or 0.0), LONGEST_DELAY)

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the site names."""
        return [str(found) for found in self._of(url).sitemaps]

    def _of(self, url: str) -> Protego:
        site = origin(url)
        if site not in self._rules:
            answer = self._fetch(f"{site}/robots.txt")
            # No robots.txt (any 4xx): everything may be read.
            self._rules[site] = Protego.parse(answer.text[:LARGEST] if answer.status == 200 else "")
        return self._rules[site]


def origin(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()
