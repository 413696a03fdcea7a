"""A base of any size for benches: made-up text with the statistics of the starter documents, made-up vectors.

Documents are added to a starter base, so that questions meet its vocabulary and its records. Words are drawn from a
language's own starter passages; one in eight is a new word, the rarer the more there are, so that the vocabulary
grows with the base as that of real text does. A vector is that of a starter passage plus noise of the size at which
real passages differ, and so are those of its chunks; a passage names what that one names, and a document has the
themes, parties and date of a starter document. Nothing is encoded, so a million passages take minutes instead of a day.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray

from kg.catalog import Catalog, NewItem, StoredPassage, text_hash
from kg.embedding import open_encoder
from kg.intake import model_id
from kg.model import Eid, Mention, Passage, PassageKind
from kg.settings import Settings
from kg.writer import Writer

PASSAGES_OF_A_DOCUMENT = 400
NEW_WORD = 1 / 8


_KEPT = ("kind", "convention", "meeting", "date", "themes", "parties")
"""Of a document's metadata, what many documents share."""


@dataclass(frozen=True, slots=True)
class Model:
    """What one language's text is drawn from: passages (as words), what each names, and raw vectors.

    The vectors of a passage have shape (1 + chunks, width), its own first. ``spread`` is by how much passages differ,
    shape (width,). ``metadata`` is that of the language's starter documents.
    """

    passages: Sequence[Sequence[str]]
    mentions: Sequence[tuple[Mention, ...]]
    words: Sequence[str]
    vectors: Sequence[NDArray[np.float32]]
    spread: NDArray[np.float32]
    metadata: Sequence[Mapping[str, Any]]


def models(starter: Catalog) -> dict[str, Model]:
    """By language, from a base that has passages of it."""
    wholes = {passage: vector for passage, _, vector in starter.vectors()}
    owners, chunks = starter.chunk_vectors(wholes, len(next(iter(wholes.values()))))
    vectors = {passage: np.vstack([whole, chunks[owners == passage]]) for passage, whole in wholes.items()}
    texts: dict[str, list[StoredPassage]] = {}
    documents: dict[str, list[Mapping[str, Any]]] = {}
    for item in starter.items("document"):
        documents.setdefault(item.language or "", []).append({name: item.metadata.get(name) for name in _KEPT})
        for passage in starter.passages(item.id):
            texts.setdefault(passage.language, []).append(passage)
    return {language: _model(language, texts[language], vectors, documents[language]) for language in documents}


def _model(
    language: str,
    rows: Sequence[StoredPassage],
    vectors: Mapping[int, NDArray[np.float32]],
    documents: Sequence[Mapping[str, Any]],
) -> Model:
    words = [_words(row.text, language) for row in rows]
    return Model(
        passages=words,
        mentions=[row.mentions for row in rows],
        words=[word for text in words for word in text],
        vectors=[vectors[row.id] for row in rows],
        spread=np.stack([vectors[row.id][0] for row in rows]).std(axis=0),
        metadata=documents,
    )


def fill(settings: Settings, of: Mapping[str, Model], passages: int) -> None:
    """Add ``passages`` passages to a base, the languages taking turns, through the ordinary writer."""
    with Writer(settings) as writer:
        writer.catalog.set_meta("model", model_id(open_encoder(settings)))
        for number, (language, count) in enumerate(_documents(tuple(of), passages)):
            new, vectors = document(number, language, of[language], count)
            writer.put(new, None, vectors)


def document(number: int, language: str, model: Model, count: int) -> tuple[NewItem, dict[str, NDArray[np.float32]]]:
    """One made-up document; the same number gives the same document."""
    chance, noise = random.Random(number), np.random.default_rng(number)
    chosen = noise.integers(0, len(model.vectors), count)
    moved = noise.normal(0, 1, (count, len(model.spread))).astype(np.float32) * model.spread
    vectors = [model.vectors[row] + by for row, by in zip(chosen.tolist(), moved, strict=True)]
    texts = [_text(model, model.passages[row], chance, language) for row in chosen]
    rows = [
        Passage(Eid(f"body__para_{n}"), "body", str(n), PassageKind.PARAGRAPH, text, language, n, mentions=named)
        for n, (text, named) in enumerate(zip(texts, _named(model, chosen, texts), strict=True), start=1)
    ]
    encoded = [f"{number} {n} {text}" for n, text in enumerate(texts)]
    key = f"made-{number}.{language}"
    new = NewItem(
        kind="document", key=key, work=f"made-{number}", title=f"Document {number}", language=language,
        source=key, origin=f"bench:{key}", media_type="text/plain", sha256=text_hash(key) * 2,
        metadata={**chance.choice(model.metadata), "masthead": {}, "decisions": [], "notes": []},
        triples=b"", passages=rows, encoded=encoded,
    )  # fmt: skip
    return new, dict(zip(map(text_hash, encoded), vectors, strict=True))


def _documents(languages: Sequence[str], passages: int) -> Iterator[tuple[str, int]]:
    for number in range(-(-passages // PASSAGES_OF_A_DOCUMENT)):
        left = passages - number * PASSAGES_OF_A_DOCUMENT
        yield languages[number % len(languages)], min(left, PASSAGES_OF_A_DOCUMENT)


def _named(model: Model, chosen: NDArray[np.int64], texts: Sequence[str]) -> Iterator[tuple[Mention, ...]]:
    """What the passages that the texts are made after name, at places within the texts."""
    for row, text in zip(chosen.tolist(), texts, strict=True):
        whole = (0, len(text))
        yield tuple(replace(mention, span=whole) for mention in model.mentions[row])


def _words(text: str, language: str) -> list[str]:
    return jieba.lcut(text) if language == "zh" else text.split()


def _text(model: Model, like: Sequence[str], chance: random.Random, language: str) -> str:
    words = [_new_word(chance) if chance.random() < NEW_WORD else chance.choice(model.words) for _ in like]
    return ("" if language == "zh" else " ").join(words)


def _new_word(chance: random.Random) -> str:
    """A word of its own for each number; small numbers come often, as common words do."""
    return f"w{int(1 / (1e-6 + chance.random())):x}"
