"""``baicheng directory``: the directory and its people from one Excel file."""

from __future__ import annotations

import argparse
from pathlib import Path

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say


def run(verb: str, arguments: argparse.Namespace) -> int:
    """Write the empty form, or enter a filled-in one; returns the exit code."""
    work = {"template": _template, "import": _import}[verb]
    return with_installation(lambda: work(arguments.file, arguments), migrated=verb == "import")


def _template(file: Path, _arguments: argparse.Namespace) -> int:
    from django.utils.translation import override

    from baicheng.server.pages.roster.entering import blank_roster

    if file.exists():
        say(f"{file} 已经存在，没有改动 / exists already, left as it is")
        return FAILED
    with override("zh-hans"):
        file.write_bytes(blank_roster())
    emit(f"空表 / empty form: {file}")
    return SUCCESS


def _import(file: Path, arguments: argparse.Namespace) -> int:
    from django.utils import timezone
    from django.utils.translation import override

    from baicheng.commands.user import administrator
    from baicheng.server.pages.roster.entering import enter_roster

    try:
        content = file.read_bytes()
    except OSError as error:
        say(f"{file}：无法读取 / cannot be read ({error.strerror})")
        return FAILED
    with override("zh-hans"):
        entered = enter_roster(
            file.name,
            content,
            user=administrator(arguments.by),
            at=timezone.now(),
            check_only=arguments.check,
        )
    if arguments.check:
        emit("没有发现问题；仅核对，没有写入 / nothing is wrong; nothing was entered")
    emit(
        f"新增主体 {len(entered.subjects)}，关系 {entered.relations}，"
        f"账号 {len(entered.passwords)}，角色 {entered.roles} / subjects, relations, accounts, roles"
    )
    if not arguments.check:
        for username, name, password in entered.passwords:
            emit(f"{username}  {name}  初始密码 / first password: {password}")
    return SUCCESS
