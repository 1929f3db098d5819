"""Which cells of an Excel file show their number as per cent (百分比格式): 0.5 then means 50 %."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from baicheng.reading.sources.archive import Archive

#: The formats for per cent that every file has.
_BUILT_IN = frozenset({9, 10})
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")
_STYLE = re.compile(rb"\bs=\"(\d{1,6})\"")
#: What is quoted or escaped in a format is shown as it is.
_SHOWN = re.compile(r"\"[^\"]*\"|\\.")


class Share(float):
    """A number that Excel shows as per cent: 0.5 for 50 %."""

    @property
    def percent(self) -> Decimal:
        """The number of per cent, without the noise of binary fractions."""
        return (Decimal(repr(float(self))) * 100).normalize() + 0


def shares_in(archive: Archive, sheet: int) -> Iterator[tuple[int, int]]:
    """Row and column, from 0, of the cells of a sheet that show per cent; none where styles cannot be read.

    Raises:
        UnreadableFile: a part of the file is damaged.
    """
    try:
        styles, path = _styles(archive), _path(archive, sheet)
    except (KeyError, IndexError, ValueError, etree.XMLSyntaxError):
        return
    if not styles or path not in archive:
        return
    for cell in _CELL.finditer(archive.read(path)):
        place, style = _PLACE.search(cell[1]), _STYLE.search(cell[1])
        if place and style and int(style[1]) in styles:
            yield int(place[2]) - 1, _column(place[1].decode())


def _styles(archive: Archive) -> frozenset[int]:
    """The numbers of the cell styles that show per cent."""
    root = _parsed(archive, "xl/styles.xml")
    own = {
        int(one.get("numFmtId", "0")): one.get("formatCode", "")
        for one in root.iterfind(".//{*}numFmts/{*}numFmt")
    }
    shares = _BUILT_IN | {number for number, code in own.items() if "%" in _SHOWN.sub("", code)}
    styles = root.iterfind("{*}cellXfs/{*}xf")
    return frozenset(place for place, one in enumerate(styles) if int(one.get("numFmtId", "0")) in shares)


def _path(archive: Archive, sheet: int) -> str:
    """Where a sheet of the workbook stands, by its place."""
    listed = list(_parsed(archive, "xl/workbook.xml").iterfind("{*}sheets/{*}sheet"))[sheet]
    key = next((value for name, value in listed.attrib.items() if str(name).endswith("}id")), "")
    for one in _parsed(archive, "xl/_rels/workbook.xml.rels"):
        if one.get("Id") == key:
            return posixpath.normpath(posixpath.join("/xl", str(one.get("Target", "")))).lstrip("/")
    raise KeyError(key)


def _parsed(archive: Archive, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _column(letters: str) -> int:
    """The number of a column, from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
