"""Mappings: what each column of a kind of table says, as YAML.

A mapping recognises its tables by their column names. ``mappings/*.yaml`` are
the ones that come with the package; the fields are the attributes below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from ingest.records.names import expand
from kg.errors import BadInput
from kg.identifiers import KINDS
from kg.model import LANGUAGES


def _known_name(name: str) -> str:
    expand(name)
    return name


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"is not a regular expression: {problem}") from problem
    return text


Name = Annotated[str, AfterValidator(_known_name)]
"""A prefixed name such as ``mea:amount``; its prefix, and for ours the whole name, must exist."""

Pattern = Annotated[str, AfterValidator(_pattern)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Part):
    """What one column says.

    ``header`` is its name and ``also`` are other names for it; ``property`` are
    the properties that a value is given to. ``value`` says how the text is
    understood: ``text`` (with ``language``), ``integer``, ``money``, ``date``,
    ``link`` (the ``link`` template makes ``kind/key``), ``thing`` (a thing of a
    taxonomy by any of its labels; ``schemes`` maps scheme to property).
    ``otherwise`` takes the words of a thing that no taxonomy knows; without it
    they refuse the row. ``split`` is what parts several values in one cell;
    ``when`` names a column that must be filled for this one to count.
    """

    header: str
    also: tuple[str, ...] = ()
    property: tuple[Name, ...] = ()
    value: Literal["text", "integer", "money", "date", "link", "thing"] = "text"
    language: str | None = None
    required: bool = False
    pattern: Pattern | None = None
    split: str | None = None
    link: str | None = None
    schemes: dict[str, Name] = Field(default_factory=dict)
    otherwise: Name | None = None
    when: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Column:
        if self.value == "thing" and not self.schemes:
            raise ValueError("a thing needs schemes to be looked for in")
        if self.value == "link" and (self.link or "").partition("/")[0] not in KINDS:
            raise ValueError("a link needs a template such as meeting/{value}")
        if self.language is not None and self.language not in LANGUAGES:
            raise ValueError(f"{self.language} is not one of the languages {', '.join(LANGUAGES)}")
        return self


class Node(_Part):
    """A thing of its own inside a row, such as an amount: ``{record}#{suffix}``, linked by ``link``."""

    suffix: str
    link: Name
    type: Name
    when: str
    constants: dict[Name, str] = Field(default_factory=dict)
    columns: tuple[Column, ...] = ()


class Rule(_Part):
    """When ``pattern`` is in the text, ``thing`` (``kind/key``) is meant, with a confidence and the reason."""

    pattern: Pattern
    thing: str
    confidence: float = Field(gt=0, le=1)
    why: str


class Tagging(_Part):
    """Things found in the words of some columns by rules; the surest rule for each thing counts."""

    columns: tuple[str, ...]
    property: Name
    link: Name
    type: Name
    rules: tuple[Rule, ...]


class Mapping(_Part):
    """How the rows of one kind of table become records.

    ``kind`` and ``key`` (a template of columns, put in order by ``key_form``)
    make the URI; ``recognise`` are the columns that a table must have;
    ``unique``: one row for each key. A constant in angle brackets is a thing
    (``<organization/gef>``), any other a plain literal.
    """

    name: str
    title: str
    kind: str
    key: str
    key_form: Literal["plain", "decision"] = "plain"
    type: tuple[Name, ...] = ()
    recognise: tuple[str, ...] = Field(min_length=1)
    unique: bool = True
    constants: dict[Name, str] = Field(default_factory=dict)
    columns: tuple[Column, ...] = Field(min_length=1)
    nodes: tuple[Node, ...] = ()
    tags: tuple[Tagging, ...] = ()

    @model_validator(mode="after")
    def _known_columns(self) -> Mapping:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is not a kind of thing: {', '.join(sorted(KINDS))}")
        known = {column.header for column in self.all_columns()}
        used = {*re.findall(r"\{([^{}]+)\}", self.key), *self.recognise, *(c for t in self.tags for c in t.columns)}
        if missing := sorted(used - known):
            raise ValueError(f"no column is called {', '.join(missing)}")
        return self

    def all_columns(self) -> Iterator[Column]:
        """The columns of the record and of its nodes."""
        yield from self.columns
        for node in self.nodes:
            yield from node.columns

    def headers(self, found: Iterable[str]) -> dict[str, str]:
        """The names in a table that this mapping knows → the names it knows them by."""
        names = {_fold(name): c.header for c in self.all_columns() for name in (*c.also, c.header)}
        return {name: names[_fold(name)] for name in found if _fold(name) in names}


def load_mapping(text: str, source: str) -> Mapping:
    """Read one mapping from YAML.

    Raises:
        BadInput: naming the file, the place in it and what is wrong there.
    """
    try:
        return Mapping.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise BadInput(f"{source} is not YAML: {problem}") from problem
    except ValidationError as problem:
        first = problem.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "the mapping"
        raise BadInput(f"{source}, {place}: {first['msg']}.", remedy="Correct the mapping.") from problem


@cache
def load_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the package, by file name."""
    folder = files(__package__) / "mappings"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(load_mapping(f.read_text(encoding="utf-8"), f.name) for f in found)


def find_mapping(header: Iterable[str], mappings: Iterable[Mapping] | None = None) -> Mapping | None:
    """The mapping that recognises a table by its columns; of several the one that knows most of them."""
    names = tuple(header)
    best: tuple[int, Mapping] | None = None
    for mapping in load_mappings() if mappings is None else mappings:
        known = mapping.headers(names)
        if set(mapping.recognise) <= set(known.values()) and (best is None or len(known) > best[0]):
            best = (len(known), mapping)
    return best[1] if best else None


def _fold(name: str) -> str:
    return " ".join(name.split()).casefold()
