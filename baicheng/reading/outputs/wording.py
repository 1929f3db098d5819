"""How the outputs call what the ledger holds, in Chinese and English."""

from __future__ import annotations

from baicheng.clock.cycles import CycleUnit
from baicheng.reading.model import Measure, Portion, Task
from baicheng.reading.spans import Place

MEASURES = {
    Measure.LEVEL: "达到",
    Measure.GROWTH: "增长",
    Measure.DECLINE: "下降",
    Measure.TOTAL: "累计",
}

#: What part of a whole a target is; nothing where it stands by itself.
PORTIONS = {Portion.WHOLE: "", Portion.SHARE: "分解", Portion.SUBSET: "其中"}

#: Cycle of a report duty: Chinese, English.
CYCLES: dict[str, tuple[str, str]] = {
    CycleUnit.DAY: ("每日", "daily"),
    CycleUnit.WEEK: ("每周", "weekly"),
    CycleUnit.TEN_DAY: ("每旬", "every ten days"),
    CycleUnit.HALF_MONTH: ("每半月", "twice a month"),
    CycleUnit.MONTH: ("每月", "monthly"),
    CycleUnit.TWO_MONTHS: ("每两月", "every two months"),
    CycleUnit.QUARTER: ("每季度", "quarterly"),
    CycleUnit.HALF_YEAR: ("每半年", "every half-year"),
    CycleUnit.YEAR: ("每年", "yearly"),
}

_OPENING = 30


def title_of(task: Task) -> str:
    """What to call a task, on one line: its heading, or the opening words where it has none."""
    if task.heading:
        return task.heading
    text = (task.text or task.start).partition("\n")[0]
    return text if len(text) <= _OPENING else text[:_OPENING] + "…"


def place_in_words(place: Place, file_format: str) -> str:
    """Where something stands in the file, as people say it: page, table cell, or line."""
    words = f"第{place.page}页" if place.page else ""
    if place.cell:
        return f"{words}表{place.cell.table}第{place.cell.row}行第{place.cell.column}列"
    if words:
        return words
    return f"第{place.block + 1}{'行' if file_format == 'txt' else '段'}"
