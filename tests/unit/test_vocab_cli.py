"""The vocab commands as people use them: on the shipped schemes, and on a base of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.vocabulary import load_vocabulary
from kg.errors import BadInput, MeaKgError, NotFound
from kg.identifiers import Uris
from kg.intake import Intake
from kg.settings import Settings
from kg.vocabulary.difference import difference
from kg.vocabulary.scheme import Scheme, from_statements, parse, shipped
from kg.vocabulary.store import save, schemes
from kg.writer import Writer
from search_api.cli.vocab import vocab_command
from tests.integration.hashing_encoder import HashingEncoder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(vocab_command, [str(argument) for argument in arguments])


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base with nothing but the vocabulary, made once."""
    own = Settings(data=tmp_path_factory.mktemp("base") / "data")
    release(own)
    return own.data


@pytest.fixture
def settings(base: Path, tmp_path: Path) -> Settings:
    shutil.copytree(base, tmp_path / "data")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """The topics as a table, with one French name changed."""
    file = tmp_path / "topics.csv"
    done("export", "topics", "--shipped", "-o", file)
    text = file.read_text("utf-8-sig")
    assert text.count(",Déchets de mercure,") == 1
    file.write_text(text.replace(",Déchets de mercure,", ",Déchets au mercure,"), "utf-8-sig")
    return file


def put(settings: Settings, scheme: Scheme, source: str = "topics.csv") -> None:
    with Writer(settings) as writer:
        save(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), scheme, source)


def release(settings: Settings) -> None:
    """What `mea-kg ingest` does about the vocabulary."""
    with Writer(settings) as writer:
        load_vocabulary(Intake(writer, HashingEncoder(), Uris(settings.base_uri)), settings.base_uri)


def test_list_and_show() -> None:
    listed = json.loads(done("list", "--shipped", "--json"))
    assert {row["name"] for row in listed["schemes"]} >= {"topics", "countries", "verbs"}
    assert listed["concepts"] == sum(row["concepts"] for row in listed["schemes"])
    for name in ("topics.asgm", "id/concept/topics.asgm", "http://localhost:8000/id/concept/topics.asgm"):
        shown = json.loads(done("show", name, "--shipped", "--json"))
        assert shown["prefLabel_en"] == ["Artisanal and small-scale gold mining"]
    assert "inScheme" in done("show", "id/party/KEN", "--shipped")
    assert isinstance(run("show", "topics.nothing", "--shipped").exception, NotFound)


NAMES = (
    "кустарной и мелкомасштабной добыче золота",
    "ASGM",
    "orpaillage",
    "手工和小规模采金业",
    "لتعدين الذهب الحرفي والضيق النطاق",
)


@pytest.mark.parametrize("text", NAMES)
def test_lookup_finds_one_concept_by_its_names(text: str) -> None:
    found = json.loads(done("lookup", text, "--shipped", "--json"))["concepts"]
    assert [one["uri"].rpartition("/")[2] for one in found] == ["topics.asgm"]
    assert "topics.asgm" in done("lookup", text, "--shipped")


def test_lookup_says_when_there_is_nothing() -> None:
    result = run("lookup", "zebra crossing", "--shipped")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No concept" in result.stderr


def test_export_of_all_schemes(tmp_path: Path) -> None:
    done("export", "--all", "--shipped", "-o", tmp_path / "tables")
    assert {file.stem for file in (tmp_path / "tables").iterdir()} == set(shipped("http://x/"))
    assert "uri,type" in done("export", "verbs", "--shipped", "--csv")
    done("export", "verbs", "--shipped", "--turtle", "-o", tmp_path)
    assert parse((tmp_path / "verbs.ttl").read_bytes(), "http://x/").name == "verbs"
    assert run("export").exit_code == run("export", "verbs", "--all").exit_code == 2
    assert isinstance(run("export", "zebras", "--shipped").exception, NotFound)


def test_import_shows_what_would_change_and_does_nothing(table: Path, settings: Settings) -> None:
    shown = done("import", table, "--data", settings.data)
    assert "    ~ prefLabel_fr: Déchets de mercure → Déchets au mercure" in shown.splitlines()
    assert not difference(shipped(settings.base_uri)["topics"], schemes(settings)["topics"])


def test_import_into_a_turtle_file(table: Path, tmp_path: Path) -> None:
    assert run("import", table, "--shipped", "-o", tmp_path / "topics.ttl").exit_code == 2, "--apply is missing"
    done("import", table, "--shipped", "--apply", "-o", tmp_path / "topics.ttl")
    text = (tmp_path / "topics.ttl").read_text("utf-8")
    assert '"Déchets au mercure"@fr' in text
    assert "http://localhost" not in text


def test_bad_cells_change_nothing(table: Path, settings: Settings) -> None:
    table.write_text(table.read_text("utf-8-sig").replace("from-memory", "remembered", 1), "utf-8")
    result = run("import", table, "--data", settings.data, "--apply")
    assert isinstance(result.exception, BadInput)
    assert "refused topics.csv, row" in result.stderr
    assert "“remembered” is no status" in result.stderr
    assert not difference(shipped(settings.base_uri)["topics"], schemes(settings)["topics"])


def test_an_edited_scheme_survives_the_next_ingest(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = shipped(settings.base_uri)["verbs"]
    edited = from_statements(original.statements[:-2], settings.base_uri)
    put(settings, edited, "verbs.csv")
    release(settings)
    assert not difference(edited, schemes(settings)["verbs"])
    assert caplog.text == ""
    assert done("diff", "verbs", "--data", settings.data).startswith("~ ")

    monkeypatch.setattr("ingest.vocabulary.shipped_digest", lambda taxonomy, _: f"new-{taxonomy.name}")
    release(settings)
    assert not difference(edited, schemes(settings)["verbs"])
    assert "The scheme verbs was edited in this base and stays" in caplog.text
    monkeypatch.undo()

    put(settings, original, "reset")
    release(settings)
    assert done("diff", "verbs", "--data", settings.data) == ""


def test_a_scheme_of_ones_own(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "pets.csv").write_text(
        "uri,type,prefLabel_en,topConceptOf\nid/concept/pets,skos:ConceptScheme,Pets,\n"
        "id/concept/pets.cat,,cat,id/concept/pets\n",
        "utf-8",
    )
    assert "+ id/concept/pets.cat  cat" in done("import", tmp_path / "pets.csv", "--data", settings.data)
    pets = "@prefix s: <http://www.w3.org/2004/02/skos/core#> . <id/concept/pets> a s:ConceptScheme ."
    put(settings, parse(pets.encode(), settings.base_uri), "pets.csv")
    release(settings)
    assert "pets" in done("list", "--data", settings.data)


def test_without_a_base_the_shipped_schemes_are_meant(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEA_KG_DATA", raising=False)
    assert "topics" in done("list")
    assert isinstance(run("list", "--data", tmp_path / "nothing").exception, MeaKgError)
