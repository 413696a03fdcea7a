"""What the feeds for InforMEA look like, over the starter base: shapes, required fields, files, protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import etree

from tests.conftest import serving

LISTED = (
    "Decisions", "Meetings", "Documents", "CountryReports", "NationalPlans", "Sites", "Treaties", "CountryProfiles",
    "Projects",
)  # fmt: skip
CODES = {"basel", "rotterdam", "stockholm", "minamataunep"}
REQUIRED = {
    "Decisions": ("protocolVersion", "id", "link", "type", "status", "number", "treaty", "published", "updated",
                  "meetingId", "meetingTitle", "meetingUrl", "treatyUUID"),
    "Meetings": ("protocolVersion", "id", "treaty", "url", "status", "updated"),
    "Documents": ("id", "schemaVersion", "published", "updated", "url"),
    "Treaties": ("id", "UUID", "url", "titleEnglish", "officialNameEnglish", "updated"),
    "CountryProfiles": ("country", "treaty", "entryIntoForce", "entryIntoForceStatus", "updated"),
    "Projects": ("id", "url", "updated"),
}  # fmt: skip
ALLOWED = {
    ("Decisions", "type"): {"decision", "official_document", "recommendation", "resolution"},
    ("Decisions", "status"): {"active", "adopted", "amended", "draft", "retired"},
    ("Decisions", "treaty"): CODES,
    ("Meetings", "treaty"): CODES,
    ("Meetings", "kind"): {"official", "partner", "interest"},
    ("Meetings", "status"): {"over", "confirmed", "nodate"},
    ("CountryProfiles", "entryIntoForceStatus"): {"party", "signatory", "unknown"},
}
D = "{http://schemas.microsoft.com/ado/2007/08/dataservices}"
M = "{http://schemas.microsoft.com/ado/2007/08/dataservices/metadata}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def client(starter_server: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=starter_server, timeout=60) as client:
        yield client


def ask(client: httpx2.Client, path: str, headers: Mapping[str, str] | None = None, **options: str) -> httpx2.Response:
    parameters = {f"${name}": value for name, value in options.items()}
    return client.get(f"/informea.svc/{path}", params=parameters, headers=dict(headers or {}))


def rows(client: httpx2.Client, name: str, **options: str) -> list[dict[str, Any]]:
    answer = ask(client, name, None, **options)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["d"]["results"])


# ---------------------------------------------------------------------- recorded responses


def shape(value: object, at: str = "") -> dict[str, set[str]]:
    """Paths of a response with the types of what stands there."""
    found: dict[str, set[str]] = {}
    children: list[tuple[str, object]] = []
    if isinstance(value, dict):
        children = [(f"{at}.{name}", v) for name, v in value.items()]
    elif isinstance(value, list):
        found[at] = {"list"}
        children = [(f"{at}[]", v) for v in value]
    else:
        found[at] = {type(value).__name__}
    for path, child in children:
        for name, types in shape(child, path).items():
            found.setdefault(name, set()).update(types)
    return found


def of_provider(path: str) -> bool:
    """What belongs to one provider's database: its own fields, back links, other names for ids."""
    name = path.rpartition(".")[2]
    return (
        name.startswith("brs_")
        or name in {"documentId", "Id", "fileName"}
        or any(f".{link}." in path for link in ("Decisions", "CountryReportDetails", "SiteDetails"))
        or (name in {"id", "uri"} and "[].__metadata" in path and path.count("[]") > 1)
    )


@pytest.mark.parametrize(
    ("fixture", "name", "expand", "version"),
    [
        ("v1-Decisions", "Decisions", "title,summary,content,files", "v2"),
        ("v3-Decisions", "Decisions", "title,longTitle,summary,content,keywords,files", "v3"),
        ("v1-Meetings", "Meetings", "title,description", "v2"),
        ("v3-Meetings", "Meetings", "title,description", "v3"),
    ],
)
def test_the_shape_is_that_of_recorded_responses(
    client: httpx2.Client, shared: Path, fixture: str, name: str, expand: str, version: str
) -> None:
    recorded = json.loads((shared / f"data/informea/odata-fixtures/{fixture}.json").read_text("utf-8"))
    theirs = {path: types for path, types in shape(recorded).items() if not of_provider(path)}
    answer = client.get(f"/informea.svc/{version}/{name}", params={"$expand": expand}).json()
    ours = shape(answer)
    # Which lists have rows depends on the data; the lists themselves have to be there.
    filled = {path for path, types in ours.items() if types == {"list"} and f"{path}[].__metadata.type" in ours}
    for path, types in theirs.items():
        owner = path.rpartition("[]")[0]
        if owner and owner not in filled:
            assert ours[owner] == {"list"}, path
            continue
        assert path in ours, f"{path} is missing"
        assert ours[path] - {"NoneType"} <= types | {"int", "float"} if types & {"int"} else types | {"str"}, path
        if "list" in types:
            assert ours[path] == {"list"}, path


