"""What the tests of rules share: reading a rule, and judging plain rows with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baicheng.packs.rule_files import read_rule
from baicheng.packs.yaml_text import read_yaml
from baicheng.rules.assessing import assess
from baicheng.rules.compiling.scorecard import compile_scorecard
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.results import ScorecardResult
from baicheng.rules.setting import Period, Setting
from baicheng.rules.sources import table_of

FILES = Path(__file__).parent / "files"
YEAR_2019 = Setting(Period(date(2019, 1, 1), date(2020, 1, 1)))

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
Judge = Callable[[Rows], dict[str, ScorecardResult]]


def plain(text: str) -> Any:
    return read_yaml(text.encode(), "rule.yaml").value


def sources_of(rule: Any, rows: Rows) -> dict[str, Any]:
    return {name: table_of(relation, rows.get(name, ())) for name, relation in rule.relations.items()}


def judged(rule: Scorecard, rows: Rows, setting: Setting = YEAR_2019) -> dict[str, ScorecardResult]:
    results = assess(compile_scorecard(rule, setting), sources_of(rule, rows))
    return {str(one.subject): one for one in results}


@pytest.fixture(scope="session")
def river_chief() -> Scorecard:
    found = read_rule((FILES / "river_chief_2019.yaml").read_bytes(), "river_chief_2019.yaml")
    assert found.problems == ()
    assert isinstance(found.rule, Scorecard)
    return found.rule


def card(
    item: str,
    *,
    facts: str = "",
    more: str = "",
    columns: str = "n: number, m: number, b: boolean, zone: text",
) -> Scorecard:
    """A scorecard of one item over columns of those judged."""
    return Scorecard.model_validate(
        plain(f"""
scorecard: one
title: {{zh: 一项, en: One item}}
source: {{document: 郑政〔2019〕5号}}
for: {{relation: units}}
relations:
  units: {{columns: {{id: reference, {columns}}}}}
facts: {{{facts}}}
parts:
  - part: only
    title: {{zh: 一部分, en: One part}}
    items:
      - {{item: it, title: {{zh: 一项, en: Item}}, clause: 一, {item}}}
{more}
""")
    )
