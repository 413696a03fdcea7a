"""What an article is about, where a question says it in other words than the taxonomies: «планы выполнения»."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.covering import content_spans
from kg.answers.notions import Carrier, masked
from kg.answers.values import Values
from kg.embedding.word_vectors import WordVectors
from kg.lexical.analysis import located_stems
from kg.model import Span
from kg.queries import query
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

LEAST = 0.6
"""Similarity from which a topic is meant by other words."""
MARGIN = 0.08
"""How much nearer it has to be than the next topic of the treaty's articles."""
_OF_ARTICLES = frozenset({"topic", "provision", "annex", "chemical", "document", "decision", "project", "party"})
"""Slots that tell what article or what else is asked for."""
_FRAME = frozenset({"article", "convention", "about", "asking", "what_is", "each", "all", "parties"})
"""Notions of the words around a topic."""
_VERBS = frozenset({"listed", "light", "located", "agency", "ask"})
"""Notions of what an article does with its topic: “regulates”, “lays down”."""
_TURNING = frozenset({"negation", "explain", "timing", "compare", "party", "decision", "project", "meeting", "annex"})


def of_article(
    snapshot: Snapshot,
    question: Question,
    outside: list[Carrier],
    spans: list[Span],
    values: Values,
    vectors: WordVectors,
) -> list[Span]:
    """What an article is about that is asked for, where no name tells it; where the words stand."""
    asked = {carrier.notion for carrier in outside}
    if "article" not in asked or asked >= {"chemical", "listed"} or not _OF_ARTICLES.isdisjoint(values):
        return []
    return of_topic(snapshot, question, outside, spans, values, vectors)


def of_topic(
    snapshot: Snapshot,
    question: Question,
    found: list[Carrier],
    taken: list[Span],
    values: Values,
    vectors: WordVectors,
) -> list[Span]:
    """Fill in the topic among those of the articles of the treaties that a question names; where its words stand."""
    if not _TURNING.isdisjoint(carrier.notion for carrier in found):
        return []
    names = _names(snapshot, question.language, {str(treaty) for treaty in values.get("treaty", ())})
    for around in (_FRAME, _FRAME | _VERBS):  # a topic may have words that are verbs elsewhere
        frame = [carrier.span for carrier in found if carrier.notion in around]
        rest = masked(question.text, [*taken, *frame])
        spans = content_spans(rest, question.language)
        if not spans or not names:
            return []
        phrase = rest[spans[0][0] : spans[-1][1]].lower()
        topic = _by_stems(phrase, names, question.language) or _nearest(" ".join(phrase.split()), names, vectors)
        if topic is not None:
            values["topic"] = [URIRef(topic)]
            return spans
    return []


def _by_stems(phrase: str, names: dict[str, str], language: str) -> str | None:
    """The only topic whose name has all the words."""
    sought = _stems(phrase, language)
    found = [topic for topic, name in names.items() if sought <= _stems(name, language)]
    return found[0] if len(found) == 1 else None


def _nearest(phrase: str, names: dict[str, str], vectors: WordVectors) -> str | None:
    table, rows, _ = vectors.of([phrase, *(name.lower() for name in names.values())], [])
    known = table[rows].vectors()
    near = known[1:] @ known[0]
    order = near.argsort()[::-1]
    clear = len(order) < 2 or near[order[0]] - near[order[1]] >= MARGIN
    return list(names)[order[0]] if near[order[0]] >= LEAST and clear else None


def _names(snapshot: Snapshot, language: str, treaties: Collection[str]) -> dict[str, str]:
    """Topics of the articles of some treaties, of all where none is given, with their names in a language."""
    key = "answers.provision_topics"
    if key not in snapshot.kept:
        snapshot.kept[key] = [
            (str(row["treaty"]), str(row["topic"])) for row in snapshot.graph.select(query("provision_topics"))
        ]
    pairs: list[tuple[str, str]] = snapshot.kept[key]
    topics = dict.fromkeys(topic for treaty, topic in pairs if not treaties or treaty in treaties)
    known = ((topic, snapshot.entities.get(topic)) for topic in topics)
    return {topic: entity.labels.get(language, entity.label) for topic, entity in known if entity}


def _stems(text: str, language: str) -> frozenset[str]:
    content = content_spans(text, language)
    return frozenset(stem for stem, span in located_stems(text, language) if span in content)
