"""A real browser, where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from baicheng.reading.model import Ledger
from baicheng.reading.outputs import save
from baicheng.server.accounts.models import User
from tests.browser import pages
from tests.server import cast
from tools import messages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HASHED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Playwright keeps an event loop in the thread of the tests; Django would refuse to reach the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
messages.compile_all()

administrator = cast.administrator
bureau = cast.bureau
leader = cast.leader
liaison = cast.liaison
office = cast.office
other_bureau = cast.other_bureau
outsider = cast.outsider
viewer = cast.viewer


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


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files as an installation serves them; tests are skipped where assets were not made."""
    if not pages.AXE.exists():
        pytest.skip("no page assets: run “make assets”")
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=HASHED):
        pages.collect_static()
    return folder


@pytest.fixture
def site(browser: Any, static_folder: Path, transactional_db: None) -> Iterator[Callable[..., Any]]:
    """Open pages of a running server: ``site("/accounts/", user)`` gives the page of a browser.

    At the end no page may have failed, been refused content or asked another machine for anything.
    """
    opened: list[Any] = []
    with override_settings(STATIC_ROOT=static_folder, STORAGES=HASHED):
        pages.forget_templates()
        server = pages.PageServer()

        def open_page(
            path: str,
            user: User | None = None,
            *,
            size: tuple[int, int] = pages.DESKTOP,
            language: str = "",
            expects: int = 200,
        ) -> Any:
            context = browser.new_context(viewport={"width": size[0], "height": size[1]})
            if user is not None:
                pages.sign_on(context, server.url, user)
            if language:
                context.add_cookies([{"name": "baicheng_language", "value": language, "url": server.url}])
            page = pages.watched(context, server.url)
            page.watch.expected.add(expects)
            opened.append(page)
            page.goto(server.url + path)
            pages.settle(page)
            return page

        yield open_page
        faults = [fault for page in opened for fault in page.watch.faults]
        for page in opened:
            page.context.close()
        server.stop()
    pages.forget_templates()
    assert faults == []


@pytest.fixture
def axe() -> Callable[[Any], None]:
    """Fail on what axe calls serious or critical for people who cannot see, or use no mouse."""

    def check(page: Any) -> None:
        assert pages.axe_findings(page) == []

    return check


@pytest.fixture
def screens() -> Callable[[Any, str], None]:
    """Write pictures of a page into the folder that BAICHENG_SCREENS names, if it names one."""
    return pages.take_screens
