"""Why something is undecided: the facts, columns and values that are unknown, down to where rows are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baicheng.flows.keys import Title
from baicheng.rules.model.facts import Fact
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import ColumnType
from baicheng.rules.setting import Setting


def unknown_names(setting: Setting, names: Sequence[str], row: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the names that are unknown for the subject of a row."""
    return tuple(name for name in names if _unknown(name, setting, row))


def _unknown(name: str, setting: Setting, row: Mapping[str, Any]) -> bool:
    if name in setting.parameters:
        return setting.parameters[name].value is None
    column = name if f"column.{name}" not in row else f"column.{name}"
    return column in row and row[column] is None


def why(rule: Rule, setting: Setting, missing: Sequence[str]) -> Title:
    """One sentence for all that is unknown, in the words of the register and the rule."""
    if not missing:
        return Title(
            zh="取决于另一对象，或除数为 0、没有一档适用",
            en="it hangs on another subject, or is divided by 0, or no band fits",
        )
    relation = rule.relations.get(rule.judges.relation) or setting.relations.get(rule.judges.relation)
    columns = relation.columns if relation is not None else {}
    said = [_said(name, rule.facts, setting, columns) for name in missing]
    return Title(zh="；".join(zh for zh, _ in said), en="; ".join(en for _, en in said))


def _said(
    name: str, facts: Mapping[str, Fact], setting: Setting, columns: Mapping[str, ColumnType]
) -> tuple[str, str]:
    if name in setting.parameters:
        zh, en = _called(name, setting.parameters[name].title)
        return f"没有文件给出{zh}的值", f"no document gives a value for {en}"
    fact = facts.get(name)
    if fact is None:
        zh, en = _called(name, columns[name].title if name in columns else None)
        return f"{zh}没有填写", f"{en} is not filled in"
    if not fact.from_rows:
        return f"{fact.title.zh}算不出", f"{fact.title.en} cannot be reckoned"
    if fact.if_missing == "zero":
        return f"{fact.title.zh}有内容不全的记录", f"{fact.title.en}: a row is incomplete"
    silent_zh = "，文件没有说明无记录意味着什么" if fact.if_missing == "not_stated" else ""
    silent_en = ", and no document says what that means" if fact.if_missing == "not_stated" else ""
    return (
        f"{fact.title.zh}没有记录或记录不全{silent_zh}",
        f"{fact.title.en}: no row, or an incomplete one{silent_en}",
    )


def _called(name: str, title: Title | None) -> tuple[str, str]:
    """What people call a column or a value; a file of rules that stands alone may have its name only."""
    return (f"“{title.zh}”", f"“{title.en}”") if title is not None else (f" {name} ", name)
