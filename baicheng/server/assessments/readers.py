"""Who else may read runs (查看计算结果的其他人): a later app, such as that of rounds, names those whom it lets read some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from baicheng.server.accounts.models import User

#: The runs that a user may read on a day beside those of programmes of which they read everything.
Readable = Callable[[User, date], Q]

_FURTHER: list[Readable] = []


def also_readable(found: Readable) -> None:
    """Let users read further runs from now on."""
    _FURTHER.append(found)


def further_runs(user: User, on: date) -> Q:
    """Which runs a user may read beside those of programmes of which they read everything."""
    wanted = Q(pk__in=())
    for found in _FURTHER:
        wanted |= found(user, on)
    return wanted
