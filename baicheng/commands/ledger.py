"""``baicheng ledger``: files in, ledgers out."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from tqdm import tqdm

from baicheng.commands import SUCCESS, UNREADABLE, USAGE
from baicheng.commands.reporting import attempt, say
from baicheng.commands.units_file import read_units
from baicheng.reading.model import Ledger
from baicheng.reading.outputs import Format, UnwritableFile, make_folder, save, write
from baicheng.reading.reader import read

#: What a folder is searched for.
SUFFIXES = {".txt", ".docx", ".pdf", ".ofd", ".html", ".htm", ".doc", ".wps", ".odt", ".rtf"}
#: What the names of ledgers end with.
_ENDING = "-台账"
_TO_SCREEN = {Format.JSON, Format.CSV}


def run(
    paths: Sequence[Path],
    *,
    format_name: str | None,
    output: Path | None,
    year: int | None,
    units_file: Path | None,
) -> int:
    """Read files and folders, write a ledger for each; returns the exit code."""
    files = list(_files(paths))
    if not files:
        say(f"没有可读的文件。文件夹里能读的是 {' '.join(sorted(SUFFIXES))}。")
        return UNREADABLE
    several = len(files) > 1 or any(path.is_dir() for path in paths)
    try:
        file_format = _format(format_name, output, several)
    except ValueError as error:
        say(f"--output {output}：{error}")
        return USAGE
    units = attempt(units_file, lambda: read_units(units_file)) if units_file else None
    if units_file and units is None:
        return UNREADABLE
    targets = _targets(files, output, file_format, several)
    failed = 0
    for path in tqdm(files, unit="份", disable=not several or not sys.stderr.isatty(), leave=False):
        if not attempt(path, lambda path=path: _one(path, targets[path], file_format, year, units)):  # type: ignore[misc]
            failed += 1
    if several:
        say(
            f"共 {len(files)} 份，读完 {len(files) - failed} 份"
            + (f"，{failed} 份没有读成（见上）" if failed else "")
            + "。"
        )
    return UNREADABLE if failed else SUCCESS


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those in the folders named, each once."""
    seen = set()
    for path in paths:
        found = sorted(p for p in path.rglob("*") if _is_document(p)) if path.is_dir() else [path]
        for file in found:
            if file not in seen:
                seen.add(file)
                yield file


def _is_document(path: Path) -> bool:
    """Whether a file in a folder is to be read: no hidden or lock file, and no ledger written before."""
    if path.name.startswith((".", "~$")):
        return False
    if path.stem.endswith(_ENDING) and path.suffix.removeprefix(".").lower() in set(Format):
        return False
    return path.suffix.lower() in SUFFIXES and path.is_file()


def _format(name: str | None, output: Path | None, several: bool) -> Format:
    """The format asked for, else the one that the output's name shows, else Excel.

    Raises:
        ValueError: the output's name shows no format, another one than asked for, or a single file
            for several ledgers; said in the user's words.
    """
    if output is None or _is_folder(output):
        return Format(name or Format.XLSX)
    suffix = output.suffix.removeprefix(".").lower()
    if suffix not in set(Format):
        if several:
            return Format(name or Format.XLSX)
        if name is None:
            raise ValueError("看不出输出格式。请用 .xlsx .json .csv .html 之一作后缀，或加 --format。")
        return Format(name)
    if several:
        raise ValueError("这是一个文件名，而输入有几份。请给一个文件夹，每份台账在其中各成一个文件。")
    if name not in (None, suffix):
        raise ValueError(f"后缀与 --format {name} 不一致。请改后缀，或去掉 --format。")
    return Format(suffix)


def _is_folder(output: Path) -> bool:
    """Whether the output names a folder: one that exists, or a name without suffix."""
    return output.is_dir() or (not output.suffix and not output.exists())


def _targets(
    files: list[Path], output: Path | None, file_format: Format, several: bool
) -> dict[Path, Path | None]:
    """Where each ledger goes; ``None`` is standard output."""
    if output is None and not several and file_format in _TO_SCREEN:
        return {files[0]: None}
    if output is not None and not several and not _is_folder(output):
        return {files[0]: output}
    targets: dict[Path, Path | None] = {}
    taken: set[Path] = set()
    for path in files:
        folder = output or path.parent
        stems = chain([path.stem, path.name], (f"{path.stem}-{count}" for count in itertools.count(2)))
        target = next(t for stem in stems if (t := folder / f"{stem}{_ENDING}.{file_format}") not in taken)
        taken.add(target)
        targets[path] = target
    return targets


def _one(
    path: Path, target: Path | None, file_format: Format, year: int | None, units: frozenset[str] | None
) -> bool:
    ledger = read(path, year=year, units=units)
    if target is None:
        write(ledger, sys.stdout.buffer, file_format)
        sys.stdout.buffer.flush()
        return True
    if target.exists() and target.samefile(path):
        raise UnwritableFile(target, "输出文件就是原文件", "请用 --output 另给一个文件名。")
    make_folder(target.parent)
    save(ledger, target, file_format)
    tqdm.write(f"{path.name} → {target}：{_summary(ledger)}", file=sys.stderr)
    return True


def _summary(ledger: Ledger) -> str:
    if not ledger.tasks:
        return "没有找到任务。如果这是一份方案，请核对文件是否完整"
    targets = sum(len(task.targets) for task in ledger.tasks)
    return f"{len(ledger.tasks)} 项任务，{targets} 个目标值，{len(ledger.report_duties)} 条报送要求，{len(ledger.findings)} 条提示"
