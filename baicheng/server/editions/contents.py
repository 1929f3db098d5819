"""What a pack says, part by part, beside what the installation decided itself (规则包内容)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.flows.provenance import InForce, Source
from baicheng.packs.local_values import readings, rungs, said_on, settable
from baicheng.packs.pack import Pack
from baicheng.packs.parameters import NOT_STATED
from baicheng.packs.rule_figures import figures
from baicheng.packs.schema.values import ValueTable
from baicheng.server.accounts.models import User
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.orgs.models import Subject
from baicheng.server.web.formats import day
from baicheng.server.web.templatetags.web import say

#: The units in which a length of time can be decided.
_UNITS = {
    "minute": gettext_lazy("minutes"),
    "urgent_hour": gettext_lazy("hours, by night and on holidays too"),
    "working_hour": gettext_lazy("working hours"),
    "working_day": gettext_lazy("working days"),
    "calendar_day": gettext_lazy("calendar days"),
}
_TONES = {
    LocalValueState.PROPOSED: "warn",
    LocalValueState.APPROVED: "good",
    LocalValueState.REFUSED: "bad",
    LocalValueState.WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """A value in words, the days on which it holds, and where it stands."""

    holds: str
    said: str
    source: str
    is_silent: bool
    is_reading: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What a path of a table says by date, and the local values that win over it."""

    path: str
    option: str
    dated: Sequence[Dated]
    local: Sequence[LocalValue]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of values."""

    title: str
    unit: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """How an open text is read, with the path by which another reading is chosen."""

    path: str
    on: str
    text_says: str
    we_read: str
    alternatives: Sequence[str]
    local: Sequence[LocalValue]


def tables(pack: Pack, local: Mapping[str, Sequence[LocalValue]]) -> Iterator[Table]:
    """The tables of values, each cell by date."""
    for name, table in pack.values.items():
        options = [*table.of] or [""]
        cells = []
        for option in options:
            path = f"values.{name}.{option}" if option else f"values.{name}"
            called = say(table.of[option]) if option else ""
            cells.append(Cell(path, called, list(_dated(table, option)), local.get(path, ())))
        yield Table(say(table.title), say(table.unit), cells)


def _dated(table: ValueTable, option: str) -> Iterator[Dated]:
    for entry in table.values:
        cell = (entry.model_extra or {}).get(option) if option else entry.value
        value, reading = cell, False
        if isinstance(cell, dict) and set(cell) == {"reading"}:
            value, reading = cell["reading"], True
        silent = value is None or value == NOT_STATED
        said = _("the document gives no value") if silent else said_value(value)
        yield Dated(span(entry.in_force), said, source_said(entry.source), silent, reading)


def readings_of(pack: Pack, local: Mapping[str, Sequence[LocalValue]]) -> Iterator[ReadingShown]:
    """The readings of all parts."""
    for path, one in readings(pack).items():
        yield ReadingShown(
            path,
            say(one.on),
            say(one.text_says),
            say(one.we_read),
            [say(other) for other in one.alternatives],
            local.get(path, ()),
        )


def paths_of(pack: Pack) -> list[str]:
    """The paths that a local value can set."""
    return list(settable(pack))


def called(pack: Pack, path: str) -> str:
    """What people call a path."""
    kind, _dot, rest = path.partition(".")
    name, _dot, option = rest.partition(".")
    if path == "office":
        return say(pack.manifest.office.title)
    if kind == "values" and name in pack.values:
        title, titles = say(pack.values[name].title), pack.values[name].of
        return f"{title} ({say(titles[option]) if option in titles else option})" if option else title
    if kind == "groups" and name in pack.groups:
        return say(pack.groups[name].title)
    if kind == "duties" and name in pack.duties and option == "when":
        return say(pack.duties[name].title)
    if kind == "events":
        return rest
    if path in rungs(pack):
        return _called_rung(pack, path)
    if (figure := figures(pack).get(path)) is not None:
        return say(figure.title)
    found = readings(pack).get(path)
    return say(found.on) if found else path


def _called_rung(pack: Pack, path: str) -> str:
    """A rung of a ladder by what it is about: the ledger and the assignment, or the duty; and what it does."""
    folder, name, *opened = path.split(".")
    if folder == "duties":
        about = say(pack.duties[name].title)
    else:
        register = pack.registers[name]
        assert register.flow is not None, "a ladder of a register stands in its flow"
        title = register.flow.states[opened[0]].opens[opened[1]].title
        about = f"{say(register.title)} · {say(title)}"
    rung, stated = rungs(pack)[path], said_value(said_on(pack, path, timezone.localdate()))
    if rung.before is not None:
        return _("%(about)s: reminder ahead (pack: %(stated)s)") % {"about": about, "stated": stated}
    if rung.create is not None:
        what = say(pack.registers[rung.create.register_id].title)
        given = {"about": about, "what": what, "stated": stated}
        return _("%(about)s: %(what)s when late (pack: %(stated)s)") % given
    return _("%(about)s: reminder when late (pack: %(stated)s)") % {"about": about, "stated": stated}


def said_value(value: Any) -> str:
    """A value of a pack or of the installation, in words as far as there are any."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        if value.keys() == {"amount", "unit"}:
            return f"{value['amount']} {_UNITS.get(value['unit'], value['unit'])}"
        words = {"at_least": "≥ ", "at_most": "≤ "}
        if value.keys() <= words.keys():
            return ", ".join(f"{words[key]}{said_value(one)}" for key, one in value.items())
        return "; ".join(f"{key}: {said_value(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        return "、".join(said_value(one) for one in value)
    return str(value)


def local_said(value: LocalValue, offices: Mapping[int, Subject]) -> str:
    """A local value in words; the office by its name."""
    if value.path == "office" and value.value in offices:
        return str(offices[value.value])
    if isinstance(value.value, dict) and value.value.keys() != {"amount", "unit"}:
        return json.dumps(value.value, ensure_ascii=False, sort_keys=True)
    return said_value(value.value)


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A local value in a list: what it is called and says, how it stands, what a user may do with it."""

    value: LocalValue
    title: str
    said: str
    tone: str
    lost: bool
    may_settle: bool
    may_withdraw: bool

    @property
    def span(self) -> str:
        """The days for which it is."""
        return span_of(self.value.since, self.value.until)


def local_rows(
    values: Sequence[LocalValue],
    user: User,
    *,
    title: Callable[[str], str],
    said: Callable[[LocalValue], str],
    lost: Collection[int] = (),
) -> list[LocalRow]:
    """What is decided here: what waits for approval first, then what holds, the latest of a path first.

    Args:
        title: what people call a path.
        said: a value in words.
        lost: the ids of values that have no effect.
    """
    order = {LocalValueState.PROPOSED: 0, LocalValueState.APPROVED: 1}
    ranked = sorted(values, key=lambda one: (order.get(LocalValueState(one.state), 2), one.path, -one.pk))
    return [
        LocalRow(
            value=one,
            title=title(one.path),
            said=said(one),
            tone=_TONES[LocalValueState(one.state)],
            lost=one.pk in lost,
            may_settle=one.state == LocalValueState.PROPOSED and one.proposed_by_id != user.pk,
            may_withdraw=one.state in (LocalValueState.PROPOSED, LocalValueState.APPROVED),
        )
        for one in ranked
    ]


def span(in_force: InForce | None) -> str:
    """The days on which something holds, in words."""
    since, until = (in_force.since, in_force.until) if in_force else (None, None)
    return span_of(since, until)


def span_of(since: date | None, until: date | None) -> str:
    """From a day until before another."""
    if since and until:
        return _("from %(since)s until before %(until)s") % {"since": day(since), "until": day(until)}
    if since:
        return _("from %(since)s") % {"since": day(since)}
    return _("until before %(until)s") % {"until": day(until)} if until else _("always")


def source_said(source: Source | None) -> str:
    """Where something stands: the document, its part, the article."""
    if source is None:
        return ""
    return " ".join(filter(None, (source.document, source.part, source.article)))
