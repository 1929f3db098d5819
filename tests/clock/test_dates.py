"""Which days the date expressions of official documents name."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock.dates import find_dates
from baicheng.clock.mentions import DateKind, DateMention, TimeUnit, Within

YEAR, ISSUED = 2018, date(2018, 3, 26)

BY_WHEN = [
    ("年底前", "2018-01-01", "2018-12-31"),
    ("年底", "2018-01-01", "2018-12-31"),
    ("年末", "2018-01-01", "2018-12-31"),
    ("年内", "2018-01-01", "2018-12-31"),
    ("今年底", "2018-01-01", "2018-12-31"),
    ("今年年内", "2018-01-01", "2018-12-31"),
    ("本年度内", "2018-01-01", "2018-12-31"),
    ("当年年底", "2018-01-01", "2018-12-31"),
    ("明年底前", "2019-01-01", "2019-12-31"),
    ("2018年年底前", "2018-01-01", "2018-12-31"),
    ("2020年年底", "2020-01-01", "2020-12-31"),
    ("2020年内", "2020-01-01", "2020-12-31"),
    ("2020年度底", "2020-01-01", "2020-12-31"),
    ("2020年12月底前", "2020-12-01", "2020-12-31"),
    ("2020年12月31日前", "2020-12-31", "2020-12-31"),
    ("2020年12月31日之前", "2020-12-31", "2020-12-31"),
    ("2020年12月31日以前", "2020-12-31", "2020-12-31"),
    ("2020年12月31日止", "2020-12-31", "2020-12-31"),
    ("2020-12-31前", "2020-12-31", "2020-12-31"),
    ("2020.12前", "2020-12-01", "2020-12-31"),
    ("2020.12底", "2020-12-01", "2020-12-31"),
    ("2025年前", "2025-01-01", "2025-12-31"),
    ("6月前", "2018-06-01", "2018-06-30"),
    ("6月底前", "2018-06-01", "2018-06-30"),
    ("6月末", "2018-06-01", "2018-06-30"),
    ("6月份底前", "2018-06-01", "2018-06-30"),
    ("6月30日前", "2018-06-30", "2018-06-30"),
    ("6月30号前", "2018-06-30", "2018-06-30"),
    ("2月底前", "2018-02-01", "2018-02-28"),
    ("2020年2月底前", "2020-02-01", "2020-02-29"),
    ("2月30日前", "2018-02-28", "2018-02-28"),
    ("六月底前", "2018-06-01", "2018-06-30"),
    ("十二月三十一日前", "2018-12-31", "2018-12-31"),
    ("二〇一八年六月底", "2018-06-01", "2018-06-30"),
    ("二○二○年底前", "2020-01-01", "2020-12-31"),
    ("6月上旬前", "2018-06-01", "2018-06-10"),
    ("三季度末", "2018-07-01", "2018-09-30"),
    ("第二季度末前", "2018-04-01", "2018-06-30"),
    ("上半年底前", "2018-01-01", "2018-06-30"),
    ("上半年内", "2018-01-01", "2018-06-30"),
    ("到2022年", "2022-01-01", "2022-12-31"),
    ("到2020年底", "2020-01-01", "2020-12-31"),
    ("至2021年末", "2021-01-01", "2021-12-31"),
    ("截至2018年底", "2018-01-01", "2018-12-31"),
    ("截止到2018年12月31日", "2018-12-31", "2018-12-31"),
    ("不迟于4月15日", "2018-04-15", "2018-04-15"),
    ("最晚于4月15日", "2018-04-15", "2018-04-15"),
    ("十三五末", "2016-01-01", "2020-12-31"),
    ("到“十三五”末", "2016-01-01", "2020-12-31"),
    ("“十四五”期末", "2021-01-01", "2025-12-31"),
    ("“十二五”末期", "2011-01-01", "2015-12-31"),
    ("国庆节前", "2018-09-30", "2018-09-30"),
    ("“五一”前", "2018-04-30", "2018-04-30"),
    ("元旦前", "2018-12-31", "2018-12-31"),
    ("2019年元旦前", "2018-12-31", "2018-12-31"),
    ("春节前", "2019-02-04", "2019-02-04"),
    ("2020年春节前", "2020-01-24", "2020-01-24"),
    ("本月底前", "2018-03-01", "2018-03-31"),
]
THEN = [
    ("6月", "2018-06-01", "2018-06-30"),
    ("6月份", "2018-06-01", "2018-06-30"),
    ("6月30日", "2018-06-30", "2018-06-30"),
    ("2018年6月", "2018-06-01", "2018-06-30"),
    ("2018年10月16日", "2018-10-16", "2018-10-16"),
    ("2020-12-31", "2020-12-31", "2020-12-31"),
    ("6月初", "2018-06-01", "2018-06-10"),
    ("6月上旬", "2018-06-01", "2018-06-10"),
    ("6月中旬", "2018-06-11", "2018-06-20"),
    ("6月下旬", "2018-06-21", "2018-06-30"),
    ("6月中下旬", "2018-06-11", "2018-06-30"),
    ("6月上半月", "2018-06-01", "2018-06-15"),
    ("上半年", "2018-01-01", "2018-06-30"),
    ("下半年", "2018-07-01", "2018-12-31"),
    ("2019年上半年", "2019-01-01", "2019-06-30"),
    ("一季度", "2018-01-01", "2018-03-31"),
    ("第一季度", "2018-01-01", "2018-03-31"),
    ("首季度", "2018-01-01", "2018-03-31"),
    ("四季度", "2018-10-01", "2018-12-31"),
    ("前三季度", "2018-01-01", "2018-09-30"),
    ("前两个季度", "2018-01-01", "2018-06-30"),
    ("明年6月", "2019-06-01", "2019-06-30"),
    ("次年1月", "2019-01-01", "2019-01-31"),
    ("去年10月", "2017-10-01", "2017-10-31"),
]
YEARS = [
    ("2018年", "2018-01-01", "2018-12-31"),
    ("2018年度", "2018-01-01", "2018-12-31"),
    ("二〇一八年", "2018-01-01", "2018-12-31"),
    ("今年", "2018-01-01", "2018-12-31"),
    ("明年", "2019-01-01", "2019-12-31"),
    ("全年", "2018-01-01", "2018-12-31"),
    ("2019年全年", "2019-01-01", "2019-12-31"),
]
PERIODS = [
    ("2017年10月至2018年3月", "2017-10-01", "2018-03-31"),
    ("10月至次年3月", "2018-10-01", "2019-03-31"),
    ("10月至3月", "2018-10-01", "2019-03-31"),
    ("9月至2018年3月", "2017-09-01", "2018-03-31"),
    ("6-9月", "2018-06-01", "2018-09-30"),
    ("6—9月份", "2018-06-01", "2018-09-30"),
    ("6月至9月", "2018-06-01", "2018-09-30"),
    ("6月1日—7月31日", "2018-06-01", "2018-07-31"),
    ("5月1—7日", "2018-05-01", "2018-05-07"),
    ("2018.6—2018.12", "2018-06-01", "2018-12-31"),
    ("2018-2020年", "2018-01-01", "2020-12-31"),
    ("2018年~2020年", "2018-01-01", "2020-12-31"),
    ("2018—2020年三年内", "2018-01-01", "2020-12-31"),
    ("一至三季度", "2018-01-01", "2018-09-30"),
    ("1-3季度", "2018-01-01", "2018-09-30"),
    ("“十三五”期间", "2016-01-01", "2020-12-31"),
    ("2018年期间", "2018-01-01", "2018-12-31"),
]
UNDATED = [
    "2060年春节前",
    "汛期前",
    "入汛前",
    "主汛期来临前",
    "采暖季前",
    "供暖期结束前",
    "开学前",
    "月底前",
]
LISTS = [
    ("2019年元旦、春节前", "2018-12-31 2019-02-04"),
    ("元旦、春节前", "2018-12-31 2019-02-04"),
    ("3月、6月、9月和12月15日前", "2018-03-15 2018-06-15 2018-09-15 2018-12-15"),
    ("3月15日、6月15日、9月15日和12月15日前", "2018-03-15 2018-06-15 2018-09-15 2018-12-15"),
    ("3、6、9、12月底前", "2018-03-31 2018-06-30 2018-09-30 2018-12-31"),
    ("分别于6月、12月底前", "2018-06-30 2018-12-31"),
    ("6月底和12月底前", "2018-06-30 2018-12-31"),
    ("10月10日、25日前", "2018-10-10 2018-10-25"),
    ("10月10、25日", "2018-10-10 2018-10-25"),
    ("一、二、三季度末", "2018-03-31 2018-06-30 2018-09-30"),
    ("2018年、2019年和2020年", "2018-12-31 2019-12-31 2020-12-31"),
    ("到2018、2019、2020年", "2018-12-31 2019-12-31 2020-12-31"),
    ("2019年3月、9月", "2019-03-31 2019-09-30"),
    ("4月10日、7月10日、10月10日和2019年1月10日前", "2018-04-10 2018-07-10 2018-10-10 2019-01-10"),
    ("1、3月底前完成", "2018-03-31"),
    ("1.2018年底前完成", "2018-12-31"),
]
CARRIED = [
    ("2019年6月底前开工,年底前完工", "2019-06-30 2019-12-31"),
    ("2019年,6月底前开工", "2019-12-31 2019-06-30"),
    ("2019年3月底前,开工;6月底前,封顶;年底前,完工", "2019-03-31 2019-06-30 2019-12-31"),
    ("2019年9月底前,开工;6月底前,报批", "2019-09-30 2018-06-30"),
    ("甲桥2019年6月底前建成;乙桥年底前开工", "2019-06-30 2018-12-31"),
    ("甲桥2019年6月底前建成。年底前开工乙桥", "2019-06-30 2018-12-31"),
    ("到2020年建成,年底前开工", "2020-12-31 2018-12-31"),
    ("围绕2020年目标,年底前开工", "2020-12-31 2018-12-31"),
    ("2019年6月底前开工\n年底前完工", "2019-06-30 2018-12-31"),
    ("2019年6月开工,次年10月完工", "2019-06-30 2020-10-31"),
    ("2019年6月开工,同年10月完工", "2019-06-30 2019-10-31"),
    ("较2019年6月下降,年底前完成", "2019-06-30 2018-12-31"),
]
REFERENCES = [
    "《水系规划(2016—2030年)》",
    "《关于<2018年方案>的通知》",
    "2017年版",
    "较2015年降低",
    "比2015年底下降",
]
REFERENCES += [
    "与2015年相比",
    "2018年第3批",
    "去年同期",
    "以2015年为基期",
    "不高于2016年10月份价格",
    "达到2015年平均水平",
]
STARTS = ["2018年7月1日起", "自2019年1月1日", "从今年起", "2017年以来", "2018年6月以后", "2019年开始"]
WORDS = [
    "3个月", "近年内", "第二十一月", "文明年度", "基本年内", "以上年产值", "一次年度考核", "今年轻人", "以上半年", "四季常青",
    "2018年13月", "6月45日", "12018年", "5月龄", "豫发〔2016〕39号", "每人", "按时", "一定", "107辅道", "1+10", "2号线", "老年人",
    "内蒙古", "5万个", "15分钟生活圈", "3—5个", "G310线", "4G网络",
]  # fmt: skip


def only(text: str) -> DateMention:
    (found,) = find_dates(text, year=YEAR, issued=ISSUED)
    return found


def last_days(text: str) -> str:
    return " ".join(str(found.last) for found in find_dates(text, year=YEAR, issued=ISSUED))


@pytest.mark.parametrize(("text", "first", "last"), BY_WHEN)
def test_an_expression_of_by_when_is_a_deadline_on_its_last_day(text: str, first: str, last: str) -> None:
    found = only(text)

    assert (found.text, found.kind) == (text, DateKind.DEADLINE)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(("text", "first", "last"), THEN)
def test_a_bare_day_month_or_quarter_is_a_date(text: str, first: str, last: str) -> None:
    found = only(text)

    assert (found.text, found.kind) == (text, DateKind.DATE)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(("text", "first", "last"), YEARS)
def test_a_bare_year_is_a_year(text: str, first: str, last: str) -> None:
    found = only(text)

    assert (found.text, found.kind) == (text, DateKind.YEAR)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize(("text", "first", "last"), PERIODS)
def test_a_range_is_a_period_from_its_first_to_its_last_day(text: str, first: str, last: str) -> None:
    found = only(text)

    assert (found.text, found.kind) == (text, DateKind.PERIOD)
    assert (str(found.first), str(found.last)) == (first, last)


@pytest.mark.parametrize("text", UNDATED)
def test_a_named_time_without_a_date_is_found_but_not_dated(text: str) -> None:
    found = only(text)

    assert (found.text, found.kind, found.first, found.last) == (text, DateKind.DEADLINE, None, None)


@pytest.mark.parametrize("text", ["今冬明春", "秋冬季期间", "汛期期间", "近期", "即日起"])
def test_a_season_is_a_period_without_dates(text: str) -> None:
    found = only(text)

    assert (found.text, found.kind, found.first, found.last) == (text, DateKind.PERIOD, None, None)


@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_every_member_of_a_list_is_a_date_of_its_own(text: str, expected: str) -> None:
    assert last_days(text) == expected


@pytest.mark.parametrize(("text", "expected"), CARRIED)
def test_a_year_carries_only_to_dates_that_go_on_from_it(text: str, expected: str) -> None:
    assert last_days(text) == expected


@pytest.mark.parametrize("text", REFERENCES)
def test_what_names_or_compares_another_thing_is_a_reference(text: str) -> None:
    found = find_dates(text, year=YEAR, issued=ISSUED)

    assert [mention.kind for mention in found] == [DateKind.REFERENCE]


@pytest.mark.parametrize("text", STARTS)
def test_from_when_something_holds_is_a_start(text: str) -> None:
    found = find_dates(text, year=YEAR, issued=ISSUED)

    assert [mention.kind for mention in found] == [DateKind.START]


@pytest.mark.parametrize("text", WORDS)
def test_words_that_only_look_like_dates_are_left_alone(text: str) -> None:
    assert find_dates(text, year=YEAR, issued=ISSUED) == []


@pytest.mark.parametrize(
    ("text", "within", "last"),
    [
        ("自印发之日起30日内", Within(30, TimeUnit.DAY, "印发"), date(2018, 4, 25)),
        ("本通知印发之日起2个月内", Within(2, TimeUnit.MONTH, "本通知印发"), date(2018, 5, 26)),
        ("方案印发后一周内", Within(1, TimeUnit.WEEK, "方案印发"), date(2018, 4, 2)),
        ("印发之日起30个工作日内", Within(30, TimeUnit.WORKING_DAY, "印发"), None),
        ("签订之日起20日内", Within(20, TimeUnit.DAY, "签订"), None),
        ("收到通知后5日内", Within(5, TimeUnit.DAY, "收到通知"), None),
        ("10个工作日内", Within(10, TimeUnit.WORKING_DAY), None),
        ("2小时内", Within(2, TimeUnit.HOUR), None),
        ("两年内", Within(2, TimeUnit.YEAR), None),
        ("3个月内", Within(3, TimeUnit.MONTH), None),
        ("半年内", Within(6, TimeUnit.MONTH), None),
        ("三年时间", Within(3, TimeUnit.YEAR), None),
        ("3—5年时间", Within(5, TimeUnit.YEAR), None),
    ],
)
def test_a_length_of_time_is_dated_only_from_the_issue_of_the_document(
    text: str, within: Within, last: date | None
) -> None:
    found = only(text)

    assert (found.text, found.kind, found.within, found.last) == (text, DateKind.RELATIVE, within, last)


def test_a_length_of_time_from_the_issue_is_not_dated_where_the_day_of_issue_is_unknown() -> None:
    (found,) = find_dates("印发之日起30日内", year=2018)

    assert (found.first, found.last) == (None, None)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("3月22日17:00前", time(17, 0)),
        ("3月22日17时前", time(17, 0)),
        ("3月22日下午5时前", time(17, 0)),
        ("3月22日上午9点30分前", time(9, 30)),
        ("3月22日(星期四)17:30前", time(17, 30)),
        ("3月22日中午12时前", time(12, 0)),
        ("3月22日24时前", time(23, 59)),
        ("3月22日下班前", None),
        ("3月22日前", None),
    ],
)
def test_a_time_of_day_belongs_to_the_day_before_it(text: str, at: time | None) -> None:
    found = only(text)

    assert (found.text, found.last, found.at) == (text, date(2018, 3, 22), at)


def test_until_a_day_from_now_on_is_a_period() -> None:
    found = find_dates("即日起至12月31日", year=YEAR, issued=ISSUED)

    assert [(m.text, m.kind, m.first, m.last) for m in found] == [
        ("即日起", DateKind.PERIOD, None, None),
        ("至12月31日", DateKind.PERIOD, None, date(2018, 12, 31)),
    ]


@pytest.mark.parametrize("year", [0, 9998])
def test_a_plan_year_without_room_for_the_next_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match=f"plan year {year}"):
        find_dates("年底前", year=year)


PIECES = [
    "2018年", "2019", "6月", "12", "31日", "底", "前", "上旬", "、", "和", "至", "—", "到", "自", "起", "每月", "每年", "每周一",
    "一", "十", "季度", "上半年", "第三", "年", "内", "全年", "次年", "当年", "《", "》", "\n", "。", ",", ";", "17:00", "工作日内",
    "之日起", "十三五", "末", "(", ")", "较", "版", "元旦", "汛期", "按月", "单月", "结束后", "30", "5日", "月", "日", "2月30日",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=25).map("".join))


@given(
    TEXTS, st.sampled_from([1, 1900, 2018, 2024, 9997]), st.sampled_from([None, date.min, ISSUED, date.max])
)
def test_any_text_can_be_read_and_its_mentions_stand_in_it_in_order(
    text: str, year: int, issued: date | None
) -> None:
    found = find_dates(text, year=year, issued=issued)

    assert all(text[mention.start : mention.end] == mention.text != "" for mention in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(m.first <= m.last for m in found if m.first and m.last and m.kind is not DateKind.PERIOD)
    assert all((mention.kind is DateKind.CYCLE) == (mention.cycle is not None) for mention in found)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    (found,) = find_dates(f"于{day.year}年{day.month}月{day.day}日前完成", year=2018)

    assert (found.first, found.last) == (day, day)


def test_a_preposition_behind_the_year_takes_nothing_from_it() -> None:
    assert only("年内在县城落地项目3个").last == date(2018, 12, 31)
    assert find_dates("增强青年内在动力", year=YEAR, issued=ISSUED) == []
