"""Harvests of paged sources into a real base, from a real server that does not behave."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harvest_bed import Bed, ODataService, row
from tests.harvest_server import HarvestServer, Reply, Request


@pytest.fixture
def server() -> Iterator[HarvestServer]:
    with HarvestServer() as running:
        yield running


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    return Bed(tmp_path)


def odata(bed: Bed, server: HarvestServer, service: ODataService, **more: object) -> None:
    server.routes["/svc/*"] = service
    bed.declare("things", kind="odata", url=f"{server.url}/svc", set="Things", page_size=10, **more)


def titles(count: int) -> list[str]:
    return sorted(f"Row {n}" for n in range(count))


def counts(run: object) -> tuple[int, ...]:
    return tuple(getattr(run, name) for name in ("created", "changed", "unchanged", "removed", "refused"))


# ---------------------------------------------------------------------- the plain way


def test_a_first_run_takes_all_a_second_changes_nothing(bed: Bed, server: HarvestServer) -> None:
    odata(bed, server, ODataService([row(n) for n in range(25)]), updated=None)
    first = bed.harvest("things")
    assert (first.outcome, first.mode, first.pages) == ("done", "full", 4)
    assert counts(first) == (25, 0, 0, 0, 0)
    assert bed.titles() == titles(25)
    before = bed.quads()
    second = bed.harvest("things")
    assert counts(second) == (0, 0, 25, 0, 0)
    assert bed.quads() == before
    assert len(bed.catalog().changes()) == 1


def test_what_changed_is_asked_for_and_what_went_goes_with_a_full_run(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(30)])
    odata(bed, server, service)
    bed.harvest("things")
    service.rows[3] = row(50, id="r-0003", title="Row 3, corrected")
    del service.rows[10]
    service.asked.clear()
    run = bed.harvest("things")
    assert run.mode == "incremental"
    assert counts(run)[:2] == (0, 1)
    assert "datetime'1970-01-01T00:00:29'" in service.asked[0]
    assert len(service.asked) == 2
    assert "Row 3, corrected" in bed.titles()
    assert "Row 10" in bed.titles(), "only a whole run can tell what is gone"
    run = bed.harvest("things", full=True)
    assert counts(run) == (0, 0, 29, 1, 0)
    assert "Row 10" not in bed.titles()
    assert [key for key, _ in bed.store().removals("things")] == ["r-0010"]
    service.rows.append(row(10))
    assert counts(bed.harvest("things", full=True)) == (1, 0, 29, 0, 0)
    assert "Row 10" in bed.titles()


@pytest.mark.parametrize(
    "envelope",
    [
        lambda page: {"d": page},
        lambda page: {"d": {"results": page, "__count": "25"}},
        lambda page: {"odata.metadata": "x", "value": page},
        lambda page: {"@odata.context": "x", "value": page},
    ],
    ids=["v1", "v2", "v3", "v4"],
)
def test_envelopes_of_all_versions(bed: Bed, server: HarvestServer, envelope: object) -> None:
    odata(bed, server, ODataService([row(n) for n in range(25)], envelope=envelope))  # type: ignore[arg-type]
    assert bed.harvest("things").outcome == "done"
    assert bed.titles() == titles(25)


def test_a_server_with_smaller_pages_and_links(bed: Bed, server: HarvestServer) -> None:
    odata(bed, server, ODataService([row(n) for n in range(25)], cap=4))
    assert bed.harvest("things").pages == 8
    assert bed.titles() == titles(25)

    def linked(request: Request) -> Reply:
        start = int(request.query.get("from", "0"))
        link = {"__next": f"{server.url}/linked/Things?from={start + 5}"} if start < 20 else {}
        return Reply(json.dumps({"d": {"results": [row(n) for n in range(start, start + 5)], **link}}))

    server.routes["/linked/*"] = linked
    server.routes["/linked/Things/$count"] = Reply("25", type="text/plain")
    bed.declare("linked", kind="odata", url=f"{server.url}/linked", set="Things")
    run = bed.harvest("linked")
    assert (run.outcome, run.pages, run.created) == ("done", 5, 25)


# ---------------------------------------------------------------------- sources that turn in a circle


def test_a_source_that_gives_the_same_page_for_ever_ends(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(25)], ignores_skip=True, counts=False)
    odata(bed, server, service)
    run = bed.harvest("things")
    assert run.outcome == "incomplete"
    assert "same page again" in (run.message or "")
    assert len(service.asked) == 2
    assert len(bed.titles()) == 10


def test_a_source_that_gives_other_orders_for_ever_ends(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(25)], ignores_skip=True, shuffles=True, counts=False, cap=20)
    odata(bed, server, service)
    run = bed.harvest("things")
    assert "brought nothing new" in (run.message or "")
    assert len(service.asked) < 30


def test_a_link_back_ends(bed: Bed, server: HarvestServer) -> None:
    answers = {
        str(n): {"value": [row(n)], "@odata.nextLink": f"{server.url}/svc/Things?at={(n + 1) % 3}"} for n in range(3)
    }
    server.routes["/svc/*"] = lambda r: Reply(json.dumps(answers[r.query.get("at", "0")]))
    bed.declare("things", kind="odata", url=f"{server.url}/svc", set="Things")
    run = bed.harvest("things")
    assert run.outcome == "incomplete"
    assert bed.titles() == titles(3)
    assert len(server.paths()) < 10


def test_pages_without_end_end_at_the_limit(tmp_path: Path, server: HarvestServer) -> None:
    bed = Bed(tmp_path, harvest_pages=7)
    server.routes["/svc/*"] = lambda r: Reply(
        json.dumps({"value": [row(int(r.query.get("$skip", "0")))]}) if "$skip" in r.query else "1"
    )
    bed.declare("things", kind="odata", url=f"{server.url}/svc", set="Things")
    run = bed.harvest("things")
    assert run.outcome == "incomplete"
    assert "MEA_KG_HARVEST_PAGES" in (run.message or "")
    assert run.pages == 7
    assert bed.titles() == titles(7)


def test_rows_that_change_their_places_are_looked_for_again(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(25)])
    odata(bed, server, service)
    bed.harvest("things")

    def move(request: Request) -> Reply | None:
        if request.query["$skip"] == "10" and len(service.asked) == 2:
            service.rows.append(service.rows.pop(0))  # what stood on the second page moves to the first
        return None

    service.asked.clear()
    service.on_page = move
    run = bed.harvest("things", full=True)
    assert (run.outcome, run.removed) == ("done", 0)
    assert bed.titles() == titles(25)


def test_rows_that_are_counted_but_not_given_keep_others_from_being_removed(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(25)])
    odata(bed, server, service)
    bed.harvest("things")
    del service.rows[0]
    service.extra = 5
    run = bed.harvest("things", full=True)
    assert (run.outcome, run.removed) == ("incomplete", 0)
    assert "29 rows, 24 could be read" in (run.message or "")
    assert bed.titles() == titles(25)


# ---------------------------------------------------------------------- sources that die


def test_a_source_that_dies_leaves_whole_records_and_is_gone_on_with(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(40)])
    service.on_page = lambda r: Reply("{", fault="reset") if int(r.query["$skip"]) >= 20 else None
    odata(bed, server, service)
    run = bed.harvest("things")
    assert run.outcome == "failed"
    assert "3 attempts" in (run.message or "")
    assert bed.titles() == titles(20)
    service.on_page = lambda _: None
    service.asked.clear()
    again = bed.harvest("things")
    assert (again.id, again.outcome, again.created) == (run.id, "done", 40)
    assert "skip=20" in service.asked[0]
    assert bed.titles() == titles(40)


def test_a_run_that_was_broken_off_long_ago_begins_again(tmp_path: Path, server: HarvestServer) -> None:
    bed = Bed(tmp_path, harvest_resume=0.0, harvest_keys={"things": {"X-Key": "secret"}})
    service = ODataService([row(n) for n in range(25)])
    service.on_page = lambda r: Reply(status=500) if int(r.query["$skip"]) >= 10 else None
    odata(bed, server, service)
    first = bed.harvest("things")
    assert first.outcome == "failed"
    service.on_page = lambda _: None
    time.sleep(1.1)  # times are kept in whole seconds
    service.asked.clear()
    second = bed.harvest("things")
    assert second.id != first.id
    assert "$skip=0" in service.asked[0]
    assert (second.outcome, second.created, second.unchanged) == ("done", 15, 10)
    assert {r.headers.get("x-key") for r in server.requests if r.path.startswith("/svc")} == {"secret"}


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=500),
        Reply(status=429, headers={"Retry-After": "1"}),
        Reply('{"d": {"results": [{"id": "r-0', fault=""),
        Reply("<html><body>Out of order</body></html>", type="text/html"),
        Reply('{"error": {"code": "", "message": "database"}}'),
        Reply("[1, 2", fault="cut"),
        Reply("half", fault="reset"),
    ],
    ids=["500", "429", "cut JSON", "page", "error", "short", "reset"],
)
def test_faults_that_pass_leave_no_trace(bed: Bed, server: HarvestServer, fault: Reply) -> None:
    service = ODataService([row(n) for n in range(25)])
    service.on_page = lambda _: fault if len(service.asked) % 3 == 1 else None
    odata(bed, server, service)
    run = bed.harvest("things")
    assert (run.outcome, run.created, run.pages) == ("done", 25, 4)
    assert bed.titles() == titles(25)


def test_a_source_that_is_suddenly_almost_empty_is_not_believed(bed: Bed, server: HarvestServer) -> None:
    service = ODataService([row(n) for n in range(25)])
    odata(bed, server, service)
    bed.harvest("things")
    service.rows = service.rows[:2]
    run = bed.harvest("things", full=True)
    assert (run.outcome, run.removed) == ("incomplete", 0)
    assert "--accept-removals" in (run.message or "")
    assert bed.titles() == titles(25)
    run = bed.harvest("things", full=True, accept_removals=True)
    assert (run.outcome, run.removed) == ("done", 23)
    assert bed.titles() == titles(2)
    service.rows = []
    assert bed.harvest("things", full=True, accept_removals=True).removed == 2
    assert bed.titles() == []
    assert bed.catalog().items("records") == []


def test_rows_that_no_mapping_takes_are_refused_and_counted(bed: Bed, server: HarvestServer) -> None:
    odata(bed, server, ODataService([row(0), {"id": "r-1", "updated": None}, row(2)]))
    run = bed.harvest("things")
    assert (run.outcome, run.refused) == ("done", 1)
    assert bed.titles() == ["Row 0", "Row 2"]
