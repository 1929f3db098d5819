"""OFD files (GB/T 33190): text objects and ruling lines from the XML, everything else by ``layout``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive, resolved
from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.layout.census import Census
from baicheng.reading.sources.layout.flow import assemble
from baicheng.reading.sources.layout.page import Page
from baicheng.reading.sources.markup import child, children, parse_xml
from baicheng.reading.sources.ofd_page import Content, box
from baicheng.reading.spans import Source

if TYPE_CHECKING:
    from lxml import etree

MOST_PAGES = 5_000
A4 = (0.0, 0.0, 210.0, 297.0)  # millimetres


def read(path: Path, content: bytes) -> Source:
    """An OFD file: one block for each line and each paragraph of a table cell, with its page.

    Annotations, seals and watermarks set at a slant are left out.

    Raises:
        UnreadableFile: it is locked, broken, or a scan without text.
    """
    archive = Archive(path, content)
    if "encryptions.xml" in archive:
        raise UnreadableFile(
            path, "已加密，需要密码才能打开", "请取消密码后另存一份，或使用原始的 Word 文件。"
        )
    assembly = Assembly()
    census = Census()
    assemble(census.watch(_pages(path, archive)), assembly)
    census.judge(path, assembly)
    return assembly.source(path.name, "ofd")


def _pages(path: Path, archive: Archive) -> Iterator[Page]:
    number = 0
    for body in children(_xml(archive, "ofd.xml"), "DocBody"):
        root = resolved("ofd.xml", _text(child(body, "DocRoot")))
        if root not in archive:
            raise UnreadableFile(path, "缺少正文部分，文件已损坏", "请重新下载，或用阅读器打开后另存一份。")
        document = _Document(archive, root)
        for location in document.page_locations():
            number += 1
            if number > MOST_PAGES:
                raise UnreadableFile(path, f"超过 {MOST_PAGES} 页，不像公文", "请拆分文件后再试。")
            yield document.page(location, number)


def _xml(archive: Archive, name: str) -> etree._Element:
    return parse_xml(archive.read(name), lenient=True)


def _text(element: etree._Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


class _Document:
    """One document of the file, with what its pages share."""

    def __init__(self, archive: Archive, root: str) -> None:
        self._archive = archive
        self._root = root
        self._xml = _xml(archive, root)
        common = child(self._xml, "CommonData")
        self._box = box(_text(child(common, "PageArea", "PhysicalBox"))) or A4
        self._templates = {
            template.get("ID") or "": resolved(root, template.get("BaseLoc") or "")
            for template in children(common, "TemplatePage")
        }
        self._units: dict[str, etree._Element] = {}
        for resource in children(common, "PublicRes", "DocumentRes"):
            self._units.update(self._composite_units(resolved(root, _text(resource))))

    def page_locations(self) -> list[str]:
        """The members that hold the pages, in order."""
        pages = children(child(self._xml, "Pages"), "Page")
        return [resolved(self._root, page.get("BaseLoc") or "") for page in pages]

    def page(self, location: str, number: int) -> Page:
        """A page with what its templates draw on it; a missing one is empty."""
        if location not in self._archive:
            return Page(number, 0.0, 0.0)
        root = _xml(self._archive, location)
        units = dict(self._units)
        for resource in children(root, "PageRes"):
            units.update(self._composite_units(resolved(location, _text(resource))))
        content = Content(units)
        for reference in children(root, "Template"):
            template = self._templates.get(reference.get("TemplateID") or "", "")
            if template in self._archive:
                content.read(_xml(self._archive, template))
        content.read(root)
        return content.page(number, box(_text(child(root, "Area", "PhysicalBox"))) or self._box)

    def _composite_units(self, location: str) -> dict[str, etree._Element]:
        """The drawings that pages may refer to (矢量图像), by their id."""
        if location not in self._archive:
            return {}
        units = child(_xml(self._archive, location), "CompositeGraphicUnits")
        return {unit.get("ID") or "": unit for unit in children(units, "CompositeGraphicUnit")}
