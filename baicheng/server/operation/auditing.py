"""Whether the rows that history answers for are what it says (核对): the second half of ``baicheng audit verify``.

Records are made again from their events (``registers.verification``), other rows compared with the seals in
their last events (``history.seals``). The chains themselves are checked by ``history.verification.verify``.
"""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.server.accounts.services import GRANTS
from baicheng.server.assignments.rows import SEALED as ASSIGNMENTS
from baicheng.server.history.seals import removed
from baicheng.server.history.verification import Fault
from baicheng.server.indicators.sealing import OBSERVATIONS, TARGETS
from baicheng.server.orgs.services import RELATIONS
from baicheng.server.orgs.services.succeeding import STEPS, SUCCESSIONS
from baicheng.server.registers.verification import verify_records
from baicheng.server.rounds.covering import altered_rounds
from baicheng.server.rounds.sealing import SEALINGS as ROUND_SEALINGS

SEALED = (
    *(ASSIGNMENTS, TARGETS, OBSERVATIONS, RELATIONS, GRANTS, SUCCESSIONS, STEPS),
    *ROUND_SEALINGS,
)


def verify_rows() -> Iterator[Fault]:
    """Records with their versions and parties, limits, targets, values, relations, roles and rounds that were altered."""
    yield from verify_records()
    for sealing in SEALED:
        yield from sealing.faults()
    yield from altered_rounds()
    yield from removed(SEALED)
