"""Forms in which cities list tasks: who bears each, what is to be reached, by when."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.reading.model import Task
from baicheng.reading.reader import read_source
from tests.reading.plans import HEAD, ledger_of
from tests.reading.texts import source_of

WATER = ("整治河道30公里。", ("市水利局",), ("市财政局", "各区"))


def tasks_of(*lines: str) -> list[Task]:
    return list(ledger_of(*lines).tasks)


def ledger_of_text(*lines: str) -> list[Task]:
    """The tasks of a plan in plain text, where lines are no paragraphs."""
    return list(read_source(source_of("\n".join([*HEAD, *lines]))).tasks)


def said(task: Task) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return task.text, task.lead, task.responsible


@pytest.mark.parametrize(
    "lines",
    [
        ("牵头单位：市水利局", "责任单位：市财政局、各区"),
        ("牵头单位：市水利局；责任单位：市财政局，各区。",),
        ("牵头单位：市水利局", "责任单位：", "市财政局", "各区"),
        ("牵头单位：市水利局", "责任单位：市财政局", "各区"),
        ("牵头单位 市水利局", "责任单位 市财政局、各区"),
        ("【牵头单位】市水利局", "【责任单位】市财政局、各区"),
        ("责任单位：市水利局（牵头），市财政局、各区（配合）",),
        ("责任单位：市水利局【牵头】、市财政局、各区",),
        ("牵头单位为市水利局，责任单位为市财政局、各区。",),
        ("主办单位：市水利局", "协作单位：市财政局、各区"),
        ("（牵头单位：市水利局；配合单位：市财政局；成员单位：各区）",),
        ("〖市水利局牵头，市财政局、各区配合〗",),
        ("{牵头单位：市水利局，责任单位：市财政局、各区}",),
    ],
)
def test_units_may_stand_in_many_forms_under_a_task(lines: tuple[str, ...]) -> None:
    first, second = tasks_of("一、重点任务", "1.整治河道30公里。", *lines, "2.建成公园12个。", *lines)

    assert said(first) == WATER
    assert (second.lead, second.responsible) == WATER[1:]


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("包抓领导", "supervisor"),
        ("包保领导", "supervisor"),
        ("挂点县级领导", "supervisor"),
        ("包抓单位", "responsible"),
        ("帮扶单位", "responsible"),
        ("建设单位", "responsible"),
        ("行业主管部门", "responsible"),
        ("总牵头", "lead"),
    ],
)
def test_other_words_for_who_bears_a_task(label: str, field: str) -> None:
    (found,) = tasks_of("一、重点任务", "1.整治河道30公里。", f"{label}：市水利局")

    assert getattr(found, field) == ("市水利局",)


@pytest.mark.parametrize("label", ["监管单位", "监理单位", "汇总单位", "督导单位"])
def test_who_only_oversees_is_no_party(label: str) -> None:
    (found,) = tasks_of("一、重点任务", "1.整治河道30公里。", "责任单位：市财政局", f"{label}：市水利局")

    assert found.responsible == ("市财政局",)


def test_the_names_above_the_day_of_a_signature_are_no_units() -> None:
    (found,) = tasks_of(
        "一、重点任务", "1.整治河道30公里。", "责任单位：市水利局", "青石市财政局", "2021年3月8日"
    )

    assert found.responsible == ("市水利局",)


@pytest.mark.parametrize(
    ("sentence", "lead", "others"),
    [
        ("由市交通运输局牵头，会同青石海关、市港口集团制定方案。", "市交通运输局", ("青石海关", "市港口集团")),
        ("由市税务局牵头、市财政局配合，完成清理。", "市税务局", ("市财政局",)),
        ("由国网青石供电公司牵头，会同市发展改革委、各县（市、区）人民政府建设变电站。", "国网青石供电公司", ("市发展改革委", "各县（市、区）人民政府")),
        ("由市通信办牵头，移动青石分公司、铁塔青石分公司负责，建设基站。", "市通信办", ("移动青石分公司", "铁塔青石分公司")),
    ],
)  # fmt: skip
def test_a_sentence_may_name_customs_companies_and_groups(
    sentence: str, lead: str, others: tuple[str, ...]
) -> None:
    (found,) = tasks_of("一、重点任务", f"1.加快建设。{sentence}")

    assert (found.lead, found.responsible) == ((lead,), others)


def test_paragraphs_with_units_of_their_own_under_a_bare_heading_are_tasks() -> None:
    found = tasks_of(
        "一、稳增长",
        "新增企业30家。（市发展改革委、各区）",
        "完成投资160亿元。",
        "牵头单位：市发展改革委",
        "责任单位：各区",
    )

    assert [said(task) for task in found] == [
        ("新增企业30家。", (), ("市发展改革委", "各区")),
        ("完成投资160亿元。", ("市发展改革委",), ("各区",)),
    ]
    assert [task.path[-1] for task in found] == ["一、稳增长", "一、稳增长"]


def test_parts_of_one_piece_of_work_stay_together() -> None:
    (found,) = tasks_of(
        "一、重点任务",
        "（一）治水",
        "一是整治河道30公里。（责任单位：市水利局）",
        "二是新建泵站2座。（责任单位：市住建局）",
    )

    assert found.responsible == ("市水利局", "市住建局")
    assert [int(target.value) for target in found.targets] == [30, 2]


def test_a_clause_says_all_that_stands_between_its_units() -> None:
    (found,) = tasks_of(
        "一、任务", "1.治水。整治河道30公里。责任单位：市水利局。新建泵站2座。责任单位：市住建局。"
    )

    assert found.responsible == ("市水利局", "市住建局")
    assert [int(target.value) for target in found.targets] == [30, 2]


def test_records_opened_by_the_same_label_are_tasks() -> None:
    first, second = tasks_of(
        "项目名称：东湖清淤工程",
        "建设内容：清淤河道12公里。",
        "年度目标：9月底前完工。",
        "责任单位：市水利局",
        "项目名称：水厂扩建工程",
        "建设内容：新建管网30公里。",
        "责任单位：市住建局",
    )

    assert (first.heading, first.responsible, first.deadlines) == (
        "项目名称：东湖清淤工程",
        ("市水利局",),
        (date(2021, 9, 30),),
    )
    assert [int(target.value) for target in second.targets] == [30]


def test_a_label_under_each_numbered_heading_is_a_field_of_the_clause() -> None:
    found = tasks_of(
        "一、重点任务",
        "1.东湖公园",
        "工作内容：建成公园12个。",
        "责任单位：市园林局",
        "2.城北水厂",
        "工作内容：新建管网30公里。",
        "责任单位：市住建局",
    )

    assert [task.heading for task in found] == ["1.东湖公园", "2.城北水厂"]


def test_measures_numbered_like_the_clauses_belong_to_their_clause() -> None:
    first, second = tasks_of(
        "一、整改任务",
        "1.有9座泵站停用。",
        "责任单位：市水利局",
        "整改目标：修复泵站9座。",
        "整改措施：",
        "1.新建管网12公里。",
        "2.清淤河道3公里。",
        "2.有4处排污口直排。",
        "责任单位：市生态环境局",
        "整改目标：整治排污口4处。",
        "整改措施：",
        "1.建设监测站2座。",
        "2.开展巡查12次。",
    )

    assert [int(target.value) for target in first.targets] == [9, 12, 3]
    assert [int(target.value) for target in second.targets] == [4, 2, 12]


def test_a_table_without_a_head_is_read_by_its_cells() -> None:
    first, second = ledger_of(
        "附件",
        "1\t东湖清淤\t清淤河道12公里\t市水利局、各区\t9月底",
        "2\t水厂扩建\t日供水能力达到5万吨\t市水利局\t12月底",
        head=HEAD,
    ).tasks

    assert (first.heading, first.responsible, first.deadlines) == (
        "东湖清淤",
        ("市水利局", "各区"),
        (date(2021, 9, 30),),
    )
    assert [int(target.value) for target in second.targets] == [5]


@pytest.mark.parametrize(
    "rule",
    [
        "责任分解中，列第一位的责任单位为牵头单位。",
        "排在首位的单位为牵头单位，其余为配合单位。",
        "第一责任单位为牵头单位。",
    ],
)
def test_the_first_unit_leads_where_the_document_says_so(rule: str) -> None:
    clause, with_lead = tasks_of(
        rule,
        "一、任务",
        "1.整治河道。",
        "责任单位：市水利局、各区",
        "2.建成公园。",
        "（市园林局牵头，各区配合）",
    )
    (row,) = tasks_of(
        rule, "附件", "序号\t工作任务\t责任单位\t完成时限", "1\t整治河道\t市水利局、各区\t9月底"
    )

    assert (clause.lead, clause.responsible) == (("市水利局",), ("各区",))
    assert (with_lead.lead, with_lead.responsible) == (("市园林局",), ("各区",))
    assert (row.lead, row.responsible) == (("市水利局",), ("各区",))


def test_standing_first_alone_makes_no_unit_lead() -> None:
    (found,) = tasks_of("责任单位排名不分先后。", "一、任务", "1.整治河道。", "责任单位：市水利局、各区")

    assert (found.lead, found.responsible) == ((), ("市水利局", "各区"))


@pytest.mark.parametrize("separator", ["\t", "\n"])
def test_categories_between_the_rows_of_a_table_cut_it_and_keep_its_columns(separator: str) -> None:
    rows = [
        ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"],
        ["一、治水方面"],
        ["1", "整治河道30公里，清淤12公里。", "市水利局", "市财政局", "9月底"],
        ["二、治气方面"],
        ["2", "淘汰锅炉14台，安装设备6套。", "市生态环境局", "各区", "12月底"],
    ]
    first, second = ledger_of_text("附件", *(separator.join(row) for row in rows))

    assert [task.path[-1] for task in (first, second)] == ["一、治水方面", "二、治气方面"]
    assert (second.lead, second.responsible, second.deadlines) == (
        ("市生态环境局",),
        ("各区",),
        (date(2021, 12, 31),),
    )
