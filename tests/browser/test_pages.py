"""Every page, as a reader's browser shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import ViewportSize

from search_api.pages.i18n import catalogue, direction

from .conftest import DESKTOP, PHONE, Open, Visit

pytestmark = pytest.mark.browser

PAGES = (
    "/",
    "/search?q=mercury",
    "/documents",
    "/documents/mea-kg-doc.1.en",
    "/documents/mea-kg-doc.3.zh",
    "/documents/mea-kg-doc.5.ar",
    "/themes",
    "/themes/topics.asgm",
    "/parties",
    "/parties/KEN",
    "/projects",
    "/projects/9708",
    "/meetings",
    "/meetings/mc-cop-5",
    "/decisions",
    "/decisions/mea-kg-doc.1.annex_1.1",
    "/about",
    "/docs",
    "/sparql",
    "/id/treaty/minamata",
    "/id/provision/minamata.art_7",
)

HERE = Path(__file__).parent
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

AUDIT = HERE.joinpath("audit.js").read_text("utf-8")

CONTRAST = HERE.joinpath("contrast.js").read_text("utf-8")


def quiet(seen: Visit) -> None:
    assert seen.outside == []
    assert seen.complaints == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_nothing_from_elsewhere_and_complain_of_nothing(visit: Open, path: str) -> None:
    seen = visit()
    seen.go(path, idle=True)
    quiet(seen)


@pytest.mark.parametrize("path", [p for p in PAGES if p not in {"/docs", "/sparql"}])
def test_pages_pass_the_audit(visit: Open, path: str) -> None:
    assert visit().go(path).evaluate(AUDIT) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/search?q=mercury", "/documents/mea-kg-doc.1.en", "/projects/9708", "/parties/KEN"]
)
def test_text_stands_out(visit: Open, path: str, dark: bool) -> None:
    assert visit(dark=dark).go(path).evaluate(CONTRAST) == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_pages_fit_and_run_in_the_right_direction(visit: Open, language: str, viewport: ViewportSize) -> None:
    seen = visit(viewport)
    for path in PAGES:
        page = seen.go(f"{path}{'&' if '?' in path else '?'}lang={language}")
        assert page.evaluate(OVERFLOW) <= 0, path
        root = page.locator("html")
        assert root.get_attribute("lang") == language
        assert root.get_attribute("dir") == direction(language)
    quiet(seen)


@pytest.mark.parametrize(
    ("path", "sample", "family"),
    [
        ("/documents/mea-kg-doc.5.ar?lang=ar", "الفقرة", "Noto Naskh Arabic Variable"),
        ("/documents/mea-kg-doc.3.zh?lang=zh", "知识库", "Noto Sans SC Variable"),
        ("/documents/mea-kg-doc.4.ru?lang=ru", "Стороны", "Source Serif 4 Variable"),
        ("/documents/mea-kg-doc.1.en?lang=en", "paragraph", "Source Serif 4 Variable"),
    ],
)
def test_fonts_are_really_loaded(visit: Open, path: str, sample: str, family: str) -> None:
    page = visit().go(path)
    page.evaluate("document.fonts.ready.then(() => true)")
    script = """([family, sample]) => document.fonts.check(`16px '${family}'`, sample)
      && [...document.fonts].some((f) => f.family.includes(family) && f.status === "loaded")"""
    assert page.evaluate(script, [family, sample])
    used = page.locator("div.passage > p").first.evaluate("e => getComputedStyle(e).fontFamily")
    assert family in used


def test_quotations_are_marked_with_their_language(visit: Open) -> None:
    page = visit().go(f"/search?lang=en&q={quote(catalogue('en')['example.3'])}")  # type: ignore[arg-type]
    quotation = page.locator(".answer blockquote").first
    assert quotation.get_attribute("lang") == "ar"
    assert quotation.get_attribute("dir") == "rtl"
    box: Any = quotation.evaluate("e => getComputedStyle(e).direction")
    assert box == "rtl"


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es"])
def test_the_examples_have_answers(visit: Open, language: str) -> None:
    seen = visit()
    for number in range(1, 5):
        page = seen.go(f"/?lang={language}")
        page.locator(".examples a").nth(number - 1).click()
        page.wait_for_url("**/search?*")
        assert page.locator(".answer blockquote").count() >= 1, catalogue(language)[f"example.{number}"]


def test_filters_are_chips_that_can_be_removed(visit: Open) -> None:
    page = visit().go("/search?q=mercury&lang=en")
    page.locator(".facets a", has_text="Chinese").click()
    page.wait_for_url("**language=zh**")
    assert {e.get_attribute("lang") for e in page.locator(".hit .quote").all()} == {"zh"}
    page.locator(".chips a").click()
    page.wait_for_url(lambda url: "language=" not in url)
    assert page.locator(".chips").count() == 0


def test_a_paragraph_can_be_cited(visit: Open) -> None:
    page = visit().go("/documents/mea-kg-doc.1.en?lang=en#annex_1__para_2")
    paragraph = page.locator("#annex_1__para_2")
    assert paragraph.evaluate("e => e.matches(':target')")
    paragraph.locator("summary").click()
    citation = paragraph.locator(".citation").inner_text()
    assert "MEA-KG/DOC.1, annex, para. 2" in citation
    assert citation.endswith("/id/passage/mea-kg-doc.1.en/annex_1__para_2")


def test_passage_addresses_lead_to_the_paragraph(visit: Open) -> None:
    page = visit().go("/id/passage/mea-kg-doc.1.en/body__para_11__item_b")
    assert page.url.endswith("/documents/mea-kg-doc.1.en#body__para_11__item_b")
    assert page.locator(":target").count() == 1


def test_the_editor_runs_a_query(visit: Open) -> None:
    seen = visit()
    page = seen.go("/sparql?lang=en")
    assert page.locator(".yasqe .CodeMirror").count() == 1
    page.get_by_role("link", name="Passages by language").click()
    page.locator(".yasr table td").first.wait_for()
    text = page.locator(".yasr table").inner_text()
    assert "zh" in text
    assert "ar" in text
    quiet(seen)


def test_the_editor_completes_without_asking_anybody(visit: Open) -> None:
    seen = visit()
    page = seen.go("/sparql")
    page.evaluate(
        "document.querySelector('.yasqe .CodeMirror').CodeMirror.setValue('SELECT * WHERE { ?s a <https://w3id.org/mea-kg')"
    )
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hints li", has_text="Decision").first.wait_for()
    page.wait_for_timeout(300)
    assert seen.outside == []


def test_the_explorer_lists_the_api(visit: Open) -> None:
    page = visit().go("/docs")
    page.locator(".opblock-summary-path", has_text="/api/ask").wait_for()
    assert page.locator(".opblock-summary-path").count() > 10


def test_everything_important_works_without_scripts(visit: Open) -> None:
    page = visit(javascript=False).go("/?lang=en")
    page.get_by_label("Your question").fill("What is the CAS number of mercury?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    assert page.locator(".answer blockquote").count() >= 1
    page.locator(".answer .source").first.click()
    page.wait_for_url("**/documents/*#*")
    assert page.locator(":target").count() == 1
    page.goto(page.url.partition("/documents/")[0] + "/sparql")
    assert page.locator("textarea[name=query]").is_visible()
