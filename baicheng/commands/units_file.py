"""The list of known units (单位名单) that a user gives as a CSV file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract

_HEADINGS = {"单位", "单位名称", "名称", "部门", "name", "unit"}
_SAVE_AS_CSV = "请在 Excel 或 WPS 中另存为 CSV，第一列写单位名称。"


def read_units(path: Path) -> frozenset[str]:
    """The names in a list of units: the first column holds names, the others aliases.

    Several aliases in one cell are parted by 、 ; or |. A first row of headings is left out.

    Raises:
        UnreadableFile: the file is missing, not a CSV or text file, or holds no name.
    """
    if path.suffix.lower() not in {".csv", ".txt"}:
        raise UnreadableFile(path, "单位名单要用 CSV 文件", _SAVE_AS_CSV)
    try:
        rows = list(csv.reader(extract(path).text.splitlines()))
    except csv.Error as error:
        raise UnreadableFile(path, f"单位名单的格式不对（{error}）", _SAVE_AS_CSV) from error
    if rows and rows[0] and rows[0][0].strip().lower() in _HEADINGS:
        rows = rows[1:]
    names = {name.strip() for row in rows for cell in row for name in re.split("[、;；|]", cell)}
    names.discard("")
    if not names:
        raise UnreadableFile(path, "单位名单里没有单位", "请在第一列写单位名称，每行一个。")
    return frozenset(names)
