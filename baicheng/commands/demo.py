"""``baicheng demo``: a made-up city in a folder of its own, built and served."""

from __future__ import annotations

import os
import shutil
import time
import unicodedata
from datetime import datetime
from pathlib import Path

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import migrate, with_installation
from baicheng.commands.reporting import emit, say
from baicheng.commands.serve import run as serve_it

#: Lies in a folder that may be emptied, because a demonstration made it.
_MARK = "demonstration"
#: The accounts that the table shows, and what to try with each.
_TO_TRY = (
    ("管理员 administrator", "admin", "开账号，授予角色"),
    ("提质办 office", "tizhi", "导入并下达方案，审核报告，下督办单，销号"),
    ("督查室 office", "ducha", "政府工作报告任务的台账"),
    ("市领导 viewer", "mayor", "看全部任务和滞后单位"),
    ("督查员 inspector", "jiancha", "查阅提质任务和佐证"),
    ("单位负责人 leader", "chengjian.leader", "看本单位承担的任务"),
    ("联络员 liaison", "chengjian", "“我的工作”：报进展，答复督办单"),
    ("联络员 liaison", "hechuan", "县里的任务"),
    ("惠企办 office", "huiqi", "企业库、申报，“考核计算”里的资金测算（9月以后的演示才有）"),
    ("企业 liaison", "qiye", "“奖补试算”里的可享政策"),
)


def run(
    folder: Path, *, serve: bool, host: str = "127.0.0.1", port: int = 8000, now: datetime | None = None
) -> int:
    """Build the demonstration in ``folder``, whatever was there before, and serve it; returns the exit code.

    Args:
        now: the moment up to which the city has lived; the present where it is not given.
    """
    if not _empty(folder):
        return FAILED
    if overruled := [name for name in ("BAICHENG_DATA", "BAICHENG_DATABASE_URL") if os.environ.get(name)]:
        say(f"演示不用 {'、'.join(overruled)}，数据放在 {folder} / the demonstration has a folder of its own")
    os.environ |= {
        "BAICHENG_DATA": str(folder.resolve()),
        "BAICHENG_DATABASE_URL": f"sqlite:///{folder.resolve() / 'baicheng.sqlite3'}",
        "BAICHENG_DEMO": "yes",
    }
    code = with_installation(lambda: _build(now), migrated=False)
    return serve_it(host, port, None) if code == SUCCESS and serve else code


def _empty(folder: Path) -> bool:
    """Make the folder empty and mark it; a folder that no demonstration made is left alone."""
    try:
        if folder.exists() and any(folder.iterdir()):
            if not (folder / _MARK).exists():
                say(f"{folder} 里有别的文件，没有动它。请用 --data 另给一个文件夹。")
                return False
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
    except OSError as error:
        say(f"{folder} 不能使用（{error.strerror}）。请用 --data 另给一个文件夹。")
        return False
    return True


def _build(now: datetime | None) -> int:
    from django.utils import timezone

    from baicheng.demo.build import build

    began = time.monotonic()
    migrate()
    build(now=now or timezone.now(), told=lambda step: say(f"  {step}"))
    say(f"演示城市已建成，用时 {time.monotonic() - began:.0f} 秒。")
    for line in _accounts():
        emit(line)
    return SUCCESS


def _accounts() -> list[str]:
    """The table of accounts to sign on with; the firms come to the city in the autumn, and theirs with them."""
    from baicheng.demo.people import PASSWORD
    from baicheng.server.accounts.models import User

    there = set(User.objects.values_list("username", flat=True))
    rows = [("角色 role", "登录名 user", "可以试试 try"), *(row for row in _TO_TRY if row[1] in there)]
    widths = [max(_width(row[place]) for row in rows) for place in range(2)]
    lines = [
        "  ".join([_padded(row[0], widths[0]), _padded(row[1], widths[1]), row[2]]).rstrip() for row in rows
    ]
    return [
        "",
        *lines,
        "",
        f"密码都是 / every password: {PASSWORD}",
        "数据均为虚构 / all data is made up",
        "",
    ]


def _width(text: str) -> int:
    """How many columns a text takes on a screen: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
