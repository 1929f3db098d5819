"""Why a record has its light (亮灯原因), in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baicheng.clock.instants import china_date, end_of, last_day_until, start_of
from baicheng.flows.lights import Stage, gone
from baicheng.packs.schema.basics import Title
from baicheng.server.indicators.queries import Attainment
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.lights import light_of
from baicheng.server.registers.models import Record, Version
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import figure

_PER_CENT = 100


@dataclass(frozen=True, slots=True)
class Reason:
    """A light with what it rests on."""

    light: str
    text: str


def reason(book: Book, row: Record | Version, now: datetime, reached: Sequence[Attainment] = ()) -> Reason:
    """Why a record, or what it was, has its light at a moment.

    Args:
        reached: how far its targets were reached by then, where that is the reason.
    """
    case = _Case(book, row, now, reached)
    name = light_of(row, now)
    told = {
        "late": case.late,
        "at_risk": case.at_risk,
        "on_time": case.on_time,
        "done": case.done,
        "done_late": case.done_late,
    }
    if name in told:
        return Reason(name, told[name]())
    plain = {
        "waiting": _("Its clock stands still."),
        "open": _("No day is stated by which it is to be done."),
        "closed": _("It was withdrawn or ended without anything to be done."),
    }
    return Reason(name, plain[name])


@dataclass(frozen=True, slots=True)
class _Case:
    """A record at a moment, with a sentence for each light."""

    book: Book
    row: Record | Version
    now: datetime
    reached: Sequence[Attainment]

    @property
    def day(self) -> str:
        return due(self.row.deadline_at)

    @property
    def begun(self) -> datetime:
        return (self.row if isinstance(self.row, Record) else self.row.record).opened_at

    @property
    def progress(self) -> str | None:
        overview = self.book.register.overview
        value = self.row.fields.get(overview.progress) if overview and overview.progress else None
        return None if value is None else figure(Decimal(str(value)))

    @property
    def gone(self) -> int:
        """The share of the time until its deadline that is gone, of a hundred."""
        if self.row.deadline_at is None:
            return 0
        return int(_PER_CENT * gone(self.begun, self.row.deadline_at, self.now))

    def late(self) -> str:
        if self.row.stage == Stage.DELIVERED_LATE or self.row.deadline_at is None:
            return _("It was reported as done only after its day, %(day)s, and waits to be verified.") % {
                "day": self.day
            }
        days = (china_date(self.now) - last_day_until(self.row.deadline_at)).days
        late = _("late since today")
        if days > 0:
            late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        given = {"day": self.day, "late": late, "progress": self.progress}
        if self.progress is None:
            return _("Due %(day)s, %(late)s.") % given
        return _("Due %(day)s, %(late)s; progress %(progress)s %%.") % given

    def at_risk(self) -> str:
        if self.row.risk == "report":
            return _("The report that was due %(day)s is missing.") % {"day": due(self.row.risk_at)}
        if self.row.risk == "target":
            return self._target()
        if self.row.risk == "progress":
            return _("Progress is %(progress)s %%, while %(gone)s %% of the time is gone.") % {
                "progress": self.progress or 0,
                "gone": self.gone,
            }
        return _("Due %(day)s and not yet reported as done.") % {"day": self.day}

    def _target(self) -> str:
        behind = [one for one in self.reached if one.verdict == "not_met" and one.target.due_on is not None]
        behind = [one for one in behind if one.share is not None]
        if not behind:
            return _("A target lies more than 20 points behind the share of its time that is gone.")
        one = min(behind, key=lambda each: each.share or 0)
        target = one.target
        assert target.due_on is not None, "those without a day were left out"
        since = start_of(target.period_since) if target.period_since else self.begun
        return _(
            "“%(target)s”: %(value)s of %(wanted)s %(unit)s (%(share)s %%), while %(gone)s %% of the time is gone."
        ) % {
            "target": spoken(Title.model_validate(target.indicator.title)),
            "value": figure(one.value or Decimal(0)),
            "wanted": figure(target.value),
            "unit": target.unit,
            "share": int(_PER_CENT * (one.share or 0)),
            "gone": int(_PER_CENT * gone(since, end_of(target.due_on), self.now)),
        }

    def on_time(self) -> str:
        if self.row.stage == Stage.DELIVERED:
            return _("It was reported as done in time and waits to be verified.")
        if self.progress is None or self.row.deadline_at is None:
            return _("Its day has not come, no report is missing and no target lags behind.")
        return _("Progress is %(progress)s %% at %(gone)s %% of the time; nothing is overdue.") % {
            "progress": self.progress,
            "gone": self.gone,
        }

    def done(self) -> str:
        if self.row.deadline_at is None:
            return _("It is closed.")
        return _("It was reported as done in time (due %(day)s) and is closed.") % {"day": self.day}

    def done_late(self) -> str:
        return _("It was reported as done only after its day, %(day)s, and is closed.") % {"day": self.day}
