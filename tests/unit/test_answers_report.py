from __future__ import annotations

from tests.relevance.report import Outcome, below, page, shares


def outcome(number: int, case: str, *, ok: bool, language: str = "en") -> Outcome:
    return Outcome(f"q{number}", language, "<b>?</b>", case, ok, 0.7, language, f"answer {number}")


def test_thresholds_fail_for_all_and_for_one_language() -> None:
    good = [outcome(n, "structured", ok=True) for n in range(10)]
    assert below(good) == []
    assert shares(good)["structured", "all"] == (10, 10)
    bad = [*good, *(outcome(n, "structured", ok=False, language="ar") for n in range(10, 12))]
    assert [line.split(":")[0] for line in below(bad)] == ["structured, all", "structured, ar"]


def test_the_page_shows_what_changed_and_trusts_no_text() -> None:
    now = [outcome(1, "quoted", ok=True), outcome(2, "quoted", ok=False), outcome(3, "quoted", ok=True)]
    before = [outcome(1, "quoted", ok=False), outcome(2, "quoted", ok=True), outcome(3, "quoted", ok=True)]
    html = page(now, before)
    assert html.count("<td>better") == html.count("<td>worse") == 1
    assert "<b>" not in html
    assert "q3" not in html.partition("Changed since")[2]
    assert "Nothing." in page(now, [])
