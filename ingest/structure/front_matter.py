"""A document's own statements about itself: front matter, and what a format's metadata holds.

Keys understood: ``title symbol organ meeting meeting_name agenda_item agenda_symbol agenda_title place start end issued
date kind language original_language distribution convention subtitle``. ``meeting`` is a meeting's key (``mc-cop-6``),
``start``, ``end`` and ``issued`` (or ``date``) are ISO dates, ``kind``, ``convention`` and the languages are keys;
``symbol`` may come several times.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date

from ingest.blocks import RawDocument
from ingest.structure.kinds import DOCUMENT_KINDS
from ingest.structure.masthead import convention_of
from kg.identifiers import PREFIXES, parse_meeting_key, parse_symbol
from kg.model import LANGUAGES, Masthead

_STATED = frozenset({"text/markdown", "text/plain", "application/akn+xml"})
"""Formats whose metadata somebody wrote on purpose."""


def with_metadata(masthead: Masthead, raw: RawDocument) -> tuple[Masthead, list[str]]:
    """The masthead, completed by the file's metadata, and notes about values that cannot be used.

    Front matter of a Markdown file overrides what was read, since somebody wrote it on purpose. Metadata that
    programs put into other formats (``Microsoft Word - doc1``) only fill an empty title.
    """
    stated = {key: value for key, value in raw.metadata if value.strip()}
    if raw.media_type not in _STATED:
        return (masthead if masthead.title else replace(masthead, title=stated.get("title", ""))), []
    symbols = tuple(dict.fromkeys(_symbol(value) for key, value in raw.metadata if key == "symbol" and value.strip()))
    values: dict[str, object] = {"symbol": symbols[0], "symbols": symbols} if symbols else {}
    notes = []
    for name, understand in _UNDERSTOOD.items():
        if name not in stated:
            continue
        value = understand(stated[name].strip())
        if value is None:
            notes.append(f"Front matter: “{stated[name]}” cannot be used as {name}.")
        else:
            values["issued" if name == "date" else name] = value
    known = {item.name for item in fields(Masthead)}
    merged = replace(masthead, **{name: value for name, value in values.items() if name in known})  # type: ignore[arg-type]
    convention = merged.convention or convention_of(merged.meeting, merged.meeting_name, merged.symbols)
    return replace(merged, convention=convention), notes


def stated_kind(raw: RawDocument) -> str | None:
    """The kind that the front matter states, if it is one that we know."""
    kind = dict(raw.metadata).get("kind", "").strip()
    return kind if kind in DOCUMENT_KINDS and raw.media_type in _STATED else None


def _symbol(text: str) -> str:
    known = parse_symbol(text)
    return known.symbol if known else text.strip()


def _text(text: str) -> str | None:
    return text or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _meeting(text: str) -> str | None:
    return text if parse_meeting_key(text) else None


def _one_of(*allowed: str) -> Callable[[str], str | None]:
    return lambda text: text.lower() if text.lower() in allowed else None


def _item(text: str) -> str | None:
    return text if re.search(r"\d", text) else None


_UNDERSTOOD: dict[str, Callable[[str], object | None]] = {
    "title": _text,
    "subtitle": _text,
    "organ": _text,
    "meeting": _meeting,
    "meeting_name": _text,
    "agenda_symbol": _text,
    "agenda_title": _text,
    "agenda_item": _item,
    "place": _text,
    "start": _day,
    "end": _day,
    "date": _day,
    "issued": _day,
    "original_language": _one_of(*LANGUAGES),
    "distribution": _text,
    "convention": _one_of(*PREFIXES),
    "kind": _one_of(*DOCUMENT_KINDS),
}
