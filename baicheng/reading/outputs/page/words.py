"""Every word of the page's interface, in Chinese and English."""

from __future__ import annotations

from baicheng.reading.outputs.page.markup import Attribute, Markup, element
from baicheng.reading.outputs.wording import CYCLES

WORDS: dict[str, tuple[str, str]] = {
    "source": ("原文", "Document"),
    "ledger_pane": ("台账", "Ledger"),
    "tasks": ("任务", "Tasks"),
    "task": ("任务", "Task"),
    "units": ("单位", "Units"),
    "unit": ("单位", "Unit"),
    "duties": ("报送要求", "Reports due"),
    "findings": ("提示", "Findings"),
    "number": ("序号", "No."),
    "lead": ("牵头", "Lead"),
    "responsible": ("责任", "Responsible"),
    "supporting": ("配合", "Supporting"),
    "supervisor": ("分管领导", "Leader in charge"),
    "lead_unit": ("牵头单位", "Lead unit"),
    "responsible_unit": ("责任单位", "Responsible unit"),
    "supporting_unit": ("配合单位", "Supporting unit"),
    "other_unit": ("责任、配合单位", "Other units"),
    "due": ("完成时限", "Deadline"),
    "goals": ("目标", "Targets"),
    "no_due": ("未写时限", "No deadline"),
    "no_lead": ("未写单位", "No unit"),
    "total": ("合计", "Total"),
    "first_due": ("最早时限", "First deadline"),
    "last_due": ("最晚时限", "Last deadline"),
    "search": ("查找任务、单位、原文", "Search tasks, units, text"),
    "all_units": ("全部单位", "All units"),
    "all_days": ("全部时限", "All deadlines"),
    "only_findings": ("只看有提示的", "Only with findings"),
    "reset": ("清除", "Clear"),
    "nothing": ("没有符合条件的任务。", "No task meets these conditions."),
    "no_tasks": ("没有读到任务。", "No tasks were found."),
    "no_units": ("没有读到单位。", "No units were found."),
    "no_duties": ("没有读到报送要求。", "No report duties were found."),
    "no_findings": ("没有需要核对的地方。", "Nothing needs checking."),
    "print": ("打印", "Print"),
    "to_source": ("看原文", "See text"),
    "more": ("还有 {n} 条，点击展开", "{n} more, click to see"),
    "keys": (
        "点击任务看原文，点击原文看任务。键盘：J / K 或 ↓ / ↑ 换任务，/ 查找，Esc 清除",
        "Click a task to see its text, and the text to see its task. Keys: J / K or ↓ / ↑ move, / searches, Esc clears",
    ),
    "about": ("文件信息", "About the document"),
    "document_number": ("文号", "Number"),
    "title": ("标题", "Title"),
    "issuer": ("印发机关", "Issuer"),
    "issued": ("印发日期", "Issued"),
    "addressees": ("主送机关", "Addressees"),
    "annexes": ("附件", "Annexes"),
    "annex_absent": ("（正文不在文件中）", " (text not in the file)"),
    "repeals": ("废止", "Repeals"),
    "amends": ("修订", "Amends"),
    "file": ("来源文件", "File"),
    "notes": ("读取说明", "Reading notes"),
    "reporter": ("报送单位", "Who reports"),
    "recipient": ("报送对象", "To whom"),
    "what": ("报送内容", "What"),
    "schedule": ("时间要求", "When"),
    "dates": ("日期", "Dates"),
    "shown": ("{shown} / {all} 项", "{shown} of {all}"),
    "item": ("第 {n} 项", "no. {n}"),
    "language": ("English", "中文"),
} | {f"cycle_{cycle}": names for cycle, names in CYCLES.items()}


def word(key: str, tag: str = "span", n: int | None = None, **attributes: Attribute) -> Markup:
    """Words of the interface that follow the chosen language; Chinese at first. ``n`` fills ``{n}``."""
    return element(tag, WORDS[key][0].replace("{n}", str(n)), data_i=key, data_n=n, **attributes)
