"""Cases of rounds: drawn, marked, reckoned and put into effect in memory; each expectation can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.pack import Pack
from baicheng.packs.testing.runner import run_pack
from tests.packs.conftest import files_of

#: The pack with which the server's own tests hold rounds: the figures there and here are the same.
DRILL = Path(__file__).parents[2] / "server" / "rounds" / "drill"
FILES = files_of(DRILL)
CASE = """
- name: the bonus of one county moves the other
  round: county
  seed: 7
  given:
    office: 市演练办
    subjects:
      - {id: 甲县, kind: division, level: county}
      - {id: 乙县, kind: division, level: county}
      - {id: 甲县1镇, kind: division, level: township}
      - {id: 甲县2镇, kind: division, level: township}
      - {id: 甲县3镇, kind: division, level: township}
      - {id: 乙县1镇, kind: division, level: township}
      - {id: 甲县水利站, kind: unit}
    relations:
      - {relation: administers, subject: 甲县, of: 甲县1镇}
      - {relation: administers, subject: 甲县, of: 甲县2镇}
      - {relation: administers, subject: 甲县, of: 甲县3镇}
      - {relation: administers, subject: 甲县, of: 甲县水利站}
      - {relation: administers, subject: 乙县, of: 乙县1镇}
    events: [{county: 甲县, points: 6, happened_on: 2019-06-01}]
  panels: {甲县: 考核组, 乙县: 考核组}
  marks: {own: {甲县: 30, 乙县: 30}, town: {甲县: [5, 4], 乙县: 5}}
  days: {opened: 2019-12-20, released: 2020-01-13, submitted: 2020-02-10, final: 2020-02-11}
  do: [{move: finish, record: commend/甲县, at: 2020-02-26T09:00}]
  expect:
    assessed: [甲县, 乙县]
    drawn: {towns: {甲县: [甲县1镇, 甲县2镇], 乙县: [乙县1镇]}}
    results:
      甲县: {total: 59, grade: 优秀, items: {comprehensive: 20, towns: 9}, undecided: []}
      乙县: {total: 55.38, grade: 合格, items: {comprehensive: 15.38, towns: 10}}
    follows: {commend: {甲县: {note: "得分59，第1名"}}, talk: {乙县: {note: 等次合格}}}
    state: {commend/甲县: done, talk/乙县: due}
    assignments:
      - {assignment: self_report, about: 甲县, bearer: 甲县, due_on: 2020-01-10}
      - {assignment: self_report, about: 乙县, bearer: 乙县, due_on: 2020-01-10}
      - {assignment: on_site, about: 甲县, bearer: 考核组, due_on: 2020-01-15}
      - {assignment: on_site, about: 乙县, bearer: 考核组, due_on: 2020-01-15}
      - {assignment: objections, bearer: 市演练办, due_on: 2020-01-19}
      - {assignment: publication, bearer: 市演练办, due_on: 2020-02-13}
      - {assignment: carry_out, about: commend/甲县, bearer: 市演练办, due_on: 2020-02-25, late: true}
      - {assignment: carry_out, about: talk/乙县, bearer: 市演练办, due_on: 2020-02-25, outcome: open}
