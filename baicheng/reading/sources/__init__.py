"""Reading files (原文件) of every form in use into text, with the place of each piece."""

from __future__ import annotations

from baicheng.reading.sources.extraction import extract

__all__ = ["extract"]
