"""Articles and annexes of the conventions, in six languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

from ingest.enrich.context import EnrichmentContext, PassageText
from ingest.enrich.conventions import OTHER, convention_beside
from ingest.enrich.own_provisions import find_own_provisions, paragraph_mention
from ingest.enrich.pinpoints import pinpoints
from kg.identifiers import annex_key, article_key
from kg.identifiers.ordinals import chinese_number
from kg.model import Mention, Span

_ARTICLES = MappingProxyType({"minamata": 35, "basel": 29, "rotterdam": 30, "stockholm": 30})
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
_ANNEXES = MappingProxyType(
    {"minamata": tuple("ABCDE"), "basel": _ROMAN, "rotterdam": _ROMAN[:7], "stockholm": tuple("ABCDEFG")}
)

_JOIN = (
    r"\s?(?:,\s?(?:and\s|et\s|y\s|и\s|و\s?)?|، ?و?\s?|、|;\s|/|-"
    r"|(?:and|or|to|et|ou|à|y|e|o|u|a|и|или|по)\s|و\s?|[和及与或至到]\s?)"
)
_NUMBER = r"\d{1,2}(?!\d|\.\d|[%/]\d?)(?:\s?\(\w{1,3}\))*"
_ARTICLE = re.compile(
    r"(?<![^\W\d_])(?P<word>articles?|arts?\.|artículos?|arts?|стать\w{1,3}|ст\.|[وفبك]*(?:ال|لل)(?:مادة|مادتين|مادتان|مواد))"
    rf"\s(?P<list>{_NUMBER}(?:{_JOIN}{_NUMBER})*)",
    re.IGNORECASE,
)
_CHINESE_ARTICLE = re.compile(
    rf"第\s?(?P<list>(?:{_NUMBER}|[一二三四五六七八九十]{{1,3}})(?:{_JOIN}第?\s?(?:{_NUMBER}|[一二三四五六七八九十]{{1,3}}))*)\s?条"
)
_LETTER = r"(?:[A-GАВСЕ]|VI{1,3}|I{1,3}|IV|IX|V)(?![^\W_])"
_ARABIC_LETTERS = MappingProxyType(
    {"ألف": "A", "الف": "A", "باء": "B", "جيم": "C", "دال": "D", "هاء": "E", "واو": "F", "زاي": "G"}
)
_ANNEX_LABEL = rf"(?:{_LETTER}|(?:{'|'.join(_ARABIC_LETTERS)})\b)"
_ANNEX = re.compile(
    r"(?<![^\W\d_\u3400-\u9fff])(?P<word>(?i:annexe?s?|anexos?|приложени\w{1,3})\s|附件\s?|[وفبك]*(?:ال|لل)(?:مرفق|مرفقين|مرفقات)\s)"
    rf"(?P<list>{_ANNEX_LABEL}(?:{_JOIN}(?:附件\s?)?{_ANNEX_LABEL})*)"
)
_ITEM = re.compile(rf"{_ANNEX_LABEL}|\d{{1,2}}|[一二三四五六七八九十]{{1,3}}")
_RANGE = re.compile(r"\s?(?:-|to|à|a|по|[至到]|إلى)\s?(?:第\s?)?")
_LOOKALIKE = str.maketrans("АВСЕ", "ABCE")  # Cyrillic letters printed for Latin ones
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
    for match in (*_ARTICLE.finditer(view.text), *_CHINESE_ARTICLE.finditer(view.text)):
        convention = convention_beside(view.text, *match.span()) or context.convention
        if convention == OTHER:
            continue
        named = list(_numbers(match))
        for span, number in named:
            if convention is not None and number <= _ARTICLES[convention]:
                key: str = article_key(convention, number)
                yield view.mention(span, "provision", key, context.uris.of("provision", key), method="provision")
            else:
                key = f"art_{number}"
                yield view.mention(span, "provision", key, None, method="provision")
            if span == named[-1][0]:
                for found in pinpoints(view.text, match.start(), span[1]):
                    yield paragraph_mention(view, context, key, found, method="paragraph", confidence=0.95)


def _numbers(match: re.Match[str]) -> Iterator[tuple[Span, int]]:
    """Numbers of a list with their spans; the first takes the word before it along, a range names all within."""
    text, start = match.string, match.start()
    previous: int | None = None
    previous_end = start
    items = list(_items(match))
    for item in items:
        number = int(item[0]) if item[0].isdigit() else chinese_number(item[0])
        if number is None or number == 0:
            continue
        ranged = previous is not None and _RANGE.fullmatch(text, previous_end, item.start()) and number > previous
        for within in range(previous + 1, number) if ranged and previous is not None else ():
            yield item.span(), within
        end = match.end() if item is items[-1] and text[match.end() - 1] == "条" else item.end()
        yield (start if previous is None else item.start(), end), number
        previous, previous_end = number, item.end()


def _items(match: re.Match[str]) -> Iterator[re.Match[str]]:
    """Items of a list, without what stands in brackets after them: ``21 (3)`` is 21."""
    for item in _ITEM.finditer(match.string, *match.span("list")):
        if match.string[: item.start()].rstrip()[-1:] != "(":
            yield item


def _annexes(view: PassageText, context: EnrichmentContext) -> Iterator[Mention]:
    for match in _ANNEX.finditer(view.text):
        if _ANNEX_OF_DOCUMENT.match(view.text, match.end()):
            continue
        convention = convention_beside(view.text, *match.span()) or context.convention
        if convention == OTHER:
            continue
        for order, item in enumerate(_items(match)):
            label = _ARABIC_LETTERS.get(item[0], item[0].translate(_LOOKALIKE))
            span = (item.start() if order else match.start(), item.end())
            if convention is None:
                yield view.mention(span, "provision", f"annex_{label.lower()}", None, method="provision")
            elif label in _ANNEXES[convention]:
                key = annex_key(convention, label)
                yield view.mention(span, "provision", key, context.uris.of("provision", key), method="provision")
