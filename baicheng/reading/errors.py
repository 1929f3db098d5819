"""What can be wrong with a file, said in the user's words."""

from __future__ import annotations

from pathlib import Path


class UnreadableFile(Exception):
    """A file that cannot be read, with what is wrong and what to do about it.

    ``str(error)`` is one line: file name, fault, remedy.
    """

    def __init__(self, path: str | Path, fault: str, remedy: str) -> None:
        self.path = Path(path)
        self.fault = fault
        self.remedy = remedy
        super().__init__(f"{self.path.name}: {fault}。{remedy}")


def no_official_document(path: str | Path) -> UnreadableFile:
    """The error for a file that was read, yet holds nothing of an official document."""
    return UnreadableFile(
        path,
        "不像公文，没有找到发文字号、标题，也没有找到任务",
        "请核对是否选错了文件；如果只是方案的一段，请连同标题一起保存再试。",
    )
