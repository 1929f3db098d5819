"""Page numbers and running heads are told from the text they stand in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.cleaning.furniture import is_page_number, survey


@pytest.mark.parametrize(
    "line", ["—5—", "-12-", "——3——", "·7·", "第5页", "第5页,共20页", "第5页共20页", "5/20"]
)
def test_a_page_number_has_its_dashes_or_says_so(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["5", "—5", "第5条", "2018—2020", "—5—6—", "5月", "第5页的表"])
def test_other_numbers_are_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def dropped(lines: list[str]) -> list[str]:
    """The lines that are nothing but furniture."""
    furniture = survey(lines)
    return [line for line in lines if furniture.is_line(line)]


def cut(paragraph: str, *others: str) -> str:
    """A paragraph without what the pages of the text have left in it."""
    for span in reversed(survey([paragraph, *others]).cuts(paragraph)):
        paragraph = paragraph[: span.start] + paragraph[span.end :]
    return paragraph


def test_a_sentence_beside_a_page_number_is_no_running_head() -> None:
    lines = ["清理规范性文件,11月底前公布结果。", "—1—", "青石市人民政府公报", "—2—"]

    assert dropped(lines) == ["—1—", "青石市人民政府公报", "—2—"]


def test_page_numbers_are_left_out_wherever_they_stand() -> None:
    assert dropped(["一、总则", "—1—", "二、任务", "-2-"]) == ["—1—", "-2-"]


@pytest.mark.parametrize("numbers", [["1", "2", "3"], ["4", "6", "8"], ["97", "98", "99", "100"]])
def test_bare_numbers_are_page_numbers_when_they_climb_through_the_file(numbers: list[str]) -> None:
    lines = [line for number in numbers for line in ("推进改造", number)]

    assert dropped(lines) == numbers


@pytest.mark.parametrize("numbers", [["1", "30", "12"], ["1", "2"], ["5", "5", "5"], ["3", "2", "1"]])
def test_bare_numbers_that_do_not_climb_are_text(numbers: list[str]) -> None:
    assert dropped([line for number in numbers for line in ("推进改造", number)]) == []


@pytest.mark.parametrize(
    "heads",
    [
        ["云川市公报2020年第8期"] * 3,
        ["政策简报第1页", "政策简报第2页", "政策简报第3页"],
        ["云川市人民政府文件"] * 4,
    ],
)
def test_a_running_head_speaks_of_a_gazette_and_returns_digits_aside(heads: list[str]) -> None:
    assert dropped([line for head in heads for line in (head, "推进改造")]) == heads


def test_a_running_head_that_carries_its_page_number_need_not_return() -> None:
    assert dropped(["推进改造", "云川市公报(2020·8)—17—", "提升品质"]) == ["云川市公报(2020·8)—17—"]


def test_a_line_that_names_a_gazette_once_or_twice_is_text() -> None:
    assert dropped(["云川市人民政府公报", "推进改造", "云川市人民政府公报"]) == []


def test_long_lines_that_return_are_text() -> None:
    line = "各地要将本次活动的简报及时报送市领导小组办公室并抄送各成员单位以便汇总后统一印发各地各部门学习借鉴参考"

    assert dropped([line] * 4) == []


def test_lines_that_return_without_such_words_are_text() -> None:
    assert dropped(["责任单位:市水利局"] * 5) == []


@pytest.mark.parametrize(
    "head", ["云川市公报(2020-8)—17—", "云川市公报2020年第8期—17—", "云川市公报(总第8期)-17-"]
)
def test_a_head_with_its_page_mark_is_cut_out_of_the_sentence(head: str) -> None:
    assert cut(f"加快推进老旧{head}小区改造。") == "加快推进老旧小区改造。"


def test_a_head_behind_the_page_mark_is_cut_out_too() -> None:
    text = "加快推进老旧—17—云川市公报(2020-8)小区改造,提升—18—云川市公报(2020-8)居民满意度。"

    assert cut(text) == "加快推进老旧小区改造,提升居民满意度。"


def test_the_name_of_the_gazette_is_taken_as_far_as_all_its_heads_agree() -> None:
    text = "推进老旧云川市公报(2020-8)—17—小区改造,提升居民云川市公报(2020-8)—18—满意度。"

    assert cut(text) == "推进老旧小区改造,提升居民满意度。"
    assert cut("打通断头云川市公报(2020-8)—19—路。", text) == "打通断头路。"


def test_page_marks_alone_are_cut_out_when_they_climb_through_the_text() -> None:
    assert cut("推进老旧—17—小区改造,提升居民—18—满意度。") == "推进老旧小区改造,提升居民满意度。"
    assert cut("推进老旧—17—小区改造。", "提升居民—18—满意度。") == "推进老旧小区改造。"


@pytest.mark.parametrize(
    "text",
    [
        "投资强度—17—以上。",
        "推进老旧—18—小区改造,提升居民—17—满意度。",
        "2018—2020年期间",
        "3—5个工作日,8—10个",
        "刊登在云川市公报上。",
        "",
    ],
)
def test_dashes_and_numbers_of_sentences_stay(text: str) -> None:
    assert cut(text) == text


@given(st.lists(st.text("云川市公报—-·128期(年第)推进改造,。", max_size=40), max_size=6))
def test_cuts_are_in_order_apart_and_inside(lines: list[str]) -> None:
    furniture = survey(lines)
    for line in lines:
        spans = furniture.cuts(line)

        assert all(0 <= span.start < span.end <= len(line) for span in spans)
        assert all(earlier.end <= later.start for earlier, later in pairwise(spans))
