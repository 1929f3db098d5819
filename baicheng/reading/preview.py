"""A look into a file (预览): a page of a PDF as a picture, the text of a document, the first rows of a sheet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import NamedTuple

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract
from baicheng.reading.sources.files import read_file

#: So many pixels wide is a page of A4; a larger sheet is shown smaller.
WIDTH, TALLEST = 1240, 3508
#: Text stays sharp, and a page takes some 100 KB.
_QUALITY = 75
#: So much of a text and of a sheet is shown.
CHARACTERS, ROWS, COLUMNS, CELL = 20_000, 100, 20, 200


class Preview(NamedTuple):
    """What is seen of a file: ``picture`` (WebP) of one of ``pages`` pages, or ``text``, or ``rows`` of a sheet.

    ``more`` is whether text or rows go on.
    """

    pages: int = 1
    picture: bytes = b""
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    more: bool = False


def preview(path: Path, page: int = 1) -> Preview:
    """A look into a file; what it is, its content decides.

    Args:
        page: of a PDF, counted from 1; beyond the last it is the last.

    Raises:
        UnreadableFile: it is damaged, locked, empty or of a kind that cannot be shown.
    """
    content = read_file(path)
    if content.startswith(b"%PDF-"):
        return _page(path, content, page)
    if content.startswith(b"PK") and _is_workbook(content):
        return _sheet(path, content)
    text = extract(path).text
    return Preview(text=text[:CHARACTERS], more=len(text) > CHARACTERS)


def _page(path: Path, content: bytes, number: int) -> Preview:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
        page = document[min(max(number, 1), count) - 1]
        width, height = page.get_size()
        scale = min(WIDTH / width, TALLEST / height)
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil()
    except (pypdfium2.PdfiumError, IndexError, ZeroDivisionError, ValueError) as error:
        raise UnreadableFile(path, "PDF 已损坏或加密，无法预览", "请下载后用阅读器打开。") from error
    picture = io.BytesIO()
    drawn.convert("RGB").save(picture, "WEBP", quality=_QUALITY)
    return Preview(pages=count, picture=picture.getvalue())


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(one.filename.lower() == "xl/workbook.xml" for one in archive.infolist())
    except zipfile.BadZipFile:
        return False


def _sheet(path: Path, content: bytes) -> Preview:
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        found = sheet.to_python(nrows=ROWS + 1)
    except (python_calamine.CalamineError, IndexError) as error:
        raise UnreadableFile(path, "表格已损坏或加密，无法预览", "请下载后用 Excel、WPS 打开。") from error
    rows = tuple(tuple(_cell(value) for value in row[:COLUMNS]) for row in found[:ROWS])
    return Preview(rows=rows, more=len(found) > ROWS)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)[:CELL]
