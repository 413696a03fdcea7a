"""Counts, quantities, percentages and periods of years. Only what is written in figures is counted here."""

from __future__ import annotations

import re

from ingest.enrich.amounts import NUMBER, SCALE, plain, scaled
from ingest.enrich.context import EnrichmentContext, PassageText
from kg.model import Mention

_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    rf"(?<![\d/.,-])(?P<first>{_YEAR})\s?(?:-|[至到])\s?(?P<last>{_YEAR})(?!\d|/\d|-\d)"
    r"(?:\s?(?:годов|годы|годах|гг\.?|年))?"
)
_PER_CENT = r"%|per\scent|percent|pour\scent|por\sciento|процент\w*|في\sالمائة|بالمائة"
_LABELS = re.compile(
    r"(?:\b(?:articles?|arts?\.?|paragraphs?|paras?\.?|annex(?:es)?|items?|sections?|parts?|chapters?|pages?|p\.|pp\."
    r"|no\.?|nos?\.|n[º°]"
    r"|tables?|figures?|rules?|decisions?|phases?|category|resolution|volume|agenda|appendix|version|step|option|tier"
    r"|scope|goals?"
    r"|paragraphes?|alinéas?|annexes?|point|partie|chapitre|tableau|règle|décisions?|objectifs?"
    r"|artículos?|párrafos?|anexos?|apartados?|tema|parte|capítulo|cuadro|regla|decisión|objetivos?"
    r"|пункт\w*|подпункт\w*|п\.|пп\.|стать\w+|ст\.|приложени\w+|част\w+|глав\w+|раздел\w*|таблиц\w+|решени\w+|цел\w+"
    r"|этап\w*|мероприяти\w+|код\w*"
    r"|المادة|الفقرة|الفقرات|المرفق|البند|الجدول|المقرر|القسم|الجزء|الهدف|المرحلة|رقم)|№"
    r"|第)\s?(?:\d[\d\s,;()а-яa-z-]*(?:and|et|y|и|و)?\s)?$",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?<![^\W\u3400-\u9fff])(?<![/.,:+\-№#])(?P<number>{NUMBER})(?:[\s-]?(?:{SCALE}))?(?:\s?(?P<percent>{_PER_CENT})"
    r"|(?=\s(?P<word>[^\W\d_][\w'’-]*))|\s?(?=[个项份名种家所期场位套吨]|公斤|千克|次(?!会议))|(?P<bare>(?=\s?(?:\||[.;,)）。，；]|$))))",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.]\d{3})+(?:[.,]\d+)?")
"""Thousands set apart: such a number labels nothing."""

_CELL = re.compile(r"[:：]\s?$")
"""A cell of a table behind the name of its column."""

_PERCENT_BEFORE = re.compile(rf"百分之\s?(?P<number>{NUMBER})(?:(?:{SCALE}))?")
_NO_NOUN = re.compile(
    r"(?:and|or|to|of|the|in|at|on|by|et|ou|à|de|du|la|le|y|o|a|en|el|и|или|по|до|в|на|с|с\.|от|к|год\w*|г|года"
    r"|years?|año|an|و|[إا]لى|من|في"
    r"|عام|سنة|above|below|ci-dessus|supra|anterior|выше|ниже|united|united\sstates)$",
    re.IGNORECASE,
)


def find_counts(view: PassageText, context: EnrichmentContext) -> list[Mention]:  # noqa: ARG001
    """Mentions of kind ``count``: how many of something, its value the number, with ``%`` for a percentage.

    Numbers that label something (articles, paragraphs, years, list items) count nothing.
    """
    if not _DIGIT.search(view.text):
        return []
    found = [
        view.mention(match.span(), "count", f"{plain(scaled(match, 'number'))}%", None, method="count", confidence=0.9)
        for match in _PERCENT_BEFORE.finditer(view.text)
    ]
    for match in _COUNT.finditer(view.text):
        if not match["percent"] and not _counts_something(match):
            continue
        value = plain(scaled(match, "number")) + ("%" if match["percent"] else "")
        found.append(view.mention(match.span(), "count", value, None, method="count", confidence=0.8))
    return found


def _counts_something(match: re.Match[str]) -> bool:
    word = match["word"] or ""
    if _GROUPED.fullmatch(match["number"]):
        return True
    if match["bare"] is not None:
        return (
            re.search("[.,]", match["number"]) is not None and _CELL.search(match.string[: match.start()]) is not None
        )
    if match["number"] == "0":
        return False
    if _NO_NOUN.fullmatch(word) or (re.fullmatch(_YEAR, match["number"]) and not word):
        return False
    if re.fullmatch(_YEAR, match["number"]):
        return False
    return _LABELS.search(match.string[max(0, match.start() - 40) : match.start()]) is None


def find_periods(view: PassageText, context: EnrichmentContext) -> list[Mention]:  # noqa: ARG001
    """Mentions of kind ``period``: ``2024/2025`` for *the biennium 2024–2025*."""
    return [
        view.mention(match.span(), "period", f"{match['first']}/{match['last']}", None, method="period")
        for match in _PERIOD.finditer(view.text)
        if match["first"] < match["last"]
    ]
