"""From the stretches that a document assigns to tasks with units, deadlines, targets and parts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from baicheng.reading.deadlines.deadlines import find_deadlines, limit_deadlines
from baicheng.reading.model import Deadline, Party, Role, Target, Task
from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.targets.targets import find_targets
from baicheng.reading.tasks.labelled import Assignment
from baicheng.reading.tasks.paragraphs import Stretch
from baicheng.reading.tasks.parts import Bearers, paired_parts
from baicheng.reading.text import Text

#: Stands for the plan year where neither document nor caller gives one; dates that would need it
#: come out in this impossible year and are left out of the ledger.
NO_YEAR = 1

_START_LENGTH = 16
_LONGEST_DATE = 12  # a time limit that says more than when
_REMEDY = re.compile("整改(?:目标|措施|要求):")


def is_dated(day: date) -> bool:
    """Whether a date is one of the text's, rather than one that would need the year that nobody gives.

    A day can fall in the year after the plan's (次年1月).
    """
    return day.year > NO_YEAR + 1


@dataclass(frozen=True, slots=True)
class Frame:
    """What a document settles for all its tasks: its index, the plan year and the day of issue.

    ``first_leads`` says that the first unit of each list leads, because the document says so.
    """

    document: int
    year: int
    issued: date | None
    first_leads: bool = False

    def roles_settled(self, parties: tuple[Party, ...]) -> tuple[Party, ...]:
        """The parties of one list, the first responsible unit as lead where the document says so."""
        if not self.first_leads or any(party.role is Role.LEAD for party in parties):
            return parties
        first = next((party for party in parties if party.role is Role.RESPONSIBLE), None)
        return tuple(replace(p, role=Role.LEAD) if p is first else p for p in parties)


_FIRST_LEADS = re.compile(
    "(?:列|排|居)(?:名|列|序)?(?:在|于)?(?:最前|第一|首|前)位?的?(?:责任|承办)?(?:单位|部门)?为(?:该项[^,。;]{0,6})?(?:牵头|主办|主责)"
    "|(?:第一个?|首个|首位)(?:责任|承办)?(?:单位|部门)(?:均|即)?为(?:该项[^,。;]{0,6})?(?:牵头|主办|主责)"
)


def first_unit_leads(norm: str, document: Span) -> bool:
    """Whether a document says that the unit named first leads: 列第一位的责任单位为牵头单位."""
    return _FIRST_LEADS.search(norm, document.start, document.end) is not None


def read_task(content: Text, stretch: Stretch, frame: Frame) -> Task:
    """The task of one stretch. Its number is given when the whole file is read."""
    bearers = [
        Bearers(
            block.span,
            frame.roles_settled(block.parties) if block.closing else block.parties,
            tuple(limits_in(content, block.limits, frame)),
            block.closing,
        )
        for block in _telling(content, stretch)
    ]
    searched = [*_heading_apart(content, stretch), stretch.body]
    deadlines = [
        d for span in searched for d in find_deadlines(content, span, year=frame.year, issued=frame.issued)
    ]
    printed = sorted(block.span for block in bearers if block.closing)
    section = stretch.section
    path = tuple(_heading(content, above) for above in section.chain())
    return build_task(
        content,
        frame,
        address=section.address if stretch.numbered else _paragraph_address(section, stretch.body),
        path=path[:-1] if stretch.numbered else path,
        heading=_heading(content, section) if stretch.numbered else "",
        body=stretch.body,
        bearers=bearers,
        deadlines=[deadline for deadline in deadlines if not _inside(deadline.span, printed)],
        targets=_targets(content, stretch, searched, printed),
    )


def _targets(content: Text, stretch: Stretch, searched: list[Span], printed: list[Span]) -> list[Target]:
    """The goals of a task, in its words and in its time limits: 完成时限：6月底前建成5座,其余年底前建成."""
    found = [_before(target, printed) for span in searched for target in find_targets(content, span)]
    known = {target.span.start for target in found}
    limits = [limit for block in stretch.blocks for limit in block.limits if len(limit) > _LONGEST_DATE]
    in_limits = (target for limit in limits for target in find_targets(content, limit))
    return [*found, *(target for target in in_limits if target.span.start not in known)]


def assigns_work(stretch: Stretch) -> bool:
    """Whether units are printed under a stretch, or a sentence in it says who leads."""
    return any(
        party.role is Role.LEAD or block.closing for block in stretch.blocks for party in block.parties
    )


def _inside(span: Span, blocks: list[Span]) -> bool:
    """Whether a span lies in one of some blocks, which stand in order."""
    index = bisect_right(blocks, span.start, key=lambda block: block.start)
    return index > 0 and blocks[index - 1].covers(span)


def _before(target: Target, blocks: list[Span]) -> Target:
    """A target without the block of units behind it: 建成公园5个, not 建成公园5个（牵头单位：…）."""
    index = bisect_right(blocks, target.span.start, key=lambda block: block.start)
    if index == len(blocks) or blocks[index].start >= target.span.end:
        return target
    length = blocks[index].start - target.span.start
    return replace(target, text=target.text[:length], span=Span(target.span.start, blocks[index].start))


def _telling(content: Text, stretch: Stretch) -> Iterator[Assignment]:
    """The blocks that name the parties of a task.

    Where units are printed under it, a sentence adds only who leads. Elsewhere 甲负责… names a party
    too, if it stands in the first paragraph: later ones may speak of all tasks together.
    """
    printed = any(block.closing and block.parties for block in stretch.blocks)
    first = content.norm.find("\n", stretch.body.start, stretch.body.end)
    for block in stretch.blocks:
        leads = any(party.role is Role.LEAD for party in block.parties)
        if block.closing or leads or (not printed and (first < 0 or block.span.start < first)):
            yield block


def _heading_apart(content: Text, stretch: Stretch) -> list[Span]:
    """The heading of a task, where it stands apart from the body and so would not be read with it.

    The heading of a problem, whose remedy follows (整改措施：…), tells of no goal.
    """
    section = stretch.section
    if section.marker is None or not stretch.numbered or section.heading.end > stretch.body.start:
        return []
    if _REMEDY.search(content.norm, stretch.body.start, stretch.body.end):
        return []
    return [Span(section.heading.start + section.marker.length, section.heading.end)]


def build_task(
    content: Text,
    frame: Frame,
    *,
    address: str,
    path: tuple[str, ...],
    heading: str,
    body: Span,
    bearers: list[Bearers],
    deadlines: list[Deadline],
    targets: list[Target],
) -> Task:
    """A task whose flat lists are the union of its parts."""
    deadlines = [deadline for deadline in deadlines if is_dated(deadline.due)]
    parts = paired_parts(content, body, bearers, deadlines, targets)
    parties = tuple(
        sorted({party for block in bearers for party in block.parties}, key=lambda party: party.span)
    )
    all_deadlines = [*deadlines, *(limit for block in bearers for limit in block.limits)]
    return Task(
        number=0,
        document=frame.document,
        address=address,
        path=path,
        heading=heading,
        start=_start(content, body, heading),
        text=body.of(content.text),
        span=body,
        lead=_names(parties, {Role.LEAD}),
        responsible=_names(parties, {Role.RESPONSIBLE, Role.SUPPORTING, Role.IMPLEMENTING}),
        supporting=_names(parties, {Role.SUPPORTING}),
        supervisor=_names(parties, {Role.SUPERVISOR}),
        deadlines=tuple(sorted({deadline.due for deadline in all_deadlines})),
        targets=tuple(targets),
        parties=parties,
        parts=parts,
    )


def limits_in(content: Text, limits: Iterable[Span], frame: Frame) -> Iterator[Deadline]:
    """The deadlines that a block of units states, each span read once."""
    for limit in dict.fromkeys(limits):
        for deadline in limit_deadlines(content, limit, frame.year, frame.issued):
            if is_dated(deadline.due):
                yield deadline


def _names(parties: Iterable[Party], roles: set[Role]) -> tuple[str, ...]:
    """The names in some roles, each once, in the order of the text."""
    return tuple(dict.fromkeys(party.name for party in parties if party.role in roles))


def _heading(content: Text, section: Section) -> str:
    """Number and heading of a clause without the full stop of a heading that runs into the text."""
    return section.heading.of(content.text).rstrip("。：:；;").replace("\n", " ")


def _start(content: Text, body: Span, heading: str) -> str:
    """The first characters of the body after a heading that runs into it."""
    text = body.of(content.text)
    words = re.sub(r"^.*?[.、)）]", "", heading, count=1) if heading else ""
    if words and text.startswith(words) and len(text) > len(words) + 1:
        text = text[len(words) :].lstrip("。：:；;")
    return text.replace("\n", "")[:_START_LENGTH]


def _paragraph_address(section: Section, body: Span) -> str:
    """The address of an unnumbered paragraph: its clause and the count of the paragraph in it."""
    index = next((i for i, p in enumerate(section.paragraphs, 1) if p.start <= body.start < p.end), 1)
    return f"{section.address} ¶{index}".strip()
