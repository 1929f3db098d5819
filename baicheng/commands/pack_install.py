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


def run_upgrade(source: str, *, preview: bool) -> int:
    """Install a new version of a pack and say what it changes, or only say it; returns the exit code."""
    return with_installation(lambda: _upgrade(source, preview=preview))


def run_list() -> int:
    """List what is installed, and what ships and is not; returns the exit code."""
    return with_installation(_list)


def _install(packs: Sequence[str]) -> int:
    from django.utils import timezone

    from baicheng.server.duties.services import install_pack
    from baicheng.server.editions.queries import office_of
    from baicheng.server.history.actors import COMMAND_LINE

    for name in packs:
        installed = install_pack(_source(name), at=timezone.now(), actor=COMMAND_LINE)
        edition = installed.edition
        emit(f"{edition.pack} {edition.version}  已安装 / installed")
        for fate in installed.diff.local_values if installed.diff else ():
            if fate.fate != "applies":
                say(f"{fate.path}: {fate.zh} / {fate.en}")
        if office_of(edition.pack) is None:
            say(f"{edition.pack} 还没有主办单位，请管理员指定（本地取值 office），办法见安装与维护说明。")
    return SUCCESS


def _upgrade(source: str, *, preview: bool) -> int:
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from baicheng.server.duties.services import difference, install_pack
    from baicheng.server.editions.services import candidate
    from baicheng.server.history.actors import COMMAND_LINE

    now = timezone.now()
    read = candidate(_source(source))
    diff = difference(read, at=now)
    if diff is None:
        raise ValidationError(f"{read.pack.name} 还没有安装，请用 baicheng pack install / not installed yet")
    emit(diff.to_text())
    if not preview:
        edition = install_pack(_source(source), at=now, actor=COMMAND_LINE).edition
        emit(f"{edition.pack} {edition.version}  已安装 / installed")
    return SUCCESS


def _source(name: str) -> str | Path:
    """A pack that ships by its name, otherwise a folder."""
    from django.core.exceptions import ValidationError

    if (BUILTIN / name).is_dir():
        return name
    if not Path(name).is_dir():
        shipped = "、".join(folder.name for folder in builtin_folders())
        raise ValidationError(f"没有文件夹 {name}，也没有这个自带规则包。自带的有：{shipped}")
    return Path(name)


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
