"""Which of the waiting workers is taken."""

from __future__ import annotations

import asyncio
from typing import cast

from search_api.sparql.fairness import Pace
from search_api.sparql.idle import IdleQuick, IdleSlow
from search_api.sparql.process import WorkerProcess


class Worker:
    """A worker as far as these look at one."""

    def __init__(self, *, used: bool = False, last: bool = False) -> None:
        self.used, self.last = used, last


def worker(*, used: bool = False, last: bool = False) -> WorkerProcess:
    return cast("WorkerProcess", Worker(used=used, last=last))


def test_the_one_that_answered_last_goes_first_and_new_ones_come_last() -> None:
    old, warm, new = worker(used=True), worker(used=True), worker()
    idle = IdleQuick()
    for one in (old, warm, new):
        idle.put_nowait(one)

    async def taken() -> list[WorkerProcess]:
        return [await idle.get(), await idle.get()]

    assert asyncio.run(taken()) == [warm, old]
    assert idle.take_coldest() is new
    assert idle.take_coldest() is None


def test_slow_ones_are_taken_by_priority_and_the_oldest_makes_room() -> None:
    first, second, third = worker(), worker(last=True), worker()
    idle = IdleSlow(2)
    assert [idle.put(one) for one in (first, second, third)] == [[], [], [first]]
    assert idle.take(Pace.LAST) is second
    assert idle.put(second) == []
    assert idle.take(Pace.SLOW) is third
    assert idle.take(Pace.SLOW) is None
    assert idle.clear() == [second]
    assert idle.take(Pace.LAST) is None
