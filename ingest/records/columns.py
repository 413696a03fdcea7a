"""The parts of a mapping: columns, things inside a row, rules. Their fields are the words of the YAML files."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ingest.records.money import currencies
from ingest.records.names import expand
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

Header = str
"""Name of a column of a table, or path of a value in JSON or XML (see ``trees``)."""

KeyForm = Literal["plain", "slug", "decision"]
"""How a filled template becomes a key: as it is, in small letters and dashes, as the number of a decision."""


class Part(BaseModel):
    """A part of a mapping: what it does not know is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Taken(Part):
    """A column that holds the value among others: the group of ``take`` (a regular expression) is the value."""

    header: Header
    take: Pattern


class Column(Part):
    """What one column says.

    ``header`` is its name (its path in JSON and XML); ``also`` are other names
    for it, of which the first that is filled counts. ``property`` are the
    properties that a value is given to. ``value`` says how the text is
    understood: ``text``, ``integer``, ``number``, ``money`` (in ``currency``
    unless it names another), ``date``, ``period`` (its first and last day go to
    the two properties), ``address`` (of the web), ``link`` (the ``link`` template makes
    ``kind/key``, put in order by ``key_form``), ``thing`` (a thing of a taxonomy by any of its
    labels; ``schemes`` maps scheme to property). Text is in ``language``; with
    ``localized`` in the one that the row states for it. ``crosswalk`` maps
    words and codes of the source to ours before they are understood.
    ``otherwise`` takes the words of a thing that no taxonomy knows; without it
    they refuse the row. ``split`` is what parts several values in one cell;
    ``when`` names a column that must be filled for this one to count.
    """

    header: Header
    also: tuple[Header | Taken, ...] = ()
    property: tuple[Name, ...] = ()
    value: Literal["text", "integer", "number", "money", "date", "period", "address", "link", "thing"] = "text"
    currency: str | None = None
    language: str | None = None
    localized: bool = False
    required: bool = False
    pattern: Pattern | None = None
    split: str | None = None
    crosswalk: dict[str, str] = Field(default_factory=dict)
    link: str | None = None
    key_form: KeyForm = "plain"
    schemes: dict[str, Name] = Field(default_factory=dict)
    otherwise: Name | None = None
    when: Header | None = None

    @model_validator(mode="after")
    def _complete(self) -> Column:
        if self.value == "thing" and not self.schemes:
            raise ValueError("a thing needs schemes to be looked for in")
        if self.value == "link" and (self.link or "").partition("/")[0] not in KINDS:
            raise ValueError("a link needs a template such as meeting/{value}")
        if self.value == "period" and len(self.property) != 2:
            raise ValueError("a period needs two properties, for its first and its last day")
        if self.currency is not None and self.currency not in currencies():
            raise ValueError(f"{self.currency} is not a currency of ISO 4217")
        if self.language is not None and self.language not in LANGUAGES:
            raise ValueError(f"{self.language} is not one of the languages {', '.join(LANGUAGES)}")
        return self

    def names(self) -> tuple[str, ...]:
        """All names of the column in tables, or its paths."""
        return (self.header, *(name if isinstance(name, str) else name.header for name in self.also))


class Node(Part):
    """A thing of its own inside a row, such as an amount: ``{record}#{suffix}``, linked by ``link``.

    ``when`` is what must be filled for it to be there. With ``each`` there is
    one for each part of the row that this path leads to (JSON, XML), or for
    each amount of money in this column (tables). Its columns are read in that
    part. ``{#}`` in the suffix counts the parts; without it, those after the
    first end in their number.
    """

    suffix: str
    link: Name
    type: Name
    when: Header
    each: Header | None = None
    constants: dict[Name, str] = Field(default_factory=dict)
    columns: tuple[Column, ...] = ()


class Rule(Part):
    """When ``pattern`` is in the words, ``thing`` (``kind/key``) is meant, with a confidence and the reason.

    ``where`` names the words it is looked for in (see ``Tagging``), ``given``
    what other words must hold besides; ``unless`` takes it back when this is in
    the same words. Patterns do not tell capital letters from small ones.
    """

    pattern: Pattern
    unless: Pattern | None = None
    where: tuple[str, ...] = ("title", "text")
    given: dict[str, Pattern] = Field(default_factory=dict)
    thing: str
    confidence: float = Field(gt=0, le=1)
    why: str


class Tagging(Part):
    """Things found in the words of a row; the surest rule for each thing counts.

    ``words`` maps ``title``, ``text``, ``area`` … to the columns that hold them;
    ``rules`` is the name of a file in ``rules/``. Things that a column of the
    row gives to ``property`` itself are certain. With ``link`` and ``type`` each
    finding is a thing of its own with its confidence and reason.
    """

    words: dict[str, tuple[Header, ...]] = Field(default_factory=dict)
    rules: str
    property: Name
    link: Name | None = None
    type: Name | None = None
