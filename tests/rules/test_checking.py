"""Each kind of fault in a file of rules is named with line, key and remedy, in both languages."""

from __future__ import annotations

import pytest

from baicheng.packs.rule_files import check_rule, read_rule
from tests.rules.conftest import FILES, YEAR_2019

SOUND = (FILES / "river_chief_2019.yaml").read_text("utf-8")


def problems(old: str, new: str) -> list[str]:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    line = SOUND[: SOUND.index(old)].count("\n") + 1
    found = check_rule(read_rule(text.encode(), "rule.yaml"), YEAR_2019)
    assert found, "nothing was found"
    assert abs(found[0].line - line) <= 8, (found[0].line, line)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("mark: own_mark", "mark: own_mrk", "did you mean 'own_mark'?"),
        ("mark: own_mark", "mark: own_mark, marks: 1", "unknown key 'marks'"),
        ("mark: own_mark", "mark: own_mark, done: gaps > 0", "in one form"),
        ("if_missing: undecided", "unit: 分", "if_missing is missing"),
        ("count: patrols", "count: patrol", "did you mean 'patrols'?"),
        ("by: county", "by: country", "unknown column 'country'"),
        ("where: \"outcome = 'missed'\"", "where: \"outcome = 'mised'\"", "did you mean 'missed'?"),
        ("by: county", "by: points", "names nobody who is judged; known are"),
        ("on: happened_on", "on: level", "no day of the rows"),
        ("{national: 3,", "{nationl: 3,", "'nationl' is no choice"),
        ("floor: 0", "decimals: 2", "until nothing is left"),
        ("per: 10, steps: whole", "per: 10", "per and steps go together"),
        ("at_least: 75, below: 90", "at_least: 75, below: 85", "must meet"),
        ("at_least: 75, below: 90", "at_least: 75, at_most: 90", "lies in both bands"),
        ("at_least: 75, below: 90", "at_least: 95, below: 90", "no value lies in this band"),
        ("at_least: 60, below: 75}", "above: 60, below: 75}", "lies in neither band"),
        ("cap_grade: 合格", "cap_grade: 合格的", "did you mean '合格'?"),
        ("cap_grade: 合格", "cap_grade: 合格, void: true", "one of cap_grade"),
        ("gaps: {title", "total: {title", "word of every result"),
        ("item: chiefs", "item: own", "'own' stands twice"),
        ("for: {relation: counties}", "for: {relation: county}", "unknown relation 'county'"),
        ("for: {relation: counties}", "for: {relation: counties, having: gaps2 > 0}", "unknown name 'gaps2'"),
        (
            "for: {relation: counties}",
            "for: {relation: counties, having: initial > 0}",
            "unknown name 'initial'",
        ),
        ('value: "20 + bonus', 'value: "20 + initial', "in a circle"),
        ("scorecard: river", "scorecrad: river", "did you mean 'scorecard'?"),
    ],
)
def test_a_fault_is_named(old: str, new: str, words: str) -> None:
    found = problems(old, new)

    assert any(words in one for one in found), found
    assert not any("写法不对，请按后面的说明改" in one for one in found), found


def test_a_sound_file_has_no_fault() -> None:
    assert check_rule(read_rule(SOUND.encode(), "rule.yaml"), YEAR_2019) == ()


def test_columns_are_known_though_the_key_is_not_among_them() -> None:
    assert len(problems("columns: {id: {kind: reference, required: true}, name", "columns: {name")) == 1


def test_a_list_with_a_faulty_entry_is_not_called_empty() -> None:
    text = (
        SOUND.split("\nparts:")[0].replace("scorecard:", "decision:")
        + "\nhit: all\nrows: [{row: a, when: gaps > 0}]"
    )

    found = read_rule(text.encode(), "rule.yaml").problems

    assert [problem.en for problem in found] == [
        "'title' is missing; add it.",
        "'clause' is missing; add it.",
    ]


def test_one_entry_where_two_are_wanted_is_told_so() -> None:
    text = (FILES / "construction_awards_2017.yaml").read_text("utf-8")
    text += "\nexclusive: [{exclusive: once, of: [annual], clause: 一}]"

    assert "at least 2 are wanted here" in str(read_rule(text.encode(), "rule.yaml").problems)


def test_all_faults_are_found_at_once() -> None:
    text = SOUND.replace("mark: own_mark", "mark: own_mrk").replace("marks: chief_marks", "marks: chif_marks")

    assert len(check_rule(read_rule(text.encode(), "rule.yaml"), YEAR_2019)) == 2
