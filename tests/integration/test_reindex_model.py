"""A base moves to another encoder: resumable, while it goes on serving, and never with vectors of two models."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess

import httpx2
import numpy as np
import pytest

from kg import reencode
from kg.base import KnowledgeBase
from kg.catalog import Catalog
from kg.embedding import open_encoder
from kg.embedding.encoder import Vectors
from kg.embedding.unpacking import E5_TOKENIZER, unpack
from kg.errors import WrongModel
from kg.intake import model_id
from kg.search.model import SearchRequest
from kg.settings import Settings
from tests.conftest import serving
from tests.integration.hashing_encoder import WIDTH, HashingEncoder


class Interrupted(HashingEncoder):
    """Ends like a killed process after some batches."""

    def __init__(self, batches: int) -> None:
        self.left, self.encoded = batches, 0

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        self.encoded += len(texts)
        return super().encode_passages(texts)


@pytest.fixture
def base(starter_data: Path, tmp_path: Path) -> Path:
    """A starter base of one's own."""
    return Path(shutil.copytree(starter_data, tmp_path / "data"))


def vectors_of(data: Path) -> tuple[str | None, dict[int, tuple[int, ...]]]:
    catalog = Catalog.read(data / "catalog.db")
    found = catalog.meta("model"), {passage: vector.shape for passage, _, vector in catalog.vectors()}
    catalog.close()
    return found


def test_an_interrupted_move_goes_on_where_it_was(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reencode, "BATCH", 64)
    settings = Settings(data=base)
    model, before = vectors_of(base)
    first, second = Interrupted(3), Interrupted(1000)
    with pytest.raises(KeyboardInterrupt):
        reencode.reencode(settings, first)
    assert vectors_of(base) == (model, before)
    seen: list[tuple[int, int]] = []
    reencode.reencode(settings, second, progress=lambda done, total: seen.append((done, total)))
    assert first.encoded == 3 * 64
    assert 0 < second.encoded <= len(before) - first.encoded
    assert seen[-1] == (len(before), len(before))
    moved, after = vectors_of(base)
    assert moved == model_id(second)
    assert after == dict.fromkeys(before, (WIDTH,))
    assert reencode.reencode(settings, Interrupted(0)) == 0


def test_a_move_to_a_third_model_does_not_take_what_was_encoded_for_the_second(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reencode, "BATCH", 64)
    with pytest.raises(KeyboardInterrupt):
        reencode.reencode(Settings(data=base), Interrupted(2))
    third = Interrupted(1000)
    third.revision = "2"
    assert reencode.reencode(Settings(data=base), third) == third.encoded == len(set(_hashes(base)))


def _hashes(data: Path) -> list[str]:
    catalog = Catalog.read(data / "catalog.db")
    hashes = [str(row[0]) for row in catalog.rows("SELECT vector_hash FROM passage")]
    catalog.close()
    return hashes


@pytest.mark.slow
def test_a_server_goes_on_through_the_move(
    base: Path, tmp_path: Path, mea_kg: Callable[..., CompletedProcess[str]]
) -> None:
    model = small_model(tmp_path / "small")
    question = {"q": "Which documents explain the taxonomies?"}
    with serving(base, MEA_KG_REFRESH_INTERVAL="0.2") as url:
        before = httpx2.get(f"{url}api/search", params=question, timeout=60).raise_for_status().json()
        done = mea_kg("reindex", "--model", model, "--data", base)
        assert done.returncode == 0, done.stderr
        expected = KnowledgeBase(Settings(data=base))
        wanted = [hit.passage.uri for hit in expected.search(SearchRequest(question["q"])).hits]
        expected.close()
        for _ in range(100):
            now = httpx2.get(f"{url}api/search", params=question, timeout=60).raise_for_status().json()
            if [hit["passage"]["uri"] for hit in now["hits"]] == wanted:
                break
            time.sleep(0.1)
        else:
            pytest.fail("the server does not answer with the new vectors")
        assert [hit["score"] for hit in now["hits"]] != [hit["score"] for hit in before["hits"]]
    configured = KnowledgeBase(Settings(data=base, model=str(model)))
    assert configured.encoder.parts == ((48, 1.0),)
    configured.close()
    with pytest.raises(WrongModel, match="MEA_KG_MODEL"):
        KnowledgeBase(Settings(data=base, model="bundled"))


def small_model(directory: Path) -> Path:
    """A real sentence-transformers directory of a few megabytes: random vectors for the tokens of the bundled model."""
    pytest.importorskip("sentence_transformers", reason="the extra [models] is not installed")
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(unpack(Settings().cache_dir()) / E5_TOKENIZER))
    weights = np.random.default_rng(1).normal(size=(tokenizer.get_vocab_size(), 48)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(
        str(directory)
    )
    assert open_encoder(Settings(model=str(directory))).parts == ((48, 1.0),)
    return directory
