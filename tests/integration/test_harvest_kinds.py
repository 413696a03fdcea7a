"""Every kind of source, from real servers: JSON, XML, OAI-PMH, files, web sites, folders, and our own server."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.harvest.sources import find_source, load_source, load_sources
from ingest.records.correcting import take_corrected, write_rows
from kg.errors import BadInput, NotFound
from kg.identifiers import Uris
from kg.intake import Intake
from kg.quarantine import quarantined
from kg.settings import Settings
from kg.writer import Writer
from tests.harvest_bed import Bed, row
from tests.harvest_server import PAPERS, HarvestServer, Reply, Request
from tests.integration.hashing_encoder import HashingEncoder

ACTIVITIES = """
name: activities
title: Activities
format: xml
rows: iati-activity
kind: project
key: "{iati-identifier}"
key_form: slug
recognise: [iati-identifier]
columns:
  - {header: iati-identifier, required: true, property: [dcterms:identifier]}
  - {header: title/narrative, required: true, language: en, localized: true, property: [dcterms:title, rdfs:label]}
"""


@pytest.fixture
def server() -> Iterator[HarvestServer]:
    with HarvestServer() as running:
        yield running


@pytest.fixture
def bed(tmp_path: Path) -> Bed:
    made = Bed(tmp_path)
    (made.sources / "mappings" / "activities.yaml").write_text(ACTIVITIES)
    (made.sources / "mappings" / "papers.yaml").write_text(PAPERS)
    return made


def titles(*numbers: int) -> list[str]:
    return sorted(f"Row {n}" for n in numbers)


# ---------------------------------------------------------------------- JSON


def test_rest_json_by_page_number(bed: Bed, server: HarvestServer) -> None:
    rows = [row(n) for n in range(23)]

    def answer(request: Request) -> Reply:
        if "$count" in request.query:
            return Reply(json.dumps({"count": len(rows)}))
        size, page = int(request.query["items_per_page"]), int(request.query["page"])
        return Reply(json.dumps(rows[page * size : (page + 1) * size]))

    server.routes["/informea/things"] = answer
    bed.declare(
        "things",
        kind="json",
        url=f"{server.url}/informea/things",
        page_parameter="page",
        size_parameter="items_per_page",
        page_size=10,
        count="count",
        count_query="?$count=true",
    )
    run = bed.harvest("things")
    assert (run.outcome, run.pages, run.created) == ("done", 4, 23)
    del rows[5]
    run = bed.harvest("things")
    assert (run.removed, run.unchanged) == (1, 22)
    assert "Row 5" not in bed.titles()


def test_rows_refused_by_an_operators_own_mapping_are_taken_back(
    bed: Bed, server: HarvestServer, tmp_path: Path
) -> None:
    rows = [row(1), row(2) | {"title": ""}]
    server.routes["/things"] = lambda _: Reply(json.dumps(rows))
    bed.declare("things", kind="json", url=f"{server.url}/things")
    assert bed.harvest("things").refused == 1
    (waiting,) = quarantined(bed.catalog())
    assert waiting.mapping == str(bed.sources / "mappings" / "things.yaml")
    table = tmp_path / "corrected.csv"
    with table.open("w", encoding="utf-8", newline="") as stream:
        write_rows([replace(waiting, content=waiting.content | {"title": "Row 2"})], stream)
    uris = Uris(bed.settings.base_uri)
    with Writer(bed.settings, wait=10) as writer:
        assert take_corrected(table, writer, Intake(writer, HashingEncoder(), uris), uris).taken == 1
        assert quarantined(writer.catalog) == []
    assert bed.titles() == titles(1, 2)


def test_json_by_offset_link_and_since(bed: Bed, server: HarvestServer) -> None:
    def by_offset(request: Request) -> Reply:
        start = int(request.query["offset"])
        return Reply(json.dumps({"data": [row(n) for n in range(start, min(start + 4, 10))], "total": 10}))

    server.routes["/offset"] = by_offset
    bed.declare("offset", kind="json", url=f"{server.url}/offset", rows="data", offset_parameter="offset")
    assert bed.harvest("offset").created == 10

    pages = {"": (0, "/link?at=b"), "b": (1, "/link?at=c"), "c": (2, None)}
    asked: list[str] = []

    def by_link(request: Request) -> Reply:
        asked.append(request.target)
        number, following = pages[request.query.get("at", "")]
        return Reply(json.dumps({"items": [row(number)], "links": {"next": following}}))

    server.routes["/link"] = by_link
    bed.declare(
        "link", kind="json", url=f"{server.url}/link", next="links/next", since_parameter="since", updated="updated"
    )
    assert bed.harvest("link").created == 3
    assert bed.harvest("link").mode == "incremental"
    assert asked[3] == "/link?since=1970-01-01T00%3A00%3A02Z"


# ---------------------------------------------------------------------- XML


def activity(number: int, title: str = "") -> str:
    return (
        f'<iati-activity last-updated-datetime="2024-01-{number + 1:02}T00:00:00Z" xml:lang="en">'
        f"<iati-identifier>XM-TEST-{number}</iati-identifier>"
        f"<title><narrative>{title or f'Row {number}'}</narrative></title></iati-activity>"
    )


def activities(*rows: str) -> str:
    return f'<?xml version="1.0"?><iati-activities version="2.03">{"".join(rows)}</iati-activities>'


IATI = {
    "kind": "xml",
    "rows": "iati-activity",
    "root": "iati-activities",
    "root_attributes": {"version": "2.03"},
    "key": "iati-identifier",
    "updated": "@last-updated-datetime",
    "mapping": "mappings/activities.yaml",
}


def test_an_iati_file_is_asked_for_conditionally(bed: Bed, server: HarvestServer) -> None:
    files = [activities(*map(activity, range(3))), activities(activity(0), activity(1, "Row 1, corrected"))]

    def answer(request: Request) -> Reply:
        tag = f'"{len(files)}"'
        return (
            Reply(status=304)
            if request.headers.get("if-none-match") == tag
            else Reply(files[0], type="text/xml", headers={"ETag": tag})
        )

    server.routes["/a.xml"] = answer
    bed.declare("iati", url=f"{server.url}/a.xml", **IATI)
    assert bed.harvest("iati").created == 3
    before = bed.quads()
    run = bed.harvest("iati")
    assert (run.unchanged, run.outcome) == (3, "done")
    assert bed.quads() == before
    del files[0]
    run = bed.harvest("iati")
    assert (run.unchanged, run.changed, run.removed) == (1, 1, 1)
    assert bed.titles() == ["Row 0", "Row 1, corrected"]


def test_iati_page_by_page_with_faults(bed: Bed, server: HarvestServer) -> None:
    asked: list[int] = []

    def answer(request: Request) -> Reply:
        start = int(request.query["start"])
        asked.append(start)
        whole = activities(*map(activity, range(start, min(start + int(request.query["rows"]), 11))))
        if asked.count(start) == 1:
            return Reply(whole[: len(whole) // 2], type="text/xml")
        return Reply(whole, type="text/xml")

    server.routes["/api"] = answer
    bed.declare(
        "iati", url=f"{server.url}/api?q=x", offset_parameter="start", size_parameter="rows", page_size=4, **IATI
    )
    run = bed.harvest("iati")
    assert (run.outcome, run.created) == ("done", 11)
    assert sorted(set(asked)) == [0, 4, 8, 11]
    assert len(bed.titles()) == 11


def test_xml_that_wants_more_than_its_own_is_not_given_it(bed: Bed, server: HarvestServer, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret words")
    outside = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    body = activities(activity(0), activity(1, "&e;")).removeprefix('<?xml version="1.0"?>')
    server.routes["/a.xml"] = Reply(outside + body, type="text/xml")
    bed.declare("iati", url=f"{server.url}/a.xml", **IATI)
    run = bed.harvest("iati")
    assert (run.outcome, "entities of its own" in (run.message or "")) == ("failed", True)
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>' + body.replace("&e;", "&l11;")
    server.routes["/a.xml"] = Reply(bomb, type="text/xml")
    assert bed.harvest("iati").outcome == "failed"
    assert not bed.catalog().items("records")


# ---------------------------------------------------------------------- OAI-PMH


def oai(*records: str, token: str = "", error: str = "") -> Reply:
    inner = error or f"<ListRecords>{''.join(records)}{token}</ListRecords>"
    return Reply(f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>', type="text/xml")


def paper(number: int, *, deleted: bool = False) -> str:
    status = ' status="deleted"' if deleted else ""
    head = (
        f"<header{status}><identifier>oai:x:{number}</identifier><datestamp>2024-02-0{number + 1}</datestamp></header>"
    )
    dc = f'<dc xmlns="http://purl.org/dc/elements/1.1/"><title>Row {number}</title></dc>'
    return f"<record>{head}{'' if deleted else f'<metadata>{dc}</metadata>'}</record>"


def test_oai_with_tokens_deletions_and_a_token_that_expires(bed: Bed, server: HarvestServer) -> None:
    asked: list[dict[str, str]] = []
    broken = [True]

    def answer(request: Request) -> Reply:
        asked.append(dict(request.query))
        if "from" in request.query:
            return oai(paper(1, deleted=True), paper(3))
        if request.query.get("resumptionToken") == "t1":
            if broken:
                return Reply(status=503)
            return oai(error='<error code="badResumptionToken">gone</error>') if len(asked) < 7 else oai(paper(2))
        token = '<resumptionToken completeListSize="3">t1</resumptionToken>'
        return oai(paper(0), paper(1), token=token)

    server.routes["/oai"] = answer
    bed.declare("papers", kind="oai", url=f"{server.url}/oai", mapping="mappings/papers.yaml")
    assert bed.harvest("papers").outcome == "failed"
    assert bed.titles() == titles(0, 1)
    broken.clear()
    run = bed.harvest("papers")
    assert (run.outcome, run.created) == ("done", 3)
    assert [("resumptionToken" in a) for a in asked] == [False, True, True, True, True, False, True]
    run = bed.harvest("papers")
    assert (run.mode, run.created, run.removed) == ("incremental", 1, 1)
    assert asked[-1] == {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2024-02-03"}
    assert bed.titles() == titles(0, 2, 3)


def test_oai_with_nothing_and_with_an_error(bed: Bed, server: HarvestServer) -> None:
    bed.declare("papers", kind="oai", url=f"{server.url}/oai", mapping="mappings/papers.yaml")
    server.routes["/oai"] = oai(error='<error code="noRecordsMatch"/>')
    assert bed.harvest("papers").outcome == "done"
    server.routes["/oai"] = oai(error='<error code="cannotDisseminateFormat">no oai_dc</error>')
    run = bed.harvest("papers")
    assert (run.outcome, "cannotDisseminateFormat" in (run.message or "")) == ("failed", True)


# ---------------------------------------------------------------------- one file


def test_a_table_at_an_address(vocabulary_data: Path, tmp_path: Path, server: HarvestServer) -> None:
    bed = Bed(tmp_path, vocabulary_data)
    head = "ID,Title,Focal Areas,Grant,Cofinancing,Implementing Agencies,Countries,Fund Source,Period,Status\r\n"
    rest = '"$1,000 ","$2,000 ",United Nations Environment Programme,Chad,GEF Trust Fund,GEF - 7,Completed'
    line = f"{{}},Mercury {{}},Chemicals and Waste,{rest}\r\n"
    server.routes["/export"] = Reply(status=302, headers={"Location": "/made/projects.csv"})
    server.routes["/made/projects.csv"] = [
        Reply("<!DOCTYPE html><title>Please wait</title>", type="text/html"),
        Reply(
            head + line.format(1, 1) + line.format(2, 2),
            type="text/csv",
            headers={"Last-Modified": "Wed, 21 Oct 2015 07:28:00 GMT"},
        ),
    ]
    bed.declare(
        "gef",
        kind="file",
        format="csv",
        url=f"{server.url}/export",
        mapping="gef-projects",
        licence="https://l.example/",
    )
    run = bed.harvest("gef")
    assert (run.outcome, run.created) == ("done", 2)
    quads = b"".join(bed.quads())
    about = b"<http://localhost:8000/graph/records/gef> "
    for said in (b'terms/modified> "2015-10-21"', b"terms/license> <https://l.example/>", b'#precedence> "50"'):
        assert said in quads
    assert about in quads
    server.routes["/made/projects.csv"] = Reply(head + line.format(2, 3) + line.format(4, 4), type="text/csv")
    run = bed.harvest("gef")
    assert (run.created, run.changed, run.removed) == (1, 1, 1)
    server.routes["/made/projects.csv"] = Reply("", type="text/csv")
    assert bed.harvest("gef").outcome == "failed"
    assert b'"Mercury 4"' in b"".join(bed.quads())


# ---------------------------------------------------------------------- web sites


def page(title: str, *links: str) -> Reply:
    anchors = "".join(f'<p><a href="{link}">x</a></p>' for link in links)
    text = f"<h1>{title}</h1><p>1. The secretariat reports on {title}.</p>{anchors}"
    return Reply(
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{text}</body></html>", type="text/html"
    )


def markdown(title: str) -> Reply:
    return Reply(f"# {title}\n\n1. The secretariat shall report on {title}.\n", type="text/markdown")


def sources_of(bed: Bed) -> list[str]:
    return sorted(item.source.partition("/docs/")[2] for item in bed.catalog().items("document"))


def sitemap(*urls: str, kind: str = "url", changed: str = "") -> str:
    stamp = f"<lastmod>{changed}</lastmod>" if changed else ""
    root = "urlset" if kind == "url" else "sitemapindex"
    entries = "".join(f"<{kind}><loc>{url}</loc>{stamp}</{kind}>" for url in urls)
    return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'


def test_documents_that_sitemaps_list(bed: Bed, server: HarvestServer) -> None:
    at = f"{server.url}/docs"
    index = sitemap(f"{server.url}/one.xml.gz", f"{server.url}/one.xml.gz", f"{server.url}/index.xml", kind="sitemap")
    listed = sitemap(
        f"{at}/a.md", f"{at}/b.md", f"{at}/picture.png", "http://elsewhere.example/docs/c.md", changed="2024-05-01"
    )
    server.routes |= {
        "/robots.txt": Reply(f"User-agent: *\nDisallow: /docs/b\nSitemap: {server.url}/index.xml\n", type="text/plain"),
        "/index.xml": Reply(index, type="text/xml"),
        "/one.xml.gz": Reply(gzip.compress(listed.encode()), type="application/gzip"),
        "/docs/a.md": markdown("lead"),
        "/docs/b.md": markdown("cadmium"),
    }
    bed.declare("site", kind="site", url=f"{at}/", suffixes=[".md"], mapping=None)
    run = bed.harvest("site")
    assert (run.outcome, run.created) == ("done", 1)
    assert sources_of(bed) == ["a.md"]
    server.requests.clear()
    assert bed.harvest("site").unchanged == 1
    assert "/docs/a.md" not in server.paths(), "the sitemap says that it has not changed"
    server.routes["/one.xml.gz"] = Reply(listed.replace("2024-05-01", "2024-06-01"), type="text/xml")
    server.routes["/docs/a.md"] = markdown("lead and zinc")
    assert bed.harvest("site").changed == 1
    assert len(sources_of(bed)) == 1


def test_documents_that_pages_link_to(bed: Bed, server: HarvestServer) -> None:
    server.routes |= {
        "/docs/": page("Start", "a.md", "sub", "/elsewhere", "javascript:x()", "#top", "broken.pdf", "a.md"),
        "/docs/sub": page("Sub", "/docs/c.md", "deep", "/docs/"),
        "/docs/deep": page("Deep", "/docs/d.md"),
        "/docs/a.md": markdown("lead"),
        "/docs/c.md": markdown("zinc"),
        "/docs/d.md": markdown("gold"),
        "/docs/broken.pdf": page("Not found, but with status 200"),
    }
    bed.declare(
        "site",
        kind="site",
        url=f"{server.url}/docs/",
        start=[f"{server.url}/docs/"],
        suffixes=[".md", ".pdf"],
        mapping=None,
    )
    run = bed.harvest("site")
    assert run.outcome == "incomplete"
    assert "instead of a PDF" in (run.message or "")
    assert sources_of(bed) == ["a.md", "c.md"]
    assert "/elsewhere" not in server.paths()
    server.routes["/docs/"] = page("Start", "sub")
    server.routes["/docs/c.md"] = [Reply(status=500)]
    run = bed.harvest("site")
    assert run.outcome == "incomplete"
    assert sources_of(bed) == ["a.md", "c.md"], "while one cannot be had, none goes"
    server.routes["/docs/c.md"] = markdown("zinc")
    run = bed.harvest("site", accept_removals=True)
    assert (run.outcome, run.removed) == ("done", 1)
    assert sources_of(bed) == ["c.md"]
    assert [c.action for c in bed.catalog().changes()][-1] == "delete"


def test_pages_as_documents_and_a_site_without_end(tmp_path: Path, server: HarvestServer) -> None:
    bed = Bed(tmp_path, harvest_pages=6)

    def endless(request: Request) -> Reply:
        number = int(request.path.rpartition("/")[2] or 0)
        return page(f"Page {number} of mercury", f"/docs/{number + 1}")

    server.routes["/docs/*"] = endless
    bed.declare(
        "site",
        kind="site",
        url=f"{server.url}/docs/",
        start=[f"{server.url}/docs/0"],
        pages=True,
        depth=10,
        mapping=None,
    )
    run = bed.harvest("site")
    assert (run.outcome, run.created) == ("failed", 6)
    assert "MEA_KG_HARVEST_PAGES" in (run.message or "")
    assert len(sources_of(bed)) == 6


# ---------------------------------------------------------------------- folders


def test_a_watched_folder(bed: Bed, tmp_path: Path) -> None:
    folder = tmp_path / "watched"
    (folder / "below").mkdir(parents=True)
    (folder / "a.md").write_text("# Lead\n\n1. The secretariat reports on lead.\n")
    (folder / "below" / "b.md").write_text("# Zinc\n\n1. The secretariat reports on zinc.\n")
    bed.declare("folder", kind="folder", path=str(folder), mapping=None)
    assert bed.harvest("folder").created == 2
    assert bed.harvest("folder").unchanged == 2
    (folder / "a.md").write_text("# Lead\n\n1. The secretariat reports on lead and tin.\n")
    (folder / "below" / "b.md").unlink()
    run = bed.harvest("folder")
    assert (run.changed, run.removed) == (1, 1)
    assert [item.source for item in bed.catalog().items("document")] == ["a.md"]


# ---------------------------------------------------------------------- declarations


def test_what_ships_can_be_used() -> None:
    sources = load_sources(Settings())
    assert {"gef-projects", "iati-mercury", "informea-decisions", "minamata-documents"} <= set(sources)
    assert all(source.licence is None or source.licence.startswith("http") for source in sources.values())


def test_own_declarations_replace_and_mistakes_are_named(bed: Bed) -> None:
    bed.declare("gef-projects", kind="folder", path="/x", mapping=None)
    assert find_source(bed.settings, "gef-projects").kind == "folder"
    with pytest.raises(NotFound, match="There is no source nothing"):
        find_source(bed.settings, "nothing")
    for text, place in (
        ("kind: odata\nname: x\ntitle: X\nurl: file:///etc\nset: S", "url"),
        ("kind: odata\nname: x\ntitle: X\nurl: http://x.example\nset: S\nevery: soon", "every"),
        ("kind: site\nname: x\ntitle: X\nurl: http://x.example\ninclude: '['", "include"),
        ("kind: odata\nname: x\ntitle: X\nurl: http://x.example\nset: S\nnonsense: 1", "nonsense"),
        ("kind: teleport\nname: x", "the declaration"),
        ("a: [", "YAML"),
    ):
        with pytest.raises(BadInput, match=place):
            load_source(text, "x.yaml")
