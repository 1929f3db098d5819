"""Random task tables, and the forms in which extraction hands them over."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from baicheng.reading.spans import Source
from tests.reading.plans import HEAD
from tests.reading.texts import source_of, table_source

#: Headings by what the column holds.
HEADINGS = {
    "number": ["序号", "编号"],
    "title": ["项目名称", "重点任务", "工作任务", "实事项目"],
    "problem": ["反馈问题", "存在问题", "督察反馈问题"],
    "content": ["工作内容", "整改任务及措施", "具体措施", "建设内容及规模", "工作任务和目标"],
    "lead": ["牵头单位", "牵头部门", "主办单位"],
    "responsible": ["责任单位", "责任部门"],
    "supporting": ["配合单位", "协办单位"],
    "leader": ["分管领导", "责任领导"],
    "limit": ["完成时限", "整改时限", "完成时间"],
}
_WORKS = [
    "改造老旧小区52个，同步加装电梯40部，惠及居民1.3万户。",
    "新建截污干管8.6公里，改造混接点47处，消除旱季污水直排口。",
    "对尚未开工的项目实行市级领导包联，及时协调解决用地、环评等要素保障问题；全年投资完成率不低于95%。",
    "加强水质检测和应急供水能力建设，农村集中供水率达到88%以上。",
    "修订完善管理办法，建立交办、督办、核查、销号工作流程，明确整改标准。",
    "建成市级综合养老服务中心6个、社区日间照料中心30个，护理型床位占比不低于50%。",
]
_TITLES = ["东湖公园改造", "老城东片区截污工程", "冷链物流集散", "智慧停车", "农村饮水安全", "“一窗受理”改革"]
_PROBLEMS = [
    "审批事项办理时限偏长",
    "污水管网建设滞后",
    "饮水设施管护不到位",
    "省重点项目开工率偏低",
    "执法检查力度不够",
]
_LEADS = ["市水利局", "市住房城乡建设局", "市发展改革委", "青川高新区管委会", "市财政局、市审计局"]
_UNITS = [
    "市公安局",
    "各县（市、区）政府",
    "市水务集团",
    "国网青川供电公司",
    "市自然资源和规划局",
    "安平县政府",
    "市直有关部门",
]
_LEADERS = ["周明远", "王鹏", "陈国梁"]
_LIMITS = [
    "2021年6月底前",
    "9月底",
    "2021年12月31日前",
    "长期坚持",
    "立行立改，2021年10月底前完成",
    "2022年5月",
]
_PARTIES = ("lead", "responsible", "supporting")
_CATEGORIES = ["一、优化环境方面", "二、民生保障方面", "三、自身建设方面"]


@dataclass(frozen=True)
class Table:
    """A task table: the kinds of its columns, their headings, and its rows; a row of one cell is a category.

    ``width`` is the count of characters after which a cell goes on in a new line, ``units`` how lists of
    them are broken; ``pages`` tells after which rows a page ends and the head returns, ``torn`` whether
    headings stand on two lines, ``after`` what follows the table.
    """

    kinds: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int
    units: Literal["whole", "a line each", "wrapped"]
    pages: frozenset[int]
    torn: bool
    after: str

    def cell_lines(self, kind: str, words: str) -> list[str]:
        """The lines over which a cell runs; the first of a row is whole, so that the row can be told."""
        if kind == self.kinds[0]:
            return [words]
        if kind in ("responsible", "supporting") and self.units == "a line each":
            return re.split("(?<!市)、(?!区)", words)
        wrapped = kind in ("content", "title", "problem") or (kind in _PARTIES and self.units == "wrapped")
        return _wrapped(words, self.width) if wrapped else [words]

    def head_lines(self) -> list[str]:
        """The lines of the head."""
        return [
            line
            for words in self.head
            for line in (_wrapped(words, 2) if self.torn and len(words) == 4 else [words])
        ]


def _wrapped(words: str, width: int) -> list[str]:
    """Lines of so many characters; a mark is never set first."""
    lines = [""]
    for character in words:
        if len(lines[-1]) >= width and character not in "，。；、）%":
            lines.append("")
        lines[-1] += character
    return lines


def _row(kinds: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    units = st.lists(st.sampled_from(_UNITS), min_size=1, max_size=3, unique=True).map("、".join)
    cells = {
        "title": st.sampled_from(_TITLES),
        "problem": st.sampled_from(_PROBLEMS),
        "content": st.sampled_from(_WORKS),
        "lead": st.sampled_from(_LEADS),
        "responsible": units,
        "supporting": units,
        "leader": st.sampled_from(_LEADERS),
        "limit": st.sampled_from(_LIMITS),
    }
    return st.tuples(*(cells[kind] for kind in kinds))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Task tables with any order of their columns behind the number."""
    work = draw(st.sampled_from([["content"], ["title", "content"], ["problem", "content"]]))
    parties = draw(st.sampled_from([["lead", "responsible"], ["responsible"], ["lead", "supporting"]]))
    blocks = [work, parties, ["limit"], *draw(st.sampled_from([[], [["leader"]]]))]
    kinds = [kind for block in draw(st.permutations(blocks)) for kind in block]
    numbered = draw(st.sampled_from([True, True, False]))
    number_kind = ["number"] if numbered else []
    rows: list[tuple[str, ...]] = []
    for number, cells in enumerate(draw(st.lists(_row(kinds), min_size=2, max_size=5)), 1):
        if draw(st.integers(0, 3)) == 0 and sum(len(row) == 1 for row in rows) < len(_CATEGORIES):
            rows.append((_CATEGORIES[sum(len(row) == 1 for row in rows)],))
        rows.append((*([str(number)] if numbered else []), *cells))
    return Table(
        kinds=(*number_kind, *kinds),
        head=tuple(draw(st.sampled_from(HEADINGS[kind])) for kind in [*number_kind, *kinds]),
        rows=tuple(rows),
        width=draw(st.sampled_from([12, 18, 26, 200])),
        units=draw(st.sampled_from(["whole", "a line each", "wrapped"])),
        pages=draw(st.frozensets(st.integers(0, 6), max_size=2)),
        torn=draw(st.booleans()),
        after=draw(
            st.sampled_from(
                ["", "注：时限以验收为准。", "附件2", "各牵头单位要按照任务分解表加强领导，确保落实到位。"]
            )
        ),
    )


