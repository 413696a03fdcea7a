"""The verbs that enrichment knows and the verbs of the taxonomy are the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal
from rdflib.namespace import SKOS

from ingest.enrich import EnrichmentContext, enrich
from ingest.enrich.verb_words import VERBS, WORDS
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.model import LANGUAGES, Eid, Passage, PassageKind

TAXONOMY = Path(__file__).resolve().parents[2] / "ontology" / "taxonomies" / "verbs.ttl"
BASE = "http://x/"

BETWEEN_TWO = {
    # The taxonomy gives these to one class; before "to" or an article they belong to another one as often.
    ("fr", "demande à"),
    ("es", "exhorta a"),
    ("es", "aprueba"),
    ("es", "aprueba el"),
}


def _labels() -> list[tuple[str, str, str]]:
    graph = Graph().parse(TAXONOMY, publicID=BASE)
    return sorted(
        (str(concept).rpartition("/")[2], str(getattr(label, "language", "")), str(label))
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        for name in (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
        for label in graph.objects(concept, name)
        if isinstance(label, Literal) and (label.language, str(label)) not in BETWEEN_TWO
    )


def test_the_classes_are_the_concepts() -> None:
    graph = Graph().parse(TAXONOMY, publicID=BASE)
    concepts = {str(concept).rpartition("verbs.")[2] for concept in graph.subjects(RDF.type, SKOS.Concept)}
    assert set(VERBS) == concepts
    assert set(WORDS) == set(LANGUAGES)
    assert all(set(classes) == concepts for classes in WORDS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_gives_its_concept(language: str) -> None:
    context = EnrichmentContext(Uris(BASE), LabelMatcher([]), "minamata", None)
    wrong = []
    for concept, code, label in _labels():
        if code != language:
            continue
        text = f"{label}{'' if language == 'zh' else ' '}x"
        passage = Passage(Eid("p"), "annex_1", "1", PassageKind.OPERATIVE, text, language, 1)
        found = [mention.value for mention in enrich([passage], language, context)[0].mentions]
        if found != [concept]:
            wrong.append((label, concept, found))
    assert wrong == []
