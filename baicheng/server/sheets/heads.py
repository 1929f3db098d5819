"""What the title of a column means (列名识别): the register's own words, then those of ledgers in general."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from baicheng.reading.model import Role
from baicheng.reading.wording.columns import Column, column_kind
from baicheng.reading.wording.labels import Label
from baicheng.server.sheets.columns import NUMBER, STATE, TITLE, Target
from baicheng.server.web.workbooks import head_text

#: Below this likeness (0 to 100) two titles are not the same.
_ALIKE = 82
_BRACKET = re.compile(r"[(（].*?[)）]$")
#: How ledgers call what every record has.
_WORDS = {
    NUMBER: ("系统编号", "记录编号", "no.", "id"),
    TITLE: ("名称", "name"),
    STATE: ("办理状态", "当前状态", "status"),
}
#: The role that a title names, and the roles of a register that may be meant, the best first.
_ROLES: Mapping[Role, tuple[str, ...]] = {
    Role.LEAD: ("lead", "responsible"),
    Role.RESPONSIBLE: ("responsible", "lead"),
    Role.SUPPORTING: ("supporting",),
    Role.IMPLEMENTING: ("implementing", "responsible"),
    Role.SUPERVISOR: ("supervisor",),
}
#: The fields that may hold what a title names, the best first; a register need not have any of them.
_FIELDS: Mapping[object, tuple[str, ...]] = {
    Column.CONTENT: ("content",),
    Column.TARGET: ("goal", "standard"),
    Column.CLASS: ("part", "origin", "topic"),
    Column.TITLE: (TITLE,),
    Column.PROBLEM: ("finding",),
    Label.LIMIT: ("due_on", "reply_by", "ends_on"),
}


def target_of_head(head: str, targets: Sequence[Target]) -> str | None:
    """The target that a title means, by the register's words or those that ledgers have in common."""
    return own_target(head, targets) or usual_target(head, targets)


def own_target(head: str, targets: Sequence[Target]) -> str | None:
    """The target that has this title in Chinese or English, with or without its unit."""
    wanted, bare = head_text(head), head_text(_BRACKET.sub("", head.strip()))
    for target in targets:
        titles = {head_text(title) for title in (*target.heads, target.name)}
        if wanted in titles or bare in titles or wanted in _WORDS.get(target.name, ()):
            return target.name
    return None


def usual_target(head: str, targets: Sequence[Target]) -> str | None:
    """The target that a ledger's usual word for it means: 牵头部门, 整改时限, 具体措施."""
    known = {target.name: target for target in targets}
    kind = column_kind(head_text(head))
    names = _ROLES.get(kind, ()) if isinstance(kind, Role) else _FIELDS.get(kind, ())
    return next((name for name in names if name in known), None)


def alike_target(head: str, targets: Sequence[Target]) -> str | None:
    """The target whose title is almost the same."""
    titles = {head_text(title): target.name for target in targets for title in target.heads}
    found = process.extractOne(head_text(head), list(titles), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return titles[found[0]] if found else None
