"""The client of harvests, against a real server on loopback with faults."""

from __future__ import annotations

import gzip
import json
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.harvest.answer import Answer, Remembered, address
from ingest.harvest.body import read_body
from ingest.harvest.client import Client
from ingest.harvest.network import is_public
from ingest.harvest.waiting import retry_after
from kg.errors import BadInput, LimitReached, MeaKgError, NotAllowed, NotFound, SourceFailed
from kg.settings import Settings
from tests.harvest_server import HarvestServer, Reply

FAST = {"harvest_private": True, "harvest_backoff": 0.0, "harvest_pause": 0.0, "harvest_attempts": 3}


@pytest.fixture
def server() -> Iterator[HarvestServer]:
    with HarvestServer() as running:
        yield running


def text(answer: Answer) -> str:
    return answer.body.decode()


def fetch(server: HarvestServer, path: str = "/x", **settings: object) -> str:
    with Client(Settings.model_validate(FAST | settings), sleep=lambda _: None) as client:
        return client.get(server.url + path, text)


# ---------------------------------------------------------------------- failures that pass, and those that do not


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(server: HarvestServer, status: int) -> None:
    server.routes["/x"] = [Reply(status=status), Reply(status=status), Reply("here")]
    assert fetch(server) == "here"
    assert server.paths() == ["/x"] * 3


@pytest.mark.parametrize("fault", ["reset", "cut"])
def test_a_connection_that_breaks_is_tried_again(server: HarvestServer, fault: str) -> None:
    server.routes["/x"] = [Reply("half of this", fault=fault), Reply("all of this")]
    assert fetch(server) == "all of this"


def test_a_body_that_cannot_be_read_is_tried_again(server: HarvestServer) -> None:
    server.routes["/x"] = [Reply('{"value": [1, 2'), Reply('{"value": [1, 2]}')]

    def parse(answer: Answer) -> object:
        try:
            return json.loads(answer.body)
        except ValueError as problem:
            raise BadInput(f"not JSON: {problem}") from problem

    with Client(Settings.model_validate(FAST), sleep=lambda _: None) as client:
        assert client.get(f"{server.url}/x", parse) == {"value": [1, 2]}


def test_attempts_end(server: HarvestServer) -> None:
    server.routes["/x"] = Reply(status=503)
    with pytest.raises(SourceFailed, match=r"3 attempts.*status 503"):
        fetch(server)
    assert len(server.paths()) == 3


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (410, NotFound), (403, NotAllowed), (400, SourceFailed)]
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(
    server: HarvestServer, status: int, error: type[MeaKgError]
) -> None:
    server.routes["/x"] = Reply(status=status)
    with pytest.raises(error):
        fetch(server)
    assert len(server.paths()) == 1


def test_nobody_listens(server: HarvestServer) -> None:
    with (
        Client(Settings.model_validate(FAST), sleep=lambda _: None) as client,
        pytest.raises(SourceFailed, match="ConnectError"),
    ):
        client.get("http://127.0.0.1:1/x", text)


# ---------------------------------------------------------------------- waiting


def test_waits_grow_and_follow_retry_after(server: HarvestServer) -> None:
    server.routes["/x"] = [
        Reply(status=500),
        Reply(status=500),
        Reply(status=429, headers={"Retry-After": "90"}),
        Reply("x"),
    ]
    waits: list[float] = []
    settings = Settings.model_validate(FAST | {"harvest_backoff": 4.0, "harvest_attempts": 4})
    with Client(settings, sleep=waits.append) as client:
        client.get(f"{server.url}/x", text)
    assert 4 <= waits[0] <= 6
    assert 8 <= waits[1] <= 12
    assert waits[2] == 90


def test_a_source_that_wants_a_long_rest_gets_it(server: HarvestServer) -> None:
    server.routes["/x"] = Reply(status=503, headers={"Retry-After": "3600"})
    with pytest.raises(SourceFailed, match="3600 seconds"):
        fetch(server, harvest_wait=600)
    assert len(server.paths()) == 1


def test_retry_after_forms() -> None:
    assert retry_after("120") == 120
    in_a_minute = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 50 < (retry_after(in_a_minute) or 0) <= 60
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after(x) for x in (None, "", "soon", "-1", "١٢")] == [None] * 5


