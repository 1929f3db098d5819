"""Reading a stranger's file in a process of its own (隔离读取), with a bound on its memory and time.

A file can be made so that reading it takes hours or all memory, or so that it breaks a library that is
not written in Python. Whoever serves others while it reads, reads apart: the worst that happens is that
the one process ends and the one file is refused.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.model import Ledger
from baicheng.reading.packed import loads
from baicheng.reading.preview import Preview, preview
from baicheng.reading.reader import read

#: The names under which both processes know the file and what was read from it.
_GIVEN, _FOUND = "given", "found"
_MEGABYTE = 1024 * 1024
#: Nothing that was read from a document is larger when it is handed over.
_MOST_FOUND = 512 * _MEGABYTE


class Bounds(NamedTuple):
    """What reading may take: address space in megabytes, and seconds, of computing as of waiting."""

    megabytes: int = 3072
    seconds: int = 180


#: What a look into a file may take.
_GLANCE = Bounds(megabytes=2048, seconds=30)


def read_apart(name: str, content: bytes, *, year: int | None = None, bounds: Bounds | None = None) -> Ledger:
    """The ledger of a document, read in a process of its own; see ``reader.read``.

    Args:
        name: what the user calls the file; only errors say it.

    Raises:
        UnreadableFile: as ``read`` does; or it takes more memory or time than ``bounds``.
    """
    found = _found(name, content, "read", year or 0, bounds or Bounds())
    if isinstance(found, Ledger):
        return found
    raise _too_much(name)


def preview_apart(name: str, content: bytes, *, page: int = 1, bounds: Bounds | None = None) -> Preview:
    """A look into a file, taken in a process of its own; see ``preview.preview``.

    Raises:
        UnreadableFile: as ``preview`` does; or it takes more memory or time than ``bounds``.
    """
    match _found(name, content, "preview", page, bounds or _GLANCE):
        case (int(pages), bytes(picture), str(text), tuple(rows), bool(more)):
            return Preview(pages, picture, text, rows, more)
    raise _too_much(name)


def _found(name: str, content: bytes, task: str, number: int, bounds: Bounds) -> Any:
    """What the other process found in a file; it is trusted no more than the file."""
    with tempfile.TemporaryDirectory(prefix="baicheng-", ignore_cleanup_errors=True) as folder:
        Path(folder, _GIVEN).write_bytes(content)
        command = [
            sys.executable,
            "-m",
            "baicheng.reading.apart",
            task,
            folder,
            str(number),
            *map(str, bounds),
        ]
        try:
            ended = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=bounds.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _too_much(name) from error
        found = Path(folder, _FOUND)
        if ended.returncode or not found.is_file() or found.stat().st_size > _MOST_FOUND:
            raise _too_much(name)
        try:
            answer = loads(found.read_bytes())
        except (pickle.UnpicklingError, EOFError, AttributeError, IndexError, ValueError, TypeError) as error:
            raise _too_much(name) from error
    match answer:
        case (str(fault), str(remedy)):
            raise UnreadableFile(name, fault, remedy)
    return answer


def _too_much(name: str) -> UnreadableFile:
    return UnreadableFile(
        name,
        "读取它所需的内存或时间远超一般公文，已停止读取",
        "请用 Word、WPS 打开后另存一份，或拆分后再试；仍不行时请向发文单位核实文件。",
    )


def main(task: str, folder: str, number: str, megabytes: str, seconds: str) -> int:
    """What the other process does: bind itself, read, and leave what it found in the folder."""
    _bind(Bounds(int(megabytes), int(seconds)))
    path = Path(folder, _GIVEN)
    found: Any
    try:
        found = (
            tuple(preview(path, int(number))) if task == "preview" else read(path, year=int(number) or None)
        )
    except UnreadableFile as error:
        found = error.fault, error.remedy
    with Path(folder, _FOUND).open("wb") as file:
        pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)
    return 0


def _bind(bounds: Bounds) -> None:
    """Take no more than that. Windows knows no such bounds: there only the time is watched, from outside."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in (
        (resource.RLIMIT_AS, bounds.megabytes * _MEGABYTE),
        (resource.RLIMIT_CPU, bounds.seconds),
        (resource.RLIMIT_FSIZE, _MOST_FOUND),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
