"""What an installation holds after a bad day, beside what its people were told: each difference in a line.

    python -m tests.faults.inspection < deeds.json

First as it stands; then after the background work has run once, as it does when the server starts again.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

Deeds = list[Mapping[str, Any]]


def main() -> None:
    """Print the differences and some figures as JSON."""
    import django

    django.setup()
    from tests.faults.load import of_kind

    deeds: Deeds = json.load(sys.stdin)
    faults = [
        *_reports(of_kind(deeds, "report")),
        *_moves(of_kind(deeds, "move")),
        *_tasks(of_kind(deeds, "task")),
        *_chains(),
        *_rows(),
    ]
    _catch_up()
    missing, owed = _undisturbed()
    faults += [*missing, *_chains(), *_rows(), *_still_to_do()]
    told = {"faults": faults, "owed": owed, "reminders": _reminders()}
    json.dump(told, sys.stdout, ensure_ascii=False)


def _answers(deeds: Deeds, answer: str) -> Counter[tuple[int, str]]:
    return Counter((deed["about"], deed["words"]) for deed in deeds if deed["answer"] == answer)


def _reports(deeds: Deeds) -> Iterator[str]:
    """A report that was taken is there once, with its words and figure; none is there twice."""
    from baicheng.server.duties.models import Report
    from baicheng.server.history.models import Event

    for report in Report.objects.values_list("assignment").order_by("assignment"):
        if report[0] is None:
            yield "a report answers nothing"
    doubled = Counter(Report.objects.values_list("assignment", flat=True))
    yield from (f"assignment {pk} has {count} reports" for pk, count in doubled.items() if count > 1)
    events = Event.objects.filter(chain__startswith="registers.record:", changes__has_key="fields.done")
    said = Counter(event.changes["fields.done"][1] for event in events.iterator())
    done = [deed for deed in deeds if deed["answer"] == "done"]
    for deed in deeds:
        times, least = said[deed["words"]], deed["answer"] == "done"
        if times > 1 or times < least:
            yield f"report {deed['words']} ({deed['answer']}) was entered {times} times"
    kept = {row.assignment_id: row for row in Report.objects.select_related("record")}
    last = {deed["about"]: deed for deed in done}
    later = {deed["words"] for deed in deeds if deed["answer"] != "done"}
    for assignment, deed in last.items():
        report = kept.get(assignment)
        if report is None:
            yield f"report {deed['words']} is lost"
            continue
        words = report.record.fields["done"]
        values = [int(value) for value in report.values.values_list("value", flat=True)]
        if words != deed["words"] and words not in later:
            yield f"report {deed['words']} says {words}"
        if words == deed["words"] and (report.record.state == "draft" or values != [int(deed["figure"])]):
            yield f"report {deed['words']}: {report.record.state}, {values} instead of {deed['figure']}"


def _moves(deeds: Deeds) -> Iterator[str]:
    """A move that was taken stands in the chain as often as it was made, and has its effects."""
    from baicheng.server.duties.models import Report
    from baicheng.server.history.models import Event
    from baicheng.server.indicators.models import Observation

    done, unknown = _answers(deeds, "done"), _answers(deeds, "unknown")
    events = Event.objects.filter(verb="registers.record.moved").values_list("chain", "context")
    made = Counter((int(chain.partition(":")[2]), context["move"]) for chain, context in events)
    for key in done | unknown:
        if not done[key] <= made[key] <= done[key] + unknown[key]:
            yield f"record {key[0]}: “{key[1]}” made {made[key]} times, taken {done[key]} times"
    observed = Counter(
        Observation.objects.filter(source_kind="registers.record").values_list("source_id", flat=True)
    )
    for report in Report.objects.select_related("record"):
        wanted = report.values.count() if report.record.state == "accepted" else 0
        if observed[report.record_id] != wanted:
            yield f"report {report.record_id}: {observed[report.record_id]} observations, not {wanted}"


def _tasks(deeds: Deeds) -> Iterator[str]:
    """A task that was entered is there once; one of which nobody knows, once at most."""
    from baicheng.server.registers.models import Record

    there = Counter(Record.objects.values_list("title", flat=True))
    for deed in deeds:
        times, least = there[deed["words"]], deed["answer"] == "done"
        most = deed["answer"] != "refused"
        if not least <= times <= most:
            yield f"task {deed['words']} ({deed['answer']}) is there {times} times"


def _chains() -> Iterator[str]:
    """What ``audit verify`` says."""
    from baicheng.server.history.verification import verify
    from baicheng.server.operation.auditing import verify_rows

    for fault in (*verify().faults, *verify_rows()):
        yield f"{fault.chain} #{fault.number} {fault.what}"


def _rows() -> Iterator[str]:
    """What is written beside a record is what its parties and assignments say: access, due moment, versions."""
    from baicheng.server.registers.access import write_access
    from baicheng.server.registers.books import book_of
    from baicheng.server.registers.models import Access, Record, Version
    from baicheng.server.registers.services.due_moments import refresh_due_of

    now = timezone.now()
    with transaction.atomic():
        records = list(Record.objects.order_by("pk"))
        for record in records:
            rows = Access.objects.filter(record=record)
            if write_access(record, book_of(record.register), now):
                yield f"record {record.pk}: access is not what its parties say"
            if rows.exclude(state=record.state, due_order=record.due_order).exists():
                yield f"record {record.pk}: access has another state or due moment"
            present = Version.objects.filter(record=record, superseded_at=None, until=None)
            if list(present.values_list("state", "due_at")) != [(record.state, record.due_at)]:
                yield f"record {record.pk}: no version says how it is"
        moved = refresh_due_of([record.pk for record in records], at=now)
        if moved:
            yield f"{moved} records have a due moment that is not that of their assignments"
        transaction.set_rollback(True)


def _catch_up() -> None:
    """Do what the worker does when it starts."""
    from baicheng.server.config import jobs

    for task in (jobs.keep_records_in_step, jobs.keep_duties_up, jobs.send_reminders, jobs.seal_history):
        task.call_local()


def _undisturbed() -> tuple[Iterable[str], int]:
    """What duties owe, beside what they owe when all is generated at once by nobody disturbed."""
    from baicheng.server.assignments.models import Assignment, Outcome, Recipient
    from baicheng.server.duties.models import Duty, Report
    from baicheng.server.duties.opened import of_duties
    from baicheng.server.duties.services import generate, horizon

    now = timezone.now()
    there = {row.key: (row.bearer_id, row.due_at) for row in of_duties().exclude(outcome=Outcome.LAPSED)}
    with transaction.atomic():
        keys = list(of_duties().values_list("pk", flat=True))
        Report.objects.update(assignment=None)
        through = Recipient.objects.filter(assignment__in=of_duties())
        through._raw_delete(through.db)
        Assignment.objects.filter(pk__in=keys)._raw_delete("default")
        Duty.objects.update(generated_until=None)
        generate(horizon(now), now)
        owed = {row.key: (row.bearer_id, row.due_at) for row in of_duties()}
        transaction.set_rollback(True)
    return [
        f"assignment {key}: {there.get(key, 'lost')}, owed {owed.get(key, 'by nobody')}"
        for key in sorted(owed.keys() | there.keys())
        if owed.get(key) != there.get(key)
    ], len(owed)


def _reminders() -> int:
    """How many people were reminded, each of one thing."""
    from baicheng.server.notices.models import Notice

    return Notice.objects.filter(key__startswith="assignments.remind:").count()


def _still_to_do() -> Iterator[str]:
    """Running the background work again does nothing."""
    from baicheng.server.duties.services import keep_up
    from baicheng.server.registers.services import escalate

    now = timezone.now()
    with transaction.atomic():
        sent, done = escalate(now).told, keep_up(now)
        if sent or done.opened or done.changed or done.withdrawn:
            yield f"a second run sends {sent} reminders and does {done}"
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
