"""Search inside a query: ``?passage mea:search ("text" 10)`` becomes the passages that are found.

Workers hold the graph and nothing else, so the server searches before a query
goes to them and puts the hits where the statement stood, as VALUES. The query is
read in tokens: what stands in strings and comments calls nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.base import KnowledgeBase
from kg.errors import BadInput
from kg.search.model import SearchRequest
from kg.settings import Settings
from kg.terms import MEA
from search_api.sparql.jobs import QueryTimeout
from search_api.sparql.lexer import Token, tokens

DEFAULT_HITS = 10
_FUNCTIONS = {str(MEA.search): "search", str(MEA.words): "words"}
_NAMESPACE = str(MEA)
"""Stands in every query that calls a function: a prefixed name brings neither its ``/`` nor its ``#``."""
_BOUNDARIES = frozenset("{}.)")
_FORM = (
    'Write it as a statement of its own: ?passage mea:search ("mercury waste" 10), or (?passage ?score) mea:search …'
)


class MalformedSearch(BadInput):
    """A search function that is not written as it has to be."""


@dataclass(frozen=True, slots=True)
class Call:
    """A search in a query: what is looked for, and the text from ``start`` to ``end`` that its hits replace.

    ``function`` is ``search`` (by meaning, across languages) or ``words``; ``language`` keeps to passages in that
    language; ``more`` is the subject again, where further statements about it follow a semicolon.
    """

    function: str
    variables: tuple[str, ...]
    text: str
    k: int
    language: str | None
    start: int
    end: int
    more: str


Hits = Sequence[tuple[str, float]]
"""URIs of passages with their scores, best first."""

Find = Callable[[Call], Hits]


def find_calls(query: str, settings: Settings) -> list[Call]:
    """The search functions in a query, in order.

    Raises:
        MalformedSearch: one is not written as it has to be, asks for more hits than
            ``query_search_hits``, or there are more than ``query_searches``.
    """
    if _NAMESPACE not in query:
        return []
    pieces = list(tokens(query))
    named = _functions(pieces)
    calls = [_Reader(pieces, settings).call(i, function) for i, function in named.items()]
    if len(calls) > settings.query_searches:
        raise MalformedSearch(
            f"The query searches {len(calls)} times; {settings.query_searches} times is the most here.",
            remedy="Search for several words at once, or send several queries.",
        )
    return calls


def with_hits(query: str, calls: Sequence[Call], hits: Sequence[Hits]) -> str:
    """The query with each search replaced by what it found."""
    pieces, done = [], 0
    for call, found in zip(calls, hits, strict=True):
        scored = len(call.variables) == 2
        rows = " ".join(f"(<{uri}> {score:.6f})" if scored else f"(<{uri}>)" for uri, score in found)
        pieces += [query[done : call.start], f"VALUES ({' '.join(call.variables)}) {{ {rows} }} {call.more}"]
        done = call.end
    return "".join([*pieces, query[done:]])


def finder(base: KnowledgeBase) -> Find:
    """Searches the newest state of a base."""

    def find(call: Call) -> Hits:
        if call.function == "words":
            return base.words(call.text, call.k, call.language)
        request = SearchRequest(call.text, k=call.k, language=call.language, group="none")
        return [(hit.passage.uri, hit.score) for hit in base.search(request).hits]

    return find


async def search_first(query: str, find: Find, settings: Settings) -> str:
    """The query with its searches answered, as it can go to a worker.

    Raises:
        QueryTimeout: searching took longer than ``query_search_time``.
        BadInput: see ``find_calls``, or the search engine cannot use what is asked.
    """
    calls = find_calls(query, settings)
    if not calls:
        return query
    try:
        async with asyncio.timeout(settings.query_search_time):
            hits = [await asyncio.to_thread(find, call) for call in calls]
    except TimeoutError as error:
        raise QueryTimeout(
            f"The search in the query took longer than {settings.query_search_time:.2g} seconds.",
            remedy="Send it again later.",
        ) from error
    return with_hits(query, calls, hits)


