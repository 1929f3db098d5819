"""Who issued a document, under which number and title, when, to whom."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.identity.gazette import split
from baicheng.reading.identity.identity import identify, title_without_issuer
from baicheng.reading.model import Document
from baicheng.reading.sources import extract
from baicheng.reading.spans import Span
from tests.reading.identity.test_gazette import DEVELOPMENT, squeezed
from tests.reading.texts import content_of, source_of, table_source

DOCUMENTS = Path(__file__).parents[1] / "documents"

NOTICE = "各县（市、区）人民政府：\n为做好有关工作，经市人民政府研究同意，现就有关事项通知如下。\n"


def document_of(text: str) -> Document:
    """The identity of a text that holds one document."""
    content = content_of(text)
    return identify(content, Span(0, len(content.text)))


def annotated() -> list[Path]:
    """The hand-made ledgers at hand, those made for development and those that are held out."""
    return sorted([*DEVELOPMENT.glob("[!g]*.json"), *DOCUMENTS.glob("*.json")])


@pytest.mark.parametrize("gold_file", annotated(), ids=lambda path: path.stem)
def test_number_title_issuer_date_and_plan_year_are_as_annotated(gold_file: Path) -> None:
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    content = clean(extract(gold_file.with_suffix(".txt")))

    document = identify(content, split(content)[0])

    assert squeezed(document.number) == squeezed(gold["doc_number"])
    assert squeezed(document.title) == squeezed(gold["title"])
    assert squeezed(document.issuer) == squeezed(gold["issuer"])
    assert (document.issued.isoformat() if document.issued else "") == gold["issued"]
    assert document.plan_year == gold["plan_year"]


def test_a_red_head_document_is_read_whole() -> None:
    document = document_of(
        "000012\n秘密★1年\n特急\n云川市人民政府办公室文件\n云政办〔2021〕8号　　签发人：王小明\n"
        "云川市人民政府办公室\n关于推进城市更新工作\n的实施意见\n"
        "各区、县（市）人民政府，市直各部门、驻云各单位：\n请认真执行。\n"
        "云川市人民政府办公室\n二〇二一年五月三十日\n"
        "抄送：市委各部门，云川军分区。\n云川市人民政府办公室　　2021年6月1日印发\n"
    )

    assert document.number == "云政办〔2021〕8号"
    assert document.title == "云川市人民政府办公室关于推进城市更新工作的实施意见"
    assert document.issuer == "云川市人民政府办公室"
    assert document.issued == date(2021, 5, 30)
    assert document.addressees == ("各区、县（市）人民政府", "市直各部门", "驻云各单位")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("云政办 〔 2020〕46 号", "云政办〔2020〕46号"),
        ("云政办[2018]7号", "云政办〔2018〕7号"),
        ("云政（2018）7号", "云政〔2018〕7号"),
        ("云发改环资【2018】1007号", "云发改环资〔2018〕1007号"),
        ("云政办函〔2018〕7-1号", "云政办函〔2018〕7-1号"),
        ("云府办规〔２０１８〕７号", "云府办规〔2018〕7号"),
        ("豫建建〔2014〕64号", "豫建建〔2014〕64号"),
        ("XC财农〔2018〕7号", "XC财农〔2018〕7号"),
        ("云川市人民政府令\n第235号", "云川市人民政府令第235号"),
        ("云川市人民政府令（第十二号）", "云川市人民政府令第十二号"),
        ("中华人民共和国主席令\n第二十八号", "中华人民共和国主席令第二十八号"),
        ("云川市水务局公告\n2019年第3号", "云川市水务局公告2019年第3号"),
        ("2019年第3号公告", "2019年第3号公告"),
        ("政府令〔2010〕第15号", "政府令〔2010〕第15号"),
    ],
)
def test_every_form_of_a_number_is_read(written: str, number: str) -> None:
    assert document_of(f"{written}\n云川市人民政府关于加强供水工作的通知\n{NOTICE}").number == number


@pytest.mark.parametrize(
    "heading",
    [
        "云川市人民政府关于加强供水工作的通知\n云政〔2019〕3号　2019年3月4日",
        "云川市人民政府关于加强供水工作的通知云政〔2019〕3号2019年3月4日",
        "云川市人民政府关于加强供水工作的通知（云政〔2019〕3号）",
        "云政〔2019〕3号\n云川市人民政府\n关于加强供水工作的通知\n（2019年3月4日）",
        "云川市人民政府文件\n云政〔2019〕3号\n云川市人民政府\n关于加强供水\n工作的通知",
        "《云川市人民政府关于加强供水工作的通知》\n云政〔2019〕3号",
        "云政〔2019〕3号《云川市人民政府关于加强供水工作的通知》\n云川市人民政府关于加强供水工作的通知\n云政〔2019〕3号",
        "索引号：000 发文机关：云川市人民政府 成文日期：2019年03月04日 标题：云川市人民政府关于加强供水工作的通知 "
        "发文字号：云政〔2019〕3号 发布日期：2019年03月09日\n云川市人民政府关于加强供水工作的通知\n云政〔2019〕3号",
        "当前位置：首页 > 政务公开\n云川市人民政府关于加强供水工作的通知\n发文字号：\n云政〔2019〕3号\n成文日期：\n2019-03-04",
    ],
)
def test_a_heading_is_read_in_every_layout(heading: str) -> None:
    document = document_of(f"{heading}\n{NOTICE}云川市人民政府\n2019年3月4日\n")

    assert document.number == "云政〔2019〕3号"
    assert document.title == "云川市人民政府关于加强供水工作的通知"
    assert (document.issuer, document.issued) == ("云川市人民政府", date(2019, 3, 4))


def test_a_title_on_one_line_in_front_of_the_addressees_ends_before_them() -> None:
    document = document_of(
        "云政〔2019〕3号\n云川市人民政府关于加强供水工作的通知各县（市、区）人民政府：请认真执行。\n"
    )

    assert document.title == "云川市人民政府关于加强供水工作的通知"
    assert document.addressees == ("各县（市、区）人民政府",)


@pytest.mark.parametrize(
    ("lines", "issuers"),
    [
        ("中共云川市委 云川市人民政府", ("中共云川市委", "云川市人民政府")),
        ("中共云川市委云川市人民政府", ("中共云川市委", "云川市人民政府")),
        ("中共云川市委、云川市人民政府", ("中共云川市委", "云川市人民政府")),
        ("国家发展改革委　财政部", ("国家发展改革委", "财政部")),
        ("云川市财政局\n云川市水务局", ("云川市财政局", "云川市水务局")),
        ("云川市大气污染防治工作领导小组办公室", ("云川市大气污染防治工作领导小组办公室",)),
    ],
)
def test_joint_issuers_are_told_apart(lines: str, issuers: tuple[str, ...]) -> None:
    document = document_of(f"{lines}\n关于加强供水工作的通知\n云水〔2019〕3号\n{NOTICE}")

    assert document.issuers == issuers


def test_issuers_that_only_the_signature_names_are_taken_from_it() -> None:
    several = document_of(
        f"云川市发展改革委等3部门关于加强供水工作的通知\n云发改〔2019〕3号\n{NOTICE}"
        "云川市发展和改革委员会　云川市财政局\n云川市水务局\n2019年3月4日\n"
    )
    unnamed = document_of(f"关于加强供水工作的通知\n云水〔2019〕3号\n{NOTICE}云川市水务局\n2019年3月4日\n")

    assert several.issuer == "云川市发展改革委"
    assert several.issuers == ("云川市发展和改革委员会", "云川市财政局", "云川市水务局")
    assert (unnamed.issuer, unnamed.issuers) == ("云川市水务局", ("云川市水务局",))


@pytest.mark.parametrize(
    "close",
    [
        "云川市人民政府\n2019年3月4日",
        "请认真执行。2019年3月4日",
        "请认真执行。云川市人民政府2019年3月4日",
        "云川市人民政府\n二〇一九年三月四日",
        "云川市人民政府\n二○一九年三月四日",
        "云川市人民政府\n二О一九年三月四日",
        "云川市人民政府\n2019年3月4日云川市供水工作方案",
        "云川市人民政府\n2019年3月4日\n云川市人民政府办公室　2019年3月6日印发",
        "云川市人民政府办公室　2019年3月4日印发",
        "云川市人民政府\n2019年3月4日\n云川市水务局\n2018年11月5日",
        "云川市水务局\n2015年11月5日\n云川市人民政府\n2019年3月4日",
        "云川市人民政府\n2019年2月30日\n2019年3月4日",
    ],
)
def test_the_day_of_issue_is_found_at_the_close(close: str) -> None:
    document = document_of(f"云政〔2019〕3号\n云川市人民政府关于加强供水工作的通知\n{NOTICE}{close}\n")

    assert document.issued == date(2019, 3, 4)


@pytest.mark.parametrize(
    "body",
    [
        "到2019年12月31日，全部完成。\n",
        "第一阶段从2019年3月1日至2019年5月31日。\n",
        "根据2019年3月1日市政府常务会议精神，提出以下意见。\n",
        "（2019年3月1日市人民政府第5次常务会议通过）\n",
    ],
)
def test_a_date_in_the_text_is_not_the_day_of_issue(body: str) -> None:
    document = document_of(f"云政〔2019〕3号\n云川市人民政府关于加强供水工作的通知\n{NOTICE}{body}")

    assert document.issued is None


def test_a_document_signed_in_january_keeps_its_number_of_the_year_before() -> None:
    document = document_of(
        f"云政〔2018〕99号\n云川市人民政府关于加强供水工作的通知\n{NOTICE}云川市人民政府\n2019年1月3日\n"
    )

    assert document.issued == date(2019, 1, 3)


@pytest.mark.parametrize(
    ("about", "issued", "year"),
    [
        ("关于印发2018年度供水工作方案的通知", "2018年3月4日", 2018),
        ("关于印发2019年供水工作计划的通知", "2018年12月28日", 2019),
        ("关于印发2018年供水攻坚方案的通知", "2019年1月8日", 2018),
        ("关于印发供水三年行动计划（2018—2020年）的通知", "2018年3月4日", 2018),
        ("关于印发2018-2019年秋冬季攻坚方案的通知", "2018年9月4日", 2018),
        ("关于印发二〇一八年供水工作要点的通知", "2018年3月4日", 2018),
        ("关于加强供水工作的意见", "2018年3月4日", 2018),
        ("关于表彰2017年度先进单位的通报", "2018年3月4日", 2018),
        ("关于印发云川市城市总体规划纲要到2035年的通知", "2018年3月4日", 2018),
    ],
)
def test_the_plan_year_is_that_of_the_title_or_of_issue(about: str, issued: str, year: int) -> None:
    document = document_of(f"云川市人民政府{about}\n云政〔{issued[:4]}〕3号　{issued}\n{NOTICE}")

    assert document.plan_year == year


def test_without_a_date_the_plan_year_is_that_of_the_number() -> None:
    document = document_of(f"云川市人民政府关于加强供水工作的意见\n云政〔2018〕3号\n{NOTICE}")

    assert (document.issued, document.plan_year) == (None, 2018)


@pytest.mark.parametrize(
    ("line", "addressees"),
    [
        (
            "各县（市、区）人民政府，市人民政府各部门，各有关单位",
            ("各县（市、区）人民政府", "市人民政府各部门", "各有关单位"),
        ),
        (
            "各省、自治区、直辖市人民政府，国务院各部委、各直属机构",
            ("各省、自治区、直辖市人民政府", "国务院各部委", "各直属机构"),
        ),
        ("各县、区人民政府，市直各委、办、局", ("各县、区人民政府", "市直各委、办、局")),
        ("各镇人民政府、街道办事处，区政府各部门", ("各镇人民政府", "街道办事处", "区政府各部门")),
        ("各区县（市）教育局、财政局", ("各区县（市）教育局、财政局",)),
        ("市住房和城乡建设局", ("市住房和城乡建设局",)),
    ],
)
def test_each_addressee_is_an_entry_and_a_group_stays_one(line: str, addressees: tuple[str, ...]) -> None:
    document = document_of(f"云川市人民政府关于加强供水工作的通知\n云政〔2018〕3号\n{line}：\n现通知如下。\n")

    assert document.addressees == addressees


def test_a_first_sentence_with_a_colon_names_no_addressees() -> None:
    document = document_of(
        "云川市人民政府关于加强供水工作的通知\n云政〔2018〕3号\n现就有关工作通知如下：\n一、要求。\n"
    )

    assert document.addressees == ()


def test_the_spans_of_the_fields_are_where_their_words_stand() -> None:
    content = content_of(
        f"云川市人民政府\n关于加强供水工作的通知\n云政办 〔2019〕 3 号\n{NOTICE}云川市人民政府\n2019 年 3 月 4 日\n"
    )

    document = identify(content, Span(0, len(content.text)))

    assert {name: span.of(content.text).replace("\n", "") for name, span in document.spans.items()} == {
        "number": document.number,
        "title": document.title,
        "issuer": document.issuer,
        "issued": "2019年3月4日",
        "addressees": "各县（市、区）人民政府",
    }


def test_a_report_of_work_has_the_day_on_which_it_was_given() -> None:
    document = document_of(
        "政府工作报告\n——2020年1月10日在云川市第十五届人民代表大会第三次会议上\n云川市市长　王小明\n各位代表：\n现在报告工作。\n"
    )

    assert (document.title, document.issued) == ("政府工作报告", date(2020, 1, 10))


def test_a_plan_without_its_notice_has_a_title_only() -> None:
    document = document_of("云川市2021年城市更新\n重点工作要点\n为做好工作，制定本要点。\n一、总体要求\n")

    assert (document.title, document.number, document.plan_year) == (
        "云川市2021年城市更新重点工作要点",
        "",
        2021,
    )


def test_a_document_in_a_layout_table_is_read() -> None:
    rows = [
        ["云政〔2019〕3号"],
        ["云川市人民政府关于加强供水工作的通知"],
        ["请认真执行。"],
        ["云川市人民政府"],
        ["2019年3月4日"],
    ]
    content = clean(table_source("", rows))

    document = identify(content, Span(0, len(content.text)))

    assert (document.number, document.issued) == ("云政〔2019〕3号", date(2019, 3, 4))


@pytest.mark.parametrize(
    ("title", "issuer", "without"),
    [
        ("云川市人民政府关于加强供水的通知", "云川市人民政府", "关于加强供水的通知"),
        (
            "云川市人民政府办公室转发市水务局关于供水的意见的通知",
            "云川市人民政府办公室",
            "转发市水务局关于供水的意见的通知",
        ),
        ("云川市人民政府工作规则", "云川市人民政府", "云川市人民政府工作规则"),
        ("中共云川市委云川市人民政府关于加强供水的意见", "中共云川市委云川市人民政府", "关于加强供水的意见"),
        ("关于加强供水的通知", "云川市水务局", "关于加强供水的通知"),
    ],
)
def test_the_title_without_issuer_begins_with_what_it_is_about(title: str, issuer: str, without: str) -> None:
    document = Document("", title, issuer, (issuer,), None, None, (), (), (), (), Span(0, 0))

    assert title_without_issuer(document) == without


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "城市建设以来，成效明显。2018年12月3日，召开会议。\n",
        "典型发言材料\n聚焦民生办实事\n云川市领导小组办公室\n",
    ],
)
def test_a_text_that_is_no_official_document_has_empty_fields(text: str) -> None:
    document = document_of(text)

    assert (document.number, document.title, document.issuer, document.issued) == ("", "", "", None)
    assert not (document.addressees or document.annexes or document.repeals or document.amends)


pieces = st.sampled_from(
    [
        "云川市人民政府",
        "关于加强供水的通知",
        "云政〔2019〕3号",
        "2019年3月4日",
        "附件：1.",
        "附件1",
        "《",
        "》",
        "（",
        "）",
        "同时废止",
        "\n",
        "。",
        "：",
        "第12号",
        "令",
        "各县、区人民政府",
    ]
)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_fail_and_all_spans_lie_in_it(text: str) -> None:
    content = clean(source_of(text))

    document = identify(content, Span(0, len(content.text)))

    spans = [*document.spans.values(), *(annex.span for annex in document.annexes)]
    assert all(0 <= span.start <= span.end <= len(content.text) for span in spans)


@pytest.mark.parametrize(
    "line",
    [
        "来源：县扶贫办    发布时间：2019-07-18    字体：[大] [中] [小]",
        "发布时间：2019-07-18 浏览次数：120",
        "字号：大 中 小",
    ],
)
def test_a_line_of_a_web_page_between_title_and_number_is_passed_over(line: str) -> None:
    document = document_of(
        f"青石县人民政府关于印发《青石县攻坚方案》的通知\n{line}\n青政〔2019〕17号\n{NOTICE}"
        "青石县人民政府\n2019年7月15日\n青石县攻坚方案\n一、目标\n"
    )

    assert document.title == "青石县人民政府关于印发《青石县攻坚方案》的通知"
    assert (document.issuer, document.issued) == ("青石县人民政府", date(2019, 7, 15))
