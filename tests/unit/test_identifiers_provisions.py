"""Articles and annexes in questions."""

from __future__ import annotations

import pytest

from kg.identifiers.provisions import find_provision_names


@pytest.mark.parametrize(
    "text",
    ["article 7", "Art. 7", "ARTICLE ７", "l'article 7", "artículo 7", "статья 7", "статьи 7", "المادة 7", "بالمادة ٧",
     "第七条", "第7条", "第 7 条"],
)  # fmt: skip
def test_an_article_in_every_language(text: str) -> None:
    (found,) = find_provision_names(text)
    assert found.part == "art_7"
    assert text[slice(*found.span)].strip()


@pytest.mark.parametrize(
    ("text", "number"), [("第十条", 10), ("第十七条", 17), ("第二十条", 20), ("第三十五条", 35), ("article 29", 29)]
)
def test_numbers_in_chinese_characters(text: str, number: int) -> None:
    assert [match.part for match in find_provision_names(text)] == [f"art_{number}"]


@pytest.mark.parametrize(
    ("text", "part"),
    [("annex A", "annex_a"), ("приложении С", "annex_c"), ("المرفق باء", "annex_b"), ("附件D", "annex_d"),
     ("Annexe VIII", "annex_viii"), ("anexo III", "annex_iii"), ("《公约》附件D列出了哪些", "annex_d"),
     ("附件三中的", "annex_iii"), ("المرفق الثالث", "annex_iii"), ("annex 3.", "annex_iii"),
     ("приложение Б", "annex_b")],
)  # fmt: skip
def test_annexes(text: str, part: str) -> None:
    assert [match.part for match in find_provision_names(text)] == [part]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("what do articles 17 and 24 say", ["art_17", "art_24"]),
        ("articles 3 to 5", ["art_3", "art_4", "art_5"]),
        ("annexes a and b", ["annex_a", "annex_b"]),
        ("anexos a e b", ["annex_a", "annex_b"]),
        ("статьи 7 и 8", ["art_7", "art_8"]),
        ("第七和第八条", ["art_7", "art_8"]),
        ("article 21 (3), annex viii", ["art_21", "annex_viii"]),
    ],
)
def test_several_at_once(text: str, parts: list[str]) -> None:
    assert [match.part for match in find_provision_names(text)] == parts


@pytest.mark.parametrize(
    "text", ["party 7", "articles", "7", "participate 7", "annex", "annexation", "第七次会议", "annex 2020", "附件十二"]
)
def test_what_names_no_provision(text: str) -> None:
    assert find_provision_names(text) == []
