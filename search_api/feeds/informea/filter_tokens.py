"""The words, signs and literals of ``$filter``. Literals of OData 2 to 4 are understood side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from kg.errors import BadInput
from search_api.feeds.informea.rows import Scalar

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<typed>[A-Za-z]+)'(?P<content>(?:[^']|'')*)'
    | '(?P<text>(?:[^']|'')*)'
    | (?P<guid>[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})
    | (?P<time>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d)?)?)
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LlMmDdFf]?)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>[(),/:])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: its kind, what it says, and where it stands."""

    kind: str
    text: str
    place: int


def tokens(text: str) -> list[Token]:
    """All tokens of a filter.

    Raises:
        BadInput: naming the place where something is none.
    """
    found, place = [], 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise unreadable(text[place:], place)
        kind = match.lastgroup or ""
        if kind == "content":
            found.append(Token(match["typed"].lower(), match["content"].replace("''", "'"), place))
        else:
            found.append(Token(kind, match[kind].replace("''", "'") if kind == "text" else match[kind], place))
        place = match.end()
    return found


def unreadable(rest: str, place: int) -> BadInput:
    """The refusal of a filter from a place on."""
    place += len(rest) - len(rest.lstrip())
    return BadInput(
        f"The filter cannot be read from character {place + 1} on: “{rest.strip()[:30]}”.",
        remedy="Write it like: treaty eq 'basel' and updated gt datetime'2025-01-01T00:00:00'.",
    )


def value(token: Token) -> Scalar:
    """What a literal stands for; times are taken to be in UTC unless they say otherwise."""
    if token.kind == "text":
        return token.text
    if token.kind == "guid":
        return token.text.lower()
    if token.kind in {"time", "datetime", "datetimeoffset"}:
        return _time(token)
    if token.kind == "number":
        digits = token.text.rstrip("LlMmDdFf")
        return int(digits) if digits.lstrip("-").isdecimal() else float(digits)
    raise unreadable(token.text, token.place)


def _time(token: Token) -> datetime:
    try:
        found = datetime.fromisoformat(token.text)
    except ValueError as problem:
        raise BadInput(f"“{token.text}” is not a time.", remedy="Write it like 2025-01-31T00:00:00.") from problem
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
