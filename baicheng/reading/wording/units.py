"""Who is named under a task: units and leaders with their roles.

Three forms are read: labelled lists (牵头单位：甲、乙), lists in brackets at the end of a clause
(甲牵头，乙、丙配合), and sentences (由甲牵头，会同乙、丙…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from baicheng.reading.model import Party, Role
from baicheng.reading.spans import Span
from baicheng.reading.text import Text

#: Endings by which the name of a body is known.
UNIT_END = (
    "(?:局|委|办|厅|部|院|会|社|处|室|站|所|署|队|支队|总队|大队|中心|公司|集团|银行|政府|管委会|单位|部门|机构|企业"
    "|街道|乡镇|镇|乡|县|区|市|州|旗|盟|省|学校|大学|学院|台|庭|厂|场|馆|园|组|班|海关|税务|气象|消防|法院|银保监|村|社区|居委会|村委会|专班|指挥部|联席会议|工会|联|妇联|团委"
    "|团市委|团省委|团县委|残联|科协|工商联|军分区|武装部|办公室|开发区|新区|园区|示范区|试验区|实验区|河长|属地|各级|供电|联通|移动|电信|铁塔|邮政|烟草"
    "|主体|成员|院校|高校|媒体|党校|分行|支行|协会|商会|研究院|基地|办事处|工作部|车务段|工务段|机场|港口|燃气|热力|自来水|电网)"
)
_UNIT = re.compile(rf".{{0,40}}{UNIT_END}(?:\([^()]{{1,30}}\))?$")
_OWNED = re.compile(
    "省|市|县|区|州|旗|各|国|中|团|党|军|驻|相关|有关|镇|乡|街道|本|辖|属地|人民(?!政府)|公安|税务|自治"
)
#: Names that stand for themselves although no 市 or 县 opens them: 电信沱阳分公司, 城西街道办事处.
_OWN_NAME = re.compile(
    "(?:国网|国家|人行|银保监|电信|移动|联通|铁塔|供电|邮政|烟草|海关|气象|消防|石油|石化|铁路|高速)"
    "|.{1,10}(?:公司|集团|海关|银行|医院|大学|学院|学校|法院|检察院|街道办事处|街道|镇|乡|政府|管委会|车务段)$"
)
#: Parts of a body, which a blank inside a name may set off: 市公安局 交警支队.
_PART_OF_BODY = re.compile(".{0,8}(?:分局|支队|大队|中队|总队|办公室|处|科|室|站|所|部)$")
#: The kind of a body without its name, which can only end a name that began before: 各县（市、区） 人民政府.
_KIND_ALONE = re.compile(
    "(?:人民)?(?:政府|法院|检察院|医院|银行)|街道(?:办事处)?|办事处|(?:管理)?委员会|管委会|办公室|(?:有限|集团|股份|责任|分)*公司|集团|乡镇|镇|乡"
)
_MANY_NAMES = 3
_GROUP = re.compile(
    r"各(?:省辖|直管)?(?:市|州|县|区|旗|盟|乡|镇|街道)(?:\([^()]{1,12}\))?"
    r"(?:[、,](?:市|州|县|区|旗|乡|镇|街道|开发区|园区)(?:\([^()]{1,12}\))?(?=[、,]|$|人民政府|政府|管委会|办事处|党委))+(?:人民政府|政府|管委会|办事处|党委)?"
)
_WHOLE_NAME = re.compile(
    "[^、,。;:]{1,24}?(?:办公室|管委会|委员会|领导小组|人民政府|指挥部|部门|单位|机构|公司|集团|银行|中心|法院|检察院|总工会|协会"
    "|街道办事处|海关|车务段|集团|学院|大学|学校|妇联|残联|科协|工商联|团[省市县]委|联合会"
    "|局|厅|院|署|队|站|处|委(?!员|宣|组|政|办|统|网|编)|办(?!公|理|法|学|事)|部(?!门|队))"
)

_VERBS = (
    (
        Role.LEAD,
        "(?:共同|联合|分别|负责|总体|统一)?牵头(?:负责|组织|落实|实施|推进|抓总|抓落实|办理|组织实施|制定|建立|做好|实施推进)*|主办|抓总",
    ),
    (
        Role.SUPPORTING,
        "(?:共同|积极|密切|协助|分别|按(?:照)?职责(?:分工)?)?(?:配合|协助|协办|参与|参加|协同|支持)(?:做好|落实|实施|推进|负责|完成|工作|办理)*",
    ),
    (
        Role.RESPONSIBLE,
        "(?:共同|分别|具体|统一|各自)?(?:按(?:照)?(?:各自)?(?:职责|分工|职能|任务)(?:分工|职责)?(?:分别|共同|抓好|做好)?)?"
        "(?:负责|落实|实施|组织实施|承办|推进|抓好落实|执行|办理)(?:落实|实施|推进|组织实施|制定|完成|办理|做好)*|按(?:照)?(?:各自)?(?:职责|分工|职能)(?:分工|职责)?",
    ),
)
_VERB = re.compile("|".join(f"(?P<{role.value}>(?:{words})$)" for role, words in _VERBS))
_JOINS = re.compile("会同|商请|联合(?=[省市县区各国])")
_TAIL = re.compile(
    "(?:等(?:市直|县直|省直|区直|市级|县级)?(?:相关|有关|各)?(?:单位|部门|成员单位|市直部门|有关方面|\\d{1,2}(?:个|家)(?:单位|部门))?|同志)$"
)
_ABBREVIATION = re.compile(r"\((?:以下|下)?(?:简称|统称)[^()]*\)|\((?:牵头|责任|配合|主责)\)")
_PLAIN_SEPARATORS = "、,;，；/|"
_POST = (
    "(?:[省市县区州旗党]委|[省市县区州旗]|政府|人大|政协|常务|副|党组|党工委|管委会|组织部|宣传部|统战部|政法委|办公厅|办公室)*"
    "(?:常委|市长|县长|区长|省长|州长|旗长|秘书长|书记|主席|主任|部长|局长|厅长|成员|调研员|巡视员)"
)
_RANK_ALONE = re.compile("(?:[省市县区州旗党]委|政府|人大|政协)*(?:常委|党组成员|党组书记)$")
_LEADER = re.compile(r"[\u4e00-\u9fff·]{2,4}$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a list, with the blanks, abbreviations and tails such as 等部门 taken off."""

    name: str
    span: Span


