"""OAI-PMH 2.0, in the words of the standard."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient

import kg.catalog.writing
from search_api.feeds.oai_arguments import Cursor, OaiError, start
from tests.feeds_base import BASE, FeedsBase

NS = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai_dc": "http://www.openarchives.org/OAI/2.0/oai_dc/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
HOST = "oai:kg.example:document/"


@pytest.fixture
def base(tmp_path: Path) -> Iterator[FeedsBase]:
    made = FeedsBase(tmp_path, feed_page_size=3)
    yield made
    made.close()


@pytest.fixture
def client(base: FeedsBase) -> TestClient:
    return base.client()


def ask(client: TestClient, **arguments: str) -> etree._Element:
    named = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = client.get("/oai", params=named)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = etree.fromstring(answer.content)
    assert root.tag == f"{{{NS['o']}}}OAI-PMH"
    assert [etree.QName(child).localname for child in root][:2] == ["responseDate", "request"]
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    found = root.xpath(path, namespaces=NS)
    assert isinstance(found, list)
    return [str(text) for text in found]


def one(root: etree._Element, path: str) -> etree._Element:
    found = root.find(path, NS)
    assert found is not None, path
    return found


def error(root: etree._Element) -> list[str]:
    return texts(root, "o:error/@code")


def harvest(
    client: TestClient, between: Callable[[int], None] = lambda _: None, **arguments: str
) -> list[tuple[str, str, bool]]:
    """(identifier, datestamp, deleted) in the order in which a list request sequence gives them."""
    found: list[tuple[str, str, bool]] = []
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc", **arguments}
    for page in range(1000):
        root = ask(client, **asked)
        if error(root) == ["noRecordsMatch"]:
            return found
        assert not error(root)
        found += [
            (h.findtext("o:identifier", "", NS), h.findtext("o:datestamp", "", NS), h.get("status") == "deleted")
            for h in root.iterfind(".//o:header", NS)
        ]
        token = root.find(".//o:resumptionToken", NS)
        if token is None or not token.text:
            assert (token is None) == (page == 0)
            return found
        asked = {"verb": asked["verb"], "resumptionToken": token.text}
        between(page)
    raise AssertionError("the harvest does not end")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=GetRecord", "badArgument"),
        ("verb=GetRecord&identifier=x", "badArgument"),
        ("verb=GetRecord&identifier=x&identifier=y&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        (f"verb=GetRecord&identifier={HOST}d1&metadataPrefix=marc", "cannotDisseminateFormat"),
        (f"verb=GetRecord&identifier={HOST}none&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:other:document/d1&metadataPrefix=oai_dc", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=none", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=language:xx", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=nothing", "noRecordsMatch"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
    ],
)  # fmt: skip
def test_errors_are_those_of_the_standard(base: FeedsBase, client: TestClient, query: str, code: str) -> None:
    base.put("d1")
    answer = client.get(f"/oai?{query}")
    root = etree.fromstring(answer.content)
    assert (answer.status_code, error(root)) == (200, [code])
    assert bool(one(root, "o:request").attrib) == (code not in {"badVerb", "badArgument"})
    body = client.post("/oai", content=query, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert error(etree.fromstring(body.content)) == [code]


def test_it_identifies_itself(base: FeedsBase, client: TestClient) -> None:
    first = base.put("d1")
    found = {etree.QName(e).localname: e.text for e in one(ask(client, verb="Identify"), "o:Identify")}
    assert found["earliestDatestamp"] == first.at
    assert found | {"earliestDatestamp": ""} == {
        "repositoryName": "mea-kg", "baseURL": "http://kg.example/oai", "protocolVersion": "2.0",
        "adminEmail": "postmaster@example.org", "earliestDatestamp": "", "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ", "compression": "gzip",
    }  # fmt: skip


def test_a_record_in_both_formats(base: FeedsBase, client: TestClient) -> None:
    triples = (
        f'<{BASE}id/document/d.ru> <http://purl.org/dc/terms/title> "Ртуть\\u000B <&>"@ru .\n'
        f"<{BASE}id/document/d.ru> <http://purl.org/dc/terms/relation> <{BASE}x> .\n"
    ).encode()
    base.put("d.ru", title="Ртуть \x0c", language="ru", triples=triples, symbol="UNEP/MC/1", convention="minamata",
             date="2026-03-02", masthead={"symbols": ["UNEP/MC/1", "A/1"], "organ": "UNEP"})  # fmt: skip
    identifier = f"{HOST}d.ru"
    root = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    assert texts(root, "//dc:title/text()") == ["Ртуть "]
    assert texts(root, "//dc:title/@xml:lang") == ["ru"]
    assert texts(root, "//dc:identifier/text()") == [f"{BASE}id/document/d.ru", "UNEP/MC/1", "A/1"]
    assert texts(root, "//dc:relation/text()") == [f"{BASE}id/treaty/minamata"]
    assert texts(root, "//o:setSpec/text()") == ["kind:document", "convention:minamata", "language:ru"]
    root = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="rdf")
    body = etree.tostring(one(root, ".//rdf:RDF"))
    read = {q.triple for q in ox.parse(body, format=ox.RdfFormat.RDF_XML)}
    expected = ox.parse(triples.replace(b"\\u000B", b""), format=ox.RdfFormat.N_TRIPLES)
    assert read == {q.triple for q in expected}


def test_every_set_in_a_header_is_listed_and_selects(base: FeedsBase, client: TestClient) -> None:
    base.put("d1", language="ru", convention="minamata", show=False)
    base.put("d2", language="fr", convention="basel", show=False)
    base.put("topics", "taxonomy", language=None)
    listed = texts(ask(client, verb="ListSets"), "//o:set/o:setSpec/text()")
    headers = ask(client, verb="ListRecords", metadataPrefix="rdf")
    assert set(texts(headers, "//o:header/o:setSpec/text()")) <= set(listed)
    assert len(listed) == len(set(listed))

    def keys(spec: str) -> list[str]:
        return [identifier.rpartition("/")[2] for identifier, _, _ in harvest(client, set=spec)]

    assert keys("language:ru") == ["d1"]
    assert keys("language") == ["d1", "d2"]
    assert keys("convention:basel") == ["d2"]
    assert keys("kind:taxonomy") == ["topics"]
    assert keys("kind") == ["d1", "d2", "topics"]


def test_deleted_records_stay_with_their_sets(base: FeedsBase, client: TestClient) -> None:
    base.put("d1", convention="basel")
    base.remove("d1")
    root = ask(client, verb="GetRecord", identifier=f"{HOST}d1", metadataPrefix="oai_dc")
    assert texts(root, "//o:header/@status") == ["deleted"]
    assert root.find(".//o:metadata", NS) is None
    assert [deleted for _, _, deleted in harvest(client, set="convention:basel")] == [True]
    base.put("d1", convention="basel")
    assert [deleted for _, _, deleted in harvest(client)] == [False]


def test_dates_are_included_in_both_granularities(
    base: FeedsBase, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in (1, 2, 2, 3):
        monkeypatch.setattr(kg.catalog.writing, "now", lambda day=day: f"2026-01-0{day}T10:00:00Z")
        base.put(f"d{len(base.living())}")

    def keys(**bounds: str) -> list[str]:
        return [i.rpartition("/")[2] for i, _, _ in harvest(client, lambda _: None, **bounds)]

    assert keys(from_="2026-01-02") == ["d1", "d2", "d3"]
    assert keys(from_="2026-01-02", until="2026-01-02") == ["d1", "d2"]
    assert keys(from_="2026-01-02T10:00:00Z", until="2026-01-02T10:00:00Z") == ["d1", "d2"]
    assert keys(until="2026-01-02T09:59:59Z") == ["d0"]


def test_a_token_gives_the_same_again_and_the_list_tells_its_size(base: FeedsBase, client: TestClient) -> None:
    base.fill(7)
    first = one(ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc"), ".//o:resumptionToken")
    assert (first.get("cursor"), first.get("completeListSize")) == ("0", "7")
    token = first.text or ""
    again = [ask(client, verb="ListIdentifiers", resumptionToken=token) for _ in range(2)]
    this, that = (texts(root, "//o:identifier/text()") for root in again)
    assert this == that == [f"{HOST}d{n}" for n in (4, 5, 6)]
    rest = one(again[0], ".//o:resumptionToken").text or ""
    last = one(ask(client, verb="ListIdentifiers", resumptionToken=rest), ".//o:resumptionToken")
    assert (last.text, last.get("cursor")) == (None, "6")
    assert error(ask(client, verb="ListRecords", resumptionToken=token)) == ["badResumptionToken"]


def test_a_page_ends_when_it_holds_enough(tmp_path: Path) -> None:
    base = FeedsBase(tmp_path, feed_page_bytes=1)
    base.fill(4)
    root = ask(base.client(), verb="ListRecords", metadataPrefix="rdf")
    assert len(texts(root, "//o:record")) == 1
    assert len(harvest(base.client(), metadataPrefix="rdf")) == 4
    base.close()


@pytest.mark.parametrize("seed", range(4))
def test_no_gap_while_items_come_change_and_go(base: FeedsBase, client: TestClient, seed: int) -> None:
    base.fill(9)
    chance = random.Random(seed)

    def meanwhile(page: int) -> None:
        if page < 4:
            base.put("d1", show=False)  # harvested already: it comes again
            base.put(f"d{chance.randint(1, 12)}", show=False)
            base.remove(chance.choice(sorted(base.living())))

    found = harvest(client, meanwhile)
    last = {identifier.removeprefix(HOST): deleted for identifier, _, deleted in found}
    assert {key for key, deleted in last.items() if not deleted} == base.living().keys()
    stamps = [at for _, at, _ in found]
    assert stamps == sorted(stamps)
    states = [(identifier, at, deleted) for identifier, at, deleted in found]
    assert len(found) <= 9 + 4 * 3  # nothing comes twice that has not changed meanwhile
    assert len(states) >= len(base.living())


def test_going_on_from_the_time_of_a_response_misses_nothing(
    base: FeedsBase, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kg.catalog.writing, "now", lambda: "2026-01-01T00:00:00Z")
    base.fill(3)
    earlier = datetime.now(UTC) - timedelta(seconds=2)
    monkeypatch.setattr(kg.catalog.writing, "now", lambda: earlier.strftime("%Y-%m-%dT%H:%M:%SZ"))
    base.put("late", show=False)  # committed before the response, seen only after it
    moment = ask(client, verb="Identify").findtext("o:responseDate", "", NS)
    base.show()
    assert f"{HOST}late" in [identifier for identifier, _, _ in harvest(client, from_=moment)]


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda b: b.hex()))
def test_any_text_is_a_token_or_an_error(text: str) -> None:
    with pytest.raises(OaiError, match="token"):
        start({"verb": "ListRecords", "resumptionToken": text})


@settings(max_examples=50)
@given(st.integers(0, 2**61), st.integers(0, 2**61), st.none() | st.just("2026-01-01T00:00:00Z"))
def test_tokens_lead_back_to_their_place(after: int, delivered: int, since: str | None) -> None:
    cursor = Cursor("ListRecords", "rdf", since, None, "language:ru", after, delivered, 9)
    assert start({"verb": "ListRecords", "resumptionToken": cursor.token()}) == cursor
