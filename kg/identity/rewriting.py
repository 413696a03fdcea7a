"""N-Triples with some things under other URIs."""

from __future__ import annotations

from collections.abc import Mapping


def rewritten(triples: bytes, shown: Mapping[str, str]) -> bytes:
    """The same statements, sorted and each once, about the things under the URIs that they are shown under.

    Nodes inside a thing (``{uri}#grant``) go with it. Predicates and the text of literals stay.

    Args:
        triples: N-Triples in UTF-8.
        shown: URI → URI it is shown under.
    """
    if not shown:
        return triples
    names = {uri.encode(): target.encode() for uri, target in shown.items()}
    lines = set()
    changed = False
    for line in triples.splitlines(keepends=True):
        subject, _, rest = line.partition(b" ")
        predicate, _, tail = rest.partition(b" ")
        moved = b" ".join((_moved(subject, names), predicate, _moved(tail, names)))
        changed |= moved != line
        lines.add(moved)
    return b"".join(sorted(lines)) if changed else triples


def _moved(term: bytes, names: Mapping[bytes, bytes]) -> bytes:
    if not term.startswith(b"<"):
        return term
    uri, close, rest = term[1:].partition(b">")
    thing, mark, node = uri.partition(b"#")
    target = names.get(thing)
    return term if target is None else b"".join((b"<", target, mark, node, close, rest))
