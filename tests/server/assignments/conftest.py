"""The cast of the assignments' tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from baicheng.clock import CHINA, Limit, LimitUnit
from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import open_assignment
from baicheng.server.orgs.models import Subject
from tests.server.people import CLERK, subject, user

#: A Tuesday morning.
OPENED = datetime(2019, 3, 5, 9, tzinfo=CHINA)
_numbers = count(1)


@dataclass
class Cast:
    """A bureau with its liaison officer, the office that supervises, and somebody of another unit."""

    bureau: Subject
    liaison: User
    office: User
    outsider: User

    def opened(self, limit: str | None = None, **more: Any) -> Assignment:
        amount, _, unit = (limit or "").partition(" ")
        given = {"limit": Limit(Decimal(amount), LimitUnit(unit))} if limit else {}
        given |= {"key": f"test-{next(_numbers)}", "bearer": self.bureau, "at": OPENED, **more}
        return open_assignment(
            programme="drill", name="reply", title={"zh": "答复", "en": "Reply"}, actor=CLERK, **given
        )


@pytest.fixture
def cast(db: None) -> Cast:
    bureau = subject("市生态环境局")
    return Cast(
        bureau=bureau,
        liaison=user(Role.LIAISON, bureau),
        office=user(Role.OFFICE, programme="drill"),
        outsider=user(Role.LIAISON, subject("市城管局")),
    )
