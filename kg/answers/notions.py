"""The notions that a question is asked with (``lexicon.toml``), and what is left of it without them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from kg.identifiers.folding import fold
from kg.model import LANGUAGES, Span

_WORD_REST = re.compile(r"\w*")


def notions(text: str, language: str) -> tuple[set[str], list[Span]]:
    """Names of the notions in a question, and the spans of the words that carry them."""
    found: set[str] = set()
    spans: list[Span] = []
    folded = fold(text)
    for name, pattern in _lexicon(language if language in LANGUAGES else "en"):
        for match in pattern.finditer(folded.text):
            rest = _WORD_REST.match(folded.text, match.end()) if language != "zh" else None
            found.add(name)
            spans.append(folded.span((match.start(), rest.end() if rest else match.end())))
    return found, spans


def masked(text: str, spans: Iterable[Span]) -> str:
    """The text with spaces for the spans."""
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


@cache
def _lexicon(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = tomllib.loads(files("kg.answers").joinpath("lexicon.toml").read_text("utf-8"))
    start = "" if language == "zh" else r"(?<!\w)(?:[وفبلك](?=\w{3}))?" if language == "ar" else r"(?<!\w)"
    return tuple((name, re.compile(f"{start}(?:{row[language]})", re.IGNORECASE)) for name, row in data.items())
