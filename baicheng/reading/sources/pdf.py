"""PDF files with a text layer: characters and ruling lines by PDFium, everything else by ``layout``."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.layout.census import Census
from baicheng.reading.sources.layout.flow import assemble
from baicheng.reading.sources.layout.page import Page
from baicheng.reading.spans import Source

MOST_PAGES = 5_000

# PDFium must not be entered by two threads at once, whatever the documents.
_PDFIUM = threading.Lock()


def read(path: Path, content: bytes) -> Source:
    """A PDF file: one block for each line and each paragraph of a table cell, with its page.

    Raises:
        UnreadableFile: it is locked, broken, a scan without text, or its fonts do not say which
            characters they show.
    """
    census = Census()
    assembly = Assembly()
    assemble(census.watch(_pages(path, content)), assembly)
    census.judge(path, assembly)
    return assembly.source(path.name, "pdf")


def _pages(path: Path, content: bytes) -> Iterator[Page]:
    import pypdfium2

    from baicheng.reading.sources.pdf_page import read_page

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _refusal(path, getattr(error, "err_code", None)) from error
    try:
        with _PDFIUM:
            count = len(document)
        if count > MOST_PAGES:
            raise UnreadableFile(path, f"超过 {MOST_PAGES} 页，不像公文", "请拆分文件后再试。")
        for index in range(count):
            with _PDFIUM:
                page = read_page(document, index)
            yield page
    finally:
        with _PDFIUM:
            document.close()


def _refusal(path: Path, code: int | None) -> UnreadableFile:
    from pypdfium2 import raw

    if code == raw.FPDF_ERR_PASSWORD:
        return UnreadableFile(
            path, "已加密，需要密码才能打开", "请取消密码后另存一份，或使用原始的 Word 文件。"
        )
    if code == raw.FPDF_ERR_SECURITY:
        return UnreadableFile(path, "已用特殊方式加密，无法打开", "请向发文单位索取未加密的文件。")
    return UnreadableFile(
        path, "PDF 文件已损坏（下载或复制不完整）", "请重新下载，或用阅读器打开后另存一份。"
    )
