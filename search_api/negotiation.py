"""Content negotiation by the Accept header (RFC 9110, sections 12.4.2 and 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED_OR_PLAIN = r'(?:[^",;]|"(?:[^"\\]|\\.)*"?)'
_ELEMENT = re.compile(rf"(?:{_QUOTED_OR_PLAIN}|;)+")
_PARAMETER = re.compile(rf"{_QUOTED_OR_PLAIN}+")
_NUMBER = re.compile(r"\d{0,6}(?:\.\d{0,6})?")


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header. ``quality`` is between 0 and 1.

    Parameters other than ``q`` (charset, profile, version) do not narrow the
    range: each format here has one representation.
    """

    type: str
    subtype: str
    quality: float

    def specificity(self, media_type: str) -> int:
        """How closely it names a media type: 3 exactly, 2 ``type/*``, 1 ``*/*``, 0 not at all."""
        kind, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != kind:
            return 0
        return 3 if self.subtype == subtype else 2 if self.subtype == "*" else 0


def parse_accept(header: str | None) -> tuple[MediaRange, ...]:
    """The media ranges of an Accept header in order; elements that are none are left out.

    No header, or one without any media range, means that everything is welcome.
    """
    ranges = tuple(
        found for element in _ELEMENT.findall(header or "") if (found := _media_range(element.lower())) is not None
    )
    return ranges or (MediaRange("*", "*", 1.0),)


def quality(ranges: Sequence[MediaRange], media_type: str) -> tuple[float, int]:
    """How welcome a media type is, and how closely it was named: the most specific range decides."""
    specificity, found = max(((range_.specificity(media_type), range_.quality) for range_ in ranges), default=(0, 0.0))
    return (found, specificity) if specificity else (0.0, 0)


def choose(header: str | None, offers: Sequence[str]) -> str | None:
    """The offer that the client likes best, or None when it takes none of them.

    Among equals the one that was named more closely wins, then the earlier offer.
    """
    ranges = parse_accept(header)
    best = max(offers, key=lambda offer: quality(ranges, offer), default=None)
    return best if best is not None and quality(ranges, best)[0] > 0 else None


def weights(header: str) -> dict[str, float]:
    """The elements of a header such as Accept-Encoding, in lower case, with their weights (section 12.4.2)."""
    found = {}
    for element in header.lower().split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        if name:
            given = [value for key, _, value in (part.partition("=") for part in parameters) if key.strip() == "q"]
            found[name] = _weight(given[0].strip()) if given else 1.0
    return found


def _media_range(element: str) -> MediaRange | None:
    name, *parameters = (part.strip() for part in _PARAMETER.findall(element))
    kind, slash, subtype = name.partition("/")
    if not (kind and slash and subtype):
        return None
    weights = [value for key, _, value in (part.partition("=") for part in parameters) if key.strip() == "q"]
    return MediaRange(kind, subtype, _weight(weights[0].strip()) if weights else 1.0)


def _weight(text: str) -> float:
    """A weight as a number; what is none counts as 0, what is over 1 as 1."""
    if not _NUMBER.fullmatch(text) or text in ("", "."):
        return 0.0
    return min(1.0, float(text))
