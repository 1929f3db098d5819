"""The single documents inside a gazette."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.identity.gazette import gazette_entries, split
from baicheng.reading.sources import extract
from tests.reading.texts import content_of, source_of, table_source

DEVELOPMENT = Path(__file__).parents[4] / "shared" / "corpus" / "dev"

SENT_TO = "各县（市、区）人民政府，市人民政府各部门：\n"
BODY = (
    "为进一步做好有关工作，切实提高城市管理水平，经市人民政府研究同意，现就有关事项通知如下。\n"
    "一、提高认识，加强领导。各级各部门要高度重视，落实责任，确保各项任务按时完成。\n"
)
TEXT = SENT_TO + BODY

WATER = f"云川市人民政府\n关于加强城市供水管理的通知\n云政〔2019〕15号 2019年3月13日\n{TEXT}"
HEAT = f"云川市人民政府\n关于加强城市供热管理的意见\n云政〔2019〕12号 2019年3月3日\n{TEXT}"
FLOOD = f"云川市人民政府办公室\n关于做好防汛工作的通知\n云政办〔2019〕7号 2019年4月2日\n{TEXT}"


def squeezed(text: str) -> str:
    """Half-width and without white space: the form in which the hand-made lists are compared."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def numbers(text: str) -> list[str]:
    """The document numbers in a gazette, in order."""
    return [entry.number for entry in gazette_entries(content_of(text))]


def pieces(text: str) -> list[str]:
    """The texts of the documents in a gazette."""
    content = content_of(text)
    return [span.of(content.text) for span in split(content)]


def test_all_documents_of_the_annotated_gazette_are_found_with_title_issuer_and_date() -> None:
    if not DEVELOPMENT.exists():
        pytest.skip(f"the annotated gazette is not at {DEVELOPMENT}")
    gold = json.loads((DEVELOPMENT / "gazette_2017.json").read_text(encoding="utf-8"))["documents"]

    entries = gazette_entries(clean(extract(DEVELOPMENT / "gazette_2017.txt")))

    assert [squeezed(" ".join((e.number, e.title, e.issuer, str(e.issued or "")))) for e in entries] == [
        squeezed(" ".join((d["number"], d["title"], d["issuer"], d["issued"]))) for d in gold
    ]


def test_a_file_with_one_document_is_one_span() -> None:
    content = content_of(WATER)

    (span,) = split(content)

    assert span.of(content.text) == content.text


def test_a_text_that_is_no_document_is_one_span() -> None:
    content = content_of("城市建设以来，成效明显。\n各项工作稳步推进。\n")

    assert [span.of(content.text) for span in split(content)] == [content.text]
    assert len(split(content_of(""))) == 1


def test_an_entry_has_the_title_without_the_issuer() -> None:
    entries = gazette_entries(content_of(WATER + FLOOD))

    assert [(e.number, e.issuer, e.title, e.issued) for e in entries] == [
        ("云政〔2019〕15号", "云川市人民政府", "关于加强城市供水管理的通知", date(2019, 3, 13)),
        ("云政办〔2019〕7号", "云川市人民政府办公室", "关于做好防汛工作的通知", date(2019, 4, 2)),
    ]


def test_the_span_of_an_entry_is_where_split_finds_the_document() -> None:
    content = content_of(WATER + FLOOD)

    assert [e.span for e in gazette_entries(content)] == split(content)


def test_documents_need_not_be_in_the_order_of_their_numbers() -> None:
    assert numbers(WATER + FLOOD + HEAT) == ["云政〔2019〕15号", "云政办〔2019〕7号", "云政〔2019〕12号"]


def test_number_and_date_may_be_glued_to_the_title() -> None:
    text = (
        f"云川市人民政府关于加强城市供水管理的通知云政〔2019〕15号2019年3月13日\n{TEXT}"
        f"云川市人民政府办公室关于印发云川市养老服务实施方案的通知云政办〔2019〕16号2019年3月14日\n{TEXT}"
    )

    assert [(e.number, e.title, e.issued) for e in gazette_entries(content_of(text))] == [
        ("云政〔2019〕15号", "关于加强城市供水管理的通知", date(2019, 3, 13)),
        ("云政办〔2019〕16号", "关于印发云川市养老服务实施方案的通知", date(2019, 3, 14)),
    ]


