"""SERVICE clauses of a query: which servers they name, and putting their results in their place.

The clauses are found in the stream of tokens, so that strings, comments and names do not count. What the text means
to the engine may differ from that (see `federation`): so a query whose clauses have been replaced is looked at again,
in every reading, before it may run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from search_api.sparql.guard import Forbidden
from search_api.sparql.lexer import Token, tokens, unescape

_PORTS = {"http": 80, "https": 443}
_LOCAL_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """``SERVICE SILENT? <endpoint> { … }`` from ``start`` to ``end`` of a query; ``pattern`` is the part in braces."""

    endpoint: str
    silent: bool
    pattern: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """A query's SERVICE clauses, those inside others left out; ``prologue``: its BASE and PREFIX declarations."""

    prologue: str
    clauses: tuple[ServiceClause, ...]


def outline(query: str, base: str, hosts: Sequence[str]) -> Outline:
    """Find the SERVICE clauses of a query.

    Args:
        query: its text.
        base: what relative IRIs are relative to.
        hosts: ``name`` or ``name:port`` of the servers that may be called.

    Raises:
        Forbidden: a server that is not on the list, or one that only the running query would name.
    """
    return _Finder(query, base, hosts).find()


def is_allowed(url: str, hosts: Sequence[str]) -> bool:
    """Whether a server may be called: an entry without a port means the usual one of http and https."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return False
    if parts.scheme not in _PORTS or parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    return any(_matches(entry, parts, port) for entry in hosts)


def _matches(entry: str, parts: SplitResult, port: int | None) -> bool:
    listed = urlsplit(f"//{entry}")
    return listed.hostname == parts.hostname and port == (listed.port or _PORTS[parts.scheme])


class Prologue:
    """BASE and PREFIX declarations, as far as they have been read.

    Args:
        base: what relative IRIs are relative to before any BASE.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._prefixes: dict[str, str] = {}

    def __str__(self) -> str:
        prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self._prefixes.items())
        return f"BASE <{self._base}>\n{prefixes}"

    def read(self, pieces: Sequence[Token], place: int) -> int:
        """Read the declarations from a place on; returns the place after them."""
        while place + 1 < len(pieces):
            word = pieces[place].text.upper()
            if word == "BASE":
                self._base = self._resolved(pieces[place + 1])
                place += 2
            elif word == "PREFIX" and place + 2 < len(pieces):
                self._prefixes[pieces[place + 1].text.removesuffix(":")] = self._resolved(pieces[place + 2])
                place += 3
            else:
                break
        return place

    def iri(self, token: Token) -> str:
        """What an IRI or a prefixed name means. Raises Forbidden for anything else."""
        if token.kind == "iri":
            return self._resolved(token)
        prefix, colon, local = token.text.partition(":")
        if token.kind != "name" or not colon:
            raise Forbidden(f"{token.text or 'Nothing'} is not the address of one server.", remedy="Write an IRI.")
        if prefix not in self._prefixes:
            raise Forbidden(f"The prefix of {token.text} is not declared.", remedy=f"Add PREFIX {prefix}: <…>.")
        return self._prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)

    def _resolved(self, token: Token) -> str:
        return urljoin(self._base, unescape(token.text[1:-1]))


class _Finder:
    """One pass over the tokens of one query."""

    def __init__(self, query: str, base: str, hosts: Sequence[str]) -> None:
        self._query = query
        self._tokens = list(tokens(query))
        self._prologue = Prologue(base)
        self._hosts = hosts

    def find(self) -> Outline:
        body = self._prologue.read(self._tokens, 0)
        clauses: list[ServiceClause] = []
        for place in range(body, len(self._tokens)):
            if self._tokens[place].text.upper() == "SERVICE" and self._tokens[place].kind == "name":
                clause = self._clause(place)
                # One inside another is the other server's to answer; here it only has to be allowed.
                if not clauses or clause.start >= clauses[-1].end:
                    clauses.append(clause)
        return Outline(str(self._prologue), tuple(clauses))

    def _clause(self, place: int) -> ServiceClause:
        start = self._tokens[place].end - len("SERVICE")
        place += 1
        silent = self._text(place).upper() == "SILENT"
        place += silent
        endpoint = self._endpoint(place)
        first, last = self._group(place + 1)
        return ServiceClause(endpoint, silent, self._query[first:last], start, last)

    def _endpoint(self, place: int) -> str:
        target = self._tokens[place] if place < len(self._tokens) else Token("other", "", 0)
        if target.kind != "iri" and (target.kind != "name" or ":" not in target.text):
            raise Forbidden(
                f"SERVICE {target.text} does not say which server is meant.", remedy="Write the address of one server."
            )
        endpoint = self._prologue.iri(target)
        if not is_allowed(endpoint, self._hosts):
            raise Forbidden(
                f"SERVICE may not call {urlsplit(endpoint).netloc or endpoint}.",
                remedy=f"The operator has allowed: {', '.join(self._hosts)} (setting federation_hosts).",
            )
        return endpoint

    def _group(self, place: int) -> tuple[int, int]:
        """Where the group that begins here starts and ends in the text."""
        first = self._tokens[place].end - 1 if self._text(place) == "{" else -1
        depth = 0
        for token in self._tokens[place:]:
            depth += (token.text == "{") - (token.text == "}")
            if depth <= 0:
                break
        else:
            first = -1
        if first < 0:
            raise Forbidden("A SERVICE clause has no group in braces.", remedy="Write SERVICE <address> { … }.")
        return first, token.end

    def _text(self, place: int) -> str:
        return self._tokens[place].text if place < len(self._tokens) else ""
