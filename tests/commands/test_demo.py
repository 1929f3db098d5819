"""`baicheng demo` builds into a folder of its own, and touches no other."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from baicheng.demo.build import build
from baicheng.server.history.models import Event
from tests.commands.server import Said, ended, run

#: A few weeks after the issue of the documents: on any other day of the calendar the tests see the same city.
NOW = datetime(2026, 4, 2, 4, tzinfo=UTC)
_BUILD = """
import sys
from datetime import datetime
from pathlib import Path
from baicheng.commands.demo import run
sys.exit(run(Path(sys.argv[1]), serve=False, now=datetime.fromisoformat(sys.argv[2])))
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """The demonstration, built once for the tests of this module."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    words = [sys.executable, "-c", _BUILD, str(folder), NOW.isoformat()]
    return folder, ended(folder.parent / "elsewhere", words)


def test_it_builds_and_lists_accounts_with_one_password(built: tuple[Path, Said]) -> None:
    folder, said = built

    assert said.code == 0, said.err
    assert (folder / "baicheng.sqlite3").exists()
    assert "lanchuan-demo" in said.out
    for username in ("admin", "tizhi", "mayor", "chengjian"):
        assert f"  {username}" in said.out
    assert "虚构" in said.out


def test_the_accounts_that_it_names_are_there(built: tuple[Path, Said]) -> None:
    folder, said = built
    listed = {
        line.split("\t")[0] for line in run(folder, "user", "list", BAICHENG_DEMO="yes").out.splitlines()
    }
    named = {line.split()[2] for line in said.out.split("\n\n")[0].splitlines()[2:]}

    assert named and named <= listed


def test_its_history_is_whole(built: tuple[Path, Said]) -> None:
    assert run(built[0], "audit", "verify").code == 0


@pytest.mark.django_db
def test_the_same_moment_and_seed_give_the_same_year(built: tuple[Path, Said]) -> None:
    """Built once more, in another process, the records go through the same."""
    with closing(sqlite3.connect(built[0] / "baicheng.sqlite3")) as database:
        rows = database.execute(
            "SELECT verb, actor_name, recorded_at, reason, json_extract(context, '$.move') FROM history_event "
            "WHERE chain LIKE 'registers.record:%' ORDER BY id"
        )
        first = [
            (verb, name, datetime.fromisoformat(at).replace(tzinfo=UTC), reason, move)
            for verb, name, at, reason, move in rows
        ]

    build(now=NOW)

    events = Event.objects.filter(chain__startswith="registers.record:").order_by("pk")
    again = list(events.values_list("verb", "actor_name", "recorded_at", "reason", "context__move"))
    assert len(first) > 150
    assert first == again


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    said = run(tmp_path / "elsewhere", "demo", "--data", tmp_path, "--no-serve")

    assert said.code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]
    assert "--data" in said.err and said.err.count("\n") == 1


def test_reading_the_sample_plan_alone_needs_no_server(tmp_path: Path) -> None:
    said = run(tmp_path / "data", "demo", "--ledger-only", "--output", tmp_path / "ledger")

    assert said.code == 0
    assert (tmp_path / "ledger" / "ledger.xlsx").exists()
    assert not (tmp_path / "data").exists()