@pytest.mark.parametrize(
    "last_line",
    [
        "对进展缓慢的单位，在全市范围内通报。",
        "附件：云川市节水型单位名单（略）",
        "王小明 市水利局副局长",
        "2020年11月21日",
    ],
)
def test_an_issuer_glued_to_the_line_before_opens_its_document(last_line: str) -> None:
    text = (
        f"{WATER}{last_line}云川市人民政府\n关于加强城市供热管理的意见\n云政〔2019〕12号 2019年3月3日\n{TEXT}"
    )

    first, second = pieces(text)

    assert first.endswith(last_line.replace(" ", ""))
    assert second.startswith("云川市人民政府")
    assert gazette_entries(content_of(text))[1].issuer == "云川市人民政府"


def test_addressees_may_be_glued_to_number_and_date() -> None:
    text = f"云川市人民政府关于加强城市供水管理的通知云政〔2019〕15号2019年3月13日{TEXT}{HEAT}"

    assert numbers(text) == ["云政〔2019〕15号", "云政〔2019〕12号"]


def test_a_number_cited_in_the_text_opens_no_document() -> None:
    cited = (
        "根据《云川市人民政府关于加强节水工作的通知》（云政〔2018〕8号），结合实际执行。\n"
        "云政〔2018〕9号文件印发以后，各地积极行动。\n"
        "按照省政府关于加强节水工作的通知（东政〔2018〕19号）要求，抓好落实。\n"
        "1.云川市人民政府关于加强排水工作的通知（云政〔2018〕10号）\n"
    )

    assert numbers(WATER + cited + HEAT) == ["云政〔2019〕15号", "云政〔2019〕12号"]


def test_a_contents_page_is_no_document() -> None:
    contents = (
        "云川市人民政府公报\n目录\n市政府文件\n"
        "云川市人民政府关于加强城市供水管理的通知\n（云政〔2019〕15号）……………………3\n"
        "云川市人民政府关于加强城市供热管理的意见\n云政〔2019〕12号…………9\n"
        "云川市人民政府办公室关于做好防汛工作的通知（云政办〔2019〕7号）　15\n"
    )

    documents = pieces(contents + WATER + HEAT + FLOOD)

    assert len(documents) == 3
    assert documents[0].startswith("云川市人民政府\n关于加强城市供水管理的通知\n云政〔2019〕15号")


def test_behind_a_contents_page_a_document_may_begin_with_its_number() -> None:
    text = (
        "目录\n云川市人民政府关于加强城市供水管理的意见\n云政〔2019〕15号\n"
        "云川市人民政府关于加强城市供热管理的意见\n云政〔2019〕16号\n"
        f"云政〔2019〕15号\n云川市人民政府关于加强城市供水管理的意见\n{BODY}云川市人民政府\n2019年3月15日\n"
        f"云政〔2019〕16号\n云川市人民政府关于加强城市供热管理的意见\n{BODY}云川市人民政府\n2019年3月18日\n"
    )

    assert [(e.number, e.issued) for e in gazette_entries(content_of(text))] == [
        ("云政〔2019〕15号", date(2019, 3, 15)),
        ("云政〔2019〕16号", date(2019, 3, 18)),
    ]


def test_a_list_of_repealed_documents_stays_inside_its_document() -> None:
    listed = (
        "废止的文件目录\n"
        "云川市人民政府关于印发云川市殡葬管理办法的通知\n云政〔2005〕3号\n"
        "云川市人民政府关于印发云川市养犬管理办法的通知\n云政〔2006〕8号\n"
        "云川市人民政府关于印发云川市渣土管理办法的通知\n云政〔2009〕8号\n"
        "上述文件自本通知印发之日起停止执行。\n"
    )

    first, _ = pieces(WATER + listed + HEAT)

    assert first.endswith("停止执行。")


