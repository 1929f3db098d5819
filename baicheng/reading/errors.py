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
