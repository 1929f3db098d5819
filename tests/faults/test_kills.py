"""Processes are killed without warning while people work: nothing is lost, nothing is there twice.

``BAICHENG_KILLS`` says how often, ``BAICHENG_SEED`` draws what is killed and when (``make faults``).
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.server import ROOT, command
from tests.faults.load import DONE, REFUSED, UNKNOWN, Load
from tests.faults.places import Place, place
from tests.faults.serving import Served

KILLS, SEED = int(os.environ.get("BAICHENG_KILLS", "6")), int(os.environ.get("BAICHENG_SEED", "7"))
#: More than one transaction of the generation takes at once, so that it can be broken off between two.
TASKS = 120
#: So many processes serve pages.
PAGES = 1 if KILLS < 20 else 2
#: Until the worker is killed again, in seconds: while it starts, generates, reminds or rests.
_SHORTEST, _LONGEST = 0.2, 3.5
#: So many deeds at most are done before something of the server is killed; then it is while somebody sends.
_DEEDS = 12 if KILLS < 20 else 40
#: How long something may take to begin, in seconds, however busy the machine is.
_BEGINS_WITHIN_S = 120
#: A backup is made beside the load each so many kills.
_BACKUP_EACH = 12
#: Killed in turn with the worker: a process that serves pages, all processes at once, the parent alone.
_OF_SERVER = ("pages", "all", "parent")

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux: /proc")


class Day(NamedTuple):
    """What is left of the bad day."""

    where: Place
    load: Load
    broken_off: int  # kills of a worker that had not generated all
    starts: int
    backups: Sequence[Path]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Work under fire: as many kills as asked, each at a moment that the seed draws."""
    folder = tmp_path_factory.mktemp("bad-day")
    with place(folder / "data") as where:
        units = json.loads(_said(where, "-m", "tests.faults.city", str(TASKS), migrated=False))
        served = Served(where.settings, folder / "log", PAGES)
        load = Load(served.address, units, SEED)
        rng, broken_off = random.Random(SEED), 0
        backups: list[tuple[Path, subprocess.Popen[bytes]]] = []
        try:
            served.see_to_it()
            load.begin()
            for number in range(KILLS):
                if number % _BACKUP_EACH == 1:
                    backups.append(_backup(where, folder / f"{number}.backup"))
                what = "worker" if number % 2 == 0 else _OF_SERVER[number // 2 % 3]
                generating = number == 0 and _wait_until(lambda: where.generated() > 0)
                if what != "worker":
                    assert _is_hard_at_work(load, rng.randint(1, _DEEDS))
                elif not generating:
                    time.sleep(rng.uniform(_SHORTEST, _LONGEST))
                served.kill(what)
                broken_off += bool(where.not_generated()) and (generating or what in ("worker", "all"))
                served.see_to_it()
            before = load.count(DONE)
            assert _wait_until(lambda: load.count(DONE) > before + len(units))
            load.end()
        finally:
            served.stop()
        for _path, process in backups:
            assert process.wait(120) == 0
        print(
            f"{KILLS} kills, seed {SEED}: {load.count(DONE)} deeds done, {load.count(UNKNOWN)} unanswered, "
            f"{load.count(REFUSED)} refused; {broken_off} kills of a worker with work left; {served.starts} starts"
        )
        yield Day(where, load, broken_off, served.starts, [path for path, _process in backups])


def _is_hard_at_work(load: Load, deeds: int) -> bool:
    """Wait until so many more deeds are done and another is on its way to the server."""
    enough = len(load.deeds) + deeds
    return _wait_until(lambda: len(load.deeds) >= enough and load.sending > 0)


def _wait_until(so: Callable[[], bool]) -> bool:
    last = time.monotonic() + _BEGINS_WITHIN_S
    while time.monotonic() < last:
        if so():
            return True
        time.sleep(0.02)
    return False


def _said(where: Place, *arguments: str, given: str = "", migrated: bool = True) -> str:
    if not migrated:
        subprocess.run(command("migrate"), env=where.settings, cwd=ROOT, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, *arguments],
        input=given,
        env=where.settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _backup(where: Place, target: Path) -> tuple[Path, subprocess.Popen[bytes]]:
    return target, subprocess.Popen(command("backup", target), env=where.settings, cwd=ROOT)


def test_no_report_move_task_assignment_or_event_is_lost_or_doubled(day: Day) -> None:
    found = json.loads(_said(day.where, "-m", "tests.faults.inspection", given=json.dumps(day.load.told())))

    assert found["faults"] == []
    assert found["owed"] > 3 * TASKS
    assert found["reminders"] > 0
    assert day.load.faults == []


def test_it_was_under_load_all_the_while_and_hit_in_the_middle(day: Day) -> None:
    assert day.load.count(DONE) > KILLS
    assert KILLS < 20 or day.load.count(UNKNOWN) > KILLS // 10
    assert day.broken_off > 0
    assert day.starts > KILLS // 4


def test_a_backup_made_meanwhile_restores_and_verifies(day: Day, tmp_path: Path) -> None:
    assert day.backups
    for number, backup in enumerate(day.backups):
        with ExitStack() as stack:
            there = stack.enter_context(place(tmp_path / f"restored{number}"))
            assert "已恢复并核对" in _said(there, "-m", "baicheng", "restore", str(backup))
