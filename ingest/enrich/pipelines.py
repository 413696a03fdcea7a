"""One spaCy pipeline for each language: a blank ``Language``, our tokeniser, our finders as components.

Ingest runs exactly these; a researcher adds components to one, or leaves some out.
"""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import pyoxigraph as ox
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ingest.enrich.components import FINDERS, READING, Reading, reading_of
from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.gazetteer import read_gazetteer, read_paragraphs
from ingest.vocabulary import to_ntriples
from kg.graph.oxigraph import OxigraphReader, OxigraphStore
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.linking.tokens import TOKEN
from kg.model import Eid, Mention, Passage, PassageKind
from kg.names import read_labels
from kg.settings import Settings
from ontology import taxonomies

_PIECE = re.compile(rf"({TOKEN}|\s|.)( ?)", re.DOTALL)

_MOST_WORDS = 300_000
_NOTHING = EnrichmentContext(Uris("http://localhost/"), LabelMatcher(()), None, None)


class PassageTokenizer:
    """Text → document of words, marks and blanks, so that ``doc.text`` is the text; cut as labels are cut."""

    def __init__(self, vocab: Vocab, language: str, context: EnrichmentContext) -> None:
        self.vocab = vocab
        self._language = language
        self._context = context

    def __call__(self, text: str) -> Doc:
        """A document of one paragraph, in the pipeline's own context."""
        passage = Passage(Eid("body"), "body", None, PassageKind.PARAGRAPH, text, self._language, 0)
        return self.of(passage, self._context)

    def of(self, passage: Passage, context: EnrichmentContext) -> Doc:
        """A document of a passage that stands in a document of its own context."""
        pieces = _PIECE.findall(passage.text)
        doc = Doc(self.vocab, words=[word for word, _ in pieces], spaces=[space != "" for _, space in pieces])
        doc.user_data[READING] = Reading(PassageText.of(passage, self._language), context)
        return doc


def mea_pipeline(language: str, context: EnrichmentContext | None = None) -> Language:
    """A pipeline for texts in one language (ISO 639-1).

    Args:
        language: of the texts. For one that is not among the six, only what needs no words is found.
        context: names to look for and the convention that is meant; by default the taxonomies that come with the
            code and no convention. See ``context_of`` for the names of a base.
    """
    # spacy.blank("fr") reads tables for two seconds that none of our components looks at
    kind = type("Blank", (Language,), {"lang": language})
    nlp: Language = kind()
    nlp.tokenizer = PassageTokenizer(nlp.vocab, language, shipped_context() if context is None else context)
    for name in (*FINDERS, "mentions"):
        nlp.add_pipe(f"mea_{name}", name=name)
    return nlp


def context_of(graph: OxigraphReader, uris: Uris) -> EnrichmentContext:
    """The names that a base has, for texts of no particular convention."""
    names = LabelMatcher(read_labels(graph)[0])
    return EnrichmentContext(
        uris, names, None, None, None, read_gazetteer(graph, uris), paragraphs=read_paragraphs(graph, uris)
    )


@cache
def shipped_context() -> EnrichmentContext:
    """The names of the taxonomies that come with the code."""
    base = Settings().base_uri
    store = OxigraphStore(ox.Store())
    for taxonomy in taxonomies():
        store.replace(f"{base}graph/taxonomy/{taxonomy.name}", to_ntriples(taxonomy.content, base))
    return context_of(store, Uris(base))


def mentions_in(passage: Passage, language: str, context: EnrichmentContext) -> tuple[Mention, ...]:
    """What a passage of a document names, by the pipeline of its language."""
    nlp = _pipelines.get(language)
    if nlp is None or len(nlp.vocab) > _MOST_WORDS:  # spaCy forgets no word; recognised pages bring ever new ones
        nlp = _pipelines[language] = mea_pipeline(language, _NOTHING)
    doc = nlp(cast("PassageTokenizer", nlp.tokenizer).of(passage, context))
    return reading_of(doc).mentions


_pipelines: dict[str, Language] = {}
