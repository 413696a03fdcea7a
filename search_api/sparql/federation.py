"""Finding SERVICE clauses in every way that an engine could read a query.

The engine's parser has no separate lexer: it takes keywords where they fit.
``?o 1SERVICE<…>{}`` and ``SERVICEex:x{}`` call out, and in ``FILTER(?n<1)SERVICE?s#>`` the
``<`` is a comparison although ``<1)SERVICE?s#>`` looks like an IRI. So each ``<`` is followed
both ways, and a word that merely ends in SERVICE counts when a clause follows.
"""

from __future__ import annotations

import re

from search_api.sparql.lexer import Token, token_at, unescape

_WORD = "service"
_ENDS_IN_SERVICE = re.compile(r"service(?P<silent>silent)?\Z", re.IGNORECASE)
_TARGETS = ("iri", "variable", "name")


def calls_out(query: str) -> bool:
    r"""Whether a query has a SERVICE clause, also one hidden behind ``\u`` escapes."""
    return any(_WORD in reading.lower() and _Reader(reading).finds_clause() for reading in {query, unescape(query)})


class _Reader:
    """One text, all ways to read it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_end = -1

    def finds_clause(self) -> bool:
        """Visit each position that some reading reaches, once."""
        reached = bytearray(len(self._text) + 1)
        reached[0] = 1
        for position in range(len(self._text)):
            if not reached[position]:
                continue
            token = self._token(position)
            if token.kind == "name" and self._is_clause(token):
                return True
            reached[token.end] = 1
            if token.kind == "iri":
                reached[position + 1] = 1
        return False

    def _token(self, position: int) -> Token:
        if self._text[position] != "#":
            return token_at(self._text, position)
        # Many readings can enter the same comment; its end is looked for once.
        if self._line_end <= position:
            ends = (self._text.find(mark, position) for mark in "\n\r")
            self._line_end = min((end for end in ends if end >= 0), default=len(self._text))
        return Token("comment", "", self._line_end)

    def _is_clause(self, token: Token) -> bool:
        """Whether ``SERVICE SILENT? VarOrIri {`` can be read from this name on."""
        prefix, colon, _ = token.text.partition(":")
        if colon:
            # SERVICEex:x: the keyword and the prefix stand together.
            return _WORD in prefix.lower() and self._opens_group(token)
        match = _ENDS_IN_SERVICE.search(token.text.rstrip(".-"))
        if match is None:
            return False
        following = self._next(token)
        if following is not None and following.text.upper() == "SILENT" and not match["silent"]:
            following = self._next(following)
        return following is not None and following.kind in _TARGETS and self._opens_group(following)

    def _opens_group(self, token: Token) -> bool:
        following = self._next(token)
        return following is not None and following.text == "{"

    def _next(self, token: Token) -> Token | None:
        position = token.end
        while position < len(self._text):
            following = self._token(position)
            if following.kind not in ("space", "comment"):
                return following
            position = following.end
        return None
