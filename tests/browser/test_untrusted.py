"""A document is text, whatever it says: nothing in it runs, and the headers forbid it once more."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, Dialog

from tests.conftest import serving

from .conftest import Visit

EVIL = """---
symbol: EVIL/1
title: "<script>alert('title')</script> & <b>bold</b>"
language: en
kind: note
---

# I. <img src=x onerror=alert('heading')> Introduction

1. Mercury, &lt;script&gt;alert('text')&lt;/script&gt; and "&gt;&lt;svg onload=alert('svg')&gt; in it.

| Name | Value |
| --- | --- |
| &lt;a href="javascript:alert('cell')"&gt;x&lt;/a&gt; | {{ 7 * 7 }} |
"""

PAGES = ("/", "/documents", "/documents/evil-1.en", "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%20mercury")


@pytest.fixture(scope="module")
def evil(
    tmp_path_factory: pytest.TempPathFactory, mea_kg: Callable[..., subprocess.CompletedProcess[str]]
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("evil")
    Path(folder, "<img src=x onerror=alert(1)>.md").write_text(EVIL, "utf-8")
    done = mea_kg("ingest", folder, "--data", folder / "data")
    assert done.returncode == 0, done.stderr
    with serving(folder / "data") as url:
        yield url


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
def test_nothing_in_a_document_runs(chromium: Browser, evil: str, path: str) -> None:
    context = chromium.new_context()
    seen = Visit(context.new_page(), evil)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    seen.page.on("dialog", note)
    page = seen.go(path, idle=True)
    assert dialogs == []
    assert seen.complaints == []
    assert page.locator("main :is(script:not([type='application/json']), img, b, iframe)").count() == 0
    context.close()


@pytest.mark.browser
def test_what_it_says_is_shown_as_it_stands(chromium: Browser, evil: str) -> None:
    context = chromium.new_context()
    page = Visit(context.new_page(), evil).go("/documents/evil-1.en")
    assert page.locator("h1").inner_text() == "<script>alert('title')</script> & <b>bold</b>"
    assert "<script>alert('text')</script>" in page.locator("#body__para_1 > p").inner_text()
    assert "{{ 7 * 7 }}" in page.locator("table").inner_text()
    context.close()


@pytest.mark.parametrize("path", [*PAGES, "/about", "/sparql", "/docs", "/documents/nothing"])
def test_every_page_forbids_what_it_does_not_need(evil: str, path: str) -> None:
    answer = httpx2.get(f"{evil.rstrip('/')}{path}", headers={"Accept": "text/html"}, timeout=60)
    assert answer.headers["content-type"].startswith("text/html")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == policy["form-action"] == "'self'"
    assert ("'unsafe-inline'" in policy["style-src"]) == (path in {"/sparql", "/docs"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_the_language_is_remembered(evil: str) -> None:
    with httpx2.Client(base_url=evil, timeout=60) as client:
        assert client.get("/about", headers={"Accept-Language": "ru, en;q=0.5"}).headers["content-language"] == "ru"
        assert client.get("/about?lang=ar").headers["content-language"] == "ar"
        assert client.get("/about", headers={"Accept-Language": "ru"}).headers["content-language"] == "ar"


def test_files_of_pages_may_be_kept(evil: str) -> None:
    sheet = next(
        part for part in httpx2.get(f"{evil}about", timeout=60).text.split('"') if part.startswith("/static/site.css")
    )
    answer = httpx2.get(f"{evil.rstrip('/')}{sheet}", timeout=60)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
