"""``baicheng assess``: a rule run over everything that was known, and an earlier run repeated."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say

if TYPE_CHECKING:
    from baicheng.server.accounts.models import User
    from baicheng.server.assessments.models import Result, Run


def run(
    rule: str, *, pack: str | None, since: date | None, until: date | None, known: date | None, by: str
) -> int:
    """Run a rule and list its results; returns the exit code."""
    if pack is None or since is None or until is None:
        say("请写 --pack、--since 和 --until / write --pack, --since and --until")
        return FAILED
    return with_installation(lambda: _run(rule, pack, since, until, known, by))


def rerun(number: int | None, *, by: str) -> int:
    """Repeat a run; returns the exit code: 1 where something differs."""
    if number is None:
        say("请写要复算哪一次：baicheng assess rerun 12 / write which run")
        return FAILED
    return with_installation(lambda: _rerun(number, by))


def _run(rule: str, pack: str, since: date, until: date, known: date | None, by: str) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.rules.setting import Period
    from baicheng.server.assessments.services import ask_run, carry_out

    now = timezone.now()
    try:
        period = Period(since, until)
    except ValueError as error:
        raise ValidationError(f"--since 要早于 --until（--until 当天不算）/ {error}") from error
    asked = ask_run(programme=pack, rule=rule, period=period, user=_office(by, pack), at=now, known_on=known)
    made = carry_out(asked, at=now)
    if not made.digest:
        say(f"没有算成 / failed: {made.message}")
        return FAILED
    for one in made.results.select_related("about"):
        emit(_line(one))
    emit(_summary(made))
    return SUCCESS


def _line(one: Result) -> str:
    shown = ["" if one.place is None else str(one.place), one.called, _figure(one), one.grade]
    if one.undecided:
        shown.append("待定：" + "；".join(each["because"]["zh"] for each in one.undecided))
    return "\t".join(shown)


def _figure(one: Result) -> str:
    return one.outcome if one.total is None else f"{one.total.normalize():f}"


def _summary(made: Run) -> str:
    return (
        f"第 {made.pk} 次计算 / run {made.pk}：{made.subjects} 个对象，{made.undecided} 个待定，"
        f"sha256 {made.digest}"
    )


def _rerun(number: int, by: str) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.rules.database import RunFailed
    from baicheng.server.assessments.models import Run
    from baicheng.server.assessments.services import rerun as repeated

    found = Run.objects.select_related("snapshot").filter(pk=number).first()
    if found is None:
        raise ValidationError(f"没有第 {number} 次计算 / there is no run {number}")
    try:
        again = repeated(found, user=_office(by, found.programme), at=timezone.now())
    except RunFailed as error:
        say(f"没有算成 / failed: {error}")
        return FAILED
    if again.reworded:
        emit("数字一致，只是这个版本的说法不同 / the same figures; this version words its reasons otherwise")
        return SUCCESS
    if again.is_same:
        emit(f"一致 / the same: sha256 {again.digest}")
        return SUCCESS
    names = dict(found.results.values_list("subject", "label"))
    emit(f"不一致 / differs: {found.digest} → {again.digest}")
    for subject in again.differing:
        emit(names.get(subject) or subject)
    return FAILED


def _office(username: str, programme: str) -> User:
    """On whose behalf it is done: the one named, else the only one of the programme's office.

    Raises:
        ValidationError: there is nobody, or there are several and none is named.
    """
    from django.core.exceptions import ValidationError

    from baicheng.commands.user import account
    from baicheng.server.accounts.queries import office_users

    if username:
        return account(username)
    found = list(office_users(programme).order_by("username")[:20])
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(
            f"规则包 {programme} 的主办单位还没有账号 / nobody is of the programme's office"
        )
    names = "、".join(user.username for user in found)
    raise ValidationError(f"请用 --by 写明以哪位工作人员的名义 / say with --by on whose behalf: {names}")
