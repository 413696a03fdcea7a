"""From a request to a response."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.answers.answer import Answerer, Read
from kg.answers.covering import Coverage
from kg.answers.generated.endpoint import Endpoint
from kg.answers.items import in_context
from kg.answers.near_words import exemplars_of_notions
from kg.answers.reading import READ, Candidate
from kg.catalog import Catalog
from kg.embedding.encoder import Encoder, Vectors
from kg.errors import BadInput
from kg.search.covered import with_words
from kg.search.elsewhere import Elsewhere, Found, Task
from kg.search.filters import allowed_passages, searched_languages
from kg.search.grouping import Group, Groups, group
from kg.search.hits import WorkLanguages, make_hits, work_languages
from kg.search.known_words import learn_words, recall_words, take_words
from kg.search.model import AskResponse, Hit, QueryView, SearchRequest, SearchResponse
from kg.search.paging import Cursor, ResultList, ResultLists, digest
from kg.search.phrases import holding, phrase_views
from kg.search.readings import NAMES
from kg.search.retrieval import retrieve
from kg.search.understanding import Question, understand

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

MOST_HITS = 200
_GROUPINGS = ("work", "none")


class SearchEngine:
    """Answers requests over any state of a base that was built with this encoder."""

    def __init__(self, encoder: Encoder, endpoint: Endpoint | None = None, lists_kept: int = 0) -> None:
        cores = os.cpu_count() or 1
        self._encoder = encoder
        # More questions at a time than cores only keep each other from the interpreter: sixteen at once take half as
        # long again for each as two.
        self._turns = threading.Semaphore(cores)
        self._under_way = _UnderWay()
        self._encoding = ThreadPoolExecutor(cores, thread_name_prefix="questions")
        self._lists = ResultLists(lists_kept)
        self._coverage = Coverage(encoder)
        self._answerer = Answerer(encoder, self._coverage, endpoint)
        self._versions: tuple[int, WorkLanguages] = (-1, {})
        self.elsewhere: Elsewhere | None = None
        """Where candidates are looked for while other questions are under way."""

    @property
    def words_edition(self) -> int | None:
        """Changes when more words are learned; 0 until those of the base are, None for an encoder without words."""
        return None if self._coverage.vectors is None else self._coverage.vectors.edition

    def learn_words(self, catalog: Catalog, file: Path, stopped: threading.Event) -> None:
        """Have the vectors of a base's commonest words ready (see ``known_words``), unless it is stopped."""
        if self._coverage.vectors is not None:
            self._coverage.vectors.of(exemplars_of_notions()[1], [])  # or the first odd question waits half a second
            learn_words(self._coverage.vectors, catalog, file, self._model, stopped)

    def recall_words(self, catalog: Catalog, file: Path) -> None:
        """Have them ready at once where they were kept for the base as it is."""
        if self._coverage.vectors is not None:
            recall_words(self._coverage.vectors, catalog, file, self._model)

    def take_words(self, file: Path) -> None:
        """Take the words that another process learned and kept."""
        if self._coverage.vectors is not None:
            take_words(self._coverage.vectors, file, self._model)

    @property
    def _model(self) -> str:
        return f"{self._encoder.name} {self._encoder.revision}"

    def search(self, snapshot: Snapshot, request: SearchRequest) -> SearchResponse:
        """A page of the passages for a question, best first.

        Raises:
            BadInput: an empty question, an unknown language or grouping, ``k`` out of range, a cursor that is none.
        """
        started = time.perf_counter()
        _check(request)
        asked = digest(request)
        cursor = Cursor.of(request)
        generation = cursor.generation if cursor else snapshot.generation
        found = self._lists.get(generation, asked) or self._list(snapshot, request, asked)
        place = cursor.place if cursor else 0
        groups, next_place = found.page(snapshot, place, request.k)
        following = Cursor(found.generation, next_place, asked) if next_place is not None else None
        return SearchResponse(
            query=_query_view(request, found.question, found.held),
            hits=self._hits(snapshot, found.question, groups, place),
            facets=found.facets,
            total=len(found),
            took_ms=round((time.perf_counter() - started) * 1000, 1),
            next=str(following) if following else None,
            moved=cursor is not None and cursor.generation != found.generation,
        )

    def _list(self, snapshot: Snapshot, request: SearchRequest, asked: str) -> ResultList:
        """All that a state has for a question, kept for the pages to come under its digest."""
        with self._under_way:
            found = None if self._under_way.is_one() else self._list_from_elsewhere(snapshot, request)
            found = found or self._list_from_here(snapshot, request)
        self._lists.put(asked, found)
        return found

    def _list_from_here(self, snapshot: Snapshot, request: SearchRequest) -> ResultList:
        encoding = self._encode(request.text)  # before its turn: the encoder needs the interpreter for little
        with self._turns:
            question = understand(snapshot, request.text, request.asker, request.ignore)
            groups, held = self._groups(snapshot, request, question, encoding)
            return ResultList.of(snapshot, question, groups, held)

    def _list_from_elsewhere(self, snapshot: Snapshot, request: SearchRequest) -> ResultList | None:
        """The same from the other process; None where that cannot be asked now."""
        if self.elsewhere is None or not self.elsewhere.is_at(snapshot.generation):
            return None
        vector = self._encoder.encode_questions([request.text])[0]
        question = understand(snapshot, request.text, request.asker, request.ignore)
        words = self._coverage.vectors_of((question.text, question.language))
        found = self.elsewhere.find(Task(snapshot.generation, request, question, vector, words))
        groups = None if found is None else found.groups(snapshot)
        return None if found is None or groups is None else ResultList.of(snapshot, question, groups, found.held)

    def find(self, snapshot: Snapshot, task: Task) -> Found:
        """What another process asks this one for."""
        encoding: Future[Vectors] = Future()
        encoding.set_result(task.vector)
        groups, held = self._groups(snapshot, task.request, task.question, encoding)
        return Found.of(snapshot, groups, held)

    def ask(self, snapshot: Snapshot, request: SearchRequest) -> AskResponse:
        """An answer in the words of the documents, or the nearest passages and why they are none.

        ``request.language`` is the asker's language here and filters nothing.

        Raises:
            BadInput: as ``search``.
        """
        question, vector, hits, candidates = self._found(snapshot, request)
        found = self._answerer.answer(snapshot, question, vector, candidates)
        return AskResponse(request.text, question.language, found, hits[: request.k])

    def read(self, snapshot: Snapshot, request: SearchRequest) -> tuple[Read | None, Question]:
        """What ``ask`` makes its answer from, for measuring; None where nothing was found."""
        question, vector, _, candidates = self._found(snapshot, request)
        return (self._answerer.read(snapshot, question, vector, candidates) if candidates else None), question

    def _found(
        self, snapshot: Snapshot, request: SearchRequest
    ) -> tuple[Question, Vectors, tuple[Hit, ...], list[Candidate]]:
        _check(request)
        with self._under_way, self._turns:
            encoding = self._encode(request.text)
            question = understand(snapshot, request.text, request.asker or request.language, request.ignore)
            groups, _ = self._groups(snapshot, replace(request, language=None), question, encoding)
            hits = self._hits(snapshot, question, groups[: max(request.k, READ)])
            candidates = self._candidates(snapshot, question, groups[:READ], hits)
        return question, encoding.result(), hits, candidates

    def _candidates(
        self, snapshot: Snapshot, question: Question, groups: list[Group], hits: Sequence[Hit]
    ) -> list[Candidate]:
        """What is read for an answer: the hits of the first groups, then the items that they introduce."""
        placed = in_context(snapshot, groups)
        items = self._hits(snapshot, question, [each.group for each in placed[len(groups) :]], len(groups))
        first = zip(hits, placed[: len(groups)], strict=False)
        found = [
            *(Candidate(replace(hit, score=max(hit.score, each.group.score)), each) for hit, each in first),
            *(Candidate(hit, each) for hit, each in zip(items, placed[len(groups) :], strict=True)),
        ]
        return [each for each in found if not each.placed.is_address]

    def _encode(self, text: str) -> Future[Vectors]:
        """The vector of a question, shape (dimension,), made beside what its words are asked for."""
        return self._encoding.submit(lambda: self._encoder.encode_questions([text])[0])

    def _groups(
        self, snapshot: Snapshot, request: SearchRequest, question: Question, encoding: Future[Vectors]
    ) -> tuple[Groups, tuple[int, ...]]:
        """All hits, best first, and how many passages hold each phrase of the question."""
        languages = searched_languages(snapshot.vectors.languages(), request)
        allowed = allowed_passages(snapshot, request)
        held = holding(snapshot, question, languages, allowed)

        def prepare() -> None:
            # Words that come up for the first time are encoded on the core that would only wait.
            self._coverage.prepare((question.text, question.language))

        alone = self._under_way.is_one
        candidates = retrieve(snapshot, question, encoding, languages, allowed, held, alone, prepare)
        candidates = with_words(snapshot, question, candidates, self._coverage)
        return group(snapshot, candidates, question.language, request.group), held.counts

    def _hits(self, snapshot: Snapshot, question: Question, groups: list[Group], before: int = 0) -> tuple[Hit, ...]:
        generation, versions = self._versions
        if generation != snapshot.generation:
            versions = work_languages(snapshot.documents)
            self._versions = (snapshot.generation, versions)
        return make_hits(snapshot, question, groups, versions, before)


