"""Cases of rounds (考核轮次用例): who is assessed and drawn, who owes what by when, the results, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from baicheng.packs.pack import Pack
from baicheng.packs.parameters import cell_on
from baicheng.packs.round_outcomes import concerned, fields_of, figures_of, standing_of
from baicheng.packs.schema.cases import Case, Days, GivenMarks
from baicheng.packs.schema.rounds import MARKING, Consequence, MarkedItem, Round
from baicheng.packs.testing.asked import RulesAsked
from baicheng.packs.testing.changes import enter
from baicheng.packs.testing.doing import do_step, enter_given
from baicheng.packs.testing.expectations import assignment_differences, differs
from baicheng.packs.testing.kept import NotAllowed, Record
from baicheng.packs.testing.ladders import let_pass
from baicheng.packs.testing.looking import borne, counted, states, values
from baicheng.packs.testing.moments import moment
from baicheng.packs.testing.round_lots import lots, panels
from baicheng.packs.testing.round_steps import owed
from baicheng.packs.testing.rule_cases import RuleCases, expected_results
from baicheng.packs.testing.rule_rows import Rows
from baicheng.packs.testing.rule_words import in_words
from baicheng.packs.testing.world import World
from baicheng.rules.database import RunFailed
from baicheng.rules.running import Result
from baicheng.rules.setting import Period
from baicheng.rules.sources import UnfitSource


@dataclass(frozen=True)
class RoundCases:
    """The rounds of a pack; its rules are judged on the same bench."""

    pack: Pack
    rules: RuleCases
    asked: RulesAsked

    def run(self, case: Case) -> Iterator[str]:
        """The differences between what a case expects and what came out."""
        one = self.pack.rounds[str(case.round)]
        try:
            yield from _Held(self, _with_days(case, one), one).differences()
        except NotAllowed as refused:
            yield f"the round cannot be held: {refused}"
        except (UnfitSource, RunFailed) as error:
            yield f"the round cannot be judged: {error}"


@dataclass
class _Held:
    """A round that is held in a case."""

    cases: RoundCases
    case: Case
    one: Round
    period: Period = field(init=False)
    world: World = field(init=False)
    made: dict[str, dict[str, Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert self.case.period is not None, "pack check has seen to it"
        self.period = Period(self.case.period.since, self.case.period.until)
        self.world = World(self.cases.pack, self.case.given, self.cases.asked)
        days = self.case.days
        opened = days.opened or self.period.until
        released = days.released or opened
        submitted = days.submitted or released
        self._opened = dict.fromkeys((*MARKING, "draft"), _morning(opened))
        self._opened |= {"objection": _morning(released), "approval": _morning(submitted)}
        self._opened["publication"] = _morning(days.final or submitted)

    def differences(self) -> Iterator[str]:
        """Hold the round, put it into effect, do what the case does, and look."""
        case, world = self.case, self.world
        enter_given(world, case.given)
        rows = self.cases.rules.rows(case, self.one.rule)
        assessed = self._assessed(rows)
        at = self._opened["draft"]
        drawn = lots(world, case, self.one, assessed, self.value_of, at)
        rows["round_marks"] = list(self._marks(assessed, drawn))
        results = self.cases.rules.results(case, self.one.rule, rows)
        self._put_into_effect([one for one in results if str(one.subject) in assessed])
        for number, step in enumerate(case.do, start=1):
            difference = do_step(world, step)
            if difference is not None:
                yield f"step {number}: {difference}"
                return
        yield from self._of_round(assessed, drawn)
        yield from expected_results(case, {str(one.subject): in_words(one) for one in results})
        yield from self._of_consequences()
        yield from self._of_records(panels(world, case, self.one, assessed, at), assessed)

    def value_of(self, name: str) -> Decimal | None:
        """A value of the pack on the last day judged, as the case decides it or as the pack says."""
        table, _dot, option = name.partition(".")
        given = self.case.values.get(table)
        local = given.get(option) if isinstance(given, dict) else given
        found = (
            local
            if local is not None
            else cell_on(self.cases.pack.values[table], self.period.last_day, option or None)
        )
        return Decimal(found) if isinstance(found, int | Decimal) else None

    def _assessed(self, rows: Rows) -> list[str]:
        """The members of the list, or whom the rule judges before any mark is owed."""
        group = self.one.subjects.group
        if group is not None:
            return sorted(map(str, self.world.directory.lookup.members(group, self.period.last_day)))
        before = {name: list(given) for name, given in rows.items()}
        return sorted(str(one.subject) for one in self.cases.rules.results(self.case, self.one.rule, before))

    def _marks(
        self, assessed: list[str], drawn: Mapping[str, Mapping[str, tuple[str, ...]]]
    ) -> Iterator[dict[str, Any]]:
        """Every mark that is owed, with its value once the case gives it."""
        for item in (item for step in self.one.marking for item in step.items):
            for subject in assessed:
                given = self.case.marks.get(item.item, {}).get(subject)
                whom = drawn[item.each][subject] if item.each is not None else (None,)
                for number, (one, value) in enumerate(_each(item, subject, whom, given), start=1):
                    yield {
                        "id": f"{item.item}/{subject}/{number}",
                        "round": self.one.round,
                        "item": item.item,
                        "subject": subject,
                        "drawn": one,
                        "since": self.period.since,
                        "until": self.period.until,
                        "value": value,
                    }

    def _put_into_effect(self, results: list[Result]) -> None:
        standings = [standing_of(one) for one in results]
        for follows in self.one.follows:
            found = concerned(follows.when, standings, self.value_of)
            self.made[follows.consequence] = {}
            for standing in found:
                figures = figures_of(
                    standing,
                    since=self.period.since,
                    last_day=self.period.last_day,
                    called=self.one.title.zh,
                    clause=follows.clause,
                )
                values = fields_of(follows.creates.with_, figures, self.value_of)
                self.made[follows.consequence][standing.subject] = self._record(
                    follows, standing.subject, values
                )

    def _record(self, follows: Consequence, subject: str, values: Mapping[str, Any]) -> Record:
        made, world = follows.creates, self.world
        record = Record(
            f"{follows.consequence}/{subject}",
            made.register_,
            self.cases.pack.registers[made.register_],
            self.case.given.office,
            self._opened["publication"],
        )
        record.title = f"{follows.title.zh}：{subject}"
        record.parties = {made.party: (subject,)}
        enter(world, record, values)
        return record

    def _of_round(
        self, assessed: list[str], drawn: Mapping[str, Mapping[str, tuple[str, ...]]]
    ) -> Iterator[str]:
        expect = self.case.expect
        if expect.assessed is not None and sorted(expect.assessed) != assessed:
            yield f"expected to be assessed: {sorted(expect.assessed)}; assessed are: {assessed}"
        for draw, each in (expect.drawn or {}).items():
            for subject, wanted in each.items():
                found = drawn[draw].get(subject)
                if found != wanted:
                    yield f"{draw} of {subject}: expected {list(wanted)}, drawn are {list(found or ())}"

    def _of_consequences(self) -> Iterator[str]:
        for name, wanted in (self.case.expect.follows or {}).items():
            made = self.made[name]
            if wanted.keys() != made.keys():
                yield f"{name}: expected for {sorted(wanted)}, it follows for {sorted(made)}"
            for subject, fields in wanted.items():
                for key, value in fields.items() if subject in made else ():
                    found = made[subject].values.get(key)
                    if differs(value, found):
                        yield f"{name}/{subject}: {key}: expected {value}, found {found}"

    def _of_records(self, heads: Mapping[str, str], assessed: list[str]) -> Iterator[str]:
        case, world = self.case, self.world
        at = moment(case.at or (case.do[-1].at if case.do else None) or self._opened["publication"].date())
        at = max(at, self._opened["publication"])
        let_pass(world, at)
        yield from states(world, case)
        yield from values(world, case, at)
        if case.expect.assignments is not None:
            steps = owed(world, self.one, self._opened, self.period.last_day, heads, assessed)
            seen = [*steps, *borne(world, at)]
            yield from assignment_differences(case.expect.assignments, seen)
        yield from counted(world, case)


def _with_days(case: Case, one: Round) -> Case:
    """The case with the days judged, which a round that is held once states itself."""
    if one.period is None:
        return case
    days = Days.model_validate({"from": one.period.from_, "until": one.period.until})
    return case.model_copy(update={"period": days})


def _morning(day: Any) -> datetime:
    """Nine o'clock, when offices are at work."""
    return moment(day) + timedelta(hours=9)


