"""A running page server and a browser that watches what its pages do."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.template.engine import Engine
from django.test import Client
from django.test.testcases import LiveServerThread

from baicheng.server.accounts.models import User

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP = (1366, 768)
PHONE = (360, 740)
#: Where `screens` puts its pictures; without it none are made.
SCREENS = os.environ.get("BAICHENG_SCREENS", "")
#: What a page may bring over the wire when it is opened for the first time, in bytes.
FIRST_LOAD = 400 * 1024
SERIOUS = ("serious", "critical")


class PageServer:
    """The server as an installation runs it: hashed and compressed static files from one folder."""

    def __init__(self) -> None:
        self._thread = LiveServerThread("127.0.0.1", lambda application: application)
        self._thread.daemon = True
        self._thread.start()
        self._thread.is_ready.wait()
        if self._thread.error:
            raise self._thread.error
        self.url = f"http://127.0.0.1:{self._thread.port}"

    def stop(self) -> None:
        self._thread.terminate()


def forget_templates() -> None:
    """Read templates anew: parts of them keep what they wrote, with the addresses that static files had then."""
    for loader in Engine.get_default().template_loaders:
        loader.reset()


@dataclass
class Watch:
    """What a page did: faults, the bytes that came over the wire, what it asked for and what of it has ended."""

    faults: list[str] = field(default_factory=list)
    transferred: int = 0
    asked: int = 0
    ended: int = 0
    #: Answers that are meant to be: a form sent back to be corrected is 422.
    expected: set[int] = field(default_factory=lambda: {422})

    def hear(self, said: Any) -> None:
        """Keep what the browser's console calls an error."""
        meant = any(f"with a status of {status}" in said.text for status in self.expected)
        if said.type == "error" and not meant:
            self.faults.append(said.text)


def collect_static() -> None:
    """Gather, hash and compress static files as an installation does, without a word."""
    call_command("collectstatic", interactive=False, verbosity=0)


def sign_on(context: Any, url: str, user: User) -> None:
    """Give the browser a session of the user."""
    client = Client()
    client.force_login(user)
    assert Session.objects.exists()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def watched(context: Any, url: str) -> Any:
    """A page whose ``watch`` collects errors, refused content and requests that leave the server."""
    page = context.new_page()
    page.watch = watch = Watch()
    page.on("pageerror", lambda error: watch.faults.append(f"error: {error}"))
    page.on("console", watch.hear)
    page.on("request", lambda asked: _note_request(asked.url, url, watch))
    page.on("requestfinished", lambda _asked: _note_end(watch))
    page.on("requestfailed", lambda _asked: _note_end(watch))
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: _note_bytes(event, watch))
    page.set_default_timeout(5000)
    return page


def settle(page: Any) -> None:
    """Wait until a page that was opened has asked for nothing for a tenth of a second, five seconds at most.

    Playwright's own waiting takes half a second each time.
    """
    quiet, seen = 0, -1
    for _ in range(100):
        watch = page.watch
        quiet = quiet + 1 if watch.ended == watch.asked == seen else 0
        if quiet == 2:
            return
        seen = watch.asked
        page.wait_for_timeout(50)
    raise AssertionError("the page asked for more for five seconds")


def _note_end(watch: Watch) -> None:
    watch.ended += 1


def _note_request(asked: str, url: str, watch: Watch) -> None:
    watch.asked += 1
    if not asked.startswith((f"{url}/", "data:", "blob:")):
        watch.faults.append(f"leaves the machine: {asked}")


def _note_bytes(event: dict[str, Any], watch: Watch) -> None:
    watch.transferred += int(event["encodedDataLength"])


def axe_findings(page: Any) -> list[str]:
    """What axe calls serious or critical, each with the elements concerned."""
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: "
        + "; ".join(node["html"][:160] for node in found["nodes"][:5])
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]


def take_screens(page: Any, name: str) -> None:
    """Pictures of the whole page on an office screen and on a phone, for people to look at."""
    if not SCREENS:
        return
    folder = Path(SCREENS)
    folder.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for label, (width, height) in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(
            path=str(folder / f"{name}-{label}.png"),
            full_page=label == "phone",
            caret="initial",  # hiding it needs a style, which the pages' policy refuses
        )
    page.set_viewport_size(before)


def is_too_wide(page: Any) -> bool:
    """Whether the page must be scrolled sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def wait_until(page: Any, holds: Callable[[], bool]) -> None:
    """Wait until something holds of a page, five seconds at most.

    Playwright's own waiting for a script's answer evaluates text, which the pages' policy refuses.
    """
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("waited five seconds in vain")