"""


def loaded(case: str = CASE, **files: str) -> Pack:
    changed = {path.replace("__", "/"): text.encode() for path, text in files.items()}
    found = load_files({**FILES, **changed, "tests/rounds.yaml": case.encode()})
    assert found.pack is not None, [*map(str, found.problems)]
    return found.pack


def differences(case: str, pack: Pack | None = None) -> str:
    return " | ".join(next(iter(run_pack(pack or loaded(case)))).differences)


def test_a_round_is_held_from_the_lots_to_what_follows() -> None:
    drawn = differences(
        CASE.replace("drawn: {towns: {甲县: [甲县1镇, 甲县2镇], 乙县: [乙县1镇]}}", "drawn: {}")
    )

    assert drawn == ""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points: 6", "points: 3", "乙县: items.comprehensive: expected 15.38, found 17.39"),
        ("assessed: [甲县, 乙县]", "assessed: [甲县]", "expected to be assessed: ['甲县']"),
        (
            "乙县: [乙县1镇]}}",
            "乙县: [乙县2镇]}}",
            "towns of 乙县: expected ['乙县2镇'], drawn are ['乙县1镇']",
        ),
        ("乙县: 5}}", "乙县: [5, 5]}}", "only 1 were drawn"),
        ("乙县: 5}}", "乙县: {乙县2镇: 5}}}", "乙县2镇 was not drawn"),
        ("乙县: 5}}", "乙县: 5.1}}", "5.1 is no mark (0-5, 2 decimals)"),
        ("乙县: 30}", "乙县: 29.95}", "29.95 is no mark (0-30, 1 decimals)"),
        ("own: {甲县: 30, 乙县: 30}", "own: {甲县: 30}", "no record commend/甲县"),
        ("得分59", "得分58", "note: expected 得分58，第1名, found 得分59，第1名"),
        ("commend/甲县: done", "commend/甲县: due", "expected state due, found done"),
        ("bearer: 乙县, due_on: 2020-01-10", "bearer: 乙县, due_on: 2020-01-11", "due_on: 2020-01-11"),
        ("released: 2020-01-13", "released: 2020-01-14", "due_on: 2020-01-20"),
    ],
)
def test_an_expectation_that_is_not_met_is_told(old: str, new: str, told: str) -> None:
    assert old in CASE

    assert told in differences(CASE.replace(old, new))


def test_the_case_that_the_guide_shows_passes() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "pack-guide.md").read_text("utf-8")
    block = next(one for one in guide.split("```yaml\n") if "\n  round: county\n" in one)

    assert differences(block.split("```")[0]) == ""


def test_the_same_seed_draws_the_same_and_another_one_others() -> None:
    of_others = [CASE.replace("seed: 7", f"seed: {seed}") for seed in range(7, 13)]
    kept = {differences(case).split("drawn are ")[-1].split(" | ")[0] for case in of_others}

    assert differences(CASE) == differences(CASE)
    assert len(kept) > 1


@pytest.mark.parametrize(
    ("when", "follow"),
    [
        ("{last: 1}", ["乙县"]),
        ("{below: 59}", ["乙县"]),
        ("{below: 55.38}", []),
        ("{fact: bonus, at_least: 6}", ["甲县"]),
        ("{fact: bonus, at_least: 6.1}", []),
        ("{first: places}", []),
        ("{last: places.two}", ["甲县", "乙县"]),
    ],
)
def test_for_whom_something_follows_has_its_bound_on_both_sides(when: str, follow: list[str]) -> None:
    round_ = FILES["rounds/county.yaml"].decode().replace("when: {first: 1}", f"when: {when}")
    places = (
        "id: places\ntitle: {zh: 名次, en: Places}\nunit: {zh: 名, en: place}\nby: item\n"
        "of: {two: {zh: 二, en: Two}, none: {zh: 无, en: None}}\n"
        "values: [{in_force: {from: 2019-01-01}, two: 2, none: not_stated, source: {document: 临政〔2019〕5号}}]\n"
    )
    round_ = round_.replace("{first: places}", "{first: places.none}")
    wanted = ", ".join(f"{name}: {{}}" for name in follow)
    case = CASE.split("  do:", 1)[0] + f"  expect: {{follows: {{commend: {{{wanted}}}}}}}\n"
    pack = loaded(case, **{"rounds__county.yaml": round_, "values__places.yaml": places})

    assert differences(case, pack) == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("round: county", "round: counties", "did you mean 'county'?"),
        ("marks: {own:", "marks: {owm:", "did you mean 'own'?"),
        ("drawn: {towns:", "drawn: {town:", "did you mean 'towns'?"),
        ("follows: {commend:", "follows: {commnd:", "did you mean 'commend'?"),
        ("grade: 优秀", "grade: 优等", "unknown name in this rule '优等'"),
        ("  seed: 7\n", "  period: {from: 2019-01-01, until: 2020-01-01}\n", "none where it is held once"),
        ("events: [{county: 甲县, points", "events: [{county: 甲县, point", "did you mean 'points'?"),
        ("talk: {乙县: {note: 等次合格}}", "talk: {}", "no case expects that 'talk' follows"),
        ("  round: county\n", "", "seed goes with round"),
    ],
)
def test_a_fault_in_a_case_of_a_round_is_named_before_it_runs(old: str, new: str, words: str) -> None:
    assert old in CASE

    found = [str(one) for one in check(loaded(CASE.replace(old, new)))]

    assert any(words in one for one in found), found


def test_a_round_without_a_case_is_pointed_out() -> None:
    pack = load_files(FILES).pack
    assert pack is not None

    assert any("no case in tests holds 'county'" in str(one) for one in check(pack))
