"""What a client says of the copy it has (RFC 9110, section 13; RFC 9111, section 5.2.1)."""

from __future__ import annotations

from starlette.requests import Request


def is_known(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this entity tag, by weak comparison, or any (section 13.1.2)."""
    return has_any(request) or names(request, tag)


def names(request: Request, tag: str) -> bool:
    """Whether If-None-Match names this entity tag, by weak comparison."""
    return tag.removeprefix("W/") in {entry.removeprefix("W/") for entry in _entries(request, "if-none-match")}


def has_any(request: Request) -> bool:
    """Whether the client has some copy and wants none: ``If-None-Match: *``."""
    return "*" in _entries(request, "if-none-match")


def insists(request: Request, tag: str | None) -> bool:
    """Whether If-Match asks for another copy than this, by strong comparison (section 13.1.1)."""
    entries = _entries(request, "if-match")
    if not entries or "*" in entries:
        return False
    return tag is None or tag.startswith("W/") or tag not in entries


def wants_fresh(request: Request) -> bool:
    """Whether the client wants no stored answer."""
    return not {"no-cache", "no-store", "max-age=0"}.isdisjoint(
        part.lower() for part in _entries(request, "cache-control")
    )


def _entries(request: Request, header: str) -> list[str]:
    return [entry for line in request.headers.getlist(header) for part in line.split(",") if (entry := part.strip())]
