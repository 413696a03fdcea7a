"""LOAD operations of an update: which files they name, and putting the statements of the files in their place.

The process that runs updates has no network. So the server fetches what LOAD names, from hosts on the operator's list
only, and an ``INSERT DATA`` takes the operation's place (SPARQL 1.1 Update, section 3.1.4). What would be a LOAD still
is refused afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from search_api.sparql.guard import Forbidden
from search_api.sparql.lexer import Token
from search_api.sparql.services import Prologue, is_allowed
from search_api.update.guard import graph_name, outside


@dataclass(frozen=True, slots=True)
class Load:
    """``LOAD SILENT? <url> (INTO GRAPH <graph>)?`` from ``start`` to ``end`` of an update; no graph: the default."""

    url: str
    silent: bool
    graph: str | None
    start: int
    end: int


def find_loads(text: str, base: str, hosts: Sequence[str]) -> list[Load]:
    """The LOAD operations of an update, in order.

    Args:
        text: the update.
        base: what relative IRIs are relative to.
        hosts: ``name`` or ``name:port`` of the servers that may be asked.

    Raises:
        Forbidden: a server that is not on the list, or something that cannot be read as a LOAD.
    """
    pieces = list(outside(text))
    prologue = Prologue(base)
    loads = []
    place = 0
    while place < len(pieces):
        word = pieces[place].text.upper()
        if word in ("BASE", "PREFIX"):
            place = max(prologue.read(pieces, place), place + 1)
        elif word == "LOAD":
            place, load = _load(pieces, place, prologue)
            _check(load.url, hosts)
            loads.append(load)
        else:
            place += 1
    return loads


def with_loaded(text: str, loads: Sequence[Load], contents: Sequence[bytes]) -> str:
    """The update with the statements of each file (N-Triples) in the place of its LOAD."""
    pieces, done = [], 0
    for load, content in zip(loads, contents, strict=True):
        statements = content.decode()
        inside = statements if load.graph is None else f"GRAPH <{load.graph}> {{\n{statements}}}"
        pieces += [text[done : load.start], f"INSERT DATA {{\n{inside}}}"]
        done = load.end
    return "".join([*pieces, text[done:]])


def _load(pieces: Sequence[Token], at: int, prologue: Prologue) -> tuple[int, Load]:
    """The operation that begins at a place, and the place after it."""
    start = pieces[at].end - len("LOAD")
    at += 1
    silent = _text(pieces, at) == "SILENT"
    at += silent
    url, end = prologue.iri(_piece(pieces, at)), _piece(pieces, at).end
    graph = None
    if _text(pieces, at + 1) == "INTO" and _text(pieces, at + 2) == "GRAPH":
        at += 3
        graph, end = graph_name(prologue.iri(_piece(pieces, at))), _piece(pieces, at).end
    return at + 1, Load(url, silent, graph, start, end)


def _piece(pieces: Sequence[Token], at: int) -> Token:
    return pieces[at] if at < len(pieces) else Token("other", "", 0)


def _text(pieces: Sequence[Token], at: int) -> str:
    return _piece(pieces, at).text.upper()


def _check(url: str, hosts: Sequence[str]) -> None:
    if not hosts:
        raise Forbidden("LOAD is switched off here: this server fetches nothing.", remedy="Send the graph with PUT.")
    if not is_allowed(url, hosts):
        raise Forbidden(
            f"LOAD may not fetch from {urlsplit(url).netloc or url}.",
            remedy=f"The operator has allowed: {', '.join(hosts)} (setting federation_hosts).",
        )
