"""Values, indicators and pack.yaml: complete, without circles, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baicheng.packs.circles import circles
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.schema.values import ValueTable


def check_values(pack: Pack) -> Iterator[Problem]:
    """Each table has a value for each option, and only for those."""
    for name, table in pack.values.items():
        place = pack.place("values", name)
        if (table.by is None) != (not table.of):
            yield place.problem(
                ("by",),
                "by 与 of 要一起写：by 是分类，of 列出各类。",
                "by and of go together: by says what the table is broken down by, of lists the options.",
            )
        if table.except_to is not None and table.except_to not in pack.values:
            yield place.unknown(("except_to",), table.except_to, pack.values, ("参数表", "value table"))
        yield from _cells(pack, name, table)
    needs = {name: [table.except_to] for name, table in pack.values.items() if table.except_to}
    for circle in circles(needs):
        yield pack.place("values", circle[0]).problem(
            ("except_to",),
            f"参数表循环引用：{' → '.join(circle)}，请去掉一处。",
            f"values go in a circle: {' → '.join(circle)}; take one away.",
        )


def _cells(pack: Pack, name: str, table: ValueTable) -> Iterator[Problem]:
    place = pack.place("values", name)
    for index, dated in enumerate(table.values):
        cells = dict(dated.model_extra or {})
        for key in cells:
            if key not in table.of:
                known = [*table.of, "in_force", "source", "value"]
                yield place.unknown(("values", index, key), key, known, ("键", "key"))
        missing = [option for option in table.of if option not in cells]
        if table.of and missing:
            yield place.problem(
                ("values", index),
                f"缺少“{missing[0]}”的值；文件没有写明时写 not_stated。",
                f"the value of '{missing[0]}' is missing; write not_stated where the document gives none.",
            )
        if (dated.value is None) != bool(table.of):
            yield place.problem(
                ("values", index),
                "没有 by 的表写 value，有 by 的表按 of 分别写。",
                "a table without 'by' has a 'value'; one with 'by' has a key for each of 'of'.",
            )


def check_indicators(pack: Pack) -> Iterator[Problem]:
    """Rates are made of indicators that exist, and not of themselves."""
    needs: dict[str, list[str]] = {}
    for name, indicator in pack.indicators.items():
        for key in ("numerator", "denominator"):
            part = getattr(indicator, key)
            if part is None:
                continue
            if "." not in part and part not in pack.indicators:
                place = pack.place("indicators", name)
                yield place.unknown((key,), part, pack.indicators, ("指标", "indicator"))
            needs.setdefault(name, []).append(part)
    for circle in circles(needs):
        yield pack.place("indicators", circle[0]).problem(
            (),
            f"指标循环引用：{' → '.join(circle)}，请去掉一处。",
            f"indicators go in a circle: {' → '.join(circle)}; take one away.",
        )


def check_manifest(pack: Pack, others: Mapping[str, Pack]) -> Iterator[Problem]:
    """The packs that are needed are there, intake leads to registers, and somebody compared the pack."""
    place, manifest = pack.place("pack", ""), pack.manifest
    for index, need in enumerate(manifest.needs):
        if need not in others:
            yield place.unknown(("needs", index), need, others, ("规则包", "pack"))
    needs = {name: other.manifest.needs for name, other in others.items()} | {pack.name: manifest.needs}
    for circle in circles(needs):
        if pack.name in circle:
            yield place.problem(
                ("needs",),
                f"规则包循环依赖：{' → '.join(circle)}，请去掉一处。",
                f"packs need each other in a circle: {' → '.join(circle)}; take one away.",
            )
    if manifest.intake is not None:
        for key in ("tasks", "reports"):
            register = getattr(manifest.intake, key)
            if register is not None and register not in pack.registers:
                yield place.unknown(("intake", key), register, pack.registers, ("台账", "register"))
    if (manifest.verified_on is None) != (manifest.verified_by is None):
        yield place.problem(
            ("verified_on",),
            "verified_on 与 verified_by 要一起写。",
            "verified_on and verified_by go together.",
        )
    elif manifest.verified_on is None:
        yield place.problem(
            (),
            "还没有人与文件核对过；核对后写上 verified_on 和 verified_by。",
            "nobody has compared it with the documents yet; then write verified_on and verified_by.",
            warning=True,
        )
