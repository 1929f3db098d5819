"""Cases are run in memory: the kernel's pass, and each expectation fails when it is not met."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files, load_pack
from baicheng.packs.pack import Pack
from baicheng.packs.testing.runner import run_pack
from tests.packs.conftest import files_of

KERNEL = Path(__file__).parents[1] / "kernel_cases"


def kernel() -> Pack:
    pack = load_pack(KERNEL).pack
    assert pack is not None
    return pack


CASES = {case.name: case for case in kernel().cases}


def test_the_kernel_s_pack_has_no_problem() -> None:
    assert check(kernel()) == ()


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_the_kernel_passes(name: str) -> None:
    result = next(result for result in run_pack(kernel()) if result.name == name)

    assert result.differences == ()


def test_what_seven_mechanisms_demand_of_registers_flows_and_duties_can_be_written() -> None:
    mechanisms = load_pack(KERNEL.parent / "mechanisms").pack
    assert mechanisms is not None

    assert check(mechanisms) == ()
    failed = {result.name: result.differences for result in run_pack(mechanisms) if not result.passed}
    assert failed == {}


def test_the_cases_of_the_packs_that_ship_pass(builtin: Pack) -> None:
    failed = {result.name: result.differences for result in run_pack(builtin) if not result.passed}

    assert failed == {}
    assert len(builtin.cases) >= 10


def changed(file: str, old: str, new: str) -> list[str]:
    """The differences of all cases when one expectation is another."""
    files = files_of(KERNEL)
    text = files[file].decode()
    assert text.count(old) >= 1
    pack = load_files({**files, file: text.replace(old, new, 1).encode()}).pack
    assert pack is not None
    return [difference for result in run_pack(pack) for difference in result.differences]


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        (
            "flows",
            "due_at: 2020-09-30T10:00",
            "due_at: 2020-09-30T10:01",
            "the nearest is {assignment: handle",
        ),
        ("flows", "part: 处罚, bearer: 城管中队", "part: 处罚, bearer: 环卫所", "bearer: 城管中队"),
        (
            "flows",
            "      - {assignment: handle, part: 拆除, bearer: 城管中队, due_at: 2020-11-03T18:00, outcome: open, late: false}\n",
            "",
            "not expected: {assignment: handle",
        ),
        ("flows", "state: resumed", "state: rectified", "expected state rectified, found resumed"),
        ("flows", "refused: 0 of 3", "refused: 1 of 3", "refused with other words"),
        ("flows", "refused: reason", "refused: reason, reason: 有理由", "expected to be refused"),
        ("flows", "answer: 属于, ", "", "step 5: refused"),
        (
            "flows",
            "expect: {state: dispatched}",
            "expect: {state: dispatched, number: '7'}",
            "expected number 7",
        ),
        ("flows", "expect: {state: dispatched}", "expect: {notified: [环卫所]}", "told were: []"),
        (
            "flows",
            "expect: {state: dispatched}",
            "expect: {records: {cases: 2}}",
            "expected 2 records, there are 1",
        ),
        ("flows", "expect: {state: dispatched}", "expect: {moves: [close]}", "expected moves ['close']"),
        (
            "flows",
            "expect: {state: under_way}",
            "expect: {values: {progress: 5}}",
            "progress: expected 5, found None",
        ),
        (
            "flows",
            "by: 城管中队, at: 2020-09-01T10:00, reason",
            "record: c9, by: 城管中队, at: 2020-09-01T10:00, reason",
            "no record c9",
        ),
        ("flows", "progress: 100, entered", "progress: 101, entered", "the given rows cannot be entered"),
        ("flows", "{finish: sign, by: 甲局", "{finish: sign, by: 别局", "has no assignment sign"),
        (
            "duties",
            "covers: 2019-04, outcome: missed, count: 0",
            "covers: 2019-04, outcome: done",
            "outcome: missed",
        ),
        ("duties", "count: 3, needed: 4", "count: 4, needed: 4", "count: 3"),
        ("duties", "cut_off: 2019-03-25", "cut_off: 2019-03-31", "cut_off: 2019-03-25"),
        ("duties", "due_at: 2020-09-28T18:00", "due_at: 2020-09-28T17:59", "due_at: 2020-09-28T18:00"),
        ("duties", "at: 2018-12-31\n", "at: 2019-02-06\n", "not expected: {duty: monthly_figures"),
    ],
)
def test_an_expectation_that_is_not_met_is_told_with_what_was_found(
    file: str, old: str, new: str, words: str
) -> None:
    differences = changed(f"tests/{file}.yaml", old, new)

    assert any(words in difference for difference in differences), differences


def test_a_refused_step_leaves_the_record_as_it_was(good_files: dict[str, bytes]) -> None:
    case = b"""
- name: nothing is written by a step that is refused
  given: {wells: [{id: w1, use: garden, depth: 1.5, parties: {keeper: east}}]}
  do: [{move: report, at: 2021-05-06, with: {repair_by: 2021-05-20, title: new}, refused: shallow}]
  expect: {values: {repair_by: null}}
"""
    pack = load_files({**good_files, "tests/wells.yaml": case}).pack
    assert pack is not None

    assert [result.differences for result in run_pack(pack)] == [()]


def test_a_result_says_where_its_case_stands() -> None:
    first = next(run_pack(kernel()))

    assert (first.file, first.line) == ("tests/duties.yaml", 1)
