"""Taking snapshots (快照): a folder that is there whole, or not at all."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng import __version__
from baicheng.clock.instants import in_china
from baicheng.packs.pack import Pack
from baicheng.server.assessments.exporting.relations import exported
from baicheng.server.assessments.exporting.shapes import moment
from baicheng.server.assessments.exporting.writing import (
    FORMAT,
    MANIFEST,
    faults,
    write_manifest,
    write_relation,
)
from baicheng.server.assessments.models import Snapshot
from baicheng.server.assessments.queries import RUNS
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import loaded
from baicheng.server.history.actors import Actor
from baicheng.server.history.services import record as note

#: The folder of the installation's data in which snapshots lie.
_FOLDER = "snapshots"


def snapshots_folder() -> Path:
    """Where the installation keeps its snapshots."""
    return Path(settings.DATA) / _FOLDER


def take_snapshot(
    *,
    as_of: datetime,
    at: datetime,
    actor: Actor,
    judged_by: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> Snapshot:
    """Write everything that was recorded up to a moment into the installation's data folder.

    Args:
        judged_by: the editions of packs, by version and digest, that are read instead of the active ones: a run may
            judge by one that was renewed since.

    Raises:
        ValidationError: the moment is still to come.
        OSError: the disk refuses; nothing is left behind.
    """
    _refuse_future(as_of, at)
    name = f"{moment(as_of):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
    editions = {**_active(), **judged_by}
    digest, rows = write_snapshot(snapshots_folder() / name, as_of=as_of, editions=editions)
    with transaction.atomic():
        made = Snapshot.objects.create(
            as_of=as_of,
            taken_at=at,
            folder=name,
            digest=digest,
            rows=rows,
            editions=editions,
            version=__version__,
        )
        note(
            chain=f"assessments.snapshot:{made.pk}",
            verb="assessments.snapshot.taken",
            actor=actor,
            at=at,
            changes={"digest": [None, digest]},
            context={"as_of": as_of.isoformat(), "rows": rows, "editions": editions},
        )
    return made


def export_snapshot(folder: Path, *, as_of: datetime, at: datetime) -> tuple[str, int]:
    """Write a snapshot into a folder of one's choice; returns the digest of its manifest and how many rows it has.

    Raises:
        ValidationError: the moment is still to come, or the folder is there and not empty.
    """
    _refuse_future(as_of, at)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ValidationError(_("%(folder)s is not empty; name another folder.") % {"folder": folder})
    return write_snapshot(folder, as_of=as_of, editions=_active())


def folder_of(snapshot: Snapshot) -> Path:
    """The folder of a snapshot, as it was written; one that is lost is written again as of the same moment.

    Raises:
        ValidationError: its files are not what its manifest says, or the database no longer gives the same.
    """
    folder = snapshots_folder() / snapshot.folder
    if not is_there(snapshot):
        digest, _rows = write_snapshot(folder, as_of=snapshot.as_of, editions=snapshot.editions)
        if digest != snapshot.digest:
            shutil.rmtree(folder)
            raise ValidationError(
                _("The snapshot %(name)s is lost, and the database does not give the same any more.")
                % {"name": snapshot.folder}
            )
    return folder


def is_there(snapshot: Snapshot) -> bool:
    """Whether the files of a snapshot are in the data folder."""
    return (snapshots_folder() / snapshot.folder / MANIFEST).is_file()


def remove_snapshot(snapshot: Snapshot, *, at: datetime, actor: Actor) -> None:
    """Remove the files of a snapshot and what its runs have laid out; its name stays as long as a run bears it.

    Whoever calls this knows that nothing rests on it. A run that names it can still be repeated as long as the
    database gives the same.
    """
    runs = list(snapshot.runs.values_list("pk", flat=True))
    with transaction.atomic():
        note(
            chain=f"assessments.snapshot:{snapshot.pk}",
            verb="assessments.snapshot.removed",
            actor=actor,
            at=at,
            changes={"digest": [snapshot.digest, None]},
            context={"as_of": snapshot.as_of.isoformat(), "rows": snapshot.rows, "runs": runs},
        )
        folder = snapshots_folder() / snapshot.folder
        if not runs:
            snapshot.delete()
    shutil.rmtree(folder, ignore_errors=True)
    for run in runs:
        shutil.rmtree(Path(settings.DATA) / RUNS / str(run), ignore_errors=True)


def refuse_altered(snapshot: Snapshot) -> None:
    """Refuse a snapshot whose files were changed after it was taken.

    Raises:
        ValidationError: naming the files.
    """
    if altered := faults(folder_of(snapshot)):
        raise ValidationError(
            _("Files of the snapshot %(name)s were changed: %(files)s.")
            % {"name": snapshot.folder, "files": ", ".join(altered[:5])}
        )


def write_snapshot(
    folder: Path, *, as_of: datetime, editions: Mapping[str, Mapping[str, str]]
) -> tuple[str, int]:
    """Write a snapshot beside its folder first, and rename that when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    half = folder.parent / f".{folder.name}-{secrets.token_hex(4)}"
    half.mkdir(mode=0o700)
    try:
        relations = _write(half, as_of, [loaded(one["digest"]) for one in editions.values()])
        stated = {
            "format": FORMAT,
            # In one zone, whatever the database gives the moment back in, so that it can be written again.
            "as_of": in_china(as_of).isoformat(),
            "zone": "Asia/Shanghai",
            "baicheng": __version__,
            "packs": editions,
            "relations": relations,
        }
        digest = write_manifest(half, stated)
        if folder.is_dir():
            folder.rmdir()
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    files = [file for relation in relations.values() for file in relation["files"]]
    return digest, sum(file["rows"] for file in files)


def _write(folder: Path, as_of: datetime, packs: list[Pack]) -> dict[str, Any]:
    return {one.name: write_relation(one, one.rows(as_of), folder) for one in exported(packs)}


def _active() -> dict[str, dict[str, str]]:
    """The packs that are installed, with the version and the digest of their files."""
    rows = Edition.objects.filter(active=True).order_by("pack").values_list("pack", "version", "digest")
    return {pack: {"version": version, "digest": digest} for pack, version, digest in rows}


def _refuse_future(as_of: datetime, at: datetime) -> None:
    if as_of > at:
        raise ValidationError({"as_of": _("This moment is still to come: nothing is known of it yet.")})
