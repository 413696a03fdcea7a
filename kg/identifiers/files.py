"""What the secretariats' file names say: ``UNEP-POPS-COP.3-SC-3-7.English.DOC``.

A file name is a hint, never a document's identity: that is stated in its masthead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.identifiers.symbols import SymbolMatch, find_symbols

_LANGUAGES = {
    "arabic": "ar",
    "chinese": "zh",
    "english": "en",
    "french": "fr",
    "russian": "ru",
    "spanish": "es",
    **{code: code for code in ("ar", "zh", "en", "fr", "ru", "es")},
}
_WORDS = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class FileNameHint:
    """The symbol that a file name begins with, and the language (ISO 639-1) that it names, if any."""

    symbol: SymbolMatch
    language: str | None


def parse_file_name(name: str) -> FileNameHint | None:
    """What a file name or URL tells, None when it does not begin with a symbol.

    Titles after the symbol are left out: ``UNEP-MC-COP.6-01-provisional-agenda`` is ``UNEP/MC/COP.6/1``.
    """
    name = re.split(r"[/\\=]", name)[-1]
    symbols = find_symbols(name)
    if not symbols or symbols[0].span[0] != 0:
        return None
    words = [word.lower() for word in _WORDS.findall(name[symbols[0].span[1] :])]
    return FileNameHint(symbols[0], next((_LANGUAGES[word] for word in reversed(words) if word in _LANGUAGES), None))
