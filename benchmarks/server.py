"""How long pages take with a city's records behind them, how quickly assignments are generated and snapshots written.

    .venv/bin/python benchmarks/server.py --records 1000000
    .venv/bin/python tools/with_postgres.py .venv/bin/python benchmarks/server.py --records 1000000

A made-up city is drawn from a seed and copied into the database: for each record three parties, five
assignments of which one in 25 is open, three events in a chain that verifies (seed 235). Two processes serve pages as
``baicheng serve`` does (waitress, eight threads each); eight clients ask over HTTP, each for the next page as
soon as it has the one before, without a pause. The floor is measured in the same run and in the same way: a
bare Django view that lists fifty rows of the same table. Without ``--records`` a small city is built.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from big_city.clients import Times

HERE = Path(__file__).resolve().parent
LIMIT_MS, LIMIT_GENERATION_SECONDS = 150, 60
#: So often a page is asked before it is measured: each of sixteen connections has then planned what it asks for.
WARM = 64
READERS = {
    "office": "专班",
    "large subtree": "市政府联络员",
    "mostly as a party": "大局联络员",
    "a township": "镇联络员",
}


def main() -> int:
    """Build the city unless it is there, then measure; the exit code is 1 where a page is too slow."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--requests", type=int, default=160, help="of each page")
    parser.add_argument("--data", type=Path, help="keep the database in this folder, or use the one there")
    parser.add_argument("--generate", type=int, default=5_000, help="so many assignments; 0: none")
    parser.add_argument("--snapshot", action="store_true", help="write all of it as a snapshot, too")
    given = parser.parse_args()
    sys.path.insert(0, str(HERE))
    with tempfile.TemporaryDirectory(prefix="baicheng-benchmark-") as folder:
        os.environ["BAICHENG_DATA"] = str(given.data or folder)
        os.environ.setdefault("BAICHENG_LOG_LEVEL", "ERROR")
        os.environ["DJANGO_SETTINGS_MODULE"] = "baicheng.server.config.settings"
        import django

        django.setup()
        return run(given)


def run(given: argparse.Namespace) -> int:
    from django.core.management import call_command

    from baicheng.server.registers.models import Record

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Record.objects.exists():
        fill(given.records)
    counting()
    slow = pages(given.requests)
    reminders()
    if given.generate:
        generation(given.generate)
    if given.snapshot:
        snapshot()
    return 1 if slow else 0


def fill(records: int) -> None:
    from big_city import people, rows, writing

    began, used = time.perf_counter(), cpu()
    city = people.build()
    with writing.in_bulk():
        for batch in rows.batches(city, records):
            writing.write(batch)
    print(
        f"{records:,} records filled in {time.perf_counter() - began:.0f} s, {cpu() - used:.0f} s of processor time"
    )


def counting() -> None:
    """The sums of the overview, as the worker keeps them: counted from nothing unless they are there, then followed."""
    from django.utils import timezone

    from baicheng.server.duties.services import keep_counts

    for what in ("counted for the overview", "counted anew a minute later"):
        began, used = time.perf_counter(), cpu()
        number = keep_counts(timezone.now())
        print(
            f"{number:,} tasks {what} in {time.perf_counter() - began:.1f} s ({cpu() - used:.1f} s of processor time)"
        )


def cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def pages(requests: int) -> bool:
    """Measure every page; says whether one was slower than it may be."""
    from big_city.clients import measured, served
    from django.db import connection

    from baicheng.server.accounts.models import User

    print(f"two processes serve pages, 8 clients; load of the machine before: {os.getloadavg()[0]:.1f}")
    with served("big_city.bare") as bare:
        measured(bare, "", ["/"], 32)
        floor = measured(bare, "", ["/"], requests)
    tell("floor: a bare list", floor, floor)
    slow = False
    with served("baicheng.server.config.settings") as ours:
        for kind, name in READERS.items():
            user = User.objects.get(username=name)
            cookie, asked = signed_on(user), paths_of(user)
            connection.close()
            for page, paths in asked.items():
                measured(ours, cookie, paths, WARM)
                times = measured(ours, cookie, paths, requests)
                slow |= times.p95 > LIMIT_MS
                tell(f"{kind}: {page}", times, floor)
    return slow


