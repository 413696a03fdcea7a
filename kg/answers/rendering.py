"""Rows of a template's query as a sentence in the asker's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from rdflib.namespace import XSD
from rdflib.term import Identifier, Literal, URIRef

from kg.answers.templates import Template
from kg.answers.values import Term
from kg.graph.store import Row
from kg.model import LANGUAGES
from kg.queries import query
from kg.views.names import choose_label, label_of

if TYPE_CHECKING:
    from kg.snapshot import Snapshot

MOST_ITEMS = 250
MOST_ROWS = 40
_NONE = {
    "en": "The records of this base name none.",
    "fr": "Les données de cette base n’en indiquent aucun.",
    "es": "Los registros de esta base no indican ninguno.",
    "ru": "В данных этой базы таких нет.",
    "ar": "لا تذكر سجلات هذه القاعدة شيئاً من ذلك.",
    "zh": "本库记录中没有。",
}
_AMOUNTS = {
    "grant": {"en": "grants", "fr": "dons", "es": "donaciones", "ru": "гранты", "ar": "المنح", "zh": "赠款"},
    "cofinancing": {
        "en": "co-financing",
        "fr": "cofinancement",
        "es": "cofinanciación",
        "ru": "софинансирование",
        "ar": "التمويل المشترك",
        "zh": "共同融资",
    },
}
_SEPARATOR = {"zh": "；", "ar": "؛ "}
_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float, XSD.int, XSD.long}
_UNKNOWN = "—"
_SMALL = 100
"""Numbers below have their hundredths."""
_NOT_KNOWN = re.compile(rf" \((?:CAS )?{_UNKNOWN}\)|（(?:CAS )?{_UNKNOWN}）")
"""What stands in parentheses is left out where it is not known."""


def render(
    snapshot: Snapshot, template: Template, rows: Sequence[Row], values: Mapping[str, Sequence[Term]], language: str
) -> str:
    """The answer in words; where there are no rows, that the records name none."""
    spoken = language if language in LANGUAGES else "en"
    say = _Speech(snapshot, spoken)
    given = {name: say.join(map(say.term, terms)) for name, terms in values.items()}
    if not rows or all(say.is_nothing(row.get("count", row.get(template.item))) for row in rows):
        return _NONE[spoken]
    return _SHOW[template.show](say, template, rows, given).replace("..", ".")  # a Russian date ends in a full stop


class _Speech:
    """Terms in one language."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self._snapshot = snapshot
        self.language = language
        self.separator = _SEPARATOR.get(language, "; ")

    def join(self, texts: Sequence[str] | map[str]) -> str:
        return self.separator.join(dict.fromkeys(texts))

    def is_nothing(self, term: Identifier | None) -> bool:
        return term is None or str(term) == "0"

    def term(self, term: Identifier | None) -> str:
        if term is None:
            return _UNKNOWN
        if isinstance(term, URIRef):
            return label_of(self._snapshot, str(term), self.language) or self._title(term)
        if isinstance(term, Literal) and term.datatype == XSD.date:
            return self._day(str(term))
        if isinstance(term, Literal) and term.datatype in _NUMBERS:
            return self._number(str(term))
        return _AMOUNTS.get(str(term), {}).get(self.language, str(term))

    def _title(self, thing: URIRef) -> str:
        """What a thing without a label among the names is called; the end of its address where it is not."""
        rows = self._snapshot.graph.select(query("label"), thing=thing)
        titles = {getattr(row["label"], "language", None) or "": str(row["label"]) for row in rows}
        chosen = choose_label(titles, self.language)
        return chosen[1] if chosen else str(thing).rpartition("/")[2]

    def _day(self, text: str) -> str:
        from babel.dates import format_date

        try:
            return str(format_date(date.fromisoformat(text[:10]), "long", locale=self.language))
        except ValueError:
            return text

    def _number(self, text: str) -> str:
        from babel.numbers import format_decimal

        number = Decimal(text)
        return str(format_decimal(round(number, 2 if abs(number) < _SMALL else 0), locale=self.language))


def _count(say: _Speech, template: Template, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    return template.text[say.language].format_map(_Known({**given, "count": say.term(rows[0]["count"])}))


def _list(say: _Speech, template: Template, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    items = list(dict.fromkeys(_item(say, template, row) for row in rows))
    shown = say.join(items[:MOST_ITEMS]) + (" …" if len(items) > MOST_ITEMS else "")
    return template.text[say.language].format_map(_Known({**given, "items": shown, "count": str(len(items))}))


def _item(say: _Speech, template: Template, row: Row) -> str:
    note = row.get(template.note) if template.note else None
    label = say.term(row.get(template.item))
    return f"{say.term(note)} {label}" if note is not None else label


def _rows(say: _Speech, template: Template, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    lines = (_line(say, template, {k: say.term(v) for k, v in row.items()}, given) for row in rows[:MOST_ROWS])
    return "\n".join(dict.fromkeys(lines))


def _merged(say: _Speech, template: Template, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    found: dict[str, dict[str, dict[str, None]]] = {}
    for row in rows:
        merged = found.setdefault(str(row[template.item]), {})
        for name, term in row.items():
            merged.setdefault(name, {})[say.term(term)] = None
    lines = ({name: say.join(list(texts)) for name, texts in merged.items()} for merged in found.values())
    return "\n".join(_line(say, template, line, given) for line in lines)


def _texts(say: _Speech, template: Template, rows: Sequence[Row], given: Mapping[str, str]) -> str:
    """Each paragraph once, in the asker's language where it has that version."""
    found: dict[tuple[str, ...], Literal] = {}
    for row in rows:
        text = row["text"]
        place = tuple(str(row.get(name, "")) for name in ("work", "part", "number"))
        if isinstance(text, Literal) and (place not in found or text.language == say.language):
            found[place] = text
    items = [f"{place[2]}. {text}" if place[2] else str(text) for place, text in found.items()]
    shown = "\n".join(items[:MOST_ROWS])
    return template.text[say.language].format_map(_Known({**given, "items": f"\n{shown}", "count": str(len(items))}))


def _line(say: _Speech, template: Template, row: Mapping[str, str], given: Mapping[str, str]) -> str:
    line = template.text[say.language].format_map(_Known({**given, **row}))
    return _NOT_KNOWN.sub("", line)


class _Known(dict[str, str]):
    """Says so where a column is empty."""

    def __missing__(self, key: str) -> str:
        return _UNKNOWN


_SHOW = {"count": _count, "list": _list, "rows": _rows, "merged": _merged, "texts": _texts}
