"""What single lines of a masthead say: symbol, date, languages, place, agenda item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.enrich.dates import find_dates
from ingest.structure.ordinals import meeting_number
from ingest.structure.words import (
    AGENDA_ITEM,
    CONVENTIONS,
    DISTRIBUTION,
    DISTRIBUTIONS,
    LANGUAGE_NAMES,
    MORE_BODIES,
    ORGANISATIONS,
    ORIGINAL,
)
from kg.identifiers import meeting_key, parse_joint, parse_symbol
from kg.identifiers.bodies import BODIES

_SYMBOL = re.compile(r"[A-Z][A-Z0-9()]*(?:/[A-Za-z0-9][A-Za-z0-9.()-]*){2,}|[A-Z]{2,}(?:/[A-Z]{2,})*/?[A-Z]+\.\d+/\S+")
_LETTER = r"(?:\s?[(（]\s?[^\W\d_]{1,4}\s?[)）]|\s?[^\W\d_]{1,3}[)）])"
_ITEM_NUMBER = rf"\d{{1,2}}{_LETTER}*(?:\s?(?:,|and|et|y|и|和|و)\s?\d{{1,2}}{_LETTER}*)*"
_AGENDA = re.compile(AGENDA_ITEM.replace("{number}", _ITEM_NUMBER), re.IGNORECASE)
_DISTRIBUTION = re.compile(DISTRIBUTION, re.IGNORECASE)
_ORGANISATIONS = re.compile(rf"(?:{ORGANISATIONS}[\s,;–-]*)+", re.IGNORECASE)
_ORIGINAL = re.compile(rf"(?:{ORIGINAL})\s*[:：]?\s*(?P<name>.+)", re.IGNORECASE)
_LANGUAGES = {code: re.compile(names, re.IGNORECASE) for code, names in LANGUAGE_NAMES.items()}
_LANGUAGE_LINE = re.compile(
    rf"(?:(?:{'|'.join(LANGUAGE_NAMES.values())}|only|seulement|solamente|только|[,/;و\s]|and|et|y|и)+)?"
    rf"\s*(?:(?:{ORIGINAL})\s*[:：]?\s*(?:{'|'.join(LANGUAGE_NAMES.values())}).{{0,40}})?",
    re.IGNORECASE,
)
# Most bodies work under a Conference of the Parties and may name it; so it is looked for last.
_BODIES = [
    (key, re.compile(names, re.IGNORECASE))
    for key, names in (
        *((body.key, body.names) for body in BODIES if body.key != "cop"),
        *MORE_BODIES.items(),
        *((body.key, body.names) for body in BODIES if body.key == "cop"),
    )
]
_CONVENTION_OF_BODY = {body.key: body.convention for body in BODIES}
_CONVENTIONS = {treaty: re.compile(names, re.IGNORECASE) for treaty, names in CONVENTIONS.items()}
_DISTRIBUTIONS = {value: re.compile(names, re.IGNORECASE) for value, names in DISTRIBUTIONS.items()}
_LATEST_START = 40
"""An organ's name begins this early in its line; further on it is only spoken of."""


@dataclass(frozen=True, slots=True)
class When:
    """Days of a meeting and the place printed beside them."""

    start: date
    end: date
    place: str | None


def symbols_of(line: str) -> list[str]:
    """The symbols that a line consists of: one, or a joint document's; normal forms where the family is known."""
    text = line.strip().rstrip("*")
    known = parse_symbol(text)
    if known:
        return [known.symbol]
    if joint := parse_joint(text):
        return [match.symbol for match in joint]
    return [text] if _SYMBOL.fullmatch(text) else []


def distribution_of(line: str) -> str | None:
    """``general``, ``limited`` or ``restricted``; the printed word where it is another."""
    match = _DISTRIBUTION.fullmatch(line.strip())
    if match is None:
        return None
    value = (match["value"] or match["other"]).strip()
    return next((name for name, words in _DISTRIBUTIONS.items() if words.search(value)), value.lower())


def original_language(line: str) -> str | None:
    """ISO code of the language that a line names as the original one."""
    match = _ORIGINAL.search(line)
    if match is None:
        return None
    return next((code for code, names in _LANGUAGES.items() if names.search(match["name"])), None)


def is_language_line(line: str) -> bool:
    """Whether a line holds only names of languages (``Chinese``, ``Russian / Original: English``)."""
    text = line.strip()
    return (
        bool(text) and any(names.search(text) for names in _LANGUAGES.values()) and bool(_LANGUAGE_LINE.fullmatch(text))
    )


def is_organisation(line: str) -> bool:
    """Whether a line holds only the letterhead: United Nations, Environment Programme."""
    return bool(_ORGANISATIONS.fullmatch(line.strip()))


def issued_on(line: str, language: str) -> date | None:
    """The day that a line consists of."""
    text = line.strip()
    found = find_dates(text, language)
    whole = len(found) == 1 and not re.sub(r"[\s.,*]", "", text[: found[0].span[0]] + text[found[0].span[1] :])
    return found[0].start if whole and found[0].precision == "day" and found[0].start == found[0].end else None


def meeting_days(line: str, language: str) -> When | None:
    """A meeting's days with its place before or after them: ``Geneva, 3–7 November 2025``."""
    found = [match for match in find_dates(line, language) if match.precision == "day"]
    if len(found) != 1 or len(line) > 120:
        return None
    start, end = found[0].span
    place = re.sub(r"^\W+|[^\w)]+$", "", line[:start].strip() or line[end:])
    if found[0].start == found[0].end and not place:
        return None
    return When(found[0].start, found[0].end, place or None)


def agenda_item(line: str) -> str | None:
    """The number of the agenda item as printed: ``4 к)``, ``5(k)``."""
    match = _AGENDA.match(re.sub(r"\[\^[^\]]+\]", "", line).strip())
    if match is None:
        match = _AGENDA.search(line) if re.search("议程", line) and len(line) < 40 else None
    return (match["item"] or match["zh"]).strip() if match else None


def organ_in(line: str) -> str | None:
    """Abbreviation of the body, else key of the convention, whose name stands early in a line."""
    for name, pattern in (*_BODIES, *_CONVENTIONS.items()):
        match = pattern.search(line)
        if match is not None and match.start() <= _LATEST_START:
            return name
    return None


def conventions_in(text: str) -> list[str]:
    """Keys of the conventions that a text names."""
    return [treaty for treaty, names in _CONVENTIONS.items() if names.search(text)]


def meeting_of(text: str) -> str | None:
    """Key of the meeting that a name stands for, None unless body, convention and number are all there."""
    number = meeting_number(text)
    body = next((body for body, names in _BODIES if names.search(text)), None)
    if number is None or body is None:
        return None
    named = conventions_in(text)
    treaty = _CONVENTION_OF_BODY.get(body) or (named[0] if len(named) == 1 else None)
    return str(meeting_key(treaty, body, number.value)) if treaty else None
