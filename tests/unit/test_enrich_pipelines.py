"""Enrichment as spaCy pipelines: one for each language, the same that ingest runs."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrich import EnrichmentContext, enrich
from ingest.enrich.components import FINDERS, GROUPS
from ingest.enrich.pipelines import mea_pipeline
from kg.errors import BadInput
from kg.identifiers import Uris
from kg.linking import Label, LabelMatcher
from kg.model import LANGUAGES, Eid, Passage, PassageKind, Uri

KENYA = Label(Uri("http://x/id/party/KEN"), "party", "en", "Kenya", preferred=True)
CONTEXT = EnrichmentContext(Uris("http://x/"), LabelMatcher([KENYA]), "minamata", None)
TEXT = "Kenya paid USD 3 million under article 17 by 3 March 2026, see UNEP/MC/COP.6/INF/26."
NLP = mea_pipeline("en", CONTEXT)


def test_it_has_every_finder_and_gives_what_enrichment_gives() -> None:
    assert NLP.pipe_names == [*FINDERS, "mentions"]
    doc = NLP(TEXT)
    passage = Passage(Eid("body"), "body", None, PassageKind.PARAGRAPH, TEXT, "en", 0)
    (enriched,) = enrich([passage], "en", CONTEXT)
    assert doc._.mentions == enriched.mentions
    assert {mention.kind for mention in doc._.mentions} == {"party", "money", "provision", "date", "document"}


def test_spans_are_grouped_and_carry_what_a_mention_says() -> None:
    doc = NLP(TEXT)
    assert set(doc.spans) == set(GROUPS)
    (party,) = doc.spans["organizations"]
    assert (party.text, party.label_, party.kb_id_) == ("Kenya", "party", KENYA.uri)
    article, symbol = doc.spans["references"]
    assert (article.text, article.id_) == ("article 17", "minamata.art_17")
    assert (symbol.text, symbol.label_) == ("UNEP/MC/COP.6/INF/26", "document")


def test_components_can_be_left_out() -> None:
    with NLP.select_pipes(disable=["money", "counts"]):
        without = NLP(TEXT)
    doc = NLP(TEXT)
    assert len(without.spans["amounts"]) == 0
    assert [span.id_ for span in doc.spans["amounts"]] == ["USD 3000000"]


@pytest.mark.parametrize("language", [*LANGUAGES, "de"])
def test_there_is_one_for_each_language(language: str) -> None:
    nlp = mea_pipeline(language, CONTEXT)
    assert (nlp.lang, nlp("").text) == (language, "")
    doc = nlp("2025-03-04, UNEP/CHW.17/15")
    assert [span.id_ for span in doc.spans["dates"]] == ["2025-03-04"]


def test_a_document_of_another_pipeline_is_refused() -> None:
    with pytest.raises(BadInput, match="another pipeline"):
        NLP(spacy.blank("en")(TEXT))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_the_text_stays_as_it_is(text: str) -> None:
    assert NLP.make_doc(text).text == text