@pytest.mark.parametrize("fixture", ["v1-CountryReports", "v3-NationalPlans", "v1-Sites"])
def test_the_model_has_the_fields_of_recorded_responses(client: httpx2.Client, shared: Path, fixture: str) -> None:
    """Sets that are empty here still have all fields, in the metadata."""
    recorded = json.loads((shared / f"data/informea/odata-fixtures/{fixture}.json").read_text("utf-8"))["d"]["results"]
    names = {name for row in recorded for name in row} - {"__metadata"}
    type_name = fixture.partition("-")[2].removesuffix("s")
    edmx = etree.fromstring(ask(client, "$metadata").content)
    type_ = next(e for e in edmx.iter("{*}EntityType") if e.get("Name") == type_name)
    members = {e.get("Name") for e in type_ if e.get("Name")}
    assert names <= members


# ---------------------------------------------------------------------- fields


@pytest.mark.parametrize("name", REQUIRED)
def test_required_fields_are_there(client: httpx2.Client, name: str) -> None:
    found = rows(client, name)
    assert found
    for row in found:
        assert [field for field in REQUIRED[name] if row[field] in {None, ""}] == [], row
    for (set_name, field), allowed in ALLOWED.items():
        if set_name == name:
            assert {row[field] for row in found} <= allowed


def test_decisions_point_to_meetings_and_english_comes_first(client: httpx2.Client) -> None:
    meetings = {row["id"]: row for row in rows(client, "Meetings", expand="title,titles")}
    assert {row["meetingId"] for row in rows(client, "Decisions")} <= set(meetings)
    for meeting in meetings.values():
        titles = meeting["title"]["results"]
        assert titles[0]["language"] == "en"
        assert meeting["titles"] == meeting["title"]
        assert (meeting["start"] is None) == (meeting["status"] == "nodate")
    assert meetings["mc-cop-4"]["city"] == "Bali"
    assert meetings["mc-cop-4"]["country"] == "IDN"
    assert meetings["mc-cop-4"]["virtual"] is False
    assert meetings["mc-cop-4"]["start"] == "/Date(1635724800000)/"


def test_keywords_are_words_of_leo(client: httpx2.Client, shared: Path) -> None:
    names = {
        line.partition('"')[2].rpartition('"')[0].casefold()
        for line in (shared / "data/leo/leo.ttl").read_text("utf-8").splitlines()
        if "skos:prefLabel" in line
    }
    found = [k for row in rows(client, "Decisions", expand="keywords") for k in row["keywords"]["results"]]
    found += [k for row in rows(client, "Documents", expand="keywords") for k in row["keywords"]["results"]]
    assert len(found) > 20
    for keyword in found:
        assert keyword["termURI"].startswith("http://www.informea.org/terms/")
        assert (keyword.get("term") or keyword["literalForm"]).casefold() in names


