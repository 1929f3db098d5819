"""Names of an import that mean nobody yet (待定单位), with suggestions, to be decided once for all tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from baicheng.server.intake.models import Decision, Import
from baicheng.server.orgs.resolution import Candidate, resolve_all


@dataclass(frozen=True, slots=True)
class OpenName:
    """A name that no unit was chosen for; ``tasks`` are the drafts that use it."""

    name: str
    tasks: Sequence[int]
    candidates: Sequence[Candidate]


def open_names(intake: Import) -> list[OpenName]:
    """The open names of an import's drafts that were not rejected, those of most tasks first."""
    using: dict[str, list[int]] = defaultdict(list)
    rows = intake.tasks.exclude(decision=Decision.REJECTED).order_by("order")
    for pk, values in rows.values_list("pk", "values"):
        for name in dict.fromkeys(party["name"] for party in values["parties"] if party["subject"] is None):
            using[name].append(pk)
    if not using:
        return []
    on = intake.document.issued_on or timezone.localdate()
    found = {one.name: one.candidates for one in resolve_all(using, on=on)}
    names = [OpenName(name, tasks, found[name]) for name, tasks in using.items()]
    return sorted(names, key=lambda one: -len(one.tasks))
