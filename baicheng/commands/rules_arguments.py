"""The arguments of ``baicheng rules``; like the command line itself it imports the standard library only."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

_RULES = """\
规则：评分表、判定表、等级、奖补，写成一个个文件。 Rules: scorecards, decisions, grades, benefits, as files.

写法见 docs/rules.md。 How they are written: docs/rules.md.
"""

_CHECK = """\
核对规则文件或规则包里的全部规则，逐条说明错在哪一行、怎样改。
Check a file of rules, or all rules of a pack; each line names file, line, key, fault and remedy.
"""

_SHOW = """\
显示一条规则怎样计算：各评分项的条款和计分方式，或整条 SQL 语句。
Show how a rule is reckoned: its items with clause and form, or the one SQL statement.
"""


def add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command ``rules`` and what it can do."""
    raw = argparse.RawDescriptionHelpFormatter
    rules = commands.add_parser(
        "rules", help="规则：核对、显示 / rules: check, show", description=_RULES, formatter_class=raw
    )
    verbs = rules.add_subparsers(title="操作 / verbs", required=True, metavar="VERB")

    check = verbs.add_parser(
        "check",
        help="核对规则 / check rules",
        description=_CHECK,
        epilog="退出码 / exit codes: 0 没有错误; 1 有错误; 2 命令写错",
        formatter_class=raw,
    )
    check.add_argument(
        "paths", nargs="+", type=Path, metavar="FILE|PACK", help="规则文件或规则包文件夹 / files or packs"
    )
    check.set_defaults(run=_check)

    show = verbs.add_parser(
        "show",
        help="显示规则 / show a rule",
        description=_SHOW,
        epilog="退出码 / exit codes: 0 已显示; 1 规则有错误或没有这一项; 2 命令写错",
        formatter_class=raw,
    )
    show.add_argument("file", type=Path, metavar="FILE", help="规则文件 / a file of rules")
    show.add_argument("item", nargs="?", metavar="ITEM", help="只看这一项 / this item only")
    show.add_argument(
        "--pack",
        type=Path,
        metavar="FOLDER",
        help="不在规则包里的文件所属的规则包 / the pack of a file that lies in none",
    )
    show.add_argument(
        "--from", dest="since", type=_day, metavar="DAY", help="考核期第一天 / first day judged"
    )
    show.add_argument(
        "--until", type=_day, metavar="DAY", help="考核期后的第一天 / first day no longer judged"
    )
    show.add_argument(
        "--dialect", default="duckdb", choices=("duckdb", "spark"), help="SQL 方言 / dialect of SQL"
    )
    show.set_defaults(run=_show)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2019-03-08") from None


def _check(arguments: argparse.Namespace) -> int:
    from baicheng.commands.rules_check import run

    return run(arguments.paths)


def _show(arguments: argparse.Namespace) -> int:
    from baicheng.commands.rules_show import run

    return run(
        arguments.file,
        item=arguments.item,
        pack=arguments.pack,
        since=arguments.since,
        until=arguments.until,
        dialect=arguments.dialect,
    )
