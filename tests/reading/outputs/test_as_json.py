from __future__ import annotations

import io
import json
import tracemalloc
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from baicheng.clock.cycles import CycleUnit
from baicheng.reading import model, spans
from baicheng.reading.model import Ledger
from baicheng.reading.outputs.as_json import SCHEMA_PATH, ledger_to_dict, write_json
from baicheng.reading.outputs.figures import number, shown
from baicheng.reading.outputs.wording import CYCLES
from tests.reading.outputs.many_tasks import ledger_of
from tests.reading.outputs.strategies import ledgers

SCHEMA = json.loads(SCHEMA_PATH.read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)


def written(ledger: Any) -> Any:
    out = io.BytesIO()
    write_json(ledger, out)
    return json.loads(out.getvalue().decode("utf-8"))


def test_the_schema_is_a_valid_schema_and_the_made_up_ledger_meets_it(ledger: Ledger) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(ledger_to_dict(ledger))


@given(ledgers())
@settings(max_examples=60, deadline=None)
def test_any_ledger_is_written_as_its_dictionary_and_meets_the_schema(ledger: Ledger) -> None:
    content = ledger_to_dict(ledger)
    assert written(ledger) == content
    VALIDATOR.validate(content)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("task", model.Task),
        ("document", model.Document),
        ("clause", model.Clause),
        ("report_duty", model.ReportDuty),
        ("finding", model.Finding),
        ("part", model.Part),
        ("target", model.Target),
        ("deadline", model.Deadline),
        ("party", model.Party),
        ("annex", model.Annex),
        ("cell", spans.Cell),
        ("place", spans.Place),
    ],
)
def test_the_schema_describes_every_field_of_the_model_and_no_other(name: str, kind: type) -> None:
    assert is_dataclass(kind)
    described = SCHEMA["$defs"][name]
    assert list(described["properties"]) == [field.name for field in fields(kind)]
    assert described["required"] == list(described["properties"])


def every(node: Any, path: str = "") -> Any:
    """Every schema inside a schema, with its path."""
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            yield from every(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from every(value, f"{path}/{index}")


def test_every_field_is_described_and_no_object_takes_unknown_fields() -> None:
    for path, node in every(SCHEMA):
        for name, field in (node.get("properties") or {}).items():
            assert field.get("description"), f"{path}/{name} has no description"
        if node.get("type") == "object":
            assert "additionalProperties" in node, path
            assert node["additionalProperties"] is False or "$ref" in node["additionalProperties"], path


def test_every_enumerated_word_of_the_model_is_in_the_schema() -> None:
    definitions = SCHEMA["$defs"]
    assert definitions["party"]["properties"]["role"]["enum"] == [role.value for role in model.Role]
    assert definitions["target"]["properties"]["op"]["enum"] == [op.value for op in model.Op]
    assert definitions["target"]["properties"]["measure"]["enum"] == [m.value for m in model.Measure]
    cycles = [unit.value for unit in CycleUnit]
    assert definitions["report_duty"]["properties"]["cycle"]["enum"] == ["", *cycles]
    assert list(CYCLES) == cycles


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tasks", 0, "extra"), 1),
        (("tasks", 0, "deadlines"), ["2023-6-30"]),
        (("schema",), "baicheng-ledger/2"),
    ],
)
def test_the_schema_refuses_what_it_does_not_describe(
    ledger: Ledger, path: tuple[Any, ...], value: Any
) -> None:
    content = ledger_to_dict(ledger)
    node: Any = content
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    assert not VALIDATOR.is_valid(content)


def test_a_span_says_where_it_stands_in_the_text_and_in_the_file(ledger: Ledger) -> None:
    content = written(ledger)
    target = content["tasks"][6]["targets"][0]
    span = target["span"]
    assert content["text"][span["start"] : span["end"]] == "完成投资1.2亿元"
    block = content["source"]["blocks"][span["source"]["block"]]
    assert block[:2] == [span["source"]["start"], span["source"]["end"]]
    assert span["source"]["page"] == 2
    assert span["source"]["cell"] == {"table": 1, "row": 2, "column": 2, "rows": 1, "columns": 1}
    assert block[3:6] == [1, 2, 2]


def test_days_are_iso_dates_and_figures_are_numbers(ledger: Ledger) -> None:
    tasks = written(ledger)["tasks"]
    assert tasks[0]["deadlines"] == ["2023-06-30", "2023-12-31"]
    assert [target["value"] for target in tasks[0]["targets"]] == [6, 4, 18.5]
    assert [type(target["value"]) for target in tasks[0]["targets"]] == [int, int, float]
    assert tasks[1]["targets"][0]["upper"] == 3500
    assert tasks[3]["targets"][1]["op"] == "<"
    assert tasks[2]["parties"][2]["role"] == "supporting"


def test_several_ledgers_become_an_array(ledger: Ledger) -> None:
    assert written([ledger, ledger]) == [ledger_to_dict(ledger)] * 2
    assert written([ledger]) == ledger_to_dict(ledger)
    assert written([]) == []


def test_chinese_is_written_as_it_is(ledger: Ledger) -> None:
    out = io.BytesIO()
    write_json(ledger, out)
    assert "打通断头路".encode() in out.getvalue()


def test_writing_takes_no_more_memory_for_ten_times_the_tasks() -> None:
    class Nowhere(io.RawIOBase):
        def write(self, content: Any) -> int:
            return len(content)

    peaks = []
    for count in (100, 1000):
        ledger = ledger_of(count)
        tracemalloc.start()
        write_json(ledger, Nowhere())  # type: ignore[arg-type]
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


@pytest.mark.parametrize(
    ("value", "as_json"),
    [("5.0", 5), ("0.35", 0.35), ("-0", 0), ("1E+3", 1000), ("1E+400", 9.99e307), ("-1E+9999", -9.99e307)],
)
def test_a_figure_is_whole_where_it_is_whole_and_never_infinite(value: str, as_json: float) -> None:
    result = number(Decimal(value))
    assert result == as_json
    assert type(result) is type(as_json)


def test_figures_are_shown_without_exponent_or_needless_zeros() -> None:
    assert [shown(Decimal(value)) for value in ("1E+4", "2.50", "30", "0.125")] == [
        "10000",
        "2.5",
        "30",
        "0.125",
    ]
