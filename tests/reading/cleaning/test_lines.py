"""Which lines of a file belong together."""

from __future__ import annotations

import pytest

from baicheng.reading.cleaning.lines import Layout, Line, Ruler, printed_width
from baicheng.reading.spans import Cell
from tests.reading.texts import line_of

FULL = "推进老旧小区改造加快补齐基础设施短板提升居民居住品质"  # 52 half characters, no sentence end
WRAPPED = Layout(width=len(FULL) * 2, real=False)
UNKNOWN = Layout(width=None, real=False)
REAL = Layout(width=None, real=True)


def breaks(layout: Layout, line: str, following: str, *, before: str = "", indent: int = 0) -> bool:
    """Whether a paragraph ends between two lines; ``before`` is what it holds already."""
    return layout.breaks(before + line, line_of(line), line_of(following, indent=indent))


def width_of(lines: list[Line]) -> int | None:
    """The width at which some lines are wrapped."""
    ruler = Ruler()
    assert list(ruler.watch(lines)) == lines
    return ruler.width()


def test_letters_and_digits_are_narrow_and_blanks_count_nothing() -> None:
    assert printed_width("到2020年") == 8
    assert printed_width(" 到 2020　年 ") == 8
    assert printed_width("PM2.5，") == 2 + 1 + 2 + 1 + 2
    assert printed_width("") == 0


def test_a_text_is_wrapped_where_most_unfinished_lines_are_equally_long() -> None:
    lines = [line_of(FULL)] * 8 + [line_of("完成改造。")] * 5

    assert width_of(lines) == 52


def test_lines_may_differ_by_a_character_or_two() -> None:
    lines = [line_of(FULL[: len(FULL) - n % 3]) for n in range(12)]

    width = width_of(lines)

    assert width is not None
    assert all(Layout(width, real=False).is_full(line) for line in lines)


def test_a_text_with_lines_of_all_lengths_is_not_wrapped() -> None:
    assert width_of([line_of("改" * n) for n in range(12, 60, 4)]) is None


def test_few_lines_tell_no_width() -> None:
    assert width_of([line_of(FULL)] * 7) is None
    assert width_of([]) is None


def test_lines_that_end_a_sentence_short_lines_and_cells_tell_no_width() -> None:
    finished = [line_of(FULL + "。")] * 9
    short = [line_of("市水利局")] * 9
    cells = [line_of(FULL, cell=Cell(1, 1, 1))] * 9

    assert width_of([*finished, *short, *cells]) is None


def test_paragraphs_as_long_as_screens_are_no_wrapped_lines() -> None:
    assert width_of([line_of("改" * 80)] * 20) is None


@pytest.mark.parametrize(
    ("line", "following"),
    [
        (FULL, "和宜居水平。"),
        (FULL, "2020年底前完成。"),
        ("推进老旧小区改造,", "加快补齐短板。"),
        ("推进老旧小区改造", ",加快补齐短板。"),
        ("供水管网漏损率降至10", "%以下。"),
        ("按照《青石市城市更新", "办法》的规定执行"),
        ("推进老旧小区改造(含加装电梯", "和适老化改造)。"),
        ("到", "2020年完成。"),
        ("加快补齐基础设施短", "板"),
        ("推进道路、", "2.桥梁建设"),
        ("详见第", "一、二章。"),
    ],
)
def test_a_sentence_goes_on_over_a_line(line: str, following: str) -> None:
    assert not breaks(WRAPPED, line, following)


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("推进老旧小区改造。", "加快补齐短板。"),
        ("加快推进改造提升居民居住品质。", "2.打通断头路。"),
        ("一、总体要求", "坚持问题导向,补齐短板。"),
        ("(一)改善环境", "1.打通断头路"),
        ("1.打通断头路。全年完成6条。", "牵头单位:市住房城乡建设局"),
        ("牵头单位:市住房城乡建设局", "责任单位:市公安局"),
        ("责任单位:市公安局", "2.增加停车供给"),
        ("现将有关事项通知如下:", "各地要加强领导,确保实效。"),
        ("青石市人民政府办公室", "2023年3月8日"),
        ("2023年3月8日", "青石市城市提质工作方案"),
        ("青政办〔2023〕12号", "各县(区)人民政府"),
        ("请认真组织实施。", "附件:重点项目清单"),
        ("打通断头路6条(市住建局牵头,市公安局配合)", "增加停车供给"),
        ("青石市2023年城市提质工作方案", "为改善人居环境"),
    ],
)
def test_a_paragraph_ends_where_its_words_say_so(line: str, following: str) -> None:
    assert breaks(WRAPPED, line, following)
    assert breaks(UNKNOWN, line, following)


