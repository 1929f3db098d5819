"""How long a ledger of 5,000 rows takes from Excel into the database, and back out.

    .venv/bin/python benchmarks/sheets.py
    .venv/bin/python tools/with_postgres.py .venv/bin/python benchmarks/sheets.py --rows 5000

Tasks of the programme that ships, each with three units, a deadline and a text, are entered as the background
work enters them; then the list goes out as it is shown, to edit and to print, and what was to be edited comes
back and must change nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

TASKS = "quality_programme.tasks"
HEADS = ("标题", "工作内容", "工作类别", "牵头单位", "责任单位", "完成时限", "进度")
_UNITS = 60


def main() -> int:
    """Measure in a database of its own; the exit code is 1 where something was not entered or not the same."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="baicheng-benchmark-") as folder:
        os.environ["BAICHENG_DATA"] = folder
        os.environ.setdefault("BAICHENG_LOG_LEVEL", "ERROR")
        os.environ["DJANGO_SETTINGS_MODULE"] = "baicheng.server.config.settings"
        import django

        django.setup()
        return run(given.rows)


def run(rows: int) -> int:
    """Enter and give out; each step with its seconds."""
    from django.core.management import call_command
    from django.utils import timezone

    from baicheng.server.registers.books import book_of
    from baicheng.server.registers.export import workbook
    from baicheng.server.registers.matter import Viewer
    from baicheng.server.registers.models import Record
    from baicheng.server.registers.queries import Filters
    from baicheng.server.sheets.filling import form_file, listed_records
    from baicheng.server.sheets.services import carry_out_waiting, confirm, match_columns, start
    from baicheng.server.sheets.task_ledger import task_ledger_file

    call_command("migrate", verbosity=0)
    call_command("check")  # loads every page now, so that it is not measured
    office, units = _city()
    content = _file(rows, units)
    print(f"{rows} rows, {len(content) >> 10} KB")

    def taken(name: str, content: bytes) -> Any:
        now = timezone.now()
        upload = start(name, content, register_id=TASKS, user=office, at=now)
        return match_columns(upload, upload.columns, user=office, at=now)

    upload = timed("read, match and check", lambda: taken("ledger.xlsx", content))
    if upload.found["faults"]:
        print(upload.found["faults"][:5])
        return 1
    confirm(upload, user=office, at=timezone.now())
    timed("enter (background work)", lambda: carry_out_waiting(timezone.now()))
    viewer, book = Viewer(office, timezone.now()), book_of(TASKS)
    timed("list as it is shown", lambda: workbook(viewer, book, Filters(), "number").read())
    edited = timed(
        "list to edit",
        lambda: form_file(viewer, book, listed_records(viewer, book, Filters(), "number")).read(),
    )
    timed(
        "ledger to print",
        lambda: task_ledger_file(
            viewer, book, list(listed_records(viewer, book, Filters(), "number"))
        ).read(),
    )
    again = timed("check what comes back", lambda: taken("again.xlsx", edited))
    same = again.found["same"] == rows and not again.found["faults"]
    print(f"entered {Record.objects.count()}; comes back the same: {same}")
    return 0 if same and Record.objects.filter(register=TASKS).count() == rows else 1


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do something and print how long it took, by the clock and of the processor's time."""
    began, before = time.perf_counter(), time.process_time()
    result = work()
    print(
        f"{what}: {time.perf_counter() - began:.1f} s ({time.process_time() - before:.1f} s of processor time)"
    )
    return result


def _city() -> tuple[Any, list[str]]:
    """The programme with its office, and units to name."""
    from django.utils import timezone

    from baicheng.server.accounts.models import Grant, Role, User
    from baicheng.server.editions.services import bind_office, install
    from baicheng.server.history.actors import Actor
    from baicheng.server.orgs.models import SubjectKind
    from baicheng.server.orgs.services import create_subject

    actor, at, since = Actor("system:benchmark", "benchmark"), timezone.now(), date(2020, 1, 1)
    install("quality_programme", at=at, actor=actor)
    names = [f"市第{number}局" for number in range(1, _UNITS + 1)]
    units = [
        create_subject(kind=SubjectKind.UNIT, name=name, actor=actor, at=at, since=since) for name in names
    ]
    person = create_subject(kind=SubjectKind.PERSON, name="何静", actor=actor, at=at)
    user = User.objects.create_user("office", person=person)
    for role, programme in ((Role.ADMINISTRATOR, ""), (Role.OFFICE, "quality_programme")):
        Grant.objects.create(user=user, role=role, programme=programme, since=since)
    bind_office("quality_programme", units[0], since=since, user=user, at=at, reason="benchmark")
    return user, names


def _file(rows: int, units: list[str]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("台账")
    page.write_row(0, 0, HEADS)
    for number in range(1, rows + 1):
        three = [units[(number + step) % len(units)] for step in (0, 7, 19)]
        due = date(2026, 1, 1) + timedelta(days=number % 360)
        page.write_row(
            number,
            0,
            (
                f"第{number}号道路",
                f"打通第{number}号断头路，长{number % 900 + 100}米，同步建设管线、路灯和行道树。",
                "治堵",
                three[0],
                "、".join(three[1:]),
                due.isoformat(),
                number % 90,
            ),
        )
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
