"""Who sends a request."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv6Network

from starlette.requests import Request


def client_of(request: Request) -> str:
    """Who asks: an address, or the /64 network of an IPv6 address, for one subscriber has all of it."""
    host = request.client.host if request.client else ""
    if ":" not in host:
        return host
    try:
        return str(IPv6Network((host, 64), strict=False))
    except AddressValueError:
        return host
