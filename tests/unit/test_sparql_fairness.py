"""Who goes next: lanes, shares, what a query is known to cost, what a client has had."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request

from kg.errors import Busy
from search_api.clients import client_of
from search_api.sparql.fairness import HALF_LIFE, REMEMBERED, Costs, Order, Pace, Usage, shape
from search_api.sparql.lanes import Lane, LaneLimits, OverShare

A, B = Order("a"), Order("b")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def lane(places: int = 1, queue: int = 10, share: int = 10, wait: float = 5.0, kept: int = 0) -> tuple[Lane, Usage]:
    usage = Usage()
    return Lane(LaneLimits(places, queue, share, wait), usage, kept=kept), usage


async def line_up(one: Lane, orders: list[tuple[str, Order]], log: list[str]) -> list[asyncio.Task[None]]:
    """Tasks that wait in the order given; each notes its name and leaves at once when admitted."""

    async def visit(name: str, order: Order) -> None:
        await one.enter(order)
        log.append(name)
        one.leave(order)

    tasks = []
    for name, order in orders:
        tasks.append(asyncio.create_task(visit(name, order)))
        await asyncio.sleep(0)
    return tasks


def served(orders: list[tuple[str, Order]], had: dict[str, float]) -> str:
    """The names in the order in which a lane with one place serves them."""

    async def run() -> str:
        one, usage = lane()
        for client, seconds in had.items():
            usage.add(client, seconds)
        await one.enter(Order())
        log: list[str] = []
        tasks = await line_up(one, orders, log)
        one.leave(Order())
        await asyncio.gather(*tasks)
        return "".join(log)

    return asyncio.run(run())


def test_equals_are_served_in_the_order_they_came() -> None:
    assert served([("1", A), ("2", B), ("3", A)], {}) == "123"


def test_client_that_has_had_least_goes_first() -> None:
    assert served([("1", A), ("2", A), ("3", B)], {"a": 1.0}) == "312"


def test_what_is_known_to_be_quick_goes_first_among_equals() -> None:
    assert served([("1", A), ("2", Order("a", Pace.QUICK))], {}) == "21"
    assert served([("1", A), ("2", Order("b", Pace.QUICK))], {"b": 1.0}) == "12"


def test_the_server_itself_waits_for_no_client_that_has_had_anything() -> None:
    assert served([("1", A), ("2", Order())], {"a": 0.06}) == "21"


def test_share_of_one_client_and_queue_of_all() -> None:
    async def run() -> None:
        one, _ = lane(places=1, queue=3, share=2)
        await one.enter(A)
        log: list[str] = []
        tasks = await line_up(one, [("1", A)], log)
        with pytest.raises(OverShare, match="2 queries"):
            await one.enter(A)
        tasks += await line_up(one, [("2", B), ("3", Order())], log)
        with pytest.raises(Busy, match="3 queries are waiting"):
            await one.enter(B)
        one.leave(A)
        await asyncio.gather(*tasks)
        assert sorted(log) == ["1", "2", "3"]
        assert one.try_enter(A)

    asyncio.run(run())


def test_waiting_ends_and_leaves_no_trace() -> None:
    async def run() -> None:
        one, _ = lane(wait=0.05, share=2)
        await one.enter(A)
        with pytest.raises(Busy, match="too long"):
            await one.enter(A)
        waiting = asyncio.create_task(one.enter(A))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        one.leave(A)
        assert one.try_enter(A)
        assert not one.try_enter(B)

    asyncio.run(run())


def test_query_that_gives_up_as_it_is_admitted_gives_the_place_back() -> None:
    async def run() -> None:
        one, _ = lane()
        await one.enter(A)
        waiting = asyncio.create_task(one.enter(B))
        await asyncio.sleep(0)
        one.leave(A)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert one.try_enter(A)

    asyncio.run(run())


def test_a_place_is_kept_for_what_is_known() -> None:
    one, _ = lane(places=2, kept=1)
    assert one.try_enter(A)
    assert not one.try_enter(A)
    assert one.try_enter(Order("a", Pace.QUICK))
    alone, _ = lane(places=1, kept=1)
    assert alone.try_enter(A)


def test_what_is_known_passes_those_that_wait_for_more_than_the_kept_place() -> None:
    async def run() -> None:
        one, _ = lane(places=2, kept=1)
        await one.enter(A)
        waiting = asyncio.create_task(one.enter(A))
        await asyncio.sleep(0)
        await asyncio.wait_for(one.enter(Order("a", Pace.QUICK)), 0.1)
        assert not waiting.done()
        one.leave(A)
        await asyncio.sleep(0)
        assert not waiting.done()
        one.leave(A)
        await asyncio.wait_for(waiting, 0.1)

    asyncio.run(run())


def test_cost_of_a_query_is_that_of_its_text_else_of_its_shape() -> None:
    costs = Costs(quick=0.1)
    queries = [f"SELECT * {{ <http://e/{n}> ex:p{n} ?x FILTER(?x < {n}) }} LIMIT {n}" for n in range(3)]
    first = costs.order("a", queries[0])
    assert first.pace is Pace.UNKNOWN
    costs.note(first, 0.31)
    assert costs.order("b", queries[1]).pace is Pace.LAST
    assert costs.again(first).pace is Pace.LAST
    costs.note(first, 0.29)
    assert costs.order("b", queries[1]).pace is Pace.SLOW
    costs.note(costs.order("b", queries[1]), 0.01)
    assert [costs.order("c", query).pace for query in queries] == [Pace.SLOW, Pace.QUICK, Pace.QUICK]
    assert costs.order("c", "ASK {}").pace is Pace.UNKNOWN


def test_costs_of_old_queries_are_forgotten() -> None:
    costs = Costs(quick=0.1)
    old = costs.order("a", "ASK { ?a ?b ?c }")
    costs.note(old, 2.0)
    for number in range(REMEMBERED):
        costs.note(Order(keys=(str(number).encode(), b"shape")), 2.0)
    assert costs.order("a", "ASK { ?a ?b ?c }").pace is Pace.UNKNOWN


def test_shape_has_no_values() -> None:
    assert shape('ASK { ?s ex:p "a"@en, <b>, 1.5 # note\n }') == 'ASK { ?s : "" , : , 0 }'
    assert shape('ASK { ?s ex:p "a" }') == shape("ASK { ?s <http://e/q> 'other' }")
    assert shape("ASK { ?s ?p ?o }") != shape("ASK { ?s ?p ?s }")


def test_use_is_halved_with_time() -> None:
    clock = Clock()
    usage = Usage(clock)
    usage.add("a", 4.0)
    clock.now = 2 * HALF_LIFE
    assert usage.had("a") == pytest.approx(1.0)
    usage.add("a", 1.0)
    assert usage.had("a") == pytest.approx(2.0)
    assert usage.had("b") == 0
    usage.add(None, 9.0)
    assert usage.had(None) == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::5", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_client_is_an_address_or_a_network(address: str, client: str) -> None:
    assert client_of(Request({"type": "http", "client": (address, 1), "headers": []})) == client
    assert client_of(Request({"type": "http", "client": None, "headers": []})) == ""
