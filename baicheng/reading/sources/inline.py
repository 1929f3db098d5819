"""The text inside a Word paragraph: runs, breaks, symbols, and the text boxes anchored in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baicheng.reading.sources.markup import attribute, child, children, local_name
from baicheng.reading.sources.numbering import is_on

if TYPE_CHECKING:
    from lxml import etree

#: Elements without text of the document: properties, deletions, field instructions, phonetic guides.
SKIPPED = {"pPr", "rPr", "sdtPr", "del", "moveFrom", "instrText", "delText", "rt", "object"}
CHARACTERS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
#: Ticks and boxes of the symbol fonts; other symbols have no meaning as characters.
SYMBOLS = {0x6F: "□", 0x71: "□", 0xA8: "□", 0xFE: "☑", 0x52: "☑", 0xFD: "☒", 0xFC: "√", 0xFB: "×", 0xB7: "·"}
PRIVATE_USE = range(0xF000, 0xF100)


class Inline:
    """Collects the text of one paragraph after another and counts pages.

    Args:
        paged: how the file tells where pages end ("rendered", "explicit", or "" for not at all).
    """

    def __init__(self, paged: str) -> None:
        self._paged = paged
        self.page: int | None = 1 if paged else None
        self._texts: list[str] = []
        self._boxes: list[str | etree._Element] = []
        self._first_page: int | None = None

    def begin(self, properties: etree._Element | None) -> None:
        """Start a paragraph."""
        if self._paged == "explicit" and is_on(child(properties, "pageBreakBefore")):
            self._turn()
        self._texts, self._boxes, self._first_page = [], [], None

    def finish(self) -> tuple[str, int | None, list[str | etree._Element]]:
        """The paragraph's text, the page on which it begins, and its text boxes."""
        page = self.page if self._first_page is None else self._first_page
        return "".join(self._texts), page, self._boxes

    def read(self, element: etree._Element) -> None:
        """Take up the text inside an element."""
        for item in element:
            name = local_name(item)
            if name in SKIPPED or self._is_leaf(name, item):
                continue
            if name == "AlternateContent":
                item = next(children(item, "Choice", "Fallback"), item)
            if not (name == "r" and _is_hidden(item)):
                self.read(item)

    def _is_leaf(self, name: str, item: etree._Element) -> bool:
        """Take up an element that stands for text, a break or a text box; whether it was one."""
        if name == "t":
            self._take(item.text or "")
        elif name in CHARACTERS:
            self._take(CHARACTERS[name])
        elif name == "br":
            self._break(attribute(item, "type"))
        elif name == "lastRenderedPageBreak":
            if self._paged == "rendered":
                self._turn()
        elif name == "sym":
            self._take(_symbol(attribute(item, "char")))
        elif name == "txbxContent":
            self._boxes.append(item)
        elif name == "textpath":  # ornamental lettering, such as a red letterhead
            self._boxes.append(attribute(item, "string") or "")
        else:
            return False
        return True

    def _take(self, text: str) -> None:
        if self._first_page is None and text.strip():
            self._first_page = self.page
        self._texts.append(text)

    def _break(self, kind: str | None) -> None:
        if kind == "page":
            if self._paged == "explicit":
                self._turn()
        elif kind != "column":
            self._take("\n")

    def _turn(self) -> None:
        self.page = (self.page or 1) + 1


def _is_hidden(run: etree._Element) -> bool:
    return is_on(child(run, "rPr", "vanish"))


def _symbol(code: str | None) -> str:
    try:
        number = int(code or "", 16)
    except ValueError:
        return ""
    if number in PRIVATE_USE:
        number -= PRIVATE_USE.start
    if number in SYMBOLS:
        return SYMBOLS[number]
    return chr(number) if 0x2000 <= number < 0xD800 else ""
