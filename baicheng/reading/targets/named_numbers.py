"""Numbers that measure nothing: those in names, titles, dates, document numbers and lists of units."""

from __future__ import annotations

import re

#: Stand in place of each blanked character of a date, of a name, and of a comma that groups digits.
DATE, NAME, GROUP = "\x01", "\x02", "\x03"

_YEAR = r"(?:(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9])月"
_TO = r"[-—~至到]{1,2}"
_DATES = re.compile(
    rf"(?<!\d){_YEAR}年?{_TO}{_YEAR}(?:年度?|学年)?"
    rf"|(?<!\d){_YEAR}年(?:度|底|末|初|内)?(?:{_MONTH}(?:\d{{1,2}}日)?)?(?:底|末|初|[中上下]旬|份)?"
    rf"|(?<!\d)(?:\d{{1,2}}{_TO})?{_MONTH}(?:\d{{1,2}}日|份|底|末|初|[中上下]旬)?"
    r"|(?<!\d)(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
    rf"|(?<!\d)(?:\d{{1,2}}{_TO})?\d{{1,2}}日(?=[前起至后晚早上下止]|以前)"
    r"|(?<!\d)\d{1,2}:\d\d(?!\d)"
)
_ORDINAL = r"[\d一二三四五六七八九十百零]{1,6}"
_NAMES = re.compile(
    r"《[^《》\n]{1,120}》|[〔(](?:19|20)\d\d[〕)]\d{1,5}号"
    rf"|第{_ORDINAL}(?:[-—~、至]{_ORDINAL})?[\u4e00-\u9fff]|附[件表图]{_ORDINAL}"
    r"|[一二两三2]次(?=供水|产业|装修|加压|污染|创业|分配|能源|函数|元件?|性(?!能))"
    r"|(?<=\()(?:[一二两三四五六七八九十][\u4e00-\u9fff]){2,4}(?=\))"
    r"|(?<!\d)\d{1,9}(?:号|大(?=[\u4e00-\u9fff])|强(?!度))"
    r"|(?<![A-Za-z\d/])[A-Za-z]{1,10}[-—/]?\d+(?:[.\-—/]\d+)*[A-Za-z]*"
    r"|(?<!\d)\d{1,2}[GKDA](?![A-Za-z])"
    r"|(?<![\d.])\d{1,3}(?:\+\d{1,3})+(?:\+[A-Zn])?(?!\d)|(?<![\d.])\d{1,3}[×xX*]\d{1,3}(?:小时)?(?!\d)"
    r"|(?<!\d)\d{1,3}个100%|[三四五六七八九十]{1,2}个(?:100%|百分之百)"
)
_QUOTED = re.compile(r"“[^“”\n]{1,60}”|‘[^‘’\n]{1,60}’|\"[^\"\n]{1,30}\"")
_STATES_GOAL = re.compile(r"达到|不低于|不少于|不超过|以上|以下|以内")
_UNITS = re.compile(
    r"(?:牵头|责任|配合|协助|协办|主办|承办|参与|参加|落实|实施|主责|负责)(?:单位|部门|领导|主体|人):[^\n。;)]*"
)
# What stands before the first of these is the problem found, not what is to be done about it.
_REMEDY = re.compile("整改(?:目标|措施|任务|要求):")
_FINDING = re.compile("(?:问题(?:表述|描述|表现|内容)|(?:反馈|存在|突出|具体)的?问题):[^\n]*")
_GROUPED = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{3})+(?!\d)")


def blank_named_numbers(text: str, norm: str) -> str:
    """The half-width text with all that only looks like a quantity blanked out, length unchanged.

    ``text`` is the same stretch as printed: a full-width comma there never groups digits.
    """
    blanked = _GROUPED.sub(lambda found: _grouped(found, text), norm)
    blanked = _UNITS.sub(_name, blanked)
    remedy = _REMEDY.search(blanked)
    if remedy:
        blanked = NAME * remedy.start() + blanked[remedy.start() :]
    blanked = _FINDING.sub(_name, blanked)
    blanked = _QUOTED.sub(lambda found: found[0] if _STATES_GOAL.search(found[0]) else _name(found), blanked)
    blanked = _DATES.sub(lambda found: DATE * len(found[0]), blanked)
    return _NAMES.sub(_name, blanked)


def _grouped(found: re.Match[str], text: str) -> str:
    printed = text[found.start() : found.end()]
    return found[0] if "，" in printed else found[0].replace(",", GROUP)


def _name(found: re.Match[str]) -> str:
    return NAME * len(found[0])
