"""Writing ledgers to a file, whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from baicheng.reading.model import Ledger


class Format(StrEnum):
    """The form in which a ledger is written; the value is also the file name's suffix."""

    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class UnwritableFile(Exception):
    """A file that cannot be written. ``str(error)`` is one line: file name, fault, remedy."""

    def __init__(self, path: Path, fault: str, remedy: str) -> None:
        self.path = path
        super().__init__(f"{path.name}：{fault}。{remedy}")


def make_folder(folder: Path) -> None:
    """Make a folder with those above it; nothing happens where it exists.

    Raises:
        UnwritableFile: a file stands in its place, or making it is not allowed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise UnwritableFile(folder, "不是文件夹，而是文件", "请用 --output 另给一个文件夹。") from error
    except OSError as error:
        fault = f"无法建立文件夹（{error.strerror or error}）"
        raise UnwritableFile(folder, fault, "请换一个可以写入的地方。") from error


def write(ledgers: Ledger | Sequence[Ledger], out: BinaryIO, file_format: Format) -> None:
    """Write a ledger, or several into one, in a format."""
    _writer(file_format)(ledgers, out)


def save(ledgers: Ledger | Sequence[Ledger], path: Path, file_format: Format | None = None) -> None:
    """Write to a file so that it is never half-written: the old content stays until the new is complete.

    Args:
        ledgers: one ledger, or several that go into one file.
        path: the file; its folder must exist.
        file_format: the suffix of ``path`` decides where it is not given.

    Raises:
        ValueError: the suffix names no format.
        UnwritableFile: the folder is missing, writing is not allowed, another program holds the
            file open, or the disk is full. The old file is untouched.
    """
    file_format = file_format or Format(path.suffix.removeprefix(".").lower())
    writer = _writer(file_format)
    _replace(path, lambda out: writer(ledgers, out))


def save_bytes(content: bytes, path: Path) -> None:
    """Write any other file in the same way.

    Raises:
        UnwritableFile: as for ``save``.
    """
    _replace(path, lambda out: out.write(content))


def _replace(path: Path, fill: Callable[[BinaryIO], object]) -> None:
    target = path.resolve()
    draft = target.with_name(f".baicheng-{secrets.token_hex(8)}.tmp")
    try:
        _write_draft(draft, target, fill)
    except FileNotFoundError as error:
        raise UnwritableFile(path, "文件夹不存在", f"请先建立文件夹 {target.parent}。") from error
    except PermissionError as error:
        remedy = "如果文件正在 Excel 或其他程序中打开，请先关闭；否则请换一个可以写入的文件夹。"
        raise UnwritableFile(path, "无法写入", remedy) from error
    except OSError as error:
        raise UnwritableFile(path, f"写入失败（{error.strerror or error}）", "请检查磁盘空间。") from error


def _write_draft(draft: Path, target: Path, fill: Callable[[BinaryIO], object]) -> None:
    """Fill a draft beside the target and put it in the target's place; on failure remove it."""
    try:
        with draft.open("xb") as out:
            fill(out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _writer(file_format: Format) -> Callable[[Ledger | Sequence[Ledger], BinaryIO], None]:
    """The writer of a format; its libraries are loaded only when it is needed."""
    if file_format is Format.XLSX:
        from baicheng.reading.outputs.as_xlsx import write_xlsx

        return write_xlsx
    if file_format is Format.JSON:
        from baicheng.reading.outputs.as_json import write_json

        return write_json
    if file_format is Format.CSV:
        from baicheng.reading.outputs.as_csv import write_csv

        return write_csv
    from baicheng.reading.outputs.as_html import write_html

    return write_html
