"""Plain text files: find the encoding, and make each line a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.assembly import MAX_BLOCKS, TooManyBlocks
from baicheng.reading.sources.encodings import decoded
from baicheng.reading.spans import Lines, Source

LINE_ENDINGS = re.compile(r"\r\n?")
END_OF_FILE_MARK = "\x1a"  # older DOS editors close a file with it
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def read(path: Path, content: bytes) -> Source:
    """A text file as it stands, line endings as line feeds, one block for each line.

    Form feeds separate pages. They stay in the text but belong to no block.

    Raises:
        UnreadableFile: the bytes are no text in any encoding in use.
        TooManyBlocks: the file has more lines than any document.
    """
    text, notes = decoded(path, content)
    text = LINE_ENDINGS.sub("\n", text) if "\r" in text else text
    text = text.rstrip(END_OF_FILE_MARK)
    if CONTROL.search(text):
        raise UnreadableFile(path, "不是文本文件（含有控制字符）", "请使用原始的 Word、PDF 或文本文件。")
    return Source(path.name, "txt", text, _blocks(text), notes)


def _blocks(text: str) -> Lines:
    if text.count("\n") + text.count("\f") >= MAX_BLOCKS:
        raise TooManyBlocks
    paged = "\f" in text
    blocks = Lines()
    start, page = 0, 1 if paged else None
    for line in _lines(text):
        if page is not None and "\f" in line:
            page = _add_paged(blocks, line, start, page)
        else:
            blocks.append(start, start + len(line), page)
        start += len(line) + 1
    return blocks


def _lines(text: str) -> Iterator[str]:
    """The lines one by one; a list of them would take more room than the text."""
    start = 0
    while start < len(text) or not start:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        yield line
        start += len(line) + 1


def _add_paged(blocks: Lines, line: str, start: int, page: int) -> int:
    """Add the pieces of a line that holds form feeds; the page after the last of them."""
    pieces = line.split("\f")
    for index, piece in enumerate(pieces):
        # The line still counts once if the form feeds only precede or follow its words.
        if piece or (index == len(pieces) - 1 and not any(pieces)):
            blocks.append(start, start + len(piece), page + index)
        start += len(piece) + 1
    return page + len(pieces) - 1
