"""The targets of an issued task (目标): each in its part; shares of counties tied to the whole they make up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from baicheng.clock.instants import china_date
from baicheng.reading.model import Op as ReadOp
from baicheng.reading.model import Portion
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import Share, indicator_of_plan, set_target, split_target
from baicheng.server.intake.drafts import Draft, DraftPart, DraftTarget
from baicheng.server.intake.each import each_of
from baicheng.server.intake.portions import thing, whole_of
from baicheng.server.intake.tasks import Ground
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.queries import related_from
from baicheng.server.orgs.resolution import resolve
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.parties import parties_of

_OPS = {
    ReadOp.AT_LEAST: Op.AT_LEAST,
    ReadOp.AT_MOST: Op.AT_MOST,
    ReadOp.EQUAL: Op.EQUAL,
    ReadOp.ABOVE: Op.ABOVE,
    ReadOp.BELOW: Op.BELOW,
}


@dataclass(frozen=True)
class _Stated:
    """A target as a part states it.

    ``subject`` is whose it is, none if it is the whole's; ``each`` are those who have it each for themselves.
    """

    number: int
    stated: DraftTarget
    draft: DraftPart
    part: Part
    subject: Subject | None
    each: Sequence[Subject] = ()

    @property
    def thing(self) -> tuple[str, str, str]:
        """What is measured."""
        return thing(self.draft, self.stated)


def set_targets(ground: Ground, draft: Draft, record: Record, parts: Sequence[Part]) -> list[Target]:
    """Set the targets of a task's parts; shares and subsets are tied to the whole that they are parts of."""
    holders = _holders(ground, record)
    stated = {
        number: _Stated(
            number, one.target, one, part, _whose(ground, one.target, holders), _each(ground, one, record)
        )
        for number, (one, part) in enumerate(zip(draft.parts, parts, strict=True))
        if one.target is not None
    }
    wholes = {number: _whole(draft, stated, one) for number, one in stated.items()}
    made: list[Target] = []
    for number, one in stated.items():
        if wholes[number] is not None:
            continue
        own = _set_one(ground, draft, record, one)
        made += own
        of_it = [stated[place] for place, whole in wholes.items() if whole == number]
        made += _split(ground, draft, own[0], of_it)
    return made


def _whole(draft: Draft, stated: Mapping[int, _Stated], one: _Stated) -> int | None:
    """The part that holds the whole of a target; of one that only names whose it is, the one whole there is."""
    if one.stated.portion is not Portion.WHOLE:
        return whole_of(draft.parts, one.number)
    if one.subject is None:
        return None
    same = [
        other.number
        for other in stated.values()
        if other.thing == one.thing and other.subject is None and other.stated.portion is Portion.WHOLE
        if not other.each
    ]
    return same[0] if len(same) == 1 else None


def _holders(ground: Ground, record: Record) -> dict[int, Subject]:
    """Who can bear a share, by themselves and by the division that they govern: those who take part."""
    day = china_date(ground.at)
    found: dict[int, Subject] = {}
    for party in parties_of([record], day):
        for governed in related_from(party.subject, RelationKind.GOVERNS, day):
            found.setdefault(governed.pk, party.subject)
    return found | {party.subject_id: party.subject for party in parties_of([record], day)}


def _whose(ground: Ground, target: DraftTarget, holders: Mapping[int, Subject]) -> Subject | None:
    """Whose target it is, where its words name a unit or division: through who takes part for it in the task.

    A group reports nothing: what its members have to reach together is the whole's.
    """
    if not target.scope:
        return None
    subject = resolve(target.scope, on=china_date(ground.at)).subject
    if subject is None or subject.kind == SubjectKind.GROUP:
        return None
    return holders.get(subject.pk, subject)


def _each(ground: Ground, part: DraftPart, record: Record) -> list[Subject]:
    """Those who have a target each for themselves: 每个区新建5个."""
    target = part.target
    if target is None or target.portion is not Portion.WHOLE:
        return []
    return each_of(target.scope, target.text or part.text, record, china_date(ground.at))


def _split(ground: Ground, draft: Draft, whole: Target, stated: Sequence[_Stated]) -> list[Target]:
    made: list[Target] = []
    for subset in (False, True):
        shares = [_share(draft, one) for one in stated if (one.stated.portion is Portion.SUBSET) is subset]
        # Of what a document states twice, the last.
        latest = list({one.subject or (one.scope, one.due_on): one for one in shares}.values())
        if latest:
            made += split_target(
                whole,
                latest,
                programme=ground.programme,
                user=ground.user,
                at=ground.at,
                subset=subset,
            )
    for one in made:
        if one.part is not None and one.subject is not None:
            one.part.bearers.set([one.subject])
    return made


def _share(draft: Draft, one: _Stated) -> Share:
    return Share(
        one.stated.value,
        subject=one.subject,
        scope=one.stated.scope,
        op=_OPS[one.stated.op],
        text=one.stated.text,
        due_on=one.draft.due_on or draft.due_on,
        span=one.stated.span,
        part=one.part,
    )


def _set_one(ground: Ground, draft: Draft, record: Record, one: _Stated) -> list[Target]:
    """A target, or one for each; one of a range (30至50) is at least its lower and at most its upper end."""
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
            subject=subject,
            scope=stated.scope,
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
        for subject in one.each or (one.subject,)
    ]


def _period(ground: Ground) -> tuple[date, date] | None:
    year = ground.document.plan_year if ground.document else None
    return (date(year, 1, 1), date(year + 1, 1, 1)) if year else None
