"""What is refused before any worker sees it: length, nesting, SERVICE, updates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kg.errors import BadInput, LimitReached
from kg.settings import Settings
from search_api.sparql.federation import calls_out
from search_api.sparql.lexer import Token, tokens, unescape

_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_UPDATE_WORDS = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE"})
_VOLATILE_WORDS = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


_SHORT = 4096
"""Characters; what was learned of the last queries up to this length is held, for most of them come again."""


class QueryTooLong(LimitReached):
    """The text of the query is over the limit."""


class Forbidden(BadInput):
    """Understood, and not done here: SERVICE, updates."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guard learned of a query.

    ``has_dataset``: it names its graphs with FROM, so the union is not its
    default graph. ``volatile``: the same query can give different results on
    the same data (NOW, RAND …), so a result must not be reused.
    """

    has_dataset: bool
    volatile: bool


def check(query: str, settings: Settings) -> Checked:
    """Refuse what must not reach a worker; tell what the text reveals.

    Raises:
        QueryTooLong: more characters than ``query_length``.
        BadInput: empty, an update (LOAD among them), or nested deeper than ``query_nesting``.
        Forbidden: a SERVICE clause.
    """
    checked = check_form(query, settings)
    if calls_out(query):
        raise Forbidden("SERVICE is not possible here.", remedy="Send the query to the endpoint, /sparql.")
    return checked


def check_form(query: str, settings: Settings) -> Checked:
    """The same for a query whose SERVICE clauses are still to be dealt with. Raises QueryTooLong, BadInput."""
    if len(query) > settings.query_length:
        raise QueryTooLong(
            f"The query has {len(query):,} characters; at most {settings.query_length:,} are taken here.",
            remedy="Shorten it, or send several queries.",
        )
    if not query.strip():
        raise BadInput("The query is empty.", remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
    if len(query) <= _SHORT:
        return _check_short(query, settings.query_nesting)
    return _check_words(query, settings.query_nesting)


def _check_words(query: str, nesting: int) -> Checked:
    pieces = list(tokens(query))
    check_nesting(pieces, nesting)
    words = {piece.text.upper() for piece in pieces if piece.kind == "name"}
    hidden = unescape(query)
    if hidden != query:
        words |= {piece.text.upper() for piece in tokens(hidden) if piece.kind == "name"}
    _refuse_updates(words)
    return Checked(
        has_dataset=any(word.endswith("FROM") for word in words if ":" not in word),
        volatile=not words.isdisjoint(_VOLATILE_WORDS),
    )


@lru_cache(2048)
def _check_short(query: str, nesting: int) -> Checked:
    return _check_words(query, nesting)


def check_nesting(pieces: list[Token], most: int) -> None:
    """Raise BadInput when brackets nest more than ``most`` deep."""
    depth = 0
    for piece in pieces:
        if piece.text in _OPENING:
            depth += 1
        elif piece.text in _CLOSING:
            depth -= 1
        if depth > most:
            raise BadInput(f"The query nests brackets more than {most} deep.", remedy="Simplify it.")


def _refuse_updates(words: set[str]) -> None:
    found = words & _UPDATE_WORDS
    if found:
        raise BadInput(
            f"{min(found)} changes data, and this endpoint only reads.",
            remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.",
        )
