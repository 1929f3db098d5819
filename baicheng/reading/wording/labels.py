"""The words that introduce units, leaders and time limits under a task: 牵头单位：, 责任单位：, 完成时限：."""

from __future__ import annotations

import re
from enum import StrEnum

from baicheng.reading.model import Role


class Label(StrEnum):
    """What a label introduces, besides the roles of units."""

    LIMIT = "limit"  # 完成时限
    NAMES = "names"  # 联系人, 责任处室, 督导单位: names that are no parties to the task
    WORDS = "words"  # 整改目标, 具体措施: introduces words of the task itself


_BODY = "(?:单位|部门|机构|主体|方)"

# Longest first inside each role; a label is matched only where a colon or a bracket bounds it.
_ROLE_WORDS: dict[Role | Label, str] = {
    Role.SUPERVISOR: (
        "(?:市|县|区|省|州)?(?:级)?(?:分管|责任|牵头|包[联抓保案挂]|挂[钩点联牌]|联系|主管|主抓|领办|推进|督办|负责)(?:市|县|区|省|州)?(?:级)?"
        "(?:领导|副市长|副县长|副区长|副省长|副州长|秘书长)(?:同志)?"
        "|(?:分管|牵头|联系|包[联抓保案挂])(?:市|县|区|省|州)长|(?<![\u4e00-\u9fff,、])(?:市|县|区)领导(?=[:：])"
        "|(?:市|县|区|省|州)级(?:责任|分管|牵头|包[联抓保案挂]|挂[钩点联牌])?领导|(?:分管|主管|牵头)负责(?:人|同志)"
    ),
    Role.LEAD: (
        f"(?:第一|共同|联合)?牵头(?:责任|\\(责任\\)|负责|落实|实施|整改|推进)?{_BODY}|(?:责任|总)牵头{_BODY}?|牵头处室|主办{_BODY}"
        f"|(?:主要)?牵头(?=[:：])|主要责任{_BODY}|主责{_BODY}|主体责任{_BODY}|主要负责{_BODY}|首要责任{_BODY}|第一责任{_BODY}"
    ),
    Role.SUPPORTING: (
        f"(?:主要)?(?:配合|协助|协办|参与|参加|协同|支持|联动|协作|会同|辅助|相关配合|协同配合|配合落实|配合责任|责任配合)"
        f"(?:责任|实施|落实)?{_BODY}|配合(?=[:：])"
        "|(?<![\u4e00-\u9fff,、])(?:成员单位|联合(?:单位|部门)(?=[:：]))"
    ),
    Role.IMPLEMENTING: f"(?:具体)?(?:落实|实施|承办|执行|组织实施|整改落实|完成|建设|参建|项目|业主|承建){_BODY}(?:\\(人\\))?|项目(?:业主|法人)",
    Role.RESPONSIBLE: (
        "(?:牵头|责任|主办|主责)(?:单位|部门)?[及和与、/](?:相关|有关)?(?:责任|配合|参与|协办|协同|落实)(?:单位|部门)"
        "|(?<![\u4e00-\u9fff,、])(?:行业)?(?:主管|指导)(?:单位|部门)|(?:包[联抓保挂]|挂[钩点联]|帮扶)(?:单位|部门)"
        "|(?<![\u4e00-\u9fff,、])(?:负责|承担|推进|经办|承接|组织|主体|责任主体|责任分工|属地|涉及|业务主管)(?:单位|部门)(?=[:：]|$)"
        "|责任(?:[市县区]{2,3}|地区|乡镇|镇街|街镇)(?=[:：]|$)|(?<![\u4e00-\u9fff,、])责任(?:分解|落实)(?=[:：])"
        f"|(?:相关|有关|共同|整改|直接|具体|属地|督办整改)?责任{_BODY}(?:及责任人)?|责任(?:主体|分工)"
        "|(?<![\u4e00-\u9fff,、])(?:部门|单位|任务|职责|工作)?分工(?=[:：])"
        f"|(?<![\u4e00-\u9fff,、])(?:相关|有关|整改){_BODY}(?=[:：])|任务{_BODY}|整改责任{_BODY}"
    ),
    Label.LIMIT: (
        "(?:整改|完成|办理|落实|工作|任务完成|任务|建成|办结|推进|时间)?(?:时限|期限|时间节点|时间要求|完成时间)(?:要求|节点|安排)?"
        "|(?:计划|预计)?(?:完成|完工|竣工|建成|投用)(?:时间|日期|期限|时限)|时间(?:进度)?安排|计划完成时间|进度(?:安排|要求)"
    ),
    Label.NAMES: (
        "(?:市政府|县政府|区政府)?(?:办公厅|办公室)?责任(?:处室|科室|人|领导小组)|(?:责任)?联系人|联络员|联系电话"
        "|督(?:导|办|查|促)(?:责任)?单位|验收(?:销号)?(?:责任)?单位|监管(?:责任)?(?:单位|部门)|考核(?:责任)?单位|(?:汇总|报送|监理|施工|设计)单位|资金来源"
    ),
    Label.WORDS: (
        "(?:整改|工作|任务|年度|阶段|总体|具体|主要)?目标(?:任务)?(?:[及和]措施)?"
        "|(?:整改|主要|工作|推进|具体|落实|实施|重点)?(?:措施|举措)|(?:整改|工作|任务)?(?:进展|情况|成效|标准|要求)|备注"
        "|问题(?:表述|描述|表现|内容|清单)|(?:具体|反馈|存在|突出|主要)(?:的)?问题"
        "|(?:工作|主要|建设|实施|项目|任务|整改|具体|重点)内容|(?:项目|任务|事项|工程|工作)名称|(?:工作|重点|年度|具体|主要)任务"
    ),
}

