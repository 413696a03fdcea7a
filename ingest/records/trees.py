"""Rows of any format as trees, and the paths by which mappings find values in them.

A tree is what JSON has: text, numbers, lists, objects by name. An XML element
is an object whose attributes are ``@name``, whose children are lists by name,
whose own text is ``value`` and whose language is ``language``; a table row is
an object of its cells. So one kind of path serves all: ``title/narrative``,
``participating-org[@role=1]/@ref``. Lists are walked through unasked. A path
that begins with a slash starts at the row, wherever it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from kg.model import LANGUAGES

Tree = object
"""None, a scalar, a list of trees, or a mapping of names to trees."""

_STEP = re.compile(r"(?P<name>[^/\[\]]+)(?:\[(?P<key>[^\]=!]+)(?P<unlike>!?)=(?P<value>[^\]]*)\])?")
_LANGUAGE_NAMES = ("language", "@xml:lang", "lang", "langcode")
_OTHER_LANGUAGES = {"cn": "zh", "chi": "zh", "zho": "zh", "ara": "ar", "eng": "en", "fra": "fr", "fre": "fr",
                    "rus": "ru", "spa": "es"}  # fmt: skip


class Text(NamedTuple):
    """A value as it stands in a row, with its language (ISO 639-1) where the row states one."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One name of a path; ``key`` = ``value`` is what an object there must have (``unlike``: must not)."""

    name: str
    key: str | None = None
    value: str = ""
    unlike: bool = False

    def of(self, tree: Mapping[str, Tree]) -> Iterator[Tree]:
        """What an object has under this name, lists one by one."""
        for found in _each(tree.get(self.name)):
            if self.key is None or self._fits(found):
                yield found

    def _fits(self, tree: Tree) -> bool:
        said = {t.text for t in values(tree, self.key or "")} if isinstance(tree, Mapping) else set()
        return (self.value in said) != self.unlike


@cache
def steps(path: str) -> tuple[Step, ...]:
    """A path as its steps.

    Raises:
        ValueError: it is not a path.
    """
    found = []
    place = 0
    bare = path.removeprefix("/")
    while place < len(bare):
        step = _STEP.match(bare, place)
        if step is None or bare[step.end() : step.end() + 1] not in {"", "/"}:
            raise ValueError(f"“{path}” is not a path such as title/value or participating-org[@role=1]/@ref")
        found.append(Step(step["name"], step["key"], step["value"] or "", bool(step["unlike"])))
        place = step.end() + 1
    return tuple(found)


def walk(tree: Tree, path: str) -> Iterator[Tree]:
    """Every part of a tree that a path leads to. A name that holds slashes itself is found too, as tables have them."""
    if isinstance(tree, Mapping) and path in tree:
        yield from _each(tree[path])
        return
    found: list[Tree] = list(_each(tree))
    for step in steps(path):
        found = [below for part in found if isinstance(part, Mapping) for below in step.of(part)]
    yield from found


def values(tree: Tree, path: str) -> tuple[Text, ...]:
    """The filled values that a path leads to."""
    return tuple(text for part in walk(tree, path) for text in texts(part))


def texts(tree: Tree) -> Iterator[Text]:
    """The value of a part: a scalar itself, of an object its ``value`` in its language, or its texts by language."""
    if isinstance(tree, str):
        if tree:
            yield Text(tree)
    elif isinstance(tree, bool):
        yield Text("true" if tree else "false")
    elif isinstance(tree, int | float):
        yield Text(str(int(tree)) if float(tree).is_integer() else repr(tree))
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from texts(part)
    elif isinstance(tree, Mapping) and "value" in tree:
        stated = next((str(tree[name]) for name in _LANGUAGE_NAMES if tree.get(name)), None)
        for text in texts(tree["value"]):
            yield Text(text.text, language(stated))
    elif isinstance(tree, Mapping) and all(language(str(name)) for name in tree):
        for name, part in tree.items():  # texts by language, as InforMEA's Drupal module writes them
            yield from (Text(text.text, language(str(name))) for text in texts(part))


@cache
def language(stated: str | None) -> str | None:
    """One of the six languages from any code for it (``zh-hans``, ``FRA``), None for another language."""
    code = re.split(r"[-_]", stated.strip().casefold())[0] if stated else ""
    code = _OTHER_LANGUAGES.get(code, code)
    return code if code in LANGUAGES else None


def _each(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, list | tuple):
        for part in tree:
            yield from _each(part)
    elif isinstance(tree, Mapping) and isinstance(tree.get("results"), list) and len(tree) == 1:
        yield from _each(tree["results"])  # how OData 1 to 3 writes a list
    elif tree is not None:
        yield tree
