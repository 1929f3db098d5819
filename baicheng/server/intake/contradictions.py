"""Numbers of a draft that another document, issued before, states differently (两份文件数字不一致)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from baicheng.reading.model import Portion
from baicheng.server.documents.models import Document
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import stated_elsewhere
from baicheng.server.indicators.wording import measured
from baicheng.server.intake.drafts import Draft, DraftPart, DraftTarget
from baicheng.server.intake.findings import Finding
from baicheng.server.intake.portions import thing

#: What other documents state, by the thing that it measures.
Stated = Mapping[str, Sequence[Target]]


def stated_of(drafts: Sequence[Draft], document: Document) -> Stated:
    """What other documents state of all that some drafts measure, read with one query."""
    things = {_measured(draft, part, target) for draft in drafts for part, target in _wholes(draft)}
    return stated_elsewhere(things, document)


def contradicted(draft: Draft, stated: Stated) -> Iterator[Finding]:
    """The numbers of a draft that another document states differently.

    Of a task's milestones only the last is compared with the last of the other document.
    """
    for number, part in enumerate(draft.parts):
        target = part.target
        if target is None or target.portion is not Portion.WHOLE:
            continue
        what = _measured(draft, part, target)
        later = [
            other.due_on or draft.due_on
            for other, one in _wholes(draft)
            if _measured(draft, other, one) == what and one.unit == target.unit
        ]
        due = part.due_on or draft.due_on
        if any(day is not None and due is not None and day > due for day in later):
            continue
        same = [row for row in stated.get(what, ()) if (row.unit, row.scope) == (target.unit, target.scope)]
        ends = [row.due_on for row in same if row.due_on is not None]
        for row in same:
            if (
                row.op == target.op.value
                and row.value != target.value
                and row.due_on in (None, max(ends, default=None))
            ):
                text = _(
                    "“%(own)s”, but %(document)s says %(value)s%(unit)s. Both are kept; then choose which counts."
                )
                given = {
                    "own": target.text,
                    "document": row.document,
                    "value": f"{row.value.normalize():f}",
                    "unit": row.unit,
                }
                yield Finding("contradicted", text % given, field=f"parts.{number}")


def _wholes(draft: Draft) -> list[tuple[DraftPart, DraftTarget]]:
    return [
        (part, part.target)
        for part in draft.parts
        if part.target is not None and part.target.portion is Portion.WHOLE
    ]


def _measured(draft: Draft, part: DraftPart, target: DraftTarget) -> str:
    return measured(thing(part, target)[0], draft.title, target.unit)
