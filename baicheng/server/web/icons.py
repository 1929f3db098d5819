"""The icons that pages may use (图标), each a symbol of one sprite; `icons.txt` names them."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

LIST = Path(__file__).parent / "icons.txt"
SPRITE = "vendor/icons.svg"


@cache
def names() -> frozenset[str]:
    """Every name that `icon` knows."""
    return frozenset(LIST.read_text("utf-8").split())


def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """An icon as inline SVG that refers to the sprite; without a label it is hidden from screen readers.

    Raises:
        LookupError: the list has no such icon; the message says where to add it.
    """
    return _drawn(name, classes) if not label else _draw(name, classes, label)


@lru_cache(maxsize=512)
def _drawn(name: str, classes: str) -> SafeString:
    """An icon without a label: the same on every page, and there are dozens on one."""
    return _draw(name, classes)


def _draw(name: str, classes: str, label: str = "") -> SafeString:
    if name not in names():
        raise LookupError(
            f"no icon “{name}”: add it to {LIST.name} in baicheng/server/web and run “make assets”"
        )
    aria = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round" focusable="false" {}><use href="{}#{}"></use></svg>',
        classes,
        aria,
        static(SPRITE),
        name,
    )
