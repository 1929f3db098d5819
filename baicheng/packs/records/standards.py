"""Standards (处置标准): a text field that lists the limits of a kind of case, one a line.

``停工 4 working_hour`` gives four working hours for the part 停工.
"""

from __future__ import annotations

from baicheng.clock import Limit
from baicheng.flows.timing import StandardLimit
from baicheng.packs.records.kinds import Value


def standard_limits(value: Value) -> tuple[StandardLimit, ...]:
    """The limits that a standard's field lists; none where it is empty.

    Raises:
        ValueError: a line does not end in an amount and a unit.

    >>> [one.what for one in standard_limits("停工 4 working_hour; 处罚 7 working_day")]
    ['停工', '处罚']
    """
    if not isinstance(value, str):
        return ()
    lines = [line.strip() for line in value.replace(";", "\n").replace("；", "\n").splitlines()]
    return tuple(_limit(line) for line in lines if line)


def _limit(line: str) -> StandardLimit:
    parts = line.rsplit(maxsplit=2)
    if len(parts) != 3:
        raise ValueError(
            f"'{line}' is no limit; write what is to be done, an amount and a unit: 停工 4 working_hour"
        )
    return StandardLimit(parts[0], Limit.parse(f"{parts[1]} {parts[2]}"))
