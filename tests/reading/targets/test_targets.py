from __future__ import annotations

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.reading.model import Measure, Op, Target
from baicheng.reading.spans import Span
from baicheng.reading.targets.targets import find_targets
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width
from tests.reading.targets import more_target_sentences as more
from tests.reading.targets import target_sentences as some
from tests.reading.texts import content_of

LEDGERS = Path(__file__).parents[4] / "shared" / "corpus" / "dev"
SENTENCES = (
    *some.AIR,
    *some.LIVELIHOOD,
    *some.SMART,
    *some.TRANSPORT,
    *some.FORESTRY,
    *more.HOUSING,
    *more.EDUCATION_HEALTH,
    *more.ECONOMY,
    *more.AGRICULTURE,
    *more.GOVERNANCE,
    *more.MIXED,
)
Goal = tuple[Decimal, str, Op]


def targets_of(text: str) -> list[Target]:
    content = content_of(text)
    return find_targets(content, Span(0, len(content.text)))


def only_target_of(text: str) -> Target:
    targets = targets_of(text)
    assert len(targets) == 1, targets
    return targets[0]


def goals_of(text: str) -> list[Goal]:
    return [(target.value, target.unit, target.op) for target in targets_of(text)]


def expected_goals(words: str) -> list[Goal]:
    """The goals written as ``279 台 | <=12 %``."""
    goals = []
    for item in filter(None, words.split(" | ")):
        found = re.fullmatch(r"(<=|==)?([\d.]+) ?(.*)", item)
        assert found, item
        goals.append((Decimal(found[2]), found[3], Op(found[1] or ">=")))
    return goals


@pytest.mark.parametrize(("sentence", "goals"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_a_sentence_yields_its_goals_and_nothing_else(sentence: str, goals: str) -> None:
    assert goals_of(sentence) == expected_goals(goals)


def test_the_table_of_sentences_is_large_and_holds_no_sentence_twice() -> None:
    assert len({sentence for sentence, _ in SENTENCES}) == len(SENTENCES) >= 200


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("2021年底前，中心城区新建公厕30座，升级改造60座。", "中心城区新建公厕30座"),
        ("力争镇区绿化覆盖率达到36%以上。", "镇区绿化覆盖率达到36%以上"),
        ("一号线完成12座车站、二号线完成20座车站。", "一号线完成12座车站"),
        ("全市蔬菜、水果产量分别达到20万吨、8万吨。", "全市蔬菜、水果产量分别达到20万吨、8万吨"),
        ("实施断头河打通工程，各乡镇完成40%以上。", "实施断头河打通工程，各乡镇完成40%以上"),
        ("新建学校8所（其中小学5所）。", "新建学校8所"),
        ("按照绿地率达到34%的标准建设。", "绿地率达到34%"),
    ],
)
def test_the_text_of_a_target_is_the_shortest_clause_with_indicator_and_number(
    sentence: str, clause: str
) -> None:
    assert targets_of(sentence)[0].text == clause


@pytest.mark.parametrize(
    ("sentence", "indicator", "scope"),
    [
        ("中心城区慢行交通分担率达到30%以上。", "慢行交通分担率", "中心城区"),
        ("新建小区智能安防覆盖率达到100%。", "智能安防覆盖率", "新建小区"),
        ("县（市）完成30条背街小巷整治。", "背街小巷整治", "县(市)"),
        ("新建社区服务站20个。", "新建社区服务站", ""),
        ("地区生产总值增长8%以上。", "地区生产总值", ""),
        ("2021年PM2.5平均浓度比2020年下降3%。", "PM2.5平均浓度", ""),
        ("在建高速公路占比提升5个百分点。", "在建高速公路占比", ""),
        ("再生水利用率达到35%以上。", "再生水利用率", ""),
        ("再就业人数增加2000人。", "再就业人数", ""),
        ("再担保贷款余额达到5亿元。", "再担保贷款余额", ""),
        ("再新建公厕20座。", "新建公厕", ""),
        ("日处理能力年底前达到30万吨。", "日处理能力", ""),
        ("资金支出进度9月底前达到80%。", "资金支出进度", ""),
        ("签约率2022年6月底前达到100%。", "签约率", ""),
        ("接到报警后30分钟内到场处置。", "接到报警后到场处置", ""),
        ("公示信息须在10个工作日内更新。", "公示信息更新", ""),
    ],
)
def test_a_target_says_what_is_measured_and_for_which_place(
    sentence: str, indicator: str, scope: str
) -> None:
    target = only_target_of(sentence)
    assert (target.indicator, target.scope) == (indicator, scope)


