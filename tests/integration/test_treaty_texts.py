"""The published texts of the conventions: every article with number, title, paragraphs and items, and the annexes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ingest.enrich import EnrichmentContext, enrich
from ingest.readers.process import ReaderPool
from ingest.structure import Structured, structure
from kg.identifiers import Uris, provision_keys
from kg.linking import LabelMatcher
from kg.model import PassageKind
from kg.settings import Settings
from ontology import taxonomies

TEXTS = {
    ("minamata", "en"): "minamata_nl-gov_BWBV0006298.md",
    ("basel", "en"): "basel_nl-gov_BWBV0002081.md",
    ("rotterdam", "en"): "rotterdam_nl-gov_BWBV0001432.md",
    ("basel", "es"): "basel_es_AR-LEY-23922.md",
    ("rotterdam", "es"): "rotterdam_es_AR-LEY-25278.md",
}
ANNEXES = {
    ("minamata", "en"): [f"annex_{n}" for n in range(1, 6)],
    ("basel", "en"): [f"annex_{n}" for n in ("1", "2", "3", "4", "5_a", "5_b", "6", "8", "9")],
    ("rotterdam", "en"): [f"annex_{n}" for n in range(1, 7)],
    ("basel", "es"): [f"annex_{n}" for n in ("1", "2", "3", "4", "5_a", "5_b", "6")],
    ("rotterdam", "es"): ["annex_1", "annex_2", "annex_4", "annex_5"],
}
LABEL = re.compile(r"(?m)(?:^|(?<=[.;:] )|(?<= and ))(?:\d{1,2}[.)]|\(?(?:[a-z]|[ivx]+)\s?\))")
REMARK = "Treedt in werking op een nader te bepalen tijdstip"


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[tuple[str, str], Structured]:
    with ReaderPool(Settings()) as pool:
        return {key: structure(pool.read(shared / "data/treaties" / name)) for key, name in TEXTS.items()}


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


@pytest.mark.parametrize(("treaty", "language"), TEXTS)
def test_every_article(texts: dict[tuple[str, str], Structured], shared: Path, treaty: str, language: str) -> None:
    found = texts[treaty, language]
    listed = json.loads((shared / f"data/derived/{treaty}_articles_{language}.json").read_text("utf-8"))["articles"]
    for article in listed:
        own = [p for p in found.passages if p.eid.startswith(f"art_{article['number']}__")]
        heading = next(p.text for p in own if p.kind is PassageKind.HEADING)
        assert squeezed(article["title"]) in squeezed(heading)
        whole = squeezed("".join(p.text for p in own if p.kind is not PassageKind.HEADING))
        words = [squeezed(word) for word in LABEL.sub(" ", article["text"].replace(REMARK, "")).split()]
        closing = article["number"] == len(listed)  # the list counts the closing words to the last article
        assert closing or sum(word in whole for word in words) >= 0.99 * len(words)
        printed = set(re.findall(r"(?m)^(\d{1,2})[.)](?=\s|$)", article["text"]))
        numbers = {(p.number or "").partition("(")[0] for p in own} - {""}
        assert numbers == printed
    assert found.masthead.convention == treaty
    assert found.language == language


@pytest.mark.parametrize(("treaty", "language"), TEXTS)
def test_annexes_and_preamble(texts: dict[tuple[str, str], Structured], treaty: str, language: str) -> None:
    found = texts[treaty, language]
    parts = list(dict.fromkeys(p.part for p in found.passages))
    assert parts == ["body", *ANNEXES[treaty, language]]
    recitals = [p for p in found.passages if p.kind is PassageKind.PREAMBLE]
    assert len(recitals) >= 13
    assert max(len(p.text) for p in recitals) < 1200


def test_spanish_and_english_have_the_same_numbered_places(texts: dict[tuple[str, str], Structured]) -> None:
    for treaty in ("basel", "rotterdam"):
        places = [
            {str(p.eid) for p in texts[treaty, language].passages if p.part == "body" and p.number}
            for language in ("en", "es")
        ]
        assert len(places[0] & places[1]) >= 0.95 * len(places[0] | places[1])


def test_every_passage_leads_to_a_provision_that_exists(texts: dict[tuple[str, str], Structured]) -> None:
    content = next(t.content for t in taxonomies() if t.name == "provisions").decode()
    known = set(re.findall(r"^<id/provision/([^>]+)>", content, re.MULTILINE))
    linked = {
        key
        for (treaty, _), found in texts.items()
        for passage in found.passages
        for key in provision_keys(treaty, passage.eid)
    }
    assert {"minamata.art_17", "basel.annex_viii", "rotterdam.art_30"} <= linked
    assert linked <= known


@pytest.mark.parametrize(("treaty", "language"), TEXTS)
def test_cited_paragraphs_lead_to_paragraphs(
    texts: dict[tuple[str, str], Structured], treaty: str, language: str
) -> None:
    passages = texts[treaty, language].passages
    own = {key for passage in passages for key in provision_keys(treaty, passage.eid)}
    context = EnrichmentContext(Uris("http://x/"), LabelMatcher(()), treaty, None, paragraphs=own)
    cited = [m for p in enrich(passages, language, context) for m in p.mentions if m.method == "paragraph"]
    lost = {m.value for m in cited if (m.uri or "").rpartition("/")[2] not in own or "__para_" not in (m.uri or "")}
    assert len(cited) >= 10
    assert lost == set()
