"""Names of the bodies that issue documents (发文机关), alone, jointly, or glued to other text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from baicheng.reading.wording.forms import CJK

_ENDINGS = (
    "政府 办公厅 办公室 委员会 委 局 厅 部 署 公署 院 法院 处 中心 小组 指挥部 总队 支队 大队 银行 分行 支行 公司 "
    "集团 常委会 大会 协会 联合会 总工会 联席会议 管委会 党组 大学 学院 专班 总社 联社 交易所 办 站 会 "
    "开发区 军分区 警备区 海关 工商联 残联 妇联 文联 科协"
).split()
_NAME = re.compile(rf"[{CJK}][{CJK}()、·]{{1,79}}")
_PLACE = re.compile(
    rf"(?:中共|中国共产党)?([{CJK}]{{2,8}}?(?:自治区|自治州|自治县|新区|省|市|县|区|州|盟|旗|镇|乡))"
)
_GOVERNMENT = re.compile(rf"(?:中共)?[{CJK}]{{2}}(?:省|市|县|区|州|盟|旗)(?:人民政府|委)(?:办公厅|办公室)?$")
_AND_OTHERS = re.compile(r"等(?:\d{1,2}|[一二三四五六七八九十]{1,3})?个?(?:部门|单位)$")
_NOT_IN_NAMES = re.compile(
    "关于|印发|转发|通知|公告|牵头|负责|单位|各县|各区|各市|有关|要求|加强|联系|附件|网站|网$"
    "|[局厅处科院校区县市镇乡部组会署州省]长|主任(?!委员)|书记(?!处)|主席(?!团)|名单"
)
_BOUNDARY = re.compile("[。;!?:,)”》〕\t]|\\d日")

#: The most characters the names of all issuers of a document take.
LONGEST = 80


def is_organ(norm: str) -> bool:
    """Whether a line of half-width text is nothing but the name of a body, or several.

    >>> is_organ("云川市人民政府办公厅"), is_organ("云川市人民政府公报"), is_organ("各有关单位")
    (True, False, False)
    """
    norm = without_others(norm)
    return (
        _NAME.fullmatch(norm) is not None
        and norm.endswith(tuple(_ENDINGS))
        and _NOT_IN_NAMES.search(norm) is None
    )


def without_others(norm: str) -> str:
    """Names without a closing 等8部门, which counts issuers that only the signature names."""
    return _AND_OTHERS.sub("", norm)


def place_of(norm: str) -> str:
    """The place a name begins with (云川市 in 中共云川市委办公室), or ""."""
    found = _PLACE.match(norm)
    return found[1] if found else ""


def separate(text: str, gaps: Iterable[int] = ()) -> tuple[str, ...]:
    """The single names in a run of names.

    Args:
        text: names as written: 中共云川市委云川市人民政府, 甲市财政局、乙市财政局.
        gaps: positions in ``text`` before which the file has white space.

    A run is parted at 、, at gaps, and where the place that opens it comes again after a name.

    >>> separate("中共云川市委云川市人民政府")
    ('中共云川市委', '云川市人民政府')
    """
    cuts = {0, len(text)} | {m.end() for m in re.finditer("[、,，]", text)}
    cuts |= {gap for gap in gaps if _parts_names(text, gap)}
    if place := place_of(text):
        cuts |= {
            m.start()
            for m in re.finditer(f"(?:中共)?{re.escape(place)}", text)
            if _parts_names(text, m.start())
        }
    ordered = sorted(cuts)
    names = (text[a:b].strip("、,，") for a, b in pairwise(ordered))
    return tuple(name for name in names if name)


def _parts_names(text: str, position: int) -> bool:
    """Whether one name may end and another begin here."""
    return text[:position].endswith(tuple(_ENDINGS)) and len(text) - position > 1


def name_at_end(norm: str, known: Iterable[str], gaps: Iterable[int] = ()) -> int | None:
    """Where in a line the name begins that closes it, when other text is glued before the name.

    Args:
        norm: a line, or its last part, in half-width forms.
        known: names seen elsewhere in the file; the longest that fits wins.
        gaps: positions in ``norm`` before which the file has white space.

    >>> name_at_end("在全市通报。云川市人民政府", ())
    6
    """
    fitting = [name for name in known if norm.endswith(name)]
    if fitting:
        return len(norm) - len(max(fitting, key=len))
    boundaries = [m.end() for m in _BOUNDARY.finditer(norm)] + [gap for gap in gaps if gap < len(norm)]
    for boundary in sorted(boundaries, reverse=True)[:3]:
        if is_organ(norm[boundary:]):
            return boundary
    found = _GOVERNMENT.search(norm, max(len(norm) - LONGEST, 0))
    return found.start() if found else None
