"""Successions that hang on each other, confirmed in any order: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import carry_out, generate, place_step
from baicheng.server.history.actors import WORKER
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.services.succeeding import InPlace
from baicheng.server.registers.models import Record
from tests.server.duties.conftest import Drill, at
from tests.server.duties.test_succession import faults, leads, order
from tests.server.people import subject

STEPS = st.sampled_from(["2019-01-20", "2019-02-10", "2019-03-01"])


@given(
    days=st.tuples(STEPS, STEPS, STEPS),
    known=st.permutations([0, 1, 2]),
    runs=st.lists(st.sampled_from(["2019-01-25", "2019-02-15", "2019-03-05"]), max_size=3, unique=True),
)
@settings(deadline=None, max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def check_any_order(
    drill: Drill,
    bodies: Sequence[Subject],
    days: tuple[str, str, str],
    known: list[int],
    runs: list[str],
) -> None:
    """A → B → C and a part of D → C: confirmed in any order, with runs between, all that is open is borne once."""
    a, b, c, d = bodies
    with transaction.atomic():
        tasks = [
            drill.task("2019-01-10", values={"due_on": "2019-06-30"}, parties=[("lead", one)])
            for one in (a, b, d)
        ]
        owing = list(Duty.objects.filter(name__in=("monthly_report", "figures")))

        def run(now: datetime) -> None:
            carry_out(now)
            generate(date(2019, 4, 10), now, duties=owing)

        run(at("2019-01-11"))
        before = _limits()
        orders = [order(a, b, on="2019-01-12"), order(b, c, on="2019-01-12"), order(d, c, on="2019-01-12")]
        steps: list[tuple[datetime, int | None]] = [(at(f"{day} 12:00"), None) for day in runs]
        steps += [(at(f"2019-03-0{place + 1} 09:00"), number) for place, number in enumerate(known)]
        for now, number in sorted(steps, key=lambda step: step[0]):
            if number is None:
                run(now)
            else:
                said = InPlace(None, date.fromisoformat(days[number]), "公告")
                place_step(orders[number], said, actor=WORKER, at=now)
        for _ in range(2):
            run(at("2019-03-10"))
        assert _limits() == before, "no limit is lost, doubled or moved"
        final = [b if days[0] > days[1] else c, c, c]
        assert [leads(task)[-1][0] for task in tasks] == [one.name for one in final]
        assert [_bearers(task) for task in tasks] == [{one} for one in final]
        assert faults() == []
        transaction.set_rollback(True)


def _bearers(task: Record) -> set[Subject | None]:
    """Who bears what falls due after the last of the days."""
    rows = Assignment.objects.filter(about_id=task.pk, about_kind="registers.record", outcome=Outcome.OPEN)
    rows = rows.filter(due_at__gte=at("2019-03-05"))
    return {row.bearer for row in rows}


def _limits() -> list[str]:
    """The open limits that time alone does not end, and what each asks for, whoever bears them."""
    rows = Assignment.objects.filter(outcome=Outcome.OPEN, missed_when_over=False)
    return sorted(
        f"{row.about_kind} {row.about_id} {row.name} {row.rule.get('period')} {row.due_at} {row.clock}"
        for row in rows
    )


def test_whatever_the_order_of_confirming_nothing_is_lost_or_doubled(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    bodies = drill.bureau, drill.other, subject("市城市管理局"), subject("市房管局")
    check_any_order(drill, bodies)
