"""A real Chromium against a real server over the starter base."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="package")  # not longer: while it is open, an event loop runs in the tests' thread
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Visit:
    """A page in a fresh context, and what it asked for and complained about on the way."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        self.outside: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str, *, idle: bool = False) -> Page:
        """Open an address and wait until it has loaded; ``idle``: until nothing is under way any more."""
        answer = self.page.goto(self.base + path.removeprefix("/"))
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        if idle:
            self.page.wait_for_load_state("networkidle")
        return self.page

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.outside.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


Open = Callable[..., Visit]


@pytest.fixture
def visit(chromium: Browser, starter_server: str) -> Iterator[Open]:
    """Opens fresh browser contexts: ``visit(viewport=…, javascript=…)``."""
    contexts = []

    def open_one(viewport: ViewportSize | None = None, *, javascript: bool = True, dark: bool = False) -> Visit:
        context = chromium.new_context(
            viewport=viewport or DESKTOP,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return Visit(context.new_page(), starter_server)

    yield open_one
    for context in contexts:
        context.close()