def _each(
    item: MarkedItem, subject: str, whom: tuple[str | None, ...], given: GivenMarks | None
) -> list[tuple[str | None, Decimal | int | None]]:
    """Of whom a mark is owed, and its value.

    Raises:
        NotAllowed: there are more marks than were drawn, one is of somebody who was not, or cannot be given.
    """
    found: list[tuple[str | None, Decimal | int | None]]
    if isinstance(given, dict):
        others = sorted(given.keys() - set(whom))
        if others:
            raise NotAllowed(f"没有抽到{others[0]} / {item.item} of {subject}: {others[0]} was not drawn")
        found = [(one, given.get(str(one))) for one in whom]
    elif isinstance(given, tuple):
        if len(given) > len(whom):
            raise NotAllowed(
                f"{item.item}：{subject}只抽到{len(whom)}个 / {item.item} of {subject}: only {len(whom)} were drawn"
            )
        found = list(zip(whom, [*given, *[None] * (len(whom) - len(given))], strict=True))
    else:
        found = [(one, given) for one in whom]
    for _who, value in found:
        _refuse_unfit(item, subject, value)
    return found


def _refuse_unfit(item: MarkedItem, subject: str, value: Decimal | int | None) -> None:
    """A mark lies between the least and the greatest, and has no more digits than the item.

    Raises:
        NotAllowed: it does not.
    """
    if value is not None and item.broken_by(Decimal(value)):
        bounds = f"{item.least}-{item.most}"
        raise NotAllowed(
            f"{item.item}：{subject}的 {value} 不能打（{bounds}，{item.decimals} 位小数） / {item.item} of {subject}: "
            f"{value} is no mark ({bounds}, {item.decimals} decimals)"
        )
