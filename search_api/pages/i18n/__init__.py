"""The pages' own words in six languages: one JSON catalogue for each, plurals by CLDR category.

A message is a text with ``{name}`` places, or, where a number decides its
form, an object from CLDR plural category (``one``, ``few`` … ``other``) to text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from kg.model import LANGUAGES, RIGHT_TO_LEFT

Catalogue = Mapping[str, str | Mapping[str, str]]

LANGUAGE_NAMES = {"ar": "العربية", "zh": "中文", "en": "English", "fr": "Français", "ru": "Русский", "es": "Español"}
"""Each language's own name, in the order of the United Nations."""

_LOCALES = {"en": "en_GB"}
"""Where a language's default is not how the United Nations writes dates."""


@cache
def catalogue(language: str) -> Catalogue:
    """All messages of a language."""
    found: Catalogue = json.loads(files(__package__).joinpath(f"{language}.json").read_text("utf-8"))
    return found


def direction(language: str) -> str:
    """``rtl`` or ``ltr``."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Translator:
    """Says things in one language."""

    language: str

    @property
    def locale(self) -> Locale:
        """Babel's data of the language."""
        return Locale.parse(_LOCALES.get(self.language, self.language))

    def text(self, key: str, /, **values: object) -> str:
        """The message with its places filled.

        Raises:
            KeyError: the catalogue has no such message.
        """
        message = catalogue(self.language)[key]
        if not isinstance(message, str):
            raise KeyError(f"{key} needs a number")
        return message.format(**values)

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The message in the form that the number asks for; ``{n}`` is the number as written in the language."""
        message = catalogue(self.language)[key]
        if isinstance(message, str):
            raise KeyError(f"{key} has no plural forms")
        form = message.get(self.locale.plural_form(number)) or message["other"]
        return form.format(n=self.number(number), **values)

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return str(format_decimal(value, locale=self.locale))

    def day(self, value: str | None) -> str:
        """An ISO date, or the year or month of one, in the language's long form; anything else as it is."""
        if not value:
            return ""
        try:
            if len(value) == 7:
                return str(format_skeleton("yMMMM", date.fromisoformat(f"{value}-01"), locale=self.locale))
            return str(format_date(date.fromisoformat(value), "long", locale=self.locale))
        except ValueError:
            return value

    def language_name(self, code: str) -> str:
        """A language's name in this language; the code itself when there is none."""
        return str(self.locale.languages.get(code, code))


def choose_language(asked: str | None, remembered: str | None, accepted: str | None) -> str:
    """The interface language: asked for, else remembered, else the browser's best, else English.

    Args:
        asked: ``?lang=``.
        remembered: the cookie.
        accepted: the Accept-Language header.
    """
    for candidate in (asked, remembered):
        if candidate in LANGUAGES:
            return str(candidate)
    weighted = sorted(_ranges(accepted or ""), key=lambda pair: -pair[1])
    return next((tag for tag, weight in weighted if weight > 0 and tag in LANGUAGES), "en")


def _ranges(header: str) -> list[tuple[str, float]]:
    found = []
    for element in header.split(",")[:32]:
        tag, _, parameters = element.strip().lower().partition(";")
        weight = parameters.strip().removeprefix("q=")
        try:
            found.append((tag.partition("-")[0], float(weight) if weight else 1.0))
        except ValueError:
            continue
    return found
