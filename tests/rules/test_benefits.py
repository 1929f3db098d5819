"""Awards: the construction document of 2017, and every way in which amounts are cut, parted and paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from baicheng.packs.rule_files import read_rule
from baicheng.rules.awarding import award
from baicheng.rules.compiling.benefit import compile_benefit
from baicheng.rules.kinds import faults_of
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.results import BenefitResult
from tests.rules.conftest import FILES, YEAR_2019, plain, sources_of

FIRM = {
    "credit": "A",
    "disturbance": False,
    "output": 0,
    "tax": 0,
    "tax_before": 0,
    "upgraded_to": "none",
    "first_top_500": False,
    "moved_in": "no",
    "years_since_move": 0,
}


def given(rule: Benefit, rows: dict[str, Any]) -> dict[str, BenefitResult]:
    found = award(compile_benefit(rule, YEAR_2019), sources_of(rule, rows))
    return {str(one.subject): one for one in found}


@pytest.fixture(scope="module")
def construction() -> Benefit:
    found = read_rule((FILES / "construction_awards_2017.yaml").read_bytes(), "awards.yaml")
    assert found.problems == ()
    assert isinstance(found.rule, Benefit)
    return found.rule


@pytest.mark.parametrize(
    ("columns", "amount"),
    [
        ({}, "0"),
        ({"output": Decimal("19.99")}, "0"),
        ({"output": 20}, "10"),
        ({"output": 50}, "50"),
        ({"output": Decimal("99.99")}, "50"),
        ({"output": 100}, "100"),
        ({"tax": Decimal("0.6"), "tax_before": Decimal("0.6")}, "10"),
        ({"tax": Decimal("1.5"), "tax_before": Decimal("1.25")}, "50"),
        ({"tax": Decimal("1.51"), "tax_before": Decimal("1.25")}, "150"),
        ({"upgraded_to": "special", "first_top_500": True}, "400"),
        ({"moved_in": "special", "output": 100, "years_since_move": 3}, "1100"),
        ({"moved_in": "first", "output": 50, "years_since_move": 4}, "50"),
        ({"output": 100, "credit": "B"}, "0"),
        ({"output": 100, "disturbance": True}, "0"),
        ({"output": 100, "credit": None}, None),
        ({"output": None, "tax": Decimal("0.1"), "tax_before": 1}, None),
        ({"output": None, "tax": 3, "tax_before": 3}, "100"),
    ],
)
def test_a_construction_firm_gets_what_the_document_gives(
    construction: Benefit, columns: dict[str, Any], amount: str | None
) -> None:
    found = given(construction, {"firms": [{"id": "甲", **FIRM, **columns}]})["甲"]

    assert found.amount == (None if amount is None else Decimal(amount))


def test_a_firm_sees_what_excludes_it_and_where_it_stands(construction: Benefit) -> None:
    found = given(construction, {"firms": [{"id": "甲", **FIRM, "output": 100, "credit": "B"}]})["甲"]

    assert (found.grounds["b_grade"], found.grounds["disturbance"]) == ("met", "not_met")
    assert {one.clause for one in found.awards} == {"三(一)2", "三(二)6", "三(二)7", "三(二)8"}


def claims(
    more: str, columns: str = "firm: text, year: number, n: number, m: number, b: boolean, claimed_on: date"
) -> Benefit:
    return Benefit.model_validate(
        plain(f"""
