"""The API's own description (OpenAPI) as a page shows it (接口文档)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

#: What the groups of addresses are called, in the order of the page.
GROUPS = {
    "registers": _("Ledgers"),
    "records": _("Records"),
    "bulk": _("Bulk import and export"),
    "work": _("My work"),
    "targets": _("Targets"),
    "directory": _("Directory"),
    "documents": _("Documents"),
    "packs": _("Packs"),
    "notices": _("Inbox"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A parameter or a property: its name, its type in words, where that leads, whether it must be there."""

    name: str
    kind: str
    to: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of an address."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    parameters: Sequence[Line]
    body: Line | None
    answer: Line | None


def described(schema: Mapping[str, Any]) -> list[tuple[Any, list[Operation]]]:
    """The operations by group, in the order in which the API states them."""
    found: dict[str, list[Operation]] = defaultdict(list)
    for path, methods in schema["paths"].items():
        for method, stated in methods.items():
            found[stated["tags"][0]].append(_operation(path, method, stated))
    return [(title, found[tag]) for tag, title in GROUPS.items() if tag in found]


def _operation(path: str, method: str, stated: Mapping[str, Any]) -> Operation:
    answers = [one for status, one in stated["responses"].items() if int(status) < 300]
    return Operation(
        anchor=stated["operationId"],
        method=method.upper(),
        path=path,
        summary=stated["summary"],
        text=stated.get("description", ""),
        parameters=[
            _line(one["name"], one["schema"], one["required"], f"{one['in']}") for one in stated["parameters"]
        ],
        body=_content(stated.get("requestBody", {})),
        answer=_content(answers[0]) if answers else None,
    )


def _content(stated: Mapping[str, Any]) -> Line | None:
    for kind, content in stated.get("content", {}).items():
        return _line(kind, content.get("schema", {}), True)
    return None


def shapes(schema: Mapping[str, Any]) -> list[tuple[str, str, list[Line]]]:
    """The shapes by name: what each is, and its properties."""
    found = []
    for name, stated in sorted(schema["components"]["schemas"].items()):
        required = stated.get("required", ())
        lines = [_line(key, one, key in required) for key, one in stated.get("properties", {}).items()]
        found.append((name, stated.get("description", ""), lines))
    return found


def _line(name: str, stated: Mapping[str, Any], required: bool, where: str = "") -> Line:
    to = next(_references(stated), "")
    text = str(stated.get("description", ""))
    kind = " | ".join(dict.fromkeys(_kinds(stated)))
    return Line(name, f"{kind} ({where})" if where else kind, to, required, text)


def _kinds(stated: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in stated:
        yield stated["$ref"].rpartition("/")[2]
    for one in (*stated.get("anyOf", ()), *stated.get("allOf", ())):
        yield from _kinds(one)
    if stated.get("type") == "array":
        yield "".join(f"[{kind}]" for kind in _kinds(stated.get("items", {}))) or "array"
    elif "type" in stated:
        yield str(stated.get("format", stated["type"]))


def _references(stated: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in stated:
        yield stated["$ref"].rpartition("/")[2]
    for one in (*stated.get("anyOf", ()), *stated.get("allOf", ())):
        yield from _references(one)
    if "items" in stated:
        yield from _references(stated["items"])
