"""``baicheng user``: opening accounts, passwords and roles from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

from baicheng.commands import SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say

if TYPE_CHECKING:
    from baicheng.server.accounts.models import User


def run(verb: str, arguments: argparse.Namespace) -> int:
    """Do what the verb says; returns the exit code."""
    work = {"add": _add, "password": _password, "grant": _grant, "list": _list}[verb]
    return with_installation(lambda: work(arguments))


def _add(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from baicheng.server.accounts.queries import administrators
    from baicheng.server.accounts.services import create_first_administrator, create_user

    now = timezone.now()
    if not administrators(_today(now)).exists():
        password = _typed_password()
        create_first_administrator(
            username=arguments.username, name=arguments.name, password=password, at=now
        )
        emit(f"已建立管理员 {arguments.username} / administrator opened")
        return SUCCESS
    user, first = create_user(
        username=arguments.username,
        name=arguments.name,
        email=arguments.email,
        by=administrator(arguments.by),
        at=now,
    )
    emit(f"{user.username}  初始密码 / first password: {first}")
    say("第一次登录时须修改密码。还没有角色，请用 baicheng user grant 授予。")
    return SUCCESS


def _password(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from baicheng.server.notices.services import reset_password

    user = account(arguments.username)
    first = reset_password(user, by=administrator(arguments.by), at=timezone.now())
    emit(f"{user.username}  初始密码 / first password: {first}")
    return SUCCESS


def _grant(arguments: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.server.accounts.models import Role
    from baicheng.server.accounts.services import grant
    from baicheng.server.orgs.resolution import resolve

    now = timezone.now()
    unit = None
    if arguments.unit:
        found = resolve(arguments.unit, on=_today(now))
        if found.subject is None:
            alike = "、".join(candidate.subject.name for candidate in found.candidates)
            raise ValidationError(
                f"单位“{arguments.unit}”不在名录中" + (f"，相近的有：{alike}" if alike else "")
            )
        unit = found.subject
    given = grant(
        account(arguments.username),
        role=Role(arguments.role),
        unit=unit,
        programme=arguments.programme,
        since=arguments.since or _today(now),
        until=arguments.until,
        by=administrator(arguments.by),
        at=now,
    )
    emit(f"{given.user.username}  {given.role}  {given.unit or given.programme or '*'}  {given.since}")
    return SUCCESS


def _list(_arguments: argparse.Namespace) -> int:
    from baicheng.server.accounts.models import User

    for user in User.objects.select_related("person").order_by("username"):
        held = [
            f"{given.role}({given.unit or given.programme or '*'})" for given in user.grants.order_by("pk")
        ]
        state = "" if user.is_active else "  已停用 / closed"
        emit(f"{user.username}\t{user}\t{' '.join(held)}{state}")
    return SUCCESS


def _today(now: datetime) -> date:
    from django.utils import timezone

    return timezone.localdate(now)


def account(username: str) -> User:
    """The account with a user name.

    Raises:
        ValidationError: there is none.
    """
    from django.core.exceptions import ValidationError

    from baicheng.server.accounts.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise ValidationError(f"没有账号“{username}”。baicheng user list 列出全部账号。")
    return user


def administrator(username: str) -> User:
    """The administrator on whose behalf the command acts: the one named, else the only one there is.

    Raises:
        ValidationError: there are several and none is named, or there is none yet.
    """
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.server.accounts.queries import administrators

    if username:
        return account(username)
    found = list(administrators(timezone.localdate()).order_by("username")[:20])
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError("还没有管理员。请先用 baicheng user add 建立第一个账号。")
    names = "、".join(user.username for user in found)
    raise ValidationError(f"请用 --by 写明以哪位管理员的名义：{names}")


def _typed_password() -> str:
    """A password typed twice at the keyboard, or one line of standard input where that is no keyboard.

    Raises:
        ValidationError: the two differ.
    """
    from django.core.exceptions import ValidationError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("密码（至少10位）/ password: ")
    if getpass.getpass("再输入一次 / again: ") != first:
        raise ValidationError("两次输入不一样，请重来。")
    return first
