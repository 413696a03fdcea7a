"""The lookup lists of this folder, and when an item of them counts as found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kg.vocabulary.lookup import Lookup

BASE = "https://kg.example/base/"


@dataclass(frozen=True, slots=True)
class Form:
    """A form in its sentence; ``concept`` is None in everyday sentences, ``half`` is empty in the blind list."""

    form: str
    sentence: str
    start: int
    language: str
    concept: str | None
    half: str = ""


def read(name: str) -> list[Form]:
    """All items of ``{name}.jsonl``."""
    lines = (Path(__file__).parent / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [Form(**json.loads(line)) for line in lines]


def is_found(lookup: Lookup, form: Form) -> bool:
    """Whether exactly the form, at its place, leads to its concept."""
    span = (form.start, form.start + len(form.form))
    wanted = (f"{BASE}id/{form.concept}", span)
    return wanted in {(found.uri, found.span) for found in lookup.find(form.sentence, form.language)}
