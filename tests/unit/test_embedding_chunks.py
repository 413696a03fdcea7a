"""Chunks of passages: where they are cut, how they are stored, what their vectors are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.embedding import open_encoder
from kg.embedding.chunks import LONGEST, chunk_spans
from kg.settings import Settings
from kg.vectors.packing import packed, packed_size, unpacked

LONG = (
    "The Conference of the Parties held its sixth meeting in Geneva from Monday to Friday of that week in November. "
    "Dental amalgam may no longer be exported after the first of January, whatever the importing country says. "
    "The Secretariat will publish the report of the meeting in the six official languages of the United Nations."
)


@given(st.text(alphabet=st.sampled_from("ab .!?；。汞\u0635"), max_size=600))
def test_chunks_cover_the_text_in_order(text: str) -> None:
    spans = chunk_spans(text)
    assert len(spans) != 1
    if spans:
        assert "".join(text[start:end] for start, end in spans) == text


def test_a_chunk_ends_with_a_sentence_and_is_short() -> None:
    chunks = [LONG[start:end].strip() for start, end in chunk_spans(LONG)]
    assert [chunk[-1] for chunk in chunks] == [".", ".", "."]
    assert all(len(chunk) <= LONGEST for chunk in chunks)
    assert chunk_spans(LONG[:200]) == []
    assert len(chunk_spans("汞废物应当无害管理，并应当及时报告。" * 8)) == 4


def test_chunks_keep_their_direction_in_eight_bits() -> None:
    vectors = np.random.default_rng(3).normal(size=(5, 896)).astype(np.float32)
    stored = packed(vectors)
    assert stored is not None
    assert len(stored) == 5 * packed_size(896)
    again = unpacked(stored + stored, 896)
    assert again.shape == (10, 896)
    cosines = (again[:5] * vectors).sum(1) / np.linalg.norm(again[:5], axis=1) / np.linalg.norm(vectors, axis=1)
    assert cosines.min() > 0.9995
    assert packed(np.empty((0, 896), np.float32)) is None


@pytest.mark.parametrize("text", [LONG, "Mercury.", ""])
def test_the_whole_comes_first_and_is_the_passages_own_vector(text: str) -> None:
    encoder = open_encoder(Settings())
    found = encoder.encode_chunked([text])[0]  # type: ignore[attr-defined]
    assert found.shape == (1 + len(chunk_spans(text)), 896)
    np.testing.assert_allclose(found[0], encoder.encode_passages([text])[0], atol=1e-4)
    for part in (found[:, :384], found[:, 384:]):
        np.testing.assert_allclose(np.linalg.norm(part, axis=1), 1, atol=1e-4)


def test_a_question_is_nearest_to_the_chunk_that_answers_it() -> None:
    encoder = open_encoder(Settings())
    question = encoder.encode_questions(["Till when may dental amalgam be exported?"])[0]
    parts = encoder.encode_chunked([LONG])[0]  # type: ignore[attr-defined]
    assert int(np.argmax(parts @ question)) == 2
