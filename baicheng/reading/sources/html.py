"""Web pages (网页): block elements become paragraphs, tables become cells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.encodings import decoded
from baicheng.reading.sources.html_tables import grid, is_layout
from baicheng.reading.spans import Cell, Source

if TYPE_CHECKING:
    from lxml import etree

DECLARED = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
XML_DECLARED = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_-]{2,20})")
HEAD_BYTES = 4096
NATIONAL = {"gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "gb18030"}
#: Elements that hold no text of the document.
DROPPED = set(
    "script style nav head noscript template iframe object svg canvas audio video select option button "
    "textarea input menu aside".split()
)
BLOCKS = set(
    "address article blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary ul "
    "table tbody thead tfoot tr td th".split()
)
WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")
BLANK_ENDS = " \t\n\r\f"
HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
DEEPEST = 250


def read(path: Path, content: bytes) -> Source:
    """A web page: one block for each paragraph, those in a table with their cell.

    Navigation, scripts, form fields and hidden parts are left out.

    Raises:
        UnreadableFile: the bytes are no text in any encoding in use.
    """
    from lxml import html

    text, notes = _decoded(path, content)
    page = _Page()
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8")
    root = html.document_fromstring(text.encode("utf-8"), parser=parser, ensure_head_body=True)
    page.read(root.body)
    page.end_paragraph()
    page.assembly.notes.extend(notes)
    return page.assembly.source(path.name, "html")


def _decoded(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's text by byte order mark, by what it declares, or by what the bytes look like."""
    declared = XML_DECLARED.search(content[:HEAD_BYTES]) or DECLARED.search(content[:HEAD_BYTES])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        try:
            return content.decode("gb18030" if name in NATIONAL else name), ()
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration: let the bytes speak
    return decoded(path, content)


class _Page:
    """Walks through the page and collects its blocks."""

    def __init__(self) -> None:
        self.assembly = Assembly()
        self._pieces: list[str] = []
        self._cell: Cell | None = None
        self._tables = 0

    def read(self, element: etree._Element, depth: int = 0, *, keep_white_space: bool = False) -> None:
        """Read the text of an element and of all inside it."""
        keep_white_space = keep_white_space or element.tag == "pre"
        self._take(element.text, keep_white_space)
        for item in element:
            if isinstance(item.tag, str) and depth < DEEPEST and not _is_dropped(item):
                self._read_item(item, depth, keep_white_space)
            self._take(item.tail, keep_white_space)

    def end_paragraph(self) -> None:
        """Add the paragraph collected so far, if it has any text."""
        text = "".join(self._pieces).strip(BLANK_ENDS)
        self._pieces.clear()
        if text:
            self.assembly.add(text, cell=self._cell)

    def _read_item(self, item: etree._Element, depth: int, keep_white_space: bool) -> None:
        if item.tag == "br":
            if self._pieces and not keep_white_space:
                self._pieces[-1] = self._pieces[-1].rstrip(" ")
            self._pieces.append("\n")
        elif item.tag == "table":
            self.end_paragraph()
            self._table(item, depth)
        elif item.tag in BLOCKS:
            self.end_paragraph()
            self.read(item, depth + 1, keep_white_space=keep_white_space)
            self.end_paragraph()
        else:
            self.read(item, depth + 1, keep_white_space=keep_white_space)

    def _table(self, element: etree._Element, depth: int) -> None:
        outer = self._cell
        for caption in element.iterchildren("caption"):
            self.read(caption, depth + 1)
            self.end_paragraph()
        found = grid(element)
        if is_layout(element, found):
            for item in found:
                self.read(item.element, depth + 2)
                self.end_paragraph()
            return
        self._tables += 1
        table = self._tables
        for item in found:
            self._cell = Cell(table, item.row, item.column, item.rows, item.columns)
            self.read(item.element, depth + 2)
            self.end_paragraph()
        self._cell = outer

    def _take(self, text: str | None, keep_white_space: bool) -> None:
        if not text:
            return
        if keep_white_space:
            self._pieces.append(text.replace("\r\n", "\n").replace("\r", "\n"))
            return
        text = WHITE_SPACE.sub(" ", text)
        if text[0] == " " and (not self._pieces or self._pieces[-1].endswith((" ", "\n"))):
            text = text[1:]
        if text:
            self._pieces.append(text)


def _is_dropped(element: etree._Element) -> bool:
    if element.tag in DROPPED:
        return True
    return "hidden" in element.attrib or HIDDEN.search(str(element.get("style") or "")) is not None
