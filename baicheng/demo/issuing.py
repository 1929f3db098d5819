"""A paper on its way in the made-up city (公文办理): drafted and submitted, approved and released."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from baicheng.server.accounts.models import User
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.services import approve, draft, release, submit


def submitted(programme: str, notice: str, *, day: date, clerk: User, at: datetime) -> Publication:
    """Draft a paper about the period in which a day lies; two hours later it waits for whoever approves it."""
    row = draft(programme, notice, day=day, user=clerk, at=at)
    return submit(row, user=clerk, at=at + timedelta(hours=2))


def issued(
    row: Publication, *, clerk: User, leader: User, approved: datetime, released: datetime
) -> Publication:
    """Let the leader approve a paper that was submitted, and the clerk release it."""
    row = approve(row, user=leader, at=approved)
    return release(row, user=clerk, at=released)
