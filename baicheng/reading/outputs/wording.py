"""How the outputs call what the ledger holds, in Chinese and English."""

from __future__ import annotations

from baicheng.reading.model import Measure, Role, Task
from baicheng.reading.spans import Place

ROLES = {
    Role.LEAD: "牵头单位",
    Role.RESPONSIBLE: "责任单位",
    Role.SUPPORTING: "配合单位",
    Role.IMPLEMENTING: "落实单位",
    Role.SUPERVISOR: "分管领导",
}

MEASURES = {
    Measure.LEVEL: "达到",
    Measure.GROWTH: "增长",
    Measure.DECLINE: "下降",
    Measure.TOTAL: "累计",
}

#: Cycle of a report duty: Chinese, English.
CYCLES = {
    "daily": ("每日", "daily"),
    "weekly": ("每周", "weekly"),
    "ten_day": ("每旬", "every ten days"),
    "half_month": ("每半月", "twice a month"),
    "month": ("每月", "monthly"),
    "two_months": ("每两月", "every two months"),
    "quarter": ("每季度", "quarterly"),
    "half_year": ("每半年", "every half-year"),
    "year": ("每年", "yearly"),
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
