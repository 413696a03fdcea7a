"""From the text of a filled template to a key."""

from __future__ import annotations

import re
import unicodedata

from ingest.records.columns import KeyForm
from kg.identifiers import decision_key, parse_decision


def in_form(text: str, form: KeyForm) -> str | None:
    """The key that a text makes, None when it has not that form."""
    if form == "slug":
        return slug(text)
    if form == "decision":
        number = parse_decision(text)
        return None if number is None else decision_key(number)
    return text


def slug(text: str) -> str:
    """Small letters and digits of any script with single dashes between them; dots stay."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w.]+|_+", "-", bare.casefold()).strip("-.")
