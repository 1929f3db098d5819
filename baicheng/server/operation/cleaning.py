"""Removing snapshots that nothing rests on (快照清理): never by itself, and never one that somebody may ask about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db.models import PROTECT, Model
from django.db.models.fields.reverse_related import ForeignObjectRel

from baicheng.server.assessments.models import Run, RunState, Snapshot
from baicheng.server.assessments.services.snapshotting import remove_snapshot, snapshots_folder
from baicheng.server.history.actors import Actor
from baicheng.server.publishing.models import Publication

#: A run that has not come to its end still needs its snapshot.
_GOING_ON = (RunState.WAITING, RunState.RUNNING)


class Removable(NamedTuple):
    """A snapshot on which nothing rests, and how much its files take."""

    snapshot: Snapshot
    size: int


def removable(*, days: int, at: datetime) -> list[Removable]:
    """The snapshots that were taken so many days ago and on which nothing rests, the oldest first.

    One is kept as long as a run with it is final, stands in a round or behind a paper, or has not ended.
    """
    old = Snapshot.objects.filter(taken_at__lt=at - timedelta(days=days)).order_by("taken_at", "pk")
    kept = set(Run.objects.filter(pk__in=relied_on()).values_list("snapshot_id", flat=True))
    found = (Removable(one, _size(snapshots_folder() / one.folder)) for one in old if one.pk not in kept)
    return [one for one in found if one.size]


def remove(found: Iterable[Removable], *, at: datetime, actor: Actor) -> int:
    """Remove snapshots that ``removable`` named, if still nothing rests on them; returns how many bytes are free now."""
    freed = 0
    for one in found:
        if not Run.objects.filter(snapshot=one.snapshot, pk__in=relied_on()).exists():
            remove_snapshot(one.snapshot, at=at, actor=actor)
            freed += one.size
    return freed


def relied_on() -> set[int]:
    """The runs on which something rests, by their ids."""
    rows = Run.objects.all()
    found = set(rows.exclude(final_at=None).values_list("pk", flat=True))
    found |= set(rows.filter(state__in=_GOING_ON).values_list("pk", flat=True))
    for model, column in _naming_runs():
        found |= set(model._default_manager.exclude(**{column: None}).values_list(column, flat=True))
    told = Publication.objects.filter(facts__has_key="run").values_list("facts__run__id", flat=True)
    return found | {int(one) for one in told if one is not None}


def _naming_runs() -> Iterator[tuple[type[Model], str]]:
    """Every model, of whatever app, that names a run and keeps it from being deleted."""
    for one in Run._meta.get_fields(include_hidden=True):
        if isinstance(one, ForeignObjectRel) and getattr(one, "on_delete", None) is PROTECT:
            yield one.related_model, f"{one.field.name}_id"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
