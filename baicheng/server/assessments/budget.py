"""What a policy costs (资金测算): the results of a benefit put together by payer, award, year, kind, county and firm.

What is undecided is counted apart and in no sum. Beside another trial each sum has its difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Register
from baicheng.rules.model.benefit import Benefit
from baicheng.server.assessments.explaining import limits
from baicheng.server.assessments.models import Result, Run
from baicheng.server.assessments.queries import folder_of_run, standing_of
from baicheng.server.assessments.standing_rows import lay_out
from baicheng.server.assessments.told import plain
from baicheng.server.editions.queries import loaded

Row = Mapping[str, Any]
_NOTHING = Decimal(0)


@dataclass
class Sum:
    """What a group gets: the amount, how many claims get something, of how many firms, and how many are undecided."""

    title: Any
    amount: Decimal = _NOTHING
    claims: int = 0
    undecided: int = 0
    firms: set[str] = field(default_factory=set)
    before: Decimal | None = None

    @property
    def difference(self) -> Decimal:
        """By how much it differs from before."""
        return self.amount - (self.before or _NOTHING)


@dataclass(frozen=True)
class Grouping:
    """The sums by one thing, such as the payer, the greatest first."""

    title: Any
    sums: Sequence[Sum]


@dataclass(frozen=True)
class Budget:
    """What a policy costs over everybody whom it judges."""

    unit: str
    whole: Sum
    due: Decimal
    groupings: Sequence[Grouping]


@dataclass(frozen=True)
class Judged:
    """The rows of those judged, and of their firms, as the run saw them."""

    pack: Pack
    register: Register
    rows: Mapping[str, Row]
    firms: Mapping[str, Row]
    role: str | None
    firm_register: Register | None
    names: Mapping[str, str]  # of the directory, by id

    def firm(self, key: str) -> str | None:
        """The firm of one of those judged; nothing where there is none."""
        row = self.rows.get(key)
        return row[self.role] if row is not None and self.role is not None else None


def budget(rule: Benefit, results: Iterable[Result], judged: Judged) -> Budget:
    """The sums of a benefit's results."""
    listed = list(results)
    whole, due = Sum(_("In all")), _NOTHING
    for one in listed:
        _add(whole, one.subject, one.total, judged)
        if one.total is not None and one.detail.get("due") is not None:
            due += Decimal(one.detail["due"])
    groupings = [
        Grouping(_("Paid by"), _sorted(_parts(listed, judged, _payers(judged.pack)))),
        Grouping(_("Award"), _sorted(_parts(listed, judged, _awards))),
        *(Grouping(title, _sorted(_groups(listed, judged, of))) for title, of in _by(judged)),
    ]
    about_firms = (Grouping(title, _sorted(_groups(listed, judged, of))) for title, of in _by_firm(judged))
    groupings += [one for one in about_firms if len(one.sums) > 1]
    return Budget(rule.unit, whole, due, [one for one in groupings if one.sums])


def beside(now: Budget, before: Budget) -> Budget:
    """The sums of one trial with those of another before them."""
    earlier = {
        grouping.title: {str(one.title): one for one in grouping.sums} for grouping in before.groupings
    }
    now.whole.before = before.whole.amount
    for grouping in now.groupings:
        known = earlier.get(grouping.title, {})
        for one in grouping.sums:
            found = known.get(str(one.title))
            one.before = found.amount if found is not None else _NOTHING
    return now


def judged_of(run: Run, rule: Benefit, snapshot: Path) -> Judged:
    """Whom a run judged, with their firms, from its snapshot.

    Raises:
        RunFailed, UnfitSource, NotInstalled: as for a run.
    """
    pack = loaded(run.edition)
    register = pack.registers[rule.judges.relation]
    role, firm_register = _firm_of(pack, register)
    wanted = {rule.judges.relation, "subjects"} | ({firm_register} if firm_register else set())
    files = lay_out(snapshot, folder_of_run(run), pack, standing_of(run), wanted, limits())
    firms = pq.read_table(files[firm_register]).to_pylist() if firm_register else []
    subjects = pq.read_table(files["subjects"], columns=["id", "name"]).to_pylist()
    return Judged(
        pack,
        register,
        {str(row[rule.judges.key]): row for row in pq.read_table(files[rule.judges.relation]).to_pylist()},
        {str(row["subject"]): row for row in firms},
        role,
        pack.registers[firm_register] if firm_register else None,
        {row["id"]: row["name"] for row in subjects},
    )


