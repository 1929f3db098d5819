"""Who must report what to whom and when (报送要求), anywhere in a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baicheng.clock.dates import find_dates
from baicheng.clock.mentions import DateKind, DateMention
from baicheng.reading.model import ReportDuty
from baicheng.reading.sections import Section
from baicheng.reading.spans import Span
from baicheng.reading.tasks.tasks import NO_YEAR, is_dated
from baicheng.reading.text import Text
from baicheng.reading.wording.markers import marker_at
from baicheng.reading.wording.unit_names import UNIT_END, leading_names, looks_like_units

_SENTENCE = re.compile(r"[^。;!?\n]+")
_RECIPIENT = rf"(?P<to>(?:[\u4e00-\u9fff]|\([^()]{{1,20}}\)|[、和](?=[省市县区国本各])){{2,40}}?{UNIT_END})"
_VERB = re.compile(
    "(?:书面|统一|汇总|汇总后|及时|按时|按期|分别|逐级|另行|一并|同时|按要求|以书面形式|以正式文件)*"
    "(?P<verb>报送(?:至|给|到)?|上报(?:至|给|到)?|呈报|报备|报告(?=[省市县区国本])|提交(?:至|给|到)?|反馈(?:至|给|到)?|汇报|抄送|抄报|填报|报(?=[省市县区国本领联指工])|送(?=[市省县区国]))"
    "(?!(?:工作)?(?:平台|制度|系统|机制|渠道|责任|流程|质量|要求|单位|时限))"
)
_THING = "(?:情况|报告|总结|方案|台账|报表|信息|计划|清单|材料|进度|进展|名单|统计表|月报|旬报|季报|周报|年报|数据|意见|结果|表|成果|动态|联系人|联络员)"
_TAKEN_BEFORE = re.compile(r"(?:将|把)(?P<what>[^,]{1,60})$")
_NAMED_BEFORE = re.compile(rf"(?P<what>[^,:]{{1,40}}{_THING}(?:\([^()]{{1,20}}\))?)$")
_WHEN_BEFORE = re.compile(
    r".*(?:日|底|末|旬|时|前|内|起|每(?:周|月|季度|年|旬|半年))(?:\d{1,2}:\d{2})?[前内]?(?=.{2})"
)
_OBJECT_AFTER = re.compile(
    rf"(?P<what>(?:本|上|当)?[^,。;]{{1,40}}?{_THING}(?:(?:及|和|、|以及)[^,。;]{{1,20}}?{_THING}){{0,6}}(?:\([^()]{{1,20}}\))?)"
)
_DIRECTED = re.compile(rf"(?:向|给){_RECIPIENT}$")
_REPORTER = re.compile(
    r"^(?:同时|此外|另外|请|对此|其中|原则上)?,?(?P<who>[^,:]{2,60}?)(?:要|应|须|需|应当|必须|将|于|在|每|从|自|按|负责|分别|(?=\d|[一二三四五六七八九十]+月))"
)
_RECEIVES = re.compile(rf"{_RECIPIENT}(?=[,。;()]|$|备案|汇总|审核|审定|审批|统一|和|、|并)")
_WHEN_AT_END = re.compile(
    r"(?:应?于|在)?(?:每[月季周年旬半双单两]{1,2}度?)?[\d一二三四五六七八九十年月日上中下旬季度周末底初前内、和:点时午]{2,40}$"
)
_AFTER_ACT = re.compile(r"(?:\([^()]{0,40}\)|[,、])*")
_USED_KINDS = {DateKind.CYCLE, DateKind.DEADLINE, DateKind.DATE, DateKind.RELATIVE}
_LONGEST_SENTENCE = 600


@dataclass(frozen=True, slots=True)
class _Act:
    """One act of reporting in a sentence: what, to whom, and the words about it, counted in the sentence."""

    what: Span
    recipient: Span
    stretch: Span


_NOTHING = Span(0, 0)


def report_duties(
    content: Text, root: Section, document: int, year: int | None, issued: date | None
) -> Iterator[ReportDuty]:
    """The report duties of a document, in the order of the text.

    A duty is a sentence that says what is reported, with a cycle or dates. Without a year the dates
    stay empty.
    """
    for section in root.walk():
        for paragraph in section.paragraphs:
            if paragraph.cell is None:
                marker = marker_at(content.norm, paragraph.start)
                begun = paragraph.start + (marker.length if marker else 0)
                for found in _SENTENCE.finditer(content.norm, begun, paragraph.end):
                    sentence = Span(found.start(), found.end())
                    yield from _in_sentence(content, sentence, section.address, document, year, issued)


def _in_sentence(
    content: Text, sentence: Span, address: str, document: int, year: int | None, issued: date | None
) -> Iterator[ReportDuty]:
    norm, text = sentence.of(content.norm), sentence.of(content.text)
    if len(norm) > _LONGEST_SENTENCE or not _VERB.search(norm):
        return
    mentions = [m for m in find_dates(norm, year=year or NO_YEAR, issued=issued) if m.kind in _USED_KINDS]
    earlier: list[DateMention] = []
    for act in _acts(norm):
        own = [m for m in mentions if act.stretch.start <= m.start < act.stretch.end] or earlier
        if not own:
            continue
        earlier = own
        yield ReportDuty(
            document=document,
            address=address,
            reporter=_reporter(norm, own[0].start).of(text),
            what=act.what.of(text),
            recipient=act.recipient.of(text),
            schedule="、".join(Span(m.start, m.end).of(text) for m in own),
            cycle=next((m.cycle.unit.value for m in own if m.cycle), ""),
            dates=_dates(own, year, issued),
            at=next((m.at.strftime("%H:%M") for m in own if m.at), ""),
            text=act.stretch.of(text),
            span=Span(sentence.start + act.stretch.start, sentence.start + act.stretch.end),
        )


def _acts(norm: str) -> Iterator[_Act]:
    """The acts of reporting in a sentence, each with the words since the one before."""
    begun = 0
    for found in _VERB.finditer(norm):
        if found.start() < begun:
            continue
        before = Span(begun, found.start())
        directed = _DIRECTED.search(norm, before.start, before.end)
        if directed is not None:
            recipient, end = Span(directed.start("to"), directed.end("to")), found.end()
            before = Span(begun, directed.start())
        else:
            recipient = _recipient(norm, found.end())
            end = recipient.end or found.end()
        what = _object_before(norm, before)
        if not len(what) and (after := _OBJECT_AFTER.match(norm, end)) is not None:
            what, end = Span(after.start("what"), after.end("what")), after.end()
        if len(what) or len(recipient):
            yield _Act(what, recipient, Span(begun, end))
            follow = _AFTER_ACT.match(norm, end)
            begun = follow.end() if follow else end


def _recipient(norm: str, position: int) -> Span:
    """The body that follows a verb of reporting."""
    found = _RECEIVES.match(norm, position)
    if found is None or not looks_like_units(found["to"]):
        return _NOTHING
    return Span(found.start("to"), found.end("to"))


def _object_before(norm: str, before: Span) -> Span:
    """What is reported, where it stands before the verb: 将…情况报…, …月报报送…, …总结于12月20日前报…."""
    if taken := _TAKEN_BEFORE.search(norm, before.start, before.end):
        return Span(taken.start("what"), taken.end("what"))
    when = _WHEN_AT_END.search(norm, before.start, before.end)
    named = _NAMED_BEFORE.search(norm, before.start, when.start() if when else before.end)
    if named is None:
        return _NOTHING
    after_time = _WHEN_BEFORE.match(norm, named.start("what"), named.end("what"))
    return Span(after_time.end() if after_time else named.start("what"), named.end("what"))


def _reporter(norm: str, before: int) -> Span:
    """The body that the sentence begins with, if it begins with one."""
    found = _REPORTER.match(norm, 0, before + 1)
    if found is not None and looks_like_units(found["who"].strip(",")):
        return Span(found.start("who"), found.start("who") + len(found["who"].rstrip(",")))
    end = leading_names(norm, 0, before)
    return Span(0, end) if looks_like_units(norm[:end]) else _NOTHING


def _dates(mentions: list[DateMention], year: int | None, issued: date | None) -> tuple[date, ...]:
    """The days named, and those of a cycle from the issue of the document to the end of its year."""
    days = {m.last for m in mentions if m.last is not None and is_dated(m.last)}
    if year is None:
        return tuple(sorted(days))
    since = issued if issued and issued.year == year else date(year, 1, 1)
    for mention in mentions:
        if mention.cycle is not None:
            days.update(mention.cycle.occurrences(since, date(year + 1, 1, 1)))
    return tuple(sorted(days))
