"""Automatic numbering (自动编号) of a Word file, computed as the word processor shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from baicheng.reading.sources.markup import attribute, child, children
from baicheng.reading.sources.number_formats import format_number
from baicheng.reading.sources.styles import ListPlace, Styles

if TYPE_CHECKING:
    from lxml import etree

LEVELS = 9
PLACEHOLDER = re.compile(r"%([1-9])")
SUFFIXES = {"nothing": "", "space": " ", "tab": " "}  # the tab is layout; in text a blank does its work


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered.

    ``restart`` is the level (from 1) that sets this one back; 0 means none does, ``None`` any above.
    """

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    suffix: str = " "
    restart: int | None = None
    legal: bool = False
    digits: int = 0
    style: str = ""


@dataclass(slots=True)
class _List:
    """A list instance (w:num): the definition it counts in, with its own changes."""

    abstract: str
    levels: dict[int, Level]
    starts: dict[int, int] = field(default_factory=dict)
    begun: bool = False


class Numbering:
    """Gives each paragraph, taken in the order of the document, its number."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._counters: dict[str, list[int | None]] = {}
        self._lists = _lists(root, styles)

    def prefix(self, properties: etree._Element | None) -> str:
        """The number before a paragraph with its suffix, "" if it has none; the list counts on.

        Args:
            properties: the paragraph's ``w:pPr``.
        """
        place = self._styles.list_place(properties)
        if place is None or place.list_id not in self._lists:
            return ""
        numbered = self._lists[place.list_id]
        index = min(max(self._level_of(place, numbered), 0), LEVELS - 1)
        level = numbered.levels.get(index)
        if level is None:
            return ""
        counters = self._count(numbered, index)
        if level.number_format == "bullet":
            return ""
        text = PLACEHOLDER.sub(
            lambda match: _shown(numbered, counters, int(match[1]) - 1, level.legal), level.text
        )
        return text + level.suffix if text else ""

    def _level_of(self, place: ListPlace, numbered: _List) -> int:
        if place.level is not None and not place.by_style:
            return place.level
        for index, level in numbered.levels.items():
            if level.style and level.style in place.styles:
                return index
        return place.level or 0

    def _count(self, numbered: _List, index: int) -> list[int | None]:
        counters = self._counters.setdefault(numbered.abstract, [None] * LEVELS)
        if not numbered.begun:
            numbered.begun = True
            for overridden in numbered.starts:
                counters[overridden] = None
        current = counters[index]
        counters[index] = numbered.levels[index].start if current is None else current + 1
        for deeper in range(index + 1, LEVELS):
            level = numbered.levels.get(deeper, Level())
            if index < (deeper if level.restart is None else level.restart):
                counters[deeper] = None
        return counters


def _shown(numbered: _List, counters: list[int | None], index: int, legal: bool) -> str:
    level = numbered.levels.get(index, Level())
    current = counters[index]
    value = level.start if current is None else current
    if level.digits and not legal:
        return str(value).zfill(level.digits)
    number_format = level.number_format
    return format_number(value, "decimal" if legal and number_format != "none" else number_format)


def _lists(root: etree._Element | None, styles: Styles) -> dict[str, _List]:
    """All list instances by their id."""
    definitions = {
        attribute(element, "abstractNumId") or "": element for element in children(root, "abstractNum")
    }
    instances = {attribute(element, "numId") or "": element for element in children(root, "num")}
    owners = {list_id: _value(element, "abstractNumId") for list_id, element in instances.items()}
    lists = {}
    for list_id, element in instances.items():
        abstract = _definition(owners[list_id], definitions, owners, styles)
        levels = _levels(definitions.get(abstract))
        numbered = _List(abstract, levels)
        for override in children(element, "lvlOverride"):
            _override(numbered, override)
        lists[list_id] = numbered
    return lists


def _definition(
    abstract: str, definitions: dict[str, etree._Element], owners: dict[str, str], styles: Styles
) -> str:
    """The definition that holds the levels: one may point to another through a numbering style."""
    for _ in range(LEVELS):
        link = _value(definitions.get(abstract), "numStyleLink")
        linked = owners.get(styles.list_of_style(link), "") if link else ""
        if not linked or linked == abstract:
            break
        abstract = linked
    return abstract


def _levels(definition: etree._Element | None) -> dict[int, Level]:
    return {
        _integer(attribute(element, "ilvl"), 0): _level(element) for element in children(definition, "lvl")
    }


def _level(element: etree._Element) -> Level:
    number_format, digits = _format(element)
    restart = child(element, "lvlRestart")
    return Level(
        start=_integer(_value(element, "start"), 0 if child(element, "start") is None else 1),
        number_format=number_format,
        text=_value(element, "lvlText"),
        suffix=SUFFIXES.get(_value(element, "suff") or "tab", " "),
        restart=None if restart is None else _integer(attribute(restart, "val"), 0),
        legal=is_on(child(element, "isLgl")),
        digits=digits,
        style=_value(element, "pStyle"),
    )


def _format(element: etree._Element) -> tuple[str, int]:
    """The number format of a level, and for formats such as 001 the number of digits, else 0."""
    found = child(element, "numFmt")
    if found is None:
        found = child(element, "AlternateContent", "Choice", "numFmt")
    name = attribute(found, "val") or "decimal"
    if name != "custom":
        return name, 0
    pattern = (attribute(found, "format") or "").partition(",")[0].strip()
    return "decimal", len(pattern) if pattern.isdigit() else 0


def _override(numbered: _List, override: etree._Element) -> None:
    index = _integer(attribute(override, "ilvl"), 0)
    element = child(override, "lvl")
    if element is not None:
        numbered.levels[index] = _level(element)
    start = child(override, "startOverride")
    if start is not None:
        numbered.starts[index] = _integer(attribute(start, "val"), 1)
        numbered.levels[index] = replace(numbered.levels.get(index, Level()), start=numbered.starts[index])


def is_on(element: etree._Element | None) -> bool:
    """Whether a switch such as ``w:vanish`` is set."""
    return element is not None and (attribute(element, "val") or "true") not in ("0", "false", "off")


def _value(element: etree._Element | None, name: str) -> str:
    return attribute(child(element, name), "val") or ""


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