def test_a_document_has_a_file_for_each_language(client: httpx2.Client) -> None:
    found = {row["id"]: row for row in rows(client, "Documents", expand="files,titles,types,identifiers")}
    using = found["mea-kg-doc.1"]
    files = using["files"]["results"]
    assert files[0]["language"] == "en"
    assert {f["language"] for f in files} == {"ar", "en", "es", "fr", "ru", "zh"}
    identifier = using["identifiers"]["results"][0]
    assert (identifier["name"], identifier["value"]) == ("UN-Number", "MEA-KG/DOC.1")
    for file in files:
        answer = client.get(file["url"])
        assert answer.status_code == 200
        assert len(answer.content) == int(file["size"])
        assert file["url"].endswith(file["filename"])
        assert answer.headers["content-type"] == file["mimeType"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["content-disposition"].startswith("attachment")
        again = client.get(file["url"], headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    digest = files[0]["url"].split("/")[-2]
    assert client.get(f"/files/{digest}/other.html").status_code == 404
    assert client.get(f"/files/{'0' * 64}/x.txt").status_code == 404
    assert client.get("/files/..%2f..%2fcatalog.db/x").status_code in {404, 422}


# ---------------------------------------------------------------------- protocol


def test_the_service_document_and_the_metadata(client: httpx2.Client) -> None:
    assert ask(client, "").json() == {"d": {"EntitySets": list(LISTED)}}
    assert [s["name"] for s in ask(client, "", {"OData-Version": "4.0"}).json()["value"]] == list(LISTED)
    atom = ask(client, "", {"Accept": "application/atomsvc+xml,application/xml"})
    assert [c.get("href") for c in etree.fromstring(atom.content).iter("{*}collection")] == list(LISTED)
    for version, headers in (("1.0", {}), ("4.0", {"OData-MaxVersion": "4.0"})):
        answer = ask(client, "$metadata", headers)
        assert answer.headers["content-type"].startswith("application/xml")
        edmx = etree.fromstring(answer.content)
        assert edmx.get("Version") == version
        assert next(edmx.iter("{*}Schema")).get("Namespace") == "informea"
        sets = {e.get("Name"): e.get("EntityType") for e in edmx.iter("{*}EntitySet")}
        types = {f"informea.{e.get('Name')}": e for e in edmx.iter("{*}EntityType")}
        assert set(LISTED) <= set(sets)
        assert set(sets.values()) == set(types)
        assert "Contacts" not in sets


@pytest.mark.parametrize("name", LISTED)
def test_counts_pages_and_the_end(client: httpx2.Client, name: str) -> None:
    count = ask(client, f"{name}/$count")
    assert count.headers["content-type"].startswith("text/plain")
    assert count.text.isdecimal()
    number = int(count.text)
    counted = ask(client, name, inlinecount="allpages", top="1").json()["d"]
    assert counted["__count"] == count.text
    assert len(counted["results"]) == min(1, number)
    past = ask(client, name, skip=str(number + 100), top="100")
    assert (past.status_code, past.json()) == (200, {"d": {"results": []}})
    new = ask(client, name, {"OData-Version": "4.0"}, count="true", top="0").json()
    assert new["@odata.count"] == number
    assert new["value"] == []
    light = ask(client, name, {"Accept": "application/json;odata=minimalmetadata"}, inlinecount="allpages").json()
    assert light["odata.count"] == count.text
    feed = etree.fromstring(ask(client, name, {"Accept": "application/atom+xml"}, inlinecount="allpages").content)
    assert feed.findtext(f"{M}count") == count.text


def test_every_row_has_an_address(client: httpx2.Client) -> None:
    for name in LISTED:
        for row in rows(client, name, top="3"):
            for address in (row["__metadata"]["uri"], f"/informea.svc/{name}(guid'{row['id']}')"):
                single = client.get(address)
                assert single.status_code == 200
                assert single.json()["d"]["id"] == row["id"]
            deferred = [v["__deferred"]["uri"] for v in row.values() if isinstance(v, dict) and "__deferred" in v]
            for address in deferred:
                parts = client.get(address).json()["d"]["results"]
                for part in parts:
                    assert client.get(part["__metadata"]["uri"]).json()["d"] == part
    decision = ask(client, "Decisions('mc-1-6')/title/$count")
    assert decision.text == "1"
    assert ask(client, "Decisions('mc-1-6')/number/$value").text == "MC-1/6"
    assert ask(client, "Decisions('mc-1-6')/number").json() == {"d": {"number": "MC-1/6"}}


@pytest.mark.parametrize(
    "path", ["Contacts", "Contacts/$count", "Contacts('1')", "Decisions('never')", "Decisions('mc-1-6')/colour", "x"]
)
def test_what_is_not_served_is_not_found(client: httpx2.Client, path: str) -> None:
    answer = ask(client, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("option", "value"),
    [("filter", "colour eq 1"), ("top", "-1"), ("orderby", "title"), ("expand", "colour"), ("apply", "x")],
)
def test_what_cannot_be_used_is_refused(client: httpx2.Client, option: str, value: str) -> None:
    answer = ask(client, "Decisions", None, **{option: value})
    assert answer.status_code == 400
    assert answer.json()["title"]


def test_an_unknown_format_is_refused(client: httpx2.Client) -> None:
    assert ask(client, "Decisions", format="xlsx").status_code == 406


def test_versions_are_named_and_dates_are_written_for_them(client: httpx2.Client) -> None:
    answers = {v: client.get(f"/informea.svc/{v}/Meetings('mc-cop-5')?$expand=title") for v in ("v2", "v3", "v4")}
    assert answers["v2"].json()["d"]["start"] == "/Date(1698624000000)/"
    assert answers["v3"].json()["d"]["start"] == "/Date(1698624000000)/"
    assert answers["v4"].json()["start"] == "2023-10-30T00:00:00.000Z"
    assert answers["v4"].json()["@odata.context"].endswith("/v4/$metadata#Meetings/$entity")
    assert isinstance(answers["v3"].json()["d"]["title"], list)
    assert [r["language"] for r in answers["v4"].json()["title"]] == ["en", "fr"]
    assert answers["v2"].headers["dataserviceversion"] == "2.0;"
    assert answers["v3"].headers["dataserviceversion"] == "3.0;"
    assert answers["v4"].headers["odata-version"] == "4.0"


def test_select_shows_what_was_asked_for(client: httpx2.Client) -> None:
    row = rows(client, "Decisions", select="id,number,title", expand="title", top="1")[0]
    assert set(row) == {"__metadata", "id", "number", "title"}


def test_atom_holds_the_same(client: httpx2.Client) -> None:
    feed = etree.fromstring(
        ask(client, "Meetings", {"Accept": "application/atom+xml"}, expand="title", orderby="id").content
    )
    found = rows(client, "Meetings", expand="title", orderby="id")
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}content/{M}properties/{D}id") for e in entries] == [row["id"] for row in found]
    for entry, row in zip(entries, found, strict=True):
        titles = entry.findall(f"{ATOM}link[@title='title']/{M}inline/{ATOM}feed/{ATOM}entry")
        written = [t.findtext(f"{ATOM}content/{M}properties/{D}value") for t in titles]
        assert written == [t["value"] for t in row["title"]["results"]]
        start = entry.find(f"{ATOM}content/{M}properties/{D}start")
        assert start is not None
        assert (start.get(f"{M}null") == "true") == (row["start"] is None)


def test_other_clients(client: httpx2.Client) -> None:
    """The requests that UNEP's adapter, the BRS framework and others make."""
    found = rows(client, "Documents", filter="substringof('knowledge base',title)", expand="title,files,types,treaties")
    assert "mea-kg-doc.1" in {row["id"] for row in found}
    lambdas = rows(client, "Documents", filter="Titles/any(x: x/Language eq 'fr')")
    assert {"mea-kg-doc.1", "mea-kg-doc.2"} <= {row["id"] for row in lambdas}
    ours = rows(client, "Decisions", filter="treaty eq 'minamataunep'", expand="title,files")
    assert 0 < len(ours) < len(rows(client, "Decisions"))


@pytest.mark.slow
def test_the_size_of_pages_is_a_setting(starter_data: Path) -> None:
    with (
        serving(starter_data, MEA_KG_INFORMEA_PAGE_SIZE="100") as url,
        httpx2.Client(base_url=url, timeout=60) as client,
    ):
        for path, mark in (("CountryProfiles?$top=600&$orderby=country", "__next"), ("CountryProfiles", "__next")):
            address: str | None = f"/informea.svc/{path}"
            sizes, seen = [], set()
            while address:
                page = client.get(address).json()["d"]
                sizes.append(len(page["results"]))
                seen |= {row["id"] for row in page["results"]}
                address = page.get(mark)
            assert max(sizes) == 100
            assert len(seen) == sum(sizes) == (600 if "top" in path else 648)


# ---------------------------------------------------------------------- REST JSON


def test_the_rest_variant(client: httpx2.Client) -> None:
    number = client.get("/informea/decisions?$count=true").json()
    assert number == {"count": int(ask(client, "Decisions/$count").text)}
    meetings = {row["id"]: row for row in client.get("/informea/meetings").json()}
    assert meetings["mc-cop-2"]["title"]["zh-hans"].startswith("关于汞的水俣公约")
    assert meetings["mc-cop-2"]["start"] == "2018-11-19"
    decision = client.get("/informea/decisions/mc-4-4").json()
    assert decision["number"] == "MC-4/4"
    assert {"term": "artisanal mining", "uri": "http://www.informea.org/terms/artisanal-mining"} in decision["keywords"]
    document = client.get("/informea/documents/mea-kg-doc.1").json()
    file = document["files"][0]
    assert set(file) == {"id", "url", "content", "mimeType", "language", "filename"}
    assert file["content"] is None
    assert file["mimeType"] == "md"
    assert client.get(file["url"]).status_code == 200
    pages = [client.get(f"/informea/documents?items_per_page=4&page={n}").json() for n in range(5)]
    assert [row["id"] for page in pages for row in page] == [r["id"] for r in client.get("/informea/documents").json()]
    assert pages[4] == []
    assert client.get("/informea/contacts").status_code == 404
    assert client.get("/informea/decisions/never").status_code == 404
    assert client.get("/informea/country-reports").json() == []
