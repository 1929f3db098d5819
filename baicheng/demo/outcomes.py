"""What follows from final results in the made-up city (结果运用): put into effect, given a day, carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.moves import make_move
from baicheng.demo.scene import moment
from baicheng.server.accounts.models import User
from baicheng.server.registers.models import Record
from baicheng.server.rounds.models import Round
from baicheng.server.rounds.services import put_into_effect

#: What was done, by the kind of what follows.
_DONE = {
    "commendation": "已印发通报表扬，抄送组织部门",
    "talk": "已约谈主要负责人，形成记录，书面承诺整改时限",
    "deduction": "已函告市财政局，在年终结算中扣减",
    "rectification": "已下达整改通知，明确责任人和完成时间",
}


@dataclass(frozen=True)
class Outcomes:
    """The office that puts results into effect.

    Attributes:
        days: how many working days it gives for each.
        done_after: after how many working days it carries each out, the second of several a day late; nothing: they
            are still open.
    """

    clerk: User
    now: datetime
    days: int = 10
    done_after: int | None = None

    def follow(self, row: Round, at: datetime) -> list[Record]:
        """Put a final round into effect, give each record its day, and carry out what is done by now."""
        made = put_into_effect(row, user=self.clerk, at=at)
        records = [Record.objects.get(pk=one.record_id) for one in made]
        for number, record in enumerate(records):
            self._schedule(record, at)
            self._carry_out(record, at, late=number == 1)
        return records

    def _schedule(self, record: Record, at: datetime) -> None:
        day = working_days(at.date(), self.days)[-1]
        make_move(
            record,
            "schedule",
            self.clerk,
            at + timedelta(hours=1),
            values={"carry_out_by": day.isoformat()},
        )

    def _carry_out(self, record: Record, at: datetime, *, late: bool) -> None:
        if self.done_after is None:
            return
        count = self.days + 1 if late else self.done_after
        done_at = moment(working_days(at.date(), count)[-1], 15)
        said = _DONE.get(str(record.fields.get("kind")))
        if done_at <= self.now and said is not None:
            make_move(record, "carry_out", self.clerk, done_at, values={"done": said})