def tell(what: str, times: Times, floor: Times) -> None:
    """One line of the result."""
    print(
        f"{what:50} p50 {times.p50:5.0f} ms  p95 {times.p95:5.0f} ms ({times.p95 / floor.p95:4.1f} × floor)  "
        f"processor {times.processor:5.1f} ms{'  SLOW' if times.p95 > LIMIT_MS else ''}",
        flush=True,
    )


def signed_on(user: object) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    return client.cookies["sessionid"].value


def paths_of(user: object) -> dict[str, list[str]]:
    from big_city.rows import RARE_PART, RARE_WORD

    from baicheng.server.registers.queries import visible

    tasks = "/ledgers/quality_programme.tasks/"
    rows = (
        visible(user, "quality_programme.tasks").filter(state="under_way").order_by("due_order", "pk")[:200]
    )
    records = [f"/records/{row.pk}/" for row in rows]
    return {
        "list": [tasks],
        "list, a state and a field": [f"{tasks}?state=under_way&part=water"],
        "list, a rare value of a field": [f"{tasks}?part={RARE_PART}"],
        "list, text: a common word": [quoted(tasks, "背街小巷")],
        "list, text: a rare word": [quoted(tasks, RARE_WORD)],
        "list, text: a number": [quoted(tasks, "-0000777")],
        "list, late": [f"{tasks}?late=on"],
        "list, at risk": [f"{tasks}?light=at_risk"],
        "list, done": [f"{tasks}?light=done"],
        "record": records,
        "My work": ["/my-work/"],
        "ledgers": ["/ledgers/"],
        "board": [f"{tasks}?face=board"],
        "board by a field": [f"{tasks}?face=board&by=part"],
        "calendar": [f"{tasks}?face=calendar"],
        "Gantt chart": [f"{tasks}?face=gantt"],
        "overview": ["/overview/quality_programme/"],
        "API: list": ["/api/v1/registers/quality_programme.tasks/records"],
    }


def quoted(path: str, text: str) -> str:
    from urllib.parse import quote

    return f"{path}?q={quote(text)}"


def reminders() -> None:
    """The hourly look for reminders that are due, with nothing to send."""
    from django.utils import timezone

    from baicheng.server.assignments.calendars import calendar
    from baicheng.server.assignments.ladders import with_rungs_to_climb

    began, used = time.perf_counter(), cpu()
    found = sum(1 for _ in with_rungs_to_climb(timezone.now(), calendar()))
    print(
        f"ladders of reminders looked through in {time.perf_counter() - began:.1f} s "
        f"({cpu() - used:.1f} s of processor time), {found:,} to climb"
    )


def generation(most: int) -> None:
    """Generate a quarter after the other until so many assignments are there."""
    from django.utils import timezone

    from baicheng.clock.instants import china_date
    from baicheng.server.duties.services import generate
    from baicheng.server.duties.services.keeping_up import WRITTEN
    from baicheng.server.history import statistics

    now, opened = timezone.now(), 0
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    began, used = time.perf_counter(), cpu()
    for quarter in range(1, 8):
        opened += generate(china_date(now) + timedelta(days=92 * quarter), now, in_two=True).opened
        if opened >= most:
            break
    seconds, own = time.perf_counter() - began, cpu() - used
    second = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    print(
        f"{opened:,} assignments generated in {seconds:.0f} s ({own:.0f} and {second:.0f} s of processor time in two "
        f"processes), {opened / seconds:,.0f} a second"
    )
    began = time.perf_counter()
    looked_at = statistics.refresh(WRITTEN)
    print(f"tables looked at anew in {time.perf_counter() - began:.1f} s: {', '.join(looked_at) or 'none'}")


def snapshot() -> None:
    """Write everything that is known as files, as runs of rules need it."""
    from django.utils import timezone

    from baicheng.server.assessments.services import export_snapshot

    began, used, now = time.perf_counter(), cpu(), timezone.now()
    with tempfile.TemporaryDirectory(prefix="baicheng-snapshot-") as folder:
        _digest, rows = export_snapshot(Path(folder) / "all", as_of=now, at=now)
    print(
        f"snapshot of {rows:,} statements written in {time.perf_counter() - began:.0f} s, "
        f"{cpu() - used:.0f} s of processor time"
    )


if __name__ == "__main__":
    sys.exit(main())
