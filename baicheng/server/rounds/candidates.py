"""Whom a round assesses, and among whom is drawn for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.packs.schema.rounds import DrawnFrom, Lot
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.assessments.models import Run, RunState
from baicheng.server.assessments.services import run_rule
from baicheng.server.editions.queries import digest_of, loaded
from baicheng.server.orgs.models import Relation, RelationKind, Subject
from baicheng.server.registers.directory import OrgsLookup
from baicheng.server.registers.models import Party
from baicheng.server.rounds.models import Round
from baicheng.server.rounds.queries import value_of

#: A run this old still says whom a scorecard judges: a large installation reckons it before the round is opened.
_RECENT = timedelta(days=1)


def assessed(programme: str, one: PackRound, period: Period, *, user: User, at: datetime) -> list[Subject]:
    """Whom a round assesses, by name: the members of its list, or whom the scorecard judges.

    Raises:
        ValidationError: nobody is in the list, or the rule is still being reckoned.
    """
    if one.subjects.group is not None:
        day = min(period.last_day, china_date(at))
        found = {int(key) for key in OrgsLookup(programme).members(one.subjects.group, day)}
        empty = _(
            "Nobody is in the list %(group)s: enter its members first (local value “groups.%(group)s”)."
        )
        if not found:
            raise ValidationError(empty % {"group": one.subjects.group})
        return list(Subject.objects.filter(pk__in=found).order_by("name", "pk"))
    run = _trial(programme, one.rule, period, user, at)
    rows = Subject.objects.filter(pk__in=run.results.exclude(about=None).values("about"))
    if not rows.exists():
        raise ValidationError(_("The scorecard judges nobody in these days: there is nobody to assess."))
    return list(rows.order_by("name", "pk"))


def _trial(programme: str, rule: str, period: Period, user: User, at: datetime) -> Run:
    """A finished run of the scorecard over these days that knows what was known yesterday, or one made now."""
    done = Run.objects.filter(
        programme=programme,
        rule=rule,
        edition=digest_of(programme),
        since=period.since,
        until=period.until,
        state=RunState.DONE,
        known_at__gt=at - _RECENT,
    )
    run = done.order_by("-known_at", "-pk").first() or run_rule(
        programme=programme, rule=rule, period=period, user=user, at=at
    )
    if run.state == RunState.FAILED:
        raise ValidationError(_("The scorecard could not be reckoned: %(why)s") % {"why": run.message})
    if run.state != RunState.DONE:
        raise ValidationError(
            _("Whom the scorecard judges is being reckoned: open the round again in a few minutes.")
        )
    return run


def to_take(round_: Round, lot: Lot, day: date) -> int:
    """How many are drawn.

    Raises:
        ValidationError: no value holds on the day.
    """
    if isinstance(lot.take, int):
        return lot.take
    try:
        return int(value_of(round_, lot.take, day))
    except (TypeError, ValueError) as error:
        raise ValidationError(
            _("No document says how many are drawn (%(value)s): decide it locally first.")
            % {"value": lot.take}
        ) from error


def candidates(round_: Round, given: DrawnFrom, subject: Subject, day: date) -> list[int]:
    """Among whom is drawn for one that is assessed, by id."""
    found = (
        _of_register(round_, given, subject, day)
        if given.register_ is not None
        else _related(given, subject, day)
    )
    rows = Subject.objects.filter(pk__in=found).exclude(pk=subject.pk)
    if given.kinds:
        rows = rows.filter(kind__in=given.kinds)
    if given.levels:
        rows = rows.filter(level__in=given.levels)
    return sorted(one.pk for one in rows if one.until is None or one.until > day)


def _of_register(round_: Round, given: DrawnFrom, subject: Subject, day: date) -> Iterable[int]:
    """Those in a role of open records in which the one assessed has another."""
    register = loaded(round_.edition).registers[str(given.register_)]
    whole = f"{round_.programme}.{given.register_}"
    taking = Party.objects.known().on(day).filter(record__register=whole)
    records = taking.filter(role=given.of, subject=subject).values("record")
    rows = taking.filter(role=given.party, record__in=records)
    for field, value in given.with_.items():
        rows = rows.filter(**{f"record__fields__{field}": value})
    if register.flow is not None:
        final = [name for name, state in register.flow.states.items() if state.final]
        rows = rows.exclude(record__state__in=final)
    return rows.values_list("subject", flat=True)


def _related(given: DrawnFrom, subject: Subject, day: date) -> Iterable[int]:
    """Those related to the one assessed, to the divisions that it governs, or to who governs it."""
    facts = Relation.objects.known().on(day)
    governing = facts.filter(kind=RelationKind.GOVERNS)
    whole = {
        subject.pk,
        *governing.filter(object=subject).values_list("subject", flat=True),
        *governing.filter(subject=subject).values_list("object", flat=True),
    }
    rows = facts.filter(kind=given.relation)
    if given.is_towards:
        return rows.filter(object__in=whole).values_list("subject", flat=True)
    return rows.filter(subject__in=whole).exclude(object__in=whole).values_list("object", flat=True)
