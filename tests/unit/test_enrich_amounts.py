"""Money, counts, percentages and periods as six languages print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enrich import EnrichmentContext, enrich
from ingest.enrich.amounts import decimal_of, plain
from kg.identifiers import Uris
from kg.linking import LabelMatcher
from kg.model import Eid, Passage, PassageKind

CONTEXT = EnrichmentContext(Uris("http://x/"), LabelMatcher(()), "minamata", None)


def found(text: str, language: str, kind: str) -> list[str]:
    passage = Passage(Eid("body__para_1"), "body", "1", PassageKind.PARAGRAPH, text, language, 1)
    (enriched,) = enrich([passage], language, CONTEXT)
    return [mention.value for mention in enriched.mentions if mention.kind == kind]


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "The total budget is 1,250,000.50 United States dollars.", ["USD 1250000.5"]),
        ("en", "a grant of $16 million and US$ 112,000,000", ["USD 16000000", "USD 112000000"]),
        ("en", "USD 3.5 million; 200,000 euros; CHF 1 500", ["USD 3500000", "EUR 200000", "CHF 1500"]),
        ("fr", "un budget de 1 250 000,50 dollars des États-Unis", ["USD 1250000.5"]),
        ("fr", "2,5 millions d’euros et 3 milliards de dollars", ["EUR 2500000", "USD 3000000000"]),
        ("es", "un total de 1.250.000,50 dólares de los Estados Unidos", ["USD 1250000.5"]),
        ("es", "2,5 millones de euros", ["EUR 2500000"]),
        ("ru", "бюджет в размере 1 250 000,50 долл. США", ["USD 1250000.5"]),
        ("ru", "2,5 млн долларов США и 40 тыс. евро", ["USD 2500000", "EUR 40000"]),
        ("zh", "预算总额为1,250,000.50美元", ["USD 1250000.5"]),
        ("zh", "赠款 125 万美元和3亿欧元", ["USD 1250000", "EUR 300000000"]),
        ("ar", "تبلغ الميزانية 1,250,000.50 دولار", ["USD 1250000.5"]),
        ("ar", "منحة قدرها 2.5 مليون دولار من دولارات الولايات المتحدة", ["USD 2500000"]),
        ("en", "The meeting of 2024 had 15 sessions in room 7.", []),
    ],
)
def test_money(language: str, text: str, values: list[str]) -> None:
    assert found(text, language, "money") == values


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "There were 178,000 visits, 105 per cent more, by 12 teams.", ["178000", "105%", "12"]),
        ("fr", "Il y a eu 178 000 visites, soit 5 % de plus.", ["178000", "5%"]),
        ("es", "Hubo 1.204 visitas y 12 talleres.", ["1204", "12"]),
        ("ru", "Было 178 000 посещений, на 200 процентов больше.", ["178000", "200%"]),
        ("zh", "共有12个项目，增长百分之五点，即 5%。", ["12", "5%"]),
        ("ar", "شارك 150 مشاركا في 15 فعالية.", ["150", "15"]),
        ("en", "See paragraph 5 of decision TS-8/4, section 3 and annex 2, in 2024.", []),
        ("en", "Under Article 17 and Articles 3, 4 and 5 (2) on 4 March 2025", []),
    ],
)
def test_counts(language: str, text: str, values: list[str]) -> None:
    assert found(text, language, "count") == values


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("en", "in the biennium 2024–2025", ["2024/2025"]),
        ("ru", "на двухгодичный период 2026–2027 годов", ["2026/2027"]),
        ("zh", "2018至2019年两年期", ["2018/2019"]),
        ("en", "the report of 2024-03-01 and document 2019/2020", []),
    ],
)
def test_periods(language: str, text: str, values: list[str]) -> None:
    assert found(text, language, "period") == values


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1,250,000.50", "1250000.5"), ("1.250.000,50", "1250000.5"), ("12 345", "12345"), ("1,5", "1.5"),
     ("0.125", "0.125"), ("980.0", "980"), ("1,204.5", "1204.5"), ("7", "7")],
)  # fmt: skip
def test_one_number_is_printed_in_many_ways(printed: str, value: str) -> None:
    assert plain(decimal_of(printed)) == value


@given(st.integers(min_value=1000, max_value=10**12), st.sampled_from([",", ".", " "]))
def test_thousands_are_read_back(number: int, mark: str) -> None:
    assert decimal_of(f"{number:,}".replace(",", mark)) == Decimal(number)
