"""Reading a file into memory, or saying in plain words why that is not possible."""

from __future__ import annotations

import stat
from pathlib import Path

from baicheng.reading.errors import UnreadableFile

MAX_BYTES = 100 * 1024 * 1024


def read_file(path: Path) -> bytes:
    """The content of an ordinary file of at most ``MAX_BYTES``; the size is looked at before reading.

    Raises:
        UnreadableFile: missing, a directory or device, not permitted, empty, too large, or the
            disk fails.
    """
    try:
        status = path.stat()
        _check(path, status.st_mode, status.st_size)
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise UnreadableFile(path, "文件不存在", "请检查文件名和所在的文件夹。") from error
    except PermissionError as error:
        raise UnreadableFile(
            path, "没有读取权限", "请联系管理员开通权限，或把文件复制到自己的文件夹。"
        ) from error
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        raise UnreadableFile(
            path, "无法从磁盘读取", "请检查文件名和磁盘，或把文件复制到本机后再试。"
        ) from error
    _check(path, stat.S_IFREG, len(content))
    return content


def _check(path: Path, mode: int, size: int) -> None:
    if stat.S_ISDIR(mode):
        raise UnreadableFile(path, "是文件夹，不是文件", "请选择文件夹里的文件。")
    if not stat.S_ISREG(mode):
        raise UnreadableFile(path, "不是普通文件", "请选择 Word、PDF、OFD、网页或文本文件。")
    if size == 0:
        raise UnreadableFile(path, "是空文件（0 字节）", "请重新下载或复制该文件。")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise UnreadableFile(path, f"文件超过 {limit} MB", "请拆分文件，或删去其中的图片后再试。")
