"""The command ``baicheng``.

Only the standard library is imported here, so that ``baicheng --help`` answers at once; each command
imports what it needs when it runs.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from baicheng import __version__
from baicheng.commands import SUCCESS
from baicheng.commands.assessment_arguments import add_assessments
from baicheng.commands.pack_arguments import add_pack
from baicheng.commands.rules_arguments import add_rules
from baicheng.commands.server_arguments import add_server

#: The exit code of a program that is stopped with Ctrl+C, as shells expect it.
INTERRUPTED = 130

_FORMATS = ("xlsx", "json", "csv", "html")

_DESCRIPTION = """\
百城：把公文变成台账。 Baicheng: official document in, ledger out.

第一次使用：  baicheng ledger 工作方案.docx
在原文件旁边得到“工作方案-台账.xlsx”，用 Excel 或 WPS 打开即可。
"""

_LEDGER = """\
读公文，生成任务台账。 Read official documents and write their ledger of tasks.

可读 .txt .docx .pdf（有文字层）.ofd .html；装有 LibreOffice 时还可读 .doc .wps .rtf。
一次可给多个文件或文件夹，读不了的文件会说明原因，其余照常读完。
"""

_LEDGER_EXAMPLES = """\
例 / examples:
  baicheng ledger 方案.docx                        在旁边生成 方案-台账.xlsx
  baicheng ledger 方案.pdf --format html           可在浏览器中对照原文核对的网页
  baicheng ledger 方案.txt --format json           输出到屏幕（标准输出），供程序使用
  baicheng ledger 文件夹/ --output 台账/            文件夹里的每个文件各生成一份
  baicheng ledger 方案.docx --units 单位名单.csv    指出名单之外的单位
退出码 / exit codes: 0 全部读完; 1 有文件没有读成; 2 命令写错
"""

_UNITS_HELP = (
    "单位名单（CSV，第一列为单位名称，其余列为别名），用于指出名单之外的单位 / known units, to flag others"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parser().parse_args(argv)
    run: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return run(arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SUCCESS
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    """The command line's parser with all commands."""
    raw = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(prog="baicheng", description=_DESCRIPTION, formatter_class=raw)
    top.add_argument("--version", action="version", version=f"baicheng {__version__}")
    commands = top.add_subparsers(title="命令 / commands", required=True, metavar="COMMAND")

    ledger = commands.add_parser(
        "ledger",
        help="公文 → 任务台账 / document to ledger",
        description=_LEDGER,
        epilog=_LEDGER_EXAMPLES,
        formatter_class=raw,
    )
    ledger.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件或文件夹 / files or folders")
    ledger.add_argument(
        "--format", choices=_FORMATS, help="输出格式，默认 xlsx / output format, default xlsx"
    )
    ledger.add_argument(
        "--output",
        type=Path,
        metavar="PATH",
        help="输出文件；没有后缀的名字为文件夹 / file; a name without suffix is a folder",
    )
    ledger.add_argument("--year", type=_year, metavar="YYYY", help="“年底前”所指的年份 / the plan year")
    ledger.add_argument("--units", type=Path, metavar="units.csv", help=_UNITS_HELP)
    ledger.set_defaults(run=_run_ledger)

    split = commands.add_parser(
        "split",
        help="公报 → 单篇文件 / gazette to single documents",
        description="把公报或文件汇编拆成单篇公文。 Split a gazette into its documents.",
        formatter_class=raw,
    )
    split.add_argument("file", type=Path, metavar="FILE")
    split.add_argument(
        "--format", choices=("json", "files"), default=None, help="json：目录；files：每篇一个文本文件"
    )
    split.add_argument("--output", type=Path, metavar="PATH", help="输出文件（json）或文件夹（files）")
    split.set_defaults(run=_run_split)

    clauses = commands.add_parser(
        "clauses",
        help="公文 → 条款结构 / document to tree of clauses",
        description="列出公文的条款结构及每条的地址和位置。 The tree of clauses with addresses and spans.",
        formatter_class=raw,
    )
    clauses.add_argument("file", type=Path, metavar="FILE")
    clauses.add_argument("--format", choices=("json", "text"), default="json")
    clauses.add_argument("--output", type=Path, metavar="PATH")
    clauses.set_defaults(run=_run_clauses)

    add_pack(commands)
    add_rules(commands)
    add_assessments(commands)

    add_server(commands)
    return top


def _year(text: str) -> int:
    if not (text.isdigit() and 1949 <= int(text) <= 2200):
        raise argparse.ArgumentTypeError(f"“{text}”不是年份，请写四位数字，如 2018")
    return int(text)


def _run_ledger(arguments: argparse.Namespace) -> int:
    from baicheng.commands.ledger import run

    return run(
        arguments.files,
        format_name=arguments.format,
        output=arguments.output,
        year=arguments.year,
        units_file=arguments.units,
    )


def _run_split(arguments: argparse.Namespace) -> int:
    from baicheng.commands.split import run

    return run(arguments.file, format_name=arguments.format, output=arguments.output)


def _run_clauses(arguments: argparse.Namespace) -> int:
    from baicheng.commands.clauses import run

    return run(arguments.file, format_name=arguments.format, output=arguments.output)


if __name__ == "__main__":
    sys.exit(main())
