"""Dates and ranges in six languages, and what only looks like one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrich.dates import find_dates
from kg.model import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "on 4 March 2025", "2025-03-04"),
        ("en", "from 3 to 7 November 2025", "2025-11-03/2025-11-07"),
        ("en", "28 April–9 May 2025", "2025-04-28/2025-05-09"),
        ("en", "November 3-7, 2025", "2025-11-03/2025-11-07"),
        ("en", "13 and 14 September 2018", "2018-09-13/2018-09-14"),
        ("en", "between 3 and 10 November 2025", "2025-11-03/2025-11-10"),
        ("en", "the 1st of May 2024", "2024-05-01"),
        ("en", "Distr.: General\n22 October 2018", "2018-10-22"),
        ("en", "in May 2025", "2025-05"),
        ("en", "January 2024 to May 2025", "2024-01/2025-05"),
        ("en", "2025-03-04", "2025-03-04"),
        ("fr", "du 3 au 7 novembre 2025", "2025-11-03/2025-11-07"),
        ("fr", "le 1er janvier 2024", "2024-01-01"),
        ("fr", "13 et 14 septembre 2018", "2018-09-13/2018-09-14"),
        ("fr", "en août 2025", "2025-08"),
        ("fr", "le 04/03/2025", "2025-03-04"),
        ("es", "19-23 noviembre de 2018", "2018-11-19/2018-11-23"),
        ("es", "del 19 al 23 de noviembre de 2018", "2018-11-19/2018-11-23"),
        ("es", "el 31 de mayo del 2025", "2025-05-31"),
        ("es", "en marzo de 2025", "2025-03"),
        ("ru", "3–7 ноября 2025 года", "2025-11-03/2025-11-07"),
        ("ru", "с 1 января 2024 года по 31 мая 2025 года", "2024-01-01/2025-05-31"),
        ("ru", "4 марта 2025 года", "2025-03-04"),
        ("ru", "В мае 2025 года", "2025-05"),
        ("ru", "04.03.2025", "2025-03-04"),
        ("zh", "2018 年 11 月 19 日至 23 日", "2018-11-19/2018-11-23"),
        ("zh", "2018年9月13日和14日", "2018-09-13/2018-09-14"),
        ("zh", "2018年4月28日至5月9日", "2018-04-28/2018-05-09"),
        ("zh", "2024年12月30日至2025年1月3日", "2024-12-30/2025-01-03"),
        ("zh", "2018年11月19-23日", "2018-11-19/2018-11-23"),
        ("zh", "2017 年 9 月在日内瓦", "2017-09"),
        ("zh", "２０１８年６月２７日", "2018-06-27"),
        ("ar", "3-7 تشرين الثاني/نوفمبر 2025", "2025-11-03/2025-11-07"),
        ("ar", "من 3 إلى 7 تشرين الثاني/نوفمبر 2025", "2025-11-03/2025-11-07"),
        ("ar", "في 13 و14 أيلول/سبتمبر 2018", "2018-09-13/2018-09-14"),
        ("ar", "12 آذار/مارس 2026", "2026-03-12"),
        ("ar", "٤ مارس ٢٠٢٥", "2025-03-04"),
        ("ar", "من 1 كانون الثاني/يناير 2024 إلى 31 أيار/مايو 2025", "2024-01-01/2025-05-31"),
        ("ar", "وأيار/مايو 2025", "2025-05"),
    ],
)
def test_forms(language: str, text: str, value: str) -> None:
    (match,) = find_dates(text, language)
    assert match.value == value


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "3 and 10 November 2025", ["2025-11-03", "2025-11-10"]),
        ("ru", "20 декабря 2017 года и 27 апреля 2018 года", ["2017-12-20", "2018-04-27"]),
        ("zh", "2017 年 12 月 20 日和 2018 年 4 月 27 日", ["2017-12-20", "2018-04-27"]),
        ("fr", "entre janvier 2024 et mai 2025", ["2024-01", "2025-05"]),
    ],
)
def test_two_dates_are_not_a_range(language: str, text: str, values: list[str]) -> None:
    assert [match.value for match in find_dates(text, language)] == values


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "in 2025"),
        ("en", "04/03/2025"),  # day or month first?
        ("en", "Parties may 20 times"),
        ("ru", "2021-2024 годов"),
        ("ru", "за 2024–2025 годы"),
        ("zh", "2018 年上半年"),
        ("zh", "2018年13月4日"),
        ("ar", "في عام 2025"),
        ("en", "version 1.2.2025.4"),
    ],
)
def test_no_dates(language: str, text: str) -> None:
    assert find_dates(text, language) == []


def test_spans_are_of_the_original_text() -> None:
    text = "القاهرة، \u200f3\u2013\u200f7 تشرين الثاني/نوفمبر 2025\u200f."
    (match,) = find_dates(text, "ar")
    assert text[slice(*match.span)] == "3\u2013\u200f7 تشرين الثاني/نوفمبر 2025"


_FORMATS = {
    "en": (
        "{0.day} {1} {0.year}",
        "January February March April May June July August September October November December",
    ),
    "fr": (
        "{0.day} {1} {0.year}",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    "es": (
        "{0.day} de {1} de {0.year}",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "ru": (
        "{0.day} {1} {0.year} года",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    ),
    "zh": ("{0.year} 年 {0.month} 月 {0.day} 日", "1 2 3 4 5 6 7 8 9 10 11 12"),
    "ar": (
        "{0.day} {1} {0.year}",
        (
            "كانون_الثاني/يناير شباط/فبراير آذار/مارس نيسان/أبريل أيار/مايو حزيران/يونيه"
            " تموز/يوليه آب/أغسطس أيلول/سبتمبر"
            " تشرين_الأول/أكتوبر تشرين_الثاني/نوفمبر كانون_الأول/ديسمبر"
        ),
    ),
}


@given(day=st.dates(date(1972, 1, 1), date(2049, 12, 31)), language=st.sampled_from(LANGUAGES))
def test_every_day_in_every_language(day: date, language: str) -> None:
    form, months = _FORMATS[language]
    printed = form.format(day, months.split()[day.month - 1].replace("_", " "))
    (match,) = find_dates(f"… {printed}, ", language)
    assert (match.start, match.end, match.precision) == (day, day, "day")


@given(st.text(alphabet="0123456789 -–/.年月日至和 мая may до و", max_size=40), st.sampled_from(LANGUAGES))
def test_any_text_gives_dates_in_order(text: str, language: str) -> None:
    end = 0
    for match in find_dates(text, language):
        assert end <= match.span[0] < match.span[1] <= len(text)
        assert match.start <= match.end
        end = match.span[1]
