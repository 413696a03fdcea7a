"""The knowledge base as readers use it: always a whole published state, moved on without a pause."""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import IO

from kg import generations
from kg.answers.answer import Read
from kg.answers.generated.endpoint import Endpoint
from kg.catalog import Catalog, Item, by_language
from kg.embedding import open_encoder
from kg.embedding.encoder import Encoder
from kg.embedding.fixed_questions import fixed_questions
from kg.errors import Locked
from kg.graph.oxigraph import OxigraphReader
from kg.identifiers import Uris
from kg.intake import check_model
from kg.lexical.analysis import REVISION
from kg.lexical.tantivy_index import TantivyReader
from kg.linking import LabelMatcher
from kg.model import Entity, Uri
from kg.names import read_names
from kg.passages import PassageColumns
from kg.search.elsewhere import Elsewhere, Found, Task
from kg.search.engine import SearchEngine
from kg.search.model import AskResponse, SearchRequest, SearchResponse
from kg.search.understanding import Question
from kg.search.words import words_search
from kg.settings import Settings
from kg.snapshot import Snapshot
from kg.suggest import NameIndex
from kg.vectors.centring import Centring
from kg.vectors.kept_indexes import open_indexes
from kg.vectors.language_indexes import LanguageIndexes
from kg.views.things import carry_over
from kg.writer import Writer

log = logging.getLogger(__name__)

_LOW = 10
"""Priority of work that nobody waits for (setpriority(2))."""
_LOOK = 60.0
"""Seconds between two looks at whether the base has new words."""


