"""Concepts, parties, organizations and treaties that a passage names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.enrich.context import EnrichmentContext, PassageText
from kg.model import Mention

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w/])/[\w.-]+/(?![\w])", re.IGNORECASE)
_CITY = (
    r"(?P<minamata>minamata|минамат\w+|ميناماتا)|basel|bâle|basilea|базел\w+|بازل|rotterdam|роттердам\w+|روتردام"
    r"|stockholm|estocolmo|стокгольм\w+|[اإ]?ستوكهولم|استكهولم"
)
_SECRETARIAT = re.compile(
    r"\b(?:secretariats?|secrétariats?|secretar[íi]as?|секретариат\w*|(?:[وبفل]?ال|ل)?[أا]مان(?:ة|ات))"
    r"\s(?:of\sthe\s|de\sla\sconvention\s(?:de\s)?|del\sconvenio\s(?:de\s)?|اتفاقي(?:ة|ات)\s)?"
    rf"(?:{_CITY})(?!\w)",
    re.IGNORECASE,
)


def find_labels(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """The matcher's mentions; its places are of the passage as it stands, so nothing is folded."""
    return outside_addresses(view.passage.text, context.matcher.find(view.passage.text, view.language))


def outside_addresses(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions that do not stand inside a web address."""
    addresses = [match.span() for match in _ADDRESS.finditer(text)] if "/" in text else []
    return [m for m in mentions if all(m.span[1] <= start or m.span[0] >= end for start, end in addresses)]


def find_secretariats(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    """*The secretariat of the Basel Convention on …*: its own name follows, longer than any label."""
    if not view.has("secret", "secrét", "секретариат", "مان"):
        return
    for match in _SECRETARIAT.finditer(view.text):
        key = "minamata-secretariat" if match["minamata"] else "brs-secretariat"
        uri = context.uris.of("organization", key)
        yield view.mention(match.span(), "organization", match[0], uri, method="secretariat", confidence=0.9)
