"""The arguments of ``baicheng snapshot`` and ``baicheng assess``; only the standard library is imported here."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path

_SNAPSHOT = """\
快照：把某一时刻之前记录的全部内容写成 Parquet 文件，附校验清单。个人信息不写入。
A snapshot: everything recorded up to a moment, as Parquet with a manifest of checksums; no personal data.
"""

_ASSESS = """\
按规则计算考核结果，或复算以前的一次。 Run a rule, or repeat an earlier run to the same points.

例 / examples:
  baicheng assess monthly_score --pack my_pack --since 2019-01-01 --until 2019-02-01
  baicheng assess monthly_score --pack my_pack --since 2019-01-01 --until 2019-02-01 --known 2019-02-05
  baicheng assess rerun 12
退出码 / exit codes: 0 已算出（复算：一致）; 1 没有算成（复算：不一致）; 2 命令写错
"""

#: The word in the place of a rule that repeats a run.
RERUN = "rerun"


def add_assessments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands ``snapshot`` and ``assess``."""
    raw = argparse.RawDescriptionHelpFormatter
    snapshot = commands.add_parser(
        "snapshot", help="快照 / everything as of a moment", description=_SNAPSHOT, formatter_class=raw
    )
    snapshot.add_argument(
        "--as-of", type=_moment, metavar="MOMENT", help="2019-02-05（当天结束）或 2019-02-05T09:00；默认现在"
    )
    snapshot.add_argument(
        "--to",
        type=Path,
        metavar="FOLDER",
        help="写到这个文件夹；默认写到数据文件夹 / default: the data folder",
    )
    snapshot.add_argument(
        "--clean",
        nargs="?",
        type=int,
        const=-1,
        metavar="DAYS",
        help="列出多少天前生成、没有定案或公布的计算依据的快照 / list old snapshots on which nothing rests",
    )
    snapshot.add_argument("--remove", action="store_true", help="并删除它们 / and remove those")
    snapshot.set_defaults(run=_snapshot)

    assess = commands.add_parser(
        "assess", help="考核计算 / run a rule", description=_ASSESS, formatter_class=raw
    )
    assess.add_argument("rule", metavar="RULE", help="规则名，或 rerun / the rule, or rerun")
    assess.add_argument("number", nargs="?", type=int, metavar="ID", help="rerun：哪一次计算 / which run")
    assess.add_argument("--pack", metavar="PACK", help="规则包 / the pack")
    assess.add_argument("--since", type=_day, metavar="DAY", help="考核期第一天 / first day judged")
    assess.add_argument(
        "--until", type=_day, metavar="DAY", help="考核期后的第一天 / first day no longer judged"
    )
    assess.add_argument(
        "--known",
        type=_day,
        metavar="DAY",
        help="截至哪天已知的情况，默认现在 / day of knowledge, default now",
    )
    assess.add_argument(
        "--by", default="", metavar="USERNAME", help="以主办单位哪位工作人员的名义 / on whose behalf"
    )
    assess.set_defaults(run=_assess)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2019-03-08") from None


def _moment(text: str) -> date:
    """A day, which stands for its end, or a moment in China's time."""
    try:
        return date.fromisoformat(text) if len(text) == len("2019-03-08") else datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是时刻，请写成 2019-03-08 或 2019-03-08T09:00") from None


def _snapshot(arguments: argparse.Namespace) -> int:
    from baicheng.commands import USAGE, snapshot
    from baicheng.commands.reporting import say

    if arguments.clean is not None:
        return snapshot.clean(arguments.clean, remove=arguments.remove)
    if arguments.remove:
        say("--remove 与 --clean 一起写 / --remove goes with --clean")
        return USAGE
    return snapshot.run(arguments.as_of, arguments.to)


def _assess(arguments: argparse.Namespace) -> int:
    from baicheng.commands import assess

    if arguments.rule == RERUN:
        return assess.rerun(arguments.number, by=arguments.by)
    return assess.run(
        arguments.rule,
        pack=arguments.pack,
        since=arguments.since,
        until=arguments.until,
        known=arguments.known,
        by=arguments.by,
    )
