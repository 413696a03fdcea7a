"""Years that a question bounds, in six languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.periods import period_of
from kg.model import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "bounds"),
    [
        ("en", "Which countries joined after 2015?", (2016, None)),
        ("en", "How many joined between 2004 and 2006?", (2004, 2006)),
        ("en", "since 2010", (2010, None)),
        ("en", "from 2012 to the end of 2013", (2012, 2013)),
        ("en", "after 2010 and before 2014", (2011, 2013)),
        ("en", "in 2019", None),
        ("fr", "avant 2017", (None, 2016)),
        ("fr", "à partir de l’année 2010", (2010, None)),
        ("es", "¿Cuántos antes de 2017?", (None, 2016)),
        ("es", "entre 2015 y 2016", (2015, 2016)),
        ("ru", "после 2014 года", (2015, None)),
        ("ru", "с 2010 по 2012 год", (2010, 2012)),
        ("ar", "بعد عام ٢٠١٨", (2019, None)),
        ("ar", "بين عامي 2010 و2012", (2010, 2012)),
        ("zh", "2016年以前", (None, 2015)),
        ("zh", "自2010年以来", (2010, None)),
        ("zh", "2010年至2012年", (2010, 2012)),
    ],
)
def test_bounds(language: str, text: str, bounds: tuple[int | None, int | None] | None) -> None:
    period = period_of(text, language)
    assert (period and (period.since, period.until)) == bounds


@given(st.text(max_size=60), st.sampled_from(sorted(LANGUAGES)))
def test_spans_lie_in_the_text(text: str, language: str) -> None:
    period = period_of(text, language)
    assert period is None or all(0 <= start < end <= len(text) for start, end in period.spans)