class KnowledgeBase:
    """A base opened for reading. Safe to use from many threads.

    Raises:
        NotFound: there is no base in ``settings.data``.
        WrongModel: it was built with another encoder than the one configured.
    """

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        self.settings = settings
        self.uris = Uris(settings.base_uri)
        self._given_encoder = encoder
        self._encoders: dict[str | None, Encoder] = {}
        self._engines: dict[str | None, SearchEngine] = {}
        self._refreshing = threading.Lock()
        self._loading = threading.Lock()
        self._closing = threading.Event()
        self._learning: threading.Thread | None = None
        recover(settings)
        self._held, self._snapshot = self._open(None)

    @property
    def encoder(self) -> Encoder:
        """The encoder of the newest state, loaded when it is first needed."""
        return self._encoder_of(self._snapshot.model)

    @property
    def snapshot(self) -> Snapshot:
        """The newest state that this process has moved to. Keep it for one request, not longer."""
        return self._snapshot

    def refresh(self) -> bool:
        """Move to the newest generation, if there is a newer one; requests under way keep theirs."""
        with self._refreshing:
            newest = generations.current(self.settings.data)
            if newest is None or newest.number == self._snapshot.generation:
                return False
            old = self._held
            held, newer = self._open(self._snapshot)
            carry_over(self._snapshot, newer)
            self._held, self._snapshot = held, newer
            old.close()
            return True

    def search(self, request: SearchRequest) -> SearchResponse:
        """Passages that answer a question. See ``kg.search``."""
        snapshot = self._snapshot
        return self._engine_of(snapshot.model).search(snapshot, request)

    def words(self, text: str, k: int, language: str | None = None) -> list[tuple[Uri, float]]:
        """Passages that hold words of a text, with scores of 0 to 1, best first; in one language or in all.

        Raises:
            BadInput: an empty text, or no passage is in this language.
        """
        return words_search(self._snapshot, text, k, language)

    def ask(self, request: SearchRequest) -> AskResponse:
        """An answer that quotes its passages, or says that there is none."""
        snapshot = self._snapshot
        return self._engine_of(snapshot.model).ask(snapshot, request)

    def read(self, request: SearchRequest) -> tuple[Read | None, Question]:
        """What ``ask`` would make its answer from. For measuring."""
        snapshot = self._snapshot
        return self._engine_of(snapshot.model).read(snapshot, request)

    def find(self, task: Task) -> Found | None:
        """What another process asks for (see ``kg.search.elsewhere``); None where this one is in another generation."""
        snapshot = self._snapshot
        return self._engine_of(snapshot.model).find(snapshot, task) if snapshot.generation == task.generation else None

    def search_elsewhere(self, other: Elsewhere | None) -> None:
        """Have candidates looked for in another process while more than one question is under way."""
        self._engine_of(self._snapshot.model).elsewhere = other

    @property
    def words_edition(self) -> int | None:
        """Changes when more words are learned; 0 until those of the base are, None for an encoder without words."""
        return self._engine_of(self._snapshot.model).words_edition

    def take_words(self) -> None:
        """Take the words that another process learned and kept with the base."""
        self._engine_of(self._snapshot.model).take_words(self._words_file)

    def warm(self) -> None:
        """Ask a question in each language, so that nobody's first one waits for dictionaries and label indexes.

        Words that were learned before come first: without them each of these questions takes seconds.
        """
        snapshot = self._snapshot
        self._engine_of(snapshot.model).recall_words(snapshot.catalog, self._words_file)
        for questions in fixed_questions().values():
            self.search(SearchRequest(questions[0]))

    def warm_words(self) -> None:
        """Look up the words of such a question in each language: dictionaries and indexes are loaded then."""
        for questions in fixed_questions().values():
            self.words(questions[0], 1)

    def learn_words(self) -> None:
        """Have the vectors of the base's commonest words ready (see ``kg.search.known_words``)."""
        try:
            with closing(Catalog.read(self.settings.data / "catalog.db")) as catalog:
                engine = self._engine_of(self._snapshot.model)
                engine.learn_words(catalog, self._words_file, self._closing)
        except Exception:  # questions are answered without: words that are not known are encoded when they come up
            log.exception("could not learn the words of the base")

    @property
    def _words_file(self) -> Path:
        return self.settings.data / "vectors" / "words.npz"

    def keep_learning_words(self) -> None:
        """Do so in a thread of its own, and again when the base has changed, until the base is closed."""
        self._learning = threading.Thread(target=self._keep_learning, name="words", daemon=True)
        self._learning.start()

    def _keep_learning(self) -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW)  # of this thread alone
        learned = None
        while not self._closing.is_set():
            if self._snapshot.generation != learned:
                learned = self._snapshot.generation
                self.learn_words()
            self._closing.wait(_LOOK)

    def close(self) -> None:
        """Let go of the files."""
        self._closing.set()
        if self._learning is not None:
            self._learning.join()
        self._snapshot.catalog.close()
        self._held.close()

    # ------------------------------------------------------------------ the encoder of a state

    def _engine_of(self, model: str | None) -> SearchEngine:
        if model not in self._engines:
            settings = self.settings
            engine = SearchEngine(self._encoder_of(model), Endpoint.of(settings), settings.search_lists)
            return self._engines.setdefault(model, engine)
        return self._engines[model]

    def _encoder_of(self, model: str | None) -> Encoder:
        """The encoder that a state's vectors were made with.

        A base that is moved to another model while it is read brings that with it, unless one is configured.
        """
        with self._loading:
            if model not in self._encoders:
                encoder = self._given_encoder or open_encoder(self.settings)
                check_model(model, encoder)
                self._encoders[model] = encoder
            return self._encoders[model]

    # ------------------------------------------------------------------ opening a state

    def _open(self, previous: Snapshot | None) -> tuple[IO[str], Snapshot]:
        generation, held = generations.hold(self.settings.data)
        catalog = Catalog.read(self.settings.data / "catalog.db")
        try:
            return held, self._read(previous, generation, catalog)
        except BaseException:
            catalog.close()
            held.close()
            raise

    def _read(self, previous: Snapshot | None, generation: generations.Generation, catalog: Catalog) -> Snapshot:
        model = catalog.meta("model")
        graph = OxigraphReader.open(generation.graph)
        changed = None if previous is None else catalog.changed_items(previous.sequence)
        vocabulary = _vocabulary(previous, catalog, graph, changed)
        documents = {i.id: i for i in catalog.items("document")}
        if previous is None or changed is None:
            passages = PassageColumns.read(catalog, documents)
        else:
            passages = previous.passages.updated(catalog, documents, changed)
        return Snapshot(
            generation=generation.number,
            sequence=catalog.sequence(),
            directory=generation.directory,
            uris=self.uris,
            catalog=catalog,
            graph=graph,
            vectors=self._vectors(previous, catalog, changed, model),
            words=TantivyReader(self.settings.data / "words"),
            labels=vocabulary[0],
            documents=documents,
            passages=passages,
            entities=vocabulary[1],
            names=vocabulary[2],
            kept=previous.kept if previous is not None and vocabulary[2] is previous.names else {},
            model=model,
        )

    def _vectors(
        self, previous: Snapshot | None, catalog: Catalog, changed: list[int] | None, model: str | None
    ) -> LanguageIndexes:
        if previous is None or changed is None or model != previous.model:
            centring = Centring.of(self._encoder_of(model))
            return open_indexes(self.settings.data / "vectors", model or "", catalog, centring)
        if not changed:
            return previous.vectors
        gone = {p for p, _, _ in previous.catalog.passage_languages(changed)}
        return previous.vectors.updated(gone, by_language(catalog.vectors(changed)), catalog.language_vectors)


def recover(settings: Settings) -> None:
    """Finish what a killed writer committed but did not publish, unless one is at work right now."""
    path = settings.data / "catalog.db"
    if not path.is_file():
        return
    catalog = Catalog.read(path)
    behind = catalog.sequence() > getattr(generations.current(settings.data), "sequence", -1)
    behind = behind or catalog.meta("words") != REVISION
    catalog.close()
    if behind:
        try:
            Writer(settings).close()
        except Locked:
            log.info("another process is writing; its work will appear when it publishes")


def _vocabulary(
    previous: Snapshot | None, catalog: Catalog, graph: OxigraphReader, changed: list[int] | None
) -> tuple[LabelMatcher, dict[str, Entity], NameIndex]:
    if previous is not None and changed is not None:
        items: dict[int, Item] = catalog.items_by_id(changed)
        if all(i.kind == "document" for i in items.values()):
            return previous.labels, previous.entities, previous.names
    labels, entities, names = read_names(graph)
    index = NameIndex(names)
    if previous is not None and previous.names.ready:
        index.prepare()  # somebody is typing: let them not wait
    return LabelMatcher(labels), entities, index
