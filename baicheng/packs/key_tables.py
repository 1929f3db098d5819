"""Every key of the pack language in tables (键表), made from the models; docs/pack-reference.md holds them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from baicheng.flows.keys import Sentence, Title
from baicheng.flows.provenance import InForce, Reading, Source
from baicheng.flows.who_forms import FORMS
from baicheng.packs.loader import FOLDERS
from baicheng.packs.schema.basics import Event
from baicheng.packs.schema.manifest import Manifest
from baicheng.rules.kinds import KINDS

#: Models that occur everywhere; they have a table of their own.
EVERYWHERE: tuple[type[BaseModel], ...] = (Title, Sentence, Source, InForce, Reading, Event)


class Part(NamedTuple):
    """A part of a file: the path of keys that leads to it, and what stands there."""

    path: str
    model: type[BaseModel]


def tables() -> dict[str, str]:
    """Name of a table → its Markdown; ``everywhere`` for what all files share."""
    found = {"everywhere": _table([Part(model.__name__, model) for model in EVERYWHERE])}
    found["pack"] = _table(list(parts_of(Manifest)))
    for folder, kind in FOLDERS.items():
        found[folder] = _table(list(parts_of(kind.model)))
    for kind_of_rule, model in KINDS.items():
        found[kind_of_rule] = _table(list(parts_of(model)))
    return found


def who_table() -> str:
    """The forms of *who*, with what each takes and means."""
    lines = ["| form | meaning |", "|---|---|"]
    for name, form in FORMS.items():
        takes = [form.argument.name.lower()] if form.argument else []
        takes += [f"{option}=" + kind.name.lower() for option, kind in form.options.items()]
        lines.append(
            f"| `{name}({', '.join(takes)})` | {form.meaning} |"
            if takes
            else f"| `{name}` | {form.meaning} |"
        )
    return "\n".join(lines)


def parts_of(root: type[BaseModel]) -> Iterator[Part]:
    """The parts of a file, each model once, from the outside inwards."""
    seen: set[type[BaseModel]] = set(EVERYWHERE)
    waiting = [Part("", root)]
    while waiting:
        part = waiting.pop(0)
        if part.model in seen:
            continue
        seen.add(part.model)
        yield part
        waiting.extend(_inside(part))


def keys_of(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Each key of a model as it is written, with its description; ``*`` marks those that must be there."""
    for name, field in model.model_fields.items():
        mark = "\\*" if field.is_required() else ""
        yield f"`{field.alias or name}`{mark}", (field.description or "") + _options(field)


def _options(field: FieldInfo) -> str:
    """The words that a key may hold, where its description does not name them."""
    words = list(dict.fromkeys(_words_in(field.annotation)))
    said = field.description or ""
    return f" ({', '.join(words)})" if words and not all(word in said for word in words) else ""


def _words_in(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(word) for word in get_args(annotation))
    elif isinstance(annotation, type) and issubclass(annotation, StrEnum):
        yield from (word.value for word in annotation)
    else:
        for argument in get_args(annotation):
            yield from _words_in(argument)


def _inside(part: Part) -> Iterator[Part]:
    hints = {field.alias or name: field.annotation for name, field in part.model.model_fields.items()}
    if "__pydantic_extra__" in part.model.__annotations__:
        hints["REGISTER"] = get_args(get_type_hints(part.model)["__pydantic_extra__"])[1]
    for key, annotation in hints.items():
        path = f"{part.path}.{key}" if part.path else key
        for step, model in _models(annotation):
            yield Part(path + step, model)


def _models(annotation: Any) -> Iterator[tuple[str, type[BaseModel]]]:
    """The models of a type, with ``.NAME`` for those that stand under names of one's own and ``[]`` in lists."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield "", annotation
        return
    origin = get_origin(annotation)
    step = ".NAME" if origin is dict else "[]" if origin is tuple else ""
    for argument in get_args(annotation):
        yield from ((step + inner, model) for inner, model in _models(argument))


def _table(parts: list[Part]) -> str:
    lines = ["| where | keys |", "|---|---|"]
    for part in parts:
        keys = "; ".join(f"{key} {_in_a_cell(said)}" for key, said in keys_of(part.model))
        lines.append(f"| {f'`{part.path}`' if part.path else 'the file'} | {keys} |")
    return "\n".join(lines)


def _in_a_cell(text: str) -> str:
    return text.rstrip(".").replace("|", "\\|")
