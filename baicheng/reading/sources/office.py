"""Older word processor files (.doc, .wps, .rtf, .odt): LibreOffice makes a .docx of them first."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import docx
from baicheng.reading.sources.files import MAX_BYTES
from baicheng.reading.spans import Source

TIMEOUT_SECONDS = 120
PROGRAMS = ("soffice", "libreoffice")
USUAL_PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/opt/libreoffice/program/soffice",
)
NOTE = "本文件是旧格式，已由 LibreOffice 转换后读取。"


def read(path: Path, content: bytes) -> Source:
    """A file that LibreOffice can turn into .docx, read from that; a note says so.

    Raises:
        UnreadableFile: LibreOffice is not installed, takes too long or cannot open the file.
    """
    program = libreoffice()
    if program is None:
        raise UnreadableFile(
            path,
            "是旧格式文件（如 .doc、.wps、.rtf），读取它需要安装 LibreOffice",
            "请安装 LibreOffice，或用 Word、WPS 打开后另存为 .docx 文件。",
        )
    source = docx.read(path, _as_docx(path, content, program))
    return replace(source, notes=(NOTE, *source.notes))


def libreoffice() -> str | None:
    """The LibreOffice program on this machine, or ``None``."""
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in USUAL_PLACES if Path(place).is_file()), None)


def _as_docx(path: Path, content: bytes, program: str) -> bytes:
    try:
        return converted(content, program, to="docx:MS Word 2007 XML", ending="docx", seconds=TIMEOUT_SECONDS)
    except Slow as error:
        raise UnreadableFile(
            path,
            f"是旧格式文件，LibreOffice 转换超过 {TIMEOUT_SECONDS} 秒",
            "请用 Word 或 WPS 打开后另存为 .docx 文件。",
        ) from error
    except NotConverted as error:
        raise UnreadableFile(
            path,
            "是旧格式文件，LibreOffice 无法转换（可能已损坏或加密）",
            "请用 Word 或 WPS 打开后另存为 .docx 文件。",
        ) from error


class NotConverted(Exception):
    """LibreOffice made nothing of a file."""


class Slow(NotConverted):
    """LibreOffice took too long."""


def converted(content: bytes, program: str, *, to: str, ending: str, seconds: float) -> bytes:
    """What LibreOffice makes of a file.

    Args:
        to: the format with its filter, such as ``docx:MS Word 2007 XML``; ``ending`` is that of its files.
        seconds: how long it may take.

    Raises:
        NotConverted: it made nothing, something enormous, or took too long (``Slow``).
    """
    # A profile of its own lets several conversions run at once and leaves the user's alone. The copy
    # has a fixed name, so that nothing of the original's name reaches the command line.
    with tempfile.TemporaryDirectory(prefix="baicheng-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        original, result = place / "original", place / "out" / f"original.{ending}"
        original.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *("--convert-to", to, "--outdir", str(result.parent), str(original)),
        ]
        _run(command, seconds)
        if not result.is_file() or result.stat().st_size > MAX_BYTES:
            raise NotConverted
        return result.read_bytes()


def _run(command: list[str], seconds: float) -> None:
    """Run LibreOffice; a hanging one is ended with all the processes that it started."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise Slow from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
