"""Who is named in a list, and in which role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.model import Role
from baicheng.reading.spans import Span
from baicheng.reading.wording.name_lists import split_names
from baicheng.reading.wording.unit_names import end_like_units, leading_names, looks_like_units
from baicheng.reading.wording.units import parties_in, says_role
from tests.reading.texts import content_of


def names(text: str) -> list[str]:
    content = content_of(text)
    return [name.name for name in split_names(content, Span(0, len(content.text)))]


def roles(text: str, role: Role = Role.RESPONSIBLE) -> list[tuple[str, str]]:
    content = content_of(text)
    return [(party.role.value, party.name) for party in parties_in(content, Span(0, len(content.text)), role)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市财政局、市水利局", ["市财政局", "市水利局"]),
        ("市财政局，市水利局；市公安局", ["市财政局", "市水利局", "市公安局"]),
        ("市财政局,市水利局;市公安局", ["市财政局", "市水利局", "市公安局"]),
        ("市财政局/市水利局", ["市财政局", "市水利局"]),
        ("市财政局 市水利局　市公安局", ["市财政局", "市水利局", "市公安局"]),
        ("市财政局和市水利局", ["市财政局", "市水利局"]),
        ("市财政局及各县区政府", ["市财政局", "各县区政府"]),
        ("市财政局以及相关部门", ["市财政局", "相关部门"]),
        ("市财政局与市水利局", ["市财政局", "市水利局"]),
        ("市财政局、市公安局和市水利局、各区", ["市财政局", "市公安局", "市水利局", "各区"]),
        ("市财政局。", ["市财政局"]),
        (
            "电信青石分公司　移动青石分公司　铁塔公司青石办事处",
            ["电信青石分公司", "移动青石分公司", "铁塔公司青石办事处"],
        ),
        ("县水利局　沿河各乡镇", ["县水利局", "沿河各乡镇"]),
        ("县城投集团 县自然资源局 城西街道办事处", ["县城投集团", "县自然资源局", "城西街道办事处"]),
        ("县税务局 国网青石供电公司 青石海关", ["县税务局", "国网青石供电公司", "青石海关"]),
        ("", []),
        ("市燃气中心  \n  各充装企业", ["市燃气中心", "各充装企业"]),
        ("市水利局，青石县委和县政府", ["市水利局", "青石县委和县政府"]),
        ("青石县委和市水利局", ["青石县委", "市水利局"]),
        ("北渠区政府等各县（区）", ["北渠区政府", "各县（区）"]),
    ],
)
def test_a_list_is_parted_into_its_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "name",
    [
        "市自然资源和规划局",
        "市住房和城乡建设局",
        "市农业农村和水利局",
        "市文化广电和旅游局",
        "市工业和信息化委员会",
        "国网云川供电公司",
        "市精神文明建设指导委员会办公室",
    ],
)
def test_a_word_for_and_inside_a_name_parts_nothing(name: str) -> None:
    assert names(name) == [name]
    assert names(f"市财政局、{name}") == ["市财政局", name]
    assert names(f"{name}和市财政局") == [name, "市财政局"]


@pytest.mark.parametrize(
    "group",
    [
        "县（市、区）",
        "各县（市、区）人民政府",
        "各县(市、区)",
        "各县(市、区)、开发区管委会",
        "各县、区人民政府",
        "各区、县（市）人民政府",
        "各乡镇（街道）",
        "各乡（镇、街道）办事处",
        "沿线各县（市、区）政府",
    ],
)
def test_a_group_stays_one_name(group: str) -> None:
    assert names(group) == [group]
    assert names(f"市财政局、{group}") == ["市财政局", group]


def test_members_of_a_group_that_are_bodies_of_their_own_are_parted() -> None:
    assert names("各县（市、区）人民政府、各开发区管委会") == ["各县（市、区）人民政府", "各开发区管委会"]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("市大数据管理局（以下简称市大数据局）", "市大数据管理局"),
        ("市城市综合执法局（简称市执法局）", "市城市综合执法局"),
        ("市水利局（牵头）", "市水利局"),
        ("市水利局等部门", "市水利局"),
        ("市水利局等相关单位", "市水利局"),
        ("市水利局等市直部门", "市水利局"),
        ("市水利局等", "市水利局"),
        ("市水利局等5个部门", "市水利局"),
        ("市水利局等项目主管部门", "市水利局"),
        ("市水利局等行业监管单位", "市水利局"),
        ("市总工会等群团组织", "市总工会"),
        ("市中等职业学校", "市中等职业学校"),
        ("市高等院校", "市高等院校"),
        ("由市水利局", "市水利局"),
    ],
)
def test_abbreviations_and_tails_are_no_part_of_a_name(written: str, name: str) -> None:
    assert names(written) == [name]


def test_brackets_that_belong_to_a_name_stay() -> None:
    assert names("市文旅局（市文物局）、市水利局") == ["市文旅局（市文物局）", "市水利局"]


def test_names_torn_by_a_blank_are_whole() -> None:
    assert names("市住房和城乡 建设局、市财 政局") == ["市住房和城乡建设局", "市财政局"]


@pytest.mark.parametrize(
    "name",
    [
        "市公安局 交警支队",
        "市生态环境局 霁阳分局",
        "各县（市、区）  人民政府",
        "青石高新区　管委会",
        "县住房 和城乡建设局",
    ],
)
def test_a_blank_or_line_end_inside_a_name_parts_nothing(name: str) -> None:
    assert names(name) == ["".join(name.split())]


def test_a_name_stands_where_its_span_says() -> None:
    content = content_of("牵头单位：市财政局、市水利局（以下简称水利局）等部门")
    begin = content.text.index("市财政局")

    for name in split_names(content, Span(begin, len(content.text))):
        assert name.span.of(content.text) == name.name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市水利局牵头，市财政局配合", [("lead", "市水利局"), ("supporting", "市财政局")]),
        (
            "市水利局、市住建局牵头，市财政局、市公安局配合",
            [
                ("lead", "市水利局"),
                ("lead", "市住建局"),
                ("supporting", "市财政局"),
                ("supporting", "市公安局"),
            ],
        ),
        ("市水利局负责", [("responsible", "市水利局")]),
        ("市水利局牵头负责，各区落实", [("lead", "市水利局"), ("responsible", "各区")]),
        (
            "市水利局牵头，市财政局、各区按职责分工负责",
            [("lead", "市水利局"), ("responsible", "市财政局"), ("responsible", "各区")],
        ),
        ("市水利局牵头会同市财政局", [("lead", "市水利局"), ("responsible", "市财政局")]),
        ("市水利局牵头；市财政局参与", [("lead", "市水利局"), ("supporting", "市财政局")]),
        ("市水利局主办，市财政局协办", [("lead", "市水利局"), ("supporting", "市财政局")]),
        ("市水利局牵头，市财政局等部门配合", [("lead", "市水利局"), ("supporting", "市财政局")]),
        ("市教育局", [("responsible", "市教育局")]),
        ("市水利局、市财政局分别负责", [("responsible", "市水利局"), ("responsible", "市财政局")]),
        ("市水利局、各区分工负责", [("responsible", "市水利局"), ("responsible", "各区")]),
        ("市水利局、各区按职责分工", [("responsible", "市水利局"), ("responsible", "各区")]),
        ("市水利局牵头，各区分工", [("lead", "市水利局"), ("responsible", "各区")]),
        ("市水利局牵头，市财政局等分工负责", [("lead", "市水利局"), ("responsible", "市财政局")]),
        (
            "市档案馆、市水务集团负责管线资料，市质监站负责现场监管",
            [("responsible", "市档案馆"), ("responsible", "市水务集团"), ("responsible", "市质监站")],
        ),
        ("市水利局牵头实施方案编制，各区配合征地拆迁", [("lead", "市水利局"), ("supporting", "各区")]),
    ],
)
def test_each_unit_has_the_role_that_its_verb_gives(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected


def test_units_without_a_verb_have_the_role_of_the_list() -> None:
    assert roles("市水利局、市财政局", Role.LEAD) == [("lead", "市水利局"), ("lead", "市财政局")]


@pytest.mark.parametrize(
    "when",
    [
        "2020年12月底前完成",
        "12月底前",
        "持续推进",
        "长期坚持",
        "每年",
        "全年",
        "年底前完成",
        "6月30日前",
        "无",
        "—",
        "/",
    ],
)
def test_words_that_say_when_are_no_units(when: str) -> None:
    assert roles(f"市水利局，{when}") == [("responsible", "市水利局")]


@pytest.mark.parametrize(
    ("text", "leaders"),
    [
        ("周明远", ["周明远"]),
        ("王 鹏", ["王鹏"]),
        ("王　鹏", ["王鹏"]),
        ("周明远、李建国", ["周明远", "李建国"]),
        ("周明远 李建国", ["周明远", "李建国"]),
        ("周明远　李建国　赵清源", ["周明远", "李建国", "赵清源"]),
        ("副市长 周明远", ["副市长周明远"]),
        ("副市长周明远", ["副市长周明远"]),
        ("周明远 副市长", ["周明远副市长"]),
        ("周明远（副市长）", ["周明远（副市长）"]),
        ("市委常委、副市长周明远", ["市委常委、副市长周明远"]),
        ("分管副市长", ["分管副市长"]),
        ("市政府副秘书长", ["市政府副秘书长"]),
        ("常务副市长", ["常务副市长"]),
        ("市委书记", ["市委书记"]),
        ("常务副市长周明远", ["常务副市长周明远"]),
        ("副市长周明远、副县长李建国", ["副市长周明远", "副县长李建国"]),
        ("买买提·艾山", ["买买提·艾山"]),
        ("周明远同志", ["周明远"]),
        ("王 鹏　李 强", ["王鹏", "李强"]),
        ("周明远\n李  强", ["周明远", "李强"]),
    ],
)
def test_leaders_are_named_as_written_with_their_posts(text: str, leaders: list[str]) -> None:
    assert roles(text, Role.SUPERVISOR) == [("supervisor", leader) for leader in leaders]


def test_a_leader_wrapped_over_lines_is_whole() -> None:
    assert roles("周明远、李建\n国", Role.SUPERVISOR) == [("supervisor", "周明远"), ("supervisor", "李建国")]


@pytest.mark.parametrize(
    "text",
    [
        "市教育局",
        "市教育局、市妇联",
        "各县(市、区)人民政府",
        "市发展改革委、国网云川供电公司",
        "市水利局等部门",
        "省厅",
    ],
)
def test_a_list_of_nothing_but_bodies_looks_like_units(text: str) -> None:
    assert looks_like_units(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "含家庭托育点",
        "推进改造",
        "东湖公园",
        "市教育局、推进改造",
        "不含开发区",
        "详见附件",
        "试行",
        "每户一机" * 120,
    ],
)
def test_other_words_in_brackets_do_not(text: str) -> None:
    assert not looks_like_units(text)


def test_every_name_must_end_like_a_body() -> None:
    assert end_like_units("财政局、水利局、开发区")
    assert not end_like_units("财政局、水利")
    assert not end_like_units("")


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("市财政局、市审计局制定办法", "市财政局、市审计局"),
        ("市发展改革委、各区人民政府推进改造", "市发展改革委、各区人民政府"),
        ("市委宣传部、市公安局开展宣传", "市委宣传部、市公安局"),
        ("推进改造", ""),
        ("市财政局", "市财政局"),
    ],
)
def test_the_units_at_the_head_of_a_sentence_end_with_their_last_whole_name(text: str, units: str) -> None:
    assert text[: leading_names(text, 0, len(text))] == units


@pytest.mark.parametrize(
    "text", ["市水利局牵头,市财政局配合", "市水利局负责", "各区落实", "市水利局、市财政局按职责分工负责"]
)
def test_a_bracket_with_verbs_says_who_does_what(text: str) -> None:
    assert says_role(text)


@pytest.mark.parametrize("text", ["市水利局", "试行", "含家庭托育点", "", "2021年底前完成"])
def test_a_bracket_without_them_does_not(text: str) -> None:
    assert not says_role(text)


@given(
    st.text("市县区各财政水利局和及、，；（）()牵头配合负责等部门 \n　", max_size=40), st.sampled_from(Role)
)
def test_every_party_stands_at_its_span(text: str, role: Role) -> None:
    content = content_of(text)

    for party in parties_in(content, Span(0, len(content.text)), role):
        assert party.span.of(content.text).replace("\n", "") == party.name != ""
