"""What views computed is carried into the next state of the base, unless a change touches it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.base import KnowledgeBase
from kg.catalog import NewItem
from kg.errors import NotFound
from kg.settings import Settings
from kg.views.things import some, thing, things
from kg.writer import Writer
from tests.integration.hashing_encoder import HashingEncoder

BASE = "http://kg.example/"
MEA = "https://w3id.org/mea-kg/ontology#"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
TITLE = "<http://purl.org/dc/terms/title>"


class Changing:
    """A base whose items can be put; each change is seen at once."""

    def __init__(self, directory: Path) -> None:
        settings = Settings(data=directory, base_uri=BASE, publish_delay=0)
        self.writer = Writer(settings)
        self.base = KnowledgeBase(settings, HashingEncoder())

    def put(self, kind: str, key: str, of_class: str, uri: str, title: str) -> None:
        triples = f'<{BASE}id/{uri}> {TYPE} <{MEA}{of_class}> .\n<{BASE}id/{uri}> {TITLE} "{title}" .\n'.encode()
        digest = hashlib.sha256(triples).hexdigest()
        new = NewItem(kind, key, None, title, "en", "x", f"/{key}", "text/plain", digest, {}, triples)
        self.writer.put(new, self.writer.catalog.item(kind, key), {})
        self.writer.publish()
        self.base.refresh()

    def titles(self, name: str) -> list[str]:
        return [entry["title"] for entry in things(self.base.snapshot, name)]


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Changing]:
    made = Changing(tmp_path / "data")
    made.put("records", "m", "Meeting", "meeting/mc-cop-6", "A meeting")
    made.put("records", "d", "Decision", "decision/mc-5-1", "A decision")
    yield made
    made.base.close()
    made.writer.close()


def test_a_document_leaves_lists_alone_that_it_says_nothing_of(changing: Changing) -> None:
    assert (changing.titles("meetings"), changing.titles("decisions")) == (["A meeting"], ["A decision"])
    before = things(changing.base.snapshot, "meetings")
    changing.put("document", "a.en", "Decision", "decision/mc-5-2", "Another")
    assert things(changing.base.snapshot, "meetings") is before
    assert changing.titles("decisions") == ["A decision", "Another"]
    changing.put("document", "a.en", "Document", "document/a", "No decision any more")
    assert changing.titles("decisions") == ["A decision"]


def test_a_table_changes_lists(changing: Changing) -> None:
    assert changing.titles("meetings") == ["A meeting"]
    changing.put("records", "m", "Meeting", "meeting/mc-cop-6", "Renamed")
    assert changing.titles("meetings") == ["Renamed"]


def test_one_thing_is_read_without_its_class(changing: Changing) -> None:
    snapshot = changing.base.snapshot
    alone = thing(snapshot, "meetings", "mc-cop-6")
    uri = f"{BASE}id/meeting/mc-cop-6"
    assert some(snapshot, "meetings", [uri, f"{BASE}id/meeting/none"]) == [alone]
    assert "statements" not in snapshot.cache or not snapshot.cache["statements"]
    assert things(snapshot, "meetings") == [alone] == [thing(snapshot, "meetings", "mc-cop-6")]
    for key in ("none", "", "a/../b"):
        with pytest.raises(NotFound, match="no meeting"):
            thing(snapshot, "meetings", key)


def test_many_things_are_read_as_a_class(changing: Changing) -> None:
    wanted = [f"{BASE}id/meeting/{key}" for key in ("mc-cop-6", *map(str, range(200)))]
    assert [entry["key"] for entry in some(changing.base.snapshot, "meetings", wanted)] == ["mc-cop-6"]
    assert changing.base.snapshot.cache["statements"]
