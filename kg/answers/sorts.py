"""Questions for something of a sort by its name: “which company”, “in which city”.

Cities are noted in passages when they are taken in. Companies, hotels and software are not: there a word
of the sort must stand, or a name that stands out (in Latin letters where the text has others, or capitalised words).
"""

from __future__ import annotations

import re
from functools import cache

from kg.answers.items import Placed
from kg.identifiers.folding import fold
from kg.model import Mention
from kg.search.understanding import Question

_WHICH = {
    "en": r"\b(?:which|what|whose)(?: [\w-]+)? (?:SORT)",
    "fr": r"\bquel(?:le)?s?(?: [\w-]+)? (?:SORT)",
    "es": r"\b(?:qué|cuál(?:es)?)(?: [\w-]+)? (?:SORT)",
    "ru": r"\b(?:как(?:ой|ая|ое|ие|их|ого|ом|ую|им|ими|ому)|чь[яеюий]\w*)(?: [\w-]+)? (?:SORT)",
    "ar": r"(?:\bأي|\bما(?: هي| هو)?) (?:ال)?(?:SORT)",
    "zh": r"(?:哪(?:一|几)?(?:个|家|些|座|款|种|所|套)?|什么|何种)[^，。？]{0,4}?(?:SORT)",
}
_CALLED = {
    "en": r"\bname of\b[^,.?]{0,20}?\b(?:SORT)|\b(?:SORT)[^,.?]{0,20} called\b",
    "fr": r"\b(?:nom d|comment (?:s.appel|se nomm))[^,.?]{0,20}?\b(?:SORT)",
    "es": r"\b(?:nombre del?|cómo se llama)\b[^,.?]{0,20}?\b(?:SORT)",
    "ru": r"\b(?:названи|называ)[^,.?]{0,20}?\b(?:SORT)",
    "ar": r"اسم (?:ال)?(?:SORT)",
    "zh": r"(?:SORT)[^，。？]{0,4}(?:叫什么|的名称|的名字|名称是)",
}
"""What asks for something of a sort (for ``SORT`` its words), and for its name."""
_SORTS: dict[str, dict[str, str]] = {
    "city": {
        "en": r"(?:city|cities|towns?)\b", "fr": r"villes?\b", "es": r"ciudad(?:es)?\b", "ru": r"город(?!ск)",
        "ar": r"مدينة|مدن", "zh": r"城市|城(?!市)",
    },
    "company": {
        "en": r"(?:compan(?:y|ies)|firms?|contractors?|suppliers?|vendors?|airlines?|service providers?)\b",
        "fr": r"(?:entreprises?|sociétés?(?! civile)|firmes?|prestataires?|fournisseurs?|compagnies?)\b",
        "es": r"(?:empresas?|compañías?|proveedor(?:es|a)?|contratistas?|aerolíneas?)\b",
        "ru": r"(?:компани|фирм|поставщик|подрядчик|авиакомпани)", "ar": r"(?:شركة|شركات|مورد|مقاول|متعهد)\b",
        "zh": r"公司|企业|供应商|承包商|厂商",
    },
    "building": {
        "en": r"(?:hotels?|conference cent(?:re|er)s?|congress cent(?:re|er)s?|palaces?|auditoriums?)\b",
        "fr": r"(?:hôtels?|centres? de (?:conférences?|congrès)|palais|auditoriums?)\b",
        "es": r"(?:hotel(?:es)?|centros? de (?:conferencias|convenciones|congresos)|palacios?|auditorios?)\b",
        "ru": r"(?:отел(?:ь|я|е|ю|ем|и|ей|ях)\b|гостиниц|конференц-центр|дворц|дворец)",
        "ar": r"(?:فندق|فنادق|مركز مؤتمرات|مركز المؤتمرات|قصر)\b", "zh": r"酒店|宾馆|饭店|旅馆|会议中心|大厦|会展中心",
    },
    "software": {
        "en": r"(?:software|programming languages?|content management system|operating system)\b",
        "fr": r"(?:logiciels?|progiciels?|langages? de programmation)\b",
        "es": r"(?:software|programas? informáticos?|lenguajes? de programación)\b",
        "ru": r"(?:программн\w+ (?:обеспечени|продукт|средств)|язык\w* программировани)",
        "ar": r"(?:برمجية|برمجيات|برنامج حاسوبي|لغة برمجة|لغة البرمجة)", "zh": r"软件|编程语言|程序语言",
    },
}  # fmt: skip
_VENUE = {
    "en": r"venue\b",
    "fr": r"(?:salle|lieu)\b",
    "es": r"(?:recinto|sala)\b",
    "ru": r"(?:зал|здани)",
    "ar": "قاعة",
    "zh": "会场|会址|场地|场馆",
}
"""A building, where its name is asked for."""
_FOREIGN = re.compile(r"(?<![\w/.-])[A-Z][A-Za-z]{2,}(?![\w/-])")
"""A name in Latin letters; acronyms of bodies are noted as such."""
_LATIN = frozenset({"en", "fr", "es"})
_WORD = "[A-ZÀ-Ý][a-zà-ÿ'’-]+"
_CAPITALISED = re.compile(rf"(?<=[a-zà-ÿ,;] )(?:{_WORD} ){{1,3}}{_WORD}")


def sort_asked(question: Question) -> str | None:
    """``city``, ``company``, ``building`` or ``software`` where a question asks for one by its name."""
    spoken = question.language if question.language in _WHICH else "en"
    text = fold(question.text).text
    return next((sort for sort, pattern in _patterns(spoken) if pattern.search(text)), None)


def names_one(sort: str, placed: Placed, besides: frozenset[str]) -> bool:
    """Whether a passage, or what introduces it, names something of a sort, other than the things ``besides`` (URIs)."""
    passage, lead = placed.passage, placed.introduced_by
    mentions = [*passage.mentions, *(lead.mentions if lead else ())]
    if sort == "city":
        return any(mention.kind == "place" and is_place(mention, besides) for mention in mentions)
    word = _SORTS[sort].get(passage.language, _SORTS[sort]["en"])
    start = "" if passage.language in {"zh", "ar"} else r"\b"
    return re.search(start + word, f"{placed.lead} {passage.text}", re.IGNORECASE) is not None or _unknown_name(
        passage.text, passage.language, passage.mentions
    )


def is_place(mention: Mention, besides: frozenset[str]) -> bool:
    """Whether a city or a country is mentioned, other than the things ``besides`` (URIs)."""
    uri = str(mention.uri)
    return uri not in besides and (mention.kind == "party" or "/concept/places." in uri)


def _unknown_name(text: str, language: str, mentions: tuple[Mention, ...]) -> bool:
    """Whether a name stands in a text that is nothing that was noted there."""
    known = [mention.span for mention in mentions if mention.uri is not None]
    found = (_CAPITALISED if language in _LATIN else _FOREIGN).finditer(text)
    return any(all(end <= match.start() or match.end() <= start for start, end in known) for match in found)


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    which, called = _WHICH[language], _CALLED[language]
    return tuple(
        (sort, re.compile(f"{which.replace('SORT', of)}|{called.replace('SORT', name)}", re.IGNORECASE))
        for sort, words in _SORTS.items()
        for of in [words[language]]
        for name in [f"{of}|{_VENUE[language]}" if sort == "building" else of]
    )
