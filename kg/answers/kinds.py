"""What kind of answer a question asks for, by the words it asks with. The words are data: ``kinds.toml``."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from kg.model import LANGUAGES

_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")  # Arabic: written or not, at the writer's pleasure


class Kind(StrEnum):
    """What would answer a question.

    ``count`` is any number that is not money (how many, how long, which share); ``sum`` is money, one amount or many;
    ``passage`` is everything that asks for an explanation or names no kind.
    """

    PASSAGE = "passage"
    LIST = "list"
    COUNT = "count"
    SUM = "sum"
    DATE = "date"
    PLACE = "place"
    WHO = "who"
    DEFINITION = "definition"
    YES_NO = "yesno"


def kind_of(text: str, language: str) -> Kind:
    """The kind of a question.

    Args:
        text: as the asker wrote it.
        language: ISO 639-1; one outside the six is read with the English words.
    """
    plain = _VOWEL_SIGNS.sub("", " ".join(text.split()).replace("’", "'"))
    for kind, pattern in _patterns(language if language in LANGUAGES else "en"):
        if pattern.search(plain):
            return kind
    return Kind.PASSAGE


@cache
def _patterns(language: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    data = tomllib.loads(files("kg.answers").joinpath("kinds.toml").read_text("utf-8"))
    return tuple((Kind(row["name"]), re.compile("|".join(row[language]), re.IGNORECASE)) for row in data["kind"])
