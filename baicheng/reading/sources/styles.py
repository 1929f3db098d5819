"""Paragraph styles (样式) of a Word file, as far as they decide on numbering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baicheng.reading.sources.markup import attribute, child, children

if TYPE_CHECKING:
    from lxml import etree

LONGEST_CHAIN = 32


@dataclass(frozen=True, slots=True)
class ListPlace:
    """Which list and level a paragraph belongs to.

    ``by_style`` says that its style decides on that; ``styles`` are the style and those it is based on.
    """

    list_id: str
    level: int | None
    by_style: bool
    styles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Style:
    base: str
    list_id: str | None
    level: int | None


class Styles:
    """The styles by their id."""

    def __init__(self, root: etree._Element | None) -> None:
        self._default = ""
        self._styles: dict[str, _Style] = {}
        for element in children(root, "style"):
            style_id = attribute(element, "styleId") or ""
            base = attribute(child(element, "basedOn"), "val") or ""
            list_id, level = _list_of(child(element, "pPr"))
            self._styles[style_id] = _Style(base, list_id, level)
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true"):
                self._default = style_id

    def list_of_style(self, style_id: str) -> str:
        """The list that a numbering style points to, "" if none."""
        style = self._styles.get(style_id)
        return style.list_id or "" if style else ""

    def list_place(self, properties: etree._Element | None) -> ListPlace | None:
        """The list of a paragraph, from its own properties or through its styles.

        ``None`` if it has none or its numbering is switched off (list 0).
        """
        list_id, level = _list_of(properties)
        styles = self._chain(attribute(child(properties, "pStyle"), "val") or self._default)
        by_style = list_id is None and level is None
        for style_id in styles:
            style = self._styles[style_id]
            list_id = style.list_id if list_id is None else list_id
            level = style.level if level is None else level
        if list_id is None or list_id == "0":
            return None
        return ListPlace(list_id, level, by_style, styles)

    def _chain(self, style_id: str) -> tuple[str, ...]:
        chain: list[str] = []
        while style_id in self._styles and style_id not in chain and len(chain) < LONGEST_CHAIN:
            chain.append(style_id)
            style_id = self._styles[style_id].base
        return tuple(chain)


def _list_of(properties: etree._Element | None) -> tuple[str | None, int | None]:
    """List id and level as the properties themselves state them."""
    numbering = child(properties, "numPr")
    level = attribute(child(numbering, "ilvl"), "val")
    return attribute(child(numbering, "numId"), "val"), int(level) if level and level.isdigit() else None