benefit: aid
title: {{zh: 补助, en: Aid}}
source: {{document: 郑政〔2019〕8号}}
unit: 元
for: {{relation: claims}}
relations:
  claims: {{columns: {{id: reference, {columns}}}}}
{more}
""")
    )


def one(more: str, **columns: Any) -> BenefitResult:
    return given(claims(more), {"claims": [{"id": "甲", **columns}]})["甲"]


RATE = "awards: [{award: it, title: {zh: 补, en: It}, clause: 一, when: b, rate: {of: n, percent: 20, above: 100}, cap: 500}]"


@pytest.mark.parametrize(("n", "amount"), [(100, 0), (101, "0.2"), (2600, 500), (2599, "499.8"), (9999, 500)])
def test_a_rate_is_taken_of_what_is_above_and_capped(n: int, amount: Any) -> None:
    assert one(RATE, n=n, b=True).amount == Decimal(amount)


def test_what_was_paid_before_leaves_the_difference() -> None:
    text = "awards: [{award: it, title: {zh: 补, en: It}, clause: 一, when: b, amount: 300, already: n}]"

    assert [one(text, b=True, n=n).amount for n in (0, 100, 300, 400)] == [300, 200, 0, 0]
    assert one(text, b=True).amount is None


ALL = """awards: [{award: it, title: {zh: 补, en: It}, clause: 一, tiers: {take: all, tiers: [
  {when: n >= 1, amount: 10}, {when: n >= 2, amount: 20}, {when: n >= 3, amount: 30}]}}]"""


KNOWN = "n: {kind: number, required: true}"


@pytest.mark.parametrize("columns", [KNOWN, "n: number"])
@pytest.mark.parametrize("take", ["highest", "all"])
@pytest.mark.parametrize("factor", [1, 10**8])
def test_amounts_in_the_file_count_alike_however_large_and_whether_or_not_they_can_be_unknown(
    columns: str, take: str, factor: int
) -> None:
    tiers = [(2, "20"), (1, "10"), (3, "30.5")]
    lines = ", ".join(f"{{when: n >= {n}, amount: {Decimal(amount) * factor}}}" for n, amount in tiers)
    text = f"decimals: 1\nawards: [{{award: it, title: {{zh: 补, en: It}}, clause: 一, when: n < 9, tiers: {{take: {take}, tiers: [{lines}]}}}}]"
    rows = [{"id": str(n), "n": n} for n in (0, 1, 2, 3, 9)]

    found = given(claims(text, columns), {"claims": rows})

    highest, all_ = ("0", "10", "20", "30.5", "0"), ("0", "10", "30", "60.5", "0")
    expected = [Decimal(one) * factor for one in (highest if take == "highest" else all_)]
    assert [one.amount for one in found.values()] == expected
    assert [one.awards[0].granted for one in found.values()] == expected


def test_tiers_add_up_where_the_text_says_so() -> None:
    assert [one(ALL, n=n).amount for n in (0, 1, 2, 3)] == [0, 10, 30, 60]
    assert [one(ALL.replace("take: all", "take: highest"), n=n).amount for n in (0, 1, 2, 3)] == [
        0,
        10,
        20,
        30,
    ]


TWO = """awards:
  - {award: first, title: {zh: 甲, en: First}, clause: 一, when: n > 0, amount: n}
  - {award: second, title: {zh: 乙, en: Second}, clause: 二, when: m > 0, amount: m}
"""
ONE_ONLY = TWO + "exclusive: [{exclusive: once, of: [first, second], clause: 三}]\n"


@pytest.mark.parametrize(
    ("n", "m", "granted"),
    [(5, 8, [0, 8]), (8, 5, [8, 0]), (8, 8, [8, 0]), (0, 5, [0, 5]), (5, None, [None, None])],
)
def test_of_awards_that_exclude_each_other_the_higher_is_kept(
    n: int, m: int | None, granted: list[Any]
) -> None:
    assert [each.granted for each in one(ONE_ONLY, n=n, m=m).awards] == granted


def test_the_first_is_kept_where_the_text_names_an_order() -> None:
    assert [each.granted for each in one(ONE_ONLY.replace("of:", "keep: first, of:"), n=5, m=8).awards] == [
        5,
        0,
    ]


KINDS = """awards:
  - {award: reward, title: {zh: 奖, en: Reward}, clause: 一, when: n > 0, amount: n}
  - {award: prize, title: {zh: 奖金, en: Prize}, clause: 二, when: n > 0, amount: 3}
  - {award: subsidy, title: {zh: 补, en: Subsidy}, clause: 三, when: m > 0, amount: m}
exclusive: [{exclusive: not_both, of: [[reward, prize], subsidy], clause: 九}]
"""


@pytest.mark.parametrize(
    ("n", "m", "granted"),
    [
        (4, 6, [4, 3, 0]),
        (4, 7, [4, 3, 0]),
        (4, 8, [0, 0, 8]),
        (0, 1, [0, 0, 1]),
        (4, None, [None, None, None]),
    ],
)
def test_kinds_of_awards_that_do_not_go_together_are_compared_as_wholes(
    n: int, m: int | None, granted: list[Any]
) -> None:
    assert [each.granted for each in one(KINDS, n=n, m=m).awards] == granted


NESTED = (
    TWO
    + """caps:
  - {cap: one_award, title: {zh: 单项, en: One}, awards: [first], at_most: 6, clause: 三}
  - {cap: all, title: {zh: 合计, en: All}, at_most: 10, clause: 四}
