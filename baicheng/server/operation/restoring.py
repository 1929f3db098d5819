"""Restoring a backup into an empty place, and proving that it is what was saved (恢复)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from baicheng.server.operation.backup import FILES, KEY, Manifest, unpack
from baicheng.server.operation.databases import MEMBERS, engine_of, is_empty, load
from baicheng.server.operation.encryption import BackupRefused


def restore(source: Path, data: Path, database: Mapping[str, Any], *, identity: str = "") -> Manifest:
    """Put a backup into an empty data folder and an empty database.

    Raises:
        BackupRefused: something is there already, or the backup is not whole or of another kind of database.
        databases.DatabaseRefused: the database refuses.
    """
    if (data / FILES).exists() or not is_empty(database):
        raise BackupRefused(
            f"{data} 或数据库里已有数据。请恢复到空文件夹和空数据库 / not empty: restore into an empty place"
        )
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as name:
        folder = Path(name)
        manifest = unpack(source, folder, identity=identity)
        if manifest.engine != engine_of(database):
            raise BackupRefused(
                f"备份来自 {manifest.engine}，这里设置的是 {engine_of(database)} / another kind of database"
            )
        load(database, folder / MEMBERS[manifest.engine])
        (folder / FILES).mkdir(mode=0o700, exist_ok=True)
        (folder / FILES).replace(data / FILES)
        if (folder / KEY).exists():
            (folder / KEY).replace(data / KEY)
    return manifest


def differences(manifest: Manifest) -> Iterator[str]:
    """What of a restored installation is not what was saved: history, records and files, each in a line."""
    from baicheng.server.documents.models import Document
    from baicheng.server.history.models import Checkpoint
    from baicheng.server.history.verification import verify
    from baicheng.server.operation.auditing import verify_rows
    from baicheng.server.registers.models import Attachment

    if manifest.checkpoint and not Checkpoint.objects.filter(digest=manifest.checkpoint).exists():
        yield "缺少备份时封存的历史 / the seal of history is missing"
    for fault in (*verify().faults, *verify_rows()):
        yield f"{fault.chain} {fault.what}"
    for model in (Document, Attachment):
        for kept in model._default_manager.order_by("pk").iterator(chunk_size=500):
            try:
                with kept.file.open() as file:
                    same = hashlib.file_digest(file, "sha256").hexdigest() == kept.sha256
            except OSError:
                yield f"缺少文件 / a file is missing: {kept.file_name}"
            else:
                if not same:
                    yield f"文件内容不符 / a file differs: {kept.file_name}"
