"""Many records at once (批量导入): all of a request, or none of it.

Each record is entered as if it came alone. What is wrong with any of them is told for all of them, by row and
field, and then nothing has been written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from baicheng.server.accounts.models import User
from baicheng.server.exchange.faults import Refused, faults_of
from baicheng.server.exchange.models import Import
from baicheng.server.exchange.services.changing import enter
from baicheng.server.exchange.shapes.records import RecordGiven

#: So many faults are told at once.
MOST_FAULTS = 200


class Unfit(Exception):
    """Records of an import are wrong; ``faults`` says which and why."""

    def __init__(self, faults: list[dict[str, Any]]) -> None:
        self.faults = faults
        super().__init__(faults)


class _TakenBack(Exception):
    """Ends a rehearsal, so that nothing of it stays."""


def import_records(
    register_id: str,
    records: Sequence[RecordGiven],
    *,
    user: User,
    at: datetime,
    key: str = "",
    dry_run: bool = False,
) -> tuple[list[int], bool]:
    """Enter all records, or none.

    Args:
        key: a request with a key that was used before is not carried out again.
        dry_run: only say whether it could be done.

    Returns:
        The ids of the records (none after a rehearsal), and whether this request was carried out before.

    Raises:
        PermissionDenied: the register does not let this user enter records.
        Unfit: some of the records are wrong.
        Refused: the key was used for another request.
    """
    try:
        with transaction.atomic():
            row, before = _kept(register_id, records, user, at, key) if key and not dry_run else (None, False)
            if row is not None and before:
                return list(row.created), True
            created = _enter_all(register_id, records, user, at)
            if dry_run:
                raise _TakenBack
            if row is not None:
                row.created = created
                row.save()
            return created, False
    except _TakenBack:
        return [], False


def _kept(
    register_id: str, records: Sequence[RecordGiven], user: User, at: datetime, key: str
) -> tuple[Import, bool]:
    """The row of a key, made first: whoever sends the same at the same time waits for this one."""
    text = "\n".join([register_id, *(one.model_dump_json() for one in records)])
    digest = hashlib.sha256(text.encode()).hexdigest()
    row, made = Import.objects.select_for_update(of=("self",)).get_or_create(
        user=user, key=key, defaults={"digest": digest, "made_at": at}
    )
    if row.digest != digest:
        raise Refused("repeated", field="Idempotency-Key")
    return row, not made


def _enter_all(register_id: str, records: Sequence[RecordGiven], user: User, at: datetime) -> list[int]:
    created: list[int] = []
    faults: list[dict[str, Any]] = []
    for number, one in enumerate(records, start=1):
        try:
            with transaction.atomic():
                created.append(enter(register_id, one, user=user, at=at).pk)
        except ValidationError as error:
            faults += faults_of(error, number)
            if len(faults) >= MOST_FAULTS:
                break
    if faults:
        raise Unfit(faults[:MOST_FAULTS])
    return created
