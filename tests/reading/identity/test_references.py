"""What a text refers to: other documents and annexes, and what a document does to others."""

from __future__ import annotations

import pytest

from baicheng.reading.identity.references import annex_references, citations
from baicheng.reading.model import Document
from baicheng.reading.spans import Span
from tests.reading.identity.test_identity import NOTICE, document_of
from tests.reading.texts import content_of

HEAD = f"云川市人民政府关于印发云川市供水管理办法的通知\n云政〔2019〕3号　2019年3月4日\n{NOTICE}"


def cited(text: str) -> list[tuple[str, str]]:
    """Title and number of each document that a text names."""
    content = content_of(text)
    return [(c.title, c.number) for c in citations(content, Span(0, len(content.text)))]


def annexes_mentioned(text: str) -> list[str]:
    """The numbers of the annexes that a text mentions."""
    content = content_of(text)
    return [reference.number for reference in annex_references(content, Span(0, len(content.text)))]


def annexes_of(document: Document) -> list[tuple[str, str, bool]]:
    """Number, title and presence of each annex."""
    return [(annex.number, annex.title, annex.present) for annex in document.annexes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "根据《国务院关于加强供水的意见》（国发〔2016〕25号）、《供水条例》有关规定。",
            [("国务院关于加强供水的意见", "国发〔2016〕25号"), ("供水条例", "")],
        ),
        (
            "按照《关于印发〈供水方案〉的通知》（云水[2018]1号）执行。",
            [("关于印发〈供水方案〉的通知", "云水〔2018〕1号")],
        ),
        (
            "按照云政〔2018〕9号和云政办〔2018〕10号文件要求。",
            [("", "云政〔2018〕9号"), ("", "云政办〔2018〕10号")],
        ),
        ("修订《停车场管理办法》（市政府令第140号）。", [("停车场管理办法", "市政府令第140号")]),
        ("落实《供水办法》（以下简称《办法》）。", [("供水办法", ""), ("办法", "")]),
        ("引号没有闭合《供水办法。\n下一段》也没有。", []),
    ],
)
def test_documents_are_cited_by_title_number_or_both(text: str, expected: list[tuple[str, str]]) -> None:
    assert cited(text) == expected


def test_a_citation_stands_where_its_words_stand() -> None:
    content = content_of("根据《供水办法》（云政〔2018〕9号）执行。")

    (citation,) = citations(content, Span(0, len(content.text)))

    assert citation.span.of(content.text) == citation.text == "《供水办法》（云政〔2018〕9号）"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("具体任务见附件2。", ["2"]),
        ("任务分工见附件1、2，名单见附件五。", ["1", "2", "5"]),
        ("详见附件1-3。", ["1", "2", "3"]),
        ("按附件1至附件3执行。", ["1", "2", "3"]),
        ("名单附后（见附件）。", [""]),
        ("附件2所列项目要加快实施。", ["2"]),
        ("附件：1.供水方案\n2.任务表\n", []),
        ("附件2\n供水方案\n一、要求。做好工作。\n", []),
        ("按照附件1、30个项目同时开工。", ["1"]),
    ],
)
def test_annexes_are_mentioned_in_running_text_only(text: str, numbers: list[str]) -> None:
    assert annexes_mentioned(text) == numbers


