"""What a sheet only shows of records (只供查看): their targets and parts, each on a line of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from baicheng.server.indicators.models import Target as Goal
from baicheng.server.registers.models import Part, Record
from baicheng.server.sheets.columns import PARTS, TARGETS

_AT_ONCE = 500
_SIGNS = {">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<"}


def shown_lines(records: Sequence[Record]) -> Mapping[tuple[int, str], list[str]]:
    """The lines of a record in a column that is only shown, by its id and the column's name.

    They are in the words of the documents, so that a sheet says the same in whatever language it is fetched.
    """
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        goals = Goal.objects.filter(record__in=some, superseded_by=None).exclude(chosen=False)
        for goal in goals.select_related("indicator", "subject").order_by("pk"):
            found[goal.record_id or 0, TARGETS].append(_goal(goal))
        for part in Part.objects.filter(record__in=some).order_by("record", "order"):
            found[part.record_id, PARTS].append(_dated(" ".join(part.text.split()), part.due_on))
    return found


def _goal(goal: Goal) -> str:
    title = str(goal.indicator.title.get("zh", ""))
    said = f"{title} {_SIGNS[goal.op]} {goal.value.normalize():f}{goal.unit}"
    return _dated(f"{goal.whose}：{said}" if goal.whose else said, goal.due_on)


def _dated(text: str, day: object) -> str:
    return f"{text}（{day}）" if day else text
