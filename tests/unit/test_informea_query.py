"""Order and pages, harvests under change, envelopes, and the clock of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalog import NewItem, WritableCatalog
from kg.errors import BadInput
from search_api.feeds.informea.clock import Clock
from search_api.feeds.informea.envelope import Envelope, choose_envelope
from search_api.feeds.informea.harvests import AT_ONCE, OF_ONE_CLIENT, Harvests
from search_api.feeds.informea.query import read_query
from search_api.feeds.informea.rows import Row, row, strings
from search_api.feeds.informea.schema import DECISION, SITE

ROWS = st.lists(
    st.tuples(st.integers(0, 99), st.none() | st.sampled_from("abc"), st.none() | st.integers(0, 2)),
    unique_by=lambda t: t[0],
    max_size=30,
)


def made(number: int, status: str | None = None, order: int | None = None) -> Row:
    return row(DECISION, {"id": f"{number:03}", "status": status, "displayOrder": order})


@given(ROWS, st.integers(1, 7), st.sampled_from(["", "status desc", "displayOrder,status desc", "id desc"]))
def test_pages_cover_the_whole_once(given_rows: list[tuple[int, str | None, int | None]], top: int, by: str) -> None:
    rows = [made(*r) for r in given_rows]
    query = read_query({"$orderby": by}, DECISION)
    whole = [r.id for r in query.matching(rows)]
    pages = [
        [r.id for r in query.matching(list(reversed(rows)))[skip : skip + top]] for skip in range(0, len(rows), top)
    ]
    assert [i for page in pages for i in page] == whole
    assert sorted(whole) == sorted(r.id for r in rows)


def test_nulls_come_first_and_equals_go_by_id() -> None:
    rows = [made(3, "b"), made(2, "a"), made(1, "b"), made(4)]
    assert [r.id for r in read_query({"$orderby": "status"}, DECISION).matching(rows)] == ["004", "002", "001", "003"]
    descending = read_query({"$orderby": "Status desc,id"}, DECISION).matching(rows)
    assert [r.id for r in descending] == ["001", "003", "002", "004"]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"$top": "-1"}, r"\$top has to be a whole number"),
        ({"$skip": "ten"}, r"\$skip has to be a whole number"),
        ({"$skip": "٣"}, r"\$skip has to be a whole number"),
        ({"$orderby": "title"}, "cannot order by"),
        ({"$orderby": "status downwards"}, "cannot order by"),
        ({"$expand": "colour"}, "has no “colour”"),
        ({"$expand": "title($top=1)"}, "is not a name"),
        ({"$select": "colour"}, "has no “colour”"),
        ({"$inlinecount": "some"}, "none or allpages"),
        ({"$apply": "x"}, r"\$apply is not offered"),
    ],
)
def test_options_that_cannot_be_used_are_refused(parameters: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read_query(parameters, DECISION)


def test_parameters_of_others_are_left_alone() -> None:
    assert read_query({"callback": "x", "_": "1"}, DECISION).top is None


# ---------------------------------------------------------------------- harvests


class Clockwork:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def numbered(*numbers: int) -> tuple[Row, ...]:
    return tuple(made(n) for n in numbers)


def test_a_harvest_keeps_its_rows_while_the_base_changes() -> None:
    harvests = Harvests(60, Clockwork())
    before, after = numbered(1, 2, 3, 4), numbered(0, 1, 3, 4)
    assert harvests.rows("a", "q", 0, 2, lambda: before) == before
    assert harvests.rows("a", "q", 2, 2, lambda: after) == before
    assert harvests.rows("a", "q", 2, 2, lambda: after) == before, "a page may be asked for again"
    assert harvests.rows("a", "q", 4, 2, lambda: after) == before, "and the empty page past the end"
    assert harvests.rows("a", "q", 0, 2, lambda: after) == after, "the next run begins anew"


def test_two_harvests_of_one_client_do_not_mix() -> None:
    harvests = Harvests(60, Clockwork())
    old, new = numbered(1, 2, 3, 4), numbered(5, 6, 7, 8)
    harvests.rows("a", "q", 0, 1, lambda: old)
    harvests.rows("a", "q", 1, 1, lambda: new)
    harvests.rows("a", "q", 0, 1, lambda: new)
    assert harvests.rows("a", "q", 2, 1, lambda: new) == old
    assert harvests.rows("a", "q", 1, 1, lambda: old) == new
    assert harvests.rows("b", "q", 1, 1, lambda: ()) == ()
    assert harvests.rows("a", "other", 1, 1, lambda: ()) == ()


def test_an_abandoned_harvest_is_forgotten() -> None:
    clock = Clockwork()
    harvests = Harvests(60, clock)
    harvests.rows("a", "q", 0, 1, lambda: numbered(1, 2))
    clock.now = 61
    assert harvests.rows("a", "q", 1, 1, lambda: numbered(3, 4)) == numbered(3, 4)


def test_few_harvests_are_remembered() -> None:
    harvests = Harvests(60, Clockwork())
    for n in range(AT_ONCE + 1):
        harvests.rows(f"client {n}", "q", 0, 1, lambda n=n: numbered(n, 1))  # type: ignore[misc]
    assert harvests.rows("client 0", "q", 1, 1, lambda: numbered(999, 1)) == numbered(999, 1)
    for n in range(OF_ONE_CLIENT + 1):
        harvests.rows("one", "q", 0, 10 + n, lambda n=n: numbered(n, 2))  # type: ignore[misc]
    assert harvests.rows("one", "q", 11, 1, lambda: numbered(998)) == numbered(1, 2)
    assert harvests.rows("one", "q", 10, 1, lambda: numbered(998)) == numbered(998), "the oldest made room"


# ---------------------------------------------------------------------- envelopes


@pytest.mark.parametrize(
    ("path", "format_", "headers", "envelope"),
    [
        (None, None, {}, Envelope.V2),
        (None, None, {"accept": "*/*"}, Envelope.V2),
        (None, None, {"accept": "application/json"}, Envelope.V2),
        (None, "json", {"accept": "application/atom+xml"}, Envelope.V2),
        (None, "verbosejson", {}, Envelope.V2),
        (None, "application/json;odata=verbose", {}, Envelope.V2),
        (None, None, {"dataserviceversion": "1.0"}, Envelope.V2),
        (None, None, {"dataserviceversion": "3.0"}, Envelope.V3),
        (None, None, {"maxdataserviceversion": "3.0;NetFx"}, Envelope.V3),
        (None, None, {"accept": "application/json;odata=verbose", "dataserviceversion": "3.0"}, Envelope.V3),
        (None, None, {"accept": "application/json;odata=minimalmetadata"}, Envelope.LIGHT),
        (None, None, {"accept": "application/json; odata=light"}, Envelope.LIGHT),
        (None, None, {"odata-version": "4.0"}, Envelope.V4),
        (None, None, {"odata-maxversion": "4.01", "maxdataserviceversion": "3.0"}, Envelope.V4),
        (None, None, {"accept": "application/json;odata.metadata=none"}, Envelope.V4),
        (None, "application/json;odata.metadata=minimal", {}, Envelope.V4),
        (None, "v3", {}, Envelope.V3),
        (None, "v4", {}, Envelope.V4),
        ("v4", None, {"accept": "application/json"}, Envelope.V4),
        ("v4", "json", {}, Envelope.V4),
        ("v3", None, {"accept": "application/json"}, Envelope.V3),
        ("v2", None, {"odata-version": "4.0"}, Envelope.V2),
        (None, None, {"accept": "application/atom+xml,application/xml;q=0.9"}, Envelope.ATOM),
        (None, "atom", {}, Envelope.ATOM),
        (None, "xlsx", {}, None),
    ],
)
def test_the_envelope(
    path: str | None, format_: str | None, headers: dict[str, str], envelope: Envelope | None
) -> None:
    assert choose_envelope(path, format_, headers) is envelope


# ---------------------------------------------------------------------- rows


def test_english_comes_first_and_controls_are_stripped() -> None:
    found = strings(SITE, "1", "name", {"zh": "汞", "fr": "mer\x00cure\x1f", "en": "mercury\n", "xx": "?", "ru": " "})
    assert [(r.values["language"], r.values["value"]) for r in found] == [
        ("en", "mercury\n"),
        ("zh", "汞"),
        ("fr", "mercure"),
    ]
    assert [r.values["language"] for r in strings(SITE, "1", "name", {"und": "?"})] == ["en"]


def test_changes_within_a_second_have_times_of_their_own(tmp_path: Path) -> None:
    catalog = WritableCatalog.create(tmp_path / "catalog.db")
    for n in range(20):
        digest = f"{n:064}"
        new = NewItem("records", f"r{n}", None, "t", None, "s", f"o{n}", "text/csv", digest, {}, b"")
        catalog.put(new, None, {})
    clock = Clock(catalog)
    items = catalog.items("records")
    times = [clock.updated([i]) for i in items]
    assert times == sorted(set(times))  # type: ignore[type-var]
    for item, time in zip(items, times, strict=True):
        assert time is not None
        assert time.replace(microsecond=0) == datetime.fromisoformat(item.updated).astimezone(UTC)
    assert clock.updated(items) == times[-1]
    assert clock.updated([]) is None
    catalog.close()
