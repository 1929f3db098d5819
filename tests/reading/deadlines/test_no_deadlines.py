"""Which dates in the text of a task are no deadlines of it."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.reading.deadlines.deadlines import find_deadlines
from baicheng.reading.spans import Span
from tests.reading.texts import content_of

#: The day on which a sentence was issued, unless another is given; its year is the plan year.
ISSUED = "2019-03-10"

ATTRIBUTES = [
    ("做好2019年度目标任务分解工作。", ISSUED),
    ("完成2018年度结转项目的收尾工作。", ISSUED),
    ("围绕2020年全面建成小康社会目标，统筹推进各项工作。", ISSUED),
    ("2018年度考核优秀的单位予以通报表扬。", ISSUED),
    ("年底由市政府统一组织考核，考核结果纳入绩效。", ISSUED),
    ("年终进行考评，兑现奖惩。", ISSUED),
    ("学习贯彻2019年全国两会精神。", ISSUED),
    ("落实2019年省重点民生实事。", ISSUED),
    ("列入2019年市重点项目的，优先保障用地。", ISSUED),
    ("提高2019年城乡居民医保财政补助标准。", ISSUED),
    ("召开2019年全市工作会议。", ISSUED),
    ("2019年3月1日召开动员会，各县区全面行动。", ISSUED),
    ("贯彻落实2019年中央一号文件精神。", ISSUED),
    ("2019年中央财政衔接资金支持项目。", ISSUED),
    ("根据2019年国民经济和社会发展计划，制定本方案。", ISSUED),
    ("对2019年考核不合格的单位进行约谈。", ISSUED),
    ("（一）加强领导。各级各部门要高度重视2019年城乡就业工作。", ISSUED),
    ("2019年城镇新增就业目标任务分解表", ISSUED),
    ("年均增长10%。", ISSUED),
    ("建成1个国家级平台（2019年）。", ISSUED),
    ("县政府办公室2019年3月10日印发", ISSUED),
    ("认真组织实施2022年全市“新春访万企”活动。", "2022-05-10"),
    ("做好2022年防汛抗旱工作。", "2022-05-10"),
    ("开展2022年度“最美科技工作者”评选。", "2022-05-10"),
    ("2022年省级财政衔接资金使用计划。", "2022-05-10"),
]

TITLES = [
    ("按照《全市水系规划（2016—2030年）》要求推进水系连通。", ISSUED),
    ("2022年是实施“十四五”规划的关键之年。", "2022-05-10"),
    ("“十四五”规划确定的重点项目加快实施。", "2022-05-10"),
    ("贯彻《中华人民共和国噪声污染防治法》（2022年6月5日起施行）。", "2022-05-10"),
    ("落实《“十四五”现代综合交通运输体系发展规划》（国发〔2021〕27号）。", "2022-05-10"),
]

CYCLES = [
    ("每年10月底前上报下一年度计划。", ISSUED),
    ("每季度末向社会公布一次水质状况。", ISSUED),
    ("从2019年起，每年安排专项资金1亿元。", ISSUED),
    ("2019—2021年，市财政每年安排专项资金5000万元。", ISSUED),
    ("2017年10月起，每月2日前报送上月工作进展。", "2017-09-22"),
    ("每日17:00前将当日工作情况报综合协调组。", "2017-09-22"),
    ("从4月起，每月10日前报送上月底的工作进展情况。", ISSUED),
    ("每年12月底前完成考核，次年1月15日前公布结果。", ISSUED),
    ("每月25日前报送工作进展，每季度末报送工作总结。", "2022-05-10"),
    ("2022年至2024年，每年新建充电桩1000个。", "2022-05-10"),
]

IN_FORCE = [
    ("自2020年1月1日起全面实行国六排放标准。", ISSUED),
    ("本办法自2019年5月1日起施行，有效期至2024年4月30日。", ISSUED),
    ("政策执行至2020年12月31日。", ISSUED),
    ("自2017年10月1日起，对瞒报、漏报的严肃追究责任。", "2017-09-22"),
    ("执行期限为2019年1月1日至2020年12月31日。", ISSUED),
    ("上述政策实施期限暂定至2020年底。", ISSUED),
    ("有效期5年。", ISSUED),
    ("延续实施2021年底到期的税收优惠政策。", "2022-05-10"),
    ("上述政策延续执行至2022年12月31日。", "2022-05-10"),
    ("社会保险费缓缴政策实施至2022年底。", "2022-05-10"),
]

COMPARED = [
    ("PM2.5平均浓度较2015年下降20%。", ISSUED),
    ("以2015年为基期，单位能耗下降16%。", ISSUED),
    ("与2017年相比，投诉量下降10%。", ISSUED),
    ("参照2021年标准执行。", "2022-05-10"),
    ("不低于2021年水平。", "2022-05-10"),
    ("单位能耗在2020年基础上下降3%。", "2022-05-10"),
    ("比上年增长8%。", "2022-05-10"),
    ("较上年度下降2个百分点。", "2022-05-10"),
    ("力争比去年同期减少10天。", "2022-05-10"),
]

WHICH = [
    ("2005年底前建成的老旧小区优先纳入改造范围。", ISSUED),
    ("对2000年底以前建成的住宅小区进行摸底。", ISSUED),
    ("2017年7月31日前未取得环评手续的企业一律取缔。", "2017-09-22"),
    ("2009年10月1日前生产的非道路移动机械禁止进入。", "2017-09-22"),
    ("对2018年12月31日前成立的企业给予补贴。", ISSUED),
    ("2021年底前竣工验收的项目不再纳入。", "2022-05-10"),
]

REPORTED = [
    ("今年以来，全市已建成基站1000个。", ISSUED),
    ("2018年，全市完成造林8万亩。", ISSUED),
    ("截至2018年底，全市累计建成充电桩5000个。", ISSUED),
    ("2018年底，全市共有公厕1200座。", ISSUED),
    ("2012年以来，全市先后实施三轮行动计划。", ISSUED),
    ("3月5日，市政府召开会议进行动员部署，已全面启动。", ISSUED),
    ("2018年6月以来新增就业的人员。", ISSUED),
    ("一季度全市生产总值增长7%，实现良好开局，现已形成总结。", ISSUED),
    ("对2022年5月1日前已开工的项目给予奖补。", "2022-05-10"),
    ("截至2022年4月底，全市已完成整改120个。", "2022-05-10"),
    ("截至目前，已完成整改120个。", "2022-05-10"),
    ("2021年12月，督察组反馈了12个问题。", "2022-05-10"),
    ("2020年以来，全市非法占地问题时有发生。", "2022-05-10"),
    ("2019年至2021年，全市新增违法用地300亩。", "2022-05-10"),
]

LENGTHS = [
    ("用三年时间，基本补齐城乡基础设施短板。", ISSUED),
    ("力争通过3至5年努力，形成千亿级产业集群。", ISSUED),
    ("企业应在收到通知之日起10个工作日内提交整改报告。", ISSUED),
    ("自受理之日起20个工作日内作出决定。", ISSUED),
    ("两年内未发生安全事故的企业，给予奖励。", ISSUED),
    ("3年内不得再次申报。", ISSUED),
    ("连续两年考核不合格的，取消资格。", ISSUED),
    ("5年内不得转让。", ISSUED),
    ("用3年左右时间完成全部自建房整治。", "2022-05-10"),
    ("办理时限压缩至3个工作日内。", "2022-05-10"),
    ("5个工作日内办结。", "2022-05-10"),
    ("3日内办结。", "2022-05-10"),
    ("自公告发布之日起60日内可以申请复议。", "2022-05-10"),
    ("接到预警信息后2小时内启动响应。", "2022-05-10"),
]

GOING_ON = [
    ("秋冬季期间，加大巡查频次，严格落实错峰生产。", ISSUED),
    ("采暖季期间实行错峰生产。", ISSUED),
    ("全年完成营造林10万亩。", ISSUED),
    ("全年新增城镇就业12万人以上。", ISSUED),
    ("2019年9月至2020年3月为集中攻坚期。", ISSUED),
    ("3月至5月，开展集中宣传活动。", ISSUED),
    ("汛期来临前，完成河道清淤。", ISSUED),
    ("春节期间，加密巡查重点区域。", ISSUED),
    ("春节前后，抓好市场供应。", ISSUED),
    ("近期，重点抓好以下工作。", ISSUED),
    ("采暖季城市建成区停止各类土石方作业。", "2017-09-22"),
    ("2017年11月15日至2018年3月15日，水泥企业实施错峰停产。", "2017-09-22"),
    ("2019年春运期间", ISSUED),
    ("全年减税降费力争突破100亿元。", "2022-05-10"),
    ("全年完成水利投资50亿元以上。", "2022-05-10"),
    ("供暖季结束前完成老旧管网改造。", "2022-05-10"),
    ("主汛期前完成水毁工程修复。", "2022-05-10"),
    ("5月31日世界无烟日期间，开展集中宣传。", "2022-05-10"),
]

NO_LIMIT = [
    ("第一阶段：动员部署（2019年3月）。", ISSUED),
    ("动员部署阶段。", ISSUED),
    ("完成时限：全年", ISSUED),
    ("完成时限：长期坚持", ISSUED),
    ("完成时限：持续推进", "2022-05-10"),
    ("整改时限：立行立改", "2022-05-10"),
]


def deadlines(sentence: str, issued: str) -> list[tuple[str, str]]:
    """The wording and day of every deadline in a sentence."""
    content = content_of(sentence)
    day = date.fromisoformat(issued)
    found = find_deadlines(content, Span(0, len(content.text)), year=day.year, issued=day)
    return [(deadline.text, deadline.due.isoformat()) for deadline in found]


@pytest.mark.parametrize(("sentence", "issued"), ATTRIBUTES)
def test_a_date_in_the_name_of_something_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), TITLES)
def test_a_date_in_a_title_or_document_number_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), CYCLES)
def test_a_cycle_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), IN_FORCE)
def test_a_date_from_or_until_which_something_is_in_force_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), COMPARED)
def test_a_date_that_something_is_compared_with_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), WHICH)
def test_a_date_that_only_says_which_things_are_meant_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), REPORTED)
def test_a_date_at_which_something_was_done_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), LENGTHS)
def test_a_length_of_time_after_another_event_gives_no_date(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), GOING_ON)
def test_a_period_in_which_something_merely_goes_on_is_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []


@pytest.mark.parametrize(("sentence", "issued"), NO_LIMIT)
def test_a_time_limit_without_a_date_gives_no_deadline(sentence: str, issued: str) -> None:
    assert deadlines(sentence, issued) == []