def _firm_of(pack: Pack, register: Register) -> tuple[str | None, str | None]:
    """The role of those who claim, where they are subjects of a register, and that register."""
    for role, party in register.parties.items():
        for kind in party.kinds:
            if kind in pack.registers and pack.registers[kind].subject:
                return role, kind
    return None, None


def _add(one: Sum, key: str, amount: Decimal | None, judged: Judged) -> None:
    if amount is None:
        one.undecided += 1
    elif amount > 0:
        one.amount += amount
        one.claims += 1
        if (firm := judged.firm(key)) is not None:
            one.firms.add(firm)


def _groups(results: Iterable[Result], judged: Judged, of: Callable[[str], Any]) -> dict[Any, Sum]:
    """The sums by something that each of those judged has."""
    found: dict[Any, Sum] = {}
    for one in results:
        title = of(one.subject)
        _add(found.setdefault(str(title), Sum(title)), one.subject, one.total, judged)
    return found


def _parts(
    results: Iterable[Result],
    judged: Judged,
    of: Callable[[Result], Iterable[tuple[str, Any, Decimal | None]]],
) -> dict[Any, Sum]:
    """The sums by something into which each result is parted: payers, awards."""
    found: dict[Any, Sum] = {}
    for one in results:
        for name, title, amount in of(one):
            _add(found.setdefault(name, Sum(title)), one.subject, amount, judged)
    return found


def _payers(pack: Pack) -> Callable[[Result], Iterator[tuple[str, Any, Decimal | None]]]:
    """Who pays what, called as the choice of a payer in one of the pack's registers calls them."""
    choices = [one.fields_["payer"] for one in pack.registers.values() if "payer" in one.fields_]
    called = {name: title for choice in choices for name, title in (choice.of or {}).items()}

    def parted(one: Result) -> Iterator[tuple[str, Any, Decimal | None]]:
        for name, amount in one.detail.get("payers", {}).items():
            yield name, called.get(name, name), None if amount is None else Decimal(amount)

    return parted


def _awards(one: Result) -> Iterator[tuple[str, Any, Decimal | None]]:
    for line in one.lines:
        if line["outcome"] != "not_met":
            points = line["points"]
            yield line["name"], line["title"], None if points is None else Decimal(points)


def _by(judged: Judged) -> Iterator[tuple[Any, Callable[[str], Any]]]:
    """By which further things sums are told: the year, kinds, and the division where the firm belongs."""

    def own(name: str) -> Callable[[str], Any]:
        return lambda key: _said(judged.register, name, judged.rows.get(key))

    def division(name: str) -> Callable[[str], Any]:
        def named(key: str) -> Any:
            row = judged.firms.get(judged.firm(key) or "") if judged.firm_register else judged.rows.get(key)
            return judged.names.get(str(row[name])) if row is not None else None

        return named

    for name, field_ in judged.register.fields_.items():
        if name == "year" or (field_.kind == "choice" and field_.indexed and not field_.many):
            yield field_.title, own(name)
    belongs = judged.firm_register or judged.register
    for name, party in belongs.parties.items():
        if "division" in party.kinds:
            yield party.title, division(name)


def _by_firm(judged: Judged) -> Iterator[tuple[Any, Callable[[str], Any]]]:
    """By what firms are: their choices, such as the sector."""
    register = judged.firm_register

    def of_firm(name: str) -> Callable[[str], Any]:
        return lambda key: _said(register, name, judged.firms.get(judged.firm(key) or ""))

    for name, field_ in register.fields_.items() if register else ():
        if field_.kind == "choice" and not field_.many:
            yield field_.title, of_firm(name)


def _said(register: Register | None, name: str, row: Row | None) -> Any:
    """A value as people read it; nothing where it is unknown."""
    value = row.get(name) if row is not None else None
    if register is None or value is None:
        return None
    options = register.fields_[name].of or {}
    return options.get(value, plain(value))


def _sorted(sums: Mapping[Any, Sum]) -> list[Sum]:
    return sorted(sums.values(), key=lambda one: (-one.amount, str(one.title)))
