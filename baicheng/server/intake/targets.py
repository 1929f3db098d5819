"""The targets of an issued task (目标): each in its part; shares of counties tied to the whole they make up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baicheng.clock.instants import china_date
from baicheng.reading.model import Op as ReadOp
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import indicator_of_plan, set_target, split_target
from baicheng.server.intake.drafts import Draft, DraftPart, DraftTarget
from baicheng.server.intake.tasks import Ground
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import resolve
from baicheng.server.registers.models import Part, Record

_OPS = {
    ReadOp.AT_LEAST: Op.AT_LEAST,
    ReadOp.AT_MOST: Op.AT_MOST,
    ReadOp.EQUAL: Op.EQUAL,
    ReadOp.ABOVE: Op.ABOVE,
    ReadOp.BELOW: Op.BELOW,
}


@dataclass(frozen=True)
class _Stated:
    """A target as a part states it; ``subject`` whose it is, none if it is the whole's."""

    stated: DraftTarget
    draft: DraftPart
    part: Part
    subject: Subject | None

    @property
    def thing(self) -> tuple[str, str, str]:
        """What is measured: targets of the same words, unit and measure speak of the same."""
        return self.stated.indicator or self.draft.text[:100], self.stated.unit, self.stated.measure


def set_targets(ground: Ground, draft: Draft, record: Record, parts: Sequence[Part]) -> list[Target]:
    """Set the targets of a task's parts."""
    stated = [
        _Stated(one.target, one, part, _scope(ground, one.target))
        for one, part in zip(draft.parts, parts, strict=True)
        if one.target is not None
    ]
    made: list[Target] = []
    for thing in dict.fromkeys(one.thing for one in stated):
        made += _set(ground, draft, record, [one for one in stated if one.thing == thing])
    return made


def _scope(ground: Ground, target: DraftTarget) -> Subject | None:
    """Whose target it is, where its words name a unit or division of the directory."""
    if not target.scope:
        return None
    return resolve(target.scope, on=china_date(ground.at)).subject


def _set(ground: Ground, draft: Draft, record: Record, stated: Sequence[_Stated]) -> list[Target]:
    """Targets of one thing: with one whole, the others are its shares; otherwise each stands alone."""
    wholes = [one for one in stated if one.subject is None and not one.stated.subset]
    shares = [one for one in stated if one.subject is not None]
    if len(wholes) != 1 or not shares:
        return [target for one in stated for target in _set_one(ground, draft, record, one)]
    made = _set_one(ground, draft, record, wholes[0])
    for subset in (False, True):
        given = [
            (one.subject, one.stated.value)
            for one in _latest(shares)
            if one.stated.subset is subset and one.subject is not None
        ]
        if given:
            made += split_target(
                made[0],
                given,
                programme=ground.programme,
                user=ground.user,
                at=ground.at,
                subset=subset,
            )
    return made


def _latest(shares: Iterable[_Stated]) -> list[_Stated]:
    """One share of each subject: what is stated last, where a document states it twice."""
    found = {(one.subject.pk if one.subject else 0, one.stated.subset): one for one in shares}
    return list(found.values())


def _set_one(ground: Ground, draft: Draft, record: Record, one: _Stated) -> list[Target]:
    """A target; one that names a range (30至50) is at least its lower and at most its upper end."""
    stated = one.stated
    bounds: list[tuple[Op, Decimal]] = [(_OPS[stated.op], stated.value)]
    if stated.upper is not None:
        bounds = [(Op.AT_LEAST, stated.value), (Op.AT_MOST, stated.upper)]
    words, unit, _measure = one.thing
    return [
        set_target(
            indicator=indicator_of_plan(name=words, unit=unit, programme=ground.programme),
            op=op,
            value=value,
            unit=stated.unit,
            text=stated.text,
            due_on=one.draft.due_on or draft.due_on,
            period=_period(ground),
            subject=one.subject,
            clause=record.clause,
            document=ground.document,
            span=stated.span,
            record=record,
            part=one.part,
            programme=ground.programme,
            user=ground.user,
            at=ground.at,
        )
        for op, value in bounds
    ]


def _period(ground: Ground) -> tuple[date, date] | None:
    year = ground.document.plan_year
    return (date(year, 1, 1), date(year + 1, 1, 1)) if year else None
