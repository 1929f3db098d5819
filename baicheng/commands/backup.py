"""``baicheng backup`` and ``baicheng restore``: an installation in one file, and back."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from baicheng.commands import FAILED, SUCCESS
from baicheng.commands.installation import migrate, with_installation
from baicheng.commands.reporting import emit, say


def backup(arguments: argparse.Namespace) -> int:
    """Write a backup; returns the exit code."""
    return with_installation(lambda: _refusable(lambda: _backup(arguments.file, arguments.recipient)))


def restore(arguments: argparse.Namespace) -> int:
    """Restore a backup and verify it; returns the exit code: 1 where anything differs from what was saved."""
    return with_installation(
        lambda: _refusable(lambda: _restore(arguments.file, arguments.identity)), migrated=False
    )


def new_key(arguments: argparse.Namespace) -> int:
    """Write a new private key and print the public one; returns the exit code."""
    from baicheng.server.operation.encryption import new_key as made

    try:
        descriptor = os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        say(f"{arguments.file}：不能写入 / cannot be written ({error.strerror})")
        return FAILED
    identity, recipient = made()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"# public key: {recipient}\n{identity}\n")
    emit(f"私钥 / private key: {arguments.file}（请移到别处妥善保管 / keep it elsewhere）")
    emit(f"公钥 / public key: {recipient}")
    return SUCCESS


def _refusable(work: Callable[[], int]) -> int:
    from baicheng.server.operation.databases import DatabaseRefused
    from baicheng.server.operation.encryption import BackupRefused

    try:
        return work()
    except (BackupRefused, DatabaseRefused) as error:
        say(str(error))
    except OSError as error:
        say(f"{error.filename or ''} 读写失败 / cannot be read or written: {error.strerror or error}".strip())
    return FAILED


def _backup(target: Path, recipient: str) -> int:
    from django.utils import timezone

    from baicheng.server.operation.backup import write_backup

    made = write_backup(target, at=timezone.now(), recipient=recipient)
    size = target.stat().st_size / 1024 / 1024
    emit(
        f"已备份 / saved: {target}（{size:.1f} MB，{len(made.members)} 项，封存 / seal {made.checkpoint[:16] or '—'}）"
    )
    return SUCCESS


def _restore(source: Path, identity: Path | None) -> int:
    from django.conf import settings

    from baicheng.server.operation.restoring import differences
    from baicheng.server.operation.restoring import restore as restored

    key = identity.read_text("ascii") if identity else ""
    manifest = restored(source, Path(settings.DATA), settings.DATABASES["default"], identity=key)
    migrate()
    faults = list(differences(manifest))
    for difference in faults:
        emit(f"异常 / fault: {difference}")
    if faults:
        return FAILED
    emit(f"已恢复并核对 / restored and verified: {settings.DATA}（备份于 / saved {manifest.made_at[:16]}）")
    return SUCCESS
