"""Word files (.docx): paragraphs, tables and text boxes in the order of the document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive, resolved
from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.docx_tables import table_cells
from baicheng.reading.sources.inline import Inline
from baicheng.reading.sources.markup import attribute, child, children, local_name, parse_xml
from baicheng.reading.sources.numbering import Numbering
from baicheng.reading.sources.styles import Styles
from baicheng.reading.spans import Cell, Source

if TYPE_CHECKING:
    from lxml import etree

#: Wrappers whose content belongs to the text where they stand.
TRANSPARENT = {"body", "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "txbxContent", "Choice"}


def read(path: Path, content: bytes) -> Source:
    """A Word file: one block for each paragraph, those in a table with their cell.

    Automatic numbers stand before their paragraphs (``Block.generated``). Tracked insertions count as
    accepted, deletions as carried out. Notes, comments, headers, footers and hidden text are left out.

    Raises:
        UnreadableFile: the package is broken, locked or too large.
    """
    archive = Archive(path, content)
    main, relations = _main_part(archive)
    if main not in archive:
        raise UnreadableFile(path, "缺少正文部分，文件已损坏", "请用 Word 或 WPS 打开后另存一份。")
    document = parse_xml(archive.read(main))
    styles = Styles(_part(archive, relations.get("styles")))
    numbering = Numbering(_part(archive, relations.get("numbering")), styles)
    body = _Body(numbering, paged=_knows_pages(document))
    body.read(document)
    body.flush()
    if body.left_out:
        body.assembly.notes.append(f"有 {body.left_out} 处嵌入的文件片段未读取，请打开原文件核对。")
    return body.assembly.source(path.name, "docx")


def _main_part(archive: Archive) -> tuple[str, dict[str, str]]:
    """The name of the main part, and the parts it is related to by the last word of their type."""
    main = _relations(archive, "_rels/.rels", "").get("officeDocument", "word/document.xml")
    folder, _, name = main.rpartition("/")
    return main, _relations(archive, f"{folder}/_rels/{name}.rels", main)


def _relations(archive: Archive, name: str, base: str) -> dict[str, str]:
    if name not in archive:
        return {}
    found: dict[str, str] = {}
    for element in children(parse_xml(archive.read(name)), "Relationship"):
        kind = (element.get("Type") or "").rpartition("/")[2]
        if element.get("TargetMode") != "External":
            found.setdefault(kind, resolved(base, element.get("Target") or ""))
    return found


def _part(archive: Archive, name: str | None) -> etree._Element | None:
    return parse_xml(archive.read(name)) if name and name in archive else None


def _knows_pages(document: etree._Element) -> str:
    """How the file tells where pages end: as last laid out, by explicit breaks only, or "" not at all."""
    if next(document.iter("{*}lastRenderedPageBreak"), None) is not None:
        return "rendered"
    breaks = (attribute(element, "type") for element in document.iter("{*}br"))
    if "page" in breaks or next(document.iter("{*}pageBreakBefore"), None) is not None:
        return "explicit"
    return ""


class _Body:
    """Walks through the document and collects its blocks."""

    def __init__(self, numbering: Numbering, paged: str) -> None:
        self.assembly = Assembly()
        self.left_out = 0
        self._numbering = numbering
        self._inline = Inline(paged)
        self._tables = 0
        self._pending = ""  # text of paragraphs whose mark was deleted: they go on in the next one
        self._pending_cell: Cell | None = None

    def read(self, element: etree._Element, cell: Cell | None = None) -> None:
        """Read the paragraphs and tables inside an element."""
        for item in element:
            name = local_name(item)
            if name == "p":
                self._paragraph(item, cell)
            elif name == "tbl":
                self._table(item, cell)
            elif name in TRANSPARENT:
                self.read(item, cell)
            elif name == "AlternateContent":
                choice = next(children(item, "Choice", "Fallback"), None)
                if choice is not None:
                    self.read(choice, cell)
            elif name == "altChunk":
                self.left_out += 1

    def flush(self) -> None:
        """Add the text that waits for a following paragraph where none follows."""
        if self._pending:
            self.assembly.add(self._pending, page=self._inline.page, cell=self._pending_cell)
        self._pending = ""

    def _paragraph(self, element: etree._Element, cell: Cell | None) -> None:
        properties = child(element, "pPr")
        self._inline.begin(properties)
        self._inline.read(element)
        text, page, boxes = self._inline.finish()
        if cell != self._pending_cell:
            self.flush()
        if _mark_is_gone(properties):
            self._pending += text
            self._pending_cell = cell
        else:
            prefix = self._numbering.prefix(properties)
            text = prefix + self._pending + text
            self.assembly.add(text, page=page, cell=cell, generated=len(prefix))
            self._pending = ""
        for box in boxes:
            if isinstance(box, str):
                self.assembly.add(box, page=page, cell=cell)
            else:
                self.read(box, cell)

    def _table(self, element: etree._Element, cell: Cell | None) -> None:
        self.flush()
        cells = table_cells(element)
        if len(cells) == 1:  # a frame around text
            self.read(cells[0].element, cell)
            self.flush()
            return
        self._tables += 1
        table = self._tables
        for found in cells:
            self.read(found.element, Cell(table, found.row, found.column, found.rows, found.columns))
            self.flush()


def _mark_is_gone(properties: etree._Element | None) -> bool:
    """Whether the paragraph's end was deleted or moved away, so that the next paragraph goes on with it."""
    return any(child(properties, "rPr", name) is not None for name in ("del", "moveFrom"))
