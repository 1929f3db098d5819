"""A part says which target is due when, and from whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baicheng.reading.model import Deadline, Op, Part, Party, Role, Target
from baicheng.reading.tasks.parts import Bearers, paired_parts
from baicheng.reading.text import Text
from tests.reading.plans import ledger_of
from tests.reading.texts import content_of, span_of

JUNE, DECEMBER = date(2021, 6, 30), date(2021, 12, 31)


def target(content: Text, words: str) -> Target:
    return Target(words, Decimal(6), "条", Op.AT_LEAST, span_of(content, words))


def deadline(content: Text, words: str, due: date) -> Deadline:
    return Deadline(due, words, span_of(content, words))


def block(
    content: Text, words: str, *names: str, limits: tuple[Deadline, ...] = (), closing: bool = True
) -> Bearers:
    parties = tuple(Party(name, Role.LEAD, span_of(content, name)) for name in names)
    return Bearers(span_of(content, words), parties, limits, closing)


def said(part: Part) -> tuple[str, str, list[str]]:
    """Target, deadline and units of a part."""
    return (
        part.target.text if part.target else "",
        part.deadline.text if part.deadline else "",
        [party.name for party in part.parties],
    )


def test_a_target_is_due_at_the_deadline_before_it_in_its_sentence() -> None:
    content = content_of("6月底前开工6条，年底前建成4条，改造小巷12条。")
    deadlines = [deadline(content, "6月底前", JUNE), deadline(content, "年底前", DECEMBER)]
    targets = [target(content, words) for words in ("开工6条", "建成4条", "改造小巷12条")]
    parts = paired_parts(content, content.paragraphs[0].span, [], deadlines, targets)

    assert [said(part) for part in parts] == [
        ("开工6条", "6月底前", []),
        ("建成4条", "年底前", []),
        ("改造小巷12条", "年底前", []),
    ]


def test_a_deadline_of_the_sentence_before_is_not_that_of_a_target() -> None:
    content = content_of("6月底前完成规划。建成公园6个。")
    parts = paired_parts(
        content,
        content.paragraphs[0].span,
        [],
        [deadline(content, "6月底前", JUNE)],
        [target(content, "建成公园6个")],
    )

    assert [said(part) for part in parts] == [("", "6月底前", []), ("建成公园6个", "", [])]
    assert parts[0].text == "6月底前完成规划"


def test_a_target_is_due_at_the_deadline_behind_it_in_its_clause() -> None:
    content = content_of("建成公园6个，年底前开放；新增绿道6公里，年底前贯通。")
    deadlines = [deadline(content, "年底前", DECEMBER)]
    parts = paired_parts(content, content.paragraphs[0].span, [], deadlines, [target(content, "建成公园6个")])

    assert [said(part) for part in parts] == [("建成公园6个", "年底前", [])]


def test_a_deadline_behind_the_end_of_the_clause_is_not_that_of_a_target() -> None:
    content = content_of("建成公园6个；年底前贯通绿道。")
    deadlines = [deadline(content, "年底前", DECEMBER)]
    parts = paired_parts(content, content.paragraphs[0].span, [], deadlines, [target(content, "建成公园6个")])

    assert [said(part) for part in parts] == [("建成公园6个", "", []), ("", "年底前", [])]


def test_a_target_without_a_deadline_of_its_own_has_the_limit_of_its_block() -> None:
    content = content_of("建成公园6个。（市园林局牵头，9月底前完成）")
    limit = deadline(content, "9月底前", date(2021, 9, 30))
    blocks = [block(content, "（市园林局牵头，9月底前完成）", "市园林局", limits=(limit,))]
    parts = paired_parts(
        content, span_of(content, "建成公园6个。"), blocks, [], [target(content, "建成公园6个")]
    )

    assert [said(part) for part in parts] == [("建成公园6个", "9月底前", ["市园林局"])]


def test_the_units_of_a_target_are_those_of_the_block_that_closes_its_stretch() -> None:
    content = content_of("打通道路6条（市住建局牵头）。建成公园6个（市园林局牵头）。")
    blocks = [block(content, "（市住建局牵头）", "市住建局"), block(content, "（市园林局牵头）", "市园林局")]
    targets = [target(content, "打通道路6条"), target(content, "建成公园6个")]
    parts = paired_parts(content, content.paragraphs[0].span, blocks, [], targets)

    assert [said(part) for part in parts] == [
        ("打通道路6条", "", ["市住建局"]),
        ("建成公园6个", "", ["市园林局"]),
    ]


def test_words_behind_the_last_block_belong_to_it() -> None:
    content = content_of("打通道路（市住建局牵头），建成公园6个。")
    blocks = [block(content, "（市住建局牵头）", "市住建局")]
    parts = paired_parts(content, content.paragraphs[0].span, blocks, [], [target(content, "建成公园6个")])

    assert [said(part) for part in parts] == [("建成公园6个", "", ["市住建局"])]


def test_a_deadline_that_no_target_has_is_a_part_with_its_clause() -> None:
    content = content_of("推进规划。加快建设，年底前建成信息平台；另行通知。")
    parts = paired_parts(content, content.paragraphs[0].span, [], [deadline(content, "年底前", DECEMBER)], [])

    assert [(part.text, said(part)) for part in parts] == [
        ("加快建设，年底前建成信息平台", ("", "年底前", []))
    ]


def test_deadlines_beside_each_other_share_their_clause() -> None:
    content = content_of("推进规划。加快建设，6月底前取得成果，年底前全面建成，并投入使用；另行通知。")
    deadlines = [deadline(content, "6月底前", JUNE), deadline(content, "年底前", DECEMBER)]
    parts = paired_parts(content, content.paragraphs[0].span, [], deadlines, [])

    assert [part.text for part in parts] == ["加快建设，6月底前取得成果", "年底前全面建成，并投入使用"]


def test_a_block_that_no_target_or_deadline_serves_is_a_part_of_its_own() -> None:
    content = content_of("打通道路（市住建局牵头）。推进改造（市城管局牵头）。")
    blocks = [block(content, "（市住建局牵头）", "市住建局"), block(content, "（市城管局牵头）", "市城管局")]
    parts = paired_parts(content, content.paragraphs[0].span, blocks, [], [])

    assert [(part.text, said(part)[2]) for part in parts] == [
        ("打通道路", ["市住建局"]),
        ("。推进改造", ["市城管局"]),
    ]


def test_a_task_of_words_alone_is_one_part() -> None:
    content = content_of("推进改造。")
    parts = paired_parts(content, content.paragraphs[0].span, [], [], [])

    assert parts == (Part("推进改造。", content.paragraphs[0].span),)


def test_a_sentence_that_assigns_is_a_part_by_itself() -> None:
    content = content_of("推进改造，由市城管局牵头，全面提质。")
    blocks = [block(content, "由市城管局牵头", "市城管局", closing=False)]
    parts = paired_parts(content, content.paragraphs[0].span, blocks, [], [])

    assert [(part.text, said(part)[2]) for part in parts] == [("由市城管局牵头", ["市城管局"])]


def test_parts_stand_in_the_order_of_the_text() -> None:
    content = content_of("6月底前完成规划。打通道路6条。年底前验收。")
    deadlines = [deadline(content, "6月底前", JUNE), deadline(content, "年底前", DECEMBER)]
    parts = paired_parts(content, content.paragraphs[0].span, [], deadlines, [target(content, "打通道路6条")])

    assert [part.span for part in parts] == sorted(part.span for part in parts)
    assert len(parts) == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["1.6月底前开工6条，年底前建成4条。", "牵头单位：市住建局", "责任单位：市财政局"],
        ["1.打通道路6条（市住建局牵头，6月底前完成）。建成公园12个（市园林局牵头，市财政局配合）。"],
        ["1.推进改造。", "牵头单位：市城管局", "完成时限：9月底前"],
        ["1.推进改造。", "配合单位：市城管局"],
        ["1.年底前建成公园12个，由市园林局牵头，市财政局配合。"],
    ],
)
def test_the_lists_of_a_task_are_the_union_of_its_parts(lines: list[str]) -> None:
    ledger = ledger_of("一、重点任务", *lines)

    assert len(ledger.tasks) == 1
    for task in ledger.tasks:
        assert {party for part in task.parts for party in part.parties} == set(task.parties)
        assert {part.deadline.due for part in task.parts if part.deadline} == set(task.deadlines)
        assert {part.target for part in task.parts if part.target} == set(task.targets)


def test_a_part_of_a_real_clause_pairs_what_the_text_pairs() -> None:
    (task,) = ledger_of(
        "一、重点任务", "1.6月底前开工道路6条，年底前建成公园12个。", "牵头单位：市住建局"
    ).tasks

    assert [
        (part.target.unit if part.target else "", part.deadline.due if part.deadline else None)
        for part in task.parts
    ] == [
        ("条", JUNE),
        ("个", DECEMBER),
    ]


@pytest.mark.parametrize(
    "clause",
    [
        "1.年底前打通断头路6条（市住建局牵头），6月底前改造小巷12条（市城管局牵头）。",
        "1.由市住建局牵头，年底前打通断头路6条。由市城管局牵头，6月底前改造小巷12条。",
    ],
)
def test_a_target_goes_to_the_unit_of_its_own_words(clause: str) -> None:
    (task,) = ledger_of("一、重点任务", clause).tasks

    assert [
        (part.target.unit, part.deadline.due, [party.name for party in part.parties])
        for part in task.parts
        if part.target and part.deadline
    ] == [("条", DECEMBER, ["市住建局"]), ("条", JUNE, ["市城管局"])]


def test_a_time_limit_that_repeats_a_day_of_its_stretch_is_no_part_of_its_own() -> None:
    (task,) = ledger_of(
        "1.打通断头路。年底前打通断头路22条。\n牵头单位：市城建局\n完成时限：2021年12月底前"
    ).tasks

    assert [(part.text, part.deadline and part.deadline.due) for part in task.parts] == [
        ("打通断头路22条", DECEMBER)
    ]
    assert task.deadlines == (DECEMBER,)


def test_a_milestone_behind_a_goal_is_not_the_day_of_the_goal() -> None:
    (task,) = ledger_of("1.打通断头路。打通断头路22条，6月底前打通8条。\n牵头单位：市城建局").tasks

    assert [(part.text, part.deadline and part.deadline.due) for part in task.parts] == [
        ("打通断头路22条", None),
        ("打通8条", JUNE),
    ]