def split_names(content: Text, span: Span) -> Iterator[Name]:
    """The single names of a list such as 市财政局、县(市、区)和各开发区管委会.

    Brackets are not looked into; 和 and 及 part names only where a whole name stands on both sides
    (自然资源和规划局 stays one). Blanks in the file part names where both sides are names.
    """
    for piece in _pieces(content, span):
        for part in _parted(content, piece):
            name = _trimmed(content, part)
            if len(name):
                yield Name(_plain(name.of(content.text)), name)


def _pieces(content: Text, span: Span) -> Iterator[Span]:
    """The stretches between separators that stand outside brackets."""
    depth, begun = 0, span.start
    groups = [found.span() for found in _GROUP.finditer(content.norm, span.start, span.end)]
    for position in range(span.start, span.end):
        c = content.norm[position]
        if any(start <= position < end for start, end in groups):
            continue
        if c in "(〔《":
            depth += 1
        elif c in ")〕》":
            depth = max(depth - 1, 0)
        elif depth == 0 and (c in _PLAIN_SEPARATORS or c == "\n"):
            yield Span(begun, position)
            begun = position + 1
    yield Span(begun, span.end)


def _parted(content: Text, span: Span) -> Iterator[Span]:
    """A stretch parted at 和, 及, 与 and at blanks, where complete names stand on both sides."""
    norm = content.norm
    for found in re.finditer("以及|和|及|与", norm[span.start : span.end]):
        left = Span(span.start, span.start + found.start())
        right = Span(span.start + found.end(), span.end)
        if _complete(left.of(norm)) and _complete(right.of(norm)) and _owned(right.of(norm)):
            yield from _parted(content, left)
            yield from _parted(content, right)
            return
    yield from _parted_by_blanks(content, span)


