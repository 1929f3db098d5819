from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from baicheng.server.accounts.models import User
from tests.server.cast import PASSWORD
from tools import messages

TEMPLATES = sorted(messages.SERVER.rglob("templates/**/*.html"))
#: What the policy refuses, and a page that has it would break: inline style, script and handlers.
INLINE = re.compile(
    r"\sstyle\s*=|<style\b|\son[a-z]+\s*=|<script(?![^>]*\ssrc=)|javascript:|hx-on|hx-vals='js", re.I
)
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.I)


def check(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py`` as an installation with these settings does."""
    command = [sys.executable, "-m", "django", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    variables = {**inherited, "DJANGO_SETTINGS_MODULE": "baicheng.server.config.settings", **environment}
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120, check=False)


def test_an_installation_with_https_passes_the_check_for_deployment(tmp_path: Path) -> None:
    done = check(
        "check", "--deploy", "--fail-level", "WARNING", BAICHENG_DATA=str(tmp_path), BAICHENG_HTTPS="yes"
    )

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_no_change_of_a_model_lacks_its_migration(tmp_path: Path) -> None:
    done = check("makemigrations", "--check", "--dry-run", BAICHENG_DATA=str(tmp_path))

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(messages.SERVER).as_posix())
def test_no_template_has_inline_style_or_script_or_asks_another_machine(path: Path) -> None:
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert INLINE.findall(source) == []
    assert FOREIGN.findall(source) == []


@pytest.mark.django_db
def test_every_page_forbids_what_is_not_its_own(client: Client) -> None:
    headers = client.get("/sign-on/").headers
    policy = dict(
        part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";") if part
    )

    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, liaison: User) -> None:
    client.get("/sign-on/")
    client.post("/sign-on/", {"username": "liaison", "password": PASSWORD})
    response = client.post("/language/", {"language": "en"})
    for cookie in (
        client.cookies["sessionid"],
        client.cookies["csrftoken"],
        response.cookies["baicheng_language"],
    ):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.django_db
def test_pages_of_a_signed_on_user_are_kept_by_no_cache(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert "no-store" in client.get("/me/").headers["Cache-Control"]


@pytest.mark.django_db
def test_what_is_posted_beside_files_is_limited(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        response = client.post("/accounts/new/", {"name": "x" * 2000})
    assert response.status_code == 400
    assert "请求无法识别" in response.text


def test_large_files_wait_on_disk_not_in_memory() -> None:
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE <= 5 * 1024 * 1024
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o600


def test_an_error_page_shows_text_from_outside_as_text(client: Client) -> None:
    response = client.get("/<script>alert(1)</script>/")
    assert "<script>alert" not in response.text


@pytest.mark.django_db
def test_nothing_a_user_is_called_runs_on_a_page(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    client.post("/accounts/new/", {"username": "odd", "name": "<img src=x onerror=alert(1)>"})
    page = client.get("/accounts/").text
    assert "<img src=x" not in page and "&lt;img src=x" in page


def test_an_upload_of_a_page_that_takes_none_is_dropped(client: Client) -> None:
    file = SimpleUploadedFile("x.html", b"<script>1</script>")
    assert client.post("/sign-on/", {"file": file}, headers={"host": "elsewhere.example"}).status_code == 400
