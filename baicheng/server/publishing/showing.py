"""A paper as pages show it (通报页面): its words, its tables, what happened to it, what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baicheng.clock.instants import china_date
from baicheng.packs.schema.notices import Notice
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.publishing.composing import Annex, annexes_of
from baicheng.server.publishing.keeping import RELEASE
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.queries import (
    KIND,
    happenings,
    may_approve,
    notice_of,
    period_of_paper,
    versions,
)
from baicheng.server.publishing.wording import day_said, period_said
from baicheng.server.registers.approving import approvers
from baicheng.server.web.timeline import Happening

TONES: Mapping[str, str] = {
    State.DRAFT: "neutral",
    State.SUBMITTED: "info",
    State.APPROVED: "warn",
    State.RELEASED: "good",
    State.CORRECTED: "neutral",
    State.WITHDRAWN: "bad",
    State.DISCARDED: "neutral",
}
VERBS: Mapping[str, tuple[Any, str, str]] = {
    "drafted": (_("Drafted"), "neutral", "pencil"),
    "edited": (_("Reworded"), "neutral", "pencil"),
    "submitted": (_("Submitted"), "info", "send"),
    "approved": (_("Approved"), "good", "check"),
    "sent_back": (_("Sent back"), "bad", "arrow-back-up"),
    "time_set": (_("Time of release set"), "neutral", "clock"),
    "released": (_("Released"), "good", "world"),
    "correction_begun": (_("Correction begun"), "warn", "pencil"),
    "corrected": (_("Replaced by its correction"), "warn", "versions"),
    "withdrawn": (pgettext_lazy("paper", "Withdrawn"), "bad", "ban"),
    "discarded": (_("Given up"), "neutral", "trash"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One version of a paper with what a page shows of it; ``signed_on`` is as the Word file has it."""

    row: Publication
    notice: Notice
    period: str
    signed_on: str
    annexes: Sequence[Annex]

    @classmethod
    def of(cls, row: Publication) -> Paper:
        notice = notice_of(row)
        signed = day_said(china_date(row.approved_at or row.drafted_at))
        return cls(row, notice, period_said(period_of_paper(row)), signed, annexes_of(row, notice))

    @property
    def tone(self) -> str:
        return TONES[self.row.state]

    @property
    def overview(self) -> str:
        """Where each figure leads to its tasks, as they were on its day and known when it was counted; "" of results."""
        if self.notice.rule is not None:
            return ""
        days = {"held": self.row.held_on.isoformat(), "known": china_date(self.row.counted_at).isoformat()}
        return f"{reverse('pages:overview', args=[self.row.programme])}?{urlencode(days)}"

    # What a paper itself says is Chinese in every language of the page.
    @property
    def mark(self) -> str:
        """The red head (发文机关标志)."""
        return f"{self.row.organ}文件"

    @property
    def salutation(self) -> str:
        return f"{self.row.addressed}："

    @property
    def annexes_said(self) -> str:
        return "附件："

    @property
    def copies_said(self) -> str:
        return f"抄送：{self.row.copies}。"


@dataclass(frozen=True, slots=True)
class Doable:
    """What a user may do with a paper now."""

    edit: bool = False
    submit: bool = False
    discard: bool = False
    decide: bool = False
    send_back: bool = False
    release: bool = False
    correct: bool = False
    withdraw: bool = False

    @classmethod
    def of(cls, row: Publication, user: User, at: datetime) -> Doable:
        day = china_date(at)
        office, approves = is_office(user, row.programme, day), may_approve(user, row, day)
        draft, released = row.state == State.DRAFT, row.state == State.RELEASED
        return cls(
            edit=office and draft,
            submit=office and draft,
            discard=office and draft,
            decide=approves and row.state == State.SUBMITTED,
            send_back=approves and row.state in (State.SUBMITTED, State.APPROVED),
            release=office and row.state == State.APPROVED,
            correct=office and released,
            withdraw=(office or approves) and released,
        )


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The page of a paper for those inside."""

    paper: Paper
    doable: Doable
    versions: Sequence[Publication]
    approvers: Sequence[str]
    release_due: datetime | None
    happened: Sequence[Happening]


def paper_page(row: Publication, user: User, at: datetime) -> PaperPage:
    """Everything that the page of a paper shows."""
    paper, others = Paper.of(row), list(versions(row.address))
    due = Assignment.objects.filter(
        about_kind=KIND, about_id=row.pk, name=RELEASE, outcome=Outcome.OPEN
    ).first()
    return PaperPage(
        paper,
        Doable.of(row, user, at),
        others,
        sorted({str(one) for one in approvers(row.programme, paper.notice.approves, china_date(at))}),
        due.due_at if due else None,
        [_happening(one) for one in happenings(others)],
    )


def _happening(event: Any) -> Happening:
    what, tone, icon = VERBS[event.verb.rpartition(".")[2]]
    version = event.context.get("version", 1)
    named = what if version == 1 else _("%(what)s (version %(version)s)") % {"what": what, "version": version}
    return Happening(named, event.actor_name, event.recorded_at, why=event.reason, tone=tone, icon=icon)
