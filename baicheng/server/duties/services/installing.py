"""Installing packs and new versions of them (规则包升级), with what follows for duties and indicators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.diff import PackDiff, compare
from baicheng.packs.local_values import LocalValue
from baicheng.packs.pack import Pack
from baicheng.server.duties.services.defining import sync_pack_duties
from baicheng.server.duties.services.generating import generate
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import NotInstalled, pack, values_in_effect
from baicheng.server.editions.services import Candidate, candidate, install
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.indicators.services import sync_pack_indicators
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.indexing import index_fields


@dataclass(frozen=True)
class Installed:
    """What was installed, and what it changed; ``diff`` is none where the pack was not there before."""

    edition: Edition
    diff: PackDiff | None


def install_pack(source: Path | str | Candidate, *, at: datetime, actor: Actor) -> Installed:
    """Install a pack or a new version of one, and bring duties and indicators in line with it.

    Local values stay; ``diff`` says which still apply. Nothing of the past changes: what the earlier edition
    owed up to this day is opened first, and what runs goes on as ``on_change`` says.

    Raises:
        ValidationError: the pack has faults, needs one that is not installed, its version is installed with
            other content, or there are records for which it has no register or state.
    """
    read = source if isinstance(source, Candidate) else candidate(source)
    diff = difference(read, at=at)
    _refuse_stranded(read.pack)
    if diff is not None:
        generate(china_date(at) + timedelta(days=1), at, actor=actor, programme=read.pack.name)
    with transaction.atomic():
        edition = install(read, at=at, actor=actor)
        sync_pack(read.pack.name, at=at, actor=actor)
    return Installed(edition, diff)


def sync_pack(programme: str, *, at: datetime, actor: Actor = WORKER) -> None:
    """Bring indexes, indicators and duties in line with a pack's active edition; the same again changes nothing."""
    index_fields(programme)
    sync_pack_indicators(programme, at=at, actor=actor)
    sync_pack_duties(programme, at=at, actor=actor)


def difference(read: Candidate, *, at: datetime) -> PackDiff | None:
    """What a pack would change here, and what becomes of the local values; none where it is new."""
    name = read.pack.name
    try:
        before = pack(name)
    except NotInstalled:
        return None
    local = [
        LocalValue.model_construct(
            path=value.path,
            value=value.value,
            since=value.since,
            until=value.until,
            reason=value.reason,
            decided_by=value.decided_by,
        )
        for value in values_in_effect(name, china_date(at))
    ]
    return compare(before, read.pack, local)


def _refuse_stranded(new: Pack) -> None:
    """Refuse a version that has no place for records that are there.

    Raises:
        ValidationError: naming each register and state, with the number of its records.
    """
    faults = list(_stranded(new))
    if faults:
        raise ValidationError(faults)


def _stranded(new: Pack) -> Iterator[str]:
    rows = Record.objects.filter(register__startswith=f"{new.name}.").order_by("register", "state")
    for register_id, state, count in rows.values_list("register", "state").annotate(count=Count("pk")):
        name = register_id.partition(".")[2]
        register = new.registers.get(name)
        if register is None:
            yield _(
                "%(count)s records are in the register “%(register)s”, which version %(version)s does not have: "
                "keep it in the pack."
            ) % {"count": count, "register": name, "version": new.manifest.version}
        elif state not in (register.flow.states if register.flow else {""}):
            yield _(
                "%(count)s records of “%(register)s” are in the state “%(state)s”, which version %(version)s does "
                "not have: keep the state in the pack, or move the records first."
            ) % {
                "count": count,
                "register": register.title.zh,
                "state": state or "—",
                "version": new.manifest.version,
            }
