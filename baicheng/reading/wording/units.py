"""Who is named under a task: units and leaders with their roles.

Three forms are read: labelled lists (牵头单位：甲、乙), lists in brackets at the end of a clause
(甲牵头，乙、丙配合), and sentences (由甲牵头，会同乙、丙…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import intern

from baicheng.reading.model import Party, Role
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.name_lists import pieces, plain, split_names, trimmed
from baicheng.reading.wording.unit_names import TAIL, is_owned, is_whole_name

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
        "(?:共同|分别|具体|统一|各自)?(?:按(?:照)?(?:各自)?(?:职责|分工|职能|任务)(?:分工|职责)?(?:分别|共同|抓好|做好)?|分工)?"
        "(?:负责|落实|实施|组织实施|承办|推进|抓好落实|执行|办理)(?:落实|实施|推进|组织实施|制定|完成|办理|做好)*|按(?:照)?(?:各自)?(?:职责|分工|职能)(?:分工|职责)?|分工(?:合作|协作)?",
    ),
)
_VERB = re.compile("|".join(f"(?P<{role.value}>(?:{words})$)" for role, words in _VERBS))
_VERB_WITH_OBJECT = re.compile(
    f"(?:(?P<{Role.LEAD.value}>牵头)|(?P<{Role.RESPONSIBLE.value}>负责)|(?P<{Role.SUPPORTING.value}>配合))"
    "(?=(?P<object>[\u4e00-\u9fff]{2,16})$)"
)
_MARKED = re.compile(
    "[(〔](?:(?P<lead>(?:总)?牵头(?:单位|部门|负责)?|主办(?:单位)?|主责(?:单位)?)|(?:配合|协办|协助|参与)(?:单位|部门)?)[)〕]$"
)
_JOINS = re.compile("会同|商请|联合(?=[省市县区各国])")
_POST = (
    "(?:[省市县区州旗党]委|[省市县区州旗]|政府|人大|政协|常务|副|党组|党工委|管委会|组织部|宣传部|统战部|政法委|办公厅|办公室)*"
    "(?:常委|市长|县长|区长|省长|州长|旗长|秘书长|书记|主席|主任|部长|局长|厅长|成员|调研员|巡视员)"
)
_RANK_ALONE = re.compile("(?:[省市县区州旗党]委|政府|人大|政协)*(?:常委|党组成员|党组书记)$")
_LEADER = re.compile(r"[\u4e00-\u9fff·]{2,4}$")


def parties_in(content: Text, span: Span, role: Role) -> list[Party]:
    """The units of a list, each in the role its words give it, else in ``role``.

    ``甲、乙牵头，丙、丁配合`` gives 甲 and 乙 as lead, 丙 and 丁 as supporting. Stretches that say
    when (2020年12月底前完成, 持续推进) are no units.
    """
    if role is Role.SUPERVISOR:
        return list(_leaders(content, span))
    waiting: list[Span] = []
    result: list[Party] = []
    for piece in pieces(content, span):
        for part in _joined_with(content, piece):
            if (marked := _marked_role(content, part)) is not None:
                said, bare = marked
                result.extend(_named(content, waiting, role if said is Role.LEAD else said))
                result.extend(_named(content, [bare], said))
                waiting.clear()
                continue
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


def _marked_role(content: Text, part: Span) -> tuple[Role, Span] | None:
    """The role in brackets behind a name (甲（牵头）、乙（配合）), and the name without it."""
    found = _MARKED.search(part.of(content.norm))
    if found is None:
        return None
    role = Role.LEAD if found["lead"] else Role.SUPPORTING
    return role, Span(part.start, part.start + found.start())


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
    """The role that the verb at the end of a stretch gives, and the length of the verb with its object.

    An object (甲负责现场监管) is known by the whole name before the verb.
    """
    stripped = norm.rstrip(" 。;,")
    found = _VERB.search(stripped)
    if found is None:
        found = _VERB_WITH_OBJECT.search(stripped)
        if found is None or not is_whole_name(norm[: found.start()]) or is_whole_name(found["object"]):
            return None
    role = next(role for role in Role if role.value in found.groupdict() and found[role.value])
    return role, len(norm) - found.start()


_NO_UNIT = re.compile(
    r"\d{4}年|\d{1,2}月|\d日前|年底|季度|半年|全年|长期|持续|每年|每月|常年|适时|完成|推进$|实施$|开展$|坚持$|^(?:等|无|—+|-+|/|同上)$"
)


def _named(content: Text, stretches: list[Span], role: Role) -> Iterator[Party]:
    for stretch in stretches:
        for name in split_names(content, stretch):
            if not _NO_UNIT.search(name.name) and len(name.name) <= 40:
                yield Party(intern(name.name), role, name.span)  # a plan names few units, many times


def _leaders(content: Text, span: Span) -> Iterator[Party]:
    """Leaders as written, with their posts.

    Names parted by blanks are several; a name of two characters with a blank inside (王 鹏) is one, and
    so is a leader with two posts (市委常委、副市长甲).
    """
    rank: int | None = None
    for piece in pieces(content, span):
        if _RANK_ALONE.match(piece.of(content.norm)):
            rank = piece.start if rank is None else rank
            continue
        begun = piece.start if rank is None else rank
        rank = None
        for position in range(piece.start + 2, piece.end - 1):
            long_enough = position - begun >= 2 and piece.end - position >= 2
            if (
                long_enough
                and content.gap_before(position)
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
    name = trimmed(content, span)
    if len(name) and not _NO_UNIT.search(name.of(content.norm)):
        yield Party(intern(plain(name.of(content.text))), Role.SUPERVISOR, name)


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
        named = [TAIL.sub("", name) for name in before if name]
        if named and all(len(n) <= 30 and (is_whole_name(n) or is_owned(n)) for n in named):
            return True
    return False