def _text(table: Table, lines: Sequence[str]) -> Source:
    after = [table.after] if table.after else []
    return source_of("\n".join([*HEAD, "附件", "任务分解表", *lines, *after]))


def as_cells(table: Table) -> Source:
    """The table of a word processor, each cell in one piece."""
    return table_source("\n".join([*HEAD, "附件", "任务分解表"]), [table.head, *table.rows], table.after)


def as_lines(table: Table) -> Source:
    """One cell a line, long cells over several."""
    lines = table.head_lines()
    for number, row in enumerate(table.rows):
        kinds = table.kinds if len(row) > 1 else ("category",)
        for kind, words in zip(kinds, row, strict=True):
            lines.extend(table.cell_lines(kind, words))
        if number in table.pages and number < len(table.rows) - 1:
            lines.extend([f"— {number + 2} —", *table.head_lines()])
    return _text(table, lines)


def as_tabs(table: Table) -> Source:
    """Columns parted by tabs, long cells over several lines."""
    lines = ["\t".join(table.head)]
    for number, row in enumerate(table.rows):
        kinds = table.kinds if len(row) > 1 else ("category",)
        cells = ["\n".join(table.cell_lines(kind, words)) for kind, words in zip(kinds, row, strict=True)]
        lines.append("\t".join(cells))
        if number in table.pages and number < len(table.rows) - 1:
            lines.extend([f"— {number + 2} —", "\t".join(table.head)])
    return _text(table, lines)


def as_strokes(table: Table) -> Source:
    """Columns parted by upright strokes, each row on one line."""
    return _text(
        table, [f"| {' | '.join(row)} |" if len(row) > 1 else row[0] for row in (table.head, *table.rows)]
    )


def as_blanks(table: Table) -> Source:
    """Columns set below each other, parted by blanks, long cells over several lines."""
    kinds = table.kinds
    cells = [
        [table.cell_lines(kind, words) for kind, words in zip(kinds, row, strict=True)]
        for row in (table.head, *table.rows)
        if len(row) > 1
    ]
    widths = [2 * max(len(line) for row in cells for line in row[n]) + 2 for n in range(len(kinds))]
    lines: list[str] = []
    placed = iter(cells)
    for row in (table.head, *table.rows):
        if len(row) == 1:
            lines.append(row[0])
            continue
        parts = next(placed)
        for index in range(max(map(len, parts))):
            fields = [part[index] if index < len(part) else "" for part in parts]
            lines.append(
                "".join(_set(field, width) for field, width in zip(fields, widths, strict=True)).rstrip()
            )
    return _text(table, lines)


def _set(words: str, width: int) -> str:
    printed = sum(2 if ord(c) > 0x2E7F else 1 for c in words)
    return words + " " * (width - printed)


FORMS: dict[str, Callable[[Table], Source]] = {
    "one cell a line": as_lines,
    "tabs": as_tabs,
    "strokes": as_strokes,
    "blanks": as_blanks,
}
