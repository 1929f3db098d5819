"""Targets that each county has for itself (各县各自的目标): 每个区新建5个 is a target of every district."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.queries import members, related_from
from baicheng.server.orgs.resolution import resolve
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

_MANY = re.compile("^[每各]")
#: Without such a word 各区新建5个 can be five in all, too.
_APART = re.compile("分别|各自|均|每个?[县市区]")
_LEVELS = re.compile("[县市区]")


def each_of(scope: str, text: str, record: Record, day: date) -> list[Subject]:
    """Those who take part in a task and have a target each for themselves; none where it is of all together.

    每个区 means the districts that take part through a group, 每县（市、区） all counties, 市内五区每区 those
    members of the group of that name who take part.
    """
    if not _APART.search(text):
        return []
    named = resolve(scope, on=day).subject if scope else None
    taking = {party.subject_id: party for party in parties_of([record], day)}
    if named is not None and named.kind == SubjectKind.GROUP:
        return [one for one in members(named, day) if one.pk in taking]
    if not _MANY.match(scope):
        return []
    kinds = frozenset(_LEVELS.findall(scope))
    through = (party.subject for party in taking.values() if party.group_id is not None)
    return [one for one in through if kinds.intersection(_kinds_of(one, day))]


def _kinds_of(subject: Subject, day: date) -> Iterator[str]:
    """The last character of each division that a subject is or governs: 区 of 东城区."""
    yield from (one.name[-1] for one in related_from(subject, RelationKind.GOVERNS, day))
    yield subject.name.removesuffix("人民政府")[-1:]