def test_a_full_line_that_ends_a_sentence_goes_on_unless_the_next_is_indented() -> None:
    full = FULL[:-1] + "。"

    assert not breaks(WRAPPED, full, "加快补齐短板,提升品质。")
    assert breaks(WRAPPED, full, "加快补齐短板,提升品质。", indent=4)


def test_a_full_line_of_units_goes_on() -> None:
    units = "责任单位:市发展改革局、市财政局、市自然资源局、市水利局"

    assert not breaks(WRAPPED, units, "市城市管理局")
    assert breaks(WRAPPED, "责任单位:市财政局", "推进老旧小区改造。")


def test_a_list_of_units_goes_on_behind_its_comma() -> None:
    assert not breaks(UNKNOWN, "责任单位:市发展改革局、", "市财政局")


@pytest.mark.parametrize(
    ("line", "following"),
    [
        ("推进老旧小区改造加快补齐基础设施(牵头单位:市城管局;", "责任单位:市应急局;完成时限:2021年10月底前)"),
        ("推进老旧小区改造(牵头单位:市城管局;责任单位:市应急局;完成", "时限:2021年10月底前)"),
        ("推进老旧小区改造,加快补齐短板,提升居民居住品质。(", "责任单位:市民政局、市应急局)"),
    ],
)
def test_a_bracket_with_labels_goes_on_over_a_full_line(line: str, following: str) -> None:
    assert not breaks(Layout(width=printed_width(line), real=False), line, following)


def test_a_number_in_the_middle_of_a_full_line_opens_no_clause() -> None:
    assert not breaks(WRAPPED, FULL, "3.5公里道路建设")
    assert not breaks(WRAPPED, FULL, "第八条的规定执行", before="依照改造办法,")


@pytest.mark.parametrize(
    "following", ["2023年3月8日", "青政办〔2023〕12号", "附件:重点项目清单", "抄送:市委各部门"]
)
def test_a_line_of_its_own_kind_breaks_off_even_behind_a_full_line(following: str) -> None:
    assert breaks(WRAPPED, FULL, following)
    assert not breaks(WRAPPED, FULL[:-1] + ",", following)


def test_a_decimal_number_opens_behind_a_sentence_and_not_inside_one() -> None:
    assert breaks(WRAPPED, FULL[:-1] + "。", "2.3完善机制")
    assert not breaks(WRAPPED, FULL, "2.3公里道路建设")


def test_an_article_opens_behind_a_sentence() -> None:
    assert breaks(WRAPPED, FULL[:-1] + "。", "第八条 各县区应当公布名单。")


def test_where_the_file_has_paragraphs_every_one_stands_for_itself() -> None:
    assert breaks(REAL, "推进老旧小区改造,", "加快补齐短板。")


def test_cells_stay_apart_and_their_lines_together() -> None:
    first, second = Cell(1, 1, 1), Cell(1, 1, 2)

    assert UNKNOWN.breaks("市水利局", line_of("市水利局", cell=first), line_of("市财政局", cell=second))
    assert UNKNOWN.breaks("市水利局", line_of("市水利局", cell=first), line_of("市财政局"))
    assert not UNKNOWN.breaks("市生态", line_of("市生态", cell=first), line_of("环境局", cell=first))
    assert REAL.breaks("市生态", line_of("市生态", cell=first), line_of("环境局", cell=first))


def test_the_sentences_and_numbered_items_of_a_cell_are_paragraphs() -> None:
    cell = Cell(1, 1, 1)

    assert UNKNOWN.breaks("完成改造。", line_of("完成改造。", cell=cell), line_of("建成公园", cell=cell))
    assert UNKNOWN.breaks("完成改造", line_of("完成改造", cell=cell), line_of("2.建成公园", cell=cell))
