"""What is wrong with a flow as a whole is found, with its place and its remedy."""

from __future__ import annotations

import pytest

from baicheng.flows.flow_check import check_flow
from baicheng.flows.process import InvalidFlow, prepare
from baicheng.flows.values import DATE, NUMBER, REFERENCE
from tests.flows.desk import flow_of

NAMES = {"progress": NUMBER, "due_on": DATE, "provider": REFERENCE}
PARTIES = ["lead", "county"]

RIGHT = """
start: issued
states:
  issued: {title: TITLE, opens: {deliver: {title: TITLE, bearer: party(lead), due: {field: due_on}}}}
  reported: {title: TITLE, opens: {accept: {title: TITLE, bearer: office, outcomes: [agreed, refused], due: not_stated}}}
  closed: {title: TITLE, final: true}
moves:
  report: {title: TITLE, from: [issued], to: reported, by: [party(lead)], when: progress >= 100, does: [{fulfil: deliver}]}
  close: {title: TITLE, from: [reported], to: closed, by: [office], waits_for: {all: [accept]}, asks: [provider]}
  reopen: {title: TITLE, from: [closed], to: issued, by: [office]}
"""


def faults(text: str) -> list[tuple[str, str]]:
    return [
        (".".join(map(str, fault.path)), fault.message) for fault in check_flow(flow_of(text), NAMES, PARTIES)
    ]


def test_a_sound_flow_has_no_faults() -> None:
    assert faults(RIGHT) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ("start: issued", "start: isued", "start", "did you mean 'issued'?"),
        ("start: issued", "start: issued\ntaken_over: [repored]", "taken_over.0", "did you mean 'reported'?"),
        ("start: issued", "start: issued\ntaken_over: [issued]", "taken_over.0", "every record may begin"),
        ("from: [issued]", "from: [isued]", "moves.report.from.0", "unknown state 'isued'"),
        ("to: reported", "to: repored", "moves.report.to", "did you mean 'reported'?"),
        ("to: reported", "to: closed", "states.reported", "no move leads to 'reported'"),
        (", final: true", "", "", ""),
        ("from: [closed], to: issued", "from: [issued]", "", ""),
        (
            "from: [reported], to: closed",
            "from: [reported]",
            "states.reported",
            "no move leads out of 'reported'",
        ),
        (
            "all: [accept]",
            "all: [acept]",
            "moves.close.waits_for",
            "no state opens 'acept'; did you mean 'accept'?",
        ),
        ("all: [accept]", "all: [deliver]", "moves.close.waits_for", "not open in the states of"),
        ("all: [accept]", "all: [accept], outcome: done", "moves.close.waits_for", "never ends as done"),
        (
            "fulfil: deliver",
            "fulfil: deliver, outcome: agreed",
            "moves.report.does.0",
            "never ends as 'agreed'",
        ),
        ("fulfil: deliver", "fulfil: accept", "moves.report.does.0.fulfil", "not open in the states of"),
        (
            "[agreed, refused]",
            "[agreed, returned]",
            "states.reported.opens.accept.outcomes",
            "comes about by itself",
        ),
        ("asks: [provider]", "asks: [provder]", "moves.close.asks.0", "did you mean 'provider'?"),
        (
            "bearer: party(lead)",
            "bearer: party(leed)",
            "states.issued.opens.deliver.bearer",
            "did you mean 'lead'?",
        ),
        (
            "bearer: office",
            "bearer: field(progress)",
            "states.reported.opens.accept.bearer",
            "holds a subject",
        ),
        (
            "bearer: office",
            "bearer: bearer(delver)",
            "states.reported.opens.accept.bearer",
            "did you mean 'deliver'?",
        ),
        (
            "{field: due_on}",
            "{field: due}",
            "states.issued.opens.deliver.due.field",
            "did you mean 'due_on'?",
        ),
        (
            "due: not_stated",
            "within: {amount: 1, unit: working_day, of: field(progress)}",
            "states.reported.opens.accept.within.of",
            "no date field 'progress'",
        ),
        (
            "due: not_stated",
            "standard: {link: due_on}",
            "states.reported.opens.accept.standard.link",
            "no reference field 'due_on'",
        ),
        ("progress >= 100", "progres >= 100", "moves.report.when", "did you mean 'progress'?"),
        ("progress >= 100", "progress + 100", "moves.report.when", "a condition is true or false"),
        (
            "[{fulfil: deliver}]",
            "[{fulfil: deliver}, {notify: [party(led)], text: TITLE}]",
            "moves.report.does.1.notify.0",
            "'led'",
        ),
        (
            "[{fulfil: deliver}]",
            "[{fulfil: deliver}, {create: {register: r, with: {x: progres}, parties: {a: party(b)}}}]",
            "moves.report.does.1.create.with.x",
            "unknown name 'progres'",
        ),
    ],
)
def test_each_fault_is_found_at_its_place(old: str, new: str, path: str, words: str) -> None:
    text = RIGHT.replace(old, new, 1)
    assert text != RIGHT
    found = faults(text)

    if not path:
        assert found == []
    else:
        assert any(where == path and words in message for where, message in found), found


def test_a_flow_with_a_wrong_expression_cannot_be_put_to_work() -> None:
    with pytest.raises(InvalidFlow, match=r"moves\.report\.when: unknown name 'progres'"):
        prepare(flow_of(RIGHT.replace("progress >=", "progres >=")), NAMES)


def test_what_is_kept_open_can_be_waited_for_in_a_later_state() -> None:
    kept = RIGHT.replace("due: {field: due_on}", "due: {field: due_on}, carry: keep").replace(
        "all: [accept]", "all: [deliver]"
    )

    assert faults(kept) == []