@pytest.mark.parametrize(
    ("text", "annexes"),
    [
        ("附件：云川市供水项目汇总表\n（略）\n", [("", "云川市供水项目汇总表", False)]),
        ("附件：云川市供水项目汇总表\n", [("", "云川市供水项目汇总表", False)]),
        (
            "附件：1.云川市供水工作方案\n2.云川市供水任务分工表（略）\n云川市人民政府\n2019年3月4日\n"
            "附件1\n云川市供水工作方案\n一、总体要求。做好工作。\n",
            [("1", "云川市供水工作方案", True), ("2", "云川市供水任务分工表", False)],
        ),
        (
            "附件：1.云川市供水工作方案2.云川市供水任务分工表\n附件2：云川市供水任务分工表\n一、做好工作。\n",
            [("1", "云川市供水工作方案", False), ("2", "云川市供水任务分工表", True)],
        ),
        (
            "附件：云川市供水工作方案\n云川市人民政府\n2019年3月4日\n云川市供水工作方案\n一、总体要求。做好工作。\n",
            [("", "云川市供水工作方案", True)],
        ),
        (
            "附件1：云川市供水工作方案\n附件2：云川市供水任务分工表\n云川市人民政府\n2019年3月4日\n",
            [("1", "云川市供水工作方案", False), ("2", "云川市供水任务分工表", False)],
        ),
        ("附件\n云川市供水工作方案\n一、总体要求。做好工作。\n", [("", "云川市供水工作方案", True)]),
        ("附件3　云川市供水工作方案\n一、总体要求。做好工作。\n", [("3", "云川市供水工作方案", True)]),
    ],
)
def test_annexes_are_named_with_whether_their_text_is_there(
    text: str, annexes: list[tuple[str, str, bool]]
) -> None:
    assert annexes_of(document_of(HEAD + text)) == annexes


@pytest.mark.parametrize(
    ("text", "repealed"),
    [
        (
            "本办法自2019年5月1日起施行，原《供水规定》（云政〔2010〕5号）及《供水细则》同时废止。",
            ("《供水规定》（云政〔2010〕5号）", "《供水细则》"),
        ),
        ("第十条 云政〔2011〕6号文件自本办法施行之日起停止执行。", ("云政〔2011〕6号",)),
        (
            "经研究，决定废止下列文件：\n一、《殡葬办法》（云政〔2005〕3号）\n二、《养犬规定》\n本通知自印发之日起施行。",
            ("《殡葬办法》（云政〔2005〕3号）", "《养犬规定》"),
        ),
        ("决定废止《供水规定》（云政〔2010〕5号）。", ("《供水规定》（云政〔2010〕5号）",)),
        ("要及时修改、废止《供水规定》等不适应的文件。", ()),
        ("凡《供水规定》已废止的条款不得执行。", ()),
        ("与本办法不一致的规定同时废止。", ()),
        ("贯彻《关于废止部分文件的决定》，做好工作。", ()),
    ],
)
def test_repealed_documents_are_named_as_written(text: str, repealed: tuple[str, ...]) -> None:
    assert document_of(HEAD + text + "\n").repeals == repealed


@pytest.mark.parametrize(
    ("text", "amended"),
    [
        (
            "市人民政府决定对《停车场管理办法》（市政府令第12号）作如下修改：\n一、将第八条修改为：“停车场应当公示价格。”",
            ("《停车场管理办法》（市政府令第12号）",),
        ),
        ("将《停车场管理办法》第八条第二款修改为：“停车场应当公示价格。”", ("《停车场管理办法》",)),
        ("根据《停车场条例》，对有关事项作如下调整。", ()),
        ("修订《城市总体规划》，完善专项规划。", ()),
        ("按照《停车场条例》要求，将收费标准调整为每小时5元。", ()),
    ],
)
def test_amended_documents_are_named_as_written(text: str, amended: tuple[str, ...]) -> None:
    assert document_of(HEAD + text + "\n").amends == amended


def test_a_decision_amends_or_repeals_what_its_title_names() -> None:
    changed = document_of(f"云川市人民政府关于修改《停车场管理办法》的决定\n云政〔2021〕8号\n{NOTICE}")
    ended = document_of(f"云川市人民政府关于废止《停车场管理办法》的决定\n云政〔2021〕9号\n{NOTICE}")

    assert (changed.amends, changed.repeals) == (("《停车场管理办法》",), ())
    assert (ended.amends, ended.repeals) == ((), ("《停车场管理办法》",))


def test_a_document_named_twice_is_listed_once_with_its_number() -> None:
    document = document_of(
        f"云川市人民政府关于修改《停车场管理办法》的决定\n云政〔2021〕8号\n{NOTICE}"
        "决定对《停车场管理办法》（市政府令第12号）作如下修改：\n"
    )

    assert document.amends == ("《停车场管理办法》（市政府令第12号）",)
