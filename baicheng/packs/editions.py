"""A duty across the editions of its pack (版本衔接): a new edition rewrites nothing of the past."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from baicheng.flows.duty import Duty, DutyVersion, Terms
from baicheng.flows.provenance import InForce

#: What a duty says for all its versions and not by date.
_UNDATED = ("for_each", "bearer", "to", "while_lasts")


def continued(kept: Duty, stated: Duty, new: Duty, on: date) -> Duty:
    """The duty of a new edition, with what earlier editions said of the days before it.

    A version whose first day no version of the earlier edition had is a change that the document dates: it
    holds from that day on, also where the edition comes later. Any other is a rewording, which holds from
    the day of the edition on. Where that changes the length of the period and neither edition says what
    becomes of the running one, it is finished.

    Args:
        kept: the duty as it has been reckoned with so far; ``stated``: as the earlier edition said it.
        on: the day from which the new edition holds.
    """
    begun = {terms.in_force.since for terms in stated.terms()}
    versions = list(_merged(_versions(kept, new, begun, on)))
    if versions == list(_merged(terms.version(terms.in_force) for terms in new.terms())):
        return new
    lengths = {version.when.every for version in versions if version.when and version.when.every}
    changed = len(lengths) > 1 and new.on_change is None
    return Duty.model_validate(
        {
            **new.model_dump(mode="json", by_alias=True, exclude_unset=True),
            "versions": [
                version.model_dump(mode="json", by_alias=True, exclude_unset=True) for version in versions
            ],
            **({"on_change": kept.on_change or "finish"} if changed else {}),
        }
    )


def says_otherwise(stated: Duty, new: Duty) -> bool:
    """Whether editions differ in what a duty says for all its days: for whom and what, to whom, while what."""
    return any(getattr(stated, key) != getattr(new, key) for key in _UNDATED)


def _versions(kept: Duty, new: Duty, begun: set[date | None], on: date) -> Iterator[DutyVersion]:
    dated = [terms for terms in new.terms() if terms.in_force.since not in begun]
    reworded = [terms for terms in new.terms() if terms.in_force.since in begun]
    past = list(InForce(since=None, until=on).outside(terms.in_force for terms in dated))
    found = [terms.version(terms.in_force) for terms in dated]
    found += _within(list(kept.terms()), past)
    found += _within(reworded, [InForce(since=on, until=None)])
    yield from sorted(found, key=lambda version: version.in_force.since or date.min)


def _within(terms: list[Terms], days: list[InForce]) -> Iterator[DutyVersion]:
    for one in terms:
        for span in days:
            shared = one.in_force.shared(span)
            if shared is not None:
                yield one.version(shared)


def _merged(versions: Iterable[DutyVersion]) -> Iterator[DutyVersion]:
    """Versions that follow each other and say the same, as one."""
    running: DutyVersion | None = None
    for version in versions:
        if running is not None and _goes_on(running, version):
            whole = InForce(since=running.in_force.since, until=version.in_force.until)
            running = running.model_copy(update={"in_force": whole})
            continue
        if running is not None:
            yield running
        running = version
    if running is not None:
        yield running


def _goes_on(earlier: DutyVersion, later: DutyVersion) -> bool:
    return earlier.in_force.until == later.in_force.since and _content(earlier) == _content(later)


def _content(version: DutyVersion) -> tuple[object, ...]:
    return version.when, version.covers, version.may, version.fulfilled_by, version.source
