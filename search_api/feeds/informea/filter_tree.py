"""What a filter is once it has been read: a tree of constants, paths, calls and the words that join them."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.feeds.informea.rows import Scalar


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands for itself."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Path:
    """A property, a list, or a property of what a list holds: names from the outside in."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What is denied."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """A comparison, ``and`` or ``or``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Quantified:
    """``list/any(x: …)`` or ``list/all(x: …)``; ``any()`` without a body asks whether the list holds anything."""

    path: Path
    quantifier: str
    variable: str | None
    body: Node | None


Node = Constant | Path | Call | Not | Binary | Quantified
