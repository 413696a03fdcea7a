"""Questions for a person, and whether a passage names one: “who chaired the meeting” is not told by “the chair”."""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.catalog import StoredPassage
from kg.identifiers.folding import fold

_WHO = {
    "en": r"\bwho\b|\bname of\b|\bwhose name\b",
    "fr": r"\bqui\b|\bnoms? (?:d[ue]|de la|des)\b|\bnom d['’]",
    "es": r"\bqui[eé]n(?:es)?\b|\bnombres? de(?:l| la| los| las)?\b",
    "ru": r"\bкто\b|\bкак зовут\b|\bимя\b|\bимена\b|\bфамили",
    "ar": r"(?:^|\s)و?من (?:هو|هي|هم|الذي|التي|كان|ترأس|رأس|يرأس|يتولى|يشغل|سيرأس)|اسم|أسماء|^من ",
    "zh": r"谁|哪位|何人|姓名|叫什么名字",
}
_ROLES = {
    "en": r"(?<!co-)(?<!co)\bchair(?:s|ed|ing|person|man|woman)?\b|\bpreside|(?<!vice-)\bpresident\b"
    r"|\bexecutive (?:secretary|director)|\bministers?\b|\bspeakers?\b|\binterpreters?\b|\bmoderat|\brapporteur"
    r"|\bfacilitators?\b|\bheads? of\b|\bofficer\b",
    "fr": r"\bprésid|\bsecrétaires? exécuti|\bdirect(?:eur|rice) exécuti|\bministres?\b|\borat(?:eur|rice)s?\b"
    r"|\binterprètes?\b|\banimat(?:eur|rice)|\brapporteu|\bfacilitat|\bchef(?:fe)? d|\bfonctionnaire|\bposte\b",
    "es": r"\bpresid|\bsecretari[oa] ejecutiv|\bdirector[a]? ejecutiv|\bministr[oa]s?\b|\borador|\bponentes?\b"
    r"|\bintérpretes?\b|\bmoderador|\brelator|\bfacilitador|\bjef[ea] d|\bpuesto\b",
    "ru": r"(?<!со)\bпредседател|\bвозглав|исполнительн\w+ (?:секретар|директор)|\bминистр|\bдокладчик|\bвыступающ"
    r"|\bпереводчик|\bмодератор|\bведущ|\bначальник|\bдолжност",
    "ar": r"رئيس|ترأس|يرأس|سيرأس|رأس |الأمين(?:ة)? التنفيذي|المدير(?:ة)? التنفيذي|وزير|المتحدث|المترجم"
    r"|المقرر(?:ة)? الخاص|يشغل|منصب",
    "zh": r"(?<!共同)主席(?!团)|主持|执行(?:秘书|主任)|部长|发言人|主讲|口译员|译员|报告员|协调员|司长|处长|担任|职位",
}
"""Offices and parts that one person has; who leads a project or wrote a report may be an organization."""
_TITLE = re.compile(
    r"\b(?:(?:Mr|Ms|Mrs|Mx|Dr|Prof|Messrs|H\.\s?E|Sra?s?|Srta|Dra?|Excm[oa]|Mlle|MM|M)\.|Mr|Ms|Mrs|Mme|Mmes|Mlle"
    r"|Sir|Dame|Madam|Professor|Doctor|Don|Doña|Señora?|Monsieur|Madame)\s+[A-ZÀ-ÝА-Я]"
    r"|\b(?:[гГ]-(?:н|на|ну|ном|не|жа|жи|же|жу|жой)|[гГ]оспо(?:дин|жа)\w*|[дД]-р)\s+[А-ЯЁA-Z]"
    r"|(?:^|\s)[ول]?(?:السيد|السيدة|الدكتور|الدكتورة|سعادة|معالي)\s|先生|女士|博士|教授|阁下"
)

_WORD = "[A-ZÀ-ÝА-ЯЁ][a-zà-ÿа-яё'’-]+"
_BESIDE = 40
_CAPITALISED = re.compile(
    rf"\b(?!(?:The|Le|La|El|Los|Las|Les|Un|Une) ){_WORD}(?: [A-ZА-ЯЁ]\.| (?:de|del|da|van|von|bin|al))? {_WORD}"
)


def asks_for_person(question: str, language: str) -> bool:
    """Whether a question asks who holds an office or has a part: the chair, the executive secretary, the speakers."""
    spoken = language if language in _WHO else "en"
    text = fold(question).text
    return all(re.search(words[spoken], text, re.IGNORECASE) is not None for words in (_WHO, _ROLES))


def names_person(passage: StoredPassage, besides: Collection[str] = ()) -> bool:
    """Whether a passage names somebody: with a title of courtesy, or by two capitalised words that are nothing known.

    Where capitals tell nothing (Arabic, Chinese), documents of meetings give everybody a title. A Party beside an
    office has it (“chaired by Austria”), other than those whose URIs are ``besides``.
    """
    if _TITLE.search(passage.text):
        return True
    known = [mention.span for mention in passage.mentions]
    if any(
        all(end <= match.start() or match.end() <= start for start, end in known)
        for match in _CAPITALISED.finditer(passage.text)
    ):
        return True
    parties = [each.span for each in passage.mentions if each.kind == "party" and str(each.uri) not in besides]
    roles = _ROLES.get(passage.language, _ROLES["en"])
    return any(
        re.search(roles, passage.text[max(0, start - _BESIDE) : end + _BESIDE], re.IGNORECASE) for start, end in parties
    )
