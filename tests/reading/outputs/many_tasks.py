"""Ledgers of any length, built without reading anything."""

from __future__ import annotations

from array import array
from datetime import date
from decimal import Decimal

from baicheng.reading.model import Deadline, Ledger, Op, Part, Party, Role, Target, Task
from baicheng.reading.spans import Block, Source, Span
from baicheng.reading.text import Paragraph, Text

UNITS = [f"市第{n}局" for n in range(1, 41)]


def ledger_of(count: int, filler: str = "压实责任，细化措施，倒排工期，") -> Ledger:
    """A ledger with so many tasks, each with a lead unit, two others, a target and a deadline."""
    lines: list[str] = []
    tasks: list[Task] = []
    start = 0
    for number in range(1, count + 1):
        lead, others = UNITS[number % 40], (UNITS[(number * 7 + 3) % 40], UNITS[(number * 3 + 11) % 40])
        body = f"{number}.第{number}号工程。{filler * 12}{number % 12 + 1}月底前完成改造{number}处。"
        units = f"牵头单位：{lead}　责任单位：{others[0]}、{others[1]}"
        lines += [body, units]
        tasks.append(_task(number, body, units, start, lead, others))
        start += len(body) + len(units) + 2
    text = "\n".join(lines)
    blocks, paragraphs, position = [], [], 0
    for line in lines:
        blocks.append(Block(position, position + len(line)))
        paragraphs.append(Paragraph(position, position + len(line)))
        position += len(line) + 1
    source = Source("many.txt", "txt", text, tuple(blocks))
    content = Text(source, text, text, array("I", range(len(text))), tuple(paragraphs))
    return Ledger(source, content, (), (), tuple(tasks), (), ())


def _task(number: int, body: str, units: str, start: int, lead: str, others: tuple[str, ...]) -> Task:
    def span(words: str) -> Span:
        at = start + f"{body}\n{units}".rindex(words)
        return Span(at, at + len(words))

    month = number % 12 + 1
    due = Deadline(date(2024, month, 28), f"{month}月底前", span(f"{month}月底前"))
    words = f"完成改造{number}处"
    target = Target(words, Decimal(number), "处", Op.AT_LEAST, span(words))
    parties = (Party(lead, Role.LEAD, span(lead)), *(Party(n, Role.RESPONSIBLE, span(n)) for n in others))
    return Task(
        number=number,
        document=0,
        address=str(number),
        path=(f"第{(number - 1) // 25 + 1}批",),
        heading=f"{number}.第{number}号工程",
        start=body[10:26],
        text=f"{body}\n{units}",
        span=Span(start, start + len(body) + len(units) + 1),
        lead=(lead,),
        responsible=others,
        deadlines=(due.due,),
        targets=(target,),
        parties=parties,
        parts=(Part(words, target.span, (), due, target),),
    )
