"""Connections to public addresses only, and never longer than agreed.

The address that was checked is the address that is connected to, so a name that answers differently the
second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore2

from kg.errors import NotAllowed

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a public host; addresses that carry another are judged by that one."""
    ip: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner: Address | None = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        ip = inner or ip
    return ip.is_global and not ip.is_multicast


class Network(httpcore2.NetworkBackend):
    """Opens connections for a client; ``deadline`` (monotonic seconds) ends whatever it is waiting for.

    Args:
        private: whether hosts of the operator's own network may be reached.
    """

    def __init__(self, *, private: bool) -> None:
        self._private = private
        self._plain = httpcore2.SyncBackend()
        self.deadline = float("inf")

    def left(self, timeout: float | None) -> float:
        """Seconds that the next step may take; not above zero once the deadline is over."""
        left = self.deadline - time.monotonic()
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of a host that answers.

        Raises:
            NotAllowed: the host has an address that is not public.
        """
        problem: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in self._addresses(host, port):
            if self.left(timeout) <= 0:
                raise httpcore2.ConnectTimeout("the time for this request is over")
            try:
                stream = self._plain.connect_tcp(address, port, self.left(timeout), local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as failed:
                problem = failed
            else:
                return TimedStream(stream, self)
        raise problem

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as problem:
            raise httpcore2.ConnectError(f"the host {host} is not known: {problem}") from problem
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._private and not all(map(is_public, addresses)):
            raise NotAllowed(
                f"{host} is not a public host: it has the address {next(a for a in addresses if not is_public(a))}.",
                remedy="To harvest from your own network, set MEA_KG_HARVEST_PRIVATE=true.",
            )
        return addresses


class TimedStream(httpcore2.NetworkStream):
    """A connection that also ends at the network's deadline: a server cannot hold us by sending drop by drop."""

    def __init__(self, stream: httpcore2.NetworkStream, network: Network) -> None:
        self._stream, self._network = stream, network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """At most ``max_bytes`` bytes; empty at the end."""
        return self._stream.read(max_bytes, self._left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send everything."""
        self._stream.write(buffer, self._left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        """End the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same connection, encrypted."""
        left = self._left(timeout, httpcore2.ConnectTimeout)
        return TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._network)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's signature
        """What the connection below tells."""
        return self._stream.get_extra_info(info)

    def _left(self, timeout: float | None, error: type[httpcore2.TimeoutException]) -> float:
        left = self._network.left(timeout)
        if left <= 0:
            raise error("the time for this request is over")
        return left
