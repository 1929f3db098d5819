"""How the commands speak: results on standard output, everything else on the error stream."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.outputs import UnwritableFile

Result = TypeVar("Result")


def say(message: str) -> None:
    """One line on the error stream."""
    print(message, file=sys.stderr, flush=True)


def attempt(path: Path, work: Callable[[], Result]) -> Result | None:
    """The result of reading or writing one file, or ``None`` after one line that says what is wrong.

    A fault of the program itself is told in one line too; with BAICHENG_DEBUG set it is raised.
    """
    try:
        return work()
    except (UnreadableFile, UnwritableFile) as error:
        say(str(error))
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("BAICHENG_DEBUG"):
            raise
        fault = f"程序出错（{type(error).__name__}: {error}）".replace("\n", " ")
        say(f"{path.name}：{fault}。请把这个文件和本行提示发给维护人员。")
    return None


def emit(text: str) -> None:
    """A result on standard output."""
    sys.stdout.write(text)
    if not text.endswith("\n"):
        sys.stdout.write("\n")


def save_text(text: str, path: Path) -> None:
    """Write a text file whole or not at all.

    Raises:
        UnwritableFile: the folder is missing or not writable, or the disk is full.
    """
    from baicheng.reading.outputs.saving import save_bytes

    save_bytes(text.encode("utf-8"), path)
