"""A backup (备份): the database, the uploaded files and the key of an installation in one file.

A gzipped tar whose last member, ``manifest.json``, holds the digest of every other one: without it the file is
torn. With a recipient's key it is encrypted in the format of age (age-encryption.org), so that the machine that
makes backups cannot read them. Files are only ever added, so those that a database names are there when they are
copied after it.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from pydantic import TypeAdapter, ValidationError

from baicheng import __version__
from baicheng.server.history.models import Checkpoint
from baicheng.server.history.services import make_checkpoint
from baicheng.server.operation.databases import MEMBERS, dump, engine_of
from baicheng.server.operation.encryption import BackupRefused, Recipient, opened

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
KEY = "secret-key"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: SHA-256 by member, and the seal of history that it must show again."""

    made_at: str
    engine: str
    checkpoint: str
    version: str = __version__
    format: int = FORMAT
    members: dict[str, str] = field(default_factory=dict)


def write_backup(target: Path, *, at: datetime, recipient: str = "") -> Manifest:
    """Write a backup of the running installation; ``target`` is there whole or not at all.

    Args:
        recipient: the public key (``age1…``) for which it is encrypted; none: it is not.

    Raises:
        BackupRefused: the file is there already, or the key is none.
        databases.DatabaseRefused: the database cannot be copied.
        OSError: the disk refuses.
    """
    if target.exists():
        raise BackupRefused(f"{target} 已经存在，请换一个文件名 / exists already")
    owner = Recipient(recipient) if recipient else None
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        folder = Path(name)
        plain = folder / "plain"
        manifest = _pack(plain, folder, at)
        if owner:
            plain = owner.encrypt(plain, folder / "encrypted")
        plain.chmod(0o600)
        plain.replace(target)
    return manifest


def _pack(packed: Path, folder: Path, at: datetime) -> Manifest:
    database = settings.DATABASES["default"]
    engine = engine_of(database)
    make_checkpoint(at=at)
    sealed = Checkpoint.objects.order_by("-pk").values_list("digest", flat=True).first() or ""
    manifest = Manifest(at.isoformat(), engine, sealed)
    copy = folder / MEMBERS[engine]
    dump(database, copy)
    with tarfile.open(packed, "x:gz", compresslevel=3) as archive:
        _add(archive, copy, MEMBERS[engine], manifest)
        copy.unlink()
        if (key := Path(settings.DATA) / KEY).exists():
            _add(archive, key, KEY, manifest)
        for path in _files():
            _add(archive, path, f"{FILES}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}", manifest)
        told = TypeAdapter(Manifest).dump_json(manifest, indent=1)
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(told)
        archive.addfile(info, io.BytesIO(told))
    return manifest


def _files() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    yield from sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _add(archive: tarfile.TarFile, path: Path, name: str, manifest: Manifest) -> None:
    info = tarfile.TarInfo(name)
    with path.open("rb") as file:
        info.size = os.fstat(file.fileno()).st_size
        info.mode = 0o600
        hashed = _Hashed(file)
        archive.addfile(info, hashed)
    manifest.members[name] = hashed.digest()


class _Hashed:
    """A file whose digest is known once it was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._sha256.update(chunk)
        return chunk

    def digest(self) -> str:
        return self._sha256.hexdigest()


def unpack(source: Path, folder: Path, *, identity: str = "") -> Manifest:
    """Unpack a backup into an empty folder and check every member against the manifest.

    Args:
        identity: the private key (``AGE-SECRET-KEY-1…``) of an encrypted backup.

    Raises:
        BackupRefused: it is no backup, torn, altered, or encrypted for another key.
    """
    with opened(source, folder, identity) as file:
        try:
            with tarfile.open(fileobj=file, mode="r:gz") as archive:
                found = {name: _unpacked(archive, info, folder) for name, info in _members(archive)}
        except (tarfile.TarError, EOFError, OSError) as error:
            raise BackupRefused(f"{source} 不是完整的备份文件 / is no whole backup: {error}") from error
    manifest = _manifest(folder / MANIFEST, source)
    found.pop(MANIFEST, None)
    if manifest.format != FORMAT or found != manifest.members:
        wrong = sorted(
            name for name in found.keys() | manifest.members if found.get(name) != manifest.members.get(name)
        )
        raise BackupRefused(f"{source} 的内容与清单不符 / differs from its manifest: {', '.join(wrong[:5])}")
    return manifest


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, tarfile.TarInfo]]:
    """The members that a backup has; anything else in it is hostile."""
    known = {MANIFEST, KEY, *MEMBERS.values()}
    for info in archive:
        parts = info.name.split("/")
        inside = len(parts) > 1 and parts[0] == FILES and not {"", ".", ".."} & set(parts)
        if not info.isfile() or not (info.name in known or inside) or "\\" in info.name:
            raise BackupRefused(f"备份里有不该有的内容 / holds what no backup holds: {info.name!r}")
        yield info.name, info


def _unpacked(archive: tarfile.TarFile, info: tarfile.TarInfo, folder: Path) -> str:
    target = folder / info.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    stream = archive.extractfile(info)
    assert stream is not None
    with stream, target.open("xb") as out:
        target.chmod(0o600)
        while chunk := stream.read(_CHUNK):
            sha256.update(chunk)
            out.write(chunk)
    return sha256.hexdigest()


def _manifest(path: Path, source: Path) -> Manifest:
    try:
        return TypeAdapter(Manifest).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BackupRefused(f"{source} 没有清单，不是完整的备份文件 / is no whole backup") from error
