"""Documents: one row for each work, with a file for each language version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from kg.catalog import Item
from search_api.feeds.informea.facts import LEO, Facts, found_decisions
from search_api.feeds.informea.rows import Row, Scalar, midnight, part_id, row, strings, values
from search_api.feeds.informea.schema import AUTHOR, DOCUMENT, IDENTIFIER, KEYWORD, REFERENCE

SCHEMA_VERSION = "1"


def documents(facts: Facts, meetings: Mapping[str, Row], decisions: Mapping[str, Row]) -> Iterator[Row]:
    """All works; ``meetings`` and ``decisions`` are the rows that they may refer to."""
    for work, items in facts.works.items():
        references = _references(items, meetings, decisions)
        sources = (facts.taxonomies, facts.version_marks(work), references)
        yield facts.memo.row(
            "Documents", work, sources, partial(_document, facts, work, _original_first(items), references)
        )


def _original_first(items: list[Item]) -> list[Item]:
    original = items[0].metadata["masthead"].get("original_language")
    return sorted(items, key=lambda i: (i.language != "en", i.language != original, i.key))


def _document(facts: Facts, work: str, items: list[Item], references: tuple[tuple[str, str], ...]) -> Row:
    first = items[0].metadata
    codes = _codes(facts, items)
    given: dict[str, Scalar] = {
        "id": work,
        "schemaVersion": SCHEMA_VERSION,
        "published": midnight(first.get("date")),
        "updated": facts.updated({}, facts.versions(work)),
        "treaty": codes[0] if codes else None,
        "url": facts.uri("document", work),
    }
    heads = [(i.language or "", i.metadata["masthead"]) for i in items]
    kind = facts.label(facts.uri("concept", f"document-kinds.{first.get('kind')}"))
    organ = next((head["organ"] for _, head in heads if head.get("organ")), None)
    lists = {
        "treaties": values(DOCUMENT, work, "treaties", codes),
        "authors": _authors(work, organ),
        "title": strings(DOCUMENT, work, "title", {i.language or "": i.title or work for i in reversed(items)}),
        "description": strings(
            DOCUMENT, work, "description", {lang: head["subtitle"] for lang, head in heads if head.get("subtitle")}
        ),
        "files": facts.files(DOCUMENT, work, items),
        "identifiers": _identifiers(work, items),
        "keywords": _keywords(facts, work, items),
        "referenceToEntities": _reference_rows(facts, work, references),
        "types": values(DOCUMENT, work, "types", [kind] if kind else []),
    }
    return row(DOCUMENT, given, lists)


def _codes(facts: Facts, items: list[Item]) -> list[str]:
    keys = dict.fromkeys(i.metadata["convention"] for i in items if i.metadata.get("convention"))
    return [code for key in keys if (code := facts.treaty_code(facts.uri("treaty", key)))]


def _authors(work: str, organ: str | None) -> tuple[Row, ...]:
    if organ is None:
        return ()
    return (row(AUTHOR, {"id": part_id(DOCUMENT, work, "authors", "1"), "type": "Organization", "name": organ}),)


def _identifiers(work: str, items: list[Item]) -> tuple[Row, ...]:
    symbols = [s for i in items for s in (i.metadata.get("symbol"), *i.metadata["masthead"].get("symbols", ())) if s]
    return tuple(
        row(IDENTIFIER, {"id": part_id(DOCUMENT, work, "identifiers", str(n)), "name": "UN-Number", "value": symbol})
        for n, symbol in enumerate(dict.fromkeys(symbols), 1)
    )


def _keywords(facts: Facts, work: str, items: list[Item]) -> tuple[Row, ...]:
    themes = dict.fromkeys(theme for i in items for theme in i.metadata.get("themes", []))
    terms = facts.leo(facts.uri("concept", theme) for theme in themes)
    return tuple(
        row(
            KEYWORD,
            {
                "id": part_id(DOCUMENT, work, "keywords", str(n)),
                "termURI": term.uri,
                "scope": "leo",
                "literalForm": term.name,
                "sourceURL": LEO,
            },
        )
        for n, term in enumerate(terms, 1)
    )


def _references(
    items: list[Item], meetings: Mapping[str, Row], decisions: Mapping[str, Row]
) -> tuple[tuple[str, str], ...]:
    """Kinds and keys of what a document is about and what is served, each once."""
    wanted = [("meeting", str(i.metadata["meeting"])) for i in items if i.metadata.get("meeting") in meetings]
    wanted += [("decision", d.key) for i in items for d in found_decisions(i) if d.key in decisions]
    return tuple(dict.fromkeys(wanted))


def _reference_rows(facts: Facts, work: str, references: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple(
        row(
            REFERENCE,
            {
                "id": part_id(DOCUMENT, work, "referenceToEntities", str(n)),
                "type": kind,
                "refId": key,
                "entityType": kind,
                "refURI": facts.uri(kind, key),
            },
        )
        for n, (kind, key) in enumerate(references, 1)
    )
