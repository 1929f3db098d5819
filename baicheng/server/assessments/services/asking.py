"""Asking for a run (发起计算): by the programme's office, reckoned at once where the installation is small."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, end_of
from baicheng.rules.kinds import KINDS
from baicheng.rules.model.rule import Rule
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, is_office
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.queries import described, local_values_on
from baicheng.server.assessments.services.carrying_out import carry_out, note_run
from baicheng.server.assessments.told import plain
from baicheng.server.editions.models import Edition
from baicheng.server.editions.queries import NotInstalled, digest_of, loaded
from baicheng.server.registers.models import Version

#: An installation with so many versions of records is judged while somebody waits for the page.
AT_ONCE = 20_000


def run_rule(
    *,
    programme: str,
    rule: str,
    period: Period,
    user: User,
    at: datetime,
    known_on: date | None = None,
    edition: str | None = None,
) -> Run:
    """Ask for a run, and carry it out where the installation is small; ``carry_out_waiting`` does the others.

    Args:
        period: the days judged.
        known_on: the day of knowledge, until its end; as known now where none is given.
        edition: the digest of the edition of the pack by which is judged; the active one where none is given.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no such rule, it does not hold on the last day judged, or a day is still to come.
    """
    run = ask_run(
        programme=programme, rule=rule, period=period, user=user, at=at, known_on=known_on, edition=edition
    )
    return carry_out(run, at=at) if Version.objects.count() <= AT_ONCE else run


@transaction.atomic
def ask_run(
    *,
    programme: str,
    rule: str,
    period: Period,
    user: User,
    at: datetime,
    known_on: date | None = None,
    edition: str | None = None,
) -> Run:
    """Put a run down, with all on which it rests but the snapshot; see ``run_rule``."""
    refuse_unless_office(user, programme, at)
    digest, found = _judged_by(programme, edition, rule)
    today = china_date(at)
    if period.since > today:
        raise ValidationError({"since": _("This day is still to come: there is nothing to judge yet.")})
    if not found.in_force.holds(period.last_day):
        raise ValidationError({"rule": _("The rule does not hold on %(day)s.") % {"day": period.last_day}})
    if known_on is not None and known_on > today:
        raise ValidationError({"known_on": _("This day is still to come: nothing is known of it yet.")})
    known_at = at if known_on is None else min(end_of(known_on), at)
    held = Edition.objects.filter(pack=programme, digest=digest).latest("pk")
    run = Run.objects.create(
        programme=programme,
        rule=rule,
        kind=next(kind for kind, model in KINDS.items() if isinstance(found, model)),
        title=plain(found.title),
        edition=held.digest,
        edition_version=held.version,
        since=period.since,
        until=period.until,
        known_at=known_at,
        local_values=local_values_on(programme, period.last_day, known_at),
        asked_by=user,
        asked_at=at,
    )
    note_run(run, "asked", actor_of(user), at, {"state": [None, run.state]}, described(run))
    return run


def refuse_unless_office(user: User, programme: str, at: datetime) -> None:
    """Rules are run by the programme's office.

    Raises:
        PermissionDenied: the user is not of it.
    """
    if not is_office(user, programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office runs rules."))


def _judged_by(programme: str, edition: str | None, rule: str) -> tuple[str, Rule]:
    """The digest of the edition by which is judged, and its rule."""
    try:
        digest = edition or digest_of(programme)
        rules = loaded(digest).rules
    except NotInstalled as error:
        raise ValidationError({"programme": str(error)}) from error
    if rule not in rules:
        known = ", ".join(rules) or "—"
        raise ValidationError(
            {"rule": _("There is no rule %(rule)s; there are: %(names)s.") % {"rule": rule, "names": known}}
        )
    return digest, rules[rule]
