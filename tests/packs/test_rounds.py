"""Rounds of packs: what is wrong with one is said at its place, with the remedy, in both languages."""

from __future__ import annotations

import re

import pytest

from baicheng.packs.checks.rounds import check_rounds
from baicheng.packs.loader import load_files
from baicheng.packs.shelf import BUILTIN
from tests.packs.conftest import files_of

#: What a round rests on; the other files of the pack have tests of their own.
PARTS = ("pack.yaml", "rounds/", "groups/", "values/", "registers/", "rules/")
FILES = {path: one for path, one in files_of(BUILTIN / "river_chief").items() if path.startswith(PARTS)}
ROUND = "rounds/county_2019.yaml"
WITHIN = "due: {within: {amount: 5, unit: working_day}}\n    answered"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("rule: river_chief_county", "rule: river_chief_counties", "did you mean 'river_chief_county'?"),
        ("rule: river_chief_county", "rule: acceptance_grade", "unknown scorecard or decision"),
        ("rule: river_chief_county", "rule: section_class", "unknown grade '优秀'"),
        ("when: {grades: [优秀]}", "when: {grades: [优良]}", "unknown grade '优良'"),
        ("when: {grades: [优秀]}", "when: {effects: [negate]}", "did you mean 'negated'?"),
        ("when: {grades: [优秀]}", "when: {rows: [negated]}", "unknown row 'negated'"),
        ("when: {grades: [优秀]}", "when: {fact: negation, at_least: 1}", "did you mean 'negations'?"),
        ("when: {grades: [优秀]}", "when: {fact: negations}", "fact and at_least go together"),
        ("when: {grades: [优秀]}", "when: {first: draw}", "unknown option ''"),
        ("when: {grades: [优秀]}", "when: {below: drawing}", "unknown value table 'drawing'"),
        ("subjects: {judged: true}", "subjects: {group: assesed_2019}", "did you mean 'assessed_2019'?"),
        ("subjects: {judged: true}", "subjects: {}", "write subjects:"),
        ("period: {from: 2019-01-01", "every: year\nperiod: {from: 2019-01-01", "for one that comes back"),
        ("until: 2020-01-01}", "until: 2019-01-01}", "is not after from"),
        ("group: paired_units", "group: paired_unit", "did you mean 'paired_units'?"),
        ("group: paired_units, allotted: not_stated", "allotted: in_turn", "panels in turn need the list"),
        ("register: chiefs, party: chief", "register: chiefs, party: chef", "did you mean 'chief'?"),
        ("with: {level: county}", "with: {levl: county}", "did you mean 'level'?"),
        ("take: draw.chiefs", "take: draw.chief", "did you mean 'chiefs'?"),
        ("take: draw.chiefs", "take: drawing.chiefs", "unknown value table"),
        ("from: {relation: administers, levels: [township]}", "from: {levels: [township]}", "write from:"),
        ("most: 10, each: chiefs", "most: 10, each: chief", "unknown draw 'chief'"),
        ("most: 30, evidence", "most: 30, least: 30, evidence", "is not below the greatest"),
        ("item: satisfied", "item: known", "'known' stands twice"),
        ("due: not_stated\n    clause: 附件2 六(二)", "due: {}\n    clause: 附件2 六(二)", "write due:"),
        (WITHIN, "due: {on: 2020-01-20}\n    answered", "leave no time to object"),
        (WITHIN, f"again: {{on: 2020-01-20}}\n    {WITHIN}", "leave no time to object"),
        (
            WITHIN,
            "due: {within: {amount: 5, unit: working_day}, at_least: {amount: 3, unit: working_day}}\n    answered",
            "at_least goes with on",
        ),
        ("kind: draft", "kind: draft, again: not_stated", "answered and again go with"),
        ("chain: ['holder(\"副总河长\")',", "chain: [party(lead),", "a round is no record"),
        ("kind: draft", "kind: publication", "once each and in this order"),
        ("when: {grades: [优秀]}", "when: {grades: [优秀], first: 3}", "one of grades, first, last, below"),
        ("register: consequences", "register: consequence", "did you mean 'consequences'?"),
        ("register: consequences, party: assessed", "register: rivers, party: county", "opens no assignment"),
        ("得{total}分", "得{totel}分", "did you mean 'total'?"),
        ("with: {kind: commendation, grounds", "with: {grounds", "the register requires 'kind'"),
    ],
)
def test_what_is_wrong_with_a_round_is_said_with_its_remedy(old: str, new: str, words: str) -> None:
    text = FILES[ROUND].decode()
    assert old in text

    loaded = load_files({**FILES, ROUND: text.replace(old, new, 1).encode()})
    found = list(loaded.problems if loaded.pack is None else check_rounds(loaded.pack))

    assert any(one.file == ROUND and one.line and words in str(one) for one in found), [*map(str, found)]
    assert all(CHINESE.search(one.zh) for one in found)
