"""Moves of records that the people of the made-up city hold in their hands from earlier acts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from baicheng.server.accounts.models import User
from baicheng.server.duties.services import move_record
from baicheng.server.registers.models import Record


def make_move(
    record: Record, name: str, user: User, at: datetime, *, state: str | None = None, **more: Any
) -> bool:
    """Make a move with a record as it is by now; the record is brought up to date.

    Args:
        state: make it only if the record is in this state; what is returned says whether it was.
        more: what else ``move_record`` takes: values, reason, answer.
    """
    record.refresh_from_db()
    if state is not None and record.state != state:
        return False
    move_record(record, name, user=user, at=at, revision=record.revision, **more)
    record.refresh_from_db()
    return True
