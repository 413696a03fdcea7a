"""Projects that a question names by words of their titles: “the Africa Stockpiles Program, P1”."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.term import URIRef

from kg.answers.covering import content_spans
from kg.answers.values import Values
from kg.lexical.analysis import located_stems
from kg.model import Span
from kg.queries import query
from kg.search.understanding import Question
from kg.suggest.typos import SHORTEST, nearly

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

MOST = 60
"""Projects that may have the same words in their titles; more common ones name no projects."""
_LANGUAGE = "en"
"""In which titles are written."""


@dataclass(frozen=True, slots=True)
class _Titles:
    """Projects by the stems of their titles, the stem of each word, and the words in order."""

    projects: dict[str, frozenset[str]]
    stems: dict[str, str]
    words: tuple[str, ...]


def of_titles(snapshot: Snapshot, question: Question, rest: str, values: Values) -> list[Span]:
    """Fill in the projects whose titles have all words that nothing else explains; where those stand.

    Args:
        snapshot: whose projects are meant.
        question: what names them, in any language, the words of a title as it is written or with a letter wrong.
        rest: of the same length, with spaces for what is understood.
        values: the slots filled so far.
    """
    spans = content_spans(rest, question.language)
    written = [question.text[start:end] for start, end in spans]
    words = [word.lower() for word in written]
    if not any(len(word) >= SHORTEST for word in words) or not all(_may_be_of(word, question) for word in written):
        return []
    titles = _titles(snapshot)
    found = [_with(titles, word) for word in words]
    shared = frozenset.intersection(*found)
    if not shared or len(shared) > MOST:
        return []
    values["titled"] = [URIRef(project) for project in sorted(shared)]
    return spans


def _may_be_of(word: str, question: Question) -> bool:
    """Whether a word may come from a title: in another language only names do, as they are written there."""
    return question.language == _LANGUAGE or (word.isascii() and word != word.lower()) or any(map(str.isdigit, word))


def _with(titles: _Titles, word: str) -> frozenset[str]:
    """The projects with a word in their titles, or with the one word that is written nearly so."""
    stem = titles.stems.get(word) or next((stem for stem, _ in located_stems(word, _LANGUAGE)), word)
    if stem not in titles.projects and len(word) >= SHORTEST:
        near = {titles.stems[each] for low, high in nearly(titles.words, word) for each in titles.words[low:high]}
        stem = near.pop() if len(near) == 1 else stem
    return titles.projects.get(stem, frozenset())


def _titles(snapshot: Snapshot) -> _Titles:
    key = "answers.project_titles"
    if key not in snapshot.kept:
        projects: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, str] = {}
        for row in snapshot.graph.select(query("project_titles")):
            title = str(row["title"])
            for stem, (start, end) in located_stems(title, _LANGUAGE):
                projects[stem].add(str(row["project"]))
                stems[title[start:end].lower()] = stem
        snapshot.kept[key] = _Titles(
            {stem: frozenset(found) for stem, found in projects.items()}, stems, tuple(sorted(stems))
        )
    titles: _Titles = snapshot.kept[key]
    return titles
