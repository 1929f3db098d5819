"""What a model finds wrong with a file, in the words of its author, in both languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.problems import Problem, dotted, nearest, suggestion
from baicheng.packs.yaml_text import Content, Path

_Said: TypeAlias = "tuple[str, str]"
_Step: TypeAlias = "str | int"


def problems_of(
    error: ValidationError, file: str, content: Content, prefix: Path, model: type[Any]
) -> list[Problem]:
    """One problem for each fault, at its line.

    Args:
        prefix: where in the file the faulty value stands; ``()`` for the whole file.
        model: the model that the value failed, for the names of known keys.
    """
    found = []
    for detail in _clearest(error.errors(include_url=False), content, prefix):
        path = _in_file(detail, content, prefix)
        zh, en = _said(detail, _known_keys(model, detail["loc"][:-1]))
        found.append(Problem(file, content.line_of(path), dotted(path), zh, en))
    return list(dict.fromkeys(found))


def _steps(detail: ErrorDetails) -> tuple[_Step, ...]:
    """The path without a key that is missing, which stands in no file."""
    return detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]


def _in_file(detail: ErrorDetails, content: Content, prefix: Path) -> Path:
    """The place in the file; names of alternatives, which pydantic puts between, left out."""
    path = prefix
    for step in _steps(detail):
        if (*path, step) in content.lines:
            path = (*path, step)
    return path


def _clearest(details: list[ErrorDetails], content: Content, prefix: Path) -> list[ErrorDetails]:
    """Where a value may have several forms, only the faults of the form that it comes nearest to."""
    kept = []
    forms: dict[Path, dict[_Step, list[ErrorDetails]]] = defaultdict(lambda: defaultdict(list))
    for detail in details:
        if _only_seems_short(detail):
            continue
        path = prefix
        for step in _steps(detail):
            if (*path, step) not in content.lines:
                forms[path][step].append(detail)
                break
            path = (*path, step)
        else:
            kept.append(detail)
    for alternatives in forms.values():
        kept.extend(min(alternatives.values(), key=lambda faults: sum(map(_distance, faults))))
    return kept


def _only_seems_short(detail: ErrorDetails) -> bool:
    """Whether a list is long enough as it is written: pydantic counts what is sound, and the rest has its own faults."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _distance(detail: ErrorDetails) -> int:
    """How far a fault shows that another form was meant: a wrong type far, a missing key less."""
    return {"extra_forbidden": 2, "missing": 2, "value_error": 1}.get(detail["type"], 5)


def _known_keys(model: type[Any], steps: tuple[_Step, ...]) -> set[str]:
    """The keys of the models that the path leads to."""
    models = _models_in(model)
    for step in steps:
        under = {found for one in models for found in _models_under(one, step)}
        named = {one for one in models if one.__name__ == step}
        models = under or named or models
    return {field.alias or name for one in models for name, field in one.model_fields.items()}


def _models_under(model: type[BaseModel], step: _Step) -> Iterator[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if step == (field.alias or name):
            yield from _models_in(field.annotation)


def _models_in(annotation: Any) -> set[type[BaseModel]]:
    """The models that a type is made of, through options, tuples and dictionaries."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in get_args(annotation) for model in _models_in(part)}


def _said(detail: ErrorDetails, known: set[str]) -> _Said:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(detail["loc"][-1])
        zh, en = suggestion(key, known)
        return f"没有“{key}”这个键，{zh}", f"unknown key '{key}'; {en}"
    if kind == "missing":
        key = str(detail["loc"][-1])
        return f"缺少“{key}”，请补上。", f"'{key}' is missing; add it."
    if kind == "literal_error":
        return _not_an_option(detail["input"], _options(str(context.get("expected", ""))))
    if kind == "enum":
        return _not_an_option(detail["input"], _options(str(context.get("expected", ""))))
    if kind in (
        "string_type",
        "date_type",
        "number_wanted",
        "int_type",
        "bool_type",
        "tuple_type",
        "dict_type",
    ):
        return _wrong_type(kind, detail["input"])
    if kind.startswith(("date_", "datetime_")):
        return _wrong_type("date_type", detail["input"])
    if kind == "string_pattern_mismatch":
        return _no_match(str(detail["input"]), str(context.get("pattern", "")))
    if kind in ("model_type", "model_attributes_type"):
        return (
            "这里要写成若干个“键: 值”。",
            f"keys with values are wanted here, not {_shown(detail['input'])}.",
        )
    if kind in ("too_short", "string_too_short"):
        least = context["min_length"]
        if least > 1:
            return f"这里至少要 {least} 项。", f"at least {least} are wanted here."
        return "这里不能为空，请填写。", "this must not be empty; fill it in."
    message = detail["msg"].removeprefix("Value error, ")
    return context.get("zh") or in_chinese(message) or "写法不对，请按后面的说明改。", message


_TYPES: Mapping[str, _Said] = {
    "string_type": ("文字", "text"),
    "date_type": ("日期（如 2019-03-08，不加引号）", "a date, such as 2019-03-08 without quotes"),
    "number_wanted": ("数字（不加引号）", "a number without quotes"),
    "int_type": ("整数（不加引号）", "a whole number without quotes"),
    "bool_type": ("true 或 false", "true or false"),
    "tuple_type": ("列表（方括号，或每行一个“- ”）", "a list: brackets, or a line with '- ' for each"),
    "dict_type": ("若干个“键: 值”", "keys with values"),
}


def _wrong_type(kind: str, found: object) -> _Said:
    zh, en = _TYPES[kind]
    if kind == "string_type" and type(found) is date:
        return (
            f'YAML 把 {found} 读成了日期，这里要文字，请加引号："{found}"。',
            f'YAML read {found} as a date and text is wanted here; put it in quotes: "{found}".',
        )
    if (
        kind == "string_type"
        and isinstance(found, int | float)
        or kind == "string_type"
        and _is_number(found)
    ):
        return (
            f'这里要文字，YAML 读成了 {found}，请加引号："{found}"。',
            f'text is wanted here and YAML read {found}; put it in quotes: "{found}".',
        )
    return f"这里要{zh}，现在是 {_shown(found)}。", f"{en} is wanted here, not {_shown(found)}."


def _is_number(found: object) -> bool:
    return hasattr(found, "as_tuple")


def _no_match(found: str, pattern: str) -> _Said:
    if pattern.startswith("^[a-z]"):
        remedy = re.sub(r"[^a-z0-9_.]+", "_", found.lower()).strip("_") or "a_name"
        return (
            f"名称“{found}”只能用小写字母、数字和下划线，以字母开头，例如 {remedy}。",
            f"the name '{found}' may hold small letters, digits and underscores and begins with a letter: {remedy}.",
        )
    return f"“{found}”的格式不对，应为 {pattern}。", f"'{found}' has another form than {pattern}."


def _options(expected: str) -> list[str]:
    return re.findall(r"'([^']*)'", expected)


def _not_an_option(found: object, options: list[str]) -> _Said:
    zh, en = suggestion(str(found), options)
    also = "" if nearest(str(found), options) is None else f" ({', '.join(options)})"
    return f"没有“{str(found)[:40]}”，{zh}{also}", f"unknown value {_shown(found)}; {en}{also}"


def _shown(found: object) -> str:
    if found is None:
        return "空 / nothing"
    if isinstance(found, tuple | list):
        return f"列表 / a list of {len(found)}"
    if isinstance(found, dict):
        return "键值 / keys with values"
    text = str(found)
    return f"'{text[:40]}'" if isinstance(found, str) else text[:40]
