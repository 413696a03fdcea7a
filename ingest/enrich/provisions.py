"""Articles and annexes of the conventions, in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.conventions import OTHER, convention_beside
from ingest.enrich.own_provisions import find_own_provisions, paragraph_mention
from ingest.enrich.pinpoints import pinpoints
from kg.identifiers import annex_key, article_key
from kg.identifiers.provisions import find_annexes, find_articles
from kg.model import Mention

_ARTICLES = MappingProxyType({"minamata": 35, "basel": 29, "rotterdam": 30, "stockholm": 30})
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ANNEXES = MappingProxyType(
    {"minamata": tuple("ABCDE"), "basel": _ROMAN, "rotterdam": _ROMAN[:7], "stockholm": tuple("ABCDEFG")}
)

_ANNEX_OF_DOCUMENT = re.compile(
    r"\s(?:to|of|au|à|du|de|del|al|a|к|من|ل|ب)?\s?(?:the\s|la\s|le\s|el\s|l')?"
    r"(?:present\s|présente?\s|presente\s|настоящ\w+\s)?"
    r"(?:documents?|notes?|reports?|decisions?|rapport|décision|documento|nota|informe|decisión|документ\w*|записк\w+|доклад\w*"
    r"|решени\w+|UNEP|الوثيقة|للوثيقة|المقرر|للمقرر|التقرير|المذكرة|MC-|BC-|RC-|SC-)",
    re.IGNORECASE,
)


def find_provisions(view: PassageText, context: EnrichmentContext) -> list[Mention]:
    """Mentions of kind ``provision``: articles, paragraphs of them (``minamata.art_3__para_4__item_b``), annexes.

    The convention is the one named right beside, else the document's own. Without one, or where that
    convention has no such article, the value is ``art_17`` and there is no URI. An article of another
    instrument (``the Paris Agreement``) and a document's own annexes are no provisions. The text of a treaty
    names itself as well, see ``find_own_provisions``.
    """
    found = [
        *(_articles(view, context) if view.has("art", "стать", "ст.", "ماد", "مواد", "条") else ()),
        *(_annexes(view, context) if view.has("annex", "anexo", "приложени", "附件", "مرفق") else ()),
    ]
    return [*found, *find_own_provisions(view, context, found)]


def _articles(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    for place, named in groupby(find_articles(view.text), key=attrgetter("named")):
        convention = convention_beside(view.text, *place) or context.convention
        if convention == OTHER:
            continue
        matches = list(named)
        for match in matches:
            number = int(match.label)
            known = convention is not None and number <= _ARTICLES[convention]
            key: str = article_key(convention, number) if convention is not None and known else match.part
            uri = context.uris.of("provision", key) if known else None
            yield view.mention(match.span, "provision", key, uri, method="provision")
            if match.span == matches[-1].span:
                for found in pinpoints(view.text, place[0], match.span[1]):
                    yield paragraph_mention(view, context, key, found, method="paragraph", confidence=0.95)


def _annexes(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    for match in find_annexes(view.text):
        if _ANNEX_OF_DOCUMENT.match(view.text, match.named[1]):
            continue
        convention = convention_beside(view.text, *match.named) or context.convention
        if convention is None:
            yield view.mention(match.span, "provision", match.part, None, method="provision")
        elif convention != OTHER and match.label in _ANNEXES[convention]:
            key = annex_key(convention, match.label)
            yield view.mention(match.span, "provision", key, context.uris.of("provision", key), method="provision")