def _functions(pieces: Sequence[Token]) -> dict[int, str]:
    """Where a search function is named → which. A subject of that name calls nothing."""
    prefixes = {
        name.text: iri.text[1:-1]
        for keyword, name, iri in zip(pieces, pieces[1:], pieces[2:], strict=False)
        if keyword.text.upper() == "PREFIX" and iri.kind == "iri"
    }

    def expanded(token: Token) -> str:
        if token.kind == "iri":
            return token.text[1:-1]
        prefix, colon, local = token.text.partition(":")
        return f"{prefixes.get(f'{prefix}:', '')}{local}" if token.kind == "name" and colon else ""

    found = {i: _FUNCTIONS[iri] for i, t in enumerate(pieces) if (iri := expanded(t)) in _FUNCTIONS}
    return {i: function for i, function in found.items() if i == 0 or not _ends(pieces[i - 1], "{}.")}


def _ends(token: Token, marks: str | frozenset[str]) -> bool:
    """Whether a statement can begin after the token; a name may have swallowed the full stop behind it."""
    return token.text in marks or (token.kind == "name" and token.text.endswith("."))


class _Reader:
    """Reads the calls of one query."""

    def __init__(self, pieces: Sequence[Token], settings: Settings) -> None:
        self._pieces, self._settings = pieces, settings

    def call(self, at: int, function: str) -> Call:
        first, variables = self._subject(at)
        last, text, k, language = self._arguments(at + 1)
        start = self._pieces[first].end - len(self._pieces[first].text)
        end, more = self._pieces[last].end, ""
        following = self._text(last + 1)
        if following == ",":
            raise MalformedSearch("A search function takes one question.", remedy=_FORM)
        if following == ";":
            end = self._pieces[last + 1].end
            more = "" if self._text(last + 2) in {";", ".", "}"} else f"{variables[0]} "
        return Call(function, variables, text, k, language, start, end, more)

    def _subject(self, at: int) -> tuple[int, tuple[str, ...]]:
        """Index of the first token, and the variables, of ``?passage`` or ``(?passage ?score)``."""
        first = at - 1
        if self._text(first) == ")":
            first = max((i for i in range(max(0, at - 4), at) if self._text(i) == "("), default=-1)
            inside = self._pieces[first + 1 : at - 1]
        else:
            inside = self._pieces[first:at]
        variables = tuple(token.text for token in inside)
        proper = first >= 1 and 1 <= len(variables) <= 2 and all(t.kind == "variable" for t in inside)
        if not proper or not _ends(self._pieces[first - 1], _BOUNDARIES):
            raise MalformedSearch("A search function needs a variable as its subject.", remedy=_FORM)
        return first, variables

    def _arguments(self, at: int) -> tuple[int, str, int, str | None]:
        """Index of the last token, text, number of hits and language of ``"text"`` or ``("text" 10 "fr")``."""
        if self._text(at) != "(":
            last = at + 1 if self._kind(at + 1) == "tag" else at
            return last, self._string(at), DEFAULT_HITS, None
        last = next((i for i in range(at, min(at + 6, len(self._pieces))) if self._text(i) == ")"), -1)
        inside = [i for i in range(at + 1, last) if self._kind(i) != "tag"]
        if not 1 <= len(inside) <= 3:
            raise MalformedSearch("A search function takes a text, a number of hits and a language.", remedy=_FORM)
        text = self._string(inside[0])
        k = self._number(inside[1]) if len(inside) > 1 else DEFAULT_HITS
        return last, text, k, self._string(inside[2]) if len(inside) > 2 else None

    def _string(self, at: int) -> str:
        if self._kind(at) != "string":
            raise MalformedSearch(f"A search function takes a text in quotes, not {self._text(at)!r}.", remedy=_FORM)
        statement = f"<a:a> <a:a> {self._text(at)} ."
        try:
            value = next(iter(ox.parse(statement, ox.RdfFormat.TURTLE))).object
        except SyntaxError as error:
            raise MalformedSearch(f"The text {self._text(at)} cannot be read.", remedy=_FORM) from error
        return value.value if isinstance(value, ox.Literal) else ""

    def _number(self, at: int) -> int:
        number, most = self._text(at), self._settings.query_search_hits
        if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= most:
            raise MalformedSearch(f"A search function gives 1 to {most} hits, not {number}.", remedy=_FORM)
        return int(number)

    def _text(self, at: int) -> str:
        return self._pieces[at].text if 0 <= at < len(self._pieces) else ""

    def _kind(self, at: int) -> str:
        return self._pieces[at].kind if 0 <= at < len(self._pieces) else ""
