"""Counting what the pages of a file hold, to tell a text from a scan (扫描件)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.assembly import Assembly
from baicheng.reading.sources.layout.page import Page

FEWEST_CHARACTERS = 40  # on a page that is a picture; fewer are a stamp or a page number on a scan
UNREADABLE_SHARE = 0.3
_REMEDY = "请先做文字识别（OCR），或使用原始的 Word 文件。"


class Census:
    """Counts pages and characters while the pages pass by."""

    def __init__(self) -> None:
        self._scanned: list[int] = []
        self._missing: list[int] = []
        self._written = 0
        self._characters = 0
        self._unreadable = 0

    def watch(self, pages: Iterator[Page]) -> Iterator[Page]:
        """Pass the pages on, counting."""
        for page in pages:
            characters = [glyph.text for glyph in page.glyphs if not glyph.text.isspace()]
            self._characters += len(characters)
            self._unreadable += sum(map(_is_unreadable, characters))
            if not page.width:
                self._missing.append(page.number)
            elif page.is_picture and len(characters) < FEWEST_CHARACTERS:
                self._scanned.append(page.number)
            elif characters:
                self._written += 1
            yield page

    def judge(self, path: Path, assembly: Assembly) -> None:
        """Refuse a scan and a text of unknown characters; note pages without text.

        Raises:
            UnreadableFile: see there.
        """
        if self._missing and not (self._written or self._scanned):
            raise UnreadableFile(path, "各页都已损坏或缺失", "请重新下载，或用阅读器打开后另存一份。")
        if not self._written:
            fault = "是扫描件，没有文字层" if self._scanned else "没有文字层"
            raise UnreadableFile(path, fault, _REMEDY)
        if self._unreadable > UNREADABLE_SHARE * self._characters:
            raise UnreadableFile(path, "文字层是乱码（字体没有写明对应的文字）", _REMEDY)
        if self._scanned:
            assembly.notes.append(f"第 {_listed(self._scanned)} 页是扫描页，没有文字层，未能读取。{_REMEDY}")
        if self._missing:
            assembly.notes.append(f"第 {_listed(self._missing)} 页已损坏或缺失，未能读取，请打开原文件核对。")


def _listed(numbers: list[int]) -> str:
    return "、".join(map(str, numbers))


def _is_unreadable(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character < " "
