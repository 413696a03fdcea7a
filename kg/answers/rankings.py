"""How many of a ranking a question asks for: “the last five countries”."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from rdflib.term import Literal

from kg.answers.values import Values
from kg.model import Span
from kg.search.understanding import Question

_NUMBERS = {
    "en": "two three four five six seven eight nine ten",
    "fr": "deux trois quatre cinq six sept huit neuf dix",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez",
    "ru": "дв[аеух]+ тр(?:и|ех|ёх) четыре(?:х|) пят[ьи] шест[ьи] сем[ьи] восемь девят[ьи] десят[ьи]",
    "ar": "(?:اثنين|بلدين) ثلاثة? أربعة? خمسة? ستة? سبعة? ثماني(?:ة)? تسعة? عشرة?",
    "zh": "[两二] 三 四 五 六 七 八 九 十",
}
"""Words for two to ten, as regular expressions."""
_RANKED = {
    "en": (
        r"(?:last|latest|most recent|first|earliest|top|largest|biggest|smallest) {}\b",
        r"\b{} (?:last|latest|most recent|first|largest|biggest|smallest)",
    ),
    "fr": (r"(?:derni|premi)\w+ {}\b", r"\b{} (?:derni|premi|plus (?:grand|gros|petit|récent))"),
    "es": (r"(?:últim|primer)\w+ {}\b", r"\b{} (?:últim|primer|may|más reciente|proyectos más)"),
    "ru": (r"(?:последн|перв|крупнейш)\w+ {}\b", r"\b{} (?:последн|перв|крупнейш|сам)"),
    "ar": (r"(?:آخر|أول|أكبر|أصغر) {}(?!\w)",),
    "zh": (
        r"(?:最后|最近|最新|最早|最先|最大|最小|前)(?:的|加入的)?{}(?=个|国)",
        r"{}个(?=最)",
        r"最(?:多|少|大|小|高|低|早|晚)的?(?:是|为)?(?:哪|那)?{}(?=个|项|家|国|种)",
        r"(?:最早|最先|率先|最后|最近|最新)[^，。？]{1,16}的{}(?=个国|国|个缔)",
    ),
}
"""A number beside a word that ranks."""
_WHICH = {
    "en": (r"\b(?:which|what) {}\b", r"\bthe {}(?= projects| countries| agencies| organi)"),
    "fr": (r"\bquell?e?s {}\b", r"\bles {}(?= projets| pays| agences| organismes)"),
    "es": (r"\b(?:qué|cuáles) {}\b", r"\bl[oa]s {}(?= proyectos| países| agencias| organismos)"),
    "ru": (r"\bкаки(?:е|х) {}\b",),
    "ar": (r"(?:أي|ما هي|ما) {}(?!\w)",),
    "zh": (r"哪{}(?=个|项|家|国|种)",),
}
"""A number after the word that asks, in a question with a word that ranks: “which two … the largest”."""
_RANKS = frozenset({"first", "last", "largest", "smallest", "most"})


def of_top(question: Question, carried: Collection[str], values: Values) -> list[Span]:
    """How many of a ranking are asked for, from two to twenty."""
    ranked = not _RANKS.isdisjoint(carried)
    for pattern in (*_patterns(_RANKED, question.language), *(_patterns(_WHICH, question.language) if ranked else ())):
        if match := pattern.search(question.text):
            words = (int(name[1:]) for name, text in match.groupdict().items() if text and name[1:].isdecimal())
            number = int(match["digits"]) if match["digits"] else next(words)
            if 2 <= number <= 20:
                values["top"] = [Literal(number)]
                return [match.span("number")]
    return []


def _patterns(table: Mapping[str, tuple[str, ...]], language: str) -> tuple[re.Pattern[str], ...]:
    return _compiled(table.get(language, ()), language)


@cache
def _compiled(forms: tuple[str, ...], language: str) -> tuple[re.Pattern[str], ...]:
    words = "|".join(f"(?P<n{value}>{word})" for value, word in enumerate(_NUMBERS.get(language, "").split(), 2))
    number = rf"(?P<number>(?P<digits>[1-9]\d?(?!\d))|{words})"
    return tuple(re.compile(each.replace("{}", number), re.IGNORECASE) for each in forms)
