"""Which of the six official languages a text is in: by script first, then by lingua for Latin letters."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNDETERMINED = "und"

_SCRIPTS = {
    "ar": re.compile(r"[\u0600-\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFE]"),
    "zh": re.compile(r"[\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF]"),
    "ru": re.compile(r"[\u0400-\u052F]"),
}
_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]")
_ARABIC_NON_LETTERS = re.compile(r"[\u060C\u061B\u061F\u0640\u064B-\u065F\u0660-\u066D\u06D4\u06F0-\u06F9]")
_HAN_WEIGHT = 3
"""One Chinese character carries about as much text as three letters."""

_NOISE = re.compile(
    r"https?://\S+|\S+@\S+"  # addresses
    r"|\b[A-Z][A-Z0-9()]*(?:/[\w.()]+)+"  # document symbols
    r"|\b[A-Z]{1,2}\b|\b[A-Z]{2,}[a-z]?\b(?=[^a-z]*[a-z]|[^A-Za-z]*$)"  # abbreviations (not a heading in capitals)
    r"|\b(?:Minamata|Basel|Rotterdam|Stockholm|Mercury Partnership)\b"  # names that are the same everywhere
)
_SURE_LETTERS = (("es", re.compile("[¿¡ñÑ]")), ("fr", re.compile("[œŒçÇêèùûÊÈÀ]")))
_SURE_APOSTROPHES = (
    ("fr", re.compile(r"(?<![\w'’])(?:[cdjlmnst]|(?:jus|lors|puis)?qu)['’](?=[a-zà-ÿ])", re.IGNORECASE)),
    ("en", re.compile(r"[a-z]['’]s(?!\w)")),
    ("en", re.compile(r"^\W*(?:is|are|was|were|does|did|which|what|when|where|who|how)\b", re.IGNORECASE)),
    ("fr", re.compile(r"^\W*(?:quell?e?s?|combien|est-ce)\b", re.IGNORECASE)),
    ("es", re.compile(r"^\W*(?:cu[aá]l(?:es)?|cu[aá]nt[oa]s?|cu[aá]ndo|d[oó]nde|qui[eé]n(?:es)?)\b", re.IGNORECASE)),
)
"""In short texts: « Qu'est-ce », “Mexico's”, “Is it …?”; a long one may quote the other language."""

_BEYOND_LATIN = re.compile("[\u0370-\uffff]")
# Words that the two other languages do not have: a few of them say at once what lingua takes long for.
_FUNCTION_WORDS = {
    word: code
    for code, words in (
        ("en", "the of and to by on with for from that which shall this these its are be been as has have or an at it"),
        ("fr", "le les des du et aux au par pour dans une est qui sur avec cette ces sont ou ce il"),
        ("es", "el los las del y al por para una con se esta este estos su sus son como lo"),
    )
    for word in words.split()
}
_ENOUGH_WORDS, _FOREIGN_WORDS = 3, 8
"""So many words of one language tell it, if there are so many times as many as of any other."""

_ENOUGH_LETTERS = 40
_FEW_LETTERS = 6
_SURE = 0.75
_MARGIN = 0.15
"""Without a hint, a short text is English unless another language leads by this much."""


def detect(text: str, hint: str | None = None) -> str:
    """ISO 639-1 code (``ar zh en fr ru es``) of a text, a title or a short question.

    Args:
        text: any text in one language; symbols, addresses and abbreviations in it do not count.
        hint: what is answered when the text alone carries too little evidence
            (the language of the document, or of the reader's interface).

    Returns:
        The code, or ``und`` when there is no letter of a known script and no hint.
    """
    evidence = _evidence(text)
    if evidence.script is None:
        return hint or UNDETERMINED
    if evidence.script != "latin":
        return evidence.script
    return _latin_language(evidence, hint)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What a text shows without a hint: its script, its Latin letters, its prose on one line, its language if sure."""

    script: str | None
    letters: int
    prose: str
    sure: str | None = None


@lru_cache(maxsize=4096)
def _evidence(text: str) -> _Evidence:
    prose = _NOISE.sub(" ", text)
    script = _script_language(prose) or _script_language(text)
    if script != "latin":
        return _Evidence(script, 0, "")
    letters, prose = len(_LATIN.findall(prose)), " ".join(prose.split())[:1000]
    sure = next((language for language, pattern in _SURE_LETTERS if pattern.search(prose)), None)
    if sure is None and letters >= _ENOUGH_LETTERS:
        sure = _by_function_words(prose) or _guess(prose).best
    elif sure is None:
        sure = next((language for language, pattern in _SURE_APOSTROPHES if pattern.search(prose)), None)
    return _Evidence(script, letters, prose, sure)


def _script_language(text: str) -> str | None:
    if not _BEYOND_LATIN.search(text):
        return "latin" if _LATIN.search(text) else None
    text = _ARABIC_NON_LETTERS.sub("", text)
    counts = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS.items()}
    counts["zh"] *= _HAN_WEIGHT
    counts["latin"] = len(_LATIN.findall(text))
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def _latin_language(evidence: _Evidence, hint: str | None) -> str:
    letters, prose = evidence.letters, evidence.prose
    if letters == 0:
        return hint or "en"
    if evidence.sure is not None:
        return evidence.sure
    if hint is not None and letters < _FEW_LETTERS:
        return hint
    verdict = _guess(prose)
    if hint is not None:
        return verdict.best if verdict.share >= _SURE else hint
    return verdict.best if verdict.share - verdict.english >= _MARGIN else "en"


def _by_function_words(prose: str) -> str | None:
    found = [_FUNCTION_WORDS[word] for word in prose.lower().split() if word in _FUNCTION_WORDS]
    counts = sorted([(found.count(code), code) for code in ("en", "fr", "es")])
    return counts[2][1] if counts[2][0] >= max(_ENOUGH_WORDS, _FOREIGN_WORDS * counts[1][0]) else None


@dataclass(frozen=True, slots=True)
class _Verdict:
    best: str
    share: float
    english: float


@lru_cache(maxsize=4096)
def _guess(text: str) -> _Verdict:
    values = {
        value.language.iso_code_639_1.name.lower(): value.value
        for value in _detector().compute_language_confidence_values(text)
    }
    best = max(values, key=lambda code: values[code])
    return _Verdict(best, values[best], values["en"])


_loading = threading.Lock()


def _detector() -> LanguageDetector:
    # The lock keeps two threads from loading the models (one second, 100 MB) twice.
    with _loading:
        return _load_detector()


@lru_cache(maxsize=1)
def _load_detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    return LanguageDetectorBuilder.from_languages(Language.ENGLISH, Language.FRENCH, Language.SPANISH).build()
