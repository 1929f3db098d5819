"""The background work (后台任务): what runs by itself, and when. Each task calls one service.

Every service here does all that is outstanding, however long ago it should have run, and doing it twice
changes nothing: so a machine that was off loses nothing, and the worker begins by catching up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from huey import SqliteHuey, crontab

from baicheng.server.assessments.services import carry_out_waiting as carry_out_runs
from baicheng.server.duties.services import keep_counts, keep_up
from baicheng.server.exchange.services import collect, deliver
from baicheng.server.history.services import make_checkpoint
from baicheng.server.notices.services import make_digests, send_out, tell_proposals
from baicheng.server.operation.worker import sign_of_life
from baicheng.server.publishing.services import keep_pdfs, release_due
from baicheng.server.registers.services import escalate, keep_in_step
from baicheng.server.sheets.services import carry_out_waiting

jobs = SqliteHuey("baicheng", filename=str(settings.DATA / "jobs.sqlite3"), results=False)

#: The hours of crontab are UTC; Beijing time is eight hours ahead.
_DAILY_AT_00_30 = crontab(hour="16", minute="30")
_HOURLY = crontab(minute="5")
_EACH_MINUTE = crontab(minute="*")


def _with_fresh_connection(work: Callable[[], None]) -> Callable[[], None]:
    """The database may have gone and come back since the last task ran in this thread."""

    @wraps(work)
    def run() -> None:
        close_old_connections()
        try:
            work()
        finally:
            close_old_connections()

    return run


@jobs.periodic_task(_DAILY_AT_00_30, retries=3, retry_delay=300)
@_with_fresh_connection
def seal_history() -> None:
    """Seal what was recorded since the last checkpoint."""
    make_checkpoint(at=timezone.now())


@jobs.periodic_task(_HOURLY, retries=3, retry_delay=300)
@_with_fresh_connection
def keep_records_in_step() -> None:
    """Carry out what relations, dates of roles and the working calendar have changed."""
    keep_in_step(timezone.now())


@jobs.periodic_task(_HOURLY, retries=3, retry_delay=300)
@_with_fresh_connection
def keep_duties_up() -> None:
    """Bring what is owed in line with packs, plans and records; close what was fulfilled or missed."""
    keep_up(timezone.now())


@jobs.periodic_task(_HOURLY, retries=3, retry_delay=300)
@_with_fresh_connection
def send_reminders() -> None:
    """Climb the ladders of reminders, as packs say."""
    escalate(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
def give_sign_of_life() -> None:
    """Leave a sign that background work is being done."""
    sign_of_life().touch()


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def tell_webhooks() -> None:
    """Put down what other programs are to be told, and tell them; what fails is tried again by itself."""
    collect(timezone.now())
    deliver(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def send_messages() -> None:
    """Write the letters of the day, and send e-mails and posts; what fails is tried again by itself."""
    make_digests(timezone.now())
    send_out(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def tell_of_proposals() -> None:
    """Tell who may decide a local value that it was proposed, and who proposed it what became of it."""
    tell_proposals(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def release_papers() -> None:
    """Release the papers whose set time has come, and make PDF files of what was released."""
    release_due(timezone.now())
    keep_pdfs(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def enter_files() -> None:
    """Enter the Excel files that were confirmed."""
    carry_out_waiting(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def reckon_runs() -> None:
    """Reckon the runs of rules that were asked for."""
    carry_out_runs(timezone.now())


@jobs.periodic_task(_EACH_MINUTE)
@_with_fresh_connection
def count_tasks() -> None:
    """Keep the sums of overviews in line with the tasks that have changed, or turned with time."""
    keep_counts(timezone.now())


#: What the worker runs once when it starts, in this order.
_OUTSTANDING = (
    give_sign_of_life,
    keep_records_in_step,
    keep_duties_up,
    send_reminders,
    seal_history,
    count_tasks,
)


def catch_up() -> None:
    """Put everything that may have been missed on the queue, ahead of what is waiting there."""
    jobs.flush()
    for task in _OUTSTANDING:
        task()
