"""What if (试算): another weight, threshold or value tried on a finished run; nothing of it is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from baicheng.flows.keys import Title
from baicheng.packs.pack import Pack
from baicheng.packs.rule_figures import FOLDER, figures_of
from baicheng.packs.schema.values import ValueTable
from baicheng.rules.setting import Parameter
from baicheng.server.assessments.comparing import Moved, moved
from baicheng.server.assessments.explaining import reckoning_of
from baicheng.server.assessments.models import Result, Run
from baicheng.server.assessments.queries import results_of
from baicheng.server.assessments.told import Told, told
from baicheng.server.editions.queries import loaded


@dataclass(frozen=True)
class Changeable:
    """Something of a rule that can be tried otherwise: the path of a local value, and what the run reckoned with."""

    path: str
    title: Title
    value: Decimal | None
    unit: str


def changeable(run: Run) -> list[Changeable]:
    """What can be changed of a run's rule: the pack's values that it names, its weights, points and bounds.

    Raises:
        NotInstalled: the edition of its pack is not there any more.
    """
    pack = loaded(run.edition)
    reckoning = reckoning_of(run, Path())
    rule = reckoning.rules[run.rule]
    found = list(_values(pack, run.rule, reckoning.setting().parameters))
    for within, figure in figures_of(rule).items():
        found.append(Changeable(f"{FOLDER}.{run.rule}.{within}", figure.title, figure.value, ""))
    return found


def _values(pack: Pack, name: str, parameters: Mapping[str, Parameter]) -> Iterator[Changeable]:
    """The values of the pack that a rule names."""
    text = json.dumps(pack.rules[name].model_dump(mode="json"), ensure_ascii=False)
    words = set(re.findall(r"[a-z][a-z0-9_]*", text))
    for table in pack.values.values():
        for option in table.of or ("",):
            known = f"{table.id}_{option}" if option else table.id
            if known in words and known in parameters:
                path = f"values.{table.id}.{option}" if option else f"values.{table.id}"
                parameter = parameters[known]
                yield Changeable(path, _called(table, option), parameter.value, parameter.unit or "")


def _called(table: ValueTable, option: str) -> Title:
    """What a value is called, with its option where the table has several."""
    if option not in table.of:
        return table.title
    called = table.of[option]
    return Title(zh=f"{table.title.zh}（{called.zh}）", en=f"{table.title.en} ({called.en})")


def tried(run: Run, changes: Mapping[str, Decimal], snapshot: Path) -> tuple[Moved, ...]:
    """Who would move if something were otherwise, the greatest change first.

    Args:
        changes: path → value.
        snapshot: the folder of the run's snapshot.

    Raises:
        FaultyRule: the rule is not sound with them, such as grades whose bounds cross.
        RunFailed, UnfitSource, NotInstalled: as for a run.
    """
    return moved(results_of(run), retried(run, changes, snapshot))


def retried(run: Run, changes: Mapping[str, Decimal], snapshot: Path) -> list[Result]:
    """The results of everybody if something were otherwise; they are not kept. Arguments and errors as ``tried``."""
    decided = [{"path": path, "value": str(value)} for path, value in changes.items()]
    reckoned = reckoning_of(run, snapshot, tried=decided).reckon(run.rule)
    kept = {one.subject: one for one in results_of(run)}
    return [_as_result(run, told(run.rule, one), kept) for one in reckoned.results]


def _as_result(run: Run, one: Told, kept: Mapping[str, Result]) -> Result:
    """A result that is not kept, called as that of the run."""
    before = kept.get(one.subject)
    return Result(run=run, label=before.called if before else one.subject, **vars(one))


def changed(offered: Sequence[Changeable], given: Mapping[str, Decimal | None]) -> dict[str, Decimal]:
    """Of what was given what differs from what the run reckoned with."""
    return {
        one.path: value
        for one in offered
        if (value := given.get(one.path)) is not None and value != one.value
    }
