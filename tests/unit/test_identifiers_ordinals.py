"""Ordinal numbers of a text."""

from __future__ import annotations

import pytest

from kg.identifiers.ordinals import ordinals


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("the fifty-fourth meeting and the third", "en", {54, 3}),
        ("la cinquante-quatrième réunion", "fr", {54}),
        ("dix-septième", "fr", {17}),
        ("la vigésima cuarta reunión", "es", {24}),
        ("двадцать первое совещание", "ru", {21}),
        ("الاجتماع الرابع والخمسون", "ar", {54}),
        ("第五十四次会议", "zh", {54}),
        ("paragraph 6 of the 6th meeting", "en", {6}),
    ],
)
def test_tens_belong_to_the_number(text: str, language: str, numbers: set[int]) -> None:
    assert ordinals(text, language) == numbers