class _UnderWay:
    """Counts the questions that are being answered."""

    def __init__(self) -> None:
        self._count = 0
        self._counting = threading.Lock()

    def __enter__(self) -> None:
        with self._counting:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._counting:
            self._count -= 1

    def is_one(self) -> bool:
        """Whether there is no other beside the one that asks."""
        return self._count == 1


def _query_view(request: SearchRequest, question: Question, held: Sequence[int]) -> QueryView:
    return QueryView(
        request.text,
        question.language,
        question.entities,
        request.filters(),
        question.readings,
        request.ignore,
        phrase_views(question, held),
    )


def _check(request: SearchRequest) -> None:
    if not request.text.strip():
        raise BadInput("The question is empty.", remedy="Give some words to look for.")
    if not 1 <= request.k <= MOST_HITS:
        raise BadInput(f"k is {request.k}.", remedy=f"Ask for 1 to {MOST_HITS} hits.")
    if unknown := [each for each in request.ignore if each.partition(":")[0] not in NAMES]:
        raise BadInput(f"“{unknown[0]}” is not a reading that can be ignored.", remedy=f"Use {', '.join(NAMES)}.")
    if request.group not in _GROUPINGS:
        raise BadInput(f"“{request.group}” is not a way of grouping.", remedy=f"Use {' or '.join(_GROUPINGS)}.")