def test_numbers_in_the_cells_of_a_table_open_no_document() -> None:
    rows = [["序号", "文号", "标题"], ["1", "云政〔2005〕3号", "云川市人民政府关于加强殡葬管理的通知"]]
    content = clean(table_source(WATER + HEAT, rows, BODY + FLOOD))

    assert [e.number for e in gazette_entries(content)] == [
        "云政〔2019〕15号",
        "云政〔2019〕12号",
        "云政办〔2019〕7号",
    ]


def test_a_forwarded_document_stays_inside_the_notice_that_forwards_it() -> None:
    forwarding = (
        "云川市人民政府办公室\n转发省政府办公厅关于加强农民工工作意见的通知\n云政办〔2019〕9号 2019年3月3日\n"
        f"{SENT_TO}现将《东河省人民政府办公厅关于加强农民工工作的意见》（东政办〔2018〕66号）转发给你们，请认真贯彻执行。\n"
        f"东河省人民政府办公厅\n关于加强农民工工作的意见\n东政办〔2018〕66号 2018年12月3日\n各市人民政府：\n{BODY}"
    )

    entries = gazette_entries(content_of(forwarding + HEAT))

    assert [(e.number, e.issued) for e in entries] == [
        ("云政办〔2019〕9号", date(2019, 3, 3)),
        ("云政〔2019〕12号", date(2019, 3, 3)),
    ]
    assert entries[0].title == "转发省政府办公厅关于加强农民工工作意见的通知"


def test_a_bundle_of_systems_is_one_document() -> None:
    bundle = (
        "云川市人民政府\n关于印发云川市河长会议制度等三项制度的通知\n云政〔2019〕20号 2019年3月13日\n"
        f"{SENT_TO}现将三项制度印发给你们，请认真执行。\n"
        + "".join(
            f"云川市河长{name}制度\n第一条 为规范{name}工作，制定本制度。\n"
            for name in ("会议", "巡河", "督查")
        )
    )

    assert numbers(bundle + HEAT) == ["云政〔2019〕20号", "云政〔2019〕12号"]


@pytest.mark.parametrize(
    "piece",
    [
        "云川市人民政府任免人员\n2019年3月1日同意：\n张一同志为市水务局副局长；\n",
        "人事任免\n云川市人民政府2019年3月1日决定，任命张一为市水务局副局长。\n",
        "2019年3月大事记\n1日，市政府召开常务会议。\n",
        "在全市城市管理工作会议上的讲话\n（2019年3月5日）\n同志们：今天我们开会。\n",
        "《云川市供水管理办法》政策解读\n一、背景。为了便于理解，解读如下。\n",
    ],
)
def test_pieces_that_are_no_documents_are_left_out(piece: str) -> None:
    for text in (WATER + piece + HEAT, WATER + HEAT + piece):
        documents = pieces(text)

        assert len(documents) == 2
        assert not any(piece.split("\n")[0] in document for document in documents)


def test_what_follows_the_signature_of_a_document_without_annexes_is_not_its_own() -> None:
    text = (
        f"{WATER}云川市人民政府\n2019年3月13日 治理扬尘见实效\n城市管理工作取得新进展。\n"
        f"云川市人民政府办公室文件\n云政办〔2019〕7号\n云川市人民政府办公室关于做好防汛工作的通知\n{TEXT}"
    )

    first, second = pieces(text)

    assert first.endswith("云川市人民政府\n2019年3月13日")
    assert second.startswith("云川市人民政府办公室文件")


def test_what_a_notice_issues_behind_its_signature_is_its_own() -> None:
    issued = (
        "云川市人民政府文件\n云政发〔2020〕5号\n云川市人民政府关于印发云川市园林绿化管理办法的通知\n"
        f"{SENT_TO}现将《云川市园林绿化管理办法》印发给你们，请认真贯彻执行。\n云川市人民政府\n2020年2月3日\n"
        "云川市园林绿化管理办法\n第一条 为了加强园林绿化管理，制定本办法。\n"
    )

    first, _ = pieces(issued + HEAT)

    assert first.endswith("制定本办法。")


