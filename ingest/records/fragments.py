"""What a text must hold for a regular expression to find something in it: a test much faster than the search itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LEAST = 3
"""Shorter fragments stand in almost every text."""

_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_QUANTIFIERS = ("?", "*", "{")
_SIGNS = frozenset("()|.^$+")
_ESCAPED = frozenset(f"\\{sign}" for sign in "-./()[]{}+*?|$^ ")
"""Escapes that stand for their sign."""


def fragments(pattern: str) -> tuple[str, ...] | None:
    r"""Small letters of which an ASCII text must hold one for a pattern to be found in it, whatever the case.

    They are the longest run of plain characters outside of groups of each alternative: ``pcb`` and ``mines`` for
    ``\bPCBs?\b|old (?:gold|tin) mines|汞``, whose last alternative no ASCII text can hold. None where an alternative
    has no run that tells anything.
    """
    found = [max(_runs(branch), key=len) for branch in _alternatives(pattern)]
    ascii_only = [run for run in found if run.isascii()]
    return tuple(dict.fromkeys(ascii_only)) if all(len(run) >= _LEAST for run in ascii_only) else None


def _alternatives(pattern: str) -> Iterator[list[tuple[str, int]]]:
    """The parts of each alternative, each with the number of groups that it stands in."""
    branch: list[tuple[str, int]] = []
    depth = 0
    for part in _PART.findall(pattern):
        depth -= part == ")"
        if part == "|" and not depth:
            yield branch
            branch = []
        else:
            branch.append((part, depth))
        depth += part == "("
    yield branch


def _runs(branch: list[tuple[str, int]]) -> Iterator[str]:
    run = ""
    for part, depth in branch:
        if part.startswith(_QUANTIFIERS):
            yield run[:-1]  # what stands before it may be missing
            run = ""
        elif not depth and (part in _ESCAPED or (len(part) == 1 and part not in _SIGNS)):
            run += part[-1].lower()
        else:
            yield run
            run = ""
    yield run
