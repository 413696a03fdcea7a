"""A sentence-transformers model behind the encoder's interface: the converted directory, loaded for real."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kg.embedding.bundled import E5_WIDTH, BundledEncoder
from kg.embedding.open import open_encoder
from kg.embedding.unpacking import unpack
from kg.errors import Unavailable
from kg.settings import Settings

TEXTS = [
    "Стороны сокращают выбросы ртути электростанциями.",
    "各缔约方应减少发电厂的汞排放。",
    "تلتزم الأطراف بالحد من انبعاثات الزئبق.",
    "Les Parties réduisent les émissions de mercure. " * 40,
    "",
]


@pytest.fixture(scope="module")
def directory() -> Path:
    pytest.importorskip("sentence_transformers", reason="the extra [models] is not installed")
    return unpack(Settings().cache_dir())


@pytest.mark.slow
def test_the_converted_directory_is_an_ordinary_model(directory: Path, tmp_path: Path) -> None:
    cache = Settings().cache_dir()
    bundled = BundledEncoder(cache, threads=1)
    encoder = open_encoder(Settings(model=str(directory), model_cache=tmp_path))
    assert (encoder.name, encoder.parts) == (str(directory), ((384, 1.0),))
    for theirs, ours in (
        (encoder.encode_passages(TEXTS), bundled.encode_passages(TEXTS)),
        (encoder.encode_questions(TEXTS), bundled.encode_questions(TEXTS)),
    ):
        assert theirs.dtype == np.float32
        assert (theirs * ours[:, :E5_WIDTH]).sum(axis=1).min() >= 0.99
    assert encoder.encode_questions([]).shape == (0, 384)
    means = encoder.question_means()
    cosine = means["ar"] @ bundled.question_means()["ar"][:E5_WIDTH] / np.linalg.norm(means["ar"])
    assert cosine > 0.85


@pytest.mark.slow
def test_truncation_narrows_the_vectors_and_makes_another_revision(directory: Path, tmp_path: Path) -> None:
    whole = open_encoder(Settings(model=str(directory), model_cache=tmp_path))
    narrow = open_encoder(Settings(model=str(directory), model_cache=tmp_path, truncate_dim=128))
    again = open_encoder(Settings(model=str(directory), model_cache=tmp_path, truncate_dim=128))
    assert narrow.parts == ((128, 1.0),)
    vectors = narrow.encode_passages(TEXTS[:2])
    assert vectors.shape == (2, 128)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert narrow.revision != whole.revision
    assert narrow.revision == again.revision


def test_a_model_that_is_not_there_is_named(tmp_path: Path, directory: Path) -> None:
    model = tmp_path / "no-such-model"
    model.mkdir()
    with pytest.raises(Unavailable, match="MEA_KG_MODEL=bundled") as caught:
        open_encoder(Settings(model=str(model), model_cache=tmp_path))
    assert str(model) in str(caught.value)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(Unavailable, match=r"mea-kg\[models\]"):
        open_encoder(Settings(model="some/model", model_cache=tmp_path))
