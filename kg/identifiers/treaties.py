"""The four conventions, the letters that stand for them, and the keys of their meetings and parts."""

from __future__ import annotations

import re
from types import MappingProxyType

from kg.errors import BadInput
from kg.model import Key

PREFIXES = MappingProxyType({"minamata": "mc", "basel": "bc", "rotterdam": "rc", "stockholm": "sc"})
"""Treaty key → the two letters that its decisions and meetings begin with."""

TREATY_OF_PREFIX = MappingProxyType({prefix: treaty for treaty, prefix in PREFIXES.items()})

_MEETING = re.compile(r"(?P<prefix>mc|bc|rc|sc)-(?P<body>[a-z]+)-(?P<number>\d+)")


def meeting_key(convention: str, body: str, number: int) -> Key:
    """Key of a meeting: ``meeting_key("minamata", "cop", 6)`` is ``mc-cop-6``.

    Args:
        convention: treaty key, or its two letters.
        body: abbreviation of the body, any case: ``COP``, ``POPRC``, ``OEWG``.
        number: of the meeting, from 1.

    Raises:
        BadInput: for a convention that is not one of the four, or a body or number that cannot be.
    """
    prefix = PREFIXES.get(convention, convention)
    if prefix not in TREATY_OF_PREFIX:
        raise BadInput(
            f"“{convention}” is not one of the four conventions.", remedy=f"Use one of {', '.join(PREFIXES)}."
        )
    if number < 1 or not re.fullmatch(r"[A-Za-z]+", body):
        raise BadInput(f"There can be no meeting number {number} of the body “{body}”.")
    return Key(f"{prefix}-{body.lower()}-{number}")


def parse_meeting_key(key: str) -> tuple[str, str, int] | None:
    """(treaty, body, number) of a meeting's key, None for another kind of key."""
    match = _MEETING.fullmatch(key)
    if match is None:
        return None
    return TREATY_OF_PREFIX[match["prefix"]], match["body"], int(match["number"])


def article_key(convention: str, number: int) -> Key:
    """Key of an article: ``minamata.art_17``."""
    return Key(f"{convention}.art_{number}")


def annex_key(convention: str, label: str) -> Key:
    """Key of an annex by its letter or Roman number: ``minamata.annex_a``, ``basel.annex_viii``."""
    return Key(f"{convention}.annex_{label.lower()}")
