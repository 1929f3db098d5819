"""What the form of a flow takes and what it refuses, in the words of the file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from baicheng.flows.flow import Flow, Move, Opens, WaitsFor
from baicheng.flows.limit_rules import AmountUnit

TITLE = "{zh: 题, en: Title}"


def load(model: Any, text: str) -> Any:
    return model.model_validate(yaml.safe_load(text.replace("TITLE", TITLE)))


FLOW = """
start: issued
states:
  issued:
    title: TITLE
    opens:
      deliver: {title: TITLE, bearer: party(lead), due: {field: due_on}, to: [office]}
  closed: {title: TITLE, final: true}
moves:
  verify:
    title: TITLE
    from: [issued]
    to: closed
    by: [office, unit("市提质办") as leader]
    when: progress >= 100
    otherwise: TITLE
    waits_for: {n: 2, of: [deliver], outcome: agreed}
    does:
      - {fulfil: deliver}
      - {notify: [party(lead)], text: TITLE}
      - {create: {register: orders, with: {text: "'new'"}}}
      - {observe: targets}
"""


def test_a_flow_is_read_as_written() -> None:
    flow = load(Flow, FLOW)
    move = flow.moves["verify"]

    assert flow.states["closed"].final
    assert flow.states["issued"].opens["deliver"].due.field == "due_on"
    assert move.from_states == ("issued",)
    assert move.waits_for.names == ("deliver",) and move.waits_for.outcome == ("agreed",)
    assert [effect.fulfil or effect.observe for effect in move.does] == ["deliver", None, None, "targets"]
    assert flow.fulfilling_moves("deliver") == ("verify",)


@pytest.mark.parametrize(
    ("limit", "unit", "of"),
    [
        ("within: {amount: 10, unit: working_day, of: field(received_on)}", "working_day", "received_on"),
        ("within: {amount: 15, unit: minute}", "minute", "entered"),
        ("before: {amount: 5, unit: working_day, of: field(instalment_on)}", "working_day", "instalment_on"),
    ],
)
def test_a_limit_counts_from_or_to_an_event(limit: str, unit: str, of: str) -> None:
    opens = load(Opens, f"{{title: TITLE, bearer: office, {limit}}}")
    given = opens.within or opens.before

    assert (given.unit, given.of) == (AmountUnit(unit), of)


def test_silence_of_the_document_is_written_down() -> None:
    assert load(Opens, "{title: TITLE, bearer: office, due: not_stated}").due.not_stated


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("", "no limit is given; write one of within, before, due or standard"),
        ("due: not_stated, within: {amount: 1, unit: working_day}", "within and due are both given"),
        ("due: {}", "due: {field: name}, or due: not_stated"),
        ("within: {amount: 0, unit: working_day}", "greater than 0"),
        ("within: {amount: 1.5, unit: working_day}", "working_day"),
        ("within: {amount: 0.25, unit: minute}", "minute"),
        (
            "within: {amount: 1, unit: working_day, roll: next_working_day}",
            "only calendar days end on rest days",
        ),
        ("within: {amount: 1, unit: workday}", "'working_day'"),
        ("within: {amount: 1, unit: working_day, of: received_on}", "write entered, or field"),
        (
            "before: {amount: 4, unit: working_hour, of: field(x)}",
            "before counts working_day or calendar_day",
        ),
        ("before: {amount: 4, unit: working_day, of: entered}", "name a day to come"),
        ("due: not_stated, opens_at: now", "Extra inputs"),
    ],
)
def test_a_limit_that_is_none_or_two_is_refused(limit: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        load(Opens, f"{{title: TITLE, bearer: office, {limit}}}")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("otherwise: TITLE", "there is no `when`"),
        ("returns: true", "reason: required"),
        ("returns: true, reason: required", "a return leads back to a state"),
        ("does: [{notify: [office]}]", "notify needs a text"),
        ("does: [{fulfil: a, text: TITLE}]", "text goes with notify"),
        ("does: [{fulfil: a, observe: targets}]", "one of fulfil, reopen, notify, create, update or observe"),
        ("does: [{observe: targets, outcome: done}]", "outcome goes with fulfil"),
        ("does: [{}]", "one of fulfil"),
        ("when: ''", "at least 1 character"),
    ],
)
def test_a_move_whose_keys_do_not_fit_together_is_refused(keys: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        load(Move, f"{{title: TITLE, from: [a], by: [office], {keys}}}")


@pytest.mark.parametrize(
    "keys",
    ["{}", "{all: [a], any: [b]}", "{n: 2}", "{of: [a]}", "{all: [a], n: 1}", "{n: 0, of: [a]}", "{all: []}"],
)
def test_what_a_move_waits_for_is_said_in_one_way(keys: str) -> None:
    with pytest.raises(ValidationError):
        load(WaitsFor, keys)


def test_an_untranslated_title_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"title\.en"):
        Opens.model_validate({"title": {"zh": "题"}, "bearer": "office", "due": "not_stated"})
