"""Old addresses and a joint document's other symbols lead to the document, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from ingest.pipeline import Pipeline
from kg.embedding import open_encoder
from kg.settings import Settings
from kg.writer import Writer
from search_api.app import create_app

TEXT = "# Заметка о хранении\n\n1. Хранение ртути в Лусаке.\n"
JOINT = """UNEP/CHW.17/15–UNEP/FAO/RC/COP.12/18–UNEP/POPS/COP.12/15

# Synergies of the conventions

1. The three conventions share a secretariat in Geneva.
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("in")
    settings = Settings(data=folder / "data", request_rate="")
    note, joint = folder / "заметка.txt", folder / "joint.txt"
    joint.write_text(JOINT, "utf-8")
    note.write_text(TEXT, "utf-8")
    first = ingest(settings, [note, joint])
    note.write_text(f"---\nsymbol: MEA-KG/TEST.9\n---\n{TEXT}", "utf-8")
    second = ingest(settings, [note])
    keys = {"old": first["заметка.txt"], "new": second["заметка.txt"], "joint": first["joint.txt"]}
    with TestClient(create_app(settings)) as client:
        yield client, keys


def ingest(settings: Settings, paths: list[Path]) -> dict[str, str]:
    with Writer(settings) as writer, Pipeline(settings, writer, open_encoder(settings)) as pipeline:
        return {result.source: result.taken.key for result in pipeline.run(paths) if result.taken}


def test_a_better_identifier_redirects_the_old_address(client: tuple[TestClient, dict[str, str]]) -> None:
    http, keys = client
    assert keys["new"] == "mea-kg-test.9.ru"
    assert keys["old"] != keys["new"]
    answer = http.get(f"/api/documents/{keys['old']}", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["location"] == "/api/documents/mea-kg-test.9.ru"
    assert http.get(f"/api/documents/{keys['old']}").json()["key"] == "mea-kg-test.9.ru"


@pytest.mark.parametrize("alias", ["unep-fao-rc-cop.12-18", "unep-pops-cop.12-15", "unep-pops-cop.12-15.en"])
def test_the_other_symbols_of_a_joint_document_lead_to_it(
    alias: str, client: tuple[TestClient, dict[str, str]]
) -> None:
    http, keys = client
    assert keys["joint"] == "unep-chw.17-15.en"
    answer = http.get(f"/api/documents/{alias}", follow_redirects=False)
    assert answer.status_code == 308
    assert http.get(f"/api/documents/{alias}").json()["key"] == "unep-chw.17-15.en"
