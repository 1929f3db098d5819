"""Deadlines against ledgers made by hand, and in any text."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.deadlines.deadlines import find_deadlines
from baicheng.reading.spans import Span
from baicheng.reading.wording.forms import half_width
from tests.reading.texts import content_of

LEDGERS = Path(__file__).parents[4] / "shared" / "corpus" / "dev"
PIECES = [
    "2018年", "2019年6月底前", "年底前", "到2020年", "，", "。", "；", "完成", "建成20个", "较", "每年", "《", "》", "从", "起",
    "全市", "（", "）", "、", "至", "6月", "12", "上半年", "阶段（", "完成时限：", "已", "的", "\n", "力争", "将",
]  # fmt: skip


@pytest.mark.parametrize("name", ["plan_2018", "basket_2017", "water_2019"])
def test_the_deadlines_of_every_task_of_a_real_plan_are_found(name: str) -> None:
    if not (LEDGERS / f"{name}.json").exists():
        pytest.skip(f"the hand-made ledgers are not beside the checkout: {LEDGERS}")
    ledger = json.loads((LEDGERS / f"{name}.json").read_text(encoding="utf-8"))
    content = content_of((LEDGERS / f"{name}.txt").read_text(encoding="utf-8"))
    places = [place for place, character in enumerate(content.norm) if not character.isspace()]
    text = "".join(content.norm[place] for place in places)
    starts = [text.index(re.sub(r"\s", "", half_width(task["start"]))) for task in ledger["tasks"]]
    assert starts == sorted(starts)

    for task, start, end in zip(ledger["tasks"], starts, [*starts[1:], len(places)], strict=True):
        span = Span(places[start], places[end - 1] + 1)
        issued = date.fromisoformat(ledger["issued"])
        found = find_deadlines(content, span, year=ledger["plan_year"], issued=issued)
        assert sorted({deadline.due.isoformat() for deadline in found}) == task["deadlines"], task["start"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_the_deadlines_of_any_text_stand_in_it_in_order(text: str) -> None:
    content = content_of(text)

    found = find_deadlines(content, Span(0, len(content.text)), year=2018, issued=date(2018, 3, 1))

    assert all(deadline.span.of(content.text) == deadline.text != "" for deadline in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
