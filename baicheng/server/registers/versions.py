"""What a record was by date (版本): intervals that a correction of the past splits and runs through.

A version holds in ``[since, until)``. Those that are known now and not superseded follow each other
without a gap from the day of opening on. What is stated at a moment holds until the next moment at which
the same is stated: a correction of the past runs on until there, and no further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.server.registers.models import Record, Version

#: Makes the computed fields anew after others have changed.
Recompute = Callable[[dict[str, Any]], dict[str, Any]]
#: A path such as ``state`` or ``fields.progress``, and what it is; ``None`` for a field means not given.
Facts = Mapping[str, Any]

FIELDS = "fields."
#: What is derived from the assignments about a record: when it is due, and how it stands.
DERIVED = ("due_at", "stage", "deadline_at", "risk_at", "risk")


def begin(record: Record, *, since: datetime, at: datetime) -> Version:
    """Keep the first version of a new record."""
    version = first(record, since=since, at=at)
    version.save(force_insert=True)
    return version


def first(record: Record, *, since: datetime, at: datetime) -> Version:
    """The first version of a new record, to be stored: everything is stated when it is opened."""
    stated = ["number", "title", "state", *DERIVED, *(f"{FIELDS}{name}" for name in record.fields)]
    return Version(
        record=record,
        register=record.register,
        number=record.number,
        title=record.title,
        state=record.state,
        fields=record.fields,
        **{name: getattr(record, name) for name in DERIVED},
        stated=stated,
        since=since,
        recorded_at=at,
    )


def state_facts(
    record: Record, facts: Facts, *, held_at: datetime, at: datetime, recompute: Recompute
) -> Version:
    """State that facts hold from a moment on; returns what the record is at last.

    Raises:
        ValidationError: the moment lies before the record was opened.
    """
    known = list(Version.objects.filter(record=record, superseded_at=None).order_by("since"))
    before = [version for version in known if version.since <= held_at]
    if not before:
        raise ValidationError(_("The record was opened only after that moment."))
    here, later = before[-1], known[len(before) :]
    fresh = []
    if here.since < held_at:
        fresh.append(_copy(here, at, until=held_at))
    first = _changed(here, facts, at, recompute, since=held_at)
    first.stated = sorted({*(here.stated if here.since == held_at else ()), *facts})
    fresh.append(first)
    replaced = [here]
    open_facts = dict(facts)
    for version in later:
        open_facts = {path: value for path, value in open_facts.items() if path not in version.stated}
        if not open_facts:
            break
        replaced.append(version)
        fresh.append(_changed(version, open_facts, at, recompute, since=version.since))
    Version.objects.filter(pk__in=[version.pk for version in replaced]).update(superseded_at=at)
    Version.objects.bulk_create(fresh)
    return fresh[-1] if len(replaced) > len(later) else known[-1]


def known_at(record: Record, held_at: datetime) -> Version | None:
    """What a record was at a moment, as known now; none before it was opened."""
    then = Version.objects.filter(record=record, superseded_at=None, since__lte=held_at)
    return then.order_by("since").last()


def value_at(version: Version, path: str) -> Any:
    """What a version says of a path."""
    if path.startswith(FIELDS):
        return version.fields.get(path.removeprefix(FIELDS))
    return getattr(version, path)


def _copy(version: Version, at: datetime, **changed: Any) -> Version:
    kept = ("record", "register", "number", "title", "state", *DERIVED, "stated", "since", "until")
    values: dict[str, Any] = {name: getattr(version, name) for name in kept}
    values["fields"] = deepcopy(version.fields)
    return Version(**{**values, **changed}, recorded_at=at)


def _changed(
    version: Version, facts: Facts, at: datetime, recompute: Recompute, *, since: datetime
) -> Version:
    changed = _copy(version, at, since=since)
    for path, value in facts.items():
        if not path.startswith(FIELDS):
            setattr(changed, path, value)
        elif value is None:
            changed.fields.pop(path.removeprefix(FIELDS), None)
        else:
            changed.fields[path.removeprefix(FIELDS)] = value
    changed.fields = recompute(changed.fields)
    return changed
