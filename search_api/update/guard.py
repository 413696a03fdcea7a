"""What is refused of an update before it runs, and where its USING clauses go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pyoxigraph as ox

from kg.errors import BadInput
from kg.settings import Settings
from search_api.sparql.federation import calls_out
from search_api.sparql.guard import Forbidden, check_nesting
from search_api.sparql.lexer import Token, tokens, unescape


def check_update(text: str, settings: Settings) -> None:
    """Refuse what must not run; LOAD operations have been dealt with before (see `loading`).

    Raises:
        BadInput: empty, or nested deeper than ``query_nesting``.
        Forbidden: it would call another server (LOAD, SERVICE).
    """
    if not text.strip():
        raise BadInput("The update is empty.", remedy="Send INSERT, DELETE or another operation of SPARQL 1.1 Update.")
    check_nesting(list(tokens(text)), settings.query_nesting)
    words = {t.text.upper() for reading in (text, unescape(text)) for t in tokens(reading) if t.kind == "name"}
    if "LOAD" in words:
        raise Forbidden("It is not certain what LOAD means in this update.", remedy="Put spaces around it.")
    if calls_out(text):
        raise Forbidden("SERVICE is switched off in updates: they query no other server.")


def with_dataset(text: str, graphs: Sequence[str], named: Sequence[str]) -> str:
    """The update with ``USING`` and ``USING NAMED`` clauses for the dataset that the protocol gives it.

    SPARQL 1.1 Protocol, section 2.2.3. ``DELETE WHERE`` takes no such clause, so it is written out.

    Raises:
        BadInput: the update has USING or WITH itself, or a graph's name is no IRI.
    """
    if not graphs and not named:
        return text
    clauses = " ".join(
        [*(f"USING <{graph_name(g)}>" for g in graphs), *(f"USING NAMED <{graph_name(g)}>" for g in named)]
    )
    words = list(outside(text))
    if any(t.text.upper() in {"USING", "WITH"} for t in words):
        raise BadInput(
            "The update names its graphs twice: with USING or WITH, and with the parameters of the request.",
            remedy="Use one of the two.",
        )
    pieces, done = [], 0
    for before, token in pairwise([Token("", "", 0), *words]):
        if token.text.upper() != "WHERE":
            continue
        start = token.end - len(token.text)
        pattern = text[token.end : _end_of_group(text, token.end)]
        pieces += [text[done:start], pattern if before.text.upper() == "DELETE" else "", f" {clauses} WHERE "]
        done = token.end
    return "".join([*pieces, text[done:]])


def outside(text: str) -> Iterator[Token]:
    """The pieces of an update that are not within braces."""
    depth = 0
    for token in tokens(text):
        depth -= token.text == "}"
        if depth == 0 and token.text not in {"{", "}"}:
            yield token
        depth += token.text == "{"


def _end_of_group(text: str, start: int) -> int:
    """Where the group ends that begins after a position."""
    depth = 0
    for token in tokens(text[start:]):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0:
            return start + token.end
    return len(text)


def graph_name(name: str) -> str:
    """The name of a graph, fit to be written between ``<`` and ``>``. Raises BadInput where it is none."""
    try:
        return ox.NamedNode(name).value
    except ValueError:
        raise BadInput(f"“{name}” is not the name of a graph.", remedy="Give an absolute IRI.") from None
