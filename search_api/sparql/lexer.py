"""SPARQL in pieces: just enough to know what is a word and what is inside a string, an IRI or a comment.

Patterns after the terminals of SPARQL 1.1 Query, section 19.8, wider where that
is harmless. All of them run in linear time on any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_SHORT = 4096
"""Characters; the pieces of the last queries up to this length are held: several places look at the same query."""

_PATTERN = re.compile(
    r"""
    (?P<space>\s++)
  | (?P<comment>\#[^\n\r]*+)
  | (?P<string>
        \"{3}(?:[^"\\]++|\\.|"(?!""))*+\"{3}
      | '{3}(?:[^'\\]++|\\.|'(?!''))*+'{3}
      | "(?:[^"\\\n\r]++|\\.)*+"
      | '(?:[^'\\\n\r]++|\\.)*+'
    )
  | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
  | (?P<variable>[?$]\w*+)
  | (?P<tag>@[\w-]++)
  | (?P<name>\w[\w.-]*+(?::(?:[\w:.%-]++|\\.)*+)?|:(?:[\w:.%-]++|\\.)*+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BOOLEAN = re.compile(r"\b(?:true|false)\b", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)


class Token(NamedTuple):
    """A piece of a query. A keyword, a number and a prefixed name are all a ``name``."""

    kind: str
    text: str
    end: int


def token_at(text: str, position: int) -> Token:
    """The piece that begins at a position. Raises IndexError past the end."""
    match = _PATTERN.match(text, position)
    if match is None:
        raise IndexError(position)
    return Token(match.lastgroup or "other", match.group(), match.end())


def tokens(text: str) -> Iterator[Token]:
    """The pieces of a query in order, without space and comments."""
    return iter(_of_short(text)) if len(text) <= _SHORT else _read(text)


@lru_cache(64)
def _of_short(text: str) -> tuple[Token, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[Token]:
    for match in _PATTERN.finditer(text):
        if match.lastgroup not in ("space", "comment"):
            yield Token(match.lastgroup or "other", match.group(), match.end())


def resolve_escapes(text: str) -> str:
    r"""Resolve ``\uXXXX`` in keywords, names and variables, where the engine does not know it (SPARQL 1.1, 19.2)."""
    if "\\u" not in text and "\\U" not in text:
        return text
    pieces, outside = [], ""
    for match in _PATTERN.finditer(text):
        if match.lastgroup in ("string", "iri", "comment"):
            pieces += [unescape(outside), match.group()]
            outside = ""
        else:
            outside += match.group()
    return "".join([*pieces, unescape(outside)])


def lower_booleans(text: str) -> str:
    """Write ``TRUE`` and ``False`` as the engine knows them; keywords have no case (SPARQL 1.1 Query, 19.8, note 1)."""
    if all(word.islower() for word in _BOOLEAN.findall(text)):
        return text
    return "".join(
        piece.lower() if kind == "name" and _BOOLEAN.fullmatch(piece.rstrip(".")) else piece
        for kind, piece in ((match.lastgroup, match.group()) for match in _PATTERN.finditer(text))
    )


def unescape(text: str) -> str:
    r"""Resolve ``\uXXXX`` and ``\UXXXXXXXX`` anywhere (SPARQL 1.1 Query, 19.2); other escapes stay."""

    def resolve(match: re.Match[str]) -> str:
        code = int(match[1] or match[2] or "0", 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match.group()

    return _ESCAPE.sub(resolve, text)
