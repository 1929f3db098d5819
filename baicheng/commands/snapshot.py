"""``baicheng snapshot``: everything that was recorded up to a moment, as files for analysis and for runs of rules."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from baicheng.clock.instants import CHINA, end_of
from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say


def run(as_of: date | None, to: Path | None) -> int:
    """Write a snapshot; returns the exit code.

    Args:
        as_of: a day, which stands for its end, or a moment; none: now.
        to: the folder; none: the installation keeps it in its data folder.
    """
    return with_installation(lambda: _write(as_of, to))


def clean(days: int, *, remove: bool) -> int:
    """List the old snapshots on which nothing rests, and remove them if that is said; returns the exit code.

    Args:
        days: taken so many days ago; below 0: as the installation's settings say.
    """
    return with_installation(lambda: _clean(days, remove))


def _clean(days: int, remove: bool) -> int:
    from django.conf import settings
    from django.utils import timezone

    from baicheng.server.history.actors import COMMAND_LINE
    from baicheng.server.operation import cleaning

    now = timezone.now()
    days = days if days >= 0 else settings.SNAPSHOT_DAYS
    found = cleaning.removable(days=days, at=now)
    for one in found:
        emit(f"{one.snapshot.folder}  {one.snapshot.as_of:%Y-%m-%d}  {one.size / 1e6:.1f} MB")
    if not remove:
        size = sum(one.size for one in found) / 1e6
        emit(
            f"{days} 天前生成、没有依据它的快照 {len(found)} 个，共 {size:.1f} MB；要删除请加 --remove / "
            f"{len(found)} snapshots older than {days} days rest behind nothing; add --remove to remove them"
        )
        return SUCCESS
    freed = cleaning.remove(found, at=now, actor=COMMAND_LINE) / 1e6
    emit(f"已删除，腾出 {freed:.1f} MB / removed, {freed:.1f} MB are free")
    return SUCCESS


def _write(as_of: date | None, to: Path | None) -> int:
    from django.utils import timezone

    from baicheng.server.assessments.services import export_snapshot, take_snapshot
    from baicheng.server.assessments.services.snapshotting import folder_of
    from baicheng.server.history.actors import COMMAND_LINE

    now = timezone.now()
    moment = _moment(as_of, now)
    try:
        if to is not None:
            digest, rows = export_snapshot(to, as_of=moment, at=now)
        else:
            made = take_snapshot(as_of=moment, at=now, actor=COMMAND_LINE)
            to, digest, rows = folder_of(made), made.digest, made.rows
    except OSError as error:
        say(f"{error.filename or to}：不能写入 / cannot be written ({error.strerror or error})")
        return FAILED
    emit(f"快照 / snapshot: {to}（{rows} 行 / rows，清单 / manifest sha256 {digest}）")
    return SUCCESS


def _moment(as_of: date | None, now: datetime) -> datetime:
    if as_of is None:
        return now
    if isinstance(as_of, datetime):
        return as_of if as_of.tzinfo else as_of.replace(tzinfo=CHINA)
    return min(end_of(as_of), now) if as_of <= now.astimezone(CHINA).date() else end_of(as_of)
