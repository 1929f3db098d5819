"""Writing the ledger (台账) as Excel, JSON, CSV and a page for the browser."""

from __future__ import annotations

from baicheng.reading.outputs.saving import Format, UnwritableFile, make_folder, save, write

__all__ = ["Format", "UnwritableFile", "make_folder", "save", "write"]
