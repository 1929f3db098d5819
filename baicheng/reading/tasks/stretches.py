"""Which stretches of a document are tasks.

A task is the smallest numbered clause, or paragraph, that the document assigns. Where units are
printed under a stretch, exactly that stretch is one task; clauses beside it in the same part are
tasks too, with no units of their own. Where a document names no units at all, the clauses of its
task sections are the tasks. General sections (指导思想, 工作目标, 保障措施 …) hold tasks only where
units are printed in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from baicheng.reading.model import Role
from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.tasks.assignments import assignments_in
from baicheng.reading.tasks.heads import head_blocks
from baicheng.reading.tasks.labelled import Assignment
from baicheng.reading.tasks.paragraphs import Stretch, groups_paragraphs, paragraph_stretches, stripped
from baicheng.reading.tasks.smallest import is_general, leaves
from baicheng.reading.text import Text
from baicheng.reading.wording.markers import Style

_TASKS = re.compile(
    "任务|措施|重点工作|工作内容|主要内容|举措|行动|重点|工程|项目|事项|工作安排|实事|整治内容|整改内容|主要工作|工作要点|推进|步骤|阶段|时间安排|进度安排"
)
_PLAN = re.compile("方案|计划|要点|意见|任务|行动|实事|工作|措施|分工|安排|攻坚|规划|部署|清单|台账")
_NO_PLAN = re.compile(
    "通报|任免|领导小组|联席会议|指挥部|办法|规定|细则|制度|条例|目录|名单|批复|复函|预案|公告|通告|决定|基准|标准|章程|表彰|先进|规则"
)


def stretches(content: Text, root: Section, title: str) -> list[Stretch]:
    """The tasks of a document in the order of the text.

    Args:
        root: the tree of its clauses.
        title: its title, which tells a plan from a regulation or circular.
    """
    every = ((id(section), assignments_in(content, section.paragraphs)) for section in root.walk())
    blocks = {section: own for section, own in every if own}
    plan = _is_plan(title)
    if plan:
        for section, block in head_blocks(content, root, blocks):
            blocks[id(section)] = [block, *blocks.get(id(section), [])]
    assigned = _AssignedSections(root, blocks, plan)
    if not assigned.printed:
        smallest = _without_units(content, root) if plan else ()
        found = sorted({*smallest, *assigned.led}, key=lambda section: section.start)
        return [_stretch(content, section, assigned.under(section)) for section in found]
    result: list[Stretch] = []
    for section in root.walk():
        if section.marker is None:
            result.extend(paragraph_stretches(content, section, assigned.own(section)))
    for section in assigned.task_sections():
        if groups_paragraphs(content, section, assigned.own(section)):
            result.extend(paragraph_stretches(content, section, assigned.own(section)))
            continue
        result.append(_stretch(content, section, assigned.under(section), assigned.has_tasks_below(section)))
    return sorted(result, key=lambda stretch: stretch.body)


class _AssignedSections:
    """The blocks of a document by section, and which sections they make tasks.

    ``printed`` are the sections with units printed under them, ``led`` the smallest clauses of a plan
    in which a sentence says who leads (由甲牵头…).
    """

    def __init__(self, root: Section, blocks: dict[int, list[Assignment]], plan: bool) -> None:
        self._root = root
        self._blocks = blocks
        self.printed = [s for s in root.walk() if any(b.closing and b.parties for b in self.own(s))]
        styles = Counter(s.style for s in self.printed if s.style is not None)
        most = styles.most_common(1)
        self._dominant = most[0][0] if most else None
        self._rare = {style for style, count in styles.items() if 2 * count <= most[0][1]}
        self._marked: set[int] = set()
        self._holders = {id(self._holder(section)) for section in self.printed if section.marker}
        self.led = [section for section in root.walk() if plan and self._is_led(section)]
        self._holders |= {id(section) for section in self.led}
        for section in [*self.printed, *self.led]:
            for above in _upwards(section.parent):
                self._marked.add(id(above))

    def _is_led(self, section: Section) -> bool:
        """Whether a smallest clause, not part of a task with printed units, says in a sentence who leads."""
        if section.marker is None or section.children or section.style is Style.ARTICLE:
            return False
        if any(id(above) in self._holders for above in _upwards(section)):
            return False
        return any(party.role is Role.LEAD for block in self.own(section) for party in block.parties)

    def own(self, section: Section) -> list[Assignment]:
        return self._blocks.get(id(section), [])

    def under(self, section: Section) -> list[Assignment]:
        """The blocks in a section and under it."""
        return [block for part in section.walk() for block in self.own(part)]

    def has_tasks_below(self, section: Section) -> bool:
        return any(id(part) in self._holders for part in section.walk() if part is not section)

    def _holder(self, section: Section) -> Section:
        """The clause whose work a block under ``section`` assigns.

        A block at the end of the last sub-item closes the whole clause when it is the only one in it
        and the other clauses of that level have their blocks there.
        """
        for above in _upwards(section.parent):
            if above.style is self._dominant and section.style in self._rare:
                inside = [part for part in above.walk() if self.own(part)]
                if len(inside) == 1 and section.end >= above.end - 1:
                    return above
        return section

    def task_sections(self) -> Iterator[Section]:
        """The clauses that are tasks."""
        yield from self._below(self._root, in_task_part=False)

    def _below(self, section: Section, in_task_part: bool) -> Iterator[Section]:
        for child in section.children:
            part = in_task_part
            if child.marker is None or section is self._root or section.marker is None:
                assigned = id(child) in self._marked or id(child) in self._holders
                part = assigned and not is_general(child)
            if id(child) in self._holders:
                yield child
                if self.has_tasks_below(child):
                    yield from self._below(child, in_task_part=False)
            elif id(child) in self._marked:
                yield from self._below(child, part)
            elif part and child.marker is not None and not is_general(child):
                yield from self._units_of_work(child)

    def _units_of_work(self, section: Section) -> Iterator[Section]:
        """The clauses without units that are tasks beside others: those of the usual level, else the smallest."""
        if section.style in {Style.CHAPTER, Style.SECTION, Style.ARTICLE}:
            return
        if not section.children or section.style is self._dominant:
            yield section
        else:
            for child in section.children:
                yield from self._units_of_work(child)


def _upwards(section: Section | None) -> Iterator[Section]:
    while section is not None:
        yield section
        section = section.parent


def _is_plan(title: str) -> bool:
    """Whether a title promises work to be done, rather than rules, praise or appointments."""
    if _NO_PLAN.search(title) and not re.search("方案|计划|要点|行动", title):
        return False
    return _PLAN.search(title) is not None


def _without_units(content: Text, root: Section) -> Iterator[Section]:
    """The smallest clauses of the task sections of a plan that prints no units."""
    tops = list(_top_clauses(root))
    if any(top.style in {Style.CHAPTER, Style.ARTICLE} for top in tops):
        return
    specific = [top for top in tops if not is_general(top)]
    named = [top for top in specific if _TASKS.search(top.title)]
    for top in named or specific:
        yield from leaves(content, top)


def _top_clauses(root: Section) -> Iterator[Section]:
    for child in root.children:
        if child.style is Style.PART:
            yield from child.children or [child]
        elif child.marker is not None:
            yield child


def _stretch(content: Text, section: Section, blocks: list[Assignment], own_only: bool = False) -> Stretch:
    """The task that a clause is; with ``own_only`` without the clauses under it."""
    end = section.children[0].start if own_only and section.children else section.end
    blocks = [block for block in blocks if block.span.start < end]
    return Stretch(section, _body(content, section, Span(section.start, end), blocks), tuple(blocks))


def _body(content: Text, section: Section, span: Span, blocks: list[Assignment]) -> Span:
    """The words of a task.

    Left out are its number, a heading on a line of its own, and the blocks that close it. Where the
    heading is the whole task, they are the words of the heading.
    """
    after_number = section.start + (section.marker.length if section.marker else 0)
    first = section.paragraphs[0] if section.paragraphs else None
    start = after_number
    if first is not None and section.heading.end >= first.end:
        start = first.end
    end = _before_closing(content, span, blocks)
    body = stripped(content.text, Span(start, max(start, end)))
    if not len(body) or content.norm[body.start : body.end].strip("()〔〕。;") == "":
        body = stripped(content.text, Span(after_number, max(after_number, min(section.heading.end, end))))
    return body


def _before_closing(content: Text, span: Span, blocks: list[Assignment]) -> int:
    """Where the closing blocks at the end of a stretch begin."""
    end = span.end
    for block in reversed(blocks):
        rest = content.norm[block.span.end : end].strip("\n。;,、 )〕")
        if not block.closing or rest:
            break
        end = block.span.start
    return end
