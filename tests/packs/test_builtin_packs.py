"""The packs that ship are sound, cite their sources and carry what an office needs on the first day."""

from __future__ import annotations

import pytest

from baicheng.packs.checks.check import check
from baicheng.packs.pack import Pack
from baicheng.packs.shelf import builtin_folders


def test_the_packs_that_ship_are_there() -> None:
    assert [folder.name for folder in builtin_folders()] == [
        "accountability",
        "incentives",
        "meetings",
        "quality_programme",
        "rehabilitation_aid",
        "river_chief",
        "supervision",
    ]


def test_a_pack_that_ships_has_no_error_and_says_what_nobody_compared_with_its_documents(
    builtin: Pack,
) -> None:
    problems = check(builtin)
    warnings = [problem.en for problem in problems if problem.warning]

    assert [str(problem) for problem in problems if not problem.warning] == []
    assert len(warnings) == (builtin.manifest.verified_on is None)
    assert all("nobody has compared it" in warning for warning in warnings)


def test_an_imported_plan_has_a_place_to_go(builtin: Pack) -> None:
    if builtin.manifest.intake is None:
        pytest.skip("it takes no plan; another pack has the task ledger")
    tasks = builtin.registers[builtin.manifest.intake.tasks]
    reports = builtin.registers[builtin.manifest.intake.reports or ""]

    assert {"due_on", "progress"} <= tasks.fields_.keys()
    assert {"lead", "responsible", "supporting", "supervisor"} <= tasks.parties.keys()
    assert reports.fields_["task"].to == builtin.manifest.intake.tasks
    assert {"progress", "done", "problems", "help_wanted", "attachments"} <= reports.fields_.keys()


def test_every_register_has_a_list_and_a_form(builtin: Pack) -> None:
    for register in builtin.registers.values():
        assert register.list_ is not None
        assert register.form