_ALL = "|".join(f"(?P<{kind.value}>{words})" for kind, words in _ROLE_WORDS.items())

#: A label with the colon after it, anywhere; in square brackets (【牵头单位】), or with 为 for the colon.
LABEL = re.compile(
    rf"(?P<boxed>〔)?(?:{_ALL})(?:\([^()]{{1,8}}\))?(?:(?(boxed)(?:〕:?|:)|:)|为(?=[省市县区州各]..))"
)

_LABEL_END = re.compile("[:〕为]")
_ENDS_NAME = re.compile("[\u4e00-\u9fff)][省市县区州]$")

#: The same without a colon, as tables copied to text have it; only a blank behind it tells that it is one.
BARE_LABEL = re.compile(rf"(?:{_ALL})")

_LEADING = re.compile(rf"[(〔]?(?:{_ALL})(?:\([^()]{{1,8}}\))?(?:〕?:|〕|(?=$))")
_KINDS: dict[str, Role | Label] = {kind.value: kind for kind in _ROLE_WORDS}


def kind_of(found: re.Match[str]) -> Role | Label:
    """Which role or label a match of ``LABEL`` stands for."""
    return next(kind for name, kind in _KINDS.items() if found[name] is not None)


def opens_with_label(norm: str) -> bool:
    """Whether a line of half-width text begins with such a label."""
    return _LEADING.match(norm) is not None


def introduces_words(norm: str) -> bool:
    """Whether a line begins with a label behind which sentences stand: 整改措施：, 实施内容：."""
    found = _LEADING.match(norm)
    return found is not None and kind_of(found) is Label.WORDS


def ends_with_label(norm: str) -> bool:
    """Whether half-width text stops right behind such a label, with what it introduces still to come."""
    return any(found.end() == len(norm) for found in LABEL.finditer(norm, max(len(norm) - 24, 0)))


def tears_label(before: str, after: str) -> bool:
    """Whether the end of one line and the beginning of the next make up a label: 完成, 时限：.

    The last character of a name (市内五区, 分管领导：) is no part of the label below it.
    """
    end = before[-8:]
    if not _LABEL_END.search(after, 0, 16):  # a quick look, for every line is asked
        return False
    torn = next(
        (m.start() for m in LABEL.finditer(end + after[:16]) if m.start() < len(end) < m.end()), len(end)
    )
    ends_name = _ENDS_NAME.search(end) is not None and torn == len(end) - 1
    return torn < len(end) and not (ends_name and opens_with_label(after))


def heading_role(norm: str) -> Role | Label | None:
    """What a column heading of a task table introduces (牵头单位, 完成时限), if it is such a label."""
    found = re.fullmatch(rf"(?:{_ALL})(?:\([^()]{{1,8}}\))?:?", norm)
    return kind_of(found) if found else None
