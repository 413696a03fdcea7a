"""How long to wait: between two requests to a site, and before trying again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_BACKOFF = 120.0
"""Seconds; doubling ends here."""


class Pace:
    """Keeps a pause between the starts of two requests to the same site.

    Args:
        pause: seconds at least, unless the site asks for more.
        sleep: waits that many seconds.
    """

    def __init__(self, pause: float, sleep: Callable[[float], None]) -> None:
        self._pause, self._sleep = pause, sleep
        self._last: dict[str, float] = {}

    def wait(self, site: str, delay: float = 0.0) -> None:
        """Wait until the site may be asked again; ``delay`` is what it asks for itself."""
        if (last := self._last.get(site)) is not None:
            left = last + max(self._pause, delay) - time.monotonic()
            if left > 0:
                self._sleep(left)
        self._last[site] = time.monotonic()


def backoff(attempt: int, base: float) -> float:
    """Seconds before the next attempt: doubling, and up to half more by chance, so that many do not come at once.

    Args:
        attempt: how many failed already, from 1.
        base: seconds after the first failure.
    """
    return float(min(base * 2 ** (attempt - 1), LONGEST_BACKOFF) * random.uniform(1.0, 1.5))  # noqa: S311 - not a secret


def retry_after(value: str | None) -> float | None:
    """Seconds that a ``Retry-After`` header asks for: a number or a date (RFC 9110); None without a usable one."""
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdecimal():
        return float(value.strip())
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
