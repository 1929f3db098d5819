"""Installing packs, and deciding local values: proposed by one person, approved by another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files, read_folder
from baicheng.packs.local_values import OFFICE
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.shelf import BUILTIN
from baicheng.packs.stored_files import as_text
from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import actor_of, has_role, is_office
from baicheng.server.editions.local_values import refuse_unfit
from baicheng.server.editions.models import Edition, LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION, packs
from baicheng.server.history.actors import Actor
from baicheng.server.history.services import record
from baicheng.server.orgs.models import Subject
from baicheng.server.web.reasons import require_reason


@dataclass(frozen=True)
class Candidate:
    """A pack that can be installed: read, and without faults."""

    pack: Pack
    texts: Mapping[str, str]

    @property
    def digest(self) -> str:
        """The same files give the same."""
        stated = json.dumps(self.texts, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(stated.encode()).hexdigest()


def candidate(source: Path | str) -> Candidate:
    """Read and check a pack from its folder, or one that ships by its name.

    Raises:
        ValidationError: it has faults or needs one that is not installed, or its version is installed with
            other content.
    """
    files, problems = read_folder(BUILTIN / source if isinstance(source, str) else source)
    loaded = load_files(files)
    _refuse(problems + loaded.problems)
    found = loaded.pack
    assert found is not None, "without problems there is a pack"
    _refuse(check(found, {pack.name: pack for pack in packs()}))
    read = Candidate(found, {path: as_text(path, content) for path, content in files.items()})
    version = found.manifest.version
    same = Edition.objects.filter(pack=found.name, version=version).first()
    if same is not None and same.digest != read.digest:
        raise ValidationError(
            _("%(pack)s %(version)s is installed with other content: raise the version in pack.yaml.")
            % {"pack": found.name, "version": version}
        )
    return read


@transaction.atomic
def install(source: Path | str | Candidate, *, at: datetime, actor: Actor) -> Edition:
    """Install a pack from its folder, or one that ships by its name; it becomes the active edition.

    The same files again give the edition that is there. Nothing of the past is rewritten: values and
    rules are dated. What follows from it for duties and indicators, ``duties.services.install_pack`` does.

    Raises:
        ValidationError: see ``candidate``.
    """
    read = source if isinstance(source, Candidate) else candidate(source)
    name, version = read.pack.name, read.pack.manifest.version
    before = Edition.objects.filter(pack=name, active=True).first()
    same = Edition.objects.filter(pack=name, version=version).first()
    if same is not None and same == before:
        return same
    Edition.objects.filter(pack=name, active=True).update(active=False)
    edition = same or Edition(
        pack=name, version=version, digest=read.digest, files=dict(read.texts), installed_at=at
    )
    edition.active = True
    edition.save()
    changes = {"version": [before.version if before else None, version], "digest": [None, read.digest]}
    _note(name, "edition.installed", actor, at, changes)
    return edition


def _refuse(problems: tuple[Problem, ...]) -> None:
    faults = [str(problem) for problem in problems if not problem.warning]
    if faults:
        raise ValidationError(faults)


@transaction.atomic
def propose_local_value(
    *,
    pack: str,
    path: str,
    value: Any,
    since: date,
    user: User,
    at: datetime,
    reason: str,
    decided_by: str,
    until: date | None = None,
) -> LocalValue:
    """Propose that the installation decides a value itself.

    Args:
        pack: the pack's name; "" for the installation's own, such as ``calendar.days``.
        path: ``office``, ``calendar.days``, ``values.TABLE``, ``values.TABLE.OPTION`` or ``groups.GROUP``.
        decided_by: who decided it, with the document's number where there is one.

    Raises:
        PermissionDenied: the user is neither of the programme's office nor administrator.
        ValidationError: there is no such path, the value does not fit it, or no reason is given.
    """
    _require_decider(user, pack, at)
    for field, text in (("reason", reason), ("decided_by", decided_by)):
        if not text.strip():
            raise ValidationError({field: _("Please fill this in.")})
    if until is not None and until <= since:
        raise ValidationError({"until": _("It ends after it begins.")})
    refuse_unfit(pack, path, value)
    proposed = LocalValue.objects.create(
        pack=pack,
        path=path,
        value=value,
        since=since,
        until=until,
        reason=reason.strip(),
        decided_by=decided_by.strip(),
        proposed_by=user,
        proposed_at=at,
    )
    changes = {path: [None, value], "since": [None, since.isoformat()]}
    _note(pack, "local_value.proposed", actor_of(user), at, changes, reason)
    return proposed


def approve_local_value(value: LocalValue, *, user: User, at: datetime, reason: str = "") -> LocalValue:
    """Approve what somebody else proposed; it holds from its first day on.

    A value of the calendar moves open time limits, which the registers' next projection does.

    Raises:
        PermissionDenied: the user proposed it, or is neither of the office nor administrator.
        ValidationError: it is settled already.
    """
    return _settle(value, LocalValueState.APPROVED, user, at, reason)


def refuse_local_value(value: LocalValue, *, user: User, at: datetime, reason: str) -> LocalValue:
    """Refuse what somebody else proposed; see :func:`approve_local_value` for the errors."""
    return _settle(value, LocalValueState.REFUSED, user, at, reason)


@transaction.atomic
def withdraw_local_value(value: LocalValue, *, user: User, at: datetime, reason: str) -> LocalValue:
    """End an approved value today, or take back one that does not hold yet.

    Raises:
        PermissionDenied: the user is neither of the programme's office nor administrator.
        ValidationError: it is refused or withdrawn already, or no reason is given.
    """
    row = LocalValue.objects.select_for_update().get(pk=value.pk)
    _require_decider(user, row.pack, at)
    require_reason(reason)
    if row.state not in (LocalValueState.PROPOSED, LocalValueState.APPROVED):
        raise ValidationError(_("This value is settled already."))
    today = china_date(at)
    if row.state == LocalValueState.APPROVED and row.since < today:
        row.until = today if row.until is None else min(row.until, today)
    else:
        row.state, row.settled_by, row.settled_at = LocalValueState.WITHDRAWN, user, at
    row.save()
    _note(row.pack, "local_value.withdrawn", actor_of(user), at, {row.path: [row.value, None]}, reason)
    return row


@transaction.atomic
def _settle(value: LocalValue, state: LocalValueState, user: User, at: datetime, reason: str) -> LocalValue:
    row = LocalValue.objects.select_for_update().get(pk=value.pk)
    _require_decider(user, row.pack, at)
    if row.proposed_by_id == user.pk:
        raise PermissionDenied(_("Somebody else decides on what you proposed."))
    if state == LocalValueState.REFUSED:
        require_reason(reason)
    if row.state != LocalValueState.PROPOSED:
        raise ValidationError(_("This value is settled already."))
    if state == LocalValueState.APPROVED:
        refuse_unfit(row.pack, row.path, row.value)
    row.state, row.settled_by, row.settled_at = state, user, at
    row.save()
    changes = {row.path: [None, row.value], "state": [LocalValueState.PROPOSED.value, state.value]}
    _note(row.pack, f"local_value.{state.value}", actor_of(user), at, changes, reason)
    return row


@transaction.atomic
def bind_office(
    programme: str,
    unit: Subject,
    *,
    since: date,
    user: User,
    at: datetime,
    reason: str,
    decided_by: str = "",
) -> LocalValue:
    """Say at once which unit is a programme's office, as long as nobody has said so before.

    Without an office nobody could propose it, so the first is an administrator's word alone.

    Raises:
        PermissionDenied: the user is no administrator.
        ValidationError: an office is bound already, so that a change is proposed and approved.
    """
    if not has_role(user, Role.ADMINISTRATOR, on=china_date(at)):
        raise PermissionDenied(_("Only an administrator says which unit is a programme's office."))
    values = LocalValue.objects.filter(pack=programme, path=OFFICE, state=LocalValueState.APPROVED)
    if values.exists():
        raise ValidationError(_("This programme has its office: propose the change, another approves it."))
    refuse_unfit(programme, OFFICE, unit.pk)
    bound = LocalValue.objects.create(
        pack=programme,
        path=OFFICE,
        value=unit.pk,
        since=since,
        reason=reason,
        decided_by=decided_by.strip() or str(user),
        state=LocalValueState.APPROVED,
        proposed_by=user,
        proposed_at=at,
        settled_by=user,
        settled_at=at,
    )
    _note(programme, "local_value.approved", actor_of(user), at, {OFFICE: [None, unit.name]}, reason)
    return bound


def _require_decider(user: User, pack: str, at: datetime) -> None:
    day = china_date(at)
    if has_role(user, Role.ADMINISTRATOR, on=day):
        return
    if pack == INSTALLATION or not is_office(user, pack, day):
        raise PermissionDenied(_("Only the programme's office and administrators decide local values."))


def _note(
    pack: str, verb: str, actor: Actor, at: datetime, changes: Mapping[str, list[Any]], reason: str = ""
) -> None:
    record(
        chain=f"editions.edition:{pack}",
        verb=f"editions.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        reason=reason,
    )
