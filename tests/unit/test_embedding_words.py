"""The table of word vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from kg.answers.covering import Coverage
from kg.answers.passage_words import PassageWords
from kg.embedding.encoder import Encoder, Vectors
from kg.embedding.word_vectors import Table, WordVectors


class Counting:
    """The vector of a word is its number; counts how many words it encoded."""

    encoded = 0

    def encode_words(self, words: Sequence[str]) -> Vectors:
        self.encoded += len(words)
        return np.array([[float(word), 1.0] for word in words], np.float32)


def values(found: tuple[Table, np.ndarray, list[np.ndarray]]) -> list[list[float]]:
    table, asked, texts = found
    return [table[rows].vectors()[:, 0].round(2).tolist() if len(rows) else [] for rows in (asked, *texts)]


def test_words_are_encoded_once() -> None:
    encoder = Counting()
    vectors = WordVectors(encoder)
    assert values(vectors.of(["3", "1"], [[], ["1", "2"]])) == [[3, 1], [], [1, 2]]
    assert values(vectors.of(["2", "3"], [])) == [[2, 3]]
    assert encoder.encoded == 3


def test_the_table_grows_and_begins_anew() -> None:
    encoder = Counting()
    vectors = WordVectors(encoder, kept=1500)
    first = vectors.of([], [[str(n) for n in range(1000)]])
    assert values(vectors.of([], [[str(n) for n in range(900, 1400)]])) == [[], list(range(900, 1400))]
    assert encoder.encoded == 1400
    assert values(vectors.of(["1"], [["1600", *map(str, range(1700, 1800))]])) == [[1], [1600, *range(1700, 1800)]]
    assert values(first) == [[], list(range(1000))]  # of the earlier table
    assert values(vectors.of([], [[str(n) for n in range(1900)]]))[1][-1] == 1899  # more than is kept


def test_rare_words_of_texts_are_left_out_once_the_base_is_learned() -> None:
    encoder = Counting()
    vectors = WordVectors(encoder, kept=20)
    vectors.learn([str(n) for n in range(20)], Table.of(np.array([[n, 1] for n in range(20)], np.float32)))
    assert vectors.known(["7", "16"])[0] == ["7"]  # what there was room for
    assert values(vectors.of(["30"], [["1", "31"]])) == [[30], [1, 31]]
    vectors.complete()
    assert values(vectors.of(["32"], [["1", "31", "33"], ["34"]])) == [[32], [1, 31], []]
    assert encoder.encoded == 3


def test_numbers_and_codes_of_a_text_are_encoded_where_the_question_has_them() -> None:
    asked: list[str] = []

    class Noting:
        def encode_words(self, words: Sequence[str]) -> Vectors:
            asked.extend(words)
            return np.eye(64, dtype=np.float32)[: len(words)]

    coverage = Coverage(cast("Encoder", Noting()))
    found = coverage.each(("mercury pm2 waste", "en"), [("waste 2025 pm2 a7b", "en"), ("1 2 3", "en")])
    assert found is not None
    assert asked == ["mercury", "pm2", "waste"]
    assert found.words.tolist() == [4, 3]
    np.testing.assert_array_equal(found.nearest, [[0, 1, 1], [-1, -1, -1]])


def test_passages_are_taken_apart_once_and_rare_words_count_where_they_are_asked_for() -> None:
    texts = {1: ("mercury waste zyx 2025", "en"), 2: ("waste of lamps", "en"), 3: ("2025", "en")}
    words = ["mercury", "waste", "of", "lamps", "zyx", "2025"]
    read: list[int] = []

    class Known:
        def encode_words(self, asked: Sequence[str]) -> Vectors:
            return np.eye(8, dtype=np.float32)[[words.index(word) for word in asked]]

    def texts_of(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        read.extend(ids)
        return {each: texts[each] for each in ids}

    question = "zyx waste", "en"
    at_first = Coverage(cast("Encoder", Known())).of_passages(question, [1, 2, 3], texts_of)
    assert at_first is not None
    coverage = Coverage(cast("Encoder", Known()))
    vectors = coverage.vectors
    assert vectors is not None
    vectors.learn(words[:2], Table.of(np.eye(8, dtype=np.float32)[:2]))
    vectors.complete()
    for ids in ([2, 1], [1, 2, 3], [3, 1]):
        found = coverage.of_passages(question, ids, texts_of)
        assert found is not None
        np.testing.assert_allclose(found.nearest, at_first.nearest[[each - 1 for each in ids]], atol=1e-4)
        assert found.words.tolist() == [at_first.words[each - 1] for each in ids]
    assert read == [1, 2, 3, 2, 1, 3]  # all before the words are learned, then each when it first comes up
    vectors.learn(["lamps"], Table.of(np.eye(8, dtype=np.float32)[3:4]))
    coverage.of_passages(question, [2], texts_of)
    assert read[6:] == [2]  # more words are learned
    few = PassageWords(kept=1)
    few.of(vectors, [1, 2], texts_of)
    few.of(vectors, [2, 1], texts_of)
    assert read[7:] == [1, 2, 1]
