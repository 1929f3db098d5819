"""From a file to its text: look at what it is, and hand it to the reader of that form."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.assembly import MAX_BLOCKS, TooManyBlocks
from baicheng.reading.sources.files import read_file
from baicheng.reading.sources.kinds import Kind, kind_of
from baicheng.reading.spans import Source

#: The module that reads each kind. They are imported on first use: each brings its library along.
READERS = {
    Kind.TXT: "plain",
    Kind.DOCX: "docx",
    Kind.PDF: "pdf",
    Kind.OFD: "ofd",
    Kind.HTML: "html",
    Kind.OFFICE: "office",
}
_REMEDIES = {
    Kind.PDF: "请重新下载，或用阅读器打开后另存一份。",
    Kind.OFD: "请重新下载，或用阅读器打开后另存一份。",
}
_REMEDY = "请重新下载，或用 Word、WPS 打开后另存一份。"


def extract(path: Path) -> Source:
    """The text of a file, with the place of each line, paragraph and table cell.

    What the file is is decided by its content, not by its name.

    Raises:
        UnreadableFile: the file is missing, damaged, locked, without text, or of a kind that cannot
            be read; the message says which, and what to do. Nothing else is ever raised.
    """
    path = Path(path)
    content = read_file(path)
    kind: Kind | None = None
    try:
        kind = kind_of(path, content)
        source = _reader(kind)(path, content)
    except UnreadableFile:
        raise
    except TooManyBlocks as error:
        fault = f"内容超过 {MAX_BLOCKS // 10_000} 万行，不像公文"
        raise UnreadableFile(path, fault, "请核对文件，必要时拆分后再试。") from error
    except MemoryError as error:
        raise UnreadableFile(path, "文件太大，内存不够", "请关闭其他程序，或拆分文件后再试。") from error
    except Exception as error:  # whatever a format's library makes of a damaged file
        remedy = _REMEDIES.get(kind, _REMEDY) if kind else _REMEDY
        raise UnreadableFile(path, "文件已损坏，或不合格式规范", remedy) from error
    if not source.text or source.text.isspace():
        raise UnreadableFile(path, "没有文字（可能只有图片）", "请先做文字识别（OCR），或使用原始文件。")
    return source


def _reader(kind: Kind) -> Callable[[Path, bytes], Source]:
    module = import_module(f"baicheng.reading.sources.{READERS[kind]}")
    return cast("Callable[[Path, bytes], Source]", module.read)
