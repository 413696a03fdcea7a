"""Keys of documents: by symbol, else by meeting, agenda item and title, else by treaty, else by content."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from kg.identifiers.symbols import parse_symbol, symbol_key
from kg.model import Key, Masthead

_ORDER = ("basel", "rotterdam", "stockholm", "minamata")
"""Order in which joint documents print their symbols."""

_TITLE_DIGITS = 8
_CONTENT_DIGITS = 16


def document_key(masthead: Masthead, language: str, sha256: str, kind: str | None = None) -> tuple[Key, Key]:
    """(Work key, key of the language version).

    The official symbol names the Work where the masthead states it
    (``unep-mc-cop.6-inf-26``; of a joint document's symbols always the same one,
    in whatever order they are printed); else the meeting, the agenda item and the title do
    (``mc-cop-6-item-4-1a2b3c4d``); else, of a treaty's text, the treaty (``minamata-convention``); else the
    content (``sha-…``).

    Args:
        masthead: of the document.
        language: ISO 639-1 code.
        sha256: hex digest of the document's bytes.
        kind: key of the document's kind.
    """
    if symbol := _work_symbol(masthead):
        work = symbol_key(symbol)
    elif masthead.meeting and masthead.agenda_item and masthead.title.strip():
        item = _slug(masthead.agenda_item) or "x"
        work = Key(f"{masthead.meeting}-item-{item}-{_title_digest(masthead.title)}")
    elif kind == "treaty" and masthead.convention:
        work = Key(f"{masthead.convention}-convention")
    else:
        work = Key(f"sha-{sha256[:_CONTENT_DIGITS]}")
    return work, Key(f"{work}.{language}")


def other_keys(masthead: Masthead) -> list[Key]:
    """Keys of a joint document's Work by its other symbols; they lead to the one that ``document_key`` gives."""
    own = _work_symbol(masthead)
    symbols = dict.fromkeys(filter(None, (masthead.symbol, *masthead.symbols)))
    return [symbol_key(symbol) for symbol in symbols if symbol != own]


def _work_symbol(masthead: Masthead) -> str | None:
    """The symbol, or of several joint ones that of the convention that comes first."""
    if masthead.symbol not in masthead.symbols:
        return masthead.symbol
    return min(masthead.symbols, key=_rank)


def _rank(symbol: str) -> int:
    match = parse_symbol(symbol)
    return _ORDER.index(match.convention) if match and match.convention in _ORDER else len(_ORDER)


def _slug(text: str) -> str:
    """Printed item number without its non-ASCII letters: the Russian к need not be the English k."""
    return "-".join(re.findall(r"[a-z]+|\d+", text.lower()))


def _title_digest(title: str) -> str:
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())
    return hashlib.sha1(" ".join(words).encode(), usedforsecurity=False).hexdigest()[:_TITLE_DIGITS]
