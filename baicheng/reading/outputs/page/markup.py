"""HTML that is safe by construction: what is not markup is escaped, always."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from baicheng.reading.outputs.figures import printable

#: Text that is the same in HTML, as nearly all is.
_PLAIN = re.compile("[\n !#-%(-;=?-~\u00a0-\ud7ff\ue000-\ufffd]*")
Attribute = str | int | bool | None


class Markup(str):
    """HTML made by this module. Any other string is text and will be escaped."""

    __slots__ = ()


def text(value: str) -> Markup:
    """Text as HTML; characters that HTML cannot hold are left out."""
    if isinstance(value, Markup):
        return value
    return Markup(value if _PLAIN.fullmatch(value) else escape(printable(value), quote=True))


def joined(children: Iterable[str]) -> Markup:
    """Several pieces in a row."""
    return Markup("".join(map(text, children)))


def opening(tag: str, **attributes: Attribute) -> Markup:
    """An opening tag.

    Attribute names take ``_`` for ``-``, and a ``_`` at the end for words of the language:
    ``class_``, ``data_t``. ``None`` and ``False`` leave the attribute out, ``True`` gives it no value.
    """
    written = "".join(_attribute(name, value) for name, value in attributes.items())
    return Markup(f"<{tag}{written}>")


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """An element with its children; strings among them are escaped.

    >>> element("p", "a < b", class_="note")
    '<p class="note">a &lt; b</p>'
    """
    return Markup(f"{opening(tag, **attributes)}{joined(children)}</{tag}>")


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'