def test_pauses_between_requests_and_a_crawl_delay(server: HarvestServer) -> None:
    server.routes |= {"/robots.txt": Reply("User-agent: *\nCrawl-delay: 7\n", type="text/plain"), "/x": Reply("x")}
    waits: list[float] = []
    with Client(Settings.model_validate(FAST | {"harvest_pause": 3.0}), sleep=waits.append) as client:
        client.get(f"{server.url}/x", text)
        client.get(f"{server.url}/x", text)
    assert [round(w) for w in waits] == [7]
    waits.clear()
    with Client(Settings.model_validate(FAST | {"harvest_pause": 3.0}), robots=False, sleep=waits.append) as client:
        client.get(f"{server.url}/x", text)
        client.get(f"{server.url}/x", text)
    assert [round(w) for w in waits] == [3]


# ---------------------------------------------------------------------- bounds


def test_a_body_that_drips_is_given_up(server: HarvestServer) -> None:
    server.routes["/x"] = Reply("x" * 400, fault="slow")
    started = time.monotonic()
    with pytest.raises(SourceFailed, match="Timeout"):
        fetch(server, harvest_answer_time=0.3, harvest_silence=5, harvest_attempts=2)
    assert time.monotonic() - started < 5


def test_silence_is_given_up(server: HarvestServer) -> None:
    server.routes["/x"] = Reply("x", fault="hang")
    started = time.monotonic()
    with pytest.raises(SourceFailed, match="ReadTimeout"):
        fetch(server, harvest_silence=0.2, harvest_attempts=1)
    assert time.monotonic() - started < 4


def test_a_host_that_does_not_answer_the_door_is_given_up() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        waiting = [socket.socket() for _ in range(4)]  # they fill the queue before the door
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(door.getsockname())
        started = time.monotonic()
        settings = Settings.model_validate(FAST | {"harvest_connect_time": 0.2, "harvest_attempts": 1})
        with Client(settings, robots=False) as client, pytest.raises(SourceFailed, match="ConnectTimeout"):
            client.get(f"http://127.0.0.1:{door.getsockname()[1]}/x", text)
        assert time.monotonic() - started < 5
        for one in waiting:
            one.close()


def test_a_body_that_is_too_large_is_given_up(server: HarvestServer) -> None:
    server.routes["/x"] = Reply(b"x" * 5000)
    with pytest.raises(LimitReached, match="4999"):
        fetch(server, upload_bytes=4999)
    assert len(fetch(server, upload_bytes=5000)) == 5000


