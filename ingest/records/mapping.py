"""Mappings: what each column of a kind of table says, as YAML.

A mapping recognises its tables by their column names. ``mappings/*.yaml`` are
the ones that come with the package; the fields are the attributes below and in
``columns``. A new source is a new file there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from ingest.declarations import read_declaration
from ingest.records.columns import Column, KeyForm, Name, Node, Part, Tagging
from ingest.records.names import expand
from ingest.records.trees import steps
from kg.errors import NotFound
from kg.identifiers import KINDS

PLACES = re.compile(r"\{([^{}:]+)(?::([a-z-]+))?\}")
"""A place in a template: a column whose value fills it; after a colon the taxonomy whose key stands for the value."""

Format = Literal["table", "json", "xml"]


class Mapping(Part):
    """How the rows of one kind of source become records.

    ``format`` says what the rows are; ``rows`` is the name of the element that
    is a row (XML), or where they are in the answer (JSON) unless in one of the
    usual envelopes. ``kind`` and ``key`` (a template of columns, put in order
    by ``key_form``) make the URI; where the number of a decision is wanted and
    there is none, ``key_else`` does, as a slug. ``recognise`` are the columns
    that a source must have; ``unique``: one row for each key. ``constants`` are
    said of every record, ``defaults`` of those that say nothing of the kind
    themselves: in angle brackets a thing (``<organization/gef>``), else text;
    a default may be a template of columns.
    """

    name: str
    title: str
    format: Format = "table"
    rows: str | None = None
    kind: str
    key: str
    key_form: KeyForm = "plain"
    key_else: str | None = None
    type: tuple[Name, ...] = ()
    recognise: tuple[str, ...] = Field(min_length=1)
    unique: bool = True
    constants: dict[Name, str] = Field(default_factory=dict)
    defaults: dict[Name, str] = Field(default_factory=dict)
    columns: tuple[Column, ...] = Field(min_length=1)
    nodes: tuple[Node, ...] = ()
    tags: tuple[Tagging, ...] = ()

    @model_validator(mode="after")
    def _known_columns(self) -> Mapping:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind} is not a kind of thing: {', '.join(sorted(KINDS))}")
        if self.format == "xml" and not self.rows:
            raise ValueError("rows has to name the element that is a row")
        if self.format == "table":
            for node in self.nodes:
                if node.each and not any(c.header == node.each and c.value == "money" for c in node.columns):
                    raise ValueError(f"{node.each} is no column of money of its node, so it has no parts")
        if self.format != "table":
            for name in (*(n for c in self.all_columns() for n in c.names()), *(n.each for n in self.nodes if n.each)):
                steps(name)
        known = {column.header for column in self.all_columns()}
        used = {*(name for name, _ in PLACES.findall(self.key + (self.key_else or ""))), *self.recognise}
        for tagging in self.tags:
            used.update(*tagging.words.values())
        if missing := sorted(used - known):
            raise ValueError(f"no column is called {', '.join(missing)}")
        return self

    def all_columns(self) -> Iterator[Column]:
        """The columns of the record and of its nodes."""
        yield from self.columns
        for node in self.nodes:
            yield from node.columns

    def known(self, found: Iterable[str]) -> set[str]:
        """Which of the names in a source this mapping knows."""
        names = {fold(self._head(name.removeprefix("/"))) for c in self.all_columns() for name in c.names()}
        names |= {fold(self._head(node.each)) for node in self.nodes if node.each}
        return {name for name in found if fold(name) in names}

    def recognises(self, found: Iterable[str]) -> bool:
        """Whether a source with these names is one for this mapping."""
        there = {fold(name) for name in found}
        wanted = (c for c in self.all_columns() if c.header in self.recognise)
        present = {c.header for c in wanted if any(fold(self._head(name)) in there for name in c.names())}
        return present == set(self.recognise)

    def header_of(self, prop: str) -> str:
        """The column that gives a property (an IRI, or a path that holds it), empty when none does."""
        for column in self.all_columns():
            for name in (*column.property, *column.schemes.values(), *filter(None, [column.otherwise])):
                if expand(name) in prop or name in prop:
                    return column.header
        return ""

    def _head(self, name: str) -> str:
        return name if self.format == "table" else name.partition("/")[0].partition("[")[0]


def load_mapping(text: str, source: str) -> Mapping:
    """Read one mapping from YAML.

    Raises:
        BadInput: naming the file, the place in it and what is wrong there.
    """
    return read_declaration(text, source, "mapping", Mapping.model_validate)


@cache
def load_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the package, by file name."""
    folder = files(__package__) / "mappings"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return tuple(load_mapping(f.read_text(encoding="utf-8"), f.name) for f in found)


def mapping_named(name: str) -> Mapping:
    """A mapping that comes with the package.

    Raises:
        NotFound: there is none of this name.
    """
    for mapping in load_mappings():
        if mapping.name == name:
            return mapping
    names = ", ".join(m.name for m in load_mappings())
    raise NotFound(f"There is no mapping called {name}.", remedy=f"Use one of {names}.")


def mapping_at(place: str) -> Mapping:
    """A mapping by the name of one that comes with the package, or by the path of a YAML file.

    Raises:
        NotFound: it is not there. BadInput: it cannot be used.
    """
    if not place.endswith((".yaml", ".yml")):
        return mapping_named(place)
    path = Path(place)
    if not path.is_file():
        raise NotFound(f"There is no mapping {place}.", remedy="Put the file back where it was.")
    return load_mapping(path.read_text("utf-8"), place)


def find_mapping(
    header: Iterable[str], mappings: Iterable[Mapping] | None = None, *, form: Format = "table"
) -> Mapping | None:
    """The mapping that recognises a source by its names; of several the one that knows most of them."""
    names = tuple(header)
    best: tuple[int, Mapping] | None = None
    for mapping in load_mappings() if mappings is None else mappings:
        known = len(mapping.known(names))
        if mapping.format == form and mapping.recognises(names) and (best is None or known > best[0]):
            best = (known, mapping)
    return best[1] if best else None


def fold(name: str) -> str:
    """What names of columns are compared by."""
    return " ".join(name.split()).casefold()