def test_places_and_figures_that_stand_in_the_same_order_are_paired() -> None:
    first, second = targets_of("城区、县城供热普及率分别不低于25%、10%。")
    assert (first.scope, first.value, first.indicator) == ("城区", Decimal(25), "供热普及率")
    assert (second.scope, second.value, second.indicator) == ("县城", Decimal(10), "供热普及率")


def test_a_place_between_two_figures_is_the_scope_of_the_second() -> None:
    first, second = targets_of("漏损率分别控制在城区8%、县城10%以内。")
    assert (first.scope, second.scope) == ("城区", "县城")
    assert {first.indicator, second.indicator} == {"漏损率"}


def test_the_indicator_of_a_clause_without_one_stands_in_the_clause_before() -> None:
    assert targets_of("新增规上企业90家，总数达到500家。")[1].indicator == "新增规上企业"


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        ("供水普及率达到95%。", Measure.LEVEL),
        ("供水普及率提高到95%。", Measure.LEVEL),
        ("供水普及率提高5个百分点。", Measure.GROWTH),
        ("工业增加值增速不低于8%。", Measure.GROWTH),
        ("新增停车泊位3万个。", Measure.GROWTH),
        ("增加环保公交车辆300台。", Measure.GROWTH),
        ("单位工业增加值能耗下降4%以上。", Measure.DECLINE),
        ("削减燃煤220万吨。", Measure.DECLINE),
        ("煤炭占比下降到60%以下。", Measure.LEVEL),
        ("累计建成充电桩5000个。", Measure.TOTAL),
        ("提升改造公园8处。", Measure.LEVEL),
    ],
)
def test_a_target_tells_a_level_from_a_change_and_a_total(sentence: str, measure: Measure) -> None:
    assert only_target_of(sentence).measure is measure


@pytest.mark.parametrize(
    "sentence", ["建设3—5个示范街区。", "建设3至5个示范街区。", "建设三至五个示范街区。"]
)
def test_a_range_keeps_its_upper_end(sentence: str) -> None:
    target = only_target_of(sentence)
    assert (target.value, target.upper, target.op) == (Decimal(3), Decimal(5), Op.AT_LEAST)


def test_half_width_and_full_width_spellings_yield_the_same_goals() -> None:
    assert goals_of("覆盖率达到９５％以上，新建（改建）１２个") == goals_of(
        "覆盖率达到95%以上,新建(改建)12个"
    )


def test_a_full_width_comma_never_groups_the_digits_of_a_number() -> None:
    assert goals_of("完成1,200户改造") == [(Decimal(1200), "户", Op.AT_LEAST)]
    assert goals_of("完成改造1个，200户受益") == [
        (Decimal(1), "个", Op.AT_LEAST),
        (Decimal(200), "户", Op.AT_LEAST),
    ]


def test_the_problem_found_is_no_goal_and_its_remedy_is() -> None:
    text = "排查发现违规堆场5处。\n整改目标：清运垃圾4万立方米。\n整改措施：新建消纳场2座。"
    assert goals_of(text) == [(Decimal(4), "万立方米", Op.AT_LEAST), (Decimal(2), "座", Op.AT_LEAST)]