def test_a_small_body_that_unpacks_to_a_large_one_is_given_up(server: HarvestServer) -> None:
    bomb = gzip.compress(b"\0" * (64 << 20))
    assert len(bomb) < 100_000
    server.routes["/x"] = Reply(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(LimitReached, match="1000000 bytes"):
        fetch(server, upload_bytes=1_000_000)


@given(
    st.lists(st.binary(max_size=400), min_size=1, max_size=3), st.integers(1, 50), st.sampled_from(["gzip", "deflate"])
)
def test_packed_bodies_come_out_as_they_went_in(parts: list[bytes], step: int, packing: str) -> None:
    packed = b"".join(map(gzip.compress, parts)) if packing == "gzip" else zlib.compress(b"".join(parts))
    chunks = [packed[i : i + step] for i in range(0, len(packed), step)]
    assert read_body(chunks, packing, 10_000, "u") == b"".join(parts)
    with pytest.raises(BadInput):
        read_body([packed[:-1]], packing, 10_000, "u")


def test_an_unknown_or_broken_packing(server: HarvestServer) -> None:
    server.routes["/x"] = Reply(b"....", headers={"Content-Encoding": "br"})
    with pytest.raises(SourceFailed, match="br"):
        fetch(server)
    server.routes["/x"] = Reply(b"not gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceFailed, match="broken gzip"):
        fetch(server)


# ---------------------------------------------------------------------- redirects


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


def test_redirects_are_followed_within_bounds(server: HarvestServer) -> None:
    server.routes |= {"/x": moved("/a", 301), "/a": moved("b?c=d#e", 308), "/b": Reply("b")}
    assert fetch(server) == "b"
    server.routes |= {"/x": moved("/a"), "/a": moved("/x")}
    with pytest.raises(SourceFailed, match="circle"):
        fetch(server)
    server.routes |= {f"/{n}": moved(f"/{n + 1}") for n in range(10)}
    with pytest.raises(LimitReached, match="more than 4 times"):
        fetch(server, "/1", harvest_redirects=4)


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://u:p@127.0.0.1/", "http://[::"])
def test_a_redirect_to_something_else_is_refused(server: HarvestServer, to: str) -> None:
    server.routes["/x"] = moved(to)
    with pytest.raises(NotAllowed, match="cannot be harvested"):
        fetch(server)


def test_keys_go_to_the_source_itself_only(server: HarvestServer) -> None:
    with HarvestServer({"/y": Reply("y")}) as other:
        server.routes |= {"/x": moved("/again"), "/again": moved(f"{other.url}/y")}
        with Client(
            Settings.model_validate(FAST), home=server.url, headers={"X-Key": "secret"}, robots=False
        ) as client:
            assert client.get(f"{server.url}/x", text) == "y"
        assert [r.headers.get("x-key") for r in server.requests] == ["secret", "secret"]
        assert [r.headers.get("x-key") for r in other.requests] == [None]


# ---------------------------------------------------------------------- where we may go


def test_private_hosts_only_by_setting(server: HarvestServer) -> None:
    server.routes["/x"] = Reply("x")
    for host in (server.url, server.url.replace("127.0.0.1", "localhost"), "http://169.254.169.254"):
        with (
            Client(Settings.model_validate(FAST | {"harvest_private": False})) as client,
            pytest.raises(NotAllowed, match="not a public host"),
        ):
            client.get(f"{host}/x", text)
    assert server.requests == []


def test_which_addresses_are_public() -> None:
    public = ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822")
    private = (
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    )  # fmt: skip
    assert [a for a in public if not is_public(a)] == []
    assert [a for a in private if is_public(a)] == []


def test_addresses_are_made_whole() -> None:
    assert address("http://example.org/a b?c=é#d") == "http://example.org/a%20b?c=%C3%A9"
    assert address("../c", "http://example.org/a/b/") == "http://example.org/a/c"
    with pytest.raises(NotAllowed):
        address("javascript:alert(1)")


def test_robots_are_respected(server: HarvestServer) -> None:
    rules = "User-agent: other\nDisallow: /\n\nUser-agent: mea-kg\nDisallow: /private\nAllow: /private/but-this\n"
    server.routes |= {"/robots.txt": Reply(rules, type="text/plain"), "/*": Reply("x")}
    assert fetch(server, "/open") == "x"
    assert fetch(server, "/private/but-this") == "x"
    with pytest.raises(NotAllowed, match=r"robots\.txt"):
        fetch(server, "/private/this")
    assert "/private/this" not in server.paths()
    assert sum(r.path == "/robots.txt" for r in server.requests) == 3, "once for each client"


def test_a_site_that_cannot_tell_its_rules_is_not_read(server: HarvestServer) -> None:
    server.routes |= {"/robots.txt": Reply(status=500), "/x": Reply("x")}
    with pytest.raises(SourceFailed, match=r"robots\.txt"):
        fetch(server)
    assert server.paths() == []
    for nothing in (Reply(status=404), Reply(status=403), Reply(status=401)):
        server.routes["/robots.txt"] = nothing
        assert fetch(server) == "x"


# ---------------------------------------------------------------------- only what is new


class Kept:
    """Memory in a dictionary."""

    def __init__(self) -> None:
        self.known: dict[str, Remembered] = {}

    def recall(self, url: str) -> Remembered | None:
        return self.known.get(url)

    def remember(self, url: str, answer: Answer) -> None:
        self.known[url] = Remembered(answer.etag, answer.modified, answer.media_type, answer.charset, answer.body)


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_what_has_not_changed_is_not_sent_again(server: HarvestServer, validator: str) -> None:
    value = '"v1"' if validator == "ETag" else "Wed, 21 Oct 2015 07:28:00 GMT"
    asked = "if-none-match" if validator == "ETag" else "if-modified-since"
    server.routes["/x"] = lambda r: (
        Reply(status=304) if r.headers.get(asked) == value else Reply("body", headers={validator: value})
    )
    memory = Kept()

    def look(answer: Answer) -> tuple[bytes, bool]:
        return answer.body, answer.fresh

    def get(read: Callable[[Answer], tuple[bytes, bool]] = look) -> tuple[bytes, bool]:
        with Client(Settings.model_validate(FAST), memory=memory, sleep=lambda _: None) as client:
            return client.get(f"{server.url}/x", read, remember=True)

    assert [get(), get()] == [(b"body", True), (b"body", False)]

    def broken(answer: Answer) -> tuple[bytes, bool]:
        if not answer.fresh:
            raise BadInput("what was kept cannot be read")
        return look(answer)

    assert get(broken) == (b"body", True), "then it is asked for whole"
