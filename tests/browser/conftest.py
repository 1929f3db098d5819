"""A real browser, where there is one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from baicheng.reading.model import Ledger
from baicheng.reading.outputs import save

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium without a window; tests are skipped where it is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Write a ledger as a page and open it; ``page.faults`` collects errors and requests."""
    contexts = []

    def opened(ledger: Ledger, width: int = 1366, height: int = 768, fragment: str = "") -> Any:
        path = tmp_path / "ledger.html"
        save(ledger, path)
        context = browser.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("request", lambda request: page.faults.append(request.url))
        page.set_default_timeout(5000)
        page.goto(path.as_uri() + fragment)
        assert page.faults == [path.as_uri()]
        page.faults.clear()
        return page

    yield opened
    for context in contexts:
        context.close()
