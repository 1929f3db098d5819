"""What the ledger says of a task."""

from __future__ import annotations

from datetime import date

from baicheng.reading.model import Role, Task
from baicheng.reading.reader import read_source
from tests.reading.plans import ledger_of
from tests.reading.texts import source_of


def task_of(*lines: str) -> Task:
    """The first task of a plan."""
    return ledger_of(*lines).tasks[0]


ROADS = [
    "一、总体要求",
    "坚持问题导向。",
    "二、重点任务",
    "（一）完善基础设施，增强承载能力",
    "1.打通断头路",
    "6月底前开工6条，年底前建成通车不少于4条。",
    "牵头单位：市住建局",
    "责任单位：市财政局、各县（区）",
    "配合单位：市公安局",
    "分管领导：周明远",
]


def test_a_task_has_path_heading_start_and_address() -> None:
    task = task_of(*ROADS)

    assert task.path == ("二、重点任务", "（一）完善基础设施，增强承载能力")
    assert task.heading == "1.打通断头路"
    assert task.start == "6月底前开工6条，年底前建成通车"
    assert (task.address, task.number, task.document) == ("二(一)1", 1, 0)


def test_its_lists_name_each_unit_by_role() -> None:
    task = task_of(*ROADS)

    assert task.lead == ("市住建局",)
    assert task.responsible == ("市财政局", "各县（区）", "市公安局")
    assert task.supporting == ("市公安局",)
    assert task.supervisor == ("周明远",)
    assert [party.role for party in task.parties] == [
        Role.LEAD,
        Role.RESPONSIBLE,
        Role.RESPONSIBLE,
        Role.SUPPORTING,
        Role.SUPERVISOR,
    ]


def test_its_deadlines_are_days_once_each_and_sorted() -> None:
    task = task_of(
        "一、任务", "1.年底前建成公园12个，6月底前开工，6月30日前公示，年底前验收。（市园林局牵头）"
    )

    assert task.deadlines == (date(2021, 6, 30), date(2021, 12, 31))


def test_the_limit_of_a_block_is_a_deadline_of_the_task() -> None:
    task = task_of("一、任务", "1.建成公园12个。", "牵头单位：市园林局", "完成时限：2021年9月底")

    assert task.deadlines == (date(2021, 9, 30),)


def test_a_limit_inside_a_bracket_is_counted_once() -> None:
    task = task_of("一、任务", "1.建成公园12个。（市园林局牵头，9月底前完成）")

    assert task.deadlines == (date(2021, 9, 30),)
    assert len([part for part in task.parts if part.deadline]) == 1


def test_a_limit_that_counts_what_is_due_by_when_sets_targets() -> None:
    task = task_of(
        "一、任务",
        "1.改造电站。",
        "牵头单位：市水利局",
        "完成时限：2021年6月底前改造5座，其余2座12月底前完成",
    )

    assert [(target.value, target.unit) for target in task.targets] == [(5, "座"), (2, "座")]
    assert task.deadlines == (date(2021, 6, 30), date(2021, 12, 31))


def test_a_unit_named_twice_in_a_role_is_listed_once_and_in_two_roles_twice() -> None:
    task = task_of(
        "一、任务",
        "1.建成公园12个（市园林局牵头，市财政局配合）。建成绿道（市财政局牵头，市园林局、市水利局配合）。",
    )

    assert task.lead == ("市园林局", "市财政局")
    assert task.responsible == ("市财政局", "市园林局", "市水利局")


def test_units_that_implement_are_responsible() -> None:
    task = task_of("一、任务", "1.建成公园12个。", "牵头单位：市园林局", "落实单位：各县（区）")

    assert task.responsible == ("各县（区）",)
    assert task.supporting == ()


def test_the_start_is_that_of_the_words_behind_a_heading_that_runs_in() -> None:
    task = task_of("一、任务", "1.打通断头路。全年建成通车不少于4条道路，完善配套管网。（市住建局牵头）")

    assert task.heading == "1.打通断头路"
    assert task.start == "全年建成通车不少于4条道路，完善"
    assert task.text == "打通断头路。全年建成通车不少于4条道路，完善配套管网。"


def test_where_the_heading_is_the_whole_task_the_start_is_its_own() -> None:
    task = task_of("一、任务", "1.打通断头路6条并完善管网（市住建局牵头）")

    assert task.text == "打通断头路6条并完善管网"
    assert task.start == "打通断头路6条并完善管网"


def test_the_full_stop_of_a_heading_is_no_part_of_it() -> None:
    task = task_of(
        "一、任务。", "（一）完善设施：", "1.打通断头路6条。（市住建局牵头）", "2.建成公园。（市园林局牵头）"
    )

    assert task.path == ("一、任务", "（一）完善设施")


def test_deadlines_and_targets_of_a_heading_on_its_own_line_count() -> None:
    task = task_of("一、任务", "1.6月底前打通断头路6条", "加快施工，完善管网。", "牵头单位：市住建局")

    assert task.text == "加快施工，完善管网。"
    assert task.deadlines == (date(2021, 6, 30),)
    assert [int(target.value) for target in task.targets] == [6]


def test_where_units_are_printed_a_sentence_adds_only_who_leads() -> None:
    lines = [
        "一、任务",
        "1.建成公园。由市园林局牵头，市财政局负责监督。",
        "责任单位：各区",
        "2.打通道路。市住建局负责巡查。",
        "责任单位：各区",
    ]
    first, second = ledger_of(*lines).tasks

    assert first.lead == ("市园林局",)
    assert (second.lead, second.responsible) == ((), ("各区",))


def test_an_unnumbered_paragraph_has_a_count_for_address_and_no_heading() -> None:
    ledger = ledger_of("一、任务", "（一）完善设施", "1.改造小巷。（市城管局牵头）", head=())
    loose = ledger_of(
        "为改善人居环境，制定本方案。",
        "打通断头路6条。（市住建局牵头）",
        "建成公园。（市园林局牵头）",
        head=(),
    )

    assert [task.address for task in ledger.tasks] == ["一(一)1"]
    assert [(task.address, task.heading, task.path) for task in loose.tasks] == [
        ("¶2", "", ()),
        ("¶3", "", ()),
    ]


def test_units_and_leaders_wrapped_over_lines_are_whole() -> None:
    words = "推进老旧小区改造，加快补齐基础设施短板，提升居民居住品质，建成一批配套完善、环境宜居的示范小区"
    units = "市住房和城乡建设局、市自然资源和规划局、市生态环境局、市住房保障中心"
    paragraphs = [f"1.推进改造。{(words + '。') * 5}", f"牵头单位：{units}", "分管领导：赵清源"]
    lines = [
        p[n : n + 26]
        for p in ["一、任务", *paragraphs, "2.建成公园。", "牵头单位：市园林局"]
        for n in range(0, len(p), 26)
    ]
    task = read_source(source_of("\n".join(lines))).tasks[0]

    assert task.lead == tuple(units.split("、"))
    assert task.supervisor == ("赵清源",)


def test_everything_stands_where_it_says() -> None:
    ledger = ledger_of(*ROADS)
    task = ledger.tasks[0]

    assert task.span.of(ledger.text) == task.text
    assert [party.span.of(ledger.text) for party in task.parties] == [party.name for party in task.parties]
    assert [target.span.of(ledger.text) for target in task.targets] == [
        target.text for target in task.targets
    ]
