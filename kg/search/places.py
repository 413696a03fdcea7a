"""How the place of a passage is called, in the asker's language: “annex, para. 2”, “footnote 1”."""

from __future__ import annotations

import re

from kg.model import PassageKind

_ARTICLE = re.compile(r"(?:^|__)art_([^_]+)")
_ANNEX = re.compile(r"annex_(\w+)")
_SUBITEM = re.compile(r"(\w)(\()")

# article, annex, paragraph, footnote, preamble, heading, table row
_WORDS: dict[str, tuple[str, str, str, str, str, str, str]] = {
    "en": ("art. {}", "annex", "para. {}", "footnote {}", "preamble", "heading", "table"),
    "fr": ("art. {}", "annexe", "par. {}", "note {}", "préambule", "titre", "tableau"),
    "es": ("art. {}", "anexo", "párr. {}", "nota {}", "preámbulo", "título", "cuadro"),
    "ru": ("статья {}", "приложение", "п. {}", "сноска {}", "преамбула", "заголовок", "таблица"),
    "ar": ("المادة {}", "المرفق", "الفقرة {}", "الحاشية {}", "الديباجة", "عنوان", "جدول"),
    "zh": ("第{}条", "附件", "第{}段", "脚注{}", "序言", "标题", "表格"),
}
_JOIN = {"ar": "، ", "zh": ""}


def place_label(part: str, number: str | None, kind: str, eid: str, language: str) -> str:
    """Name of a place; empty for an unnumbered paragraph of the body.

    Args:
        part: ``body``, ``annex_1`` … The first annex is called “annex” (most documents have one only).
        number: as printed, ``6(d)``.
        kind: a ``PassageKind``.
        eid: names the article in a treaty (``art_5__para_1``).
        language: of the asker; English for others than the six.
    """
    article, annex, paragraph, footnote, preamble, heading, table = _WORDS.get(language, _WORDS["en"])
    pieces = []
    if match := _ANNEX.fullmatch(part):
        pieces.append(annex if match[1] == "1" else f"{annex} {match[1].upper()}")
    if match := _ARTICLE.search(eid):
        pieces.append(article.format(match[1]))
    if kind == PassageKind.FOOTNOTE and number:
        pieces.append(footnote.format(number))
    elif number:
        pieces.append(paragraph.format(_SUBITEM.sub(r"\1 \2", number)))
    elif word := {PassageKind.PREAMBLE: preamble, PassageKind.HEADING: heading, PassageKind.TABLE_ROW: table}.get(
        PassageKind(kind)
    ):
        pieces.append(word)
    return _JOIN.get(language, ", ").join(pieces)
