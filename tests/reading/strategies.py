"""Random texts that look like official documents, and texts that look like nothing."""

from __future__ import annotations

from hypothesis import strategies as st

from baicheng.reading.spans import Block, Cell, Source

_NUMBERS = ["一", "二", "三", "四", "十一"]
_MARKERS = [
    *(
        form.format(number)
        for form in ("{}、", "（{}）", "({})", "第{}条 ", "第{}章 ")
        for number in _NUMBERS
    ),
    *(form.format(number) for form in ("{}.", "{}．", "{}、", "（{}）", "{}）") for number in (1, 2, 3, 12)),
    *("①", "②", "2.1", "2.1.3", "附件", "附件1", "附件2："),
]
_UNITS = [
    *(
        "市水利局",
        "市财政局",
        "市自然资源和规划局",
        "各县（市、区）",
        "各县（市、区）人民政府",
        "市公安局等部门",
    ),
    *("市大数据管理局（以下简称市大数据局）", "市委宣传部", "各乡镇(街道)", "国网云川供电公司"),
]
_LABELS = [
    "牵头单位：",
    "责任单位：",
    "配合单位:",
    "分管领导：",
    "完成时限：",
    "整改目标：",
    "联系人：",
    "【牵头单位：",
]
_DATES = [
    *(
        "年底前",
        "6月底前",
        "2021年12月31日前",
        "到2025年",
        "2020年",
        "每季度末",
        "每周五17:00前",
        "上半年",
        "12月",
    ),
    *("2020—2022年", "每月25日前", "2月30日前", "13月底前", "9999年12月31日前"),
]
_TARGETS = [
    *("建成公园12个", "达到95%以上", "不低于40%", "新增停车位3000—3500个", "降低0. 6%", "改造管网18.5公里"),
    *("两个以上", "提高3个百分点", "完成投资1.2亿元", "5万个", "分别达到80%、90%", "0个", "9" * 30 + "个"),
]
_VERBS = [
    "推进",
    "完成",
    "建设",
    "改造",
    "打通断头路",
    "将进展情况报市水利局",
    "按照《城市管理办法》执行",
    "详见附件3",
]
_ROLES = ["牵头", "配合", "负责", "按职责分工负责", "会同", "牵头，会同", "等部门配合", "落实"]
_POINTS = ["，", "。", "；", "：", "、", "（", "）", "(", ")", "“", "”", "《", "》", ",", ";", "【", "】"]
_BREAKS = ["\n", "\n\n", "\n　　", "\t", " ", "　", "\u200b", "\f", "\n— 17 —\n", "云川市公报（2020·8）—17—"]
_HEADS = [
    *(
        "青石市人民政府办公室\n关于印发城市提质工作方案的通知\n",
        "青政办〔2021〕12号\n",
        "各县（区）人民政府：\n",
    ),
    *(
        "2021年3月8日\n",
        "青石市人民政府文件\n",
        "附件：1.任务清单\n2.考核办法\n",
        "青石市2021年城市提质工作方案\n",
    ),
]
_TABLE_HEADS = ["序号\t工作内容\t责任单位\t完成时限\n", "序号\n工作内容\n牵头单位\n责任单位\n完成时限\n1\n"]
_ODD = ["⼀", "⽔", "Ⅲ类", "㎡", "㈠", "PM2.5", "０．６％", "\ud800", "\x00", "𠮷", "é", "\ufeff", "l\u2028"]

_pieces = st.sampled_from(
    [
        *(_MARKERS + _UNITS + _LABELS + _DATES + _TARGETS + _VERBS + _ROLES),
        *(_POINTS * 2 + _BREAKS * 3 + _HEADS + _TABLE_HEADS + _ODD),
    ]
)


def _block_of_units(units: list[str], role: str, date: str) -> str:
    return f"（{'、'.join(units)}{role}，{date}完成）"


