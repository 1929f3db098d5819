"""Rules that flows ask in a case: judged over the records of the case as they stand at the moment (用例中的规则判定)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.flows.asking import Answer, Ask
from baicheng.flows.keys import Title
from baicheng.packs.pack import Pack
from baicheng.packs.rule_outcomes import answer_in, not_in_force
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.testing.kept import Record
from baicheng.packs.testing.rule_rows import Rows
from baicheng.packs.testing.world import World
from baicheng.rules.bench import Bench, opened_bench
from baicheng.rules.database import RunFailed
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.result_rows import result_rows
from baicheng.rules.running import Result
from baicheng.rules.setting import Period
from baicheng.rules.sources import UnfitSource


@dataclass
class RulesAsked:
    """The rules of a pack for its flows; the database is opened with the first question."""

    pack: Pack
    bench: Bench | None = None
    _statements: dict[tuple[str, Period], Compiled] = field(default_factory=dict)

    def answer(self, world: World, record: Record, name: str, at: datetime) -> Answer:
        """What a rule answers to the flow of a record at an instant."""
        assert record.register.flow is not None, "a flow asks"
        ask = record.register.flow.decided[name]
        judged = ask.judged(record.row(), china_date(at))
        subject = _whom(record, ask)
        if judged is None or subject is None:
            missing = ask.of if subject is None else ask.on
            return Answer(None, (_not_given(record, str(missing)),))
        period = Period(*judged)
        if not self.pack.rules[ask.rule].in_force.holds(period.last_day):
            return Answer(None, (not_in_force(period),))
        try:
            with self._opened() as bench:
                results = self._results(bench, ask.rule, period, rows_of(world, at))
        except (RunFailed, UnfitSource) as error:
            return Answer(None, (Title(zh=str(error), en=str(error)),))
        return answer_in(ask, next((one for one in results if str(one.subject) == subject), None))

    @contextmanager
    def _opened(self) -> Iterator[Bench]:
        if self.bench is not None:
            yield self.bench
        else:
            with opened_bench() as bench:
                yield bench

    def _results(self, bench: Bench, name: str, period: Period, rows: Rows) -> list[Result]:
        """The results of a rule, after those of the rules whose computed results it uses."""
        rule = self.pack.rules[name]
        computed = {str(fact.result) for fact in rule.facts.values() if fact.stage == "computed"}
        for other in sorted(computed & self.pack.rules.keys()):
            found = result_rows(
                other, self._results(bench, other, period, rows), stage="computed", counts_on=period.last_day
            )
            rows.setdefault("results", []).extend(found)
        key = (name, period)
        if key not in self._statements:
            self._statements[key] = compiled(rule, setting_of(self.pack, period))
        return list(bench.run(self._statements[key], rows))


def rows_of(world: World, at: datetime) -> Rows:
    """All that a case has at an instant, by relation."""
    found: Rows = {
        "subjects": [{"name": one.id, **one.model_dump()} for one in world.given.subjects],
        "relations": [
            {"id": f"relations-{number}", **one.model_dump()}
            for number, one in enumerate(world.given.relations, start=1)
        ],
    }
    for record in world.records.values():
        being = {"subject": record.id} if record.register.subject else {}
        found.setdefault(record.register_id, []).append({**record.row(), **being, "id": record.id})
        for role, subjects in record.parties.items():
            for subject in subjects:
                taking = {
                    "register": record.register_id,
                    "record": record.id,
                    "role": role,
                    "subject": subject,
                }
                row = {"id": "/".join(map(str, taking.values())), **taking}
                found.setdefault("parties", []).append(row)
    for key, one in world.borne.items():
        due, name = one.timing.due_at, one.standing.name
        found.setdefault("assignments", []).append(
            {
                "id": key,
                "register": world.records[one.record].register_id,
                "about": one.record,
                "assignment": name,
                "bearer": one.standing.bearer,
                "outcome": one.standing.outcome or "open",
                "due_on": china_date(due) if due else None,
                "ended_on": china_date(one.ended) if one.ended else None,
                "late": due is not None and due < (one.ended or at),
            }
        )
    return found


def _whom(record: Record, ask: Ask) -> str | None:
    """The key of whom the rule judges, as the case calls it."""
    if ask.of is None:
        return record.id
    found = record.parties.get(ask.of, ())[:1] or (record.values.get(ask.of),)
    return None if found[0] is None else str(found[0])


def _not_given(record: Record, name: str) -> Title:
    fields, parties = record.register.fields_, record.register.parties
    title = fields[name].title if name in fields else parties[name].title
    return Title(zh=f"{title.zh}没有填写", en=f"{title.en} is not given")