def _parted_by_blanks(content: Text, span: Span) -> Iterator[Span]:
    """A stretch parted at blanks between whole names.

    One blank may stand inside a name (县住房 和城乡建设局, 市公安局 交警支队); it parts where the next name
    is known by its beginning or kind, or where all of three and more words are whole names. A wider
    blank parts any two whole names.
    """
    norm = content.norm
    gaps = [p for p in range(span.start + 1, span.end) if content.gap_before(p)]
    # The end of a line parts names only where blanks part the others.
    blanks = gaps if any(content.blank_before(p) for p in gaps) else []
    words = _words(content, [span.start, *blanks, span.end])
    listed = len(words) >= _MANY_NAMES and all(_complete(word.of(norm)) for word in words)
    begun = span.start
    for word in words[1:]:
        left, right = norm[begun : word.start], word.of(norm)
        rest = norm[word.start : span.end]
        if len(left) <= 2 or not _complete(left) or not _complete(rest) or _KIND_ALONE.fullmatch(right):
            continue
        known = _owned(rest) or (_complete(right) and _OWN_NAME.match(right) is not None)
        parts = content.wide_blank_before(word.start) or (listed and not _PART_OF_BODY.match(right))
        if known or (parts and _complete(right)):
            yield Span(begun, word.start)
            begun = word.start
    yield Span(begun, span.end)


def _words(content: Text, bounds: list[int]) -> list[Span]:
    """The words between blanks; those that the end of a line has torn are put together."""
    words: list[Span] = []
    for start, end in pairwise(bounds):
        if words and not content.blank_before(start) and not _complete(words[-1].of(content.norm)):
            words[-1] = Span(words[-1].start, end)
        else:
            words.append(Span(start, end))
    return words


def _complete(name: str) -> bool:
    return len(name) >= 2 and _UNIT.match(name) is not None


def _owned(name: str) -> bool:
    return _OWNED.match(name) is not None


def _trimmed(content: Text, span: Span) -> Span:
    """A name without the words around it that are no part of it."""
    start, end = span.start, span.end
    norm = content.norm
    while start < end and norm[start] in " :。.由和及与〔《-—":
        start += 1
    while end > start and norm[end - 1] in " :。.等〕》-—;":
        end -= 1
    while start < end and (found := _ABBREVIATION.search(norm, start, end)) and found.end() == end:
        end = found.start()
    if found := _TAIL.search(norm[start:end]):
        if found.start() > 0:
            end = start + found.start()
    if norm[end - 1 : end] == ")" and "(" not in norm[start:end]:
        end -= 1
    if norm[start : start + 1] == "(" and ")" not in norm[start:end]:
        start += 1
    start = _behind_by(norm, start, end)
    return Span(start, max(end, start))


def _behind_by(norm: str, start: int, end: int) -> int:
    """Where the name begins behind 由 in 监测站建设由市环保局: 由 is part of no unit's name."""
    by = norm.rfind("由", start, end)
    return by + 1 if by > start and _complete(norm[by + 1 : end]) else start


def _plain(name: str) -> str:
    return name.replace("\n", "")


def parties_in(content: Text, span: Span, role: Role) -> list[Party]:
    """The units of a list, each in the role its words give it, else in ``role``.

    ``甲、乙牵头，丙、丁配合`` gives 甲 and 乙 as lead, 丙 and 丁 as supporting. Stretches that say
    when (2020年12月底前完成, 持续推进) are no units.
    """
    if role is Role.SUPERVISOR:
        return list(_leaders(content, span))
    waiting: list[Span] = []
    result: list[Party] = []
    for piece in _pieces(content, span):
        for part in _joined_with(content, piece):
            verb = _verb_at_end(content.norm[part.start : part.end])
            if verb is None:
                waiting.append(part)
                continue
            said, length = verb
            waiting.append(Span(part.start, part.end - length))
            result.extend(_named(content, waiting, said))
            waiting.clear()
    result.extend(_named(content, waiting, role))
    return result


def _joined_with(content: Text, piece: Span) -> Iterator[Span]:
    """甲牵头会同乙 as 甲牵头 and 乙配合: the stretches before and after the joining word."""
    norm = content.norm
    found = _JOINS.search(norm, piece.start, piece.end)
    if found is None or found.start() == piece.start:
        yield Span(found.end(), piece.end) if found else piece
        return
    yield Span(piece.start, found.start())
    yield Span(found.end(), piece.end)


