"""The actions that a question speaks of: asked of whom, and with which words (“… about the change feed”)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdflib.term import Literal, URIRef

from kg.answers.covering import content_spans
from kg.answers.notions import Carrier, masked
from kg.answers.values import Values
from kg.lexical.analysis import located_stems
from kg.model import Span
from kg.queries import query
from kg.search.understanding import Question

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

_ASKED_OF = frozenset({"ask", "asking", "party", "secretariat"})
"""Notions that say whom something is asked of."""
_WHOM = re.compile(
    r"(?<!\w)(?:who(?:m|se)?|wh(?:ich|at) (?:organi[sz]ation|body|entity|institution)|(?:à )?qui|(?:a )?qui[eé]n(?:es)?"
    r"|ко(?:му|го|торому)|من (?:الذي|التي)|الجهة (?:التي|المطلوب)|ممن)(?!\w)|谁|哪个(?:机构|组织|部门)",
    re.IGNORECASE,
)
"""Who asks for the one of whom something is asked."""

_LEAST = 4
"""Letters that stems have at least that may differ at their ends."""

_WORDS = 3
_SHARE = 0.6
"""How many of the words of a question the text of an action has to have that is to be told by them alone."""


def asked_of(outside: list[Carrier], carried: frozenset[str]) -> frozenset[str]:
    """Notions that say whom something is asked of; “please” and “Conference of the Parties” do not."""
    polite = {carrier.span for carrier in outside if carrier.notion == "asking"}
    asked = {c.notion for c in outside if c.notion == "party" or (c.notion == "ask" and c.span not in polite)}
    return frozenset(asked | (carried & {"secretariat"}))


def without_actions(
    snapshot: Snapshot, question: Question, outside: list[Carrier], rest: str, spans: list[Span], values: Values
) -> tuple[list[Carrier], str]:
    """What is left of a question after the words that tell which actions are meant."""
    asks = [carrier for carrier in outside if carrier.notion in _ASKED_OF]
    if _WHOM.search(question.text) and "addressed" not in values:
        polite = [c.span for c in outside if c.notion in {"ask", "asking", "decision", "draft", "document"}]
        if named := of_spoken(snapshot, question, [*spans, *polite], values):
            return asks, masked(rest, named)
    named = of_actions(snapshot, question, rest, values)
    return [c for c in outside if c.notion in _ASKED_OF or c.span not in named], masked(rest, named)


def of_actions(snapshot: Snapshot, question: Question, rest: str, values: Values) -> list[Span]:
    """Fill in the actions in whose texts all words stand that nothing else explains; the words that they all have.

    Args:
        snapshot: whose actions are meant, those in the language of the question.
        question: what is asked of somebody.
        rest: of the same length, with spaces for what is understood.
        values: the slots filled so far.
    """
    asked = _stems(question.text, question.language)
    unknown = content_spans(rest, question.language)
    sought = {stem for stem, span in asked if span in unknown}
    texts = _texts(snapshot, question.language) if sought else {}
    found = {action: stems for action, stems in texts.items() if all(_among(stem, stems) for stem in sought)}
    if not found:
        return []
    values["action"] = [URIRef(action) for action in found]
    return [span for stem, span in asked if all(_among(stem, stems) for stems in found.values())]


def of_spoken(snapshot: Snapshot, question: Question, taken: Sequence[Span], values: Values) -> list[Span]:
    """Fill in the action whose text has most of the words, for “who is asked to …”; all words after the names.

    Args:
        snapshot: whose actions are meant, those in the language of the question.
        question: who is asked to do something.
        taken: what is named or says that something is asked.
        values: the slots filled so far.
    """
    asked = [
        (stem, span)
        for stem, span in _stems(question.text, question.language)
        if not any(start <= span[0] and span[1] <= end for start, end in taken)
    ]
    sought = {stem for stem, _ in asked}
    texts = _texts(snapshot, question.language)
    shared = {action: sum(_among(stem, stems) for stem in sought) for action, stems in texts.items()}
    most = max(shared.values(), default=0)
    if most < max(_WORDS, _SHARE * len(sought)):
        return []
    values["spoken"] = [URIRef(action) for action, number in shared.items() if number == most]
    return [span for _, span in asked]


def _among(stem: str, stems: frozenset[str]) -> bool:
    """Whether a text has a word; stems of two forms of one (“taller”, “talleres”) may differ at their ends."""
    if stem in stems or len(stem) < _LEAST:
        return stem in stems
    return any(stem.startswith(each) or each.startswith(stem) for each in stems if len(each) >= _LEAST)


def _texts(snapshot: Snapshot, language: str) -> dict[str, frozenset[str]]:
    """Stems of the texts of actions in a language, by their addresses, computed once."""
    key = f"answers.actions.{language}"
    if key not in snapshot.kept:
        snapshot.kept[key] = {
            str(row["action"]): frozenset(stem for stem, _ in _stems(str(row["text"]), language))
            for row in snapshot.graph.select(query("actions"))
            if isinstance(row["text"], Literal) and row["text"].language == language
        }
    texts: dict[str, frozenset[str]] = snapshot.kept[key]
    return texts


def _stems(text: str, language: str) -> list[tuple[str, Span]]:
    content = content_spans(text, language)
    return [(stem, span) for stem, span in located_stems(text, language) if span in content]
