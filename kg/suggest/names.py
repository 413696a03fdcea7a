"""What an index of names holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kg.model import Uri


class Role(IntEnum):
    """What a name is to its thing, in the order in which equally good matches are shown.

    ``CODE`` is an identifier or a typed notation (``MC-5/16``, ``KEN``, ``7439-97-6``); the others are those of SKOS.
    """

    PREFERRED = 0
    ALTERNATIVE = 1
    CODE = 2
    HIDDEN = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing. ``language`` is an ISO 639-1 code, empty for codes and untagged names."""

    uri: Uri
    kind: str
    language: str
    text: str
    role: Role
