"""From a question to the document that answers it, with Tab and Enter alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from .conftest import Open

pytestmark = pytest.mark.browser

FOCUSED = """() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const outlined = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  const ring = (n) => outlined(getComputedStyle(n));
  return {
    tag: e.tagName, href: e.getAttribute("href") || "", classes: e.className, id: e.id,
    ring: ring(e) || (e.parentElement !== null && ring(e.parentElement)),
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
  };
}"""


def tab_to(page: Page, wanted: str, most: int = 200) -> None:
    """Press Tab until the element that matches a selector has the focus; each stop on the way shows its focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        assert here["ring"], f"the focus cannot be seen on {here}"
        assert here["inside"], f"the focus is outside the window on {here}"
        if page.evaluate("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(f"{wanted} cannot be reached with Tab")


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_ask_answer_paragraph_document(visit: Open, language: str) -> None:
    questions = {
        "en": "What is the CAS number of mercury?",
        "ar": "ما رقم CAS للزئبق؟",
        "zh": "汞的CAS登记号是多少？",
    }
    page = visit().go(f"/?lang={language}")
    tab_to(page, "#q")
    page.keyboard.insert_text(questions[language])
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    tab_to(page, ".answer .source")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*#*")
    assert page.locator(":target").is_visible()
    assert "7439-97-6" in page.locator(":target").inner_text()
    tab_to(page, ":target .cite > summary")
    page.keyboard.press("Enter")
    assert page.locator(":target .citation").is_visible()
    tab_to(page, ".identity a")


def test_the_first_stop_skips_to_the_content(visit: Open) -> None:
    page = visit().go("/documents?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["classes"] == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
