r"""Values in a cell: joined by `` | ``, with escapes, and safe to open in a spreadsheet.

``\|`` is a bar, ``\\`` a backslash, ``\n \r \t`` are breaks. A cell that a spreadsheet would take for a
formula gets an apostrophe before it, as spreadsheets do themselves; reading takes it off again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATOR = " | "

_ESCAPES = {"\\": "\\\\", "|": "\\|", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANINGS = {escape[1]: character for character, escape in _ESCAPES.items()}
_TO_ESCAPE = re.compile(r"[\\|\n\r\t]")
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)
_VALUE = re.compile(r"(?:[^\\|]|\\.|\\$)*", re.DOTALL)
_FORMULA = frozenset("=+-@＝＋－＠")
_GUARD = "'"


def join(values: Iterable[str]) -> str:
    """The cell of these values; none of them may be empty or have spaces around it."""
    return guard(SEPARATOR.join(_TO_ESCAPE.sub(lambda match: _ESCAPES[match[0]], value) for value in values))


def split(cell: str) -> tuple[str, ...]:
    """The values of a cell, without those that are empty.

    Raises:
        ValueError: a backslash stands before something that it cannot escape; the message says so.
    """
    parts = (part.strip() for part in _VALUE.findall(unguard(cell.strip())))
    return tuple(_ESCAPE.sub(_meaning, part) for part in parts if part)


def guard(cell: str) -> str:
    """The cell with an apostrophe before it when it begins like a formula, or with an apostrophe of its own."""
    return _GUARD + cell if cell[:1] in _FORMULA or cell.startswith(_GUARD) else cell


def unguard(cell: str) -> str:
    """The cell without the apostrophe that ``guard`` put there; one that was typed by hand stays."""
    guarded = cell.startswith(_GUARD) and (cell[1:2] in _FORMULA or cell[1:2] == _GUARD)
    return cell[1:] if guarded else cell


def _meaning(match: re.Match[str]) -> str:
    if match[1] not in _MEANINGS:
        raise ValueError(f"“{match[0]}” means nothing")
    return _MEANINGS[match[1]]
