"""The arguments of ``baicheng pack``; like the command line itself it imports the standard library only."""

from __future__ import annotations

import argparse
from pathlib import Path

_PACK = """\
规则包：公文的要求写成的文件夹。 Packs: what official documents demand, as folders of files.

写法见 docs/pack-language.md，从头写一个见 docs/pack-guide.md。
"""

_CHECK = """\
核对规则包，逐条说明错在哪个文件、哪一行、怎样改。
Check packs; each line names file, line, key, fault and remedy.
"""


def add_pack(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``pack`` and what it can do."""
    raw = argparse.RawDescriptionHelpFormatter
    pack = commands.add_parser(
        "pack",
        help="规则包：核对、试运行、比较 / packs: check, test, compare",
        description=_PACK,
        formatter_class=raw,
    )
    verbs = pack.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")

    check = verbs.add_parser(
        "check",
        help="核对规则包 / check packs",
        description=_CHECK,
        epilog="退出码 / exit codes: 0 没有错误（可有提醒）; 1 有错误; 2 命令写错",
        formatter_class=raw,
    )
    _folders(check)
    check.add_argument("--format", choices=("text", "json"), default="text", help="输出格式 / output format")
    check.set_defaults(run=_check)


def _folders(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "folders", nargs="+", type=Path, metavar="FOLDER", help="规则包文件夹 / folders of packs"
    )


def _check(arguments: argparse.Namespace) -> int:
    from baicheng.commands.pack_check import run

    return run(arguments.folders, format_name=arguments.format)
