"""A light stemmer for Arabic: it takes off what is written together with a noun, and common endings.

It joins the forms of one noun (``الزئبق``, ``بالزئبق``, ``للزئبق``; ``النفايات الخطرة``, ``نفايات خطرة``); it does
not know roots, so that different words stay apart. Broken plurals cannot be undone by rules: those
frequent in the conventions' documents are listed.
"""

from __future__ import annotations

import re
import unicodedata

_MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
_VARIANTS = str.maketrans("أإآٱىةؤئ", "اااايهوي")

_ARTICLES = ("بال", "كال", "لل", "ال")
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
}


def normalise(word: str) -> str:
    """One spelling: no vowel signs, no tatweel, one alef, ha for ta marbuta, ya for alef maqsura."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", word)).translate(_VARIANTS)


def without_proclitics(word: str) -> str:
    """The normalised word without "and", "by", "to", "as" and the article before it."""
    word = normalise(word)
    if word[:1] in {"و", "ف"} and len(word) > _SHORTEST and word[:3] not in _ROOTED:
        word = word[1:]
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
            return word[len(article) :]
    if word[:1] in {"ب", "ل", "ك"} and len(word) > _SHORTEST + 1 and word[:3] not in _ROOTED:
        return word[1:]
    return word


def stem(word: str) -> str:
    """The light stem: without proclitics and endings, frequent broken plurals as their singular."""
    bare = without_proclitics(word)
    bare = _BROKEN_PLURALS.get(bare, bare)
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) - len(ending) >= _SHORTEST:
            return bare[: -len(ending)]
    return bare
