"""Rows of JSON: an array, one object a line, or the envelopes of OData 1 to 4 and of REST interfaces."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from ingest.records.raw import RawRow
from ingest.records.table import clean
from ingest.records.trees import Tree, walk
from kg.errors import BadInput

ENVELOPES = ("d/results", "d", "value", "results", "items", "rows", "data", "list")
"""Where lists of rows stand in answers: OData 1 to 3, OData 4, then what REST interfaces use."""

_DEEPEST = 100
_HIDDEN = ("__metadata", "__deferred", "@odata.", "odata.")
"""What OData says about a row that is not part of it."""


def json_rows(path: Path, envelopes: Sequence[str] = ENVELOPES) -> Iterator[RawRow]:
    """The rows of a JSON file. Files with one object a line are read line by line.

    Raises:
        BadInput: the file is not JSON, or holds no rows.
    """
    with path.open("rb") as stream:
        head = list(islice((line for line in stream if line.strip()), 2))
    if len(head) == 2 and all(_is_object(line) for line in head):
        yield from _lines(path)
        return
    try:
        answer = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as problem:
        raise BadInput(f"{path.name} is not JSON: {problem}.", remedy="Save it again as JSON in UTF-8.") from problem
    yield from rows_of(answer, envelopes)


def rows_of(answer: Tree, envelopes: Sequence[str] = ENVELOPES) -> Iterator[RawRow]:
    """The rows in a parsed answer: the list itself, what an envelope holds, or the one object that it is.

    Raises:
        BadInput: it holds no rows.
    """
    rows = _unpacked(answer, envelopes)
    for number, row in enumerate(rows, 1):
        yield _row(f"record {number}", row)


def _lines(path: Path) -> Iterator[RawRow]:
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                yield _row(f"line {number}", json.loads(line))
            except (ValueError, RecursionError) as problem:
                yield RawRow(f"line {number}", {}, f"The line is not JSON: {problem}.", "Correct the line.")


def _row(place: str, row: Tree) -> RawRow:
    if not isinstance(row, Mapping):
        return RawRow(
            place, {}, f"{json.dumps(row, ensure_ascii=False)[:80]} is not an object.", "Give it field names."
        )
    return RawRow(place, _cleaned(row))


def _unpacked(answer: Tree, envelopes: Sequence[str]) -> Iterator[Tree]:
    if isinstance(answer, list):
        return iter(answer)
    if isinstance(answer, Mapping):
        for envelope in envelopes:
            name = envelope.partition("/")[0]
            if isinstance(answer.get(name), list | Mapping):
                found = walk(answer, envelope)
                first = next(found, None)
                if first is not None or _is_empty_list(answer, envelope):
                    return chain([] if first is None else [first], found)
        return iter([answer])
    raise BadInput("The JSON holds no rows.", remedy="A list of objects is expected.")


def _is_empty_list(answer: Mapping[str, Tree], envelope: str) -> bool:
    tree: Tree = answer
    for name in envelope.split("/"):
        tree = tree.get(name) if isinstance(tree, Mapping) else None
    return tree == []


def _cleaned(tree: Tree, depth: int = 0) -> Tree:
    """The same without what OData says about rows, and with clean text."""
    if depth > _DEEPEST:
        return None
    if isinstance(tree, Mapping):
        return {str(k): _cleaned(v, depth + 1) for k, v in tree.items() if not str(k).startswith(_HIDDEN)}
    if isinstance(tree, list):
        return [_cleaned(part, depth + 1) for part in tree]
    return clean(tree) if isinstance(tree, str) else tree


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
