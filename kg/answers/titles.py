"""Draft decisions, documents and articles of treaties that a question names by the words of their titles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from rdflib.term import Identifier, Literal

from kg.answers.covering import content_spans
from kg.lexical.analysis import located_stems
from kg.model import Span
from kg.queries import query
from kg.search.understanding import Question
from kg.terms import MEA

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

LEAST = 0.75
"""Share of a title's words of content that a question about a document has to have, at least two of them."""
SOME = 0.4
"""The same share for a draft decision; that one is spoken of is known already."""
MOST = 0.6
"""The same share for an article of the treaties that are named."""
_LOOSE = 2.5
"""How much longer than its words a title may stand in a question, with what is between them."""
_KINDS = {"draft": "decision", "document": "document", "article": "provision", "ask": "main"}
"""What has to be spoken of, by its notion, and the kind of thing whose titles are then compared.

What asks of somebody may name a document by its main title alone, what stands before a colon.
"""
_COLON = re.compile("[:：]")


_CLASSES = {str(MEA.Decision): "decision", str(MEA.Document): "document", str(MEA.Provision): "provision"}
_LEAST = {"decision": SOME, "document": LEAST, "main": LEAST, "provision": MOST}


def titled(
    snapshot: Snapshot, question: Question, carried: Collection[str], treaties: Collection[str]
) -> tuple[str, str, list[Span]] | None:
    """The thing whose title a question holds best: its slot, its address, and where its words stand.

    Of articles only those of some treaties, by their keys.
    """
    kinds = {kind for notion, kind in _KINDS.items() if notion in carried}
    if not kinds:
        return None
    language = question.language
    asked = dict(_stems(question.text, language))
    best: tuple[float, int, str, str, list[Span]] | None = None
    for kind, uri, stems in _titles(snapshot, language):
        shared = stems & asked.keys() if kind in kinds else frozenset()
        if len(shared) < max(2, _LEAST[kind] * len(stems)):
            continue
        if kind == "provision" and uri.rpartition("/")[2].partition(".")[0] not in treaties:
            continue
        found = (len(shared) / len(stems), len(shared), kind, uri, _hull([asked[stem] for stem in shared]))
        best = max(best or found, found)
    return ("document" if best[2] == "main" else best[2], *best[3:]) if best else None


def words_of_title(snapshot: Snapshot, question: Question, documents: Collection[str]) -> list[Span]:
    """Where the words of the titles of some documents stand in a question."""
    stems = {
        stem
        for kind, uri, each in _titles(snapshot, question.language)
        if kind == "document" and uri in documents
        for stem in each
    }
    return [span for stem, span in _stems(question.text, question.language) if stem in stems]


def _hull(spans: list[Span]) -> list[Span]:
    """One span over those that stand near each other, else each."""
    whole = min(start for start, _ in spans), max(end for _, end in spans)
    return [whole] if whole[1] - whole[0] <= _LOOSE * sum(end - start for start, end in spans) else spans


def _titles(snapshot: Snapshot, language: str) -> list[tuple[str, str, frozenset[str]]]:
    """Kind, address and stems of what has a title in a language, computed once."""
    key = f"answers.titles.{language}"
    if key not in snapshot.kept:
        whole = [
            (_CLASSES[str(row["class"])], str(row["thing"]), title)
            for row in snapshot.graph.select(query("titles"))
            if (title := _in_language(row["title"], language))
        ]
        main = [("main", uri, _COLON.split(title)[0]) for kind, uri, title in whole if kind == "document"]
        snapshot.kept[key] = [
            (kind, uri, frozenset(stem for stem, _ in _stems(title, language))) for kind, uri, title in [*whole, *main]
        ]
    titles: list[tuple[str, str, frozenset[str]]] = snapshot.kept[key]
    return titles


def _in_language(title: Identifier | None, language: str) -> str:
    return str(title) if isinstance(title, Literal) and title.language in {None, language} else ""


def _stems(text: str, language: str) -> Iterator[tuple[str, Span]]:
    content = content_spans(text, language)
    return ((stem, span) for stem, span in located_stems(text, language) if span in content)
