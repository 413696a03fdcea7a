"""What a question on projects leaves out: “not cancelled”, “outside Africa”, “other than UNDP”.

Its value moves from the slot of the name to one of the same name with ``not_`` before it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from kg.answers.names import Named
from kg.answers.notions import plain
from kg.answers.values import Values
from kg.identifiers.folding import fold
from kg.model import LANGUAGES, Span
from kg.search.understanding import Question

LEFT_OUT = ("party", "organization", "region", "project_status", "focal_area")
"""Slots of names that may be left out."""


def of_left_out(question: Question, named: list[Named], values: Values) -> list[Span]:
    """Move what is left out; where the words stand that say so."""
    language = question.language if question.language in LANGUAGES else "en"
    before, behind = _patterns(language)
    spans = []
    for end, value, span in _spans(question, named):
        folded = fold(question.text[:end].replace("’", "'"))
        match = before.search(plain(folded.text).lower())
        slot = next((slot for slot in LEFT_OUT if any(str(v).endswith(value) for v in values.get(slot, ()))), None)
        if match is None or slot is None:
            continue
        left = [term for term in values[slot] if not str(term).endswith(value)]
        values.setdefault(f"not_{slot}", []).extend(term for term in values[slot] if str(term).endswith(value))
        if left:
            values[slot] = left
        else:
            del values[slot]
        after = behind.match(question.text, span[1])
        spans += [folded.span(match.span()), (span[1], after.end() if after else span[1])]
    return spans


def _spans(question: Question, named: list[Named]) -> Iterator[tuple[int, str, Span]]:
    """Where each name begins, the end of what it stands for, and where it stands."""
    for entity in question.entities:
        yield entity.span[0], entity.uri, entity.span
    for name in named:
        if name.slot in LEFT_OUT:
            yield name.span[0], name.value if "://" in name.value else f"/{name.value}", name.span


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("kg.answers").joinpath("exceptions.toml").read_text("utf-8"))
    start = "" if language == "zh" else r"(?<!\w)"
    space = "" if language == "zh" else r"\s?(?:ال|لل)?" if language == "ar" else r"\s?"
    return re.compile(f"{start}(?:{plain(data['before'][language])}){space}$"), re.compile(data["behind"][language])