def test_the_lists_of_units_and_the_time_limit_under_a_task_yield_no_goals() -> None:
    text = "新建公园3个。\n牵头单位：市园林局等3个单位\n责任单位：16个县（市、区）\n完成时限：2020年12月底前"
    assert goals_of(text) == [(Decimal(3), "个", Op.AT_LEAST)]


def test_only_the_stretch_asked_for_is_read() -> None:
    content = content_of("新建公园3个。新建学校5所。")
    span = Span(7, len(content.text))
    (target,) = find_targets(content, span)
    assert (target.value, target.unit) == (Decimal(5), "所")
    assert span.covers(target.span)


def flat(text: str) -> str:
    return "".join(half_width(text).split())


def stretches(content: Text, tasks: list[dict[str, Any]]) -> list[Span]:
    """From the start of each task to that of the next, found without white space."""
    shown = [index for index, character in enumerate(content.norm) if not character.isspace()]
    text = "".join(content.norm[index] for index in shown)
    starts, position = [], 0
    for task in tasks:
        position = text.index(flat(task["start"])[:12], position)
        starts.append(position)
    ends = [*starts[1:], len(text)]
    return [Span(shown[start], shown[end - 1] + 1) for start, end in zip(starts, ends, strict=True)]


@pytest.mark.parametrize("name", ["plan_2018", "basket_2017", "water_2019"])
def test_the_goals_of_a_ledger_made_by_hand_are_found(name: str) -> None:
    if not (LEDGERS / f"{name}.json").exists():
        pytest.skip("the ledgers made by hand are not beside this checkout")
    content = content_of((LEDGERS / f"{name}.txt").read_text(encoding="utf-8"))
    tasks = json.loads((LEDGERS / f"{name}.json").read_text(encoding="utf-8"))["tasks"]
    right = missed = extra = 0
    for task, span in zip(tasks, stretches(content, tasks), strict=True):
        wanted = Counter(
            (Decimal(str(goal["value"])), flat(goal["unit"]), goal["op"]) for goal in task["targets"]
        )
        found = Counter((goal.value, flat(goal.unit), goal.op.value) for goal in find_targets(content, span))
        right += (wanted & found).total()
        missed += (wanted - found).total()
        extra += (found - wanted).total()
    assert 2 * right / (2 * right + missed + extra) >= 0.98


PIECES = st.sampled_from(
    "新建 完成 达到 不低于 不超过 控制在 以上 以内 左右 分别 按照 给予 奖励 已 每 各 其中 对 的 、 ， 。 （ ） “ ” 《 》 和 至 — "
    "1 20 300 1,200 3.5 95% 两 三 一 十 百分之 万 亿 个 座 家 公里 亩 万元 亿元 天 分钟 微克/立方米 2018年 3月底前 PM2.5 G310 "
    "公园 覆盖率 县（市、区） 中心城区 牵头单位：市规划局 整改目标： 的标准 增长 下降 番 \n".split(" ")
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_the_targets_stand_in_it_as_printed(text: str, data: st.DataObject) -> None:
    content = content_of(text)
    length = len(content.text)
    start = data.draw(st.integers(0, length))
    span = Span(start, data.draw(st.integers(start, length)))
    targets = find_targets(content, span)
    for target in targets:
        assert span.covers(target.span)
        assert target.text == target.span.of(content.text) != ""
        assert target.value >= 0
        assert target.upper is None or target.upper >= 0


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_reading_twice_yields_the_same(text: str) -> None:
    assert targets_of(text) == targets_of(text)


@given(st.integers(1, 9999), st.sampled_from(["个", "座", "公里", "万亩", "家", "%"]))
@settings(max_examples=60, deadline=None)
def test_a_plain_count_to_be_done_is_a_lower_bound_with_its_value(value: int, unit: str) -> None:
    words = f"绿化覆盖率达到{value}{unit}" if unit == "%" else f"完成道路整治{value}{unit}"
    assert goals_of(words) == [(Decimal(value), unit, Op.AT_LEAST)]
