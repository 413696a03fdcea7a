"""A light stemmer for Arabic: it takes off what is written together with a noun, and common endings.

It joins the forms of one noun (``الزئبق``, ``بالزئبق``, ``للزئبق``; ``النفايات الخطرة``, ``نفايات خطرة``); it does
not know roots, so that different words stay apart. Broken plurals cannot be undone by rules: those
frequent in the conventions' documents are listed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_VARIANTS = str.maketrans("أإآٱىةؤئ", "اااايهوي")

_ARTICLES = {"بال": "ب", "كال": "ك", "لل": "ل", "ال": ""}
"""The article as it is written after a preposition, and the preposition."""

_ENDINGS = (
    "ياتها",
    "ياته",
    "اتها",
    "اتهم",
    "اته",
    "يات",
    "هما",
    "ات",
    "ان",
    "ين",
    "ون",
    "ها",
    "هم",
    "يه",
    "ه",
    "ي",
    "ا",
)
_SHORTEST = 3

_ROOTED_HEADS = """
واج واح وار واس واض واق وثا وثي وجو وحد ورش ورق وزا وزي وسا وسي وصف وصو وضع وطن وظا وظي وعي وفا وفد
وفو وقا وقت وكا ولا ويب
باح بار باز باط بال بحث بحو بدا بدي برا برن بره برو بري بشا بشر بطا بعث بعد بعض بقا بكم بلج بلد بلغ
بله بلي بنا بند بنغ بنم بنو بني بوت بور بوس بول بوي بيا بيع بيل بين بيي
لات لاح لاز لبن لجن لدي لغا لغه لقا لكس لوا لوح ليب ليس
كاد كاز كاف كاي كبر كتا كثي كرب كرو كري كفا كلن كلو كلي كمب كمي كند كهر كوا كوب كوت كوس كوك كول كون
كيا كير كيم كين كيو
فاع فان فتر فحم فرد فرص فرع فرن فري فصل فضا فضل فعا فقر فلب فلس فلو فنا فنز فني فهم فور فوق فيا فيت
فيج فيه
"""
_ROOTED = frozenset(_ROOTED_HEADS.split())
"""Heads of words whose first letter is their own, although it could be "and", "by", "to", "as" or "so"."""

_VERBAL_NOUNS = (
    "اتف",
    "اتج",
    "اجت",
    "احت",
    "اخت",
    "ارت",
    "ازد",
    "است",
    "اعت",
    "افت",
    "اقت",
    "امت",
    "انب",
    "انت",
    "انف",
)
"""Heads of nouns made from verbs with a first alef (``اتفاقيه``): before them such a letter is never the word's own."""

_BROKEN_PLURALS = {
    "اطراف": "طرف",
    "مشاريع": "مشروع",
    "تقارير": "تقرير",
    "مواد": "ماده",
    "مواقع": "موقع",
    "اسواق": "سوق",
    "بلدان": "بلد",
    "دول": "دوله",
    "مراكز": "مركز",
    "خطط": "خطه",
    "برامج": "برنامج",
    "معايير": "معيار",
    "مصادر": "مصدر",
    "انشطه": "نشاط",
    "وثايق": "وثيقه",
    "احكام": "حكم",
    "اهداف": "هدف",
    "تدابير": "تدبير",
    "مناطق": "منطقه",
    "موارد": "مورد",
    "شركاء": "شريك",
    "خبراء": "خبير",
    "مناجم": "منجم",
    "معادن": "معدن",
    "نظم": "نظام",
    "قواعد": "قاعده",
    "مرافق": "مرفق",
    "لجان": "لجنه",
    "فرق": "فريق",
    "صكوك": "صك",
    "اماكن": "مكان",
    "بدايل": "بديل",
    "تصانيف": "تصنيف",
    "قوانين": "قانون",
    "تعاريف": "تعريف",
    "نتايج": "نتيجه",
    "وسايل": "وسيله",
    "قوايم": "قايمه",
    "صناديق": "صندوق",
    "مصانع": "مصنع",
    "مخازن": "مخزن",
    "انظمه": "نظام",
    "اجهزه": "جهاز",
    "رموز": "رمز",
    "وفود": "وفد",
}


def normalise(word: str) -> str:
    """One spelling: no vowel signs, no tatweel, one alef, ha for ta marbuta, ya for alef maqsura."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", word)).translate(_VARIANTS)


@dataclass(frozen=True, slots=True)
class Parts:
    """A normalised word: ``preposition`` (``ب``, ``ل``, ``ك`` or none), whether it has the article, and the rest."""

    preposition: str
    article: bool
    bare: str


def parts(word: str) -> Parts:
    """What is written together with a word, taken off; "and" and "so" are dropped."""
    word = normalise(word)
    if word[:1] in {"و", "ف"} and len(word) > _SHORTEST and _is_proclitic(word):
        word = word[1:]
    for written, preposition in _ARTICLES.items():
        if word.startswith(written) and len(word) - len(written) >= _SHORTEST:
            return Parts(preposition, article=True, bare=word[len(written) :])
    if word[:1] in {"ب", "ل", "ك"} and len(word) > _SHORTEST + 1 and _is_proclitic(word):
        return Parts(word[0], article=False, bare=word[1:])
    return Parts("", article=False, bare=word)


def without_proclitics(word: str) -> str:
    """The normalised word without "and", "by", "to", "as" and the article before it."""
    return parts(word).bare


def _is_proclitic(word: str) -> bool:
    """Whether the first letter is a word of its own."""
    return word[:3] not in _ROOTED or (word[0] != "ك" and word.startswith(_VERBAL_NOUNS, 1))


def stem(word: str) -> str:
    """The light stem: without proclitics and endings, frequent broken plurals as their singular."""
    bare = without_proclitics(word)
    bare = _BROKEN_PLURALS.get(bare, bare)
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _SHORTEST:
            return bare[: -len(ending)]
    return bare
