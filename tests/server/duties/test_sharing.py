"""Two processes at one long run of the worker: together they do what one does alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing import Pipe

import pytest
from django.db import connection

from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.items import Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import bringing, generate, sharing
from baicheng.server.duties.services.looking import Look
from baicheng.server.duties.services.sharing import Errand, share, work_towards
from baicheng.server.history.actors import WORKER
from baicheng.server.history.verification import verify
from baicheng.server.registers.services import move
from tests.server.duties.conftest import Drill, at, owed_by

PARTS = [[number] for number in range(6)]
UNTIL = date(2019, 4, 6)


def errand(duty: int = 0, parts: Sequence[Sequence[int]] = PARTS, *, pen: int = 0) -> Errand:
    return Errand(duty, UNTIL, at("2019-01-11"), WORKER, parts, connection.settings_dict["NAME"], pen)


def who_says(monkeypatch: pytest.MonkeyPatch, *said: object) -> None:
    """The second process says this, and is gone."""

    @contextmanager
    def second(_: Errand) -> Iterator[sharing._Second]:
        ours, theirs = Pipe()
        for word in said:
            theirs.send(word)
        theirs.close()
        yield sharing._Second(ours)

    monkeypatch.setattr(sharing, "_second", second)


def done_by_the_first() -> tuple[list[int], Callable[[Sequence[int]], str]]:
    done: list[int] = []

    def do(part: Sequence[int]) -> str:
        done.append(part[0])
        return f"first {part[0]}"

    return done, do


def test_the_first_process_leaves_what_the_second_has_done(monkeypatch: pytest.MonkeyPatch) -> None:
    who_says(monkeypatch, 5, "second 5", 4, "second 4")
    done, do = done_by_the_first()

    assert sorted(share(errand(), do)) == [*(f"first {place}" for place in range(4)), "second 4", "second 5"]
    assert done == [0, 1, 2, 3]


def test_what_the_second_began_and_did_not_finish_the_first_does(monkeypatch: pytest.MonkeyPatch) -> None:
    who_says(monkeypatch, 5, "second 5", 4)
    done, do = done_by_the_first()

    assert sorted(share(errand(), do)) == [*(f"first {place}" for place in range(5)), "second 5"]
    assert done == [0, 1, 2, 3, 4]


def test_without_a_second_process_the_first_does_all(monkeypatch: pytest.MonkeyPatch) -> None:
    who_says(monkeypatch)
    done, do = done_by_the_first()

    list(share(errand(), do))

    assert done == [0, 1, 2, 3, 4, 5]


def test_the_second_goes_from_the_last_part_until_it_meets_the_first() -> None:
    first, second = Pipe()
    done: list[int] = []

    def do(part: Sequence[int]) -> str:
        done.append(part[0])
        first.send({5: 1, 4: 2, 3: 2}[part[0]])
        return f"second {part[0]}"

    work_towards(second, PARTS, do)

    assert done == [5, 4, 3]
    said = [first.recv() for _ in range(6)]
    assert said == [5, "second 5", 4, "second 4", 3, "second 3"]


def test_the_second_stops_when_the_first_is_gone() -> None:
    first, second = Pipe()
    done: list[int] = []

    def do(part: Sequence[int]) -> None:
        done.append(part[0])
        first.close()

    work_towards(second, PARTS, do)

    assert done == [5]


@pytest.mark.django_db(transaction=True)
def test_where_there_is_one_writer_the_two_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(sharing, "begin_log_anew", lambda: done.append("log"))
    monkeypatch.setattr(sharing, "let_others_write", lambda: done.append("others"))

    with sharing.pen() as pen:
        for is_first in (False, True):
            with sharing.turn(pen, is_first=is_first)():
                done.append("write" if is_free(pen) else "write alone")
        assert is_free(pen)

    one_writer = ["write alone", "write alone", "log", "others"]
    assert done == (one_writer if connection.vendor == "sqlite" else ["write", "write"])


@pytest.mark.django_db(transaction=True)
def test_a_turn_that_breaks_off_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "begin_log_anew", pytest.fail)

    with sharing.pen() as pen:
        with pytest.raises(RuntimeError), sharing.turn(pen, is_first=True)():
            raise RuntimeError
        assert is_free(pen)


def is_free(pen: int) -> bool:
    """Whether another process could write now."""
    program = f"import fcntl; fcntl.lockf({pen}, fcntl.LOCK_EX | fcntl.LOCK_NB)"
    asked = subprocess.run([sys.executable, "-c", program], pass_fds=(pen,), capture_output=True, check=False)
    return asked.returncode == 0


def test_within_a_transaction_nothing_is_shared_since_another_would_not_see_it(db: None) -> None:
    assert not sharing.is_worth_it([[number] for number in range(sharing.WORTH_PARTS)])


@pytest.mark.django_db(transaction=True)
def test_the_second_process_opens_what_the_first_would(drill: Drill, duties: dict[str, Duty]) -> None:
    tasks = [drill.task("2019-01-10").pk for _ in range(3)]
    parts = [[task] for task in tasks]

    with (
        sharing.pen() as pen,
        sharing._second(errand(duties["monthly_report"].pk, parts, pen=pen)) as second,
    ):
        second.listen(to_the_end=True)

    assert second.begun == [2, 1]
    assert [done.opened for done in second.done] == [3, 3]
    opened = Assignment.objects.filter(name="monthly_report")
    assert sorted({row.about_id or 0 for row in opened}) == tasks[1:]
    assert generate(UNTIL, at("2019-01-11"), duties=[duties["monthly_report"]]).opened == 3
    assert len(owed_by(drill.bureau, "monthly_report")) == 9
    assert not verify().faults


def test_what_somebody_did_between_looking_and_holding_counts(
    drill: Drill, duties: dict[str, Duty], monkeypatch: pytest.MonkeyPatch
) -> None:
    task, hold = drill.task("2019-01-10"), bringing._hold

    def late(question: Question, part: Sequence[int], found: Look) -> None:
        move(task, "close", user=drill.office, at=at("2019-01-12"), revision=1)
        hold(question, part, found)

    monkeypatch.setattr(bringing, "_hold", late)

    generate(UNTIL, at("2019-01-11"), duties=[duties["monthly_report"]])

    assert owed_by(drill.bureau, "monthly_report") == []
