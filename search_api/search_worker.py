"""The process that looks for candidates while a server has several questions: ``python -m search_api.search_worker``.

It has the base open as any reader has, but no encoder: vectors come with each question, and those of fixed
questions, which say how a language is centred, once at the start. It is spoken to over socket pairs whose numbers are
its arguments: the first moves it to newer states, each of the others asks one question after another. It ends when the
first closes.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from kg.base import KnowledgeBase
from kg.embedding.encoder import Encoder, Vectors
from kg.embedding.word_vectors import WordEncoder
from kg.errors import MeaKgError
from kg.large_pages import use_large_pages
from kg.search.elsewhere import Task

GARBAGE = (20_000, 20, 100)
"""New objects, and looks at the young and at the middle-aged, after which garbage is looked for (``gc``)."""

SETTLED = 5.0
"""Seconds that a process has been ready for when it begins to move its memory: some live no longer."""
PAUSE = 0.03
"""Seconds for questions after each step of that (15 ms): all of a server's takes some ten seconds."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the process must know of the server's encoder."""

    name: str
    revision: str
    parts: tuple[tuple[int, float], ...]
    question_means: Mapping[str, Vectors]
    passage_means: Mapping[str, Vectors]
    has_words: bool

    @classmethod
    def of(cls, encoder: Encoder) -> Facts:
        """What there is to know of an encoder."""
        means = encoder.question_means(), encoder.passage_means()
        return cls(encoder.name, encoder.revision, encoder.parts, *means, isinstance(encoder, WordEncoder))


@dataclass(frozen=True, slots=True)
class Move:
    """Be at the newest generation, with the words of this edition."""

    edition: int | None


class Given:
    """An encoder that has nothing but what it was given."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self.name, self.revision, self.parts = facts.name, facts.revision, facts.parts

    def question_means(self) -> Mapping[str, Vectors]:
        """See ``Encoder``."""
        return self._facts.question_means

    def passage_means(self) -> Mapping[str, Vectors]:
        """See ``Encoder``."""
        return self._facts.passage_means

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Never asked for: the vector comes with the question."""
        raise NotImplementedError(texts)

    encode_passages = encode_questions


class GivenWords(Given):
    """The same with the vectors of the words of the question that a thread is at."""

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts)
        self.of_question = threading.local()

    def encode_words(self, words: Sequence[str]) -> Vectors:
        """See ``WordEncoder``; only words of the question are asked for."""
        return np.stack([self.of_question.words[word] for word in words])


def main(arguments: Sequence[str]) -> None:
    """Answer until the server is gone.

    Args:
        arguments: numbers of the open sockets.
    """
    control, *others = (Connection(int(number)) for number in arguments)
    with suppress(EOFError, ConnectionError):
        settings, facts = control.recv()
        encoder = GivenWords(facts) if facts.has_words else Given(facts)
        base = KnowledgeBase(settings, encoder)
        base.warm_words()
        for each in others:
            threading.Thread(target=_answer, args=(each, base, encoder), daemon=True).start()
        threading.Timer(SETTLED, use_large_pages, [PAUSE]).start()
        _follow(control, base)


def _follow(control: Connection, base: KnowledgeBase) -> None:
    """Move to newer states as told, and say which generation that is."""
    edition: int | None = 0
    while True:
        move: Move = control.recv()
        base.refresh()
        if move.edition != edition:
            base.take_words()
            edition = move.edition
        gc.collect()
        gc.freeze()
        control.send(base.snapshot.generation)


def _answer(connection: Connection, base: KnowledgeBase, encoder: Given) -> None:
    """Answer one question after another; None for one that cannot be answered, which the server does then."""
    with connection, suppress(EOFError, ConnectionError):
        while True:
            task: Task = connection.recv()
            if isinstance(encoder, GivenWords):
                encoder.of_question.words = task.words
            try:
                found = base.find(task)
            except MeaKgError:
                found = None
            connection.send(found)


if __name__ == "__main__":
    gc.set_threshold(*GARBAGE)
    main(sys.argv[1:])
    os._exit(0)  # threads that are at a question are not waited for
