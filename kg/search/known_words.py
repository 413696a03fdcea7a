"""Vectors of a base's commonest words, made once and kept in a file, so that questions do not wait for them.

The best candidates are compared with the question word by word (``covered``), and a word that comes up for the first
time costs a run of the model: up to 0.2 s for a server's first questions. The file can be deleted at any time.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from kg.answers.text_words import comparable_words
from kg.catalog import Catalog
from kg.embedding.word_vectors import Table, WordVectors

log = logging.getLogger(__name__)

READ = 20_000
"""Passages whose words are counted, evenly over the base: 0.2 ms each."""
_PASSAGES, _WORDS = 200, 50
"""Passages and words between two looks at whether to stop: about 40 ms."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file holds: words and their vectors, and the change of the base that they were counted at."""

    sequence: int
    words: Sequence[str]
    table: Table


def recall_words(vectors: WordVectors, catalog: Catalog, file: Path, model: str) -> bool:
    """Put the words into the table that a file has for the base as it is now; whether it has them."""
    return _recalled(vectors, _read(file, model), catalog.sequence())


def take_words(vectors: WordVectors, file: Path, model: str) -> None:
    """Put the words into the table that another process kept in a file, whichever state of the base they are of."""
    known = _read(file, model)
    if known is not None:
        _taken(vectors, known)


def _recalled(vectors: WordVectors, known: _Known | None, sequence: int) -> bool:
    if known is None or known.sequence != sequence:
        return False
    _taken(vectors, known)
    return True


def _taken(vectors: WordVectors, known: _Known) -> None:
    vectors.learn(known.words, known.table)
    vectors.complete()


def learn_words(vectors: WordVectors, catalog: Catalog, file: Path, model: str, stopped: threading.Event) -> None:
    """Put the commonest words of a base into the table, from a file as far as it has them; keep them there.

    Args:
        vectors: the table.
        catalog: of the base.
        file: to read from and to write to.
        model: name and revision of what makes the vectors.
        stopped: when set, what is under way is given up.
    """
    known, sequence = _read(file, model), catalog.sequence()
    if _recalled(vectors, known, sequence):
        return
    words = _commonest(catalog, vectors.learnable, stopped)
    if known is not None:
        wanted = set(words)
        rows = [row for row, word in enumerate(known.words) if word in wanted]
        vectors.learn([known.words[row] for row in rows], known.table[rows])
    for start in range(0, len(words), _WORDS):
        if stopped.is_set():
            return
        some = words[start : start + _WORDS]
        new = sorted(set(some) - set(vectors.known(some)[0]))
        if new:
            vectors.learn(new, Table.of(vectors.encoder.encode_words(new)))
    if words:
        vectors.complete()
        _write(file, model, _Known(sequence, *vectors.known(words)))


def _commonest(catalog: Catalog, most: int, stopped: threading.Event) -> list[str]:
    """At most so many words, by the number of passages that have them; none when it was stopped."""
    ids = [int(row[0]) for row in catalog.passage_places()]
    counts: Counter[str] = Counter()
    read = ids[:: max(1, -(-len(ids) // READ))]
    for start in range(0, len(read), _PASSAGES):
        if stopped.is_set():
            return []
        for text, language in catalog.passage_texts(read[start : start + _PASSAGES]).values():
            counts.update(comparable_words(text, language))
    return [word for word, _ in counts.most_common(most)]


def _read(file: Path, model: str) -> _Known | None:
    """What the file holds of this model; None where there is none, or where it cannot be read."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            about = json.loads(kept["about"].tobytes())
            table = Table(kept["codes"], kept["scales"])
            if about["model"] != model or not len(about["words"]) == len(table.codes) == len(table.scales):
                return None
            return _Known(about["sequence"], about["words"], table)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        log.warning("the words in %s cannot be read, they are learned anew: %s", file, error)
        return None


def _write(file: Path, model: str, known: _Known) -> None:
    """Whole or not at all."""
    about = json.dumps({"model": model, "sequence": known.sequence, "words": known.words}).encode()
    part = file.with_name(f"words.{os.getpid()}.npz")  # another server may be learning the same
    try:
        file.parent.mkdir(exist_ok=True)
        np.savez(part, about=np.frombuffer(about, np.uint8), codes=known.table.codes, scales=known.table.scales)
        part.rename(file)
    except OSError as error:
        log.warning("words are learned anew each time, for they cannot be kept in %s: %s", file, error)
