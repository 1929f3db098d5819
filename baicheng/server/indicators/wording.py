"""Whether two wordings measure the same thing (同一指标): 累计打通 of the task 打通断头路, and 打通断头路."""

from __future__ import annotations

import re

#: What says when, how counted or in the whole area, not what.
_BESIDE = re.compile(
    r"\d{4}年(?:底|末)?|年内|全年|年底|累计|总共|一共|共计?|全市|市区|全县|全区|全部|力争|确保|实现|完成|达到|的|[“”\"《》、,，\s]"
)
#: Verbs that say the same of new things.
_MAKE = re.compile("新建改造|新改建|新建|建设|建成|新增|修建|改扩建|建立|打造")
#: Shorter words name a deed without its object (打通).
_SHORTEST = 3


def measured(indicator: str, title: str = "", unit: str = "") -> str:
    """The words of an indicator in the form in which those of two documents are compared.

    Words that name no object get it from the title of their task. A share (%) is told by its exact words.

    >>> measured("累计打通", "1.打通断头路"), measured("打通断头路", "完善路网")
    ('打通断头路', '打通断头路')
    >>> measured("新建公园"), measured("建成公园"), measured("公共交通分担率", unit="%")
    ('建公园', '建公园', '公共交通分担率')
    """
    if unit in ("%", "‰", "百分点", "个百分点"):
        return indicator.strip()[:200]
    own = _plain(indicator)
    if len(own) >= _SHORTEST:
        return own
    whole = _plain(re.sub(r"^[（(]?[\d一二三四五六七八九十]*[）).、．]*", "", title))
    if not whole or not own:
        return ""
    return whole if own in whole else f"{own}{whole}"[:200]


def _plain(words: str) -> str:
    return _MAKE.sub("建", _BESIDE.sub("", words))[:200]
