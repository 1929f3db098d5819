"""``baicheng pack install`` and ``pack list``: which packs the server works by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baicheng.commands import SUCCESS
from baicheng.commands.installation import with_installation
from baicheng.commands.reporting import emit, say
from baicheng.packs.shelf import BUILTIN, builtin_folders


def run(packs: Sequence[str]) -> int:
    """Install packs in the order given, until one has faults; returns the exit code."""
    return with_installation(lambda: _install(packs))


def run_list() -> int:
    """List what is installed, and what ships and is not; returns the exit code."""
    return with_installation(_list)


def _install(packs: Sequence[str]) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.server.duties.services import sync_pack_duties
    from baicheng.server.editions.queries import office_of
    from baicheng.server.editions.services import install
    from baicheng.server.history.actors import COMMAND_LINE

    for name in packs:
        source: str | Path = name if (BUILTIN / name).is_dir() else Path(name)
        if isinstance(source, Path) and not source.is_dir():
            shipped = "、".join(folder.name for folder in builtin_folders())
            raise ValidationError(f"没有文件夹 {name}，也没有这个自带规则包。自带的有：{shipped}")
        now = timezone.now()
        edition = install(source, at=now, actor=COMMAND_LINE)
        sync_pack_duties(edition.pack, at=now, actor=COMMAND_LINE)
        emit(f"{edition.pack} {edition.version}  已安装 / installed")
        if office_of(edition.pack) is None:
            say(f"{edition.pack} 还没有主办单位，请管理员指定（本地取值 office），办法见安装与维护说明。")
    return SUCCESS


def _list() -> int:
    from baicheng.server.editions.queries import office_of, packs

    installed = packs()
    for pack in installed:
        office = office_of(pack.name)
        emit(
            f"{pack.name}\t{pack.manifest.version}\t{pack.manifest.title.zh}\t{office or '（未指定主办单位）'}"
        )
    names = {pack.name for pack in installed}
    for folder in builtin_folders():
        if folder.name not in names:
            emit(f"{folder.name}\t\t（未安装，baicheng pack install {folder.name}）")
    return SUCCESS