_sentences = st.builds(
    "{}{}{}，{}。".format,
    st.sampled_from(_MARKERS),
    st.sampled_from(_VERBS),
    st.sampled_from(_DATES),
    st.sampled_from(_TARGETS),
)
_labelled = st.builds(
    lambda label, units: f"{label}{'、'.join(units)}",
    st.sampled_from(_LABELS),
    st.lists(st.sampled_from(_UNITS), max_size=3),
)
_bracketed = st.builds(
    _block_of_units,
    st.lists(st.sampled_from(_UNITS), min_size=1, max_size=3),
    st.sampled_from(_ROLES),
    st.sampled_from(_DATES),
)
_duties = st.builds(
    "{}{}将{}报{}，{}将总结报市政府办公室。".format,
    st.sampled_from(_UNITS),
    st.sampled_from(_DATES),
    st.sampled_from(["进展情况", "工作月报", "联络员名单"]),
    st.sampled_from(_UNITS),
    st.sampled_from(_DATES),
)
_paragraphs = st.lists(
    st.one_of(_sentences, _labelled, _bracketed, _duties, _pieces), min_size=1, max_size=4
).map("".join)
_clauses = st.builds(
    "{}{}{}{}".format,
    _sentences,
    st.sampled_from(["", "\n"]),
    st.one_of(_labelled, _bracketed),
    st.sampled_from(["", "。"]),
)

#: Paragraphs that mostly make sense, with some of everything else between them.
plans = st.builds(
    lambda head, lines: "".join(head) + "\n".join(lines),
    st.lists(st.sampled_from(_HEADS), max_size=4),
    st.lists(st.one_of(_clauses, _paragraphs), max_size=10),
)
#: Pieces in any order, and any characters at all.
jumbles = st.one_of(st.lists(_pieces, max_size=40).map("".join), st.text(max_size=60))
texts = st.one_of(plans, jumbles)


def _ruled(cells: list[tuple[int, int, int, str]], words: str) -> Source:
    """Paragraphs of a word processor, then table cells, some of them merged over rows."""
    pieces: list[tuple[str, Cell | None]] = [(line, None) for line in words.split("\n")]
    pieces += [(text, Cell(1, row, column, rows=rows)) for row, column, rows, text in cells]
    blocks, start = [], 0
    for text, cell in pieces:
        blocks.append(Block(start, start + len(text), page=1 + start // 50, cell=cell))
        start += len(text) + 1
    return Source("plan.docx", "docx", "\n".join(text for text, _ in pieces), tuple(blocks))


_cell_words = st.sampled_from(
    [
        "",
        "序号",
        "工作内容",
        "责任单位",
        "1",
        "2",
        "合计",
        *_UNITS,
        *_DATES,
        *_TARGETS,
        "建成公园12个，\n新增绿道",
    ]
)
_cells = st.tuples(st.integers(2, 6), st.integers(1, 5), st.integers(1, 3), _cell_words)
_column_heads = st.permutations(
    ["序号", "工作内容", "牵头单位", "责任单位", "完成时限", "年度目标", "分管领导", "备注", "类别"]
)
tables = st.builds(
    lambda heads, cells, words: _ruled(
        [(1, n, 1, head) for n, head in enumerate(heads[:5], 1)] + sorted(cells), words
    ),
    _column_heads,
    st.lists(_cells, max_size=24),
    _paragraphs,
)
tabbed = st.builds(
    lambda words, heads, rows: words + "\n" + "\n".join("\t".join(row) for row in [heads[:5], *rows]),
    _paragraphs,
    _column_heads,
    st.lists(
        st.lists(_cell_words.map(lambda words: words.replace("\n", "")), min_size=1, max_size=6), max_size=5
    ),
)


def _lined(text: str, file_format: str) -> Source:
    """A file with one block a line."""
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    return Source(f"plan.{file_format}", file_format, text, tuple(blocks))


#: Files as the readers of the forms hand them over.
sources = st.one_of(
    st.builds(_lined, plans, st.sampled_from(["txt", "docx", "pdf"])),
    st.builds(_lined, st.one_of(jumbles, tabbed), st.sampled_from(["txt", "docx", "pdf"])),
    tables,
)
