"""What `manage.py check` says of the pages."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Complaint

ASSETS = ("vendor/tabler.min.css", "vendor/htmx.min.js", "vendor/icons.svg")


@register()
def assets_are_there(**_: Any) -> list[CheckMessage]:
    """Style, scripts and icons are made by a command and are missing from a bare source folder."""
    missing = [name for name in ASSETS if finders.find(name) is None]
    if not missing:
        return []
    text = f"Pages would have no look: {', '.join(missing)} missing (缺少页面资源)."
    return [Complaint(text, hint="Run “make assets” in the source folder.", id="web.W001")]
