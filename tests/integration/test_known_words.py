"""The commonest words of a base are encoded once, kept in a file, and there again when the base is opened."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kg.base import KnowledgeBase
from kg.catalog import Catalog
from kg.embedding.encoder import Vectors
from kg.embedding.word_vectors import Table, WordVectors
from kg.search.known_words import learn_words, recall_words
from kg.settings import Settings


class Noting:
    """The vector of a word is its length; notes the words that it encoded."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_words(self, words: Sequence[str]) -> Vectors:
        self.encoded += words
        return np.array([[len(word), 1.0] for word in words], np.float32)


@pytest.fixture(scope="module")
def catalog(starter_data: Path) -> Catalog:
    return Catalog.read(starter_data / "catalog.db")


def learn(catalog: Catalog, file: Path, model: str = "m", *, stop: bool = False) -> tuple[WordVectors, list[str]]:
    """A new table after learning, and what was encoded for it."""
    encoder, stopped = Noting(), threading.Event()
    if stop:
        stopped.set()
    vectors = WordVectors(encoder)
    learn_words(vectors, catalog, file, model, stopped)
    return vectors, encoder.encoded


def test_words_are_learned_once_and_read_from_the_file_then(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "vectors" / "words.npz"
    _, encoded = learn(catalog, file)
    assert len(encoded) == len(set(encoded)) > 1000
    assert {"mercury", "mercurio", "汞"} <= set(encoded)
    assert not any(sign.isdecimal() for word in encoded for sign in word)
    vectors, again = learn(catalog, file)
    assert again == []
    words, table = vectors.known(["mercurio", "no such word", "mercury"])
    assert (words, table.vectors()[:, 0].round(3).tolist()) == (["mercurio", "mercury"], [8, 7])
    at_once = WordVectors(Noting())
    assert recall_words(at_once, catalog, file, "m")
    assert at_once.known(encoded)[0] == encoded[: at_once.learnable]
    assert at_once.edition == len(encoded)
    assert not recall_words(WordVectors(Noting()), catalog, file, "another model")
    assert set(learn(catalog, file, "another model")[1]) == set(encoded)


def test_learned_words_stay_when_the_table_begins_anew(catalog: Catalog, tmp_path: Path) -> None:
    encoder = Noting()
    vectors = WordVectors(encoder, kept=20)
    vectors.learn(["a", "bb"], Table.of(np.array([[1, 1], [2, 1]], np.float32)))
    for number in range(10):
        vectors.of(["a"], [["bb", *(f"{number}-{each}" for each in range(5))]])
    assert vectors.known(["a", "bb"])[1].vectors()[:, 0].round(3).tolist() == [1, 2]
    assert not {"a", "bb"} & set(encoder.encoded)


def test_a_damaged_file_is_made_anew_and_a_stop_leaves_none(
    catalog: Catalog, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "words.npz"
    assert learn(catalog, file, stop=True)[1] == []
    assert not file.exists()
    file.write_bytes(b"no archive")
    assert len(learn(catalog, file)[1]) > 1000
    assert "learned anew" in caplog.text
    assert learn(catalog, file)[1] == []
    caplog.clear()
    assert len(learn(catalog, Path("/dev/null/words.npz"))[1]) > 1000
    assert "cannot be kept" in caplog.text


def test_a_base_that_is_served_is_learned_again_when_it_has_changed(
    starter_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.base._LOOK", 0.01)
    learned: queue.Queue[int] = queue.Queue()
    with closing(KnowledgeBase(Settings(data=starter_data))) as base:
        monkeypatch.setattr(base, "learn_words", lambda: learned.put(base.snapshot.generation))
        base.keep_learning_words()
        first = learned.get(timeout=20)
        with pytest.raises(queue.Empty):
            learned.get(timeout=0.1)
        monkeypatch.setattr(base, "_snapshot", replace(base.snapshot, generation=first + 1))
        assert learned.get(timeout=20) == first + 1