"""
)


@pytest.mark.parametrize(
    ("n", "m", "granted", "cut_by"),
    [(6, 4, [6, 4], ()), (7, 4, [6, 4], ("one_award",)), (7, 5, [6, 4], ("one_award",)), (3, 8, [3, 7], ())],
)
def test_nested_caps_apply_one_after_the_other(
    n: int, m: int, granted: list[int], cut_by: tuple[str, ...]
) -> None:
    awards = one(NESTED, n=n, m=m).awards

    assert [each.granted for each in awards] == granted
    assert awards[0].cut_by == cut_by


def test_the_claims_of_a_firm_in_a_year_share_its_cap_in_their_order() -> None:
    rule = claims(
        TWO
        + "caps: [{cap: firm_year, title: {zh: 年度封顶, en: Yearly}, at_most: 10, within: [firm, year], order: [claimed_on], clause: 三}]"
    )
    rows = [
        {"id": "c1", "firm": "甲", "year": 2019, "n": 6, "m": 0, "claimed_on": date(2019, 5, 1)},
        {"id": "c2", "firm": "甲", "year": 2019, "n": 6, "m": 1, "claimed_on": date(2019, 4, 1)},
        {"id": "c3", "firm": "甲", "year": 2020, "n": 6, "m": 0, "claimed_on": date(2020, 4, 1)},
        {"id": "c4", "firm": "乙", "year": 2019, "n": 12, "m": 0, "claimed_on": date(2019, 4, 1)},
    ]

    found = given(rule, {"claims": rows})

    assert {name: result.amount for name, result in found.items()} == {"c1": 3, "c2": 7, "c3": 6, "c4": 10}
    assert found["c1"].awards[0].cut_by == ("firm_year",)


LISTING = """awards:
  - award: listed
    title: {zh: 上市交易, en: Listed}
    clause: 第三条
    when: b
    amount: 600
    payers: [{payer: benefit, amount: 300}, {payer: city, amount: 300}]
caps: [{cap: budget, title: {zh: 预算, en: Budget}, at_most: n, clause: 四}]
"""


@pytest.mark.parametrize(("n", "payers"), [(600, [300, 300]), (500, [300, 200]), (200, [200, 0])])
def test_fixed_parts_are_paid_in_their_order_as_far_as_the_amount_reaches(n: int, payers: list[int]) -> None:
    assert list(one(LISTING, b=True, n=n).payers.values()) == payers


def test_shares_of_payers_lose_no_cent() -> None:
    text = (
        TWO
        + "payers: [{payer: city, percent: 33.33}, {payer: county, percent: 33.33}, {payer: zone, percent: 33.34}]\n"
    )

    found = one(text, n=Decimal("0.10"), m=0)

    assert list(found.payers.values()) == [Decimal("0.03"), Decimal("0.03"), Decimal("0.04")]


def test_instalments_are_due_when_their_milestone_is_reached() -> None:
    text = """awards:
  - award: it
    title: {zh: 补, en: It}
    clause: 一
    when: n > 0
    amount: 100
    instalments: [{instalment: started, when: n >= 1, percent: 40}, {instalment: accepted, when: b, percent: 60}]
"""

    assert [
        (found.amount, found.due)
        for found in (one(text, n=1, b=False), one(text, n=1, b=True), one(text, n=1))
    ] == [
        (100, 40),
        (100, 100),
        (100, None),
    ]


WINDOW = "window: {applied_on: claimed_on, from: '03-31', until: '04-10', clause: 九}\n" + TWO


@pytest.mark.parametrize(
    ("on", "eligible"),
    [
        (date(2019, 3, 30), "not_met"),
        (date(2019, 3, 31), "met"),
        (date(2019, 4, 9), "met"),
        (date(2019, 4, 10), "not_met"),
        (None, "undecided"),
    ],
)
def test_a_claim_lies_in_the_window_or_not(on: date | None, eligible: str) -> None:
    found = one(WINDOW, n=5, m=0, claimed_on=on)

    assert found.eligible == eligible
    assert found.amount == {"met": 5, "not_met": 0, "undecided": None}[eligible]


def test_a_window_can_cross_the_year() -> None:
    text = WINDOW.replace("'03-31'", "'12-01'").replace("'04-10'", "'02-01'")

    assert [
        one(text, n=5, m=0, claimed_on=date(2019, *day)).eligible
        for day in ((11, 30), (12, 1), (1, 31), (2, 1))
    ] == [
        "not_met",
        "met",
        "met",
        "not_met",
    ]


OWN_WORDS = """awards: [{award: it, title: {zh: 补, en: It}, clause: 一, when: "id <> '乙' and grade = 'a'", amount: amount * 2}]
caps: [{cap: each, title: {zh: 封顶, en: Cap}, at_most: 100, within: [place], order: [total], clause: 二}]
"""


def test_columns_that_are_called_like_a_part_of_the_result_are_read_as_what_was_entered() -> None:
    rule = claims(OWN_WORDS, "amount: number, grade: text, place: text, total: number, subject: text")
    rows = [
        {"id": "甲", "amount": 40, "grade": "a", "place": "p", "total": 2},
        {"id": "乙", "amount": 40, "grade": "a", "place": "p", "total": 3},
        {"id": "丙", "amount": 30, "grade": "a", "place": "p", "total": 1},
        {"id": "丁", "grade": "a", "place": "q", "total": 1},
    ]

    found = given(rule, {"claims": rows})

    assert {name: result.amount for name, result in found.items()} == {
        "甲": 40,
        "乙": 0,
        "丙": 60,
        "丁": None,
    }
    assert found["丁"].undecided[0].names == ("amount",)


MEMBERS = """
benefit: aid
title: {zh: 补助, en: Aid}
source: {document: 郑政〔2019〕8号}
unit: 元
for: {relation: claims}
relations:
  claims: {columns: {id: reference, firm: {kind: reference, required: true}, happened_on: date}}
  members: {columns: {id: reference, firm: reference, since: {kind: date, required: true}, until: date}}
