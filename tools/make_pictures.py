"""Make the pictures of README and guides (docs/images) from the demonstration, as its people see it.

    make demo SERVE=no
    python tools/make_pictures.py [NAME ...]

Names a picture, such as ``overview``, or makes all. Needs Chromium; the review shows the sample plan, which is
taken into the demonstration for it.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DATA = ROOT / "demo" / "data"
PLAN = ROOT / "baicheng" / "samples" / "plan.docx"
#: The third is that of an office, turned to show what stands below.
OFFICE_SCREEN, PHONE, TALL = (1366, 768), (390, 760), (1366, 1000)
#: So many colours keep a picture of a page below the 150 KB that the documentation allows, without a visible loss.
COLOURS = 128
_PATIENCE_S = 60
#: That of every account of the demonstration; README.md names it.
_PASSWORD = "lanchuan-demo"
_TASKS = "/ledgers/quality_programme.tasks/"


class Picture(NamedTuple):
    """One picture: who looks at which address, on which screen, and what they do before it is taken."""

    user: str
    path: str
    screen: tuple[int, int] = OFFICE_SCREEN
    then: Callable[[Any], None] = lambda _page: None


def review_the_plan(page: Any) -> None:
    """Take the sample plan in and open one of its tasks beside the text."""
    page.locator("input[type=file]").set_input_files(str(PLAN))
    page.get_by_role("button", name="读取文件").click()
    page.wait_for_url(lambda url: "/imports/new/" not in url)
    for _ in range(2):
        page.keyboard.press("j")
    page.locator(".draft.is-open").wait_for()
    page.wait_for_timeout(500)


def open_the_first(page: Any) -> None:
    """Go from a ledger to its first record."""
    with page.expect_navigation():
        page.locator("#results tbody a").first.click()
    page.wait_for_load_state("networkidle")


def open_a_result(page: Any) -> None:
    """Go from the list of runs to the reasons of whoever is first in the assessment of city units."""
    for link in (page.get_by_role("link", name="市直单位半年考核"), page.locator("main tbody a")):
        with page.expect_navigation():
            link.first.click()
        page.wait_for_load_state("networkidle")


def open_the_paper(page: Any) -> None:
    """Go from the public list to the circular on that assessment."""
    with page.expect_navigation():
        page.get_by_role("link", name="市直单位考核结果的通报").first.click()
    page.wait_for_load_state("networkidle")


def open_the_final_round(page: Any) -> None:
    """Go from the list of rounds to the one that is locked."""
    with page.expect_navigation():
        page.get_by_role("row").filter(has_text="已定案").get_by_role("link").click()
    page.wait_for_load_state("networkidle")


PICTURES = {
    "review": Picture("tizhi", "/imports/new/?programme=quality_programme", then=review_the_plan),
    "overview": Picture("mayor", "/overview/quality_programme/", TALL),
    "ledger": Picture("tizhi", _TASKS),
    "gantt": Picture("tizhi", f"{_TASKS}?face=gantt"),
    "task": Picture("shenruogu", f"{_TASKS}?q=消除黑臭水体", TALL, then=open_the_first),
    "result": Picture("tizhi2", "/assessments/", TALL, then=open_a_result),
    "round": Picture("tizhi2", "/rounds/", TALL, then=open_the_final_round),
    "paper": Picture("tizhi2", "/public/", TALL, then=open_the_paper),
    "my-work": Picture("chengjian", "/my-work/"),
    "my-work-phone": Picture("chengjian", "/my-work/", PHONE),
}


@contextmanager
def demonstration() -> Iterator[str]:
    """The demonstration served on a free port for as long as it is needed; gives its address."""
    if not (DATA / "demonstration").exists():
        sys.exit("No demonstration is built: make demo SERVE=no")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = f"sqlite:///{DATA / 'baicheng.sqlite3'}"
    environment = os.environ | {
        "BAICHENG_DATA": str(DATA),
        "BAICHENG_DATABASE_URL": database,
        "BAICHENG_DEMO": "yes",
    }
    command = [sys.executable, "-m", "baicheng", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        yield url
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/sign-on/").close()
        except OSError:
            if time.monotonic() > until:
                sys.exit(f"{url} does not answer")
            time.sleep(0.5)
        else:
            return


def take(browser: Any, url: str, picture: Picture) -> bytes:
    """The picture as PNG in few colours."""
    width, height = picture.screen
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.screen == PHONE else 1,
    )
    page = context.new_page()
    page.goto(f"{url}/sign-on/")
    page.get_by_label("用户名").fill(picture.user)
    page.get_by_label("密码").fill(_PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda where: "/sign-on/" not in where)
    page.goto(url + picture.path)
    page.wait_for_load_state("networkidle")
    picture.then(page)
    taken = page.screenshot(
        caret="initial"
    )  # hiding the caret needs a style, which the pages' policy refuses
    context.close()
    small = io.BytesIO()
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def main(names: list[str]) -> None:
    """Take the pictures of these names; of all, unless given."""
    if unknown := set(names) - PICTURES.keys():
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("Chromium is needed: make system")
    with demonstration() as url, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in names or PICTURES:
            content = take(browser, url, PICTURES[name])
            (IMAGES / f"{name}.png").write_bytes(content)
            print(f"{name}.png {len(content) >> 10} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