def _verb_at_end(norm: str) -> tuple[Role, int] | None:
    """The role that the verb at the end of a stretch gives, and the length of the verb."""
    stripped = norm.rstrip(" 。;,")
    found = _VERB.search(stripped)
    if found is None:
        return None
    return Role(found.lastgroup or ""), len(norm) - found.start()


_NO_UNIT = re.compile(
    r"\d{4}年|\d{1,2}月|\d日前|年底|季度|半年|全年|长期|持续|每年|每月|常年|适时|完成|推进$|实施$|开展$|坚持$|^(?:等|无|—+|-+|/|同上)$"
)


def _named(content: Text, stretches: list[Span], role: Role) -> Iterator[Party]:
    for stretch in stretches:
        for name in split_names(content, stretch):
            if not _NO_UNIT.search(name.name) and len(name.name) <= 40:
                yield Party(name.name, role, name.span)


def _leaders(content: Text, span: Span) -> Iterator[Party]:
    """Leaders as written, with their posts.

    Names parted by blanks are several; a name of two characters with a blank inside (王 鹏) is one, and
    so is a leader with two posts (市委常委、副市长甲).
    """
    rank: int | None = None
    for piece in _pieces(content, span):
        if _RANK_ALONE.match(piece.of(content.norm)):
            rank = piece.start if rank is None else rank
            continue
        begun = piece.start if rank is None else rank
        rank = None
        for position in range(piece.start + 2, piece.end - 1):
            long_enough = position - begun >= 2 and piece.end - position >= 2
            if (
                long_enough
                and content.blank_before(position)
                and _two_leaders(content, begun, position, piece.end)
            ):
                yield from _leader(content, Span(begun, position))
                begun = position
        yield from _leader(content, Span(begun, piece.end))


def _two_leaders(content: Text, begun: int, position: int, end: int) -> bool:
    """Whether the stretches before and after a blank are a name each, rather than a post and its holder."""
    left, right = content.norm[begun:position], content.norm[position:end]
    if re.search("长|任|记|席|员$", left) or re.fullmatch(_POST, right):
        return False
    return (
        _LEADER.match(left) is not None
        and re.match(r"[\u4e00-\u9fff·]{2,4}(?:$|[\u4e00-\u9fff]{2})", right) is not None
    )


def _leader(content: Text, span: Span) -> Iterator[Party]:
    name = _trimmed(content, span)
    if len(name) and not _NO_UNIT.search(name.of(content.norm)):
        yield Party(_plain(name.of(content.text)), Role.SUPERVISOR, name)


def looks_like_units(norm: str) -> bool:
    """Whether every name of an unlabelled list ends like a body and some begin like one."""
    return end_like_units(norm) and any(_owned(name) for name in re.split("[、,;]", norm))


def end_like_units(norm: str) -> bool:
    """Whether every name of a list ends like the name of a body."""
    names = [name for name in re.split("[、,;]", re.sub(r"\([^()]*\)", "", norm)) if name]
    return (
        bool(names)
        and len(norm) <= 400
        and all(name in "县区市乡镇" or _complete(_TAIL.sub("", name)) for name in names)
    )


def leading_names(norm: str, start: int, end: int) -> int:
    """Where the list of units that begins at ``start`` ends: behind its last whole name.

    >>> leading_names("市财政局、市审计局制定办法", 0, 13)
    9
    """
    position = start
    while found := _WHOLE_NAME.match(norm, position, end):
        position = found.end()
        if position >= end or norm[position] != "、":
            break
        position += 1
    return position if position > start else start


def says_role(norm: str) -> bool:
    """Whether a bracket says who leads, answers or supports: （甲牵头，乙配合）."""
    parts = [part for part in re.split("[,;、]", norm) if part]
    for index, part in enumerate(parts):
        verb = _verb_at_end(part)
        if verb is None:
            continue
        before = [*parts[:index], part[: len(part) - verb[1]]]
        if verb[0] is Role.LEAD and len(part) > verb[1] and all(len(name) <= 20 for name in before):
            return True
        named = [_TAIL.sub("", name) for name in before if name]
        if named and all(len(n) <= 30 and (_complete(n) or _owned(n)) for n in named):
            return True
    return False
