"""An installation of the version before is updated: nothing of it changes, its pages answer.

Comes from the last tag, or from what ``BAICHENG_UPGRADE_FROM`` names.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.server import ROOT, command
from tests.faults.city import PASSWORD, PROGRAMME, UNITS, liaison_of
from tests.faults.desk import Desk
from tests.faults.places import Place, place
from tests.faults.serving import Served
from tests.upgrade.earlier import Earlier, named

TASKS = 8
#: Run by either version: how much there is, and what the tasks and their chains are.
_COUNT = """
import django, json
django.setup()
from django.apps import apps
from baicheng.server.registers.models import Record
found = {
    model._meta.label: model._default_manager.count()
    for label in ("orgs", "accounts", "documents", "assignments", "registers", "indicators", "duties", "history")
    for model in apps.get_app_config(label).get_models()
}
told = [[row.pk, row.number, row.title, row.state, row.fields] for row in Record.objects.order_by("pk")]
print(json.dumps({"counts": found, "records": told}))
"""


class Before(NamedTuple):
    """An installation that the earlier version has made, what it held, and its last backup."""

    where: Place
    held: dict[str, object]
    backup: Path


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    version = named()
    folder = tmp_path_factory.mktemp("upgrade")
    earlier = Earlier(version, folder)
    with place(folder / "data") as where:
        earlier.run(where.settings, "-m", "baicheng", "migrate")
        earlier.run(where.settings, "-m", "tests.faults.city", str(TASKS), "--worked")
        held = json.loads(earlier.run(where.settings, "-c", _COUNT))
        backup = folder / "before.backup"
        earlier.run(where.settings, "-m", "baicheng", "backup", str(backup))
        yield Before(where, held, backup)


def _now(where: Place, *arguments: str) -> str:
    """Run the present version."""
    done = subprocess.run(
        arguments, env=where.settings, cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_update_keeps_every_row_and_history_verifies(before: Before) -> None:
    _now(before.where, *command("migrate"))

    assert "0 处异常" in _now(before.where, *command("audit", "verify"))
    held = json.loads(_now(before.where, sys.executable, "-c", _COUNT))
    assert held["records"] == before.held["records"]
    earlier = before.held["counts"]
    assert isinstance(earlier, dict) and earlier["registers.Record"] > TASKS
    assert {name: held["counts"].get(name) for name in earlier} == earlier


def test_pages_answer_and_work_goes_on(before: Before, tmp_path: Path) -> None:
    _now(before.where, *command("migrate"))
    served = Served(before.where.settings, tmp_path / "log", pages=1)
    try:
        served.see_to_it()
        served.wait_for_it()
        desk = Desk(served.address, liaison_of(UNITS[0]), PASSWORD)
        pages = [
            desk.get(path) for path in ("/my-work/", f"/ledgers/{PROGRAMME}.tasks/", "/records/1/", "/inbox/")
        ]
    finally:
        served.stop()

    assert [page.status for page in pages] == [200] * len(pages)
    assert all("打通断头路" in page.page for page in pages[:3])
    assert "0 处异常" in _now(before.where, *command("audit", "verify"))


def test_a_backup_of_the_version_before_is_restored_by_this_one(before: Before, tmp_path: Path) -> None:
    with place(tmp_path / "restored") as there:
        assert "已恢复并核对" in _now(there, *command("restore", str(before.backup)))
        assert json.loads(_now(there, sys.executable, "-c", _COUNT))["records"] == before.held["records"]