def test_orders_and_announcements_are_documents() -> None:
    text = (
        "云川市人民政府令\n第12号\n"
        "《云川市停车场管理办法》业经2019年3月1日市人民政府第5次常务会议审议通过，现予公布，自2019年5月1日起施行。\n"
        "市长 王小明\n2019年3月8日\n云川市停车场管理办法\n第一条 为了规范停车场管理，制定本办法。\n"
        "云川市自然资源和规划局公告\n2019年第3号\n关于公布基准地价的公告\n现将基准地价公布如下。\n"
        "云川市自然资源和规划局\n2019年3月9日\n"
        "云川市人民政府令第13号\n"
        "《云川市人民政府关于修改〈云川市户外广告管理办法〉的决定》已经市人民政府常务会议通过，现予公布。\n"
        "市长 王小明\n2019年4月8日\n"
    )

    entries = gazette_entries(content_of(text))

    assert [(e.number, e.title, e.issued) for e in entries] == [
        ("云川市人民政府令第12号", "云川市停车场管理办法", date(2019, 3, 8)),
        ("云川市自然资源和规划局公告2019年第3号", "关于公布基准地价的公告", date(2019, 3, 9)),
        ("云川市人民政府令第13号", "关于修改〈云川市户外广告管理办法〉的决定", date(2019, 4, 8)),
    ]


def test_a_document_without_number_is_listed_when_its_issuer_title_and_addressees_are_plain() -> None:
    unnumbered = f"云川市人民政府关于表彰劳动模范的决定\n{TEXT}云川市人民政府\n2019年4月2日\n"

    entries = gazette_entries(content_of(WATER + unnumbered + HEAT))

    assert [(e.number, e.title, e.issued) for e in entries] == [
        ("云政〔2019〕15号", "关于加强城市供水管理的通知", date(2019, 3, 13)),
        ("", "关于表彰劳动模范的决定", date(2019, 4, 2)),
        ("云政〔2019〕12号", "关于加强城市供热管理的意见", date(2019, 3, 3)),
    ]


def test_a_title_without_issuer_has_the_one_its_mark_stands_for() -> None:
    text = WATER + f"关于加强城市供气管理的通知\n云政〔2019〕18号　2019年3月22日\n{TEXT}"

    assert gazette_entries(content_of(text))[1].issuer == "云川市人民政府"


def test_joint_issuers_stand_on_lines_of_their_own_or_on_one() -> None:
    text = (
        "云川市发展和改革委员会\n云川市财政局\n关于印发\n云川市2019年重点项目\n投资计划的通知\n"
        f"云发改〔2019〕14号　2019年3月12日\n{TEXT}"
        f"中共云川市委 云川市人民政府\n关于推进乡村振兴的实施意见\n云发〔2019〕1号　2019年1月22日\n{TEXT}"
    )

    assert [(e.issuer, e.title) for e in gazette_entries(content_of(text))] == [
        ("云川市发展和改革委员会云川市财政局", "关于印发云川市2019年重点项目投资计划的通知"),
        ("中共云川市委云川市人民政府", "关于推进乡村振兴的实施意见"),
    ]


def test_dates_may_stand_above_or_below_the_number() -> None:
    text = (
        f"云川市人民政府\n关于加强城市供水管理的通知\n2019年3月13日\n云政〔2019〕15号\n{TEXT}云川市人民政府\n2019年3月13日\n"
        f"云川市人民政府\n关于加强城市供热管理的通知\n云政〔2019〕14号\n（2019年3月11日）\n{TEXT}"
    )

    assert [e.issued for e in gazette_entries(content_of(text))] == [date(2019, 3, 13), date(2019, 3, 11)]


documents = st.lists(st.sampled_from([WATER, HEAT, FLOOD]), min_size=2, max_size=3, unique=True)


@given(documents, st.text(alphabet="云川市人民政府关于的通知〔2019〕号年月日《》。：\n ", max_size=60))
@settings(max_examples=60, deadline=None)
def test_spans_lie_in_the_text_in_order_and_do_not_overlap(parts: list[str], noise: str) -> None:
    content = content_of(noise.join(parts))

    spans = split(content)

    assert all(0 <= span.start <= span.end <= len(content.text) for span in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_it_fail(text: str) -> None:
    content = clean(source_of(text))

    assert len(gazette_entries(content)) == len(split(content)) >= 1