facts:
  listed:
    title: {zh: 当日在名单内, en: On the list that day}
    count: members
    by: firm
    through: {relation: claims, member: firm, of: id, columns: {day: happened_on}}
    where: "since <= day and (until is null or day < until)"
    if_missing: zero
awards: [{award: it, title: {zh: 补, en: It}, clause: 一, when: listed > 0, amount: 5}]
"""


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2020, 1, 31), 0),
        (date(2020, 2, 1), 5),
        (date(2020, 5, 31), 5),
        (date(2020, 6, 1), 0),
        (date(2020, 9, 1), 5),
        (None, None),
    ],
)
def test_who_is_on_a_list_is_looked_up_on_the_day_of_each_claim(day: date | None, amount: int | None) -> None:
    members = [
        {"id": "m1", "firm": "甲", "since": date(2020, 2, 1), "until": date(2020, 6, 1)},
        {"id": "m2", "firm": "甲", "since": date(2020, 9, 1)},
        {"id": "m3", "firm": "乙", "since": date(2019, 1, 1)},
    ]
    rows = {"claims": [{"id": "c", "firm": "甲", "happened_on": day}], "members": members}

    assert given(Benefit.model_validate(plain(MEMBERS)), rows)["c"].amount == amount


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{day: happened_on}", "{day: happend_on}", "did you mean 'happened_on'?"),
        ("{day: happened_on}", "{since: happened_on}", "'since' is a column of the rows already"),
        ("count: members", "count: claims", "go through another relation"),
    ],
)
def test_what_rows_know_of_those_they_count_for_is_checked(old: str, new: str, words: str) -> None:
    rule = Benefit.model_validate(plain(MEMBERS.replace(old, new)))

    assert any(words in fault.message for fault in faults_of(rule, YEAR_2019))


def test_papers_that_are_missing_are_named_and_leave_the_amount_as_it_is() -> None:
    text = TWO + "papers: [{paper: proof, title: {zh: 证明, en: Proof}, given: b, needed: n > 3}]\n"

    assert [(one(text, n=n, m=0, b=False).complete, one(text, n=n, m=0, b=False).amount) for n in (3, 4)] == [
        ("met", 3),
        ("not_met", 4),
    ]
    assert one(text, n=4, m=0).papers == {"proof": "undecided"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("percent: 60", "percent: 50", "not 100 per cent"),
        (
            "amount: 100",
            "amount: 100, tiers: {take: all, tiers: [{when: b, amount: 1}]}",
            "one of amount, tiers, rate",
        ),
        ("when: n > 0, ", "", "say when"),
        (
            "60}]}]",
            "60}]}]\nexclusive: [{exclusive: once, of: [it, [it]], clause: 二}]",
            "'it' stands on two sides",
        ),
    ],
)
def test_awards_that_do_not_add_up_are_refused(old: str, new: str, words: str) -> None:
    text = """awards: [{award: it, title: {zh: 补, en: It}, clause: 一, when: n > 0, amount: 100,
  instalments: [{instalment: a, when: b, percent: 40}, {instalment: c, when: b, percent: 60}]}]"""

    assert old in text
    with pytest.raises(ValidationError, match=words):
        claims(text.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("of: [first, second]", "of: [first, secnd]", "did you mean 'second'?"),
        ("when: n > 0", "when: nn > 0", "did you mean 'n'?"),
        ("amount: n", "amount: b", "a number is wanted"),
    ],
)
def test_a_name_that_is_not_there_is_refused(old: str, new: str, words: str) -> None:
    assert words in faults_of(claims(ONE_ONLY.replace(old, new, 1)), YEAR_2019)[0].message
